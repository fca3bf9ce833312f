/** Successful replies that lack what they must have: a 502 that says which RPC it was. */
import { expect, test } from "vitest";
import { startScriptedGateway } from "../support/scripted-gateway.ts";
import type { Script } from "../support/scripted-milvus.ts";

const books = { collectionName: "books" };
const snapshot = { ...books, snapshotName: "s" };

test.each<[rpc: string, path: string, json: object | undefined, script: Script, detail: string]>([
  [
    "GetRefreshExternalCollectionProgress",
    "refresh/1",
    undefined,
    { GetRefreshExternalCollectionProgress: {} },
    "Milvus's reply has no job_info.",
  ],
  ["GetRestoreSnapshotState", "restore/1", undefined, { GetRestoreSnapshotState: {} }, "Milvus's reply has no info."],
  ["GetExportSnapshotState", "export/1", undefined, { GetExportSnapshotState: {} }, "Milvus's reply has no info."],
  [
    "Import",
    "import",
    { ...books, files: ["a.json"] },
    { DescribeCollection: {}, Import: { tasks: ["0"] } },
    "Milvus accepted the import but returned no id.",
  ],
  [
    "RefreshExternalCollection",
    "refresh",
    books,
    { RefreshExternalCollection: {} },
    "Milvus accepted the refresh but returned no id.",
  ],
  [
    "RestoreSnapshot",
    "restore",
    { ...books, source: { snapshotName: "s" } },
    { RestoreSnapshot: {} },
    "Milvus accepted the restore but returned no id.",
  ],
  [
    "RestoreExternalSnapshot",
    "restore",
    { ...books, source: { metadataUri: "s3://b/1.json" } },
    { RestoreExternalSnapshot: {} },
    "Milvus accepted the restore but returned no id.",
  ],
  [
    "ExportSnapshot",
    "export",
    { ...snapshot, targetS3Path: "s3://b/" },
    { ExportSnapshot: {} },
    "Milvus accepted the export but returned neither an id nor a URI.",
  ],
  [
    "ManualCompaction",
    "compaction",
    books,
    { DescribeCollection: { collectionID: "7" }, ManualCompaction: { compactionID: "-2" } },
    "Milvus accepted the compaction but returned no id.",
  ],
  [
    "ManualCompaction",
    "compaction",
    books,
    { DescribeCollection: { collectionID: "7" }, ManualCompaction: { compactionID: "0" } },
    "Milvus accepted the compaction but returned no id.",
  ],
  [
    "DescribeCollection",
    "compaction",
    books,
    { DescribeCollection: {}, GetVersion: { version: "v2.6.5" } },
    "Milvus described books without its id.",
  ],
  ["FlushAll", "flush-all", {}, { FlushAll: {} }, "Milvus accepted the flush but returned no timestamp."],
  [
    "Prewarm",
    "prewarm",
    books,
    { Prewarm: {} },
    "Milvus accepted the prewarm, but the id it returned must be 1 to 255 characters without slashes, spaces or control characters.",
  ],
])("%s without what it must have (/v1/jobs/%s %j)", async (rpc, path, json, script, detail) => {
  const { send } = await startScriptedGateway(script);
  const headers = { "X-Request-Id": "r1" };
  const answer = await send(`/v1/jobs/${path}`, json ? { method: "POST", json, headers } : { headers });
  expect([answer.status, answer.headers.location]).toEqual([502, undefined]);
  expect(answer.json).toEqual({
    type: "/problems/bad-upstream-reply",
    title: "Milvus's reply breaks the protocol",
    status: 502,
    detail,
    instance: `/v1/jobs/${path}`,
    code: "BAD_UPSTREAM_REPLY",
    retryable: false,
    requestId: "r1",
    upstream: { rpc, grpcCode: 0, grpcName: "OK", milvusCode: null, errorCode: null, reason: null },
  });
});
