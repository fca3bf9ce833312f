/** Whether Milvus's REST is there: found out once for all, without a word where it is not, and remembered. */
import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Server, ServerCredentials } from "@grpc/grpc-js";
import { afterEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { milvusService } from "../../src/milvus/grpc/proto.ts";
import { startGateway } from "../support/gateway.ts";
import { byGrpc, byRest, ID, jobOf, PATH, unavailable, writes } from "../support/import-replies.ts";
import { createLog } from "../support/log.ts";
import { startScriptedGateway } from "../support/scripted-gateway.ts";
import { type Script, startScriptedMilvus } from "../support/scripted-milvus.ts";
import { sendRequest } from "../support/send-request.ts";

const BY_GRPC = { GetImportState: byGrpc("ImportStarted") };
const BY_BOTH: Script = { ...BY_GRPC, "import/get_progress": byRest("Importing") };
const OF_GRPC = jobOf("ImportStarted", {});
const OF_BOTH = jobOf("ImportStarted", {}, { collectionName: "books", details: { rowCount: null } });
const AT_ALL = { Authorization: "Bearer ann:secret" };

afterEach(() => {
  vi.useRealTimers();
});

/** Lets a minute pass for all that reads the clock; timers and sockets go on. */
function passMinute(): void {
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 60_001 });
}

const questions = ({ restCalls }: { restCalls: readonly { body: string }[] }) =>
  restCalls.filter(({ body }) => body === "{}").length;

test("ten reads at once ask one question, and all of them use REST", async () => {
  const { send, milvus } = await startScriptedGateway(BY_BOTH);
  const paths = Array.from({ length: 10 }, (_, index) => `/v1/jobs/import/${index + 1}`);
  const responses = await Promise.all(paths.map((path) => send(path)));
  expect(responses.map(({ json }) => (json as { collectionName: string }).collectionName)).toEqual(
    Array(10).fill("books"),
  );
  expect(questions(milvus)).toBe(1);
  expect(milvus.restCalls).toHaveLength(11);
  expect(milvus.calls.filter(({ rpc }) => rpc === "GetVersion")).toHaveLength(1);
});

test("what has been found out holds for other callers, too", async () => {
  const { send, milvus } = await startScriptedGateway(BY_BOTH);
  await send(PATH);
  expect((await send(PATH, { headers: AT_ALL })).json).toEqual(OF_BOTH);
  expect(questions(milvus)).toBe(1);
});

test("a Milvus whose REST wants credentials has one", async () => {
  const UNAUTHENTICATED = { status: 401, code: 1800, message: "user hasn't authenticated" };
  const respond = (response: ServerResponse) => writes(JSON.stringify(UNAUTHENTICATED), {}, 401)(response);
  const { send } = await startScriptedGateway({ ...BY_GRPC, "import/get_progress": respond });
  expect((await send(PATH)).json).toEqual(
    jobOf("ImportStarted", {}, { warnings: [unavailable("user hasn't authenticated")] }),
  );
});

test("what holds for one credential only is asked once for it, however many jobs it asks for", async () => {
  const refuse = writes('{"code":1800,"message":"user hasn\'t authenticated"}', {}, 401);
  const { send, milvus } = await startScriptedGateway({ ...BY_GRPC, "import/get_progress": refuse });
  const names = Array.from({ length: 10 }, (_, index) => `import/${index + 1}`);
  const { json } = await send("/v1/jobs:lookup", { method: "POST", json: { names }, headers: AT_ALL });
  const { results } = json as { results: { job: { warnings: object[] } }[] };
  expect(results.map(({ job }) => job.warnings)).toEqual(Array(10).fill([unavailable("user hasn't authenticated")]));
  expect(questions(milvus)).toBe(1);
  await send(PATH);
  expect(questions(milvus)).toBe(2);
});

