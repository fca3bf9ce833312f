/** The log: every failed request has one line under the id that its response tells, and no line has a secret. */
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { expect, onTestFinished, test } from "vitest";
import { startGateway } from "../support/gateway.ts";
import { createLog } from "../support/log.ts";
import { startScriptedGateway } from "../support/scripted-gateway.ts";
import { GrpcFailure, type Script } from "../support/scripted-milvus.ts";
import { sendRequest } from "../support/send-request.ts";

const R1 = { "X-Request-Id": "r1" };
const UNKNOWN = { status: { code: 2100, error_code: "UnexpectedError", reason: "import job does not exist, jobID=1" } };
const INFO = { level: 30, time: expect.any(Number), requestId: "r1", msg: "request failed" };
const WARN = { ...INFO, level: 40 };

async function start(script: Script = {}, settings: Record<string, string> = {}, level: "info" | "debug" = "info") {
  const { log, lines } = createLog(level);
  return { ...(await startScriptedGateway(script, settings, { log })), lines };
}

test("a request that is refused has a line with the template of its route", async () => {
  const { send, lines } = await start();
  await send("/v1/jobs/import/root:secret@host?password=secret", { headers: R1 });
  expect(lines).toEqual([
    { ...INFO, method: "GET", route: "/v1/jobs/import/:id", status: 400, code: "INVALID_ARGUMENT" },
  ]);
});

test.each([
  ["GET", "/nowhere/secret?password=secret", "none", 404, "NOT_FOUND"],
  ["DELETE", "/v1/jobs:lookup", "/v1/jobs:lookup", 405, "METHOD_NOT_ALLOWED"],
  ["GET", "/v2/vectordb/jobs/import/list", "/v2/vectordb/jobs/import/list", 405, "METHOD_NOT_ALLOWED"],
])("so has %s %s", async (method, path, route, status, code) => {
  const { send, lines } = await start();
  await send(path, { method, headers: R1 });
  expect(lines).toEqual([{ ...INFO, method, route, status, code }]);
});

test("what Milvus refuses has a line with its codes, and without its words", async () => {
  const { send, lines } = await start({ GetImportState: UNKNOWN });
  await send("/v1/jobs/import/1", { headers: R1 });
  expect(lines).toEqual([
    {
      ...INFO,
      method: "GET",
      route: "/v1/jobs/import/:id",
      status: 404,
      code: "JOB_NOT_FOUND",
      rule: "text:import job does not exist",
      rpc: "GetImportState",
      grpcCode: 0,
      grpcName: "OK",
      milvusCode: 2100,
      errorCode: "UnexpectedError",
    },
  ]);
});

test("a job that is not done is no failure of anybody's, and no warning", async () => {
  const { send, lines } = await start({ GetImportState: { state: "ImportStarted" } });
  await send("/v1/jobs/import/1?failUnlessDone=true", { headers: R1 });
  expect(lines).toEqual([{ ...INFO, method: "GET", route: "/v1/jobs/import/:id", status: 504, code: "JOB_NOT_DONE" }]);
});

test("a Milvus that cannot be reached is a warning that says, unlike the response, where it should be", async () => {
  const { log, lines } = createLog("info");
  const { url, stop } = await startGateway("127.0.0.1:1", {}, { log });
  onTestFinished(stop);
  await sendRequest(url, "/v1/jobs/import/1", { headers: R1 });
  expect(lines).toEqual([
    {
      ...WARN,
      method: "GET",
      route: "/v1/jobs/import/:id",
      status: 503,
      code: "UPSTREAM_UNAVAILABLE",
      rule: "grpc:14",
      rpc: "GetImportState",
      grpcCode: 14,
      grpcName: "UNAVAILABLE",
      milvusCode: null,
      errorCode: null,
      detail: "Milvus cannot be reached for GetImportState: the connection was refused.",
      cause: expect.stringContaining("ECONNREFUSED 127.0.0.1:1"),
    },
  ]);
});

