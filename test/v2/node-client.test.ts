/** The official Node SDK's HttpClient, unchanged, pointed at the gateway instead of at Milvus. */
import { status } from "@grpc/grpc-js";
import { HttpClient, HttpError } from "@zilliz/milvus2-sdk-node";
import { expect, it, onTestFinished } from "vitest";
import { startSandboxedGateway } from "../support/gateway.ts";
import { startScriptedGateway } from "../support/scripted-gateway.ts";
import { GrpcFailure } from "../support/scripted-milvus.ts";

it("starts an import, follows it to its end and lists it", async () => {
  const gateway = await startSandboxedGateway("2.6");
  onTestFinished(gateway.stop);
  const client = new HttpClient({ endpoint: gateway.url, username: "root", password: "Milvus" });

  const created = await client.createImportJobs({ collectionName: "articles", files: [["articles/1.parquet"]] });
  expect(created).toEqual({ code: 0, data: { jobId: expect.stringMatching(/^\d{18}$/) } });

  const { jobId } = created.data;
  const createTime = `${new Date(gateway.clock.now()).toISOString().slice(0, 19)}Z`;
  const seen: unknown[] = [];
  for (const milliseconds of [0, 4_000, 4_000]) {
    gateway.clock.step(milliseconds);
    seen.push(await client.getImportJobProgress({ jobId }));
  }
  expect(seen).toEqual([
    { code: 0, data: { jobId, createTime, state: "Pending", progress: 0, importedRows: 0 } },
    { code: 0, data: { jobId, createTime, state: "Importing", progress: 70, importedRows: 1000 } },
    { code: 0, data: { jobId, createTime, state: "Completed", progress: 100, importedRows: 1000, totalRows: 1000 } },
  ]);

  expect(await client.listImportJobs({ collectionName: "articles" })).toEqual({
    code: 0,
    data: { records: [{ collectionName: "articles", state: "Completed", progress: 100 }] },
  });
});

it("reads an error as Milvus's code and message", async () => {
  const gateway = await startSandboxedGateway("2.6");
  onTestFinished(gateway.stop);
  const client = new HttpClient({ endpoint: gateway.url });

  expect(await client.createImportJobs({ collectionName: "nowhere", files: [["a.json"]] })).toEqual({
    code: 100,
    message: "collection not found[database=default][collection=nowhere]",
  });
  expect(await client.getImportJobProgress({ jobId: "job_12345" })).toEqual({
    code: 1100,
    message: expect.stringContaining('jobId "job_12345" must be a decimal'),
  });
});

it("asks in the database and with the credentials that the client was made with", async () => {
  const { url, milvus } = await startScriptedGateway({ ListImportTasks: { tasks: [] } });
  const anonymous = new HttpClient({ endpoint: url, database: "library" });
  const root = new HttpClient({ endpoint: url, token: "root:Milvus", database: "" });
  for (const client of [anonymous, root]) {
    expect(await client.listImportJobs({ collectionName: "books" })).toEqual({ code: 0, data: { records: [] } });
  }
  expect(milvus.calls.map(({ request, metadata }) => [request, metadata.authorization])).toMatchObject([
    [{ db_name: "library", collection_name: "books" }, undefined],
    [{ db_name: "default", collection_name: "books" }, "cm9vdDpNaWx2dXM="],
  ]);
});

it("throws its own HttpError when the login is wrong", async () => {
  const { url } = await startScriptedGateway({ ListImportTasks: new GrpcFailure(status.UNAUTHENTICATED, "wrong") });
  const client = new HttpClient({ endpoint: url, token: "root:wrong" });
  const listing = client.listImportJobs({ collectionName: "books" });
  await expect(listing).rejects.toBeInstanceOf(HttpError);
  await expect(listing).rejects.toMatchObject({ status: 401, message: expect.stringContaining('{"code":1800,') });
});
