/** Simulates imports, as 2.3 and as 2.4 and later report them; a file's name decides whether one fails. */
import { type Call, type Routine, routineCall } from "../kind.ts";
import {
  collectionNotFound,
  failsInTurn,
  failure,
  partitionNotFound,
  type RestFailure,
  ROUTINE_COLLECTION,
  type SandboxWorld,
  type SimulatedJob,
  type Simulation,
  stepAtAge,
  type TimelineStep,
  timeOfDay,
} from "../simulation.ts";

interface SimulatedImport extends SimulatedJob {
  readonly collectionId: string;
  readonly collectionName: string;
  readonly partitionName: string;
  readonly groups: readonly (readonly string[])[];
  readonly options: readonly { readonly key: string; readonly value: string }[];
  /** What was done to one that waits for its commit, and when. */
  decision?: { readonly name: "commit" | "abort"; readonly at: number };
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
/** From here on the files are being written: Milvus tells their rows. */
const WRITES_FROM = 2_000;
const ENDS_AFTER = 8_000;
const COMMITS_AFTER = 1_000;

const ROWS_OF_GROUP = 1_000;
const BYTES_OF_GROUP = 409_600;

const ABORTED = "aborted by user";

/** Where a job stands, whichever protocol tells it. */
interface Position {
  readonly restState: "Pending" | "Importing" | "Uncommitted" | "Committing" | "Completed" | "Failed";
  readonly step: Pick<Step, "state" | "rows"> | { readonly state: "ImportFailed"; readonly rows: boolean };
  readonly progress: string | undefined;
  readonly reason: string;
  readonly age: number;
  /** When it was done, in Unix milliseconds. */
  readonly endedAt: number;
}

const isTwoPhase = ({ options }: SimulatedImport, world: SandboxWorld) =>
  world.isAtLeast("3.0") && options.some(({ key, value }) => key === "auto_commit" && value === "false");

function positionOf(job: SimulatedImport, world: SandboxWorld): Position {
  const age = world.now() - job.startedAt;
  const aborted = job.decision?.name === "abort" ? ABORTED : undefined;
  const reason = aborted ?? (age >= FAILS_AFTER ? job.reason : undefined);
  const at = { age, reason: "", endedAt: job.startedAt + ENDS_AFTER };
  if (reason !== undefined) {
    return { ...at, reason, restState: "Failed", step: { state: "ImportFailed", rows: false }, progress: "0" };
  }
  const step = stepAtAge(world.isAtLeast("2.4") ? TIMELINE : TIMELINE_2_3, age);
  if (step.state !== "ImportCompleted" || !isTwoPhase(job, world)) {
    const restState =
      step.state === "ImportPending" ? "Pending" : step.state === "ImportCompleted" ? "Completed" : "Importing";
    return { ...at, restState, step, progress: step.progress };
  }
  if (job.decision && world.now() - job.decision.at >= COMMITS_AFTER) {
    return { ...at, restState: "Completed", step, progress: "100", endedAt: job.decision.at + COMMITS_AFTER };
  }
  const restState = job.decision ? "Committing" : "Uncommitted";
  return { ...at, restState, step: { state: "ImportFailed", rows: true }, progress: "99" };
}

/** The rows of all groups, once Milvus has counted them. */
const rowsOf = ({ groups }: SimulatedImport) => groups.length * ROWS_OF_GROUP;

/** How much of a group is written, from 0 to 1: the groups are written one after the other. */
function shareOf(paths: readonly string[], job: SimulatedImport, { age, step }: Position): number {
  if (step.rows) return 1;
  const turn = (job.groups.indexOf(paths) + 1) / job.groups.length;
  return Math.max(0, Math.min(1, (age - WRITES_FROM) / 2_000 / turn));
}

const percentOf = (share: number) => Math.floor(share * 100);

/** Rows that are written so far. */
function writtenOf(job: SimulatedImport, position: Position): number {
  if (position.restState === "Failed") return 0;
  const percents = job.groups.map((paths) => percentOf(shareOf(paths, job, position)));
  return percents.reduce((sum, percent) => sum + (percent * ROWS_OF_GROUP) / 100, 0);
}

function stateOf(job: SimulatedImport, world: SandboxWorld) {
  const position = positionOf(job, world);
  const { step, progress, reason } = position;
  const rowsAtOnce = step.rows ? rowsOf(job) : 0;
  const failedReason = { key: "failed_reason", value: reason };
  const percent = progress === undefined ? [] : [{ key: "progress_percent", value: progress }];
  const reply = {
    state: step.state,
    row_count: String(world.isAtLeast("2.4") ? writtenOf(job, position) : rowsAtOnce),
    create_ts: String(Math.floor(job.startedAt / 1_000)),
  };
  if (world.isAtLeast("2.4")) return { ...reply, infos: [failedReason, ...percent] };
  const own = [
    { key: "files", value: job.groups.flat().join(",") },
    { key: "collection", value: job.collectionName },
    { key: "partition", value: job.partitionName },
  ];
  const cost = step.rows ? [{ key: "persist_cost", value: "0.34" }] : [];
  return {
    ...reply,
    id: job.id,
    collection_id: job.collectionId,
    segment_ids: step.state === "ImportPending" ? [] : [`${job.id.slice(0, -1)}0`],
    infos: [...own, failedReason, ...job.options, ...percent, ...cost],
  };
}

// REST

/** RFC 3339 in seconds, as Milvus writes it; of its own zone, here UTC. */
const toTime = (milliseconds: number) => new Date(milliseconds).toISOString().replace(/\.\d+Z$/, "Z");

function recordOf(job: SimulatedImport, world: SandboxWorld) {
  const { restState, progress, reason } = positionOf(job, world);
  return {
    jobId: job.id,
    collectionName: job.collectionName,
    state: restState,
    progress: Number(progress ?? 0),
    ...(reason !== "" && { reason }),
  };
}

function progressOf(job: SimulatedImport, world: SandboxWorld) {
  const position = positionOf(job, world);
  const { restState, age, reason, endedAt } = position;
  const details = age < WRITES_FROM ? [] : job.groups.map((paths) => detailOf(paths, job, world));
  const isFailed = restState === "Failed";
  return {
    ...recordOf(job, world),
    ...(world.isAtLeast("2.6.6") && { createTime: toTime(job.startedAt) }),
    completeTime: restState === "Completed" ? toTime(endedAt) : "",
    details: isFailed ? details.map((detail) => ({ ...detail, reason })) : details,
    fileSize: details.length * BYTES_OF_GROUP,
    importedRows: writtenOf(job, position),
    totalRows: details.length > 0 && !isFailed ? rowsOf(job) : 0,
  };
}

/** A file group. */
function detailOf(paths: readonly string[], job: SimulatedImport, world: SandboxWorld) {
  const position = positionOf(job, world);
  const share = shareOf(paths, job, position);
  const isFailed = position.restState === "Failed";
  const progress = isFailed ? 0 : percentOf(share);
  return {
    fileName: world.isAtLeast("2.4.5")
      ? `[${paths.join(" ")}]`
      : paths.map((path) => `paths:${JSON.stringify(path)}`).join(" "),
    fileSize: BYTES_OF_GROUP,
    totalRows: ROWS_OF_GROUP,
    importedRows: (progress * ROWS_OF_GROUP) / 100,
    progress,
    state: isFailed ? "Failed" : share === 1 ? "Completed" : share > 0 ? "InProgress" : "Pending",
    completeTime: share === 1 && !isFailed ? toTime(job.startedAt + WRITES_FROM + 2_000) : "",
  };
}

const importFailed = (message: string, world: SandboxWorld, system = false) =>
  system && world.isAtLeast("2.6.19")
    ? { code: 2101, message: `${message}: importing data failed on server side` }
    : { code: 2100, message: `${message}: importing data failed` };

/** What Go says of a field that is absent or null, or of a text that is empty. */
const missing = (request: string, field: string): RestFailure => ({
  code: 1802,
  message: `missing required parameters, error: Key: '${request}.${field}' Error:Field validation for '${field}' failed on the 'required' tag`,
});

/** What is wrong with an id, if anything. */
function idFault(jobId: unknown, world: SandboxWorld): RestFailure | undefined {
  if (jobId === undefined || jobId === null || jobId === "") return missing("JobIDReq", "JobID");
  if (typeof jobId !== "string") {
    const what = "json: cannot unmarshal number into Go struct field JobIDReq.jobId of type string";
    return { code: 1801, message: `can only accept json format request, error: ${what}` };
  }
  if (/^-?\d{1,19}$/.test(jobId)) return undefined;
  const why = `strconv.ParseInt: parsing ${JSON.stringify(jobId)}: invalid syntax`;
  return world.isAtLeast("2.6.19")
    ? { code: 1100, message: `parse job id failed: ${why}: invalid parameter` }
    : importFailed(`parse job id failed, err=%w${why}`, world);
}

/** Commits or aborts, or says why not; a worked example is no job of the sandbox's, and stays as it is. */
function decide(name: "commit" | "abort", jobId: string, world: SandboxWorld): RestFailure | Record<string, never> {
  const fault = idFault(jobId, world);
  if (fault) return fault;
  const job = jobsOf(world).get(jobId);
  const restState = job ? positionOf(job, world).restState : stateOfExample(jobId, world);
  if (restState === undefined) {
    return { code: 2101, message: `job ${jobId} not found: importing data failed on server side` };
  }
  const refused = (why: string) => importFailed(`job ${jobId} ${why}`, world);
  if (name === "commit") {
    if (restState === "Committing" || restState === "Completed") return {};
    if (restState !== "Uncommitted")
      return refused(`is in state ${INNER_NAMES[restState] ?? restState}, expected Uncommitted`);
  } else {
    if (restState === "Failed") return {};
    if (restState === "Committing" || restState === "Completed") {
      return refused(`is in terminal/committed state ${restState}, abort not allowed`);
    }
    const waits = job ? isTwoPhase(job, world) : restState === "Uncommitted";
    if (!waits) return refused("is auto-commit, manual commit/abort not allowed");
  }
  if (job) job.decision = { name, at: world.now() };
  return {};
}

function stateOfExample(jobId: string, world: SandboxWorld): string | undefined {
  const example = world.seeds("import/get_progress").find((seed) => "jobId" in seed && seed.jobId === jobId);
  return example && "state" in example ? String(example.state) : undefined;
}

/** What Milvus calls a state that REST shows as Importing. */
const INNER_NAMES: Readonly<Record<string, string>> = { Importing: "Sorting" };

/** The collection that the worked examples write to. */
const SEEDED_COLLECTION = "books";

const jobsOf = (world: SandboxWorld) => world.jobs<SimulatedImport>("import");

/** How long a key is remembered: docs/milvus.md#idempotent-imports */
const KEY_LIFETIME = 24 * 60 * 60 * 1_000;

interface FirstJob {
  readonly id: string;
  readonly startedAt: number;
}

/** The job that a collection's key began: it is the answer from then on, whatever else is asked for. */
const keysOf = (world: SandboxWorld) => world.store("import keys", () => new Map<string, FirstJob>());

const honoursKeys = (world: SandboxWorld) =>
  world.isAtLeast("3.0") ? world.isAtLeast("3.0.2") : world.isAtLeast("2.6.24");

interface Start
  extends Pick<SimulatedImport, "collectionId" | "collectionName" | "partitionName" | "groups" | "options"> {
  readonly idempotencyKey: string;
}

/** The id of a new job, or of the one that the key began. */
function start({ idempotencyKey, ...job }: Start, world: SandboxWorld): string {
  const key = honoursKeys(world) && idempotencyKey ? `${job.collectionId} ${idempotencyKey}` : undefined;
  const first = key === undefined ? undefined : keysOf(world).get(key);
  if (first && world.now() - first.startedAt < KEY_LIFETIME) return first.id;
  const reasons = FAILURE_RULES.flatMap(({ pattern, reason }) =>
    job.groups
      .flat()
      .filter((file) => pattern.test(file))
      .map(reason),
  );
  const id = world.nextId();
  const startedAt = world.now();
  if (key !== undefined) keysOf(world).set(key, { id, startedAt });
  jobsOf(world).set(id, { ...job, id, startedAt, reason: reasons[0] });
  return id;
}

const TOO_MANY_FILES = "for JSON, Parquet or CSV files, each job accepts only one file";

const isOneGroup = (files: readonly string[]) => files.length === 1 || files.every((file) => file.endsWith(".npy"));

export const simulation: Simulation = {
  Import(request, world) {
    const collection = world.collection(request.db_name, request.collection_name);
    if (!collection) return collectionNotFound(request.db_name, request.collection_name);
    const partition = request.partition_name || "_default";
    if (!collection.partitions.includes(partition)) return partitionNotFound(partition);
    if (!isOneGroup(request.files)) {
      return failure(2100, `${TOO_MANY_FILES}: importing data failed: invalid parameter`);
    }
    const id = start(
      {
        collectionId: collection.id,
        collectionName: collection.name,
        partitionName: partition,
        groups: [request.files],
        // The cast: in a received message every field of a pair is there.
        options: request.options as SimulatedImport["options"],
        idempotencyKey: request.idempotency_key,
      },
      world,
    );
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
    const tasks = [...started.map((job) => stateOf(job, world)).reverse(), ...seeded];
    return {
      tasks: world.isAtLeast("2.4")
        ? tasks.map(({ state = "ImportPending", infos = [] }) => ({ state, infos }))
        : tasks.filter((task) => "id" in task),
    };
  },
  "import/get_progress"({ jobId }, world) {
    const fault = idFault(jobId, world);
    if (fault) return fault;
    const job = jobsOf(world).get(jobId);
    return job ? progressOf(job, world) : importFailed(`import job does not exist, jobID=${jobId}`, world, true);
  },
  "import/list"({ dbName = "", collectionName = "" }, world, headers) {
    const database = dbName || headers.dbName;
    const collection = collectionName ? world.collection(database, collectionName) : undefined;
    if (collectionName && !collection) return restCollectionNotFound(database, collectionName);
    const started = [...jobsOf(world).values()].filter((job) => !collection || job.collectionId === collection.id);
    const isSeeded = !collectionName || (collectionName === SEEDED_COLLECTION && database === "default");
    const seeded = isSeeded ? world.seeds("import/get_progress").map(toRecord) : [];
    return { records: [...seeded, ...started.map((job) => recordOf(job, world))] };
  },
  "import/create"(request, world, headers) {
    const { collectionName, partitionName, files, options } = request;
    if (!collectionName) return missing("ImportReq", "CollectionName");
    if (!files) return missing("ImportReq", "Files");
    const database = request.dbName || headers.dbName;
    const collection = world.collection(database, collectionName);
    if (!collection) return restCollectionNotFound(database, collectionName);
    const partition = partitionName || "_default";
    if (!collection.partitions.includes(partition)) {
      return { code: 200, message: `partition not found[partition=${partition}]` };
    }
    if (files.length === 0) return { code: 1100, message: "import request is empty: invalid parameter" };
    if (!files.every(isOneGroup)) return importFailed(TOO_MANY_FILES, world);
    const jobId = start(
      {
        collectionId: collection.id,
        collectionName: collection.name,
        partitionName: partition,
        groups: files,
        options: Object.entries(options ?? {}).map(([key, value]) => ({ key, value })),
        idempotencyKey: headers.idempotencyKey,
      },
      world,
    );
    return { jobId };
  },
  "import/commit": ({ jobId }, world) => decide("commit", jobId, world),
  "import/abort": ({ jobId }, world) => decide("abort", jobId, world),
};

const restCollectionNotFound = (database: string, collectionName: string) => ({
  code: 100,
  message: `collection not found[database=${database}][collection=${collectionName}]`,
});

/** A worked example as the list has it. */
function toRecord(seed: object): object {
  const names = ["jobId", "collectionName", "state", "progress", "reason"];
  return Object.fromEntries(Object.entries(seed).filter(([name]) => names.includes(name)));
}

/** How long one in two phases waits for the routine to commit it: time enough for somebody to be first. */
const COMMIT_AFTER = 60_000;

export const routine: Routine = (turn, world) => {
  const waiting = [...jobsOf(world).values()].filter(
    (job) =>
      job.collectionName === ROUTINE_COLLECTION &&
      world.now() - job.startedAt >= COMMIT_AFTER &&
      positionOf(job, world).restState === "Uncommitted",
  );
  return [...waiting.map(({ id }) => routineCall("import/commit", { jobId: id })), startOf(turn, world)];
};

/** Of six imports two fail; one has two file groups, and one two phases, where the release can do that. */
function startOf(turn: number, world: SandboxWorld): Call {
  const path = `${ROUTINE_COLLECTION}/${timeOfDay(world)}`;
  const target = { collectionName: ROUTINE_COLLECTION };
  if (turn % 6 === 1 && world.isAtLeast("2.4")) {
    return routineCall("import/create", { ...target, files: [[`${path}-1.parquet`], [`${path}-2.parquet`]] });
  }
  if (turn % 6 === 3 && world.isAtLeast("3.0")) {
    const options = { auto_commit: "false" };
    return routineCall("import/create", { ...target, files: [[`${path}.parquet`]], options });
  }
  const flaw = turn % 6 === 2 ? "-wrong-dim" : "-missing";
  const file = `${path}${failsInTurn(turn) ? flaw : ""}.json`;
  return routineCall("Import", { db_name: "default", collection_name: ROUTINE_COLLECTION, files: [file] });
}
