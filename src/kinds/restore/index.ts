/** Restores: a snapshot becomes a collection. The id comes from starting one. Facts: docs/milvus.md#restores */
import { badReply } from "../../model/bad-reply.ts";
import { int64Id } from "../../model/ids.ts";
import * as values from "../../model/values.ts";
import { call, defineKind } from "../kind.ts";
import { getExamples, listExamples, startExamples } from "./examples.ts";
import { body, details, toExternalRequest, toJob, toRequest, toStartedJob } from "./mapping.ts";
import { routine, simulation } from "./simulation.ts";

export const restoreKind = defineKind({
  name: "restore",
  title: "Restores of snapshots",
  description:
    "A restore makes a new collection out of a snapshot, of this Milvus or an exported one. Its id comes from starting one. The job's database and collection are the target.",
  id: int64Id,
  details,
  retention: "finished jobs are kept for about 3 h",
  since: {
    RestoreSnapshot: { version: "3.0" },
    RestoreExternalSnapshot: { version: "3.0" },
    GetRestoreSnapshotState: { version: "3.0" },
    ListRestoreSnapshotJobs: { version: "3.0" },
  },
  notFound: [{ text: /restore job not found/i }],
  get: {
    summary: "Get a restore job",
    description:
      "How a restore goes. Its progress can be 100 before it begins, and only `state` tells whether it is over; Milvus tells how long it took only then. `collectionName` is null when the target has been dropped since.",
    methods: ["GetRestoreSnapshotState"],
    *run({ id, dbName }) {
      const reply = yield* call("GetRestoreSnapshotState", { job_id: id });
      if (reply.info === null) throw badReply("GetRestoreSnapshotState", "Milvus's reply has no info.");
      return { job: toJob(reply.info, { id, dbName }), reply };
    },
    examples: getExamples,
  },
  list: {
    summary: "List restore jobs",
    description:
      "The restores into one database (`default` when none is named), or into one collection of it with `collectionName`.",
    methods: ["ListRestoreSnapshotJobs"],
    mayLackId: true,
    *run({ dbName = "default", collectionName }) {
      const reply = yield* call("ListRestoreSnapshotJobs", {
        db_name: dbName,
        collection_name: collectionName ?? "",
      });
      const jobs = reply.jobs.map((info) => toJob(info, { id: values.id(info.job_id), dbName, collectionName }));
      return { jobs, reply };
    },
    examples: listExamples,
  },
  start: {
    summary: "Start a restore",
    description:
      "Restores `source`, a snapshot of this Milvus (`snapshotName`) or an exported one (`metadataUri`), into a collection that does not exist yet. Milvus resolves the snapshot by the collection it was taken of: name it as `source.collectionName` unless the target has the same name.",
    methods: ["RestoreSnapshot", "RestoreExternalSnapshot"],
    body,
    *run({ body }) {
      const { source } = body;
      const reply =
        "metadataUri" in source
          ? yield* call("RestoreExternalSnapshot", toExternalRequest(body, source))
          : yield* call("RestoreSnapshot", toRequest(body, source));
      return { job: toStartedJob(body, reply), reply };
    },
    examples: startExamples,
  },
  simulation,
  routine,
});
