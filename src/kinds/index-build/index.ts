/** Index builds: rows get their places, anew as rows come. The id is a name. Facts: docs/milvus.md#index-builds */
import { GatewayError } from "../../model/errors.ts";
import * as values from "../../model/values.ts";
import { type Calls, call, defineKind } from "../kind.ts";
import { getExamples, listExamples, startExamples } from "./examples.ts";
import { type Body, body, details, indexId, toCreateRequest, toJob, toRequest, toStartedJob } from "./mapping.ts";
import { routine, simulation } from "./simulation.ts";

/** The name that Milvus chose for the index of a field; null when it is not certain. */
function* askName({ dbName, collectionName, fieldName }: Body): Calls<string | null> {
  try {
    const request = toRequest({ dbName, collectionName }, { field_name: fieldName });
    const { index_descriptions: all } = yield* call("DescribeIndex", request);
    const [index, ...others] = all.filter((description) => description.field_name === fieldName);
    return index && others.length === 0 ? values.text(index.index_name) : null;
  } catch {
    return null; // the index is being built all the same
  }
}

export const indexKind = defineKind({
  name: "index",
  title: "Index builds",
  description:
    "An index is built when it is created, and again for every segment that is flushed or compacted later. Its job has the id `{dbName}:{collectionName}:{indexName}`, whoever created it. **Succeeded is not final:** it means that nothing is left to index now, and new rows bring the job back to running.",
  id: indexId,
  details,
  retention: null,
  since: {},
  get: {
    summary: "Get an index build",
    description:
      "How many of the flushed rows are in the index. Stage `catching_up` is a Milvus that says Finished while rows are waiting, as it does right after the index was created. A succeeded build returns to running when new rows are flushed.",
    methods: ["DescribeIndex"],
    *run({ id }) {
      const reply = yield* call("DescribeIndex", toRequest(id, { index_name: id.indexName }));
      // Milvus Lite ignores the name and returns any index: docs/milvus.md#milvus-lite
      const index = reply.index_descriptions.find((description) => description.index_name === id.indexName);
      if (!index) {
        throw new GatewayError(
          "INDEX_NOT_FOUND",
          `Collection ${id.collectionName} in database ${id.dbName} has no index ${id.indexName}.`,
        );
      }
      return { job: toJob(index, id), reply };
    },
    examples: getExamples,
  },
  list: {
    summary: "List the indexes of a collection",
    description: "All indexes of `collectionName`, finished or not; none is an empty list.",
    methods: ["DescribeIndex"],
    mayLackId: true,
    needsCollection: true,
    *run({ dbName = "default", collectionName = "" }) {
      try {
        const place = { dbName, collectionName };
        const reply = yield* call("DescribeIndex", toRequest(place));
        return { jobs: reply.index_descriptions.map((index) => toJob(index, place)), reply };
      } catch (error) {
        const failed = GatewayError.from(error);
        if (failed.code === "INDEX_NOT_FOUND") return { jobs: [], reply: {} };
        throw failed;
      }
    },
    examples: listExamples,
  },
  start: {
    summary: "Start an index build",
    description:
      "Creates an index of a field. Creating it again with the same name and params is harmless; other params under the same name, or a second index of the field, are refused. Without `indexName` Milvus chooses the name, and the gateway asks for it: when it cannot be told, the job has `id: null` and the warning NO_POLLABLE_ID.",
    methods: ["CreateIndex", "DescribeIndex"],
    mayLackId: true,
    body,
    *run({ body }) {
      const reply = yield* call("CreateIndex", toCreateRequest(body));
      return { job: toStartedJob(body, body.indexName ?? (yield* askName(body))), reply };
    },
    examples: startExamples,
  },
  simulation,
  routine,
});
