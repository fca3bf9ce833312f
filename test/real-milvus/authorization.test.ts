// Credentials through the gateway on a real Milvus 2.3.5 with authorization and TLS.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DataType, MilvusClient } from "@zilliz/milvus2-sdk-node";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Gateway, startGateway } from "../support/gateway.ts";
import { writeCertificates } from "./certificates.ts";
import { type MilvusServer, root, startMilvus } from "./server.ts";

let milvus: MilvusServer;
let gateway: Gateway;
let client: MilvusClient;
let folder: string;

const ann = { username: "ann", password: "pa:ss/wörd" };

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "authorization-"));
  const tls = await writeCertificates(folder);
  milvus = await startMilvus({ tls, authorization: true });
  gateway = await startGateway(milvus.address.replace("127.0.0.1", "https://localhost"), { MILVUS_TLS_CA: tls.ca });
  client = new MilvusClient({
    address: milvus.address,
    ...root,
    tls: { rootCertPath: tls.ca, serverName: "localhost" },
    logLevel: "error",
  });
  await client.createUser(ann);
  await client.createCollection({
    collection_name: "books",
    fields: [
      { name: "id", data_type: DataType.Int64, is_primary_key: true },
      { name: "vec", data_type: DataType.FloatVector, dim: 8 },
    ],
  });
});

afterAll(async () => {
  await client?.closeConnection();
  await gateway?.stop();
  await milvus?.stop();
  await rm(folder, { recursive: true });
});

const bearer = ({ username, password }: typeof ann) => {
  // fetch takes header values as bytes; a client that sends UTF-8 sends these.
  return `Bearer ${Buffer.from(`${username}:${password}`).toString("latin1")}`;
};
const basic = ({ username, password }: typeof ann) =>
  `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`;

function importInto(collectionName: string, authorization: string | undefined) {
  return fetch(`${gateway.url}/v1/jobs/import`, {
    method: "POST",
    headers: { "Content-Type": "application/json", ...(authorization && { Authorization: authorization }) },
    body: JSON.stringify({ collectionName, files: ["/nowhere/a.json"] }),
  });
}

describe("reading a job", () => {
  const get = (authorization?: string) =>
    fetch(`${gateway.url}/v1/jobs/import/12345`, {
      ...(authorization !== undefined && { headers: { Authorization: authorization } }),
    });
  test.each([
    ["no credentials", undefined],
    ["an empty Bearer", "Bearer "],
    ["a wrong password", "Bearer root:wrong"],
    ["an unknown user", basic({ username: "bob", password: "secret" })],
    ["an API key that is none", "Bearer nokey"],
  ])("with %s is 401", async (_case, authorization) => {
    const response = await get(authorization);
    expect({ status: response.status, problem: await response.json() }).toMatchObject({
      status: 401,
      problem: { code: "UNAUTHENTICATED", upstream: { grpcCode: 16 } },
    });
    expect(response.headers.get("WWW-Authenticate")).toBe('Bearer realm="milvus"');
  });
  test.each([
    ["root by Bearer", bearer(root)],
    ["root by Basic", basic(root)],
    ["a user whose password has colons and umlauts, by Bearer", bearer(ann)],
    ["the same by Basic", basic(ann)],
  ])("as %s reaches Milvus", async (_case, authorization) => {
    expect((await get(authorization)).status).toBe(404); // authenticated: only the job is unknown
  });
});

describe("starting a job", () => {
  test("without the privilege is 403", async () => {
    const response = await importInto("books", bearer(ann));
    expect({ status: response.status, problem: await response.json() }).toMatchObject({
      status: 403,
      problem: { code: "PERMISSION_DENIED", upstream: { rpc: "Import", grpcCode: 7 } },
    });
  });
  test("in an unknown collection is 404: every user may ask for collections", async () => {
    expect((await importInto("nope", bearer(ann))).status).toBe(404);
  });
  test("without credentials is 401", async () => {
    expect((await importInto("books", undefined)).status).toBe(401);
  });
  test("with the privilege is accepted", async () => {
    expect((await importInto("books", bearer(root))).status).toBe(202);
  });
});

test("a Milvus that asks for credentials is ready", async () => {
  expect((await fetch(`${gateway.url}/readyz`)).status).toBe(200);
});
