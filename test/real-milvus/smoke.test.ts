// The harness itself: what it starts returns the official SDK.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ClientConfig, DataType, MilvusClient } from "@zilliz/milvus2-sdk-node";
import { expect, onTestFinished, test } from "vitest";
import { writeCertificates } from "./certificates.ts";
import { root, startMilvus, startMilvusLite } from "./server.ts";

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "milvus-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

function connect(options: ClientConfig): MilvusClient {
  const client = new MilvusClient({ ...options, logLevel: "error" });
  onTestFinished(async () => void (await client.closeConnection()));
  return client;
}

test("Milvus makes a collection and keeps it through kill -9", async () => {
  const server = await startMilvus();
  onTestFinished(server.stop);
  const client = connect({ address: server.address });
  expect(await client.checkHealth()).toMatchObject({ isHealthy: true });
  await client.createCollection({
    collection_name: "books",
    fields: [
      { name: "id", data_type: DataType.Int64, is_primary_key: true },
      { name: "vec", data_type: DataType.FloatVector, dim: 8 },
    ],
  });

  await server.kill();
  await server.restart();

  expect(await client.hasCollection({ collection_name: "books" })).toMatchObject({ value: true });
});

test("Milvus with TLS and authorization returns those who log in, and others with gRPC 16", async () => {
  const tls = await writeCertificates(await temporaryFolder());
  const server = await startMilvus({ tls, authorization: true });
  onTestFinished(server.stop);
  const options = { address: server.address, tls: { rootCertPath: tls.ca, serverName: "localhost" } };

  expect(await connect({ ...options, ...root }).getVersion()).toMatchObject({ version: "v2.3.5-lite" });
  await expect(connect({ ...options, username: "root", password: "wrong" }).getVersion()).rejects.toMatchObject({
    code: 16,
  });
});

test("a setting that Milvus does not have is refused", async () => {
  await expect(startMilvus({ settings: { "common.sesion.ttl": 9 } })).rejects.toThrow(
    "Milvus 2.3.5 has no setting common.sesion.ttl",
  );
});

test("Milvus Lite returns", async () => {
  const server = await startMilvusLite();
  onTestFinished(server.stop);

  expect(await connect({ address: server.address }).getVersion()).toMatchObject({ version: "milvus_lite-3.2.2" });
});
