/** Bulk imports: files become rows. The id comes from starting one. Facts: docs/milvus.md#imports */
import { z } from "zod";
import { badReply } from "../job/bad-reply.ts";
import { GatewayError } from "../job/errors.ts";
import { int64Id } from "../job/ids.ts";
import { bodyDbName, collectionName, partitionName } from "../job/inputs.ts";
import { type Job, makeJob, type Warning } from "../job/job.ts";
import {
  type Calls,
  call,
  defineKind,
  type GetExample as ExampleOf,
  exchange,
  type ListExample,
  type StartExample,
} from "../job/kind.ts";
import { collectionNotFound, failure, type SandboxWorld, type Simulation, stepAt } from "../job/simulation.ts";
import { stateReader } from "../job/states.ts";
import * as values from "../job/values.ts";
import type { ReplyOf } from "../milvus/rpc.ts";

// States

/** common.ImportState; 3 and 4 are unused. 5, 7 and 8 occur before Milvus 2.4 only. */
const readState = stateReader("ImportState", {
  ImportPending: { code: 0, state: "pending", stage: "pending" },
  ImportFailed: { code: 1, state: "failed", stage: "failed" },
  ImportStarted: { code: 2, state: "running", stage: "started" },
  ImportPersisted: { code: 5, state: "running", stage: "persisted" },
  ImportCompleted: { code: 6, state: "succeeded", stage: "completed" },
  ImportFailedAndCleaned: { code: 7, state: "failed", stage: "failed_and_cleaned" },
  ImportFlushed: { code: 8, state: "running", stage: "flushed" },
});

// Details

const details = z.strictObject({
  rowCount: z.int().nullable().meta({ description: "Rows read so far; rows imported once the job has succeeded." }),
  collectionId: z.string().nullable(),
  segmentIds: z.array(z.string()).nullable().meta({ description: "Milvus before 2.4 only." }),
  idRanges: z
    .array(z.strictObject({ begin: z.string(), end: z.string().meta({ description: "Not included." }) }))
    .nullable()
    .meta({ description: "The ids that Milvus gave to the rows of an auto-id collection; before 2.4 only." }),
  partitionName: z.string().nullable(),
  files: z.array(z.string()).nullable().meta({ description: "Milvus before 2.4 only." }),
  persistCostSeconds: z
    .number()
    .nullable()
    .meta({ description: "Seconds that writing the rows took; before 2.4 only." }),
  infos: z
    .record(z.string(), z.string())
    .meta({ description: "Every key-value pair of the reply; before 2.4 the job's options are among them." }),
  siblings: z
    .array(z.string())
    .optional()
    .meta({ description: "Names of the other jobs, when one start made several (before 2.4)." }),
});
type Details = z.infer<typeof details>;

// Mapping

type Reply = ReplyOf<"GetImportState">;

interface Known {
  readonly id: string | null;
  readonly dbName: string | null;
  readonly collectionName?: string | undefined;
}

function toJob(reply: Reply, known: Known, oddities: readonly Warning[] = []): Job<Details> {
  const { infos } = reply;
  const warnings = [...oddities];
  // Options of the caller are echoed after Milvus's own pairs and may have the same keys (before 2.4).
  const reason = values.firstOf(infos, "failed_reason");
  const percent = values.lastOf(infos, "progress_percent");
  // One that waits for its commit shows as failed on gRPC: docs/milvus.md#imports-that-await-a-commit
  const awaitsCommit = reply.state === "ImportFailed" && percent === "99" && !reason;
  if (awaitsCommit) warnings.push(AWAITING_COMMIT);
  const progress = percent === undefined ? null : values.progress(percent, warnings);
  return makeJob({
    kind: "import",
    id: known.id,
    ...readState(reply.state),
    ...(awaitsCommit && { state: "running" as const, stage: "awaiting_commit" }),
    progress,
    reason: reason ?? null,
    dbName: known.dbName,
    collectionName: values.firstOf(infos, "collection") || known.collectionName || null,
    createTime: values.fromSeconds(reply.create_ts),
    details: toDetails(reply, warnings),
    warnings,
  });
}

function toDetails(reply: Reply, warnings: Warning[]): Details {
  const { infos } = reply;
  return {
    rowCount: values.count(reply.row_count, "rowCount", warnings),
    collectionId: values.id(reply.collection_id),
    segmentIds: reply.segment_ids.length > 0 ? reply.segment_ids : null,
    idRanges: toRanges(reply.id_list, warnings),
    partitionName: values.firstOf(infos, "partition") || null,
    files: values.firstOf(infos, "files")?.split(",").filter(Boolean) ?? null,
    persistCostSeconds: toSeconds(values.lastOf(infos, "persist_cost")),
    infos: values.toRecord(infos, warnings),
  };
}

