/** Worked examples of imports, as Milvus 2.3 and as 2.4 and later report them. */
import { type Job, makeJob } from "../../model/job.ts";
import {
  type ExampleCall,
  type GetExample as ExampleOf,
  type ExampleProblem,
  exampleCall,
  type ListExample,
  type StartExample,
} from "../kind.ts";
import { failure, type RestFailure } from "../simulation.ts";
import { type ImportFile, pathsOnly } from "./files.ts";
import {
  AWAITING_COMMIT,
  type body,
  type Details,
  JOB_NOT_READ,
  LIST_WITHOUT_IDS,
  NOTHING_KNOWN,
  type Reply,
  restUnavailable,
  SOURCES_DISAGREE,
} from "./mapping.ts";

type GetExample = ExampleOf<string>;

/** What Milvus's REST says of a job without files yet. */
const REST_START = {
  collectionName: "books",
  completeTime: "",
  createTime: "2024-01-06T14:24:07Z",
  details: [],
  fileSize: 0,
  importedRows: 0,
  totalRows: 0,
};

interface ModernExample {
  readonly summary: string;
  readonly id: string;
  readonly state: Reply["state"];
  readonly percent: string;
  readonly reason?: string;
  readonly rows?: number;
  /** What differs from REST_START in what REST says; undefined where it is not asked. */
  readonly rest?: object | RestFailure;
  readonly job: Partial<Job<Details>> & Pick<Job, "state" | "upstreamState">;
  readonly known?: Partial<Details>;
}

/** Both calls as Milvus 2.4 and later reply: gRPC says nothing but the state, rows, creation and the two infos. */
function modernCalls({ id, state, percent, reason = "", rows = 0, rest }: Omit<ModernExample, "job">): ExampleCall[] {
  const infos = [
    { key: "failed_reason", value: reason },
    { key: "progress_percent", value: percent },
  ];
  const byGrpc = { state, row_count: String(rows), create_ts: "1704551047", infos };
  const byRest = rest && ("message" in rest ? rest : { ...REST_START, jobId: id, ...(reason && { reason }), ...rest });
  return [
    exampleCall("GetImportState", { task: id }, byGrpc),
    ...(byRest ? [exampleCall("import/get_progress", { jobId: id }, byRest)] : []),
  ];
}

function modernJob({ id, percent, reason = "", rows = 0, rest, job, known }: ModernExample): Job<Details> {
  const isTold = rest !== undefined && !("message" in rest);
  return makeJob<Details>({
    kind: "import",
    id,
    progress: Number(percent),
    reason: reason || null,
    dbName: "default",
    collectionName: isTold ? "books" : null,
    createTime: "2024-01-06T14:24:07.000Z",
    details: {
      ...NOTHING_KNOWN,
      rowCount: isTold && rows === 0 ? null : rows,
      infos: { failed_reason: reason, progress_percent: percent },
      ...known,
    },
    ...job,
  });
}

function modernExample(options: ModernExample): GetExample {
  const { summary, id } = options;
  return { summary, input: { id, dbName: "default" }, calls: modernCalls(options), output: modernJob(options) };
}

const file = (fields: Partial<ImportFile> & Pick<ImportFile, "paths">): ImportFile => ({
  ...pathsOnly([]),
  ...fields,
});

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
      ...NOTHING_KNOWN,
      rowCount: 2048,
      collectionId: "446781855410070001",
      segmentIds: ["446781855410079001"],
      idRanges: [
        { begin: "446781855410080001", end: "446781855410081025" },
        { begin: "446781855410081025", end: "446781855410082049" },
      ],
      partitionName: "_default",
      files: [pathsOnly(["books/1.json"])],
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

const running: ModernExample = {
  summary: "Running",
  id: "446781855410077319",
  state: "ImportStarted",
  percent: "70",
  rows: 1000,
  rest: {
    state: "Importing",
    progress: 70,
    importedRows: 1000,
    totalRows: 3000,
    fileSize: 812_345,
    details: [
      {
        fileName: "[books/2026-11.parquet]",
        fileSize: 812_345,
        state: "InProgress",
        progress: 33,
        importedRows: 1000,
        totalRows: 3000,
        completeTime: "",
      },
    ],
  },
  job: { state: "running", stage: "started", upstreamState: upstream(2, "ImportStarted") },
  known: {
    totalRows: 3000,
    fileSizeBytes: 812_345,
    files: [
      file({
        paths: ["books/2026-11.parquet"],
        state: "running",
        stage: "in_progress",
        progress: 33,
        rowCount: 1000,
        totalRows: 3000,
        sizeBytes: 812_345,
      }),
    ],
  },
};

