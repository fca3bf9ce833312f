/** Restores as Milvus and the gateway write them: body, states, details, and the job made of a reply. */
import { z } from "zod";
import type { ReplyOf, RequestOf } from "../../milvus/methods.ts";
import { isDone, type Job, makeJob, type Warning } from "../../model/job.ts";
import { stateReader } from "../../model/states.ts";
import * as values from "../../model/values.ts";
import { bodyDbName, collectionName, externalSpec, location, snapshotName } from "../inputs.ts";
import { requireId, startedJob } from "../started-job.ts";

const ownSnapshot = z
  .strictObject({
    snapshotName,
    dbName: bodyDbName.meta({ description: "The database of the collection that the snapshot is of." }),
    collectionName: collectionName.optional().meta({
      description: "The collection that the snapshot is of; without it, the one named as the target is.",
      example: "books",
    }),
  })
  .meta({ description: "A snapshot in this Milvus." });

const exportedSnapshot = z
  .strictObject({
    metadataUri: location("Where the metadata of the exported snapshot is.", "s3://backup/books/metadata/1.json"),
    externalSpec: externalSpec.optional(),
    snapshotName: snapshotName.optional().meta({
      description: "Only for the response: Milvus reads the name from the metadata.",
    }),
  })
  .meta({ description: "A snapshot that was exported to object storage." });

export const body = z
  .strictObject({
    source: z.union([ownSnapshot, exportedSnapshot], {
      error: "must be {snapshotName, dbName?, collectionName?} or {metadataUri, externalSpec?, snapshotName?}",
    }),
    snapshotName: snapshotName.optional().meta({ description: "The same as `source.snapshotName`." }),
    dbName: bodyDbName.meta({ description: "The database to restore into." }),
    collectionName: collectionName.meta({
      description: "The collection to restore into; it must not exist yet.",
      example: "books_restored",
    }),
    rewriteData: z.boolean().default(false).meta({
      description: "Handed on for a snapshot in this Milvus; Milvus 3.0 ignores it.",
    }),
  })
  .refine(
    ({ source, snapshotName }) => (snapshotName ?? source.snapshotName) === (source.snapshotName ?? snapshotName),
    {
      path: ["snapshotName"],
      error: "must be the same as source.snapshotName",
    },
  )
  .refine(({ source, rewriteData }) => !(rewriteData && "metadataUri" in source), {
    path: ["rewriteData"],
    error: "goes with source.snapshotName only: Milvus does not take it for an exported snapshot",
  });

const readState = stateReader("RestoreSnapshotState", {
  RestoreSnapshotNone: { code: 0, state: "unknown", stage: "none" },
  RestoreSnapshotPending: { code: 1, state: "pending", stage: "pending" },
  RestoreSnapshotExecuting: { code: 2, state: "running", stage: "executing" },
  RestoreSnapshotCompleted: { code: 3, state: "succeeded", stage: "completed" },
  RestoreSnapshotFailed: { code: 4, state: "failed", stage: "failed" },
});

export const details = z.strictObject({
  snapshotName: z.string().nullable().meta({ description: "The snapshot that is restored." }),
});

export type Details = z.infer<typeof details>;

export type Body = z.output<typeof body>;

type Own = Extract<Body["source"], { snapshotName: string; dbName: string }>;
type Exported = Extract<Body["source"], { metadataUri: string }>;

export function toRequest(body: Body, source: Own): RequestOf<"RestoreSnapshot"> {
  return {
    name: source.snapshotName,
    db_name: source.dbName,
    collection_name: source.collectionName ?? body.collectionName,
    rewrite_data: body.rewriteData,
    target_db_name: body.dbName, // Milvus fills in the source's database only: docs/milvus.md#database
    target_collection_name: body.collectionName,
  };
}

export function toExternalRequest(body: Body, source: Exported): RequestOf<"RestoreExternalSnapshot"> {
  return {
    db_name: body.dbName,
    target_collection_name: body.collectionName,
    snapshot_metadata_uri: source.metadataUri,
    external_spec: source.externalSpec ?? "",
  };
}

type StartReply = ReplyOf<"RestoreSnapshot"> | ReplyOf<"RestoreExternalSnapshot">;

export function toStartedJob({ source, dbName, collectionName, snapshotName }: Body, reply: StartReply): Job<Details> {
  const rpc = "metadataUri" in source ? "RestoreExternalSnapshot" : "RestoreSnapshot";
  return startedJob({
    kind: "restore",
    id: requireId(rpc, "restore", values.id(reply.job_id)),
    dbName,
    collectionName,
    details: { snapshotName: source.snapshotName ?? snapshotName ?? null },
  });
}

export type GetReply = ReplyOf<"GetRestoreSnapshotState">;
export type ListReply = ReplyOf<"ListRestoreSnapshotJobs">;
export type Info = NonNullable<ReplyOf<"GetRestoreSnapshotState">["info"]>;

interface Known {
  readonly id: string | null;
  readonly dbName: string;
  readonly collectionName?: string | undefined;
}

/** The job's database and collection are the target; Milvus says neither once the target is dropped. */
export function toJob(info: Info, known: Known): Job<Details> {
  const warnings: Warning[] = [];
  const read = readState(info.state);
  const startTime = values.fromMilliseconds(info.start_time);
  // 0 until the job has ended: docs/milvus.md#restore-durations
  const ended = isDone(read.state) && info.time_cost !== "0";
  const durationMs = ended ? values.count(info.time_cost, "durationMs", warnings) : null;
  return makeJob({
    kind: "restore",
    id: known.id,
    ...read,
    progress: values.progress(info.progress, warnings),
    reason: info.reason,
    dbName: values.text(info.db_name) ?? known.dbName,
    collectionName: values.text(info.collection_name) ?? known.collectionName ?? null,
    startTime,
    endTime: values.addMilliseconds(startTime, durationMs),
    durationMs,
    details: { snapshotName: values.text(info.snapshot_name) },
    warnings,
  });
}