/** `[begin, end, begin, end, …]`, ends not included → ranges; null when there are none or one end is missing. */
function toRanges(ids: readonly string[], warnings: Warning[]): Details["idRanges"] {
  if (ids.length === 0) return null;
  if (ids.length % 2 === 1) {
    warnings.push({
      code: "ODD_ID_LIST",
      message: "The list of id ranges lacks an end; include=reply has it as it is.",
    });
    return null;
  }
  return ids.flatMap((begin, index) => (index % 2 === 0 ? [{ begin, end: ids[index + 1] ?? begin }] : []));
}

function toSeconds(cost: string | undefined): number | null {
  return cost !== undefined && /^\d{1,15}(\.\d{1,15})?$/.test(cost) ? Number(cost) : null;
}

const AWAITING_COMMIT: Warning = {
  code: "AWAITING_COMMIT",
  message: "All rows are there, and Milvus waits for a commit or an abort, which only its own REST API has.",
};

const LIST_WITHOUT_IDS: Warning = {
  code: "LIST_WITHOUT_IDS",
  message:
    "Milvus 2.4 and later list import jobs without their ids; ask for the job by the id that starting it answered.",
};

const DATABASE_NOT_FILTERED: Warning = {
  code: "DATABASE_NOT_FILTERED",
  message: "Without a collection Milvus lists the import jobs of all databases and does not say which one a job is in.",
};

// Operations

const body = z.strictObject({
  dbName: bodyDbName,
  collectionName,
  partitionName: partitionName.optional(),
  files: z
    .array(z.string().min(1).max(4096))
    .min(1)
    .max(1024)
    .meta({
      description:
        "Paths in Milvus's own bucket, not URLs: one .json, .jsonl, .parquet or .csv file, or one .npy file for each field.",
      example: ["books/2026-11.json"],
    }),
  options: z
    .record(z.string(), z.string({ error: "must be a string: Milvus takes every option as text, so quote it" }))
    .optional()
    .meta({ description: "As Milvus takes them, e.g. `timeout`, `sep`, `backup`.", example: { timeout: "300s" } }),
});

/** Milvus 2.3 retries an unknown collection until just before the deadline, so it is asked for first. */
function* assertCollectionExists(dbName: string, collectionName: string): Calls<void> {
  try {
    yield* call("DescribeCollection", { db_name: dbName, collection_name: collectionName });
  } catch (error) {
    const failed = GatewayError.from(error);
    // Any other failure says nothing about the Import, for which there is time left.
    if (failed.status === 404 || failed.code === "DEADLINE_EXCEEDED") throw failed;
  }
}

// Simulation: jobs of 2.4 and later by default, of 2.3 when the sandbox plays it

interface SimulatedImport {
  readonly id: string;
  readonly collectionId: string;
  readonly collectionName: string;
  readonly startedAt: number;
  readonly infos: readonly { key: string; value: string }[];
  readonly reason: string | undefined;
}

/** What the file's name makes of the job. */
const FATES: readonly { readonly sign: RegExp; reason(file: string): string }[] = [
  {
    sign: /missing/,
    reason: (file) =>
      `failed to get file size of '${file}', error:stat ${file}: no such file or directory: importing data failed`,
  },
  {
    sign: /wrong-dim/,
    reason: () => "array size 4 doesn't equal to vector dimension 8 of field 'vector': importing data failed",
  },
  { sign: /\.txt$/, reason: (file) => `unsupported file type: '${file}': importing data failed` },
];

interface Step {
  /** Milliseconds since the start. */
  readonly from: number;
  readonly state: "ImportPending" | "ImportStarted" | "ImportPersisted" | "ImportCompleted";
  readonly progress: string | undefined;
  readonly rows: boolean;
}

