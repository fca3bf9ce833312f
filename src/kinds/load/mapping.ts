/** Loads as Milvus and the gateway write them: id, body, states, details, and the job made of two replies. */
import { z } from "zod";
import type { ReplyOf, RequestOf } from "../../milvus/methods.ts";
import type { ProblemCode } from "../../model/errors.ts";
import { compositeId, parts } from "../../model/ids.ts";
import { type Job, makeJob, type Warning } from "../../model/job.ts";
import { type ReadState, stateReader } from "../../model/states.ts";
import * as values from "../../model/values.ts";
import { bodyDbName, collectionName, loadSettings, partitionName, toLoadFields } from "../inputs.ts";
import type { Outcome } from "../kind.ts";
import { startedJob } from "../started-job.ts";

export const loadId = compositeId({
  parts: { dbName: parts.database, collectionName: parts.name },
  order: ["dbName", "collectionName"],
  list: "partitionNames",
});

export interface Loaded {
  readonly dbName: string;
  readonly collectionName: string;
  /** None: the whole collection. */
  readonly partitionNames: readonly string[];
}

const MAX_PARTITIONS = 1024;

export const body = z.strictObject({
  dbName: bodyDbName,
  collectionName,
  partitionNames: z
    .array(partitionName)
    .min(1, "must name at least one; leave it out to load the whole collection")
    .max(MAX_PARTITIONS)
    .refine((names) => new Set(names).size === names.length, "must name each partition once")
    .optional()
    .meta({ description: "Only these partitions.", example: ["2026"], uniqueItems: true }),
  refresh: z.boolean().optional().meta({ description: "Takes in what was imported since the collection was loaded." }),
  ...loadSettings,
});

/** common.LoadState without 0, which is no state of a job: the collection does not exist. */
export const readState = stateReader("LoadState", {
  LoadStateNotLoad: { code: 1, state: "not_started", stage: "not_load" },
  LoadStateLoading: { code: 2, state: "running", stage: "loading" },
  LoadStateLoaded: { code: 3, state: "succeeded", stage: "loaded" },
});

export const details = z.strictObject({
  partitionNames: z.array(z.string()).nullable().meta({ description: "null: the whole collection." }),
  refreshProgress: z.int().min(0).max(100).nullable().meta({
    description: "Percent of a load with `refresh`, during which the collection stays loaded and `progress` is 100.",
  }),
});

export type Details = z.infer<typeof details>;

export function toRequest(id: Loaded) {
  return { db_name: id.dbName, collection_name: id.collectionName, partition_names: [...id.partitionNames] };
}

type Body = z.output<typeof body>;

export function toLoadRequest(body: Body): RequestOf<"LoadCollection"> {
  return {
    db_name: body.dbName,
    collection_name: body.collectionName,
    refresh: body.refresh ?? false,
    ...toLoadFields(body),
  };
}

export function toStartedJob({ dbName, collectionName, partitionNames = [] }: Body): Job<Details> {
  const id = { dbName, collectionName, partitionNames };
  return startedJob({
    kind: "load",
    id: loadId.write(id),
    dbName,
    collectionName,
    details: { partitionNames: toPartitionNames(id), refreshProgress: null },
  });
}

/** What the progress call came to: a reply, or why the load failed, or neither. */
export interface Progress {
  readonly reply: ReplyOf<"GetLoadingProgress"> | null;
  readonly cause: string | null;
}

export function toJob(id: Loaded, read: ReadState, { reply, cause }: Progress): Job<Details> {
  const warnings: Warning[] = [];
  return makeJob({
    kind: "load",
    id: loadId.write(id),
    ...read,
    ...(cause !== null && { state: "failed" as const, stage: "failed" }),
    progress: reply && values.progress(reply.progress, warnings),
    reason: cause,
    dbName: id.dbName,
    collectionName: id.collectionName,
    details: {
      partitionNames: toPartitionNames(id),
      refreshProgress: reply && values.progress(reply.refresh_progress, warnings),
    },
    warnings,
  });
}

export function toPartitionNames({ partitionNames }: Loaded): Details["partitionNames"] {
  return partitionNames.length > 0 ? [...partitionNames] : null;
}

/** What is wrong with the request, or gone since GetLoadState replied. */
const OF_THE_REQUEST: ReadonlySet<ProblemCode> = new Set<ProblemCode>([
  "UNAUTHENTICATED",
  "PERMISSION_DENIED",
  "COLLECTION_NOT_FOUND",
  "DATABASE_NOT_FOUND",
  "PARTITION_NOT_FOUND",
  "NOT_SUPPORTED_BY_SERVER",
]);

/** Milvus codes by which no load has failed: the collection, or a partition, is not loaded; the call was cancelled. */
const NO_FAILURE: ReadonlySet<number> = new Set([101, 201, 10_000]);

/**
 * Milvus has no failed state: an error of the progress call is why a load failed, unless it is transient or says only
 * that there is no progress. Throws the errors of the request, and those of a call that got no reply.
 */
export function readProgress(outcome: Outcome<ReplyOf<"GetLoadingProgress">>): Progress {
  if (outcome.ok) return { reply: outcome.reply, cause: null };
  const { error } = outcome;
  const { code, retryable, upstream } = error;
  const milvusCode = upstream?.milvusCode ?? null;
  if (milvusCode === null || OF_THE_REQUEST.has(code)) throw error;
  const hasFailed = !retryable && !NO_FAILURE.has(milvusCode);
  return { reply: null, cause: hasFailed ? (upstream?.reason ?? error.message) : null };
}
