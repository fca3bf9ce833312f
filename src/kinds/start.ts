/** What the starts of all kinds have in common. */
import type { RpcName } from "../milvus/methods.ts";
import { badReply } from "../model/bad-reply.ts";
import type { GatewayError } from "../model/errors.ts";
import { type Job, type JobFields, makeJob } from "../model/job.ts";

/** A job that Milvus has just accepted: pending, with what its request said. */
export function startedJob<Details extends object>(fields: Omit<JobFields<Details>, "state" | "stage">): Job<Details> {
  return makeJob({ state: "pending", stage: "pending", ...fields });
}

/** BAD_UPSTREAM_REPLY for a start that was accepted without what its job is found by. */
export function acceptedWithout(missing: string, rpc: RpcName, work: string): GatewayError {
  return badReply(rpc, `Milvus accepted the ${work} but returned ${missing}.`);
}
