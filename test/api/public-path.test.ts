/** Paths that the gateway tells, where a proxy shows it below another path. */
import { once } from "node:events";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { expect, test } from "vitest";
import { byRest, PATH } from "../support/import-replies.ts";
import { startScriptedGateway } from "../support/scripted-gateway.ts";
import { GrpcFailure, type Script } from "../support/scripted-milvus.ts";
import type { RequestOptions } from "../support/send-request.ts";

const TRUSTING = { TRUST_PROXY: "1" };
const BEHIND = { PUBLIC_PATH: "/gw" };
const START = { method: "POST", json: { collectionName: "books", files: ["a.json"] } };
const STARTS = { DescribeCollection: {}, Import: { tasks: ["7"] } };
const ID = { "X-Request-Id": "r1" };

const notFound = (path: string, prefix: string) => ({
  type: `${prefix}/problems/not-found`,
  title: "No such resource",
  status: 404,
  detail: `No route matches GET ${prefix}${path}. GET ${prefix}/openapi.json lists all of them.`,
  instance: `${prefix}${path}`,
  code: "NOT_FOUND",
  retryable: false,
  requestId: "r1",
});

// Where it stands

test("a problem's type and instance begin with PUBLIC_PATH", async () => {
  const { send } = await startScriptedGateway({}, BEHIND);
  expect((await send("/nowhere?a=b", { headers: ID })).json).toEqual(notFound("/nowhere", "/gw"));
});

test("the Location of a start begins with PUBLIC_PATH", async () => {
  const { send } = await startScriptedGateway(STARTS, { PUBLIC_PATH: "/milvus/jobs" });
  const { status, headers } = await send("/v1/jobs/import", START);
  expect([status, headers.location]).toEqual([202, "/milvus/jobs/v1/jobs/import/7"]);
});

test("the Location of an action begins with PUBLIC_PATH", async () => {
  const script: Script = {
    GetImportState: new GrpcFailure(14, "no connection"),
    "import/get_progress": byRest("Uncommitted"),
    "import/commit": {},
  };
  const { send } = await startScriptedGateway(script, BEHIND);
  const { status, headers } = await send(`${PATH}:commit?dbName=library`, { method: "POST" });
  expect([status, headers.location]).toEqual([202, `/gw${PATH}?dbName=library`]);
});

const GONE = { status: { code: 2101, error_code: 1, reason: "import job does not exist, jobID=7" } };

