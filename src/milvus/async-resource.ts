/**
 * Node's HTTP/2 client binds each request to an AsyncResource, and `AsyncResource.bind` gives what it returns a deprecated
 * property (DEP0172) with accessors made for it alone. Each of those gets hidden classes of its own, and on Node 20 that
 * is a third of all CPU that a request costs the gateway. No setting leaves it out; Node 26 has it no more.
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
