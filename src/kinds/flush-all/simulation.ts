/** Simulates flushes of everything: all rows are durable three seconds after the flush. */
import { failure, type Simulation, toHybrid } from "../simulation.ts";

const FLUSH_MS = 3_000;

/** Every database of the sandbox has this collection. */
const EVERYWHERE = "books";

export const simulation: Simulation = {
  FlushAll: ({ db_name }, world) =>
    world.collection(db_name, EVERYWHERE)
      ? { flush_all_ts: toHybrid(world.now()) }
      : failure(800, `database not found[database=${db_name}]`),
  GetFlushAllState: ({ flush_all_ts }, world) => ({
    flushed: BigInt(flush_all_ts) <= BigInt(toHybrid(world.now() - FLUSH_MS)),
  }),
};
