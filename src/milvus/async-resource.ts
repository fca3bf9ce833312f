/**
 * Node's HTTP/2 client binds every request to an AsyncResource. Each time, Node 20 and 24 make a deprecated property
 * (DEP0172) with two accessors for it, which gives V8 new hidden classes to keep: on Node 20 that costs more than anything else we do
 * for a request. There is no way to tell Node not to.
 */
import { AsyncResource } from "node:async_hooks";

type Callback = (...args: unknown[]) => unknown;

/** What Node's own does, without the property. */
function bind(this: AsyncResource, callback: Callback, thisArg?: unknown): Callback {
  const resource = this;
  const bound = function (this: unknown, ...args: unknown[]) {
    return resource.runInAsyncScope(callback, thisArg === undefined ? this : thisArg, ...args);
  };
  return Object.defineProperty(bound, "length", { value: callback.length });
}

/**
 * Makes `AsyncResource.bind` leave `asyncResource` out of what it returns, in this whole process: for its owner to call.
 * Where Node has that property no more, nothing is changed.
 */
export function dropAsyncResourceProperty(): void {
  const bound = new AsyncResource("probe").bind(() => {});
  if (Object.hasOwn(bound, "asyncResource")) Object.defineProperty(AsyncResource.prototype, "bind", { value: bind });
}
