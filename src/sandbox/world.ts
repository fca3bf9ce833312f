/** The initial state of the sandbox's Milvus: its release, its ids, its collections and their snapshots. */
import { ROUTINE_COLLECTION, type SandboxCollection, type SandboxWorld, toHybrid } from "../kinds/simulation.ts";
import type { Clock } from "./clock.ts";

/** Database, name and partitions of each collection. */
const COLLECTIONS: readonly (readonly [string, string, readonly string[]])[] = [
  ["default", "books", ["_default", "2025", "2026"]],
  ["default", "articles", ["_default"]],
  ["default", "empty", ["_default"]],
  ["default", "unindexed", ["_default"]],
  ["default", "fails_to_load", ["_default"]],
  ["default", "external_docs", ["_default"]],
  ["library", "books", ["_default"]],
  ["library", "external_docs", ["_default"]],
  ["default", ROUTINE_COLLECTION, ["_default"]],
  ["default", `external_${ROUTINE_COLLECTION}`, ["_default"]],
  ["default", `fails_to_load_${ROUTINE_COLLECTION}`, ["_default"]],
];

/** Database and collection → its snapshots; a restore of one whose name says so fails. Any other does not exist. */
const SNAPSHOTS: Readonly<Record<string, readonly string[]>> = {
  "default.books": ["books_2026_09", "books_2026_10", "books_2026_11", "books_fails", "s1", "fails"],
  "default.articles": ["articles_2026_11"],
  "library.books": ["books_2026_11"],
  [`default.${ROUTINE_COLLECTION}`]: [`${ROUTINE_COLLECTION}_2026_11`, `${ROUTINE_COLLECTION}_fails`],
};

const FIRST_ID = 462_000_000_000_000_001n;

/** What jobs that begin by themselves leave of each millisecond's ids to others: sandbox/routine.ts. */
const ROUTINE_IDS = 1_000n;

/** The newest patch of each line, which a line alone means. */
const PATCHES: Readonly<Record<string, number>> = { "2.3": 22, "2.4": 24, "2.5": 27, "2.6": 24, "3.0": 2 };

/** `2.4` → `2.4.24`; a whole version stays as it is. */
function wholeVersion(version: string): string {
  return version.split(".").length > 2 ? version : `${version}.${PATCHES[version] ?? 0}`;
}

/** Whether the version is the release, or a later one; text behind the release's number is ignored. */
export function isAtLeast(version: string, release: string): boolean {
  const has = version.split(".").map(Number);
  const needs = release.split(".").map(Number.parseFloat);
  const differing = [0, 1, 2].find((part) => (has[part] ?? 0) !== (needs[part] ?? 0));
  return differing === undefined || (has[differing] ?? 0) > (needs[differing] ?? 0);
}

interface WorldOptions {
  /** The release to simulate, such as "2.4" or "2.4.2". */
  readonly version: string;
  readonly clock: Clock;
  /** Whether jobs begin by themselves: ids are made of the time then, as Milvus makes them, so that the newest are last. */
  readonly isAlive?: boolean;
  /** Replies of worked examples by method. */
  readonly seeds: ReadonlyMap<string, readonly object[]>;
}

/** Makes a world with its initial collections and no jobs but the seeds. */
export function createWorld({ version, clock, isAlive = false, seeds }: WorldOptions): SandboxWorld {
  const whole = wholeVersion(version);
  let next = FIRST_ID;
  const nextId = () => {
    const earliest = isAlive ? BigInt(toHybrid(clock.now())) + ROUTINE_IDS : FIRST_ID;
    if (next < earliest) next = earliest;
    return String(next++);
  };
  const collections: SandboxCollection[] = COLLECTIONS.map(([dbName, name, partitions]) => ({
    id: nextId(),
    dbName,
    name,
    partitions,
    snapshots: SNAPSHOTS[`${dbName}.${name}`] ?? [],
  }));
  const stores = new Map<string, unknown>();
  function store<T>(name: string, create: () => T): T {
    if (!stores.has(name)) stores.set(name, create());
    return stores.get(name) as T; // a name always comes with the same `create`
  }
  return {
    version,
    now: () => clock.now(),
    isAtLeast: (release) => isAtLeast(whole, release),
    nextId,
    collection: (dbName, name) =>
      collections.find((collection) => collection.dbName === (dbName || "default") && collection.name === name),
    // The cast: the seeds of a method are replies of that method, which `exampleCall` has checked.
    seeds: (method) => (seeds.get(method) ?? []) as never,
    jobs: <T>(name: string, create = () => new Map<string, T>()) => store(name, create),
    store,
  };
}
