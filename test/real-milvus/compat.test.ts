// PyMilvus's REST helpers, unchanged, pointed at a gateway in front of a real Milvus 2.3.5, which has no such REST API
// itself.
import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { DataType, MilvusClient } from "@zilliz/milvus2-sdk-node";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Gateway, startGateway } from "../support/gateway.ts";
import { installMilvusLite } from "./install.ts";
import { harnessFolder } from "./paths.ts";
import { type MilvusServer, root, startMilvus } from "./server.ts";

interface Answers {
  readonly created: object;
  readonly progress: readonly object[];
  readonly listed: object;
}

interface Import {
  readonly collectionName: string;
  readonly files: readonly (readonly string[])[];
  readonly apiKey?: string;
}

/** What the helpers returned to an import. */
async function importWithPyMilvus(url: string, { collectionName, files, apiKey }: Import): Promise<Answers> {
  const python = await installMilvusLite();
  const asked = { url, collection_name: collectionName, files, api_key: apiKey ?? "" };
  const script = join(harnessFolder, "compat-pymilvus.py");
  const { stdout } = await promisify(execFile)(python, [script, JSON.stringify(asked)]);
  return JSON.parse(stdout) as Answers; // what the script prints
}

const apiKey = `${root.username}:${root.password}`;
const jobId = expect.stringMatching(/^\d{16,19}$/);
const createTime = expect.stringMatching(/^20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);

let milvus: MilvusServer;
let gateway: Gateway;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "compat-"));
  milvus = await startMilvus({ authorization: true });
  gateway = await startGateway(milvus.address);
  const client = new MilvusClient({ address: milvus.address, ...root, logLevel: "error" });
  await client.createCollection({
    collection_name: "books",
    fields: [
      { name: "id", data_type: DataType.Int64, is_primary_key: true },
      { name: "vec", data_type: DataType.FloatVector, dim: 4 },
    ],
  });
  await client.closeConnection();
});

afterAll(async () => {
  await gateway?.stop();
  await milvus?.stop();
  await rm(folder, { recursive: true });
});

test("PyMilvus starts an import in a real Milvus, follows it to its end and lists it", async () => {
  const file = join(folder, "books.json");
  await writeFile(file, JSON.stringify({ rows: Array.from({ length: 100 }, (_, id) => ({ id, vec: [1, 2, 3, 4] })) }));

  const { created, progress, listed } = await importWithPyMilvus(gateway.url, {
    collectionName: "books",
    files: [[file]],
    apiKey,
  });

  expect(created).toEqual({ code: 0, data: { jobId } });
  const record = { jobId, collectionName: "books", state: "Completed", progress: 100 };
  expect(progress.at(-1)).toEqual({
    code: 0,
    data: { ...record, createTime, importedRows: 100, totalRows: 100 },
  });
  expect(listed).toEqual({ code: 0, data: { records: [record] } });
});

test("PyMilvus reads why an import failed, and why one was refused", async () => {
  const file = "/nowhere/missing.json";
  const failed = await importWithPyMilvus(gateway.url, { collectionName: "books", files: [[file]], apiKey });
  expect(failed.progress.at(-1)).toMatchObject({
    code: 0,
    data: { state: "Failed", reason: expect.stringContaining("no such file or directory") },
  });

  const refused = await importWithPyMilvus(gateway.url, { collectionName: "nowhere", files: [[file]], apiKey });
  expect(refused.created).toEqual({ raised: expect.stringMatching(/code: 100, message: .*collection/) });
  const groups = await importWithPyMilvus(gateway.url, { collectionName: "books", files: [["a"], ["b"]], apiKey });
  expect(groups.created).toEqual({ raised: expect.stringMatching(/code: 1100, message: .*files has 2 lists/) });
});

test("PyMilvus without a login gets Milvus's 401", async () => {
  const { created } = await importWithPyMilvus(gateway.url, { collectionName: "books", files: [["a.json"]] });
  expect(created).toEqual({ raised: expect.stringContaining("status code: 401") });
});
