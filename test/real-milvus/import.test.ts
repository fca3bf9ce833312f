// Imports through the gateway on a real Milvus 2.3.5: real files, real failures, a Milvus that dies and one that freezes.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DataType, MilvusClient } from "@zilliz/milvus2-sdk-node";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { pathsOnly } from "../../src/kinds/import/files.ts";
import type { Job } from "../../src/model/job.ts";
import { type Gateway, startGateway } from "../support/gateway.ts";
import { fetchJson, follow, start } from "./jobs.ts";
import { writeFloat32, writeInt64 } from "./npy.ts";
import { type MilvusServer, startMilvus } from "./server.ts";

const ROWS = 20_000;
const DIMENSION = 8;
const vector = () => Array.from({ length: DIMENSION }, () => Math.random());
const numbers = Array.from({ length: ROWS }, (_, index) => index);

let milvus: MilvusServer;
let gateway: Gateway;
let client: MilvusClient;
let folder: string;

const writeRows = async (name: string, rows: readonly object[]) => {
  const file = join(folder, name);
  await writeFile(file, JSON.stringify({ rows }));
  return file;
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "import-"));
  milvus = await startMilvus({ sessionTtl: 15 });
  gateway = await startGateway(milvus.address, { POLL_INTERVAL_MS: "20" }); // a small import is fast
  client = new MilvusClient({ address: milvus.address, logLevel: "error" });
  const vec = { name: "vec", data_type: DataType.FloatVector, dim: DIMENSION } as const;
  const id = { name: "id", data_type: DataType.Int64, is_primary_key: true } as const;
  await client.createCollection({ collection_name: "books", fields: [id, vec] });
  await client.createCollection({ collection_name: "numbered", fields: [{ ...id, autoID: true }, vec] });
});

afterAll(async () => {
  await client?.closeConnection();
  await gateway?.stop();
  await milvus?.stop();
  await rm(folder, { recursive: true });
});

/** Starts an import and follows it to its end. */
async function importInto(collectionName: string, files: readonly string[]) {
  const started = await start(gateway.url, "import", { collectionName, files });
  return follow(gateway.url, started);
}

describe("an import of a real file", () => {
  test("of JSON rows goes from pending to succeeded with the right count and an exact id", async () => {
    const file = await writeRows(
      "rows.json",
      numbers.map((id) => ({ id, vec: vector() })),
    );
    const seen = await importInto("books", [file]);

    const first = seen[0] as Job;
    const last = seen.at(-1) as Job;
    expect(BigInt(String(first.id))).toBeGreaterThan(2n ** 53n);
    expect(new Set(seen.map((job) => job.id))).toEqual(new Set([first.id]));
    expect(seen.map((job) => job.state).filter((state, index, all) => state !== all[index - 1])).toEqual([
      "pending",
      "running",
      "succeeded",
    ]);
    expect(last).toEqual({
      name: `import/${first.id}`,
      kind: "import",
      id: first.id,
      state: "succeeded",
      done: true,
      stage: "completed",
      upstreamState: { enum: "ImportState", code: 6, name: "ImportCompleted" },
      progress: 100,
      reason: null,
      dbName: "default",
      collectionName: "books",
      createTime: expect.stringMatching(/^20\d\d-.*\.000Z$/),
      startTime: null,
      endTime: null,
      durationMs: null,
      details: {
        rowCount: ROWS,
        totalRows: null,
        fileSizeBytes: null,
        collectionId: expect.stringMatching(/^\d{16,19}$/),
        segmentIds: [expect.stringMatching(/^\d{16,19}$/)],
        idRanges: null,
        partitionName: "_default",
        files: [pathsOnly([file])],
        persistCostSeconds: expect.any(Number),
        infos: expect.objectContaining({ files: file, collection: "books", progress_percent: "100" }),
      },
      warnings: [],
    });
  });

  test("of numpy columns with ids made by Milvus returns the ranges of those ids", async () => {
    const file = join(folder, "vec.npy");
    await writeFloat32(file, Float32Array.from({ length: ROWS * DIMENSION }, Math.random), DIMENSION);
    const last = (await importInto("numbered", [file])).at(-1) as Job<{ idRanges: { begin: string; end: string }[] }>;

    expect(last).toMatchObject({ state: "succeeded", details: { rowCount: ROWS } });
    const ids = last.details.idRanges.map(({ begin, end }) => BigInt(end) - BigInt(begin));
    expect(ids.reduce((sum, count) => sum + count, 0n)).toBe(BigInt(ROWS));
  });

  test("of numpy columns with ids of the caller's counts its rows", async () => {
    const columns = await mkdtemp(join(folder, "columns-"));
    const files = [join(columns, "id.npy"), join(columns, "vec.npy")] as const;
    await writeInt64(files[0], BigInt64Array.from(numbers.map((id) => BigInt(id) + 10_000n)));
    await writeFloat32(files[1], Float32Array.from({ length: ROWS * DIMENSION }, Math.random), DIMENSION);

    expect((await importInto("books", files)).at(-1)).toMatchObject({
      state: "succeeded",
      details: { rowCount: ROWS, files: [pathsOnly(files)] },
    });
  });
});

