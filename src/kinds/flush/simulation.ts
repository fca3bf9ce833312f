/** Simulates flushes: rows are durable two seconds after the flush. */
import { collectionNotFound, type SandboxWorld, type Simulation, toHybrid } from "../simulation.ts";

const FLUSH_MS = 2_000;

/** Segment → when its flush began. */
const flushesOf = (world: SandboxWorld) => world.store("flush", () => new Map<string, number>());

export const simulation: Simulation = {
  Flush({ db_name, collection_names }, world) {
    const missing = collection_names.find((name) => !world.collection(db_name, name));
    if (missing !== undefined) return collectionNotFound(db_name, missing);
    const now = world.now();
    const forEach = <Value>(make: () => Value) => Object.fromEntries(collection_names.map((name) => [name, make()]));
    const flushOne = () => {
      const segment = world.nextId();
      flushesOf(world).set(segment, now);
      return { data: [segment] };
    };
    return {
      db_name: db_name || "default",
      coll_segIDs: forEach(flushOne),
      flush_coll_segIDs: forEach(() => ({ data: [] })),
      coll_seal_times: forEach(() => String(Math.floor(now / 1_000))),
      coll_flush_ts: forEach(() => toHybrid(now)),
    };
  },
  /** Asked about segments, as the Node SDK's `flushSync` does, about a collection's timestamp, or about both. */
  GetFlushState({ segmentIDs, db_name, collection_name, flush_ts }, world) {
    if (collection_name && !world.collection(db_name, collection_name)) {
      return collectionNotFound(db_name, collection_name);
    }
    const durable = world.now() - FLUSH_MS;
    const areFlushed = segmentIDs.every((segment) => (flushesOf(world).get(segment) ?? 0) <= durable);
    return { flushed: areFlushed && BigInt(flush_ts) <= BigInt(toHybrid(durable)) };
  },
};
