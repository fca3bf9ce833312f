/** Flushes: one collection's rows become durable. The id has the flush's timestamp. Facts: docs/milvus.md#flush-ids */
import { z } from "zod";
import { compositeId, parts } from "../job/ids.ts";
import { bodyDbName, collectionName } from "../job/inputs.ts";
import { type Job, makeJob, type Warning } from "../job/job.ts";
import {
  type Calls,
  call,
  defineKind,
  type GetExample as ExampleOf,
  exchange,
  type StartExample,
} from "../job/kind.ts";
import { collectionNotFound, failure, type SandboxWorld, type Simulation, toHybrid } from "../job/simulation.ts";
import * as values from "../job/values.ts";

// Id

const id = compositeId({
  parts: { dbName: parts.database, collectionName: parts.name, flushTs: parts.uint64 },
  order: ["dbName", "collectionName", "flushTs"],
});
type Id = Readonly<Record<"dbName" | "collectionName" | "flushTs", string>>;

// Details

const details = z.strictObject({
  flushTs: z.string().nullable().meta({ description: "Hybrid timestamp: rows written before it are flushed." }),
  flushTime: z.iso.datetime({ precision: 3 }).nullable().meta({ description: "The time in `flushTs`." }),
  segmentIds: z.array(z.string()).nullable().meta({
    description: "The segments being flushed; told only when the flush starts, since the id cannot hold them.",
  }),
});
type Details = z.infer<typeof details>;

// Mapping

/** A flush is either done or not; Milvus has no failed one, and no unknown one. */
function toJob({ dbName, collectionName, flushTs }: Id, flushed: boolean): Job<Details> {
  const flushTime = values.fromHybrid(flushTs);
  return makeJob({
    kind: "flush",
    id: id.write({ dbName, collectionName, flushTs }),
    ...(flushed ? FLUSHED : FLUSHING),
    dbName,
    collectionName,
    createTime: flushTime,
    details: { flushTs, flushTime, segmentIds: null },
  });
}

const FLUSHED = { state: "succeeded", stage: "flushed" } as const;
const FLUSHING = { state: "running", stage: "flushing" } as const;

const NO_POLLABLE_ID: Warning = {
  code: "NO_POLLABLE_ID",
  message: "This Milvus answers a flush without a timestamp, so it cannot be asked for again.",
};

/** The entry of a collection in a map of Flush: by its name, or the only one, should an alias be answered by name. */
function entryOf<Value>(map: Readonly<Record<string, Value>>, name: string): Value | undefined {
  if (Object.hasOwn(map, name)) return map[name];
  const entries = Object.values(map);
  return entries.length === 1 ? entries[0] : undefined;
}

// Operations

const body = z.strictObject({ dbName: bodyDbName, collectionName });

/** Whether a flush without a timestamp is over, by the one question that it leaves; false when nobody can tell. */
function* isFlushed(dbName: string, collectionName: string): Calls<boolean> {
  try {
    const { flushed } = yield* call("GetFlushState", { db_name: dbName, collection_name: collectionName });
    return flushed;
  } catch {
    return false; // the flush was accepted all the same
  }
}

// Simulation

const FLUSH_MS = 2_000;

/** Segment → when its flush began. */
const flushesOf = (world: SandboxWorld) => world.store("flush", () => new Map<string, number>());