test.each<[string, string, RequestOptions]>([
  [
    "a start that another job stands in the way of",
    "/v1/jobs/refresh",
    { method: "POST", json: { collectionName: "books", dbName: "library" } },
  ],
  ["a job that Milvus does not know", "/v1/jobs/import/7", {}],
  ["a lookup", "/v1/jobs:lookup", { method: "POST", json: { names: ["import/7", "restore/5"] } }],
  ["an event stream", "/v1/jobs/events?name=import/7&name=restore/5", {}],
  ["a stream of lines", "/v1/jobs/events?name=import/7", { headers: { Accept: "application/x-ndjson" } }],
  ["a list", "/v1/jobs?kind=import,restore,index", {}],
  ["the page of a problem", "/problems/rate-limited", {}],
])("behind a prefix, the response to %s differs in its paths only", async (_what, path, options) => {
  const script: Script = {
    GetImportState: GONE,
    ListImportTasks: {},
    RefreshExternalCollection: { status: { code: 703, reason: "refresh job 44 is already in progress for books" } },
  };
  const { send } = await startScriptedGateway(script, TRUSTING);
  const plain = await send(path, { ...options, headers: { ...options.headers, ...ID } });
  const prefixed = await send(path, {
    ...options,
    headers: { ...options.headers, ...ID, "X-Forwarded-Prefix": "/gw" },
  });
  const withPrefix = (text: string) => text.replace(/"(type|instance)":"\//g, '"$1":"/gw/');
  expect(prefixed.text).toBe(withPrefix(plain.text));
  expect(prefixed.text).toContain('"type":"/gw/problems/');
  const { location: before = "" } = plain.headers;
  expect(prefixed.headers.location ?? "").toBe(before.replace(/^\//, "/gw/"));
});

test("the Location of the job that stands in the way begins with PUBLIC_PATH", async () => {
  const refused = { status: { code: 703, reason: "refresh job 44 is already in progress for collection books" } };
  const { send } = await startScriptedGateway({ RefreshExternalCollection: refused }, BEHIND);
  const json = { collectionName: "books", dbName: "library" };
  const { status, headers } = await send("/v1/jobs/refresh", { method: "POST", json });
  expect([status, headers.location]).toEqual([409, "/gw/v1/jobs/refresh/44?dbName=library"]);
});

test("the path of the documentation's redirect is relative, and so right behind every path", async () => {
  const { send } = await startScriptedGateway({}, BEHIND);
  expect((await send("/docs")).headers.location).toBe("docs/");
});

test("a request that cannot be read gets a problem whose type begins with PUBLIC_PATH", async () => {
  const { url } = await startScriptedGateway({}, { ...BEHIND, ...TRUSTING });
  const socket = connect(Number(new URL(url).port), "127.0.0.1");
  await once(socket, "connect");
  socket.end("GET / HTTP/1.1\r\nX-Forwarded-Prefix: /other\r\nno header\r\n\r\n");
  const [, body = ""] = (await text(socket)).split("\r\n\r\n");
  expect(JSON.parse(body)).toMatchObject({ type: "/gw/problems/invalid-argument", instance: "" });
});

test("a problem about an expectation begins with what the proxy says", async () => {
  const { send } = await startScriptedGateway({}, TRUSTING);
  const headers = { Expect: "a miracle", "X-Forwarded-Prefix": "/other" };
  expect((await send("/livez", { headers })).json).toMatchObject({
    type: "/other/problems/expectation-failed",
    instance: "/other/livez",
  });
});

// Who may say it

test.each(["1", "2", "loopback", "127.0.0.1", "10.0.0.0/8, 127.0.0.0/8"])(
  "TRUST_PROXY=%s trusts the X-Forwarded-Prefix of a proxy on this machine",
  async (TRUST_PROXY) => {
    const { send } = await startScriptedGateway(STARTS, { TRUST_PROXY, PUBLIC_PATH: "/preset" });
    const headers = { ...ID, "X-Forwarded-Prefix": "/gw" };
    expect((await send("/nowhere", { headers })).json).toEqual(notFound("/nowhere", "/gw"));
    expect((await send("/v1/jobs/import", { ...START, headers })).headers.location).toBe("/gw/v1/jobs/import/7");
    expect((await send("/nowhere", { headers: ID })).json).toEqual(notFound("/nowhere", "/preset"));
  },
);

test.each<[string, Record<string, string>]>([
  ["without TRUST_PROXY", {}],
  ["from an address that it does not name", { TRUST_PROXY: "10.0.0.0/8, uniquelocal" }],
])("X-Forwarded-Prefix counts for nothing %s", async (_when, settings) => {
  const { send } = await startScriptedGateway(STARTS, settings);
  const headers = { ...ID, "X-Forwarded-Prefix": "/gw", "X-Forwarded-For": "10.0.0.1" };
  expect((await send("/nowhere", { headers })).json).toEqual(notFound("/nowhere", ""));
  expect((await send("/v1/jobs/import", { ...START, headers })).headers.location).toBe("/v1/jobs/import/7");
});

// What it may be

test.each([
  ["/gw", "/gw"],
  ["/gw/", "/gw"],
  ["/milvus/jobs-v1.2_~", "/milvus/jobs-v1.2_~"],
  ["/.well-known", "/.well-known"],
  [`/${"a".repeat(255)}`, `/${"a".repeat(255)}`],
])("X-Forwarded-Prefix: %s puts %s before paths", async (given, prefix) => {
  const { send } = await startScriptedGateway({}, TRUSTING);
  const { json } = await send("/nowhere", { headers: { ...ID, "X-Forwarded-Prefix": given } });
  expect(json).toEqual(notFound("/nowhere", prefix));
});

test.each<[string | readonly string[]]>([
  [""],
  ["/"],
  ["gw"],
  ["//evil.example"],
  ["/gw//"],
  ["/a//b"],
  ["https://evil.example"],
  ["/.."],
  ["/a/../b"],
  ["/."],
  ["/a b"],
  ["/a%2Fb"],
  ["/a?b=c"],
  ["/a#b"],
  ["/a\\b"],
  ["/a:b"],
  ["/bücher"],
  ["/a, /b"],
  [["/a", "/b"]],
  [`/${"a".repeat(256)}`],
])("X-Forwarded-Prefix: %s is ignored", async (given) => {
  const { send } = await startScriptedGateway({}, { ...TRUSTING, ...BEHIND });
  const { json } = await send("/nowhere", { headers: { ...ID, "X-Forwarded-Prefix": given } });
  expect(json).toEqual(notFound("/nowhere", "/gw"));
});
