import { once } from "node:events";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { expect, test, vi } from "vitest";
import { startScriptedGateway } from "../support/scripted-gateway.ts";

const RUNNING = { state: "ImportStarted", infos: [{ key: "progress_percent", value: "40" }] };
const JOB = "/v1/jobs/import/446781855410077319";

// Paths and methods

test.each([
  ["/nowhere"],
  ["/v1"],
  ["/v1/jobs/"],
  ["/v1/jobs/nokind"],
  ["/v1/jobs/nokind/1"],
  ["/v1/jobs/import/"],
  [`${JOB}/`],
  [`${JOB}/nothing`],
  ["/v1/Jobs/import/1"],
  ["//v1/jobs/import/1"],
  ["/v1/jobs/import/1/../2"],
  ["/v1/jobs/__proto__/1"],
  ["/problems/nothing"],
])("the path %s is a 404 problem", async (path) => {
  const { send, milvus } = await startScriptedGateway();
  const { status, headers, json } = await send(path, { headers: { "X-Request-Id": "r1" } });
  expect(status).toBe(404);
  expect(headers["content-type"]).toBe("application/problem+json; charset=utf-8");
  expect(json).toEqual({
    type: "/problems/not-found",
    title: "No such resource",
    status: 404,
    detail: expect.any(String),
    instance: path,
    code: "NOT_FOUND",
    retryable: false,
    requestId: "r1",
  });
  expect(milvus.calls).toEqual([]);
});

test.each([
  ["POST", JOB, "GET, HEAD, OPTIONS"],
  ["DELETE", JOB, "GET, HEAD, OPTIONS"],
  ["PUT", "/v1/jobs/import", "GET, HEAD, POST, OPTIONS"],
  ["PATCH", "/v1/jobs", "GET, HEAD, OPTIONS"],
  ["GET", "/v1/jobs:lookup", "POST, OPTIONS"],
  ["HEAD", "/v1/jobs:lookup", "POST, OPTIONS"],
  ["POST", "/v1/server", "GET, HEAD, OPTIONS"],
  ["POST", "/livez", "GET, HEAD, OPTIONS"],
  ["DELETE", "/problems/job-not-found", "GET, HEAD, OPTIONS"],
  ["POST", "/openapi.json", "GET, HEAD, OPTIONS"],
])("%s %s is a 405 that allows %s", async (method, path, allow) => {
  const { send, milvus } = await startScriptedGateway();
  const { status, headers } = await send(path, { method });
  expect({ status, allow: headers.allow, type: headers["content-type"] }).toEqual({
    status: 405,
    allow,
    type: "application/problem+json; charset=utf-8",
  });
  expect(milvus.calls).toEqual([]);
});

test("a 405 says which methods there are", async () => {
  const { send } = await startScriptedGateway();
  expect((await send(JOB, { method: "DELETE", headers: { "X-Request-Id": "r1" } })).json).toEqual({
    type: "/problems/method-not-allowed",
    title: "Method not allowed",
    status: 405,
    detail: "Method DELETE is not allowed; use GET, HEAD or OPTIONS.",
    instance: JOB,
    code: "METHOD_NOT_ALLOWED",
    retryable: false,
    requestId: "r1",
  });
});

test.each([
  [JOB, "GET, HEAD, OPTIONS"],
  ["/v1/jobs/import", "GET, HEAD, POST, OPTIONS"],
  ["/v1/jobs:lookup", "POST, OPTIONS"],
])("OPTIONS %s is a 204 that allows %s", async (path, allow) => {
  const { send, milvus } = await startScriptedGateway();
  const { status, headers, text: body } = await send(path, { method: "OPTIONS" });
  expect({ status, allow: headers.allow, body }).toEqual({ status: 204, allow, body: "" });
  expect(milvus.calls).toEqual([]);
});

test("HEAD has the headers of GET and no body", async () => {
  const { send } = await startScriptedGateway({ GetImportState: RUNNING });
  const get = await send(JOB, { headers: { "X-Request-Id": "r1" } });
  const head = await send(JOB, { method: "HEAD", headers: { "X-Request-Id": "r1" } });
  expect(head.status).toBe(200);
  expect(head.text).toBe("");
  expect({ ...head.headers, date: "" }).toEqual({ ...get.headers, date: "" });
});

// Representations

test.each([
  ["application/json", 200],
  ["application/*", 200],
  ["*/*", 200],
  ["text/html, application/json;q=0.1", 200],
  ["text/html", 406],
  ["application/xml, text/plain;q=0.5", 406],
  ["application/json;q=0", 406],
  ["application/json; charset=utf-8", 200],
  ["application/json;charset=iso-8859-1", 200],
  ['application/json; profile="a,b;q=0"; q=0.5', 200],
  ['text/html; title="application/json, */*"', 406],
  ["APPLICATION/JSON ; Version=1 ; Q=0.5", 200],
  ["application/json; charset=utf-8; q=0", 406],
  ["application/json; charset=utf-8; q=0, application/*", 406],
  ["application/json; version=1; q=0, application/json; q=0.2", 200],
  ["*/*; q=0.1", 200],
  ["*/*; q=0", 406],
  ["application/json; q=high", 406],
  ["json", 406],
  ["application/jsonx, /json, ,;", 406],
])("Accept: %s gets %i", async (accept, status) => {
  const { send } = await startScriptedGateway({ GetImportState: RUNNING });
  const response = await send(JOB, { headers: { Accept: accept } });
  expect(response.status).toBe(status);
});

