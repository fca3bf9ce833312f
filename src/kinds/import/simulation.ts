/** Simulates imports, as 2.3 and as 2.4 and later report them; a file's name decides whether one fails. */
import {
  collectionNotFound,
  failure,
  partitionNotFound,
  type SandboxWorld,
  type SimulatedJob,
  type Simulation,
  stepAtAge,
  type TimelineStep,
} from "../simulation.ts";

interface SimulatedImport extends SimulatedJob {
  readonly collectionId: string;
  readonly collectionName: string;
  readonly infos: readonly { key: string; value: string }[];
}

/** Which files make a job fail, by their names, and why. */
const FAILURE_RULES: readonly { readonly pattern: RegExp; reason(file: string): string }[] = [
  {
    pattern: /missing/,
    reason: (file) =>
      `failed to get file size of '${file}', error:stat ${file}: no such file or directory: importing data failed`,
  },
  {
    pattern: /wrong-dim/,
    reason: () => "array size 4 doesn't equal to vector dimension 8 of field 'vector': importing data failed",
  },
  { pattern: /\.txt$/, reason: (file) => `unsupported file type: '${file}': importing data failed` },
];

interface Step extends TimelineStep {
  readonly state: "ImportPending" | "ImportStarted" | "ImportPersisted" | "ImportCompleted";
  readonly progress: string | undefined;
  readonly rows: boolean;
}

/** The steps that 2.4 and later report, and those of 2.3: docs/milvus.md#import-progress */
const TIMELINE: readonly Step[] = [
  { from: 0, state: "ImportPending", progress: "0", rows: false },
  { from: 1_000, state: "ImportStarted", progress: "10", rows: false },
  { from: 2_000, state: "ImportStarted", progress: "40", rows: false },
  { from: 4_000, state: "ImportStarted", progress: "70", rows: true },
  { from: 6_000, state: "ImportStarted", progress: "80", rows: true },
  { from: 8_000, state: "ImportCompleted", progress: "100", rows: true },
];

const TIMELINE_2_3: readonly Step[] = [
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
    : stepAtAge(world.isAtLeast("2.4") ? TIMELINE : TIMELINE_2_3, age);
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

export const simulation: Simulation = {
  Import(request, world) {
    const collection = world.collection(request.db_name, request.collection_name);
    if (!collection) return collectionNotFound(request.db_name, request.collection_name);
    const partition = request.partition_name || "_default";
    if (!collection.partitions.includes(partition)) {
      return partitionNotFound(partition);
    }
    if (request.files.length > 1 && !request.files.every((file) => file.endsWith(".npy"))) {
      return failure(
        2100,
        "for JSON, Parquet or CSV files, each job accepts only one file: importing data failed: invalid parameter",
      );
    }
    const reasons = FAILURE_RULES.flatMap(({ pattern, reason }) =>
      request.files.filter((file) => pattern.test(file)).map(reason),
    );
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
      reason: reasons[0],
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
