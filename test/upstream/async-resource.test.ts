/** Node's AsyncResource.bind, lightened, does what it did. */
import { AsyncLocalStorage, AsyncResource, executionAsyncId } from "node:async_hooks";
import { beforeAll, expect, test } from "vitest";
import { dropAsyncResourceProperty } from "../../src/milvus/grpc/async-resource.ts";

beforeAll(dropAsyncResourceProperty);

function tell(this: unknown, first: string, second: string) {
  return { self: this, args: [first, second], asyncId: executionAsyncId() };
}

test("a bound function is called in its resource, with the arguments and the `this` of the call", () => {
  const resource = new AsyncResource("test");
  const self = { bound: resource.bind(tell) };
  expect(self.bound("a", "b")).toEqual({ self, args: ["a", "b"], asyncId: resource.asyncId() });
});

test("a `this` given to bind wins over that of the call", () => {
  const resource = new AsyncResource("test");
  const bound = Reflect.apply(resource.bind, resource, [tell, "given"]) as typeof tell; // a parameter @types/node lacks
  expect(bound.call("the call's", "a", "b")).toEqual({ self: "given", args: ["a", "b"], asyncId: resource.asyncId() });
});

test("the static bind keeps what an AsyncLocalStorage holds, and throws what the function throws", () => {
  const storage = new AsyncLocalStorage<string>();
  const bound = storage.run("held", () => AsyncResource.bind(() => storage.getStore()));
  expect(bound()).toBe("held");
  const failing = AsyncResource.bind(() => {
    throw new Error("thrown inside");
  });
  expect(failing).toThrow("thrown inside");
});

test("the bound function has the length of its function, and the deprecated property no more", () => {
  const bound = new AsyncResource("test").bind(tell);
  expect(bound).toHaveLength(2);
  expect(Object.hasOwn(bound, "asyncResource")).toBe(false);
});

test("doing it twice changes nothing", () => {
  const { bind } = AsyncResource.prototype;
  dropAsyncResourceProperty();
  expect(AsyncResource.prototype.bind).toBe(bind);
});
