/** Loads: a collection, or partitions, come into memory. The id names what is loaded. Facts: docs/milvus.md#loads */
import { z } from "zod";
import { GatewayError, type ProblemCode } from "../job/errors.ts";
import { compositeId, parts } from "../job/ids.ts";
import { bodyDbName, collectionName, loadSettings, partitionName } from "../job/inputs.ts";
import { type Job, makeJob, type Warning } from "../job/job.ts";
import {
  type Calls,
  call,
  defineKind,
  type ExampleCall,
  type GetExample as ExampleOf,
  exchange,
  type StartExample,
} from "../job/kind.ts";
import {
  collectionNotFound,
  failure,
  indexedCollections,
  type PartialReply,
  type SandboxCollection,
  type SandboxWorld,
  type Simulation,
  stepAt,
} from "../job/simulation.ts";
import { type ReadState, stateReader } from "../job/states.ts";
import * as values from "../job/values.ts";
import type { ReplyOf, RequestOf } from "../milvus/rpc.ts";

const loadId = compositeId({
  parts: { dbName: parts.database, collectionName: parts.name },
  order: ["dbName", "collectionName"],
  list: "partitionNames",
});

interface Loaded {
  readonly dbName: string;
  readonly collectionName: string;
  /** None: the whole collection. */
  readonly partitionNames: readonly string[];
}

// States

/** common.LoadState without 0, which is no state of a job: the collection does not exist. */
const readState = stateReader("LoadState", {
  LoadStateNotLoad: { code: 1, state: "not_started", stage: "not_load" },
  LoadStateLoading: { code: 2, state: "running", stage: "loading" },
  LoadStateLoaded: { code: 3, state: "succeeded", stage: "loaded" },
});

// Details

const details = z.strictObject({
  partitionNames: z.array(z.string()).nullable().meta({ description: "null: the whole collection." }),
  refreshProgress: z.int().min(0).max(100).nullable().meta({
    description: "Percent of a load with `refresh`, during which the collection stays loaded and `progress` is 100.",
  }),
});
type Details = z.infer<typeof details>;

// Mapping

/** What asking for the progress brought: a reply, or why the load failed, or neither. */
interface Progress {
  readonly reply: ReplyOf<"GetLoadingProgress"> | null;
  readonly cause: string | null;
}

function toJob(id: Loaded, read: ReadState, { reply, cause }: Progress): Job<Details> {
  const warnings: Warning[] = [];
  return makeJob({
    kind: "load",
    id: loadId.write(id),
    ...read,
    ...(cause !== null && { state: "failed" as const, stage: "failed" }),
    progress: reply && values.progress(reply.progress, warnings),
    reason: cause,
    dbName: id.dbName,
    collectionName: id.collectionName,
    details: {
      partitionNames: toPartitionNames(id),
      refreshProgress: reply && values.progress(reply.refresh_progress, warnings),
    },
    warnings,
  });
}

function toPartitionNames({ partitionNames }: Loaded): Details["partitionNames"] {
  return partitionNames.length > 0 ? [...partitionNames] : null;
}

/** What is wrong with the question, or gone since GetLoadState answered. */
const OF_THE_REQUEST: ReadonlySet<ProblemCode> = new Set<ProblemCode>([
  "UNAUTHENTICATED",
  "PERMISSION_DENIED",
  "COLLECTION_NOT_FOUND",
  "DATABASE_NOT_FOUND",
  "PARTITION_NOT_FOUND",
  "NOT_SUPPORTED_BY_SERVER",
]);

/** Milvus codes by which no load has failed: the collection, or a partition, is not loaded; the call was cancelled. */
const NO_FAILURE: ReadonlySet<number> = new Set([101, 201, 10_000]);

/**
 * Milvus has no failed state: an error of the progress call is why a load failed, unless it is transient or says only
 * that there is no progress. Throws the errors of the request, and those of a call that got no reply.
 */
function readFailure(thrown: unknown): Progress {
  const error = GatewayError.from(thrown);
  const { code, retryable, upstream } = error;
  const milvusCode = upstream?.milvusCode ?? null;
  if (milvusCode === null || OF_THE_REQUEST.has(code)) throw error;
  const hasFailed = !retryable && !NO_FAILURE.has(milvusCode);
  return { reply: null, cause: hasFailed ? (upstream?.reason ?? error.message) : null };
}