test("a 406 is a problem all the same, and nothing reaches Milvus", async () => {
  const { send, milvus } = await startScriptedGateway({ GetImportState: RUNNING });
  const { headers, json } = await send(JOB, { headers: { Accept: "image/png", "X-Request-Id": "r1" } });
  expect(headers["content-type"]).toBe("application/problem+json; charset=utf-8");
  expect(json).toEqual({
    type: "/problems/not-acceptable",
    title: "No acceptable representation",
    status: 406,
    detail: expect.stringContaining("application/json"),
    instance: JOB,
    code: "NOT_ACCEPTABLE",
    retryable: false,
    requestId: "r1",
  });
  expect(milvus.calls).toEqual([]);
});

test("a job has a strong entity tag, and says how it may be cached and when to come again", async () => {
  const { send } = await startScriptedGateway({ GetImportState: RUNNING });
  const { status, headers } = await send(JOB);
  expect(status).toBe(200);
  expect(headers).toMatchObject({
    "content-type": "application/json; charset=utf-8",
    etag: expect.stringMatching(/^"[\w-]{27}"$/),
    "cache-control": "no-cache",
    vary: "Authorization, Accept",
    "retry-after": "1",
    "x-request-id": expect.stringMatching(/^[\w.-]{1,64}$/),
  });
});

test("the tag is the same for the same job, and another once anything of it has changed", async () => {
  const script = { GetImportState: RUNNING };
  const { send } = await startScriptedGateway(script);
  const first = await send(JOB);
  const again = await send(JOB);
  expect(again.headers.etag).toBe(first.headers.etag);
  const withReply = await send(`${JOB}?include=reply`);
  expect(withReply.headers.etag).not.toBe(first.headers.etag);
  script.GetImportState = { ...RUNNING, infos: [{ key: "progress_percent", value: "41" }] };
  expect((await send(JOB)).headers.etag).not.toBe(first.headers.etag);
});

test("If-None-Match gets 304 when the caller has the job as it is", async () => {
  const { send } = await startScriptedGateway({ GetImportState: RUNNING });
  const { headers } = await send(JOB);
  const etag = String(headers.etag);
  const statuses = [];
  for (const given of [etag, `W/${etag}`, `"other", ${etag}`, "*", '"other"', etag.replaceAll('"', "")]) {
    statuses.push((await send(JOB, { headers: { "If-None-Match": given } })).status);
  }
  expect(statuses).toEqual([304, 304, 304, 304, 200, 200]);
  const unchanged = await send(JOB, { headers: { "If-None-Match": etag } });
  expect(unchanged.text).toBe("");
  expect(unchanged.headers).toMatchObject({
    etag,
    "cache-control": "no-cache",
    vary: "Authorization, Accept",
    "retry-after": "1",
  });
});

test.each([
  [0, "1"],
  [30, "1"],
  [150, "5"],
  [300, "10"],
  [86_400, "10"],
])("a running job of %i seconds is to be asked for again after %s", async (age, retryAfter) => {
  const created = Math.floor(Date.now() / 1000) - age;
  const { send } = await startScriptedGateway({ GetImportState: { ...RUNNING, create_ts: String(created) } });
  expect((await send(JOB)).headers["retry-after"]).toBe(retryAfter);
});

test.each([["ImportCompleted"], ["ImportFailed"]])("a job in state %s has no Retry-After", async (state) => {
  const { send } = await startScriptedGateway({ GetImportState: { state } });
  const { status, headers } = await send(JOB);
  expect(status).toBe(200);
  expect(headers["retry-after"]).toBeUndefined();
});

test("include=reply adds Milvus's reply as it came, with its pairs in order, and redacts nothing but secrets", async () => {
  const infos = [
    { key: "__proto__", value: "1" },
    { key: "a", value: "1" },
    { key: "a", value: "2" },
    { key: "ezk", value: "secret" },
    { key: "files", value: "s3://user:password@bucket/a.json" },
  ];
  const { send } = await startScriptedGateway({
    GetImportState: { state: 42, row_count: "9223372036854775807", id: "446781855410077319", infos },
  });
  const { text: body } = await send(`${JOB}?include=reply`);
  expect(body).not.toMatch(/secret|password/);
  expect(JSON.parse(body).reply).toEqual({
    status: { error_code: "Success", reason: "", code: 0, retriable: false, detail: "", extra_info: {} },
    state: 42,
    row_count: "9223372036854775807",
    id_list: [],
    infos: [
      { key: "__proto__", value: "1" },
      { key: "a", value: "1" },
      { key: "a", value: "2" },
      { key: "ezk", value: "***" },
      { key: "files", value: "s3://***@bucket/a.json" },
    ],
    id: "446781855410077319",
    collection_id: "0",
    segment_ids: [],
    create_ts: "0",
  });
  expect(body).toContain('"infos":{"__proto__":"1","a":"2"');
});

