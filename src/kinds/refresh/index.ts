/** Refreshes of external collections. The id comes from starting one. Facts: docs/milvus.md#refreshes */
import { badReply } from "../../model/bad-reply.ts";
import { int64Id } from "../../model/ids.ts";
import * as values from "../../model/values.ts";
import { call, defineKind } from "../kind.ts";
import { scopeOf } from "../unfiltered-list.ts";
import { getExamples, listExamples, startExamples } from "./examples.ts";
import { body, details, toJob, toRequest, toStartedJob, withRunningJob } from "./mapping.ts";
import { routine, simulation } from "./simulation.ts";

export const refreshKind = defineKind({
  name: "refresh",
  title: "Refreshes of external collections",
  description:
    "An external collection reads files that stay where they are, such as Parquet in S3; a refresh takes stock of them anew. Its id comes from starting one. Milvus runs one refresh of a collection at a time.",
  id: int64Id,
  details,
  retention: "finished jobs are kept for a day",
  since: {
    RefreshExternalCollection: { version: "3.0" },
    GetRefreshExternalCollectionProgress: { version: "3.0" },
    ListRefreshExternalCollectionJobs: { version: "3.0" },
  },
  notFound: [{ text: /refresh job \S+ not found/i }],
  get: {
    summary: "Get a refresh job",
    description:
      "How a refresh goes. At 99 percent all files are read, and the result is still to be applied. A loaded collection may need a load with `refresh` to serve the new rows.",
    methods: ["GetRefreshExternalCollectionProgress"],
    *run({ id, dbName }) {
      const reply = yield* call("GetRefreshExternalCollectionProgress", { job_id: id });
      if (reply.job_info === null)
        throw badReply("GetRefreshExternalCollectionProgress", "Milvus's reply has no job_info.");
      return { job: toJob(reply.job_info, { id, dbName }), reply };
    },
    examples: getExamples,
  },
  list: {
    summary: "List refresh jobs",
    description:
      "Newest first. Without `collectionName`, the jobs of all databases are listed; Milvus does not say which one a job is in.",
    methods: ["ListRefreshExternalCollectionJobs"],
    mayLackId: true,
    *run({ dbName, collectionName }) {
      const reply = yield* call("ListRefreshExternalCollectionJobs", {
        db_name: dbName ?? "default",
        collection_name: collectionName ?? "",
      });
      const scope = scopeOf({ dbName, collectionName }, "refresh");
      const jobs = reply.jobs.map((info) =>
        toJob(info, { id: values.id(info.job_id), dbName: scope.dbName, collectionName }, scope.warnings),
      );
      return { jobs, reply };
    },
    examples: listExamples,
  },
  start: {
    summary: "Start a refresh",
    description:
      "Takes stock of the files again, from where they were, or from another place with `externalSource` and `externalSpec`. While one runs, another is refused with 409, and `Location` points to the running one.",
    methods: ["RefreshExternalCollection"],
    body,
    *run({ body }) {
      try {
        const reply = yield* call("RefreshExternalCollection", toRequest(body));
        return { job: toStartedJob(body, reply), reply };
      } catch (error) {
        throw withRunningJob(error, body.dbName);
      }
    },
    examples: startExamples,
  },
  simulation,
  routine,
});