// Operations

const MAX_PARTITIONS = 1024;

const body = z.strictObject({
  dbName: bodyDbName,
  collectionName,
  partitionNames: z
    .array(partitionName)
    .min(1, "must name at least one; leave it out to load the whole collection")
    .max(MAX_PARTITIONS)
    .refine((names) => new Set(names).size === names.length, "must name each partition once")
    .optional()
    .meta({ description: "Only these partitions.", example: ["2026"], uniqueItems: true }),
  refresh: z.boolean().optional().meta({ description: "Takes in what was imported since the collection was loaded." }),
  ...loadSettings,
});

function* askProgress(request: RequestOf<"GetLoadingProgress">): Calls<Progress> {
  try {
    return { reply: yield* call("GetLoadingProgress", request), cause: null };
  } catch (error) {
    return readFailure(error);
  }
}

function toRequest(id: Loaded) {
  return { db_name: id.dbName, collection_name: id.collectionName, partition_names: [...id.partitionNames] };
}

function toSettings(wanted: z.output<typeof body>): RequestOf<"LoadCollection"> {
  return {
    db_name: wanted.dbName,
    collection_name: wanted.collectionName,
    replica_number: wanted.replicaNumber ?? 0,
    resource_groups: wanted.resourceGroups ?? [],
    refresh: wanted.refresh ?? false,
    load_fields: wanted.loadFields ?? [],
    skip_load_dynamic_field: wanted.skipLoadDynamicField ?? false,
    load_params: wanted.loadParams ?? {},
  };
}

function toStartedJob(id: Loaded): Job<Details> {
  return makeJob({
    kind: "load",
    id: loadId.write(id),
    state: "pending",
    stage: "pending",
    dbName: id.dbName,
    collectionName: id.collectionName,
    details: { partitionNames: toPartitionNames(id), refreshProgress: null },
  });
}

// Simulation: loads are kept by partition

interface SimulatedLoad {
  readonly startedAt: number;
  readonly refreshedAt: number | undefined;
  readonly fails: boolean;
}

interface Step {
  /** Milliseconds since the start. */
  readonly from: number;
  readonly percent: string;
}

const LIFE: readonly Step[] = [
  { from: 0, percent: "0" },
  { from: 1_000, percent: "25" },
  { from: 2_500, percent: "50" },
  { from: 4_000, percent: "75" },
  { from: 6_000, percent: "100" },
];
const FAILS_AFTER = 2_500;
const FAILURE = failure(
  3,
  "load segment failed, OOM if load, predict memory usage 9216 MB exceeds 8192 MB: memory limit exceeded",
  "InsufficientMemoryToLoad",
);

const percentOf = (since: number, world: SandboxWorld) => stepAt(LIFE, world.now() - since).percent;
const isLoaded = (load: SimulatedLoad, world: SandboxWorld) =>
  !load.fails && percentOf(load.startedAt, world) === "100";
const hasFailed = (load: SimulatedLoad, world: SandboxWorld) =>
  load.fails && world.now() - load.startedAt >= FAILS_AFTER;

const loadsOf = (world: SandboxWorld, { id }: SandboxCollection) =>
  world.store(`load ${id}`, () => new Map<string, SimulatedLoad>());

/** The load of the partitions asked for, the youngest of several; undefined when one of them is not being loaded. */
function loadOf(world: SandboxWorld, collection: SandboxCollection, asked: readonly string[]) {
  const loads = loadsOf(world, collection);
  const names = asked.length > 0 ? asked : [...loads.keys()];
  const all = names.flatMap((name) => loads.get(name) ?? []);
  return all.length === names.length ? all.sort((one, other) => other.startedAt - one.startedAt)[0] : undefined;
}

const partitionNotFound = (collection: SandboxCollection, names: readonly string[]) => {
  const unknown = names.find((name) => !collection.partitions.includes(name));
  return unknown === undefined ? undefined : failure(200, `partition not found[partition=${unknown}]`, "MetaFailed");
};