const simulation: Simulation = {
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

// Worked examples; the sandbox is seeded with those of `get`

/** 2026-11-20T10:00:00Z and 2099-01-01T00:00:00Z: past, and not reached by any flush yet. */
const PAST = { flushTs: "470592729907200000", flushTime: "2026-11-20T10:00:00.000Z" };
const FUTURE = { flushTs: "1067164316467200000", flushTime: "2099-01-01T00:00:00.000Z" };

function getExample(summary: string, time: typeof PAST, flushed: boolean): ExampleOf<Id> {
  const key = { dbName: "default", collectionName: "books", flushTs: time.flushTs };
  return {
    summary,
    input: { id: key, dbName: "default" },
    calls: [
      exchange(
        "GetFlushState",
        { segmentIDs: [], flush_ts: time.flushTs, db_name: "default", collection_name: "books" },
        { flushed },
      ),
    ],
    output: makeJob<Details>({
      kind: "flush",
      id: `default:books:${time.flushTs}`,
      ...(flushed ? FLUSHED : FLUSHING),
      dbName: "default",
      collectionName: "books",
      createTime: time.flushTime,
      details: { ...time, segmentIds: null },
    }),
  };
}

const getExamples: readonly ExampleOf<Id>[] = [
  getExample("Running", FUTURE, false),
  getExample("Succeeded", PAST, true),
  {
    summary: "The collection is not there",
    input: { id: { dbName: "default", collectionName: "nope", flushTs: PAST.flushTs }, dbName: "default" },
    calls: [
      exchange(
        "GetFlushState",
        { segmentIDs: [], flush_ts: PAST.flushTs, db_name: "default", collection_name: "nope" },
        collectionNotFound("default", "nope"),
      ),
    ],
    output: { problem: "COLLECTION_NOT_FOUND" },
  },
];

const flushRequest = { db_name: "default", collection_names: ["books"] };

const startExample = (summary: string, dbName: string, collectionName: string): StartExample<typeof body> => ({
  summary,
  input: { body: { dbName, collectionName } },
  calls: [
    exchange(
      "Flush",
      { db_name: dbName, collection_names: [collectionName] },
      {
        coll_segIDs: { [collectionName]: { data: ["446781855410079001"] } },
        coll_flush_ts: { [collectionName]: PAST.flushTs },
      },
    ),
  ],
  output: makeJob<Details>({
    kind: "flush",
    id: `${dbName}:${collectionName}:${PAST.flushTs}`,
    ...FLUSHING,
    dbName,
    collectionName,
    createTime: PAST.flushTime,
    details: { ...PAST, segmentIds: ["446781855410079001"] },
  }),
});

const startExamples: readonly StartExample<typeof body>[] = [
  startExample("Flush a collection", "default", "books"),
  startExample("Flush a collection of another database", "library", "books"),
  {
    summary: "Flush a collection again within ten seconds",
    input: { body: { collectionName: "books" } },
    calls: [
      exchange(
        "Flush",
        flushRequest,
        failure(
          8,
          "request is rejected by grpc RateLimiter middleware, please retry later: rate limit exceeded[rate=0.1]",
          "RateLimit",
        ),
      ),
    ],
    output: { problem: "RATE_LIMITED" },
  },
  {
    summary: "Unknown collection, or database",
    input: { body: { collectionName: "nowhere" } },
    calls: [
      exchange(
        "Flush",
        { db_name: "default", collection_names: ["nowhere"] },
        collectionNotFound("default", "nowhere"),
      ),
    ],
    output: { problem: "COLLECTION_NOT_FOUND" },
  },
  {
    summary: "As Milvus Lite answers: without a timestamp, asked about once",
    input: { body: { collectionName: "books" } },
    calls: [
      exchange("Flush", flushRequest, {}),
      exchange("GetFlushState", { db_name: "default", collection_name: "books" }, { flushed: true }),
    ],
    output: makeJob<Details>({
      kind: "flush",
      id: null,
      ...FLUSHED,
      dbName: "default",
      collectionName: "books",
      details: { flushTs: null, flushTime: null, segmentIds: null },
      warnings: [NO_POLLABLE_ID],
    }),
  },
];

// The entry

export const flushKind = defineKind({
  name: "flush",
  title: "Flushes",
  description:
    "A flush makes all rows durable that a collection had when it was asked for. Its id names the database, the collection and the flush's timestamp, so Milvus never forgets one.",
  id,
  details,
  retention: null,
  since: {},
  get: {
    summary: "Get a flush job",
    description:
      "Whether the rows are durable. Milvus decides by its channel checkpoints, not by segments, which the id does not name: a checkpoint can pass a second before the last segment is flushed, and on an idle collection it can stand still for a minute, until another flush moves it. There is no failed flush.",
    rpcs: ["GetFlushState"],
    *run({ id: key }) {
      const { dbName, collectionName, flushTs } = key;
      const reply = yield* call("GetFlushState", {
        segmentIDs: [],
        flush_ts: flushTs,
        db_name: dbName,
        collection_name: collectionName,
      });
      return { job: toJob(key, reply.flushed), reply };
    },
    examples: getExamples,
  },
  start: {
    summary: "Flush a collection",
    description:
      "Milvus allows one flush of a collection in ten seconds by default; a faster one is 429. On Milvus Lite a flush is done at once and has no id.",
    rpcs: ["Flush", "GetFlushState"],
    body,
    *run({ body: { dbName, collectionName } }) {
      const reply = yield* call("Flush", { db_name: dbName, collection_names: [collectionName] });
      const flushTs = entryOf(reply.coll_flush_ts, collectionName);
      const segmentIds = entryOf(reply.coll_segIDs, collectionName)?.data ?? null;
      if (flushTs === undefined || flushTs === "0") {
        const flushed = yield* isFlushed(dbName, collectionName);
        const job = makeJob<Details>({
          kind: "flush",
          id: null,
          ...(flushed ? FLUSHED : FLUSHING),
          dbName,
          collectionName,
          details: { flushTs: null, flushTime: null, segmentIds },
          warnings: [NO_POLLABLE_ID],
        });
        return { job, reply };
      }
      const job = toJob({ dbName, collectionName, flushTs }, false);
      return { job: { ...job, details: { ...job.details, segmentIds } }, reply };
    },
    examples: startExamples,
  },
  simulation,
});