test("a credential that no header can hold changes nothing for others", async () => {
  const { send, milvus } = await startScriptedGateway(BY_BOTH);
  const Authorization = `Basic ${Buffer.from("key\n1").toString("base64")}`;
  await send(PATH, { headers: { Authorization } });
  expect((await send(PATH)).json).toEqual(OF_BOTH);
  expect(milvus.restCalls.map(({ headers }) => headers.authorization)).toEqual([
    Authorization,
    Authorization,
    undefined,
  ]);
});

describe("a Milvus without these routes", () => {
  test("is asked once and is no reason for a warning, in a job or in the log", async () => {
    const { log, lines } = createLog();
    const { send, milvus } = await startScriptedGateway({ ...BY_GRPC, ListImportTasks: { tasks: [] } }, {}, { log });
    expect((await send(PATH)).json).toEqual(OF_GRPC);
    expect((await send(PATH, { headers: AT_ALL })).json).toEqual(OF_GRPC);
    expect((await send("/v1/jobs/import")).json).toEqual({ jobs: [], nextPageToken: "" });
    expect(milvus.restCalls.map(({ method, body }) => [method, body])).toEqual([["import/get_progress", "{}"]]);
    expect(lines).toEqual([]);
    expect(milvus.calls.map(({ rpc }) => rpc)).not.toContain("GetVersion");
  });

  test("is asked again after a minute, and nobody waits for the response", async () => {
    const script: Script = { ...BY_GRPC };
    const { send, milvus } = await startScriptedGateway(script);
    await send(PATH);
    let respond: (response: ServerResponse) => void = () => {};
    const asked = new Promise<ServerResponse>((resolve) => {
      respond = resolve;
    });
    script["import/get_progress"] = respond;
    passMinute();
    expect((await send(PATH)).json).toEqual(OF_GRPC);
    const question = await asked;
    expect(question.writableEnded).toBe(false);
    script["import/get_progress"] = byRest("Importing");
    writes('{"code":1802,"message":"missing required parameters"}')(question);
    await expect.poll(async () => (await send(PATH)).json).toEqual(OF_BOTH);
    expect(questions(milvus)).toBe(2);
  });

  test("may have had them when it was asked first", async () => {
    const script: Script = { ...BY_BOTH };
    const { send, milvus } = await startScriptedGateway(script);
    expect((await send(PATH)).json).toEqual(OF_BOTH);
    delete script["import/get_progress"];
    expect((await send(PATH)).json).toEqual(OF_GRPC);
    expect((await send(PATH)).json).toEqual(OF_GRPC);
    expect(milvus.restCalls).toHaveLength(3);
  });

  test("may be behind a gateway of gRPC, whose 404 is JSON with a code", async () => {
    const refuse = writes('{"code":5,"message":"Not Found","details":[]}', {}, 404);
    const { send, milvus } = await startScriptedGateway({ ...BY_GRPC, "import/get_progress": refuse });
    expect((await send(PATH)).json).toEqual(OF_GRPC);
    expect((await send(PATH)).json).toEqual(OF_GRPC);
    expect(questions(milvus)).toBe(1);
  });

  test("may be another server, which refuses plain HTTP on the port of its TLS", async () => {
    const refuse = writes("Client sent an HTTP request to an HTTPS server.\n", { "Content-Type": "text/plain" }, 400);
    const { send } = await startScriptedGateway({ ...BY_GRPC, "import/get_progress": refuse });
    expect((await send(PATH)).json).toEqual(OF_GRPC);
  });
});

test("a port that speaks gRPC only has no REST", async () => {
  const server = new Server();
  server.addService(milvusService, {
    GetImportState: (_call: unknown, reply: (failure: null, message: object) => void) =>
      reply(null, { status: {}, ...BY_GRPC.GetImportState }),
  });
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    );
  });
  onTestFinished(() => server.forceShutdown());
  const { log, lines } = createLog();
  const { url, stop } = await startGateway(`127.0.0.1:${port}`, {}, { log });
  onTestFinished(stop);
  expect((await sendRequest(url, PATH)).json).toEqual(OF_GRPC);
  expect((await sendRequest(url, PATH)).json).toEqual(OF_GRPC);
  expect(lines).toEqual([]);
});

