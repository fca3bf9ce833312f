// The gateway in front of Milvus Lite 3.2.2, whose habits must mislead nobody.
import { DataType, MilvusClient } from "@zilliz/milvus2-sdk-node";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Gateway, startGateway } from "../support/gateway.ts";
import { fetchJson, start } from "./jobs.ts";
import { type MilvusServer, startMilvusLite } from "./server.ts";

let milvus: MilvusServer;
let gateway: Gateway;
let client: MilvusClient;

beforeAll(async () => {
  milvus = await startMilvusLite();
  gateway = await startGateway(milvus.address);
  client = new MilvusClient({ address: milvus.address, logLevel: "error" });
  await client.createCollection({
    collection_name: "books",
    fields: [
      { name: "id", data_type: DataType.Int64, is_primary_key: true },
      { name: "vector", data_type: DataType.FloatVector, dim: 4 },
    ],
  });
  await client.insert({ collection_name: "books", data: [{ id: 1, vector: [1, 2, 3, 4] }] });
});

afterAll(async () => {
  await client?.closeConnection();
  await gateway?.stop();
  await milvus?.stop();
});

const get = (path: string) => fetchJson(`${gateway.url}/v1/jobs/${path}`);

test("an index is found by its own name only", async () => {
  await start(gateway.url, "index", {
    collectionName: "books",
    fieldName: "vector",
    indexName: "vector",
    params: { index_type: "FLAT", metric_type: "L2" },
  });
  expect(await get("index/default:books:vector")).toMatchObject({ status: 200, body: { state: "succeeded" } });
  expect(await get("index/default:books:zz")).toMatchObject({ status: 404, body: { code: "INDEX_NOT_FOUND" } });
});

test("a load is done at once", async () => {
  await start(gateway.url, "load", { collectionName: "books" });
  expect(await get("load/default:books")).toMatchObject({ status: 200, body: { state: "succeeded", progress: 100 } });
  expect(await get("load/default:nope")).toMatchObject({ status: 404, body: { code: "COLLECTION_NOT_FOUND" } });
});

test("a flush, which returns no timestamp, is a finished job that cannot be asked for", async () => {
  expect(await start(gateway.url, "flush", { collectionName: "books" })).toMatchObject({
    name: null,
    id: null,
    state: "succeeded",
    warnings: [{ code: "NO_POLLABLE_ID" }],
  });
});

test("a compaction, which Lite does by itself after a flush, is a finished job that cannot be asked for", async () => {
  expect(await start(gateway.url, "compaction", { collectionName: "books" })).toMatchObject({
    name: null,
    id: null,
    state: "succeeded",
    warnings: [{ code: "NO_POLLABLE_ID" }],
  });
});

test.each([
  "import/1",
  "import",
  "refresh/1",
  "restore/1",
  "export/1",
  "flush-all/1",
  "compaction/0/plans",
  "prewarm/x",
])("GET %s is 501, and says which Milvus has it", async (path) => {
  expect(await get(path)).toMatchObject({
    status: 501,
    body: { code: "NOT_SUPPORTED_BY_SERVER", detail: expect.stringMatching(/^This Milvus does not implement \w+; /) },
  });
});

test("an unknown database is the caller's mistake", async () => {
  const response = await fetchJson(`${gateway.url}/v1/jobs/index`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ dbName: "nodb", collectionName: "books", fieldName: "vector", indexName: "i", params: {} }),
  });
  expect(response).toMatchObject({ status: 404, body: { code: "DATABASE_NOT_FOUND" } });
});

test("it is ready", async () => {
  expect((await fetchJson(`${gateway.url}/readyz`)).status).toBe(200);
});
