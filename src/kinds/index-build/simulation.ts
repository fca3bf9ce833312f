/** Simulates index builds; the name of the index, field or collection decides what becomes of one. */
import { type Routine, routineCall } from "../kind.ts";
import {
  collectionNotFound,
  failsInTurn,
  failure,
  indexedCollections,
  type PartialReply,
  ROUTINE_COLLECTION,
  type SandboxCollection,
  type SandboxWorld,
  type Simulation,
  stepAtAge,
  type TimelineStep,
  timeOfDay,
} from "../simulation.ts";
import type { Description } from "./mapping.ts";

interface SimulatedIndex {
  readonly id: string;
  readonly name: string;
  readonly fieldName: string;
  readonly params: readonly { key: string; value: string }[];
  readonly createdAt: number;
  readonly timeline: readonly Step[];
}

/** Counted from the creation of the index. */
interface Step extends TimelineStep {
  readonly state: "InProgress" | "Finished" | "Failed";
  readonly indexed: number;
  readonly total: number;
}

const TIMELINE: readonly Step[] = [
  { from: 0, state: "Finished", indexed: 0, total: 20_000 },
  { from: 1_000, state: "InProgress", indexed: 0, total: 20_000 },
  { from: 2_500, state: "InProgress", indexed: 8_000, total: 20_000 },
  { from: 4_000, state: "Finished", indexed: 16_000, total: 20_000 },
  { from: 6_000, state: "Finished", indexed: 20_000, total: 20_000 },
];

/** Rows arrive while it is followed. */
const RESTLESS_TIMELINE: readonly Step[] = [
  { from: 0, state: "Finished", indexed: 0, total: 20_000 },
  { from: 1_000, state: "InProgress", indexed: 8_000, total: 20_000 },
  { from: 4_000, state: "Finished", indexed: 20_000, total: 20_000 },
  { from: 6_000, state: "InProgress", indexed: 20_000, total: 25_000 },
  { from: 8_000, state: "Finished", indexed: 25_000, total: 25_000 },
];

const FAILING_TIMELINE: readonly Step[] = [
  { from: 0, state: "Finished", indexed: 0, total: 20_000 },
  { from: 1_000, state: "InProgress", indexed: 0, total: 20_000 },
  { from: 2_500, state: "Failed", indexed: 0, total: 20_000 },
];

const EMPTY_TIMELINE: readonly Step[] = [{ from: 0, state: "Finished", indexed: 0, total: 0 }];

function timelineOf(collection: SandboxCollection, names: string): readonly Step[] {
  if (collection.name === "empty") return EMPTY_TIMELINE;
  if (/fails/.test(names)) return FAILING_TIMELINE;
  return /restless/.test(names) ? RESTLESS_TIMELINE : TIMELINE;
}

function describe(index: SimulatedIndex, world: SandboxWorld): PartialReply<Description> {
  const { state, indexed, total } = stepAtAge(index.timeline, world.now() - index.createdAt);
  const versions =
    indexed > 0
      ? { min_index_version: 6, max_index_version: 6 }
      : { min_index_version: 2_147_483_647, max_index_version: -2_147_483_648 };
  return {
    index_name: index.name,
    indexID: index.id,
    params: index.params,
    field_name: index.fieldName,
    indexed_rows: String(indexed),
    total_rows: String(total),
    state,
    index_state_fail_reason: state === "Failed" ? `${index.id}: failed to build index: out of memory;` : "",
    pending_index_rows: String(total - indexed),
    ...(world.isAtLeast("2.6") && versions),
  };
}

const FIRST_INDEX = { name: "vector", fieldName: "vector", params: [{ key: "index_type", value: "HNSW" }] };

const indexesOf = (world: SandboxWorld, collection: SandboxCollection) =>
  world.jobs(`index ${collection.id}`, () => {
    const first = { ...FIRST_INDEX, id: world.nextId(), createdAt: 0, timeline: timelineOf(collection, "") };
    return new Map<string, SimulatedIndex>(collection.name === "unindexed" ? [] : [[first.name, first]]);
  });

export const simulation: Simulation = {
  CreateIndex({ db_name, collection_name, field_name, index_name, extra_params }, world) {
    const collection = world.collection(db_name, collection_name);
    if (!collection) return collectionNotFound(db_name, collection_name).status;
    const refused = (why: string) =>
      world.isAtLeast("2.6")
        ? failure(1100, `${why}: invalid parameter`, "IllegalArgument").status
        : failure(65535, `CreateIndex failed: ${why}`).status;
    if (/missing/.test(field_name)) return refused(`cannot create index on non-exist field: ${field_name}`);
    const indexes = indexesOf(world, collection);
    const ofField = [...indexes.values()].find((index) => index.fieldName === field_name);
    const name = index_name || ofField?.name || field_name;
    const existing = indexes.get(name) ?? ofField;
    if (existing) {
      const isSame = existing.fieldName === field_name && existing.name === name;
      if (isSame && JSON.stringify(existing.params) === JSON.stringify(extra_params)) return {};
      return refused(
        isSame
          ? "at most one distinct index is allowed per field"
          : "creating multiple indexes on same field is not supported",
      );
    }
    indexes.set(name, {
      id: world.nextId(),
      name,
      fieldName: field_name,
      params: extra_params.map(({ key = "", value = "" }) => ({ key, value })),
      createdAt: world.now(),
      timeline: timelineOf(collection, `${name} ${field_name}`),
    });
    indexedCollections(world).add(collection.id);
    return {};
  },
  DescribeIndex({ db_name, collection_name, index_name }, world) {
    const collection = world.collection(db_name, collection_name);
    if (!collection) return collectionNotFound(db_name, collection_name);
    const found = [...indexesOf(world, collection).values()].filter(({ name }) => !index_name || name === index_name);
    if (found.length > 0) return { index_descriptions: found.map((index) => describe(index, world)) };
    const what = index_name ? `indexName=${index_name}` : `collection=${collection_name}`;
    return failure(700, `index not found[${what}]`, "IndexNotExist");
  },
};

export const routine: Routine = (turn, world) => [
  routineCall("CreateIndex", {
    db_name: "default",
    collection_name: ROUTINE_COLLECTION,
    field_name: `vector_${timeOfDay(world)}${failsInTurn(turn) ? "_fails" : ""}`,
    extra_params: [{ key: "index_type", value: "HNSW" }],
  }),
];