// Request ids

test.each([["r1"], ["4bf92f35-77b3-4da6-a3ce-929d0e0e4736"], [`${"x".repeat(64)}`], ["a.b_c-D"]])(
  "the sane request id %s is taken over",
  async (id) => {
    const { send } = await startScriptedGateway();
    const { headers, json } = await send("/nowhere", { headers: { "X-Request-Id": id } });
    expect(headers["x-request-id"]).toBe(id);
    expect(json).toMatchObject({ requestId: id });
  },
);

test.each([[""], ["a b"], ["x".repeat(65)], ["é"], ["<script>"], [["a", "b"]]])(
  "the request id %j is replaced by a new one",
  async (id) => {
    const { send } = await startScriptedGateway();
    const { headers, json } = await send("/nowhere", { headers: { "X-Request-Id": id } });
    expect(headers["x-request-id"]).toMatch(/^[0-9a-f]{8}-[0-9a-f-]{27}$/);
    expect(json).toMatchObject({ requestId: headers["x-request-id"] });
  },
);

// What never becomes a request

const LINES = `GET ${JOB} HTTP/1.1\r\nConnection: close\r\n`;

test.each([
  ["two Host headers", `${LINES}Host: localhost\r\nHost: localhost\r\n\r\n`, 400],
  ["no Host header", `${LINES}\r\n`, 400],
  [
    "both Content-Length and Transfer-Encoding",
    `${LINES}Host: localhost\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n`,
    400,
  ],
  ["oversized headers", `${LINES}Host: localhost\r\nX: ${"x".repeat(20_000)}\r\n\r\n`, 431],
  ["a header line that is none", `${LINES}Host: localhost\r\nno colon\r\n\r\n`, 400],
  ["another protocol", "HELLO\r\n\r\n", 400],
  ["an expectation that nobody knows", `${LINES}Host: localhost\r\nExpect: wonders\r\n\r\n`, 417],
])("%s: a problem document, too", async (_what, bytes, status) => {
  const { url, milvus } = await startScriptedGateway({ GetImportState: RUNNING });
  const socket = connect(Number(new URL(url).port), "127.0.0.1");
  socket.write(bytes);
  const response = await text(socket);
  const [head = "", body = ""] = response.split("\r\n\r\n");
  expect(head).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
  expect(head).toMatch(/content-type: application\/problem\+json/i);
  expect(head).toMatch(/x-request-id: \S+/i);
  expect(JSON.parse(body)).toMatchObject({ status, type: expect.stringMatching(/^\/problems\//) });
  expect(milvus.calls).toEqual([]);
});

test("who talks nonsense and does not hang up is hung up on", async () => {
  const { url } = await startScriptedGateway();
  const socket = connect({ port: Number(new URL(url).port), host: "127.0.0.1", allowHalfOpen: true });
  const closed = new Promise((resolve) => socket.on("close", resolve));
  socket.on("error", () => {}).resume(); // a reset, when it has been hung up on
  socket.write("HELLO\r\n\r\n");
  await once(socket, "end");
  const goOn = setInterval(() => socket.write("HELLO\r\n"), 50);
  await closed;
  clearInterval(goOn);
  expect(socket.destroyed).toBe(true);
});

test("nonsense behind a request whose stream has begun breaks the connection, and adds nothing to the stream", async () => {
  const { url } = await startScriptedGateway({ GetImportState: RUNNING });
  const socket = connect(Number(new URL(url).port), "127.0.0.1");
  socket.on("error", () => {}); // a reset is as good an end
  let received = "";
  socket.setEncoding("utf8").on("data", (part: string) => {
    received += part;
  });
  const closed = new Promise((resolve) => socket.on("close", resolve));
  socket.write(`GET ${JOB}/events HTTP/1.1\r\nHost: localhost\r\n\r\n`);
  await vi.waitFor(() => expect(received).toContain("event: job"));
  socket.write("HELLO\r\n\r\n");
  await closed;
  expect(received.match(/HTTP\/1\.1 \d+/g)).toEqual(["HTTP/1.1 200"]);
});

test("the Location of a job whose id has characters that URLs have not leads to it", async () => {
  const { send } = await startScriptedGateway({ CreateIndex: {}, DescribeIndex: { status: { code: 700 } } });
  const json = { collectionName: "books", fieldName: "v", indexName: "索引?b#c%41" };
  const { status, headers } = await send("/v1/jobs/index", { method: "POST", json });
  expect([status, headers.location]).toEqual([202, "/v1/jobs/index/default:books:%E7%B4%A2%E5%BC%95%3Fb%23c%2541"]);
  const followed = await send(headers.location ?? "");
  expect(followed.json).toMatchObject({ code: "INDEX_NOT_FOUND" });
});
