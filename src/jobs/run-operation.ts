/** Drives an operation: makes each call it yields, one after the other, until it returns. */

import type { Call, Calls } from "../kinds/kind.ts";
import type { ReplyOf, RpcName } from "../milvus/methods.ts";

/** Returns the operation's result; a failed call is thrown into the operation, which may catch it. */
export async function runOperation<T>(
  calls: Calls<T>,
  callUpstream: (call: Call) => Promise<ReplyOf<RpcName>>,
): Promise<T> {
  let step = calls.next();
  while (!step.done) {
    let reply: ReplyOf<RpcName>;
    try {
      reply = await callUpstream(step.value);
    } catch (error) {
      step = calls.throw(error);
      continue;
    }
    step = calls.next(reply);
  }
  return step.value;
}
