/** Idempotency keys of imports: the sandbox remembers them as the release that it simulates does. */
import { expect, onTestFinished, test } from "vitest";
import type { Job } from "../../src/model/job.ts";
import { type SandboxedGateway, startSandboxedGateway } from "../support/gateway.ts";
import { sendRequest } from "../support/send-request.ts";

const DAY = 24 * 60 * 60 * 1_000;

async function gatewayOf(version: string): Promise<SandboxedGateway> {
  const gateway = await startSandboxedGateway(version);
  onTestFinished(gateway.stop);
  return gateway;
}

interface Start {
  readonly key?: string;
  readonly dbName?: string;
  readonly collectionName?: string;
}

const headersOf = ({ key }: Start) => (key === undefined ? {} : { "Idempotency-Key": key });

/** Starts an import by the gateway's own route and returns its id. */
async function start({ url }: SandboxedGateway, files: readonly unknown[], options: Start = {}) {
  const { dbName = "default", collectionName = "books" } = options;
  const json = { dbName, collectionName, files };
  const response = await sendRequest(url, "/v1/jobs/import", { method: "POST", json, headers: headersOf(options) });
  expect(response.status).toBe(202);
  return (response.json as Job).id;
}

/** Starts an import by Milvus's route and returns its id. */
async function startByV2({ url }: SandboxedGateway, files: readonly unknown[], options: Start = {}) {
  const path = "/v2/vectordb/jobs/import/create";
  const { dbName = "default", collectionName = "books" } = options;
  const json = { dbName, collectionName, files };
  const response = await sendRequest(url, path, { method: "POST", json, headers: headersOf(options) });
  expect(response.json).toEqual({ code: 0, data: { jobId: expect.stringMatching(/^462\d{15}$/) } });
  return (response.json as { readonly data: { readonly jobId: string } }).data.jobId; // as just seen
}

const HONOURED = ["2.6.24", "2.6", "3.0.2", "3.0", "3.1"];
const IGNORED = ["2.3", "2.4", "2.5", "2.6.23", "3.0.0", "3.0.1"];

test.each(HONOURED)("Milvus %s answers a repeated key with the first job, by /v1 and by /v2", async (version) => {
  const gateway = await gatewayOf(version);
  const first = await start(gateway, ["a.json"], { key: "night-1" });
  expect([
    await start(gateway, ["a.json"], { key: "night-1" }),
    await start(gateway, ["other.json"], { key: "night-1" }),
    await start(gateway, [["a.json"], ["b.json"]], { key: "night-1" }),
    await startByV2(gateway, [["a.json"]], { key: "night-1" }),
  ]).toEqual([first, first, first, first]);
  const { json } = await sendRequest(gateway.url, `/v1/jobs/import?collectionName=books`);
  const ids = (json as { readonly jobs: readonly Job[] }).jobs.map(({ id }) => id); // a list
  expect(ids.filter((id) => id?.startsWith("462"))).toEqual([first]);
});

test.each(IGNORED)("Milvus %s ignores the key: a second request imports a second time", async (version) => {
  const gateway = await gatewayOf(version);
  const first = await start(gateway, ["a.json"], { key: "night-1" });
  expect(await start(gateway, ["a.json"], { key: "night-1" })).not.toBe(first);
});

test.each(["2.4.3", "2.6.23", "3.0.1"])("Milvus %s ignores the key by /v2, too", async (version) => {
  const gateway = await gatewayOf(version);
  const first = await startByV2(gateway, [["a.json"]], { key: "night-1" });
  expect(await startByV2(gateway, [["a.json"]], { key: "night-1" })).not.toBe(first);
});

test("no key, another key and another collection begin new jobs", async () => {
  const gateway = await gatewayOf("3.1");
  const ids = [
    await start(gateway, ["a.json"], { key: "night-1" }),
    await start(gateway, ["a.json"]),
    await start(gateway, ["a.json"]),
    await start(gateway, ["a.json"], { key: "night-2" }),
    await start(gateway, ["a.json"], { key: "night-1", collectionName: "articles" }),
    await start(gateway, ["a.json"], { key: "night-1", dbName: "library" }),
    await startByV2(gateway, [["a.json"]]),
  ];
  expect(new Set(ids).size).toBe(ids.length);
});

test("a key that began a job by /v2 is known by /v1", async () => {
  const gateway = await gatewayOf("3.1");
  const first = await startByV2(gateway, [["a.json"]], { key: "night-1" });
  expect(await start(gateway, ["a.json"], { key: "night-1" })).toBe(first);
});

test("a key is answered with its job even when that has failed, and for a day", async () => {
  const gateway = await gatewayOf("3.1");
  const first = await start(gateway, ["missing.json"], { key: "night-1" });
  gateway.clock.step(DAY - 1);
  expect((await sendRequest(gateway.url, `/v1/jobs/import/${first}`)).json).toMatchObject({ state: "failed" });
  expect(await start(gateway, ["a.json"], { key: "night-1" })).toBe(first);
  gateway.clock.step(1);
  const second = await start(gateway, ["a.json"], { key: "night-1" });
  expect(second).not.toBe(first);
  expect(await start(gateway, ["a.json"], { key: "night-1" })).toBe(second);
});