describe("an import that fails says why in Milvus's words", () => {
  test.each([
    ["a missing file", "/nowhere/missing.json", /no such file or directory/],
    ["a type that Milvus does not read", "/nowhere/rows.txt", /unsupported file type: '\/nowhere\/rows\.txt'/],
  ])("for %s", async (_case, file, reason) => {
    expect((await importInto("books", [file])).at(-1)).toMatchObject({
      state: "failed",
      done: true,
      stage: expect.stringMatching(/^failed/),
      reason: expect.stringMatching(reason),
    });
  });

  test("for a wrong dimension", async () => {
    const file = await writeRows("wrong.json", [{ id: 1, vec: [1, 2, 3, 4] }]);
    expect((await importInto("books", [file])).at(-1)).toMatchObject({
      state: "failed",
      reason: expect.stringContaining("array size 4 doesn't equal to vector dimension 8"),
    });
  });
});

describe("a request that Milvus refuses", () => {
  const cases: readonly [string, object, number, object][] = [
    ["an unknown collection", { collectionName: "nope", files: ["/a.json"] }, 404, { code: "COLLECTION_NOT_FOUND" }],
    [
      "an unknown partition",
      { collectionName: "books", partitionName: "pp", files: ["/a.json"] },
      404,
      { code: "PARTITION_NOT_FOUND" },
    ],
    ["two JSON files", { collectionName: "books", files: ["/a.json", "/b.json"] }, 400, { code: "UPSTREAM_REJECTED" }],
    [
      "an option that is no number",
      { collectionName: "books", files: ["/a.json"], options: { start_ts: "zz" } },
      400,
      { code: "UPSTREAM_REJECTED" },
    ],
  ];
  test.each(cases)("for %s gets its own status", async (_case, body, status, problem) => {
    const response = await fetch(`${gateway.url}/v1/jobs/import`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    });
    const text = await response.text();
    expect({ status: response.status, body: JSON.parse(text) }).toMatchObject({ status, body: problem });
    expect(text).not.toContain(".go:"); // no stack trace of the server
  });

  test("for an unknown id is 404", async () => {
    const response = await fetch(`${gateway.url}/v1/jobs/import/12345`);
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ code: "JOB_NOT_FOUND", upstream: { milvusCode: 1000 } });
  });
});

test("the list of a collection has its jobs with their ids", async () => {
  const response = await fetch(`${gateway.url}/v1/jobs/import?collectionName=numbered`);
  expect(await response.json()).toMatchObject({
    jobs: [{ kind: "import", collectionName: "numbered", dbName: "default", state: "succeeded" }],
    nextPageToken: "",
  });
});

describe("a Milvus in trouble", () => {
  const nameOfAJob = async () => {
    const list = await fetchJson<{ jobs: Job[] }>(`${gateway.url}/v1/jobs/import?collectionName=numbered`);
    return list.body.jobs[0]?.name;
  };
  test("that is frozen is 504 within the request's own limit, and replies again when it goes on", async () => {
    const name = await nameOfAJob();
    milvus.pause();
    const frozen = await fetch(`${gateway.url}/v1/jobs/${name}`, { headers: { "Request-Timeout": "0.5" } });
    milvus.resume();

    expect({ status: frozen.status, problem: await frozen.json() }).toMatchObject({
      status: 504,
      problem: { code: "DEADLINE_EXCEEDED", retryable: true },
    });
    expect((await fetch(`${gateway.url}/v1/jobs/${name}`)).status).toBe(200);
  });

  test("that is killed is 503, and replies again after its restart through the same gateway", async () => {
    const name = await nameOfAJob();
    await milvus.kill();
    const away = await fetch(`${gateway.url}/v1/jobs/${name}`);
    expect({ status: away.status, problem: await away.json() }).toMatchObject({
      status: 503,
      problem: { code: "UPSTREAM_UNAVAILABLE", retryable: true },
    });
    expect((await fetch(`${gateway.url}/readyz`)).status).toBe(503);

    await milvus.restart();
    // The channel may be in its back-off, which is at most a second: Milvus is healthy, the gateway finds it again.
    await expect.poll(async () => (await fetch(`${gateway.url}/readyz`)).status, { timeout: 10_000 }).toBe(200);
    const back = await fetch(`${gateway.url}/v1/jobs/${name}`);
    expect(await back.json()).toMatchObject({ name, state: "succeeded" });
  });
});