/** Two groups of .npy files, in Milvus's random order and as the job has them. */
const WRITTEN = {
  rest: {
    totalRows: 5000,
    importedRows: 5000,
    fileSize: 1_502_400,
    details: [
      {
        fileName: "[books/2/id.npy books/2/vector.npy]",
        fileSize: 601_200,
        state: "Completed",
        progress: 100,
        importedRows: 2000,
        totalRows: 2000,
        completeTime: "2024-01-06T22:24:14+08:00",
      },
      {
        fileName: "[books/1/id.npy books/1/vector.npy]",
        fileSize: 901_200,
        state: "Completed",
        progress: 100,
        importedRows: 3000,
        totalRows: 3000,
        completeTime: "2024-01-06T22:24:14+08:00",
      },
    ],
  },
  known: {
    totalRows: 5000,
    fileSizeBytes: 1_502_400,
    files: (
      [
        [1, 3000, 901_200],
        [2, 2000, 601_200],
      ] as const
    ).map(([group, rows, sizeBytes]) =>
      file({
        paths: [`books/${group}/id.npy`, `books/${group}/vector.npy`],
        state: "succeeded",
        stage: "completed",
        progress: 100,
        rowCount: rows,
        totalRows: rows,
        sizeBytes,
        endTime: "2024-01-06T14:24:14.000Z",
      }),
    ),
  },
};

const awaiting: ModernExample = {
  summary: "Two-phase import that waits for its commit (Milvus 3.0)",
  id: "446781855410077331",
  state: "ImportFailed",
  percent: "99",
  rows: 5000,
  rest: { ...WRITTEN.rest, state: "Uncommitted", progress: 99 },
  job: {
    state: "running",
    stage: "awaiting_commit",
    upstreamState: upstream(1, "ImportFailed"),
    warnings: [AWAITING_COMMIT],
  },
  known: WRITTEN.known,
};

const MISSING = "stat books/missing.json: no such file or directory: importing data failed";
const DENIED =
  "rpc error: code = PermissionDenied desc = PrivilegeImport: permission deny to ann in the `default` database";
const UNKNOWN = "import job does not exist, jobID=1: importing data failed";