/** The steps that 2.4 and later report, and those of 2.3: docs/milvus.md#import-progress */
const LIFE: readonly Step[] = [
  { from: 0, state: "ImportPending", progress: "0", rows: false },
  { from: 1_000, state: "ImportStarted", progress: "10", rows: false },
  { from: 2_000, state: "ImportStarted", progress: "40", rows: false },
  { from: 4_000, state: "ImportStarted", progress: "70", rows: true },
  { from: 6_000, state: "ImportStarted", progress: "80", rows: true },
  { from: 8_000, state: "ImportCompleted", progress: "100", rows: true },
];
const LIFE_2_3: readonly Step[] = [
  { from: 0, state: "ImportPending", progress: undefined, rows: false },
  { from: 1_000, state: "ImportStarted", progress: "14", rows: false },
  { from: 3_000, state: "ImportStarted", progress: "89", rows: false },
  { from: 5_000, state: "ImportPersisted", progress: "90", rows: true },
  { from: 8_000, state: "ImportCompleted", progress: "100", rows: true },
];
const FAILS_AFTER = 1_500;
const ROWS = "1000";

function stateOf(job: SimulatedImport, world: SandboxWorld) {
  const age = world.now() - job.startedAt;
  const ends = job.reason !== undefined && age >= FAILS_AFTER;
  const step = ends
    ? { state: "ImportFailed" as const, progress: "0", rows: false }
    : stepAt(world.isAtLeast("2.4") ? LIFE : LIFE_2_3, age);
  const reason = { key: "failed_reason", value: ends ? (job.reason ?? "") : "" };
  const progress = step.progress === undefined ? [] : [{ key: "progress_percent", value: step.progress }];
  const reply = {
    state: step.state,
    row_count: step.rows ? ROWS : "0",
    create_ts: String(Math.floor(job.startedAt / 1_000)),
  };
  if (world.isAtLeast("2.4")) return { ...reply, infos: [reason, ...progress] };
  const [files, collection, partition, ...options] = job.infos;
  const own = [files, collection, partition].filter((pair) => pair !== undefined);
  const cost = step.rows ? [{ key: "persist_cost", value: "0.34" }] : [];
  return {
    ...reply,
    id: job.id,
    collection_id: job.collectionId,
    segment_ids: step.state === "ImportPending" ? [] : [`${job.id.slice(0, -1)}0`],
    infos: [...own, reason, ...options, ...progress, ...cost],
  };
}

/** The collection that the worked examples write to. */
const SEEDED_COLLECTION = "books";

const jobsOf = (world: SandboxWorld) => world.store("import", () => new Map<string, SimulatedImport>());

const simulation: Simulation = {
  Import(request, world) {
    const collection = world.collection(request.db_name, request.collection_name);
    if (!collection) return collectionNotFound(request.db_name, request.collection_name);
    const partition = request.partition_name || "_default";
    if (!collection.partitions.includes(partition)) {
      return failure(200, `partition not found[partition=${partition}]`, "MetaFailed");
    }
    if (request.files.length > 1 && !request.files.every((file) => file.endsWith(".npy"))) {
      return failure(
        2100,
        "for JSON, Parquet or CSV files, each job accepts only one file: importing data failed: invalid parameter",
      );
    }
    const sign = FATES.flatMap((fate) => request.files.filter((file) => fate.sign.test(file)).map(fate.reason));
    const id = world.nextId();
    jobsOf(world).set(id, {
      id,
      collectionId: collection.id,
      collectionName: collection.name,
      startedAt: world.now(),
      infos: [
        { key: "files", value: request.files.join(",") },
        { key: "collection", value: collection.name },
        { key: "partition", value: partition },
        ...request.options,
      ],
      reason: sign[0],
    });
    return { tasks: [id] };
  },
  GetImportState(request, world) {
    const job = jobsOf(world).get(request.task);
    if (job) return stateOf(job, world);
    return world.isAtLeast("2.4")
      ? failure(2100, `import job does not exist, jobID=${request.task}: importing data failed`)
      : failure(1000, `key not found[key=by-dev/meta/importtask/${request.task}]`);
  },
  ListImportTasks(request, world) {
    const { collection_name: name, db_name: database } = request;
    const collection = name ? world.collection(database, name) : undefined;
    if (name && !collection) return collectionNotFound(database, name);
    const started = [...jobsOf(world).values()].filter((job) => !collection || job.collectionId === collection.id);
    const seeded = !name || name === SEEDED_COLLECTION ? world.seeds("GetImportState") : [];
    const tasks = [...seeded, ...started.map((job) => stateOf(job, world))];
    return {
      tasks: world.isAtLeast("2.4")
        ? tasks.map(({ state = "ImportPending", infos = [] }) => ({ state, infos }))
        : tasks.filter((task) => "id" in task),
    };
  },
};

// Worked examples; the sandbox is seeded with those of `get`

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

