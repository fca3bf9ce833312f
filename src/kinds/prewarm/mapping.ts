/** Prewarms as Milvus and the gateway write them: body, states, and the job made of a reply. */
import { z } from "zod";
import type { ReplyOf, RequestOf } from "../../milvus/methods.ts";
import { badReply } from "../../model/bad-reply.ts";
import { GatewayError } from "../../model/errors.ts";
import { InvalidId, textId } from "../../model/ids.ts";
import { type Job, makeJob, type Warning } from "../../model/job.ts";
import { stateReader } from "../../model/states.ts";
import * as values from "../../model/values.ts";
import { bodyDbName, collectionName, loadSettings, toLoadFields } from "../inputs.ts";
import { startedJob } from "../started-job.ts";

export const body = z.strictObject({
  dbName: bodyDbName,
  collectionName,
  namespace: z.string().min(1).max(255).optional().meta({ description: "Only this namespace of the collection." }),
  ...loadSettings,
  ttlSeconds: z.int().min(1).optional().meta({ description: "How long the caches are to stay warm.", example: 3600 }),
  priority: z.string().min(1).max(255).optional().meta({ description: "As Milvus takes it.", example: "low" }),
});

const readState = stateReader("PrewarmTaskState", {
  PrewarmTaskStateUnknown: { code: 0, state: "unknown", stage: "unknown" },
  PrewarmTaskStatePending: { code: 1, state: "pending", stage: "pending" },
  PrewarmTaskStateWarming: { code: 2, state: "running", stage: "warming" },
  PrewarmTaskStateCompleted: { code: 3, state: "succeeded", stage: "completed" },
  PrewarmTaskStateFailed: { code: 4, state: "failed", stage: "failed" },
});

export const details = z.strictObject({}).meta({ description: "Milvus tells no more of a prewarm." });

export type Details = z.infer<typeof details>;

type Body = z.output<typeof body>;

export function toRequest(body: Body): RequestOf<"Prewarm"> {
  return {
    db_name: body.dbName,
    collection_name: body.collectionName,
    ...(body.namespace !== undefined && { namespace: body.namespace }),
    ...toLoadFields(body),
    ttl_seconds: String(body.ttlSeconds ?? 0),
    priority: body.priority ?? "",
  };
}

export function toStartedJob({ dbName, collectionName }: Body, { taskID }: ReplyOf<"Prewarm">): Job<Details> {
  const id = textId.read(taskID);
  if (id instanceof InvalidId) {
    throw badReply("Prewarm", `Milvus accepted the prewarm, but the id it returned ${id.message}.`);
  }
  return startedJob({ kind: "prewarm", id, dbName, collectionName, details: {} });
}

export type Reply = ReplyOf<"DescribePrewarmTask">;

export function toJob(reply: Reply, { id, dbName }: { id: string; dbName: string }): Job<Details> {
  const warnings: Warning[] = [];
  return makeJob({
    kind: "prewarm",
    id,
    ...readState(reply.state),
    progress: values.progress(reply.progress, warnings),
    reason: reply.error_message,
    dbName,
    details: {},
    warnings,
  });
}

/** No released server has prewarms, so no code is known for an unknown one: the text decides. */
export function withJobNotFound(thrown: unknown): GatewayError {
  const error = GatewayError.from(thrown);
  const isUnknown = /\btask\b.*\b(not found|not exist)/i.test(error.upstream?.reason ?? "");
  return isUnknown
    ? new GatewayError("JOB_NOT_FOUND", error.message, { upstream: error.upstream, cause: error })
    : error;
}
