/** Refreshes as Milvus and the gateway write them: body, states, details, and the job made of a reply. */
import { z } from "zod";
import type { ReplyOf, RequestOf } from "../../milvus/methods.ts";
import { GatewayError } from "../../model/errors.ts";
import { InvalidId, int64Id } from "../../model/ids.ts";
import { type Job, makeJob, type Warning } from "../../model/job.ts";
import { stateReader } from "../../model/states.ts";
import * as values from "../../model/values.ts";
import { bodyDbName, collectionName, externalSpec, location } from "../inputs.ts";
import { requireId, startedJob } from "../started-job.ts";

export const body = z
  .strictObject({
    dbName: bodyDbName,
    collectionName: collectionName.meta({ description: "The external collection.", example: "external_docs" }),
    externalSource: location(
      "Where the files are from now on; with `externalSpec` or not at all.",
      "s3://lake/docs/",
    ).optional(),
    externalSpec: externalSpec.optional(),
  })
  .superRefine((body, context) => {
    if ((body.externalSource === undefined) === (body.externalSpec === undefined)) return;
    const [missing, given] =
      body.externalSpec === undefined ? ["externalSpec", "externalSource"] : ["externalSource", "externalSpec"];
    context.addIssue({
      code: "custom",
      path: [missing],
      message: `must be given along with ${given}: Milvus takes both, or neither to use those it has stored`,
    });
  })
  .meta({ dependentRequired: { externalSource: ["externalSpec"], externalSpec: ["externalSource"] } });

const readState = stateReader("RefreshExternalCollectionState", {
  RefreshPending: { code: 0, state: "pending", stage: "pending" },
  RefreshInProgress: { code: 1, state: "running", stage: "in_progress" },
  RefreshCompleted: { code: 2, state: "succeeded", stage: "completed" },
  RefreshFailed: { code: 3, state: "failed", stage: "failed" },
});

export const details = z.strictObject({
  externalSource: z.string().nullable().meta({ description: "Where the files are; credentials in it are redacted." }),
  externalSpec: z
    .string()
    .nullable()
    .meta({ description: "How Milvus reaches them, as JSON text; all but its plain settings is redacted." }),
});

export type Details = z.infer<typeof details>;

type Body = z.output<typeof body>;

export function toRequest(body: Body): RequestOf<"RefreshExternalCollection"> {
  return {
    db_name: body.dbName,
    collection_name: body.collectionName,
    external_source: body.externalSource ?? "",
    external_spec: body.externalSpec ?? "",
  };
}

/** Source and spec stay null: the caller's own may hold secrets, and Milvus returns them redacted from the first get on. */
export function toStartedJob(
  { dbName, collectionName }: Body,
  reply: ReplyOf<"RefreshExternalCollection">,
): Job<Details> {
  return startedJob({
    kind: "refresh",
    id: requireId("RefreshExternalCollection", "refresh", values.id(reply.job_id)),
    dbName,
    collectionName,
    details: { externalSource: null, externalSpec: null },
  });
}

/** A refused refresh names the running one, whose id is only in the text: docs/milvus.md#duplicate-refreshes */
export function withRunningJob(thrown: unknown, dbName: string): GatewayError {
  const error = GatewayError.from(thrown);
  const id = /refresh job (\d+) is already in progress/.exec(error.upstream?.reason ?? "")?.[1];
  if (error.code !== "JOB_ALREADY_RUNNING" || id === undefined || int64Id.read(id) instanceof InvalidId) return error;
  const { message, retryable, upstream } = error;
  const runningJob = { name: `refresh/${id}`, dbName };
  return new GatewayError(error.code, message, { retryable, upstream, runningJob, cause: error });
}

export type GetReply = ReplyOf<"GetRefreshExternalCollectionProgress">;
export type ListReply = ReplyOf<"ListRefreshExternalCollectionJobs">;
export type Info = NonNullable<ReplyOf<"GetRefreshExternalCollectionProgress">["job_info"]>;

interface Known {
  readonly id: string | null;
  readonly dbName: string | null;
  readonly collectionName?: string | undefined;
}

export function toJob(info: Info, known: Known, listWarnings: readonly Warning[] = []): Job<Details> {
  const warnings = [...listWarnings];
  const startTime = values.fromMilliseconds(info.start_time);
  const endTime = values.fromMilliseconds(info.end_time);
  return makeJob({
    kind: "refresh",
    id: known.id,
    ...readState(info.state),
    progress: values.progress(info.progress, warnings),
    reason: info.reason,
    dbName: known.dbName,
    collectionName: values.text(info.collection_name) ?? known.collectionName ?? null,
    startTime,
    endTime,
    durationMs: values.millisecondsBetween(startTime, endTime),
    details: { externalSource: values.text(info.external_source), externalSpec: values.text(info.external_spec) },
    warnings,
  });
}
