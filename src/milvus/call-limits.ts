/** What holds for calls by either protocol: how long one that must not be cancelled has, and which are never sent. */
import { GatewayError } from "../model/errors.ts";
import type { MethodName } from "./methods.ts";

/** How long a call that cannot be cancelled has, and at least beyond its caller's deadline, in milliseconds. */
const UNCANCELLED_DEADLINE = 30_000;
const UNCANCELLED_GRACE = 5_000;

/** The deadline (epoch ms) of a call that runs on when its caller's own is over. */
export function uncancelledDeadline(deadline: number, now: number): number {
  return Math.max(now + UNCANCELLED_DEADLINE, deadline + UNCANCELLED_GRACE);
}

/** Without `upstream`, since nothing was sent. */
export function notSent(method: MethodName): GatewayError {
  return new GatewayError("DEADLINE_EXCEEDED", `The time was over before ${method} was sent to Milvus.`, {
    rule: "not-sent",
  });
}

export function tooManyCalls(inFlight: number): GatewayError {
  return new GatewayError(
    "OVERLOADED",
    `${inFlight} calls to Milvus are in flight already, the most that this gateway makes at once.`,
  );
}