/** Loads partitions, or all; done anew for those that failed, and only refreshed for those that are there. */
function startLoad(
  request: Required<RequestOf<"LoadCollection">>,
  names: readonly string[] | undefined,
  world: SandboxWorld,
): PartialReply<ReplyOf<"LoadCollection">> {
  const collection = world.collection(request.db_name, request.collection_name);
  if (!collection) return collectionNotFound(request.db_name, request.collection_name).status;
  if (collection.name === "unindexed" && !indexedCollections(world).has(collection.id)) {
    return failure(700, `index not found[collection=${collection.name}]`, "IndexNotExist").status;
  }
  const partitions = names ?? collection.partitions;
  const refused = partitionNotFound(collection, partitions);
  if (refused) return refused.status;
  const loads = loadsOf(world, collection);
  const current = loadOf(world, collection, partitions);
  if (request.refresh && (!current || !isLoaded(current, world))) {
    return failure(103, `collection not fully loaded[collection=${collection.id}]`).status;
  }
  for (const name of partitions) {
    const load = loads.get(name);
    if (load && request.refresh) loads.set(name, { ...load, refreshedAt: world.now() });
    else if (!load || hasFailed(load, world)) {
      loads.set(name, { startedAt: world.now(), refreshedAt: undefined, fails: /fails/.test(collection.name) });
    }
  }
  return {};
}

const simulation: Simulation = {
  LoadCollection: (request, world) => startLoad(request, undefined, world),
  LoadPartitions: (request, world) => startLoad(request, request.partition_names, world),
  GetLoadState(request, world) {
    const collection = world.collection(request.db_name, request.collection_name);
    if (!collection) return { state: "LoadStateNotExist" };
    const refused = partitionNotFound(collection, request.partition_names);
    if (refused) return refused;
    const load = loadOf(world, collection, request.partition_names);
    if (!load || hasFailed(load, world)) return { state: "LoadStateNotLoad" };
    return { state: isLoaded(load, world) ? "LoadStateLoaded" : "LoadStateLoading" };
  },
  GetLoadingProgress(request, world) {
    const collection = world.collection(request.db_name, request.collection_name);
    if (!collection) return collectionNotFound(request.db_name, request.collection_name);
    const refused = partitionNotFound(collection, request.partition_names);
    if (refused) return refused;
    const load = loadOf(world, collection, request.partition_names);
    if (!load) return failure(101, `collection not loaded[collection=${collection.id}]`);
    if (hasFailed(load, world)) return FAILURE;
    return {
      progress: percentOf(load.startedAt, world),
      refresh_progress: load.refreshedAt === undefined ? "100" : percentOf(load.refreshedAt, world),
    };
  },
};

// Worked examples; their collections are none of the sandbox's, whose own can live

type GetExample = ExampleOf<Loaded>;

const upstream = (code: number, name: string | null) => ({ enum: "LoadState", code, name });
const WHOLE: Details = { partitionNames: null, refreshProgress: null };
const DONE: Details = { partitionNames: null, refreshProgress: 100 };

function getExample(options: {
  summary: string;
  collectionName: string;
  partitionNames?: readonly string[];
  state: PartialReply<ReplyOf<"GetLoadState">>;
  /** Missing: it is not asked for. */
  progress?: PartialReply<ReplyOf<"GetLoadingProgress">>;
  output: (Partial<Job<Details>> & Pick<Job, "state">) | { readonly problem: ProblemCode };
}): GetExample {
  const { summary, collectionName, partitionNames = [], output } = options;
  const id = { dbName: "default", collectionName, partitionNames };
  const asked: ExampleCall[] = [exchange("GetLoadState", toRequest(id), options.state)];
  if (options.progress) asked.push(exchange("GetLoadingProgress", toRequest(id), options.progress));
  return {
    summary,
    input: { id, dbName: "default" },
    calls: asked,
    output:
      "problem" in output
        ? output
        : makeJob<Details>({
            kind: "load",
            id: loadId.write(id),
            dbName: "default",
            collectionName,
            details: WHOLE,
            ...output,
          }),
  };
}

