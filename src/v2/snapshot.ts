/** `/v2/vectordb/jobs/snapshot/*`: docs/milvus.md#rest-routes-for-snapshots-and-refreshes */
import { z } from "zod";
import type { Info as ExportInfo, GetReply as ExportReply, StartReply } from "../kinds/export/mapping.ts";
import type { ListReply, Info as RestoreInfo, GetReply as RestoreReply } from "../kinds/restore/mapping.ts";
import { openEnum } from "../model/job.ts";
import { describeJob, jobId, listJobs, replyOf, required, startJob, toNumber, type V2Operation } from "./operation.ts";
import { dbName, optionalText, requiredText } from "./request.ts";

// Records

const recordOf = (work: string, states: [string, ...string[]]) =>
  z.strictObject({
    jobId,
    snapshotName: z.string(),
    dbName: z.string(),
    collectionName: z.string(),
    state: openEnum(`Milvus${work}State`, states),
    progress: z.int(),
    reason: z.string().meta({ description: "Why the job failed; empty when it did not." }),
    startTime: z.int().meta({ description: "Unix milliseconds." }),
    timeCost: z.int().meta({ description: "Milliseconds." }),
  });

const restoreRecord = recordOf("Restore", [
  "RestoreSnapshotPending",
  "RestoreSnapshotExecuting",
  "RestoreSnapshotCompleted",
  "RestoreSnapshotFailed",
]);

const snapshotMetadataURI = z.string().meta({ description: "Where the metadata of the export is." });

const exportRecord = recordOf("Export", [
  "ExportSnapshotPending",
  "ExportSnapshotExecuting",
  "ExportSnapshotCompleted",
  "ExportSnapshotFailed",
]).extend({ totalFiles: z.int(), copiedFiles: z.int(), totalBytes: z.int(), snapshotMetadataURI });

function toRestoreRecord(info: RestoreInfo | ExportInfo): object {
  return {
    jobId: info.job_id,
    snapshotName: info.snapshot_name,
    dbName: info.db_name,
    collectionName: info.collection_name,
    state: String(info.state),
    progress: info.progress,
    reason: info.reason,
    startTime: toNumber(info.start_time),
    timeCost: toNumber(info.time_cost),
  };
}

function toExportRecord(info: ExportInfo): object {
  return {
    ...toRestoreRecord(info),
    totalFiles: toNumber(info.total_files),
    copiedFiles: toNumber(info.copied_files),
    totalBytes: toNumber(info.total_bytes),
    snapshotMetadataURI: info.snapshot_metadata_uri,
  };
}

// Examples

const RESTORED = {
  jobId: "461827364510294005",
  snapshotName: "books_2026_11",
  dbName: "default",
  collectionName: "books_restored",
  state: "RestoreSnapshotCompleted",
  progress: 99,
  reason: "",
  startTime: 1_762_000_000_000,
  timeCost: 12_345,
};

const EXPORTED = {
  jobId: "461827364510295005",
  snapshotName: "books_2026_11",
  dbName: "default",
  collectionName: "books",
  state: "ExportSnapshotCompleted",
  progress: 100,
  reason: "",
  startTime: 1_762_000_000_000,
  timeCost: 12_345,
  totalFiles: 12,
  copiedFiles: 12,
  totalBytes: 5_368_709_120,
  snapshotMetadataURI: "s3://backup/books/461827364510295005/metadata/1.json",
};

// Operations

const externalSpec = optionalText("How Milvus reaches the storage, as JSON text.");

export const SNAPSHOT_OPERATIONS: readonly V2Operation[] = [
  startJob({
    path: "snapshot/restore_external",
    kind: "restore",
    operationId: "milvusRestoreExternalSnapshot",
    summary: "Restore an exported snapshot",
    description: "Restores an exported snapshot into a new collection. Milvus 3.0 and later.",
    request: z.object({
      dbName,
      targetCollectionName: requiredText("The collection to restore into.", "books_restored"),
      snapshotMetadataURI: requiredText("What the export returned.", "s3://backup/books/metadata/1.json"),
      externalSpec,
    }),
    data: z.strictObject({ jobId }),
    toBody: ({ targetCollectionName, snapshotMetadataURI, externalSpec }, dbName) => ({
      dbName,
      collectionName: targetCollectionName,
      source: { metadataUri: snapshotMetadataURI, externalSpec: externalSpec || undefined },
    }),
    toData: ({ job }) => ({ jobId: job.id }),
    examples: [
      {
        summary: "Restore into a new collection",
        request: {
          targetCollectionName: "books_restored",
          snapshotMetadataURI: "s3://backup/books/metadata/1.json",
        },
        data: { jobId: "461827364510294021" },
      },
    ],
  }),
  describeJob({
    path: "snapshot/describe",
    kind: "restore",
    operationId: "milvusDescribeSnapshotJob",
    summary: "Describe a restore",
    description:
      "The state of a restore; its database and collection are those restored into. Milvus itself returns `jobId` as a number.",
    data: restoreRecord,
    toData: (result) => toRestoreRecord(required(replyOf<RestoreReply>(result).info)),
    examples: [{ summary: "Completed", request: { jobId: RESTORED.jobId }, data: RESTORED }],
  }),
  listJobs({
    path: "snapshot/list",
    kind: "restore",
    operationId: "milvusListSnapshotJobs",
    summary: "List restores",
    description: "The restores into one database, or into one collection of it.",
    record: restoreRecord,
    toRecords: (list) => replyOf<ListReply>(list).jobs.map(toRestoreRecord),
    examples: [
      {
        summary: "The restores into one collection",
        request: { collectionName: "books_restored" },
        data: { records: [RESTORED] },
      },
    ],
  }),
  startJob({
    path: "snapshot/export",
    kind: "export",
    operationId: "milvusExportSnapshot",
    summary: "Export a snapshot",
    description:
      "Copies a snapshot to object storage. The release after Milvus 3.0 returns `jobId` at once; 3.0 responds when the export is done, with `snapshotMetadataURI` instead: raise `Request-Timeout` for it.",
    request: z.object({
      dbName,
      collectionName: requiredText("The collection that the snapshot is of.", "books"),
      snapshotName: requiredText("The snapshot.", "books_2026_11"),
      targetS3Path: requiredText("Where to export to.", "s3://backup/books/"),
      externalSpec,
    }),
    data: z.strictObject({ jobId: jobId.optional(), snapshotMetadataURI: snapshotMetadataURI.optional() }),
    toBody: ({ collectionName, snapshotName, targetS3Path, externalSpec }, dbName) => ({
      dbName,
      collectionName,
      snapshotName,
      targetS3Path,
      externalSpec: externalSpec || undefined,
    }),
    toData: (result) =>
      result.job.id === null
        ? { snapshotMetadataURI: replyOf<StartReply>(result).snapshot_metadata_uri }
        : { jobId: result.job.id },
    examples: [
      {
        summary: "Export a snapshot",
        request: { collectionName: "books", snapshotName: "books_2026_11", targetS3Path: "s3://backup/books/" },
        data: { jobId: "461827364510295015" },
      },
    ],
  }),
  describeJob({
    path: "snapshot/export/describe",
    kind: "export",
    operationId: "milvusDescribeSnapshotExportJob",
    summary: "Describe an export",
    description: "The state of an export. The release after Milvus 3.0 has it.",
    data: exportRecord,
    toData: (result) => toExportRecord(required(replyOf<ExportReply>(result).info)),
    examples: [{ summary: "Completed", request: { jobId: EXPORTED.jobId }, data: EXPORTED }],
  }),
];
