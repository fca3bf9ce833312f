/** Exports: a snapshot is copied out. The id comes from starting one, after 3.0. Facts: docs/milvus.md#exports */
import { badReply } from "../../model/bad-reply.ts";
import { int64Id } from "../../model/ids.ts";
import { call, defineKind } from "../kind.ts";
import { getExamples, startExamples } from "./examples.ts";
import { body, details, toJob, toRequest, toStartedJob } from "./mapping.ts";
import { routine, simulation } from "./simulation.ts";

export const exportKind = defineKind({
  name: "export",
  title: "Exports of snapshots",
  description:
    "An export copies a snapshot to object storage, from where any Milvus can restore it. Its id comes from starting one. Milvus 3.0 exports while the caller waits and has no such jobs; the release after it has.",
  id: int64Id,
  details,
  retention: "finished jobs are kept for about 3 h",
  since: {
    ExportSnapshot: { version: "3.0" },
    GetExportSnapshotState: { version: "3.1", note: "the release after 3.0.x" },
  },
  notFound: [{ text: /export job \S+ not found/i }],
  get: {
    summary: "Get an export job",
    description:
      "How an export goes. Once it has succeeded, `details.snapshotMetadataUri` is what a restore takes as `source.metadataUri`.",
    methods: ["GetExportSnapshotState"],
    *run({ id, dbName }) {
      const reply = yield* call("GetExportSnapshotState", { job_id: id });
      if (reply.info === null) throw badReply("GetExportSnapshotState", "Milvus's reply has no info.");
      return { job: toJob(reply.info, { id, dbName }), reply };
    },
    examples: getExamples,
  },
  start: {
    summary: "Start an export",
    description:
      "Copies a snapshot to object storage; Milvus runs one export at a time. **Milvus 3.0 replies only when the export is done:** raise `Request-Timeout`, or the response may be a 504 while the export goes on. The job is then returned as succeeded, with `id: null` and the warning NO_POLLABLE_ID.",
    methods: ["ExportSnapshot"],
    mayLackId: true,
    body,
    *run({ body }) {
      const reply = yield* call("ExportSnapshot", toRequest(body));
      return { job: toStartedJob(body, reply), reply };
    },
    examples: startExamples,
  },
  simulation,
  routine,
});
