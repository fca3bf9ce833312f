// Flush, index, load and compaction jobs through the gateway on a real Milvus 2.3.5; what it lacks is 501.
import { DataType, MilvusClient } from "@zilliz/milvus2-sdk-node";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Job } from "../../src/model/job.ts";
import { type Gateway, startGateway } from "../support/gateway.ts";
import { fetchJson, follow, start } from "./jobs.ts";
import { type MilvusServer, startMilvus } from "./server.ts";

const DIMENSION = 32;
const ROWS = 3_000;

let milvus: MilvusServer;
let gateway: Gateway;
let client: MilvusClient;

const insert = (count: number) =>
  client.insert({
    collection_name: "books",
    data: Array.from({ length: count }, () => ({ vec: Array.from({ length: DIMENSION }, () => Math.random()) })),
  });

beforeAll(async () => {
  milvus = await startMilvus();
  gateway = await startGateway(milvus.address);
  client = new MilvusClient({ address: milvus.address, logLevel: "error" });
  for (const collection_name of ["books", "unindexed"]) {
    await client.createCollection({
      collection_name,
      fields: [
        { name: "id", data_type: DataType.Int64, is_primary_key: true, autoID: true },
        { name: "vec", data_type: DataType.FloatVector, dim: DIMENSION },
      ],
    });
  }
});

afterAll(async () => {
  await client?.closeConnection();
  await gateway?.stop();
  await milvus?.stop();
});

const get = <Body = Job>(path: string) => fetchJson<Body>(`${gateway.url}/v1/jobs/${path}`);

const post = (kind: string, body: object) =>
  fetchJson(`${gateway.url}/v1/jobs/${kind}`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });

test("a flush is followed until its rows are durable", async () => {
  await insert(ROWS);
  const started = await start(gateway.url, "flush", { collectionName: "books" });
  expect(started.id).toMatch(/^default:books:\d{18}$/);
  expect((await follow(gateway.url, started)).at(-1)).toMatchObject({
    kind: "flush",
    id: started.id,
    state: "succeeded",
    progress: 100,
    dbName: "default",
    collectionName: "books",
  });
});

test("an index is not succeeded before its rows are indexed", async () => {
  // 2.3 calls a flush done before its segments are (docs/milvus.md#flush-ids), and an index counts only those.
  await client.flushSync({ collection_names: ["books"] });
  const started = await start(gateway.url, "index", {
    collectionName: "books",
    fieldName: "vec",
    indexName: "by_vec",
    params: { index_type: "HNSW", metric_type: "L2", params: { M: 16, efConstruction: 64 } },
  });
  expect(started.name).toBe("index/default:books:by_vec");
  const seen = await follow(gateway.url, started);
  const succeeded = seen.filter((job) => job.state === "succeeded");
  expect(succeeded).toHaveLength(1);
  expect(succeeded[0]?.details).toMatchObject({ indexedRows: ROWS, totalRows: ROWS, pendingRows: 0, fieldName: "vec" });
  expect((await get<{ jobs: Job[] }>("index?collectionName=books")).body.jobs).toMatchObject([
    { name: "index/default:books:by_vec", state: "succeeded" },
  ]);
});

test("a load is followed until the collection can be searched, and a release shows", async () => {
  const started = await start(gateway.url, "load", { collectionName: "books" });
  expect(started.name).toBe("load/default:books");
  expect((await follow(gateway.url, started)).at(-1)).toMatchObject({ state: "succeeded", progress: 100 });
  expect((await get("load/default%3Abooks%3A_default")).body).toMatchObject({
    id: "default:books:_default",
    state: "succeeded",
  });

  await client.releaseCollection({ collection_name: "books" });
  expect((await get("load/default:books")).body).toMatchObject({ state: "not_started", done: false, progress: null });
});

