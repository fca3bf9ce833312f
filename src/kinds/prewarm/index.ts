/** Prewarms: caches are filled. The id comes from starting one. Facts: docs/milvus.md#prewarms */

import { badReply } from "../../model/bad-reply.ts";
import { InvalidId, textId } from "../../model/ids.ts";
import { call, defineKind } from "../kind.ts";
import { startedJob } from "../start.ts";
import { getExamples, startExamples } from "./examples.ts";
import { body, type Details, details, toJob, withJobNotFound } from "./mapping.ts";
import { simulation } from "./simulation.ts";

/** In Milvus's protocol since after 3.0.0, in no server yet. */
const SINCE = { version: "3.1", note: "no released server has it yet" };

export const prewarmKind = defineKind({
  name: "prewarm",
  title: "Prewarms",
  description:
    "A prewarm brings what a collection needs into caches, so that its first searches are fast. Its id comes from starting one. Milvus's protocol has prewarms; no released Milvus does yet, and answers 501 here.",
  id: textId,
  details,
  retention: "Milvus does not say how long it keeps finished ones",
  since: { Prewarm: SINCE, DescribePrewarmTask: SINCE },
  get: {
    summary: "Get a prewarm",
    description: "How a prewarm goes. Milvus does not say which collection it warms.",
    rpcs: ["DescribePrewarmTask"],
    *run({ id, dbName }) {
      try {
        const reply = yield* call("DescribePrewarmTask", { taskID: id });
        return { job: toJob(reply, { id, dbName }), reply };
      } catch (error) {
        throw withJobNotFound(error);
      }
    },
    examples: getExamples,
  },
  start: {
    summary: "Start a prewarm",
    description: "Warms a collection, or one namespace of it, for `ttlSeconds`. The settings are those of a load.",
    rpcs: ["Prewarm"],
    body,
    *run({ body }) {
      const reply = yield* call("Prewarm", {
        db_name: body.dbName,
        collection_name: body.collectionName,
        ...(body.namespace !== undefined && { namespace: body.namespace }),
        replica_number: body.replicaNumber ?? 0,
        resource_groups: body.resourceGroups ?? [],
        load_fields: body.loadFields ?? [],
        skip_load_dynamic_field: body.skipLoadDynamicField ?? false,
        load_params: body.loadParams ?? {},
        ttl_seconds: String(body.ttlSeconds ?? 0),
        priority: body.priority ?? "",
      });
      const id = textId.read(reply.taskID);
      if (id instanceof InvalidId) {
        throw badReply("Prewarm", `Milvus accepted the prewarm, but its id ${id.message}.`);
      }
      const job = startedJob<Details>({
        kind: "prewarm",
        id,
        dbName: body.dbName,
        collectionName: body.collectionName,
        details: {},
      });
      return { job, reply };
    },
    examples: startExamples,
  },
  simulation,
});