const NOT_LOADED = {
  state: "not_started",
  stage: "not_load",
  upstreamState: upstream(1, "LoadStateNotLoad"),
} as const;
const LOADING = { state: "running", stage: "loading", upstreamState: upstream(2, "LoadStateLoading") } as const;
const LOADED = { state: "succeeded", stage: "loaded", upstreamState: upstream(3, "LoadStateLoaded") } as const;

const getExamples: readonly GetExample[] = [
  getExample({
    summary: "Loading",
    collectionName: "novels",
    state: { state: "LoadStateLoading" },
    progress: { progress: "40", refresh_progress: "100" },
    output: { ...LOADING, progress: 40, details: DONE },
  }),
  getExample({
    summary: "Loaded",
    collectionName: "poems",
    state: { state: "LoadStateLoaded" },
    progress: { progress: "100", refresh_progress: "100" },
    output: { ...LOADED, details: DONE },
  }),
  getExample({
    summary: "Two partitions, which are loaded and being refreshed",
    collectionName: "poems",
    partitionNames: ["2025", "2026"],
    state: { state: "LoadStateLoaded" },
    progress: { progress: "100", refresh_progress: "30" },
    output: { ...LOADED, details: { partitionNames: ["2025", "2026"], refreshProgress: 30 } },
  }),
  getExample({
    summary: "Not loaded, or released",
    collectionName: "letters",
    state: { state: "LoadStateNotLoad" },
    progress: failure(101, "collection not loaded[collection=446781855410070001]"),
    output: NOT_LOADED,
  }),
  getExample({
    summary: "Failed: the memory does not suffice",
    collectionName: "encyclopedias",
    state: { state: "LoadStateNotLoad" },
    progress: FAILURE,
    output: { ...NOT_LOADED, state: "failed", stage: "failed", reason: FAILURE.status.reason },
  }),
  getExample({
    summary: "Loading, while Milvus is too busy to tell how far",
    collectionName: "essays",
    state: { state: "LoadStateLoading" },
    progress: failure(4, "too many concurrent requests, queue is full: request limit exceeded"),
    output: LOADING,
  }),
  getExample({
    summary: "A state that this gateway does not know",
    collectionName: "scrolls",
    state: { state: 42 },
    progress: { progress: "50", refresh_progress: "101" },
    output: {
      state: "unknown",
      upstreamState: upstream(42, null),
      progress: 50,
      warnings: [
        {
          code: "BAD_PROGRESS",
          message: 'Milvus reported the progress "101", which is no whole number from 0 to 100.',
        },
      ],
    },
  }),
  getExample({
    summary: "Unknown collection or database",
    collectionName: "nowhere",
    state: { state: "LoadStateNotExist" },
    output: { problem: "COLLECTION_NOT_FOUND" },
  }),
  getExample({
    summary: "Dropped in between",
    collectionName: "drafts",
    state: { state: "LoadStateNotLoad" },
    progress: collectionNotFound("default", "drafts"),
    output: { problem: "COLLECTION_NOT_FOUND" },
  }),
  getExample({
    summary: "Unknown partition",
    collectionName: "poems",
    partitionNames: ["1825"],
    state: failure(200, "partition not found[partition=1825]", "MetaFailed"),
    output: { problem: "PARTITION_NOT_FOUND" },
  }),
  getExample({
    summary: "A failed load on Milvus before 2.6.16, which fails the question for the state",
    collectionName: "archives",
    state: failure(604, "load segment failed: segment load failed"),
    output: { problem: "UPSTREAM_ERROR" },
  }),
];

const PLAIN = {
  db_name: "default",
  collection_name: "books",
  replica_number: 0,
  resource_groups: [],
  refresh: false,
  load_fields: [],
  skip_load_dynamic_field: false,
  load_params: {},
};

const started = (id: string, fields: Partial<Job<Details>>): Job<Details> =>
  makeJob<Details>({
    kind: "load",
    id,
    state: "pending",
    stage: "pending",
    dbName: "default",
    collectionName: "books",
    details: WHOLE,
    ...fields,
  });