/** An example as Milvus 2.4 and later answer: nothing but the state, rows, creation and the two infos. */
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
      exchange(
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

/** An example as Milvus 2.3 answers: with id, files, ranges and the job's options. */
const persisted: GetExample = {
  summary: "Written, waiting for the index (Milvus 2.3)",
  input: { id: "446781855410077321", dbName: "default" },
  calls: [
    exchange(
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

const getExamples: readonly GetExample[] = [
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
      exchange(
        "GetImportState",
        { task: "1" },
        failure(2100, "import job does not exist, jobID=1: importing data failed"),
      ),
    ],
    output: { problem: "JOB_NOT_FOUND" },
  },
];

const listExamples: readonly ListExample[] = [
  {
    summary: "As Milvus 2.4 and later list: without ids",
    input: { dbName: "default", collectionName: "books" },
    calls: [
      exchange(
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
      exchange("DescribeCollection", { db_name: "default", collection_name: "books" }, {}),
      exchange(
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

/** The sandbox plays both to their ends: see FATES. */
const startExamples: readonly StartExample<typeof body>[] = [
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

// The entry

export const importKind = defineKind({
  name: "import",
  title: "Imports",
  description:
    "A bulk import turns files in Milvus's bucket into rows of a collection. Its id comes from starting one. From Milvus 2.4 on, Milvus says neither which collection a job writes to nor, in a list, which id it has.",
  id: int64Id,
  details,
  retention: "finished jobs are kept for about 3 h",
  since: {},
  get: {
    summary: "Get an import job",
    description:
      "How an import goes. Long stays at 70 or 80 percent are normal: Milvus sorts and indexes then. A succeeded import is written and indexed; query nodes may need a load with `refresh` to serve it.",
    rpcs: ["GetImportState"],
    *run({ id, dbName }) {
      const reply = yield* call("GetImportState", { task: id });
      return { job: toJob(reply, { id, dbName }), reply };
    },
    examples: getExamples,
  },
  list: {
    summary: "List import jobs",
    description:
      "Milvus 2.4 and later list jobs without ids, times and collections: every entry has `id: null` and the warning LIST_WITHOUT_IDS. Without `collectionName`, the jobs of all databases are listed.",
    rpcs: ["ListImportTasks"],
    *run({ dbName, collectionName }) {
      const reply = yield* call("ListImportTasks", {
        collection_name: collectionName ?? "",
        db_name: dbName ?? "default",
        limit: "0",
      });
      const database = collectionName === undefined ? null : (dbName ?? "default");
      const unfiltered = dbName !== undefined && collectionName === undefined ? [DATABASE_NOT_FILTERED] : [];
      const jobs = reply.tasks.map((task) => {
        const id = values.id(task.id);
        return toJob(
          task,
          { id, dbName: database, collectionName },
          id === null ? [LIST_WITHOUT_IDS, ...unfiltered] : unfiltered,
        );
      });
      return { jobs, reply };
    },
    examples: listExamples,
  },
  start: {
    summary: "Start an import",
    description:
      "Starts a bulk import of files that are already in Milvus's bucket. Never retried by the gateway: without an Idempotency-Key that the server honours (2.6.24, 3.0.2 and later), a second request imports a second time.",
    rpcs: ["DescribeCollection", "Import"],
    body,
    takesIdempotencyKey: true,
    *run({ body, idempotencyKey }) {
      yield* assertCollectionExists(body.dbName, body.collectionName);
      const reply = yield* call("Import", {
        db_name: body.dbName,
        collection_name: body.collectionName,
        partition_name: body.partitionName ?? "",
        files: body.files,
        options: Object.entries(body.options ?? {}).map(([key, value]) => ({ key, value })),
        idempotency_key: idempotencyKey ?? "",
      });
      const [id, ...others] = reply.tasks.filter((task) => values.id(task) !== null);
      if (id === undefined) throw badReply("Import", "Milvus accepted the import but answered no id.");
      const job = makeJob<Details>({
        kind: "import",
        id,
        state: "pending",
        stage: "pending",
        dbName: body.dbName,
        collectionName: body.collectionName,
        details: {
          rowCount: null,
          collectionId: null,
          segmentIds: null,
          idRanges: null,
          partitionName: body.partitionName ?? null,
          files: body.files,
          persistCostSeconds: null,
          infos: {},
          ...(others.length > 0 && { siblings: others.map((other) => `import/${other}`) }),
        },
      });
      return { job, reply };
    },
    examples: startExamples,
  },
  simulation,
});
