/** Flushes of everything. The id is the flush's timestamp. Facts: docs/milvus.md#flushes-of-everything */
import { badReply } from "../../model/bad-reply.ts";
import { uint64Id } from "../../model/ids.ts";
import { call, defineKind } from "../kind.ts";
import { getExamples, startExamples } from "./examples.ts";
import { body, details, toJob } from "./mapping.ts";
import { simulation } from "./simulation.ts";

export const flushAllKind = defineKind({
  name: "flush-all",
  title: "Flushes of everything",
  description: "Makes all rows of all databases durable. Its id is the flush's timestamp, so Milvus never forgets one.",
  id: uint64Id,
  details,
  retention: null,
  since: {},
  uncancellable: ["GetFlushAllState"],
  get: {
    summary: "Get a flush of everything",
    description:
      "Whether all rows written before the timestamp are durable, those of collections made later included: their checkpoints must pass it, too. Milvus looks at all databases; `dbName` is the one named in the request, null for `default`. There is no failed flush.",
    methods: ["GetFlushAllState"],
    *run({ id, dbName }) {
      // Without a database: older servers would look at that database only.
      const reply = yield* call("GetFlushAllState", { flush_all_ts: id });
      return { job: toJob(id, reply.flushed, dbName), reply };
    },
    examples: getExamples,
  },
  start: {
    summary: "Flush everything",
    description: "Flushes every collection of every database. Needs the global privilege FlushAll.",
    methods: ["FlushAll"],
    body,
    *run({ body: { dbName } }) {
      const reply = yield* call("FlushAll", { db_name: dbName ?? "" });
      if (reply.flush_all_ts === "0") {
        throw badReply("FlushAll", "Milvus accepted the flush but returned no timestamp.");
      }
      return { job: toJob(reply.flush_all_ts, false, dbName), reply };
    },
    examples: startExamples,
  },
  simulation,
});