test("a compaction of one collection is followed to its end, with its plans", async () => {
  const started = await start(gateway.url, "compaction", { collectionName: "books" });
  expect(started.id).toMatch(/^\d{18}$/);
  const last = (await follow(gateway.url, started)).at(-1) as Job;
  expect(last).toMatchObject({ kind: "compaction", id: started.id, state: "succeeded", progress: 100 });
  expect((await get(`${started.name?.split("/").join("/")}/plans`)).status).toBe(200);
});

test("a flush of everything is followed to its end", async () => {
  const started = await start(gateway.url, "flush-all", {});
  expect((await follow(gateway.url, started)).at(-1)).toMatchObject({ kind: "flush-all", state: "succeeded" });
});

describe("what cannot be done says why", () => {
  const refusals: readonly [string, string, object, number, string][] = [
    ["a load without an index", "load", { collectionName: "unindexed" }, 404, "INDEX_NOT_FOUND"],
    ["a load of an unknown collection", "load", { collectionName: "nope" }, 404, "COLLECTION_NOT_FOUND"],
    ["a flush of an unknown collection", "flush", { collectionName: "nope" }, 404, "COLLECTION_NOT_FOUND"],
    [
      "a flush in an unknown database",
      "flush",
      { dbName: "nodb", collectionName: "books" },
      404,
      "COLLECTION_NOT_FOUND",
    ],
    ["a compaction of an unknown collection", "compaction", { collectionName: "nope" }, 404, "COLLECTION_NOT_FOUND"],
    [
      "an index of an unknown type",
      "index",
      { collectionName: "unindexed", fieldName: "vec", params: { index_type: "FOO", metric_type: "L2" } },
      400,
      "UPSTREAM_REJECTED",
    ],
    [
      "an index of an unknown field",
      "index",
      { collectionName: "unindexed", fieldName: "zzz", params: { index_type: "FLAT", metric_type: "L2" } },
      400,
      "UPSTREAM_REJECTED",
    ],
  ];
  test.each(refusals)("%s", async (_case, kind, body, status, code) => {
    expect(await post(kind, body)).toMatchObject({ status, body: { code } });
  });

  test.each([
    ["load/default:nope", 404, "COLLECTION_NOT_FOUND"],
    ["load/nodb:books", 404, "COLLECTION_NOT_FOUND"],
    ["index/default:books:zz", 404, "INDEX_NOT_FOUND"],
    ["index/default:nope:zz", 404, "COLLECTION_NOT_FOUND"],
    ["flush/default:nope:446781855410077319", 404, "COLLECTION_NOT_FOUND"],
    ["restore/1", 501, "NOT_SUPPORTED_BY_SERVER"],
    ["refresh/1", 501, "NOT_SUPPORTED_BY_SERVER"],
    ["export/1", 501, "NOT_SUPPORTED_BY_SERVER"],
    ["prewarm/x", 501, "NOT_SUPPORTED_BY_SERVER"],
  ])("GET %s is %i %s", async (path, status, code) => {
    expect(await get(path)).toMatchObject({ status, body: { code } });
  });

  test("an unknown compaction cannot be told from a finished one, and says so", async () => {
    expect((await get("compaction/12345")).body).toMatchObject({
      state: "succeeded",
      warnings: [{ code: "UNVERIFIABLE_ID" }],
    });
  });
});

test("the list over all kinds returns although two kinds cannot be listed", async () => {
  expect((await fetchJson(`${gateway.url}/v1/jobs`)).body).toEqual({
    jobs: [],
    nextPageToken: "",
    unavailable: [
      { kind: "refresh", problem: expect.objectContaining({ code: "NOT_SUPPORTED_BY_SERVER", status: 501 }) },
      { kind: "restore", problem: expect.objectContaining({ code: "NOT_SUPPORTED_BY_SERVER", status: 501 }) },
    ],
  });
});

test("the server says what it is", async () => {
  expect(await fetchJson(`${gateway.url}/v1/server`)).toEqual({
    status: 200,
    body: {
      version: "v2.3.5-lite",
      healthy: true,
      reasons: [],
      quotaStates: [],
      sources: { grpc: "ok", rest: "absent" },
    },
  });
});