export const getExamples: readonly GetExample[] = [
  modernExample({
    summary: "Waiting to begin",
    id: "446781855410077317",
    state: "ImportPending",
    percent: "10",
    rest: { state: "Pending", progress: 10 },
    job: { state: "pending", stage: "pending", upstreamState: upstream(0, "ImportPending") },
  }),
  modernExample(running),
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
    rows: 5000,
    rest: { ...WRITTEN.rest, state: "Completed", progress: 100, completeTime: "2024-01-06T22:24:31+08:00" },
    job: {
      state: "succeeded",
      stage: "completed",
      upstreamState: upstream(6, "ImportCompleted"),
      endTime: "2024-01-06T14:24:31.000Z",
    },
    known: WRITTEN.known,
  }),
  modernExample({
    summary: "Failed: a file is missing",
    id: "446781855410077327",
    state: "ImportFailed",
    percent: "0",
    reason: MISSING,
    rest: { state: "Failed", progress: 0 },
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
  modernExample(awaiting),
  modernExample({
    summary: "A state that this gateway does not know",
    id: "446781855410077333",
    state: 42,
    percent: "50",
    job: { state: "unknown", upstreamState: upstream(42, null) },
  }),
  modernExample({
    summary: "Asked for by a user whom Milvus's REST does not tell",
    id: "446781855410077339",
    state: "ImportStarted",
    percent: "80",
    rows: 1000,
    rest: { status: 403, code: 65_535, message: DENIED },
    job: {
      state: "running",
      stage: "started",
      upstreamState: upstream(2, "ImportStarted"),
      warnings: [restUnavailable(DENIED)],
    },
  }),
  modernExample({
    summary: "Ended one way on gRPC, the other way on REST",
    id: "446781855410077341",
    state: "ImportCompleted",
    percent: "100",
    rows: 1000,
    rest: { state: "Failed", progress: 0, reason: "import timeout" },
    job: {
      state: "failed",
      stage: "failed",
      upstreamState: upstream(6, "ImportCompleted"),
      progress: 0,
      reason: "import timeout",
      warnings: [SOURCES_DISAGREE],
    },
    known: { rowCount: null },
  }),
  {
    summary: "Unknown or expired",
    input: { id: "1", dbName: "default" },
    calls: [
      exampleCall("GetImportState", { task: "1" }, failure(2100, UNKNOWN)),
      exampleCall("import/get_progress", { jobId: "1" }, { code: 2100, message: UNKNOWN }),
    ],
    output: { problem: "JOB_NOT_FOUND" },
  },
];

/** A two-phase import after its commit, its abort, or a commit after which it cannot be read. */
function actionExample(
  name: "commit" | "abort",
  options:
    | ModernExample
    | {
        readonly summary: string;
        readonly id: string;
        readonly reply: RestFailure;
        readonly problem: ExampleProblem["problem"];
      },
): GetExample {
  const { summary, id } = options;
  const input = { id, dbName: "default" };
  if ("problem" in options) {
    const { reply, problem } = options;
    return { summary, input, calls: [exampleCall(`import/${name}`, { jobId: id }, reply)], output: { problem } };
  }
  const calls = [exampleCall(`import/${name}`, { jobId: id }, {}), ...modernCalls(options)];
  return { summary, input, calls, output: modernJob(options) };
}

export const commitExamples: readonly GetExample[] = [
  actionExample("commit", {
    ...awaiting,
    summary: "Commit an import that waits for it",
    rest: { ...WRITTEN.rest, state: "Committing", progress: 99 },
    job: { state: "running", stage: "committing", upstreamState: upstream(1, "ImportFailed") },
  }),
  actionExample("commit", {
    summary: "Commit an import that is not ready for it",
    id: "446781855410077319",
    reply: {
      code: 2100,
      message: "job 446781855410077319 is in state Sorting, expected Uncommitted: importing data failed",
    },
    problem: "WRONG_STATE",
  }),
  {
    summary: "Commit an import that cannot be read afterwards",
    input: { id: "446781855410077343", dbName: "default" },
    calls: [
      exampleCall("import/commit", { jobId: "446781855410077343" }, {}),
      exampleCall("GetImportState", { task: "446781855410077343" }, failure(5, "service internal error")),
      exampleCall(
        "import/get_progress",
        { jobId: "446781855410077343" },
        { code: 5, message: "service internal error" },
      ),
    ],
    output: makeJob<Details>({
      kind: "import",
      id: "446781855410077343",
      state: "unknown",
      dbName: "default",
      details: NOTHING_KNOWN,
      warnings: [JOB_NOT_READ],
    }),
  },
];

const ABORTED = "aborted by user";

export const abortExamples: readonly GetExample[] = [
  actionExample("abort", {
    ...awaiting,
    summary: "Abort an import that waits for its commit",
    percent: "0",
    reason: ABORTED,
    rows: 0,
    rest: { state: "Failed", progress: 0 },
    job: { state: "failed", stage: "failed", upstreamState: upstream(1, "ImportFailed") },
    known: {},
  }),
  actionExample("abort", {
    summary: "Abort an import that is done",
    id: "446781855410077325",
    reply: {
      code: 2100,
      message:
        "job 446781855410077325 is in terminal/committed state Completed, abort not allowed: importing data failed",
    },
    problem: "WRONG_STATE",
  }),
];

export const listExamples: readonly ListExample[] = [
  {
    summary: "The jobs of one collection, the newest first",
    input: { dbName: "default", collectionName: "books" },
    calls: [
      exampleCall(
        "import/list",
        { dbName: "default", collectionName: "books" },
        {
          records: [
            { jobId: "446781855410077319", collectionName: "books", state: "Importing", progress: 70 },
            {
              jobId: "446781855410077327",
              collectionName: "books",
              state: "Failed",
              progress: 0,
              reason: MISSING,
            },
          ],
        },
      ),
    ],
    output: [
      makeJob<Details>({
        kind: "import",
        id: "446781855410077327",
        state: "failed",
        stage: "failed",
        progress: 0,
        reason: MISSING,
        dbName: "default",
        collectionName: "books",
        details: NOTHING_KNOWN,
      }),
      makeJob<Details>({
        kind: "import",
        id: "446781855410077319",
        state: "running",
        stage: "started",
        progress: 70,
        dbName: "default",
        collectionName: "books",
        details: NOTHING_KNOWN,
      }),
    ],
  },
  {
    summary: "As Milvus 2.4 and later list on gRPC: without ids",
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
        details: { ...NOTHING_KNOWN, rowCount: 0, infos: { failed_reason: "", progress_percent: "100" } },
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
      details: { ...NOTHING_KNOWN, files: [pathsOnly([file])] },
    }),
  };
}

const GROUPS = [
  ["books/1/id.npy", "books/1/vector.npy"],
  ["books/2/id.npy", "books/2/vector.npy"],
];

/** The sandbox simulates all: the second fails by the FAILURE_RULES of the simulation. */
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
  {
    summary: "Import two groups of .npy files in one job",
    input: { body: { collectionName: "books", files: GROUPS } },
    calls: [
      exampleCall(
        "import/create",
        { dbName: "default", collectionName: "books", files: GROUPS },
        { jobId: "446781855410077345" },
      ),
    ],
    output: makeJob<Details>({
      kind: "import",
      id: "446781855410077345",
      state: "pending",
      stage: "pending",
      dbName: "default",
      collectionName: "books",
      details: { ...NOTHING_KNOWN, files: GROUPS.map(pathsOnly) },
    }),
  },
];
