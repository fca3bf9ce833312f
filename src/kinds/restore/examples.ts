/** Worked examples of restores, of this Milvus's snapshots and of exported ones. */
import type { z } from "zod";
import type { ReplyOf } from "../../milvus/methods.ts";
import { type Job, makeJob } from "../../model/job.ts";
import { type GetExample as ExampleOf, exampleCall, type ListExample, type StartExample } from "../kind.ts";
import { failure, type PartialReply } from "../simulation.ts";
import type { body, Details, Info } from "./mapping.ts";

type GetExample = ExampleOf<string>;

type Differing = Partial<Job<Details>> & Pick<Job, "state">;

/** What Milvus reports of every example's job. */
const INFO = {
  snapshot_name: "books_2026_11",
  db_name: "default",
  collection_name: "books_restored",
  start_time: "1762000000000",
} satisfies PartialReply<Info>;

/** The job of an info that is INFO but for what the job says differently. */
const jobOfInfo = (id: string, job: Differing): Job<Details> =>
  makeJob({
    kind: "restore",
    id,
    dbName: INFO.db_name,
    collectionName: INFO.collection_name,
    startTime: "2025-11-01T12:26:40.000Z",
    details: { snapshotName: INFO.snapshot_name },
    ...job,
  });

const getExample = (summary: string, id: string, info: PartialReply<Info>, job: Differing): GetExample => ({
  summary,
  input: { id, dbName: "default" },
  calls: [exampleCall("GetRestoreSnapshotState", { job_id: id }, { info: { job_id: id, ...INFO, ...info } })],
  output: jobOfInfo(id, job),
});

const upstream = (code: number, name: string | null) => ({ enum: "RestoreSnapshotState", code, name });

const COMPLETED = {
  info: { state: "RestoreSnapshotCompleted", progress: 99, time_cost: "12345" },
  job: {
    state: "succeeded",
    stage: "completed",
    upstreamState: upstream(3, "RestoreSnapshotCompleted"),
    endTime: "2025-11-01T12:26:52.345Z",
    durationMs: 12_345,
  },
} as const;

export const getExamples: readonly GetExample[] = [
  getExample(
    "Waiting to begin: none of none is 100 percent to Milvus",
    "461827364510294001",
    { state: "RestoreSnapshotPending", progress: 100 },
    { state: "pending", stage: "pending", upstreamState: upstream(1, "RestoreSnapshotPending"), progress: 100 },
  ),
  getExample(
    "Running",
    "461827364510294003",
    { state: "RestoreSnapshotExecuting", progress: 50 },
    { state: "running", stage: "executing", upstreamState: upstream(2, "RestoreSnapshotExecuting"), progress: 50 },
  ),
  getExample("Succeeded: is 100 percent, whatever Milvus counts", "461827364510294005", COMPLETED.info, COMPLETED.job),
  getExample(
    "Failed",
    "461827364510294007",
    { state: "RestoreSnapshotFailed", progress: 25, reason: "copy segment: no such key", time_cost: "2500" },
    {
      state: "failed",
      stage: "failed",
      upstreamState: upstream(4, "RestoreSnapshotFailed"),
      progress: 25,
      reason: "copy segment: no such key",
      endTime: "2025-11-01T12:26:42.500Z",
      durationMs: 2_500,
    },
  ),
  getExample(
    "Succeeded, and the target is dropped already; an early 3.0 tells no start",
    "461827364510294009",
    { ...COMPLETED.info, db_name: "", collection_name: "", start_time: "0" },
    { ...COMPLETED.job, collectionName: null, startTime: null, endTime: null },
  ),
  getExample(
    "No state",
    "461827364510294011",
    { state: "RestoreSnapshotNone" },
    { state: "unknown", stage: "none", upstreamState: upstream(0, "RestoreSnapshotNone"), progress: 0 },
  ),
  getExample(
    "A state that this gateway does not know",
    "461827364510294013",
    { state: 42, progress: 50 },
    { state: "unknown", upstreamState: upstream(42, null), progress: 50 },
  ),
  {
    summary: "Unknown or expired",
    input: { id: "1", dbName: "default" },
    calls: [exampleCall("GetRestoreSnapshotState", { job_id: "1" }, failure(2101, "restore job not found: jobID=1"))],
    output: { problem: "JOB_NOT_FOUND" },
  },
  {
    summary: "A success without a job breaks the protocol",
    input: { id: "461827364510294015", dbName: "default" },
    calls: [exampleCall("GetRestoreSnapshotState", { job_id: "461827364510294015" }, {})],
    output: { problem: "BAD_UPSTREAM_REPLY" },
  },
];