test("what Milvus fails is a warning with its codes and the beginning of its words", async () => {
  const { send, lines } = await start({ GetImportState: new GrpcFailure(14, "away ".repeat(200)) });
  await send("/v1/jobs/import/1", { headers: R1 });
  expect(lines).toEqual([
    {
      ...WARN,
      method: "GET",
      route: "/v1/jobs/import/:id",
      status: 503,
      code: "UPSTREAM_UNAVAILABLE",
      rule: "grpc:14",
      rpc: "GetImportState",
      grpcCode: 14,
      grpcName: "UNAVAILABLE",
      milvusCode: null,
      errorCode: null,
      detail: "away ".repeat(100),
    },
  ]);
});

test("a failure that Milvus's own REST returns with 200 has its line, too", async () => {
  const { send, lines } = await start({ GetImportState: UNKNOWN });
  const path = "/v2/vectordb/jobs/import/describe";
  await send(path, { method: "POST", body: '{"jobId":"1"}', headers: R1 });
  await send(path, { method: "POST", body: "{}", headers: { "X-Request-Id": "r2" } });
  expect(lines).toEqual([
    {
      ...INFO,
      method: "POST",
      route: path,
      status: 404,
      code: "JOB_NOT_FOUND",
      rule: "text:import job does not exist",
      rpc: "GetImportState",
      grpcCode: 0,
      grpcName: "OK",
      milvusCode: 2100,
      errorCode: "UnexpectedError",
    },
    { ...INFO, requestId: "r2", method: "POST", route: path, status: 400, code: "INVALID_ARGUMENT" },
  ]);
  const { text: metrics } = await send("/metrics");
  const counted = `gateway_http_request_duration_seconds_count{route="${path}",method="POST",status="200"} 2`;
  expect(metrics.split("\n")).toContain(counted);
});

test.each([["/v1/jobs/import/1"], ["/v2/vectordb/jobs/import/list"]])(
  "a caller without a key has a line for %s, and no line has a key",
  async (path) => {
    const { send, lines } = await start({}, { GATEWAY_API_KEYS: "right" }, "debug");
    await send(path, { headers: { ...R1, Authorization: "Bearer secret", "X-API-Key": "secret" } });
    const line = { requestId: "r1", method: "GET", route: "none", status: 401 };
    await expect
      .poll(() => lines)
      .toEqual([
        { ...INFO, ...line, code: "UNAUTHENTICATED" },
        { ...line, level: 20, time: expect.any(Number), milliseconds: expect.any(Number), msg: "request" },
      ]);
  },
);

test("a request that succeeds has a line at debug, with the template of its route", async () => {
  const { send, lines } = await start({ GetImportState: { state: "ImportCompleted" } }, {}, "debug");
  await send("/v1/jobs/import/1", { headers: R1 });
  await expect
    .poll(() => lines)
    .toEqual([
      {
        level: 20,
        time: expect.any(Number),
        requestId: "r1",
        method: "GET",
        route: "/v1/jobs/import/:id",
        status: 200,
        milliseconds: expect.any(Number),
        msg: "request",
      },
    ]);
});

/** Sends bytes as they are; the request id of the response. */
async function send(url: string, bytes: string): Promise<string | undefined> {
  const socket = connect(Number(new URL(url).port), "127.0.0.1");
  socket.write(bytes);
  return /^x-request-id: (\S+)/im.exec(await text(socket))?.[1];
}

test.each([
  ["no HTTP", "HELLO secret\r\n\r\n", 400, "INVALID_ARGUMENT"],
  [
    "headers that are too large",
    `GET /?secret HTTP/1.1\r\nHost: localhost\r\nX: ${"secret".repeat(4_000)}\r\n\r\n`,
    431,
    "HEADERS_TOO_LARGE",
  ],
])("%s has a line without method and route", async (_what, bytes, status, code) => {
  const { url, lines } = await start();
  const requestId = await send(url, bytes);
  expect(requestId).toMatch(/^[0-9a-f-]{36}$/);
  expect(lines).toEqual([{ ...INFO, requestId, status, code }]);
});

test("an expectation that nobody knows has a line", async () => {
  const { url, lines } = await start();
  const head = "GET /v1/jobs HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nX-Request-Id: r1\r\nExpect: secret";
  expect(await send(url, `${head}\r\n\r\n`)).toBe("r1");
  expect(lines).toEqual([{ ...INFO, method: "GET", route: "none", status: 417, code: "EXPECTATION_FAILED" }]);
});
