/** Flushes: one collection's rows become durable. The id has the flush's timestamp. Facts: docs/milvus.md#flush-ids */
import { type Calls, call, defineKind } from "../kind.ts";
import { getExamples, startExamples } from "./examples.ts";
import { body, details, entryOf, id, toJob, toUnnamedJob } from "./mapping.ts";
import { simulation } from "./simulation.ts";

/** Whether a flush without a timestamp is over, by the only call that can tell; false when it fails. */
function* isFlushed(dbName: string, collectionName: string): Calls<boolean> {
  try {
    const { flushed } = yield* call("GetFlushState", { db_name: dbName, collection_name: collectionName });
    return flushed;
  } catch {
    return false; // the flush was accepted all the same
  }
}

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
    methods: ["GetFlushState"],
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
    methods: ["Flush", "GetFlushState"],
    mayLackId: true,
    body,
    *run({ body: { dbName, collectionName } }) {
      const reply = yield* call("Flush", { db_name: dbName, collection_names: [collectionName] });
      const flushTs = entryOf(reply.coll_flush_ts, collectionName);
      const segmentIds = entryOf(reply.coll_segIDs, collectionName)?.data ?? null;
      if (flushTs === undefined || flushTs === "0") {
        const flushed = yield* isFlushed(dbName, collectionName);
        return { job: toUnnamedJob({ dbName, collectionName }, flushed, segmentIds), reply };
      }
      const job = toJob({ dbName, collectionName, flushTs }, false);
      return { job: { ...job, details: { ...job.details, segmentIds } }, reply };
    },
    examples: startExamples,
  },
  simulation,
});
