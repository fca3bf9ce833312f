/** Exports as Milvus and the gateway write them: body, states, details, and the job made of a reply. */
import { z } from "zod";
import type { ReplyOf, RequestOf } from "../../milvus/methods.ts";
import { badReply } from "../../model/bad-reply.ts";
import { isDone, type Job, makeJob, type Warning } from "../../model/job.ts";
import { stateReader } from "../../model/states.ts";
import * as values from "../../model/values.ts";
import { bodyDbName, collectionName, externalSpec, location, snapshotName } from "../inputs.ts";
import { startedJob } from "../started-job.ts";

export const body = z.strictObject({
  dbName: bodyDbName,
  collectionName: collectionName.meta({ description: "The collection that the snapshot is of.", example: "books" }),
  snapshotName,
  targetS3Path: location("Where to export to; Milvus makes a folder of its own below it.", "s3://backup/books/"),
  externalSpec: externalSpec.optional(),
});

const readState = stateReader("ExportSnapshotState", {
  ExportSnapshotNone: { code: 0, state: "unknown", stage: "none" },
  ExportSnapshotPending: { code: 1, state: "pending", stage: "pending" },
  ExportSnapshotExecuting: { code: 2, state: "running", stage: "executing" },
  ExportSnapshotCompleted: { code: 3, state: "succeeded", stage: "completed" },
  ExportSnapshotFailed: { code: 4, state: "failed", stage: "failed" },
});

export const details = z.strictObject({
  snapshotName: z.string().nullable().meta({ description: "The snapshot that is exported." }),
  totalFiles: z.int().nullable().meta({ description: "Files to copy." }),
  copiedFiles: z.int().nullable().meta({ description: "Files copied so far." }),
  totalBytes: z.int().nullable().meta({ description: "Size of the export; known once it has succeeded." }),
  snapshotMetadataUri: z
    .string()
    .nullable()
    .meta({ description: "Where the metadata of the export is, which a restore takes; known once it has succeeded." }),
});

export type Details = z.infer<typeof details>;

export const NO_POLLABLE_ID: Warning = {
  code: "NO_POLLABLE_ID",
  message: "This Milvus exports while the caller waits: the job is done, and has no id.",
};

type Body = z.output<typeof body>;

export function toRequest(body: Body): RequestOf<"ExportSnapshot"> {
  return {
    name: body.snapshotName,
    db_name: body.dbName,
    collection_name: body.collectionName,
    target_s3_path: body.targetS3Path,
    external_spec: body.externalSpec ?? "",
  };
}

/** From the release after 3.0 on Milvus returns an id; 3.0 returns once all is done, with the place of the metadata. */
export function toStartedJob(body: Body, reply: ReplyOf<"ExportSnapshot">): Job<Details> {
  const id = values.id(reply.job_id);
  const snapshotMetadataUri = values.text(reply.snapshot_metadata_uri);
  const { dbName, collectionName, snapshotName } = body;
  const details = { snapshotName, totalFiles: null, copiedFiles: null, totalBytes: null, snapshotMetadataUri };
  const known = { kind: "export", id, dbName, collectionName, details };
  if (id !== null) return startedJob(known);
  if (snapshotMetadataUri === null) {
    throw badReply("ExportSnapshot", "Milvus accepted the export but returned neither an id nor a URI.");
  }
  return makeJob({ ...known, state: "succeeded", stage: "completed", warnings: [NO_POLLABLE_ID] });
}

export type GetReply = ReplyOf<"GetExportSnapshotState">;
export type StartReply = ReplyOf<"ExportSnapshot">;
export type Info = NonNullable<ReplyOf<"GetExportSnapshotState">["info"]>;

export function toJob(info: Info, known: { readonly id: string; readonly dbName: string }): Job<Details> {
  const warnings: Warning[] = [];
  const read = readState(info.state);
  const done = isDone(read.state);
  const startTime = values.fromMilliseconds(info.start_time);
  // Unlike a restore's, it runs along: docs/milvus.md#export-progress
  const durationMs = info.time_cost === "0" ? null : values.count(info.time_cost, "durationMs", warnings);
  return makeJob({
    kind: "export",
    id: known.id,
    ...read,
    progress: values.progress(info.progress, warnings),
    reason: info.reason,
    dbName: values.text(info.db_name) ?? known.dbName,
    collectionName: values.text(info.collection_name),
    startTime,
    endTime: done ? values.addMilliseconds(startTime, durationMs) : null,
    durationMs,
    details: {
      snapshotName: values.text(info.snapshot_name),
      totalFiles: values.count(info.total_files, "totalFiles", warnings),
      copiedFiles: values.count(info.copied_files, "copiedFiles", warnings),
      totalBytes:
        info.total_bytes === "0" && read.state !== "succeeded"
          ? null
          : values.count(info.total_bytes, "totalBytes", warnings),
      snapshotMetadataUri: values.text(info.snapshot_metadata_uri),
    },
    warnings,
  });
}
