/** The initial state of the sandbox's Milvus: its release, its ids, its collections. */
import type { SandboxCollection, SandboxWorld, Simulation } from "../kinds/simulation.ts";
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
];

const FIRST_ID = 462_000_000_000_000_001n;

/** Whether the version is the release, or a later one; text behind the release's number is ignored. */
export function isAtLeast(version: string, release: string): boolean {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const [needsMajor = 0, needsMinor = 0] = release.split(".").map(Number.parseFloat);
  return major > needsMajor || (major === needsMajor && minor >= needsMinor);
}

interface WorldOptions {
  /** The release to simulate, such as "2.4". */
  readonly version: string;
  readonly clock: Clock;
  /** Replies of worked examples by RPC. */
  readonly seeds: ReadonlyMap<keyof Simulation, readonly object[]>;
}

/** Makes a world with its initial collections and no jobs but the seeds. */
export function createWorld({ version, clock, seeds }: WorldOptions): SandboxWorld {
  let lastId = FIRST_ID;
  const nextId = () => String(lastId++);
  const collections: SandboxCollection[] = COLLECTIONS.map(([dbName, name, partitions]) => ({
    id: nextId(),
    dbName,
    name,
    partitions,
  }));
  const stores = new Map<string, unknown>();
  return {
    now: () => clock.now(),
    isAtLeast: (release) => isAtLeast(version, release),
    nextId,
    collection: (dbName, name) =>
      collections.find((collection) => collection.dbName === (dbName || "default") && collection.name === name),
    // The cast: the seeds of an RPC are replies of that RPC, which `exampleCall` has checked.
    seeds: (rpc) => (seeds.get(rpc) ?? []) as never,
    store<T>(name: string, create: () => T): T {
      if (!stores.has(name)) stores.set(name, create());
      return stores.get(name) as T; // a name always comes with the same `create`
    },
  };
}
