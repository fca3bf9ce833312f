/** Loads: a collection, or partitions, come into memory. The id names what is loaded. Facts: docs/milvus.md#loads */
import { GatewayError } from "../../model/errors.ts";
import { call, callAll, defineKind, requireReply } from "../kind.ts";
import { getExamples, startExamples } from "./examples.ts";
import {
  body,
  details,
  loadId,
  readProgress,
  readState,
  toJob,
  toLoadRequest,
  toRequest,
  toStartedJob,
} from "./mapping.ts";
import { routine, simulation } from "./simulation.ts";

export const loadKind = defineKind({
  name: "load",
  title: "Loads",
  description:
    "A load brings a collection, or some of its partitions, into memory to be searched. Milvus gives loads no ids: a load is asked for by the names of what is loaded, `{dbName}:{collectionName}` or `{dbName}:{collectionName}:{partition},{partition}`, whoever started it.",
  id: loadId,
  details,
  retention: null,
  since: {},
  get: {
    summary: "Get a load",
    description:
      "Whether a collection or its partitions are in memory. `not_started` is what was never loaded, or has been released. After a load with `refresh` the state stays `succeeded`: watch `details.refreshProgress`. Milvus before 2.6.16 and 3.0 may answer with an error, and not with a failed job, when the last load failed.",
    methods: ["GetLoadState", "GetLoadingProgress"],
    *run({ id }) {
      const request = toRequest(id);
      const [loadState, loadingProgress] = yield* callAll(
        { method: "GetLoadState", request },
        { method: "GetLoadingProgress", request },
      );
      const state = requireReply(loadState);
      if (state.state === "LoadStateNotExist") {
        throw new GatewayError(
          "COLLECTION_NOT_FOUND",
          `Milvus has no collection ${id.collectionName} in database ${id.dbName}, or no such database.`,
        );
      }
      const progress = readProgress(loadingProgress);
      return { job: toJob(id, readState(state.state), progress), reply: { state, progress: progress.reply } };
    },
    examples: getExamples,
  },
  start: {
    summary: "Start a load",
    description:
      "Loads a collection, or only `partitionNames` of it (which Milvus Lite cannot). Every vector field needs an index first. Loading again what is loaded is harmless; `refresh` makes a loaded collection serve what was imported since.",
    methods: ["LoadCollection", "LoadPartitions"],
    body,
    *run({ body }) {
      const { partitionNames } = body;
      const request = toLoadRequest(body);
      const reply = partitionNames
        ? yield* call("LoadPartitions", { ...request, partition_names: partitionNames })
        : yield* call("LoadCollection", request);
      return { job: toStartedJob(body), reply };
    },
    examples: startExamples,
  },
  simulation,
  routine,
});
