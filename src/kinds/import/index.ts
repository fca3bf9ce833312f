/** Bulk imports: files become rows. The id comes from starting one. Facts: docs/milvus.md#imports */
import { GatewayError } from "../../model/errors.ts";
import { int64Id } from "../../model/ids.ts";
import * as values from "../../model/values.ts";
import { type Calls, call, defineKind } from "../kind.ts";
import { scopeOf } from "../unfiltered-list.ts";
import { getExamples, listExamples, startExamples } from "./examples.ts";
import { body, details, LIST_WITHOUT_IDS, ownWarnings, toJob, toRequest, toStartedJob } from "./mapping.ts";
import { simulation } from "./simulation.ts";

/** Milvus 2.3 retries an unknown collection until just before the deadline, so a call that fails at once comes first. */
function* assertCollectionExists(dbName: string, collectionName: string): Calls<void> {
  try {
    yield* call("DescribeCollection", { db_name: dbName, collection_name: collectionName });
  } catch (error) {
    const { status, code } = GatewayError.from(error);
    // Any other failure of Milvus says nothing about the import, for which there is time left.
    if (status === 404 || code === "DEADLINE_EXCEEDED" || code === "INTERNAL") throw error;
  }
}

export const importKind = defineKind({
  name: "import",
  title: "Imports",
  description:
    "A bulk import turns files in Milvus's bucket into rows of a collection. Its id comes from starting one. From Milvus 2.4 on, Milvus says neither which collection a job writes to nor, in a list, which id it has.",
  id: int64Id,
  details,
  retention: "finished jobs are kept for about 3 h",
  since: {},
  notFound: [{ text: /import job does not exist/i }, { code: 1000 }], // 2.3: the key of the task
  warnings: ownWarnings,
  uncancellable: ["GetImportState", "ListImportTasks"],
  get: {
    summary: "Get an import job",
    description:
      "How an import goes. Long stays at 70 or 80 percent are normal: Milvus sorts and indexes then. A succeeded import is written and indexed; query nodes may need a load with `refresh` to serve it.",
    rpcs: ["GetImportState"],
    *run({ id, dbName }) {
      const reply = yield* call("GetImportState", { task: id });
      return { job: toJob(reply, { id, dbName }), reply };
    },
    examples: getExamples,
  },
  list: {
    summary: "List import jobs",
    description:
      "Milvus 2.4 and later list jobs without ids, times and collections: every entry has `id: null` and the warning LIST_WITHOUT_IDS. Without `collectionName`, the jobs of all databases are listed.",
    rpcs: ["ListImportTasks"],
    *run({ dbName, collectionName }) {
      const reply = yield* call("ListImportTasks", {
        collection_name: collectionName ?? "",
        db_name: dbName ?? "default",
        limit: "0",
      });
      const scope = scopeOf({ dbName, collectionName }, "import");
      const jobs = reply.tasks.map((task) => {
        const id = values.id(task.id);
        const warnings = id === null ? [LIST_WITHOUT_IDS, ...scope.warnings] : scope.warnings;
        return toJob(task, { id, dbName: scope.dbName, collectionName }, warnings);
      });
      return { jobs, reply };
    },
    examples: listExamples,
  },
  start: {
    summary: "Start an import",
    description:
      "Starts a bulk import of files that are already in Milvus's bucket. Never retried by the gateway: without an Idempotency-Key that the server honours (2.6.24, 3.0.2 and later), a second request imports a second time.",
    rpcs: ["DescribeCollection", "Import"],
    body,
    takesIdempotencyKey: true,
    *run({ body, idempotencyKey }) {
      yield* assertCollectionExists(body.dbName, body.collectionName);
      const reply = yield* call("Import", toRequest(body, idempotencyKey));
      return { job: toStartedJob(body, reply), reply };
    },
    examples: startExamples,
  },
  simulation,
});
