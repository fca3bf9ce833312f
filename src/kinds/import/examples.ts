/** Worked examples of imports, as Milvus 2.3 and as 2.4 and later report them. */
import { type Job, makeJob } from "../../model/job.ts";
import { type GetExample as ExampleOf, exampleCall, type ListExample, type StartExample } from "../kind.ts";
import { failure } from "../simulation.ts";
import { AWAITING_COMMIT, type body, type Details, LIST_WITHOUT_IDS, type Reply } from "./mapping.ts";

type GetExample = ExampleOf<string>;

const NO_DETAILS: Details = {
  rowCount: 0,
  collectionId: null,
  segmentIds: null,
  idRanges: null,
  partitionName: null,
  files: null,
  persistCostSeconds: null,
  infos: {},
};

/** An example as Milvus 2.4 and later report: nothing but the state, rows, creation and the two infos. */
function modernExample(options: {
  summary: string;
  id: string;
  state: Reply["state"];
  percent: string;
  reason?: string;
  rows?: number;
  job: Partial<Job<Details>> & Pick<Job, "state" | "upstreamState">;
}): GetExample {
  const { id, state, percent, reason = "", rows = 0 } = options;
  const input = { id, dbName: "default" };
  return {
    summary: options.summary,
    input,
    calls: [
      exampleCall(
        "GetImportState",
        { task: id },
        {
          state,
          row_count: String(rows),
          create_ts: "1704551047",
          infos: [
            { key: "failed_reason", value: reason },
            { key: "progress_percent", value: percent },
          ],
        },
      ),
    ],
    output: makeJob<Details>({
      kind: "import",
      id,
      progress: Number(percent),
      reason: reason || null,
      dbName: "default",
      createTime: "2024-01-06T14:24:07.000Z",
      details: { ...NO_DETAILS, rowCount: rows, infos: { failed_reason: reason, progress_percent: percent } },
      ...options.job,
    }),
  };
}

/** An example as Milvus 2.3 reports: with id, files, ranges and the job's options. */
const persisted: GetExample = {
  summary: "Written, waiting for the index (Milvus 2.3)",
  input: { id: "446781855410077321", dbName: "default" },
  calls: [
    exampleCall(
      "GetImportState",
      { task: "446781855410077321" },
      {
        state: "ImportPersisted",
        row_count: "2048",
        id_list: ["446781855410080001", "446781855410081025", "446781855410081025", "446781855410082049"],
        infos: [
          { key: "files", value: "books/1.json" },
          { key: "collection", value: "books" },
          { key: "partition", value: "_default" },
          { key: "failed_reason", value: "" },
          { key: "progress_percent", value: "90" },
          { key: "persist_cost", value: "0.34" },
        ],
        id: "446781855410077321",
        collection_id: "446781855410070001",
        segment_ids: ["446781855410079001"],
        create_ts: "1704551047",
      },
    ),
  ],
  output: makeJob<Details>({
    kind: "import",
    id: "446781855410077321",
    state: "running",
    stage: "persisted",
    upstreamState: { enum: "ImportState", code: 5, name: "ImportPersisted" },
    progress: 90,
    dbName: "default",
    collectionName: "books",
    createTime: "2024-01-06T14:24:07.000Z",
    details: {
      rowCount: 2048,
      collectionId: "446781855410070001",
      segmentIds: ["446781855410079001"],
      idRanges: [
        { begin: "446781855410080001", end: "446781855410081025" },
        { begin: "446781855410081025", end: "446781855410082049" },
      ],
      partitionName: "_default",
      files: ["books/1.json"],
      persistCostSeconds: 0.34,
      infos: {
        files: "books/1.json",
        collection: "books",
        partition: "_default",
        failed_reason: "",
        progress_percent: "90",
        persist_cost: "0.34",
      },
    },
  }),
};

const upstream = (code: number, name: string | null) => ({ enum: "ImportState", code, name });

