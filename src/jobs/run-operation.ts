/** Drives an operation: makes the calls that it yields, one after the other or several at once, until it returns. */
import type { Call, Calls, Outcome } from "../kinds/kind.ts";
import type { MethodName, ReplyOf } from "../milvus/methods.ts";
import { GatewayError } from "../model/errors.ts";
import { orAt } from "../model/or-at.ts";

type Reply = ReplyOf<MethodName>;

/** Epoch milliseconds until which calls that an operation can do without are waited for. */
export type Patience = Readonly<Record<NonNullable<Call["patience"]>, number>>;

/**
 * Returns the operation's result; a failed call is thrown into the operation, which may catch it. `onPatience` is called
 * when only such calls are waited for as the operation can do without.
 */
export async function runOperation<T>(
  calls: Calls<T>,
  callUpstream: (call: Call) => Promise<Reply>,
  patience: Patience,
  onPatience: () => void = () => {},
): Promise<T> {
  let step = calls.next();
  while (!step.done) {
    const yielded = step.value;
    if (isBatch(yielded)) {
      step = calls.next(await performAll(yielded, callUpstream, patience, onPatience));
      continue;
    }
    let reply: Reply;
    try {
      reply = await callUpstream(yielded);
    } catch (error) {
      step = calls.throw(error);
      continue;
    }
    step = calls.next(reply);
  }
  return step.value;
}

function isBatch(yielded: Call | readonly Call[]): yielded is readonly Call[] {
  return Array.isArray(yielded);
}

/** All calls at once: those that the operation needs are waited for, then the others as long as patience lasts. */
async function performAll(
  batch: readonly Call[],
  callUpstream: (call: Call) => Promise<Reply>,
  patience: Patience,
  onPatience: () => void,
): Promise<readonly Outcome[]> {
  const pending = batch.map((call) => settle(callUpstream(call)));
  const needed = await Promise.all(pending.filter((_, index) => batch[index]?.patience === undefined));
  if (needed.length < batch.length) onPatience();
  // What adds to a reply is worth nothing without it.
  const until = needed.some(({ ok }) => !ok) ? { brief: 0, long: 0 } : patience;
  return Promise.all(
    pending.map((outcome, index) => {
      const call = batch[index];
      return call?.patience === undefined ? outcome : orAt(until[call.patience], outcome, () => late(call.method));
    }),
  );
}

function settle(reply: Promise<Reply>): Promise<Outcome> {
  return reply.then(
    (value) => ({ ok: true, reply: value }),
    (error) => ({ ok: false, error: GatewayError.from(error) }),
  );
}

function late(method: MethodName): Outcome {
  return { ok: false, error: new GatewayError("DEADLINE_EXCEEDED", `Milvus did not reply to ${method} in time.`) };
}
