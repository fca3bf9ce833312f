/** Prewarms: caches are filled. The id comes from starting one. Facts: docs/milvus.md#prewarms */
import { textId } from "../../model/ids.ts";
import { call, defineKind } from "../kind.ts";
import { getExamples, startExamples } from "./examples.ts";
import { body, details, toJob, toRequest, toStartedJob, withJobNotFound } from "./mapping.ts";
import { routine, simulation } from "./simulation.ts";

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
    methods: ["DescribePrewarmTask"],
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
    methods: ["Prewarm"],
    body,
    *run({ body }) {
      const reply = yield* call("Prewarm", toRequest(body));
      return { job: toStartedJob(body, reply), reply };
    },
    examples: startExamples,
  },
  simulation,
  routine,
});