export const listExamples: readonly ListExample[] = [
  {
    summary: "The restores into one database",
    input: { dbName: undefined, collectionName: undefined },
    calls: [
      exampleCall(
        "ListRestoreSnapshotJobs",
        { db_name: "default", collection_name: "" },
        { jobs: [{ job_id: "461827364510294005", ...INFO, ...COMPLETED.info }] },
      ),
    ],
    output: [jobOfInfo("461827364510294005", COMPLETED.job)],
  },
  {
    summary: "The restores into one collection",
    input: { dbName: "library", collectionName: "books_restored" },
    calls: [
      exampleCall("ListRestoreSnapshotJobs", { db_name: "library", collection_name: "books_restored" }, { jobs: [] }),
    ],
    output: [],
  },
];

const started = (id: string, dbName: string, collectionName: string, snapshotName: string | null): Job<Details> =>
  makeJob({
    kind: "restore",
    id,
    state: "pending",
    stage: "pending",
    dbName,
    collectionName,
    details: { snapshotName },
  });

const OWN = { body: { source: { snapshotName: "books_2026_11" }, dbName: "archive", collectionName: "books" } };

/** What becomes of restoring a snapshot of `default.books` into `archive.books`. */
const ownExample = (
  summary: string,
  reply: PartialReply<ReplyOf<"RestoreSnapshot">>,
  output: StartExample<typeof body>["output"],
): StartExample<typeof body> => ({
  summary,
  input: OWN,
  calls: [
    exampleCall(
      "RestoreSnapshot",
      {
        name: "books_2026_11",
        db_name: "default",
        collection_name: "books",
        rewrite_data: false,
        target_db_name: "archive",
        target_collection_name: "books",
      },
      reply,
    ),
  ],
  output,
});

const EXPORTED = { metadataUri: "s3://backup/books/metadata/1.json", externalSpec: '{"format":"parquet"}' };

/** A restore of an exported snapshot, whose name the request may have. */
const exportedExample = (
  summary: string,
  id: string,
  input: Pick<z.input<typeof body>, "source" | "snapshotName">,
  snapshotName: string | null,
): StartExample<typeof body> => ({
  summary,
  input: { body: { ...input, collectionName: "books_restored" } },
  calls: [
    exampleCall(
      "RestoreExternalSnapshot",
      {
        db_name: "default",
        target_collection_name: "books_restored",
        snapshot_metadata_uri: EXPORTED.metadataUri,
        external_spec: EXPORTED.externalSpec,
      },
      { job_id: id },
    ),
  ],
  output: started(id, "default", "books_restored", snapshotName),
});

export const startExamples: readonly StartExample<typeof body>[] = [
  {
    summary: "Restore a snapshot of this Milvus",
    input: {
      body: {
        source: { snapshotName: "books_2026_11", dbName: "library", collectionName: "books" },
        dbName: "default",
        collectionName: "books_restored",
        rewriteData: true,
      },
    },
    calls: [
      exampleCall(
        "RestoreSnapshot",
        {
          name: "books_2026_11",
          db_name: "library",
          collection_name: "books",
          rewrite_data: true,
          target_db_name: "default",
          target_collection_name: "books_restored",
        },
        { job_id: "461827364510294017" },
      ),
    ],
    output: started("461827364510294017", "default", "books_restored", "books_2026_11"),
  },
  ownExample(
    "Restore a snapshot into another database, under the name of its collection",
    { job_id: "461827364510294019" },
    started("461827364510294019", "archive", "books", "books_2026_11"),
  ),
  exportedExample("Restore an exported snapshot", "461827364510294021", { source: EXPORTED }, null),
  exportedExample(
    "Restore an exported snapshot and name it for the response",
    "461827364510294023",
    { source: EXPORTED, snapshotName: "books_2026_11" },
    "books_2026_11",
  ),
  ownExample("An unknown snapshot", failure(2600, "snapshot not found[snapshot=books_2026_11]"), {
    problem: "SNAPSHOT_NOT_FOUND",
  }),
  ownExample(
    "The target exists",
    failure(1100, "collection books already exists: invalid parameter", "IllegalArgument"),
    { problem: "UPSTREAM_REJECTED" },
  ),
  ownExample("A success without an id breaks the protocol", {}, { problem: "BAD_UPSTREAM_REPLY" }),
];