describe("MILVUS_HTTP", () => {
  test("off sends nothing", async () => {
    const { send, milvus } = await startScriptedGateway(
      { ...BY_BOTH, ListImportTasks: { tasks: [] }, "import/list": { records: [] } },
      { MILVUS_HTTP: "off" },
    );
    expect((await send(PATH)).json).toEqual(OF_GRPC);
    expect((await send("/v1/jobs/import")).json).toEqual({ jobs: [], nextPageToken: "" });
    expect(milvus.restCalls).toEqual([]);
  });

  test("auto sends nothing where gRPC has TLS, whose port has no REST", async () => {
    const heard: string[] = [];
    const plain = createServer((request) => heard.push(request.url ?? ""));
    plain.listen(0, "127.0.0.1");
    await once(plain, "listening");
    onTestFinished(() => {
      plain.close();
    });
    const { port } = plain.address() as AddressInfo; // a listening TCP server has one
    const { url, stop } = await startGateway(`https://127.0.0.1:${port}`);
    onTestFinished(stop);
    expect((await sendRequest(url, PATH)).json).toMatchObject({ status: 503, code: "UPSTREAM_UNAVAILABLE" });
    expect(heard).toEqual([]);
  });

  test("names another address than that of gRPC", async () => {
    const rest = await startScriptedMilvus({ "import/get_progress": byRest("Importing") });
    onTestFinished(() => rest.stop());
    const { send, milvus } = await startScriptedGateway(BY_GRPC, { MILVUS_HTTP: `http://${rest.address}/` });
    expect((await send(PATH)).json).toEqual(OF_BOTH);
    expect(rest.restCalls.map(({ body }) => body)).toEqual(["{}", `{"jobId":"${ID}"}`]);
    expect(milvus.restCalls).toEqual([]);
  });

  test("may name a server without these routes", async () => {
    const rest = await startScriptedMilvus({});
    onTestFinished(() => rest.stop());
    const { send } = await startScriptedGateway(BY_GRPC, { MILVUS_HTTP: `http://${rest.address}` });
    expect((await send(PATH)).json).toEqual(OF_GRPC);
    expect(rest.restCalls).toHaveLength(1);
  });

  test("must be right: an address that refuses HTTP is a failure then", async () => {
    const other = createServer((_request, response) => {
      response.writeHead(400).end("Client sent an HTTP request to an HTTPS server.\n");
    });
    other.listen(0, "127.0.0.1");
    await once(other, "listening");
    onTestFinished(() => {
      other.close();
    });
    const { port } = other.address() as AddressInfo; // a listening TCP server has one
    const { send } = await startScriptedGateway(BY_GRPC, { MILVUS_HTTP: `http://127.0.0.1:${port}` });
    expect((await send(PATH)).json).toEqual(jobOf("ImportStarted", {}, { warnings: [unavailable("HTTP 400")] }));
  });
});

describe("the server tells whether REST is asked", () => {
  const SERVER = { GetVersion: { version: "v2.6.5" }, CheckHealth: { isHealthy: true } };

  test.each([
    ["ok", { "import/get_progress": byRest("Importing") }, {}],
    ["absent", {}, {}],
    ["off", { "import/get_progress": byRest("Importing") }, { MILVUS_HTTP: "off" }],
    ["HTTP 408", { "import/get_progress": writes("timeout", {}, 408) }, {}],
  ])("%s", async (rest, script, settings) => {
    const { send } = await startScriptedGateway({ ...SERVER, ...script }, settings);
    const { status, json } = await send("/v1/server");
    expect({ status, json }).toEqual({
      status: 200,
      json: { version: "v2.6.5", healthy: true, reasons: [], quotaStates: [], sources: { grpc: "ok", rest } },
    });
  });
});
