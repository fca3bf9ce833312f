/** Worked examples of exports, on the release after Milvus 3.0 and on 3.0. */
import type { ReplyOf } from "../../milvus/methods.ts";
import { type Job, makeJob } from "../../model/job.ts";
import { type GetExample as ExampleOf, exampleCall, type StartExample } from "../kind.ts";
import { failure, type PartialReply } from "../simulation.ts";
import { type body, type Details, type Info, NO_POLLABLE_ID } from "./mapping.ts";

type GetExample = ExampleOf<string>;

type Differing = Partial<Job<Details>> & Pick<Job, "state">;

/** What Milvus reports of every example's job. */
const INFO = {
  snapshot_name: "books_2026_11",
  db_name: "default",
  collection_name: "books",
  start_time: "1762000000000",
  total_files: "12",
} satisfies PartialReply<Info>;

const DETAILS: Details = {
  snapshotName: INFO.snapshot_name,
  totalFiles: 12,
  copiedFiles: 0,
  totalBytes: null,
  snapshotMetadataUri: null,
};

/** An example's job is as INFO says, but for what differs. */
const getExample = (summary: string, id: string, info: PartialReply<Info>, job: Differing): GetExample => ({
  summary,
  input: { id, dbName: "default" },
  calls: [exampleCall("GetExportSnapshotState", { job_id: id }, { info: { job_id: id, ...INFO, ...info } })],
  output: makeJob<Details>({
    kind: "export",
    id,
    dbName: INFO.db_name,
    collectionName: INFO.collection_name,
    startTime: "2025-11-01T12:26:40.000Z",
    details: DETAILS,
    ...job,
  }),
});

const upstream = (code: number, name: string | null) => ({ enum: "ExportSnapshotState", code, name });

const URI = "s3://backup/books/461827364510295005/metadata/1.json";

export const getExamples: readonly GetExample[] = [
  getExample(
    "Waiting to begin",
    "461827364510295001",
    { state: "ExportSnapshotPending", start_time: "0", total_files: "0" },
    {
      state: "pending",
      stage: "pending",
      upstreamState: upstream(1, "ExportSnapshotPending"),
      progress: 0,
      startTime: null,
      details: { ...DETAILS, totalFiles: 0 },
    },
  ),
  getExample(
    "Running",
    "461827364510295003",
    { state: "ExportSnapshotExecuting", progress: 35, copied_files: "4", time_cost: "2000" },
    {
      state: "running",
      stage: "executing",
      upstreamState: upstream(2, "ExportSnapshotExecuting"),
      progress: 35,
      durationMs: 2_000,
      details: { ...DETAILS, copiedFiles: 4 },
    },
  ),
  getExample(
    "Succeeded",
    "461827364510295005",
    {
      state: "ExportSnapshotCompleted",
      progress: 100,
      time_cost: "12345",
      copied_files: "12",
      total_bytes: "5368709120",
      snapshot_metadata_uri: URI,
    },
    {
      state: "succeeded",
      stage: "completed",
      upstreamState: upstream(3, "ExportSnapshotCompleted"),
      endTime: "2025-11-01T12:26:52.345Z",
      durationMs: 12_345,
      details: { ...DETAILS, copiedFiles: 12, totalBytes: 5_368_709_120, snapshotMetadataUri: URI },
    },
  ),
  getExample(
    "Failed",
    "461827364510295007",
    { state: "ExportSnapshotFailed", progress: 5, reason: "no such bucket", time_cost: "2500" },
    {
      state: "failed",
      stage: "failed",
      upstreamState: upstream(4, "ExportSnapshotFailed"),
      progress: 5,
      reason: "no such bucket",
      endTime: "2025-11-01T12:26:42.500Z",
      durationMs: 2_500,
    },
  ),
  getExample(
    "No state",
    "461827364510295009",
    { state: "ExportSnapshotNone" },
    { state: "unknown", stage: "none", upstreamState: upstream(0, "ExportSnapshotNone"), progress: 0 },
  ),
  getExample(
    "A state that this gateway does not know",
    "461827364510295011",
    { state: 42, progress: 50 },
    { state: "unknown", upstreamState: upstream(42, null), progress: 50 },
  ),
  {
    summary: "Unknown or expired",
    input: { id: "1", dbName: "default" },
    calls: [
      exampleCall(
        "GetExportSnapshotState",
        { job_id: "1" },
        failure(1100, "snapshot export job 1 not found: invalid parameter", "IllegalArgument"),
      ),
    ],
    output: { problem: "JOB_NOT_FOUND" },
  },
  {
    summary: "A success without a job breaks the protocol",
    input: { id: "461827364510295013", dbName: "default" },
    calls: [exampleCall("GetExportSnapshotState", { job_id: "461827364510295013" }, {})],
    output: { problem: "BAD_UPSTREAM_REPLY" },
  },
];

const startExample = (
  summary: string,
  reply: PartialReply<ReplyOf<"ExportSnapshot">>,
  output: StartExample<typeof body>["output"],
  spec?: string,
): StartExample<typeof body> => ({
  summary,
  input: {
    body: {
      collectionName: "books",
      snapshotName: "books_2026_11",
      targetS3Path: "s3://backup/books/",
      ...(spec && { externalSpec: spec }),
    },
  },
  calls: [
    exampleCall(
      "ExportSnapshot",
      {
        name: "books_2026_11",
        db_name: "default",
        collection_name: "books",
        target_s3_path: "s3://backup/books/",
        external_spec: spec ?? "",
      },
      reply,
    ),
  ],
  output,
});

const STARTED = {
  kind: "export",
  dbName: "default",
  collectionName: "books",
  details: { ...DETAILS, totalFiles: null, copiedFiles: null },
};

export const startExamples: readonly StartExample<typeof body>[] = [
  startExample(
    "Export a snapshot (the release after Milvus 3.0)",
    { job_id: "461827364510295015" },
    makeJob<Details>({ ...STARTED, id: "461827364510295015", state: "pending", stage: "pending" }),
    '{"format":"parquet"}',
  ),
  startExample(
    "Export a snapshot, which Milvus 3.0 does while the caller waits",
    { snapshot_metadata_uri: URI },
    makeJob<Details>({
      ...STARTED,
      id: null,
      state: "succeeded",
      stage: "completed",
      details: { ...STARTED.details, snapshotMetadataUri: URI },
      warnings: [NO_POLLABLE_ID],
    }),
  ),
  startExample("An unknown snapshot", failure(2600, "snapshot not found[snapshot=books_2026_11]"), {
    problem: "SNAPSHOT_NOT_FOUND",
  }),
  startExample("A success with neither id nor URI breaks the protocol", {}, { problem: "BAD_UPSTREAM_REPLY" }),
];
