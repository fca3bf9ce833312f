/** Simulates loads and their refreshes; a collection's name decides whether one fails. */
import type { ReplyOf, RequestOf } from "../../milvus/methods.ts";
import { type Routine, routineCall } from "../kind.ts";
import {
  collectionNotFound,
  failsInTurn,
  failure,
  indexedCollections,
  type PartialReply,
  partitionNotFound,
  ROUTINE_COLLECTION,
  type SandboxCollection,
  type SandboxWorld,
  type Simulation,
  stepAtAge,
  type TimelineStep,
} from "../simulation.ts";

interface SimulatedLoad {
  readonly startedAt: number;
  readonly refreshedAt: number | undefined;
  readonly fails: boolean;
}

interface Step extends TimelineStep {
  readonly percent: string;
}

const TIMELINE: readonly Step[] = [
  { from: 0, percent: "0" },
  { from: 1_000, percent: "25" },
  { from: 2_500, percent: "50" },
  { from: 4_000, percent: "75" },
  { from: 6_000, percent: "100" },
];

const FAILS_AFTER = 2_500;

export const FAILURE = failure(
  3,
  "load segment failed, OOM if load, predict memory usage 9216 MB exceeds 8192 MB: memory limit exceeded",
  "InsufficientMemoryToLoad",
);

const percentOf = (since: number, world: SandboxWorld) => stepAtAge(TIMELINE, world.now() - since).percent;

const isLoaded = (load: SimulatedLoad, world: SandboxWorld) =>
  !load.fails && percentOf(load.startedAt, world) === "100";

const hasFailed = (load: SimulatedLoad, world: SandboxWorld) =>
  load.fails && world.now() - load.startedAt >= FAILS_AFTER;

const loadsOf = (world: SandboxWorld, { id }: SandboxCollection) =>
  world.store(`load ${id}`, () => new Map<string, SimulatedLoad>());

/** The load of the named partitions, the latest of several; undefined when one of them is not being loaded. */
function loadOf(world: SandboxWorld, collection: SandboxCollection, named: readonly string[]) {
  const loads = loadsOf(world, collection);
  const names = named.length > 0 ? named : [...loads.keys()];
  const all = names.flatMap((name) => loads.get(name) ?? []);
  return all.length === names.length ? all.sort((one, other) => other.startedAt - one.startedAt)[0] : undefined;
}

const refusalOf = (collection: SandboxCollection, names: readonly string[]) => {
  const unknown = names.find((name) => !collection.partitions.includes(name));
  return unknown === undefined ? undefined : partitionNotFound(unknown);
};

/** Loads partitions, or all: those that failed are loaded again, those that are loaded only refreshed. */
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
  const refused = refusalOf(collection, partitions);
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

export const simulation: Simulation = {
  LoadCollection: (request, world) => startLoad(request, undefined, world),
  LoadPartitions: (request, world) => startLoad(request, request.partition_names, world),
  GetLoadState(request, world) {
    const collection = world.collection(request.db_name, request.collection_name);
    if (!collection) return { state: "LoadStateNotExist" };
    const refused = refusalOf(collection, request.partition_names);
    if (refused) return refused;
    const load = loadOf(world, collection, request.partition_names);
    if (!load || hasFailed(load, world)) return { state: "LoadStateNotLoad" };
    return { state: isLoaded(load, world) ? "LoadStateLoaded" : "LoadStateLoading" };
  },
  GetLoadingProgress(request, world) {
    const collection = world.collection(request.db_name, request.collection_name);
    if (!collection) return collectionNotFound(request.db_name, request.collection_name);
    const refused = refusalOf(collection, request.partition_names);
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

/** The first load loads; from then on it is refreshed, or fails elsewhere. */
export const routine: Routine = (turn) => {
  const load = { db_name: "default", collection_name: ROUTINE_COLLECTION };
  return failsInTurn(turn)
    ? [routineCall("LoadCollection", { ...load, collection_name: `fails_to_load_${ROUTINE_COLLECTION}` })]
    : [routineCall("LoadCollection", load), routineCall("LoadCollection", { ...load, refresh: true })];
};
