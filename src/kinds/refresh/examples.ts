/** Worked examples of refreshes of external collections. */
import type { ReplyOf } from "../../milvus/methods.ts";
import { type Job, makeJob } from "../../model/job.ts";
import { type GetExample as ExampleOf, exampleCall, type ListExample, type StartExample } from "../kind.ts";
import { failure, type PartialReply } from "../simulation.ts";
import type { body, Details, Info } from "./mapping.ts";

type GetExample = ExampleOf<string>;

type Differing = Partial<Job<Details>> & Pick<Job, "state">;

/** What Milvus reports of every example's job. */
const INFO = {
  collection_name: "external_docs",
  external_source: "s3://lake/docs/",
  external_spec: '{"format":"parquet","extfs":{"region":"eu-central-1","access_key_id":"***"}}',
  start_time: "1762000000000",
} satisfies PartialReply<Info>;

/** The job of an info that is INFO but for what the job says differently. */
const jobOfInfo = (id: string, job: Differing): Job<Details> =>
  makeJob({
    kind: "refresh",
    id,
    dbName: "default",
    collectionName: INFO.collection_name,
    startTime: "2025-11-01T12:26:40.000Z",
    details: { externalSource: INFO.external_source, externalSpec: INFO.external_spec },
    ...job,
  });

const getExample = (summary: string, id: string, info: PartialReply<Info>, job: Differing): GetExample => ({
  summary,
  input: { id, dbName: "default" },
  calls: [
    exampleCall("GetRefreshExternalCollectionProgress", { job_id: id }, { job_info: { job_id: id, ...INFO, ...info } }),
  ],
  output: jobOfInfo(id, job),
});

const upstream = (code: number, name: string | null) => ({ enum: "RefreshExternalCollectionState", code, name });

const COMPLETED = {
  info: { state: "RefreshCompleted", progress: "100", end_time: "1762000012345" },
  job: {
    state: "succeeded",
    stage: "completed",
    upstreamState: upstream(2, "RefreshCompleted"),
    endTime: "2025-11-01T12:26:52.345Z",
    durationMs: 12_345,
  },
} as const;

export const getExamples: readonly GetExample[] = [
  getExample(
    "Waiting to begin",
    "461827364510293001",
    { state: "RefreshPending", start_time: "0" },
    {
      state: "pending",
      stage: "pending",
      upstreamState: upstream(0, "RefreshPending"),
      progress: 0,
      startTime: null,
    },
  ),
  getExample(
    "Running: all files are read, the result is not applied yet",
    "461827364510293003",
    { state: "RefreshInProgress", progress: "99" },
    { state: "running", stage: "in_progress", upstreamState: upstream(1, "RefreshInProgress"), progress: 99 },
  ),
  getExample("Succeeded", "461827364510293005", COMPLETED.info, COMPLETED.job),
  getExample(
    "Failed",
    "461827364510293007",
    { state: "RefreshFailed", progress: "10", reason: "timeout", end_time: "1762003600000" },
    {
      state: "failed",
      stage: "failed",
      upstreamState: upstream(3, "RefreshFailed"),
      progress: 10,
      reason: "timeout",
      endTime: "2025-11-01T13:26:40.000Z",
      durationMs: 3_600_000,
    },
  ),
  getExample(
    "Failed a moment ago: Milvus tells neither why nor when for up to 10 s",
    "461827364510293009",
    { state: "RefreshFailed", progress: "10" },
    { state: "failed", stage: "failed", upstreamState: upstream(3, "RefreshFailed"), progress: 10 },
  ),
  getExample(
    "A state that this gateway does not know",
    "461827364510293011",
    { state: 42, progress: "50" },
    { state: "unknown", upstreamState: upstream(42, null), progress: 50 },
  ),
  {
    summary: "Unknown or expired",
    input: { id: "1", dbName: "default" },
    calls: [
      exampleCall(
        "GetRefreshExternalCollectionProgress",
        { job_id: "1" },
        failure(1100, "refresh job 1 not found: invalid parameter", "IllegalArgument"),
      ),
    ],
    output: { problem: "JOB_NOT_FOUND" },
  },
  {
    summary: "A success without a job breaks the protocol",
    input: { id: "461827364510293013", dbName: "default" },
    calls: [exampleCall("GetRefreshExternalCollectionProgress", { job_id: "461827364510293013" }, {})],
    output: { problem: "BAD_UPSTREAM_REPLY" },
  },
];

const LISTED = { job_id: "461827364510293005", ...INFO, ...COMPLETED.info };

export const listExamples: readonly ListExample[] = [
  {
    summary: "The refreshes of one collection",
    input: { dbName: undefined, collectionName: "external_docs" },
    calls: [
      exampleCall(
        "ListRefreshExternalCollectionJobs",
        { db_name: "default", collection_name: "external_docs" },
        { jobs: [LISTED] },
      ),
    ],
    output: [jobOfInfo(LISTED.job_id, COMPLETED.job)],
  },
  {
    summary: "Without a collection: of all databases",
    input: { dbName: "library", collectionName: undefined },
    calls: [
      exampleCall("ListRefreshExternalCollectionJobs", { db_name: "library", collection_name: "" }, { jobs: [LISTED] }),
    ],
    output: [
      jobOfInfo(LISTED.job_id, {
        ...COMPLETED.job,
        dbName: null,
        warnings: [
          {
            code: "DATABASE_NOT_FILTERED",
            message:
              "Without a collection Milvus lists the refresh jobs of all databases and does not say which one a job is in.",
          },
        ],
      }),
    ],
  },
];

const started = (id: string, dbName: string): Job<Details> =>
  makeJob({
    kind: "refresh",
    id,
    state: "pending",
    stage: "pending",
    dbName,
    collectionName: "external_docs",
    details: { externalSource: null, externalSpec: null },
  });

const startExample = (
  summary: string,
  reply: PartialReply<ReplyOf<"RefreshExternalCollection">>,
  output: StartExample<typeof body>["output"],
): StartExample<typeof body> => ({
  summary,
  input: { body: { collectionName: "external_docs" } },
  calls: [
    exampleCall(
      "RefreshExternalCollection",
      { db_name: "default", collection_name: "external_docs", external_source: "", external_spec: "" },
      reply,
    ),
  ],
  output,
});

export const startExamples: readonly StartExample<typeof body>[] = [
  startExample(
    "Refresh from where the files were",
    { job_id: "461827364510293015" },
    started("461827364510293015", "default"),
  ),
  {
    summary: "Refresh from another place",
    input: {
      body: {
        dbName: "library",
        collectionName: "external_docs",
        externalSource: "s3://lake/docs-2026/",
        externalSpec: '{"format":"parquet"}',
      },
    },
    calls: [
      exampleCall(
        "RefreshExternalCollection",
        {
          db_name: "library",
          collection_name: "external_docs",
          external_source: "s3://lake/docs-2026/",
          external_spec: '{"format":"parquet"}',
        },
        { job_id: "461827364510293017" },
      ),
    ],
    output: started("461827364510293017", "library"),
  },
  startExample(
    "One is running already",
    failure(703, "refresh job 461827364510293003 is already in progress for collection external_docs"),
    { problem: "JOB_ALREADY_RUNNING" },
  ),
  startExample(
    "Not an external collection",
    failure(1100, "'external_docs' is no external collection: invalid parameter", "IllegalArgument"),
    { problem: "UPSTREAM_REJECTED" },
  ),
  startExample("A success without an id breaks the protocol", {}, { problem: "BAD_UPSTREAM_REPLY" }),
];
