/** Flushes of everything. The id is the flush's timestamp. Facts: docs/milvus.md#flushes-of-everything */
import { z } from "zod";
import { badReply } from "../job/bad-reply.ts";
import { uint64Id } from "../job/ids.ts";
import { dbName } from "../job/inputs.ts";
import { type Job, makeJob } from "../job/job.ts";
import { call, defineKind, type GetExample as ExampleOf, exchange, type StartExample } from "../job/kind.ts";
import { failure, type Simulation, toHybrid } from "../job/simulation.ts";
import * as values from "../job/values.ts";

// Details

const details = z.strictObject({
  flushAllTs: z.string().meta({ description: "Hybrid timestamp: rows written before it are flushed." }),
  flushTime: z.iso.datetime({ precision: 3 }).nullable().meta({ description: "The time in `flushAllTs`." }),
});
type Details = z.infer<typeof details>;

// Mapping

function toJob(flushAllTs: string, flushed: boolean, dbName: string | null): Job<Details> {
  const flushTime = values.fromHybrid(flushAllTs);
  return makeJob({
    kind: "flush-all",
    id: flushAllTs,
    ...(flushed ? FLUSHED : FLUSHING),
    dbName,
    createTime: flushTime,
    details: { flushAllTs, flushTime },
  });
}

const FLUSHED = { state: "succeeded", stage: "flushed" } as const;
const FLUSHING = { state: "running", stage: "flushing" } as const;

// Operations

const body = z.strictObject({
  dbName: dbName.optional().meta({
    description: "Only this database, where Milvus still heeds it (before 2.6.8); without it, everything.",
    example: "default",
  }),
});

// Simulation

const FLUSH_MS = 3_000;

/** Every database of the sandbox has this collection. */
const EVERYWHERE = "books";

const simulation: Simulation = {
  FlushAll: ({ db_name }, world) =>
    world.collection(db_name, EVERYWHERE)
      ? { flush_all_ts: toHybrid(world.now()) }
      : failure(800, `database not found[database=${db_name}]`),
  GetFlushAllState: ({ flush_all_ts }, world) => ({
    flushed: BigInt(flush_all_ts) <= BigInt(toHybrid(world.now() - FLUSH_MS)),
  }),
};

// Worked examples; the sandbox is seeded with those of `get`

/** 2026-11-20T10:00:00Z and 2099-01-01T00:00:00Z: past, and not reached by any flush yet. */
const PAST = { flushAllTs: "470592729907200000", flushTime: "2026-11-20T10:00:00.000Z" };
const FUTURE = { flushAllTs: "1067164316467200000", flushTime: "2099-01-01T00:00:00.000Z" };

function getExample(summary: string, time: typeof PAST, flushed: boolean): ExampleOf<string> {
  return {
    summary,
    input: { id: time.flushAllTs, dbName: "default" },
    calls: [exchange("GetFlushAllState", { flush_all_ts: time.flushAllTs }, { flushed })],
    output: makeJob<Details>({
      kind: "flush-all",
      id: time.flushAllTs,
      ...(flushed ? FLUSHED : FLUSHING),
      createTime: time.flushTime,
      details: time,
    }),
  };
}

const started = (dbName: string | null): Job<Details> =>
  makeJob<Details>({
    kind: "flush-all",
    id: PAST.flushAllTs,
    ...FLUSHING,
    dbName,
    createTime: PAST.flushTime,
    details: PAST,
  });

const startExamples: readonly StartExample<typeof body>[] = [
  {
    summary: "Flush everything",
    input: { body: {} },
    calls: [exchange("FlushAll", { db_name: "" }, { flush_all_ts: PAST.flushAllTs })],
    output: started(null),
  },
  {
    summary: "Flush one database (before Milvus 2.6.8)",
    input: { body: { dbName: "library" } },
    calls: [exchange("FlushAll", { db_name: "library" }, { flush_all_ts: PAST.flushAllTs })],
    output: started("library"),
  },
  {
    summary: "Unknown database",
    input: { body: { dbName: "nowhere" } },
    calls: [exchange("FlushAll", { db_name: "nowhere" }, failure(800, "database not found[database=nowhere]"))],
    output: { problem: "DATABASE_NOT_FOUND" },
  },
  {
    summary: "A success without a timestamp breaks the protocol",
    input: { body: {} },
    calls: [exchange("FlushAll", { db_name: "" }, {})],
    output: { problem: "BAD_UPSTREAM_REPLY" },
  },
];

// The entry

export const flushAllKind = defineKind({
  name: "flush-all",
  title: "Flushes of everything",
  description: "Makes all rows of all databases durable. Its id is the flush's timestamp, so Milvus never forgets one.",
  id: uint64Id,
  details,
  retention: null,
  since: {},
  get: {
    summary: "Get a flush of everything",
    description:
      "Whether all rows written before the timestamp are durable, those of collections made later included: their checkpoints must pass it, too. `dbName` is null: the question goes to all databases. There is no failed flush.",
    rpcs: ["GetFlushAllState"],
    *run({ id }) {
      // Without a database: newer servers look at everything, older ones would look at that database only.
      const reply = yield* call("GetFlushAllState", { flush_all_ts: id });
      return { job: toJob(id, reply.flushed, null), reply };
    },
    examples: [getExample("Running", FUTURE, false), getExample("Succeeded", PAST, true)],
  },
  start: {
    summary: "Flush everything",
    description: "Flushes every collection of every database. Needs the global privilege FlushAll.",
    rpcs: ["FlushAll"],
    body,
    *run({ body: { dbName } }) {
      const reply = yield* call("FlushAll", { db_name: dbName ?? "" });
      if (reply.flush_all_ts === "0") {
        throw badReply("FlushAll", "Milvus accepted the flush but answered no timestamp.");
      }
      return { job: toJob(reply.flush_all_ts, false, dbName ?? null), reply };
    },
    examples: startExamples,
  },
  simulation,
});
