/** Manual compactions: segments are merged. The id comes from starting one. Facts: docs/milvus.md#compactions */
import { badReply } from "../../model/bad-reply.ts";
import { compactionId } from "../../model/ids.ts";
import { type Calls, call, defineKind } from "../kind.ts";
import { getExamples, plansExamples, startExamples } from "./examples.ts";
import {
  body,
  details,
  type Found,
  NO_ID,
  ownWarnings,
  plansSchema,
  readState,
  toJob,
  toPlans,
  toRequest,
  toStartedJob,
  toUnnamedJob,
} from "./mapping.ts";
import { routine, simulation } from "./simulation.ts";

/** Collections have no ids in Milvus Lite. Any other Milvus would compact every collection there is. */
function* assertLite(collectionName: string): Calls<void> {
  const { version } = yield* call("GetVersion", {});
  if (version.startsWith("milvus_lite")) return;
  throw badReply("DescribeCollection", `Milvus described ${collectionName} without its id.`);
}

/** The state of a compaction without an id, by the only call that can tell; pending when it fails. */
function* readOnce(): Calls<Found> {
  try {
    return readState((yield* call("GetCompactionState", { compactionID: NO_ID })).state);
  } catch {
    return { state: "pending", stage: "pending" }; // the compaction was accepted all the same
  }
}

export const compactionKind = defineKind({
  name: "compaction",
  title: "Compactions",
  description:
    "A compaction merges segments of one collection. Its id comes from starting one, and is `-1` when there was nothing to do. Milvus knows no failed compaction: the gateway reads failures off the plans.",
  id: compactionId,
  details,
  retention: null,
  since: {},
  warnings: ownWarnings,
  get: {
    summary: "Get a compaction job",
    description:
      "How a compaction goes: `progress` is the share of its plans that have ended, and a compaction whose plans failed or ran out of time is `failed`. Milvus answers an id that it does not know, or has forgotten, as if it were finished: such a job has the warning UNVERIFIABLE_ID.",
    methods: ["GetCompactionState"],
    *run(input) {
      const reply = yield* call("GetCompactionState", { compactionID: input.id });
      return { job: toJob(reply, input), reply };
    },
    examples: getExamples,
  },
  start: {
    summary: "Start a compaction",
    description:
      "Compacts one collection. The gateway asks for the collection's id first and sends it: Milvus 2.3 ignores the name and would compact everything there is. When there is nothing to compact (Milvus 2.4 and later say so), the job is done at once and its id is `-1`. Milvus Lite compacts by itself: there a compaction has no id. A Milvus that does not know a setting ignores it.",
    methods: ["DescribeCollection", "GetVersion", "ManualCompaction", "GetCompactionState"],
    mayLackId: true,
    body,
    *run({ body }) {
      const { dbName, collectionName } = body;
      const { collectionID } = yield* call("DescribeCollection", {
        db_name: dbName,
        collection_name: collectionName,
      });
      const isLite = collectionID === "0";
      if (isLite) yield* assertLite(collectionName);
      const reply = yield* call("ManualCompaction", toRequest(body, collectionID));
      if (!isLite || reply.compactionID !== NO_ID) return { job: toStartedJob(body, reply.compactionID), reply };
      return { job: toUnnamedJob(body, yield* readOnce()), reply };
    },
    examples: startExamples,
  },
  subresources: [
    {
      path: "plans",
      summary: "Get the plans of a compaction",
      description:
        "Which segments are merged into which; empty for a compaction that Milvus has forgotten. `state` is only what Milvus says here, where it does not count failures: whether a compaction failed is in the job.",
      methods: ["GetCompactionStateWithPlans"],
      schema: plansSchema,
      *run({ id }) {
        const reply = yield* call("GetCompactionStateWithPlans", { compactionID: id });
        return toPlans(id, reply);
      },
      examples: plansExamples,
    },
  ],
  simulation,
  routine,
});
