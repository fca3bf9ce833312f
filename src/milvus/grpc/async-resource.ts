/** Takes 30 % off a request's CPU until Node 26: docs/decisions/0003-async-resource-bind.md */
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