const startExamples: readonly StartExample<typeof body>[] = [
  {
    summary: "Load a collection",
    input: { body: { collectionName: "books" } },
    calls: [exchange("LoadCollection", PLAIN, {})],
    output: started("default:books", {}),
  },
  {
    summary: "Load two partitions",
    input: { body: { collectionName: "books", partitionNames: ["2025", "2026"] } },
    calls: [exchange("LoadPartitions", { ...PLAIN, partition_names: ["2025", "2026"] }, {})],
    output: started("default:books:2025,2026", {
      details: { partitionNames: ["2025", "2026"], refreshProgress: null },
    }),
  },
  {
    summary: "Load two copies of some fields",
    input: {
      body: {
        dbName: "library",
        collectionName: "books",
        replicaNumber: 2,
        resourceGroups: ["__default_resource_group"],
        loadFields: ["id", "summary_vector"],
        skipLoadDynamicField: true,
        loadParams: { load_priority: "low" },
      },
    },
    calls: [
      exchange(
        "LoadCollection",
        {
          ...PLAIN,
          db_name: "library",
          replica_number: 2,
          resource_groups: ["__default_resource_group"],
          load_fields: ["id", "summary_vector"],
          skip_load_dynamic_field: true,
          load_params: { load_priority: "low" },
        },
        {},
      ),
    ],
    output: started("library:books", { dbName: "library" }),
  },
  {
    summary: "Refresh, before the collection is loaded",
    input: { body: { collectionName: "books", refresh: true } },
    calls: [
      exchange("LoadCollection", { ...PLAIN, refresh: true }, failure(103, "collection not fully loaded").status),
    ],
    output: { problem: "UPSTREAM_UNAVAILABLE" },
  },
  {
    summary: "Load a collection without an index",
    input: { body: { collectionName: "unindexed" } },
    calls: [
      exchange(
        "LoadCollection",
        { ...PLAIN, collection_name: "unindexed" },
        failure(700, "index not found[collection=unindexed]", "IndexNotExist").status,
      ),
    ],
    output: { problem: "INDEX_NOT_FOUND" },
  },
];

// The entry

export const loadKind = defineKind({
  name: "load",
  title: "Loads",
  description:
    "A load brings a collection, or some of its partitions, into memory to be searched. Milvus gives loads no ids: a load is asked for by the names of what is loaded, `{dbName}:{collectionName}` or `{dbName}:{collectionName}:{partition},{partition}`, whoever started it.",
  id: loadId,
  details,
  retention: null,
  since: {},
  get: {
    summary: "Get a load",
    description:
      "Whether a collection or its partitions are in memory. `not_started` is what was never loaded, or has been released. After a load with `refresh` the state stays `succeeded`: watch `details.refreshProgress`. Milvus before 2.6.16 and 3.0 may answer with an error, and not with a failed job, when the last load failed.",
    rpcs: ["GetLoadState", "GetLoadingProgress"],
    *run({ id }) {
      const state = yield* call("GetLoadState", toRequest(id));
      if (state.state === "LoadStateNotExist") {
        throw new GatewayError(
          "COLLECTION_NOT_FOUND",
          `Milvus has no collection ${id.collectionName} in database ${id.dbName}, or no such database.`,
        );
      }
      const progress = yield* askProgress(toRequest(id));
      return { job: toJob(id, readState(state.state), progress), reply: { state, progress: progress.reply } };
    },
    examples: getExamples,
  },
  start: {
    summary: "Start a load",
    description:
      "Loads a collection, or only `partitionNames` of it (which Milvus Lite cannot). Every vector field needs an index first. Loading again what is loaded is harmless; `refresh` makes a loaded collection serve what was imported since.",
    rpcs: ["LoadCollection", "LoadPartitions"],
    body,
    *run({ body }) {
      const { dbName, collectionName, partitionNames } = body;
      const settings = toSettings(body);
      const reply = partitionNames
        ? yield* call("LoadPartitions", { ...settings, partition_names: partitionNames })
        : yield* call("LoadCollection", settings);
      return { job: toStartedJob({ dbName, collectionName, partitionNames: partitionNames ?? [] }), reply };
    },
    examples: startExamples,
  },
  simulation,
});