export const getExamples: readonly GetExample[] = [
  modernExample({
    summary: "Waiting to begin",
    id: "446781855410077317",
    state: "ImportPending",
    percent: "10",
    job: { state: "pending", stage: "pending", upstreamState: upstream(0, "ImportPending") },
  }),
  modernExample({
    summary: "Running",
    id: "446781855410077319",
    state: "ImportStarted",
    percent: "70",
    rows: 1000,
    job: { state: "running", stage: "started", upstreamState: upstream(2, "ImportStarted") },
  }),
  persisted,
  modernExample({
    summary: "Flushed (a state that only old servers know)",
    id: "446781855410077323",
    state: "ImportFlushed",
    percent: "95",
    job: { state: "running", stage: "flushed", upstreamState: upstream(8, "ImportFlushed") },
  }),
  modernExample({
    summary: "Succeeded",
    id: "446781855410077325",
    state: "ImportCompleted",
    percent: "100",
    rows: 1000,
    job: { state: "succeeded", stage: "completed", upstreamState: upstream(6, "ImportCompleted") },
  }),
  modernExample({
    summary: "Failed: a file is missing",
    id: "446781855410077327",
    state: "ImportFailed",
    percent: "0",
    reason: "stat books/missing.json: no such file or directory: importing data failed",
    job: { state: "failed", stage: "failed", upstreamState: upstream(1, "ImportFailed") },
  }),
  modernExample({
    summary: "Failed and cleaned up (Milvus 2.3)",
    id: "446781855410077329",
    state: "ImportFailedAndCleaned",
    percent: "0",
    reason: "unsupported file type: 'books/1.txt': importing data failed",
    job: { state: "failed", stage: "failed_and_cleaned", upstreamState: upstream(7, "ImportFailedAndCleaned") },
  }),
  modernExample({
    summary: "Two-phase import that waits for its commit (Milvus 3.0)",
    id: "446781855410077331",
    state: "ImportFailed",
    percent: "99",
    rows: 1000,
    job: {
      state: "running",
      stage: "awaiting_commit",
      upstreamState: upstream(1, "ImportFailed"),
      warnings: [AWAITING_COMMIT],
    },
  }),
  modernExample({
    summary: "A state that this gateway does not know",
    id: "446781855410077333",
    state: 42,
    percent: "50",
    job: { state: "unknown", upstreamState: upstream(42, null) },
  }),
  {
    summary: "Unknown or expired",
    input: { id: "1", dbName: "default" },
    calls: [
      exampleCall(
        "GetImportState",
        { task: "1" },
        failure(2100, "import job does not exist, jobID=1: importing data failed"),
      ),
    ],
    output: { problem: "JOB_NOT_FOUND" },
  },
];

export const listExamples: readonly ListExample[] = [
  {
    summary: "As Milvus 2.4 and later list: without ids",
    input: { dbName: "default", collectionName: "books" },
    calls: [
      exampleCall(
        "ListImportTasks",
        { collection_name: "books", db_name: "default", limit: "0" },
        {
          tasks: [
            {
              state: "ImportCompleted",
              infos: [
                { key: "failed_reason", value: "" },
                { key: "progress_percent", value: "100" },
              ],
            },
          ],
        },
      ),
    ],
    output: [
      makeJob<Details>({
        kind: "import",
        id: null,
        state: "succeeded",
        stage: "completed",
        upstreamState: upstream(6, "ImportCompleted"),
        dbName: "default",
        collectionName: "books",
        details: { ...NO_DETAILS, infos: { failed_reason: "", progress_percent: "100" } },
        warnings: [LIST_WITHOUT_IDS],
      }),
    ],
  },
];

function startExample(options: {
  summary: string;
  file: string;
  id: string;
  settings?: Record<string, string>;
}): StartExample<typeof body> {
  const { summary, file, id, settings } = options;
  return {
    summary,
    input: { body: { collectionName: "books", files: [file], ...(settings && { options: settings }) } },
    calls: [
      exampleCall("DescribeCollection", { db_name: "default", collection_name: "books" }, {}),
      exampleCall(
        "Import",
        {
          db_name: "default",
          collection_name: "books",
          partition_name: "",
          files: [file],
          options: Object.entries(settings ?? {}).map(([key, value]) => ({ key, value })),
          idempotency_key: "",
        },
        { tasks: [id] },
      ),
    ],
    output: makeJob<Details>({
      kind: "import",
      id,
      state: "pending",
      stage: "pending",
      dbName: "default",
      collectionName: "books",
      details: { ...NO_DETAILS, rowCount: null, files: [file] },
    }),
  };
}

/** The sandbox simulates both: the second fails by the FAILURE_RULES of the simulation. */
export const startExamples: readonly StartExample<typeof body>[] = [
  startExample({
    summary: "Import one JSON file",
    file: "books/2026-11.json",
    id: "446781855410077335",
    settings: { timeout: "300s" },
  }),
  startExample({
    summary: "Import a file that is not there: the job will fail",
    file: "books/missing.json",
    id: "446781855410077337",
  }),
];
