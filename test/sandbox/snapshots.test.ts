/** The sandbox knows which snapshots there are: a restore or an export of any other is Milvus's "snapshot not found". */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type SandboxedGateway, startSandboxedGateway } from "../support/gateway.ts";
import { sendRequest } from "../support/send-request.ts";

const EXPORT_TO = { targetS3Path: "s3://backup/books/" };

describe.each(["3.0", "3.1"])("on Milvus %s", (version) => {
  let gateway: SandboxedGateway;
  beforeAll(async () => {
    gateway = await startSandboxedGateway(version);
  });
  afterAll(() => gateway.stop());

  const start = (kind: string, json: object) => sendRequest(gateway.url, `/v1/jobs/${kind}`, { method: "POST", json });

  const notFound = (rpc: string, kind: string, snapshotName: string) => ({
    type: "/problems/snapshot-not-found",
    title: "Snapshot not found",
    status: 404,
    detail: `snapshot not found[snapshot=${snapshotName}]`,
    instance: `/v1/jobs/${kind}`,
    code: "SNAPSHOT_NOT_FOUND",
    requestId: expect.any(String),
    retryable: false,
    upstream: {
      rpc,
      errorCode: "UnexpectedError",
      grpcCode: 0,
      grpcName: "OK",
      milvusCode: 2600,
      reason: `snapshot not found[snapshot=${snapshotName}]`,
    },
  });

  test.each([
    ["a name that nothing has", { snapshotName: "books_2026_13", collectionName: "books" }],
    ["a name that says so", { snapshotName: "missing", collectionName: "books" }],
    ["a snapshot of another collection", { snapshotName: "books_2026_11", collectionName: "articles" }],
    [
      "a snapshot of another database",
      { snapshotName: "articles_2026_11", dbName: "library", collectionName: "books" },
    ],
  ])("a restore of %s is 404", async (_case, source) => {
    const { status, json } = await start("restore", { source, collectionName: "books_copy" });
    expect({ status, json }).toEqual({
      status: 404,
      json: notFound("RestoreSnapshot", "restore", source.snapshotName),
    });
  });

  test.each([
    ["a name that nothing has", { snapshotName: "books_2026_13", collectionName: "books" }],
    ["a snapshot of another collection", { snapshotName: "books_2026_11", collectionName: "articles" }],
  ])("an export of %s is 404", async (_case, snapshot) => {
    const { status, json } = await start("export", { ...snapshot, ...EXPORT_TO });
    expect({ status, json }).toEqual({
      status: 404,
      json: notFound("ExportSnapshot", "export", snapshot.snapshotName),
    });
  });

  test("an export of one by Milvus's own route is Milvus's code", async () => {
    const json = { collectionName: "books", snapshotName: "books_2026_13", ...EXPORT_TO };
    const response = await sendRequest(gateway.url, "/v2/vectordb/jobs/snapshot/export", { method: "POST", json });
    expect([response.status, response.json]).toEqual([
      200,
      { code: 2600, message: "snapshot not found[snapshot=books_2026_13]" },
    ]);
  });

  test.each([
    { snapshotName: "books_2026_09", collectionName: "books" },
    { snapshotName: "books_2026_10", collectionName: "books" },
    { snapshotName: "books_2026_11", collectionName: "books" },
    { snapshotName: "books_fails", collectionName: "books" },
    { snapshotName: "articles_2026_11", collectionName: "articles" },
    { snapshotName: "books_2026_11", dbName: "library", collectionName: "books" },
  ])("%j can be restored and exported", async (source) => {
    const collectionName = `copy_of_${source.dbName ?? "default"}_${source.snapshotName}`;
    expect([
      (await start("restore", { source, collectionName })).status,
      (await start("export", { ...source, ...EXPORT_TO })).status,
    ]).toEqual([202, 202]);
  });
});
