import { expect, test } from "vitest";
import { startScriptedGateway } from "../support/scripted-gateway.ts";

const RUNNING = { state: "ImportStarted" };
const JOB = "/v1/jobs/import/1";
const base64 = (text: string) => Buffer.from(text).toString("base64");
/** Header bytes as they go over the wire: Node writes header texts as latin1. */
const asBytes = (text: string) => Buffer.from(text).toString("latin1");

// The caller's credentials become Milvus's

test.each([
  ["Bearer root:Milvus", base64("root:Milvus")],
  ["bearer root:Milvus", base64("root:Milvus")],
  ["  Bearer   root:Milvus  ", base64("root:Milvus")],
  ["Bearer an-api-key", base64("an-api-key")],
  ["Bearer root:with spaces: and colons", base64("root:with spaces: and colons")],
  [asBytes("Bearer root:pässwörd→"), base64("root:pässwörd→")],
  [asBytes("Bearer root:voilà"), base64("root:voilà")], // whose last byte is a space in latin1
  [`Basic ${base64("root:Milvus")}`, base64("root:Milvus")],
  [`Basic ${base64("root:pässwörd→").replace(/=+$/, "")}`, base64("root:pässwörd→")],
  [`BASIC ${base64("root:Milvus")}`, base64("root:Milvus")],
])("Authorization: %s goes upstream as %s", async (header, credential) => {
  const { send, milvus } = await startScriptedGateway({ GetImportState: RUNNING });
  const { status } = await send(JOB, { headers: { Authorization: header } });
  expect(status).toBe(200);
  expect(milvus.calls[0]?.metadata.authorization).toBe(credential);
});

test.each([["Bearer"], ["Bearer "]])("an empty credential (%j) is none", async (header) => {
  const { send, milvus } = await startScriptedGateway({ GetImportState: RUNNING });
  const { status } = await send(JOB, { headers: { Authorization: header } });
  expect(status).toBe(200);
  expect(milvus.calls.map(({ metadata }) => "authorization" in metadata)).toEqual([false]);
});

test.each([["Digest username=root"], ["Basic"], ["Basic root:Milvus"], ["root:Milvus"], ["Negotiate abc"], [""]])(
  "Authorization: %s is a 401 that says what to send, and nothing reaches Milvus",
  async (header) => {
    const { send, milvus } = await startScriptedGateway({ GetImportState: RUNNING });
    const { status, headers, json } = await send(JOB, { headers: { Authorization: header, "X-Request-Id": "r1" } });
    expect(status).toBe(401);
    expect(headers["www-authenticate"]).toBe('Bearer realm="milvus"');
    expect(json).toEqual({
      type: "/problems/unauthenticated",
      title: "Credentials are missing or wrong",
      status: 401,
      detail:
        "This Authorization header is none that Milvus takes: send `Authorization: Bearer user:password`, `Bearer <api key>` or `Basic <base64 of user:password>`.",
      instance: JOB,
      code: "UNAUTHENTICATED",
      retryable: false,
      requestId: "r1",
    });
    expect(milvus.calls).toEqual([]);
  },
);

// The metadata that goes upstream

const TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

test("exactly the metadata of the fixed list goes upstream, whatever the caller sends", async () => {
  const { send, milvus } = await startScriptedGateway({ GetImportState: RUNNING });
  await send(`${JOB}?dbName=library`, {
    headers: {
      Authorization: "Bearer root:Milvus",
      "X-Request-Id": "r1",
      traceparent: TRACE,
      tracestate: "a=b",
      sourceid: "member",
      identifier: "1",
      dbname: "other",
      "client-request-id": "mine",
      Cookie: "a=b",
      "X-API-Key": "k",
    },
  });
  const { "user-agent": agent, ...metadata } = milvus.calls[0]?.metadata ?? {};
  expect(agent).toMatch(/^milvus-job-gateway grpc-node-js\//);
  expect(metadata).toEqual({
    authorization: base64("root:Milvus"),
    dbname: "library",
    "client-request-id": "r1",
    client_request_id: "r1",
    traceparent: TRACE,
  });
});

test("without headers only the default database and a new request id go upstream", async () => {
  const { send, milvus } = await startScriptedGateway({ GetImportState: RUNNING });
  const { headers } = await send(JOB);
  const { "user-agent": _agent, ...metadata } = milvus.calls[0]?.metadata ?? {};
  expect(metadata).toEqual({
    dbname: "default",
    "client-request-id": headers["x-request-id"],
    client_request_id: headers["x-request-id"],
  });
});

test.each([["00-xyz"], [TRACE.toUpperCase()], [`${TRACE}-more`], ["garbage"]])(
  "the traceparent %s is none and is left out",
  async (traceparent) => {
    const { send, milvus } = await startScriptedGateway({ GetImportState: RUNNING });
    await send(JOB, { headers: { traceparent } });
    expect(milvus.calls.map(({ metadata }) => "traceparent" in metadata)).toEqual([false]);
  },
);

test("the database of a start's body goes upstream in the request and as metadata", async () => {
  const { send, milvus } = await startScriptedGateway({ DescribeCollection: {}, Import: { tasks: ["7"] } });
  await send("/v1/jobs/import", {
    method: "POST",
    json: { dbName: "library", collectionName: "books", files: ["a.json"] },
  });
  expect(milvus.calls.map(({ rpc, metadata }) => [rpc, metadata.dbname])).toEqual([
    ["DescribeCollection", "library"],
    ["Import", "library"],
  ]);
  expect(milvus.calls[1]?.request).toMatchObject({ db_name: "library" });
});

// The gateway's own credential and its keys

const KEYS = { MILVUS_TOKEN: "gate:secret", GATEWAY_API_KEYS: "first-key, second-key" };

test.each<[string, Record<string, string>]>([
  ["X-API-Key", { "X-API-Key": "first-key" }],
  ["another of the keys", { "X-API-Key": "second-key" }],
  ["a Bearer token", { Authorization: "Bearer second-key" }],
  ["a Bearer token beside a wrong X-API-Key", { Authorization: "bearer first-key", "X-API-Key": "wrong" }],
])("a caller with a key, as %s, asks with the gateway's credential", async (_how, headers) => {
  const { send, milvus } = await startScriptedGateway({ GetImportState: RUNNING }, KEYS);
  const { status } = await send(JOB, { headers });
  expect(status).toBe(200);
  expect(milvus.calls[0]?.metadata.authorization).toBe(base64("gate:secret"));
});

test.each<[string, Record<string, string>]>([
  ["no key", {}],
  ["a wrong key", { "X-API-Key": "third-key" }],
  ["half a key", { "X-API-Key": "first" }],
  ["the whole list", { "X-API-Key": "first-key, second-key" }],
  ["an empty key", { "X-API-Key": "" }],
  ["Milvus's credential", { Authorization: "Bearer gate:secret" }],
  ["the key as a Basic password", { Authorization: `Basic ${base64("first-key")}` }],
])("a caller with %s is a 401, and nothing reaches Milvus", async (_what, headers) => {
  const { send, milvus } = await startScriptedGateway({ GetImportState: RUNNING }, KEYS);
  const paths = [JOB, "/v1/jobs", "/v1/jobs/import", "/v1/server", "/v1/nowhere", "/v2/vectordb/jobs/import/list"];
  const answers = await Promise.all(paths.map((path) => send(path, { headers })));
  expect(answers.map(({ status }) => status)).toEqual(paths.map(() => 401));
  expect(answers[0]?.headers["www-authenticate"]).toBe('Bearer realm="milvus"');
  expect(milvus.calls).toEqual([]);
});

test("a gateway with keys still shows its pages and that it lives, without one", async () => {
  const { send } = await startScriptedGateway({ CheckHealth: { isHealthy: true } }, KEYS);
  const paths = ["/livez", "/readyz", "/metrics", "/openapi.json", "/docs/", "/problems/unauthenticated"];
  const answers = await Promise.all(paths.map((path) => send(path)));
  expect(answers.map(({ status }) => status)).toEqual(paths.map(() => 200));
});

test("a gateway with keys and no credential of its own hands X-API-Key callers' credentials on", async () => {
  const { send, milvus } = await startScriptedGateway({ GetImportState: RUNNING }, { GATEWAY_API_KEYS: "first-key" });
  const headers = { "X-API-Key": "first-key", Authorization: "Bearer root:Milvus" };
  expect((await send(JOB, { headers })).status).toBe(200);
  expect(milvus.calls[0]?.metadata.authorization).toBe(base64("root:Milvus"));
});

test("ALLOW_ANONYMOUS lets everyone use the gateway's credential", async () => {
  const settings = { MILVUS_TOKEN: "gate:secret", ALLOW_ANONYMOUS: "true" };
  const { send, milvus } = await startScriptedGateway({ GetImportState: RUNNING }, settings);
  expect((await send(JOB)).status).toBe(200);
  expect((await send(JOB, { headers: { Authorization: "Bearer someone:else" } })).status).toBe(200);
  expect(milvus.calls.map(({ metadata }) => metadata.authorization)).toEqual([
    base64("gate:secret"),
    base64("gate:secret"),
  ]);
});

test.each([
  ["/readyz", { GATEWAY_API_KEYS: "first-key" }],
  ["/readyz", { GATEWAY_API_KEYS: "first-key", ALLOW_ANONYMOUS: "true" }],
  [JOB, { GATEWAY_API_KEYS: "first-key", ALLOW_ANONYMOUS: "true" }],
])("a key of the gateway never goes to Milvus: %s with %j", async (path, settings) => {
  const { send, milvus } = await startScriptedGateway({ GetImportState: RUNNING, CheckHealth: {} }, settings);
  await send(path, { headers: { Authorization: "Bearer first-key" } });
  expect(milvus.calls.map(({ metadata }) => metadata.authorization)).toEqual([undefined]);
});

// Read-only

test("READ_ONLY turns every start off and leaves reads alone", async () => {
  const { send, milvus } = await startScriptedGateway({ GetImportState: RUNNING }, { READ_ONLY: "true" });
  const body = { collectionName: "books", files: ["a.json"] };
  const started = await send("/v1/jobs/import", { method: "POST", json: body, headers: { "X-Request-Id": "r1" } });
  expect(started.status).toBe(403);
  expect(started.json).toEqual({
    type: "/problems/read-only",
    title: "This gateway is read-only",
    status: 403,
    detail: "This gateway starts no work.",
    instance: "/v1/jobs/import",
    code: "READ_ONLY",
    retryable: false,
    requestId: "r1",
  });
  expect(milvus.calls).toEqual([]);
  expect((await send(JOB)).status).toBe(200);
});

// Pages of other origins

const ORIGIN = { Origin: "https://board.example" };

test("without CORS_ORIGINS no page of another origin may read a response", async () => {
  const { send } = await startScriptedGateway({ GetImportState: RUNNING });
  const { status, headers } = await send(JOB, { headers: ORIGIN });
  expect(status).toBe(200);
  expect(Object.keys(headers).filter((name) => name.startsWith("access-control-"))).toEqual([]);
});

test.each([
  ["https://board.example", "https://board.example"],
  ["https://other.example,https://board.example", "https://board.example"],
  ["*", "*"],
])("CORS_ORIGINS=%s lets a page of https://board.example read responses and their headers", async (list, allowed) => {
  const { send } = await startScriptedGateway({ GetImportState: RUNNING }, { CORS_ORIGINS: list });
  const { status, headers } = await send(JOB, { headers: ORIGIN });
  expect(status).toBe(200);
  expect(headers["access-control-allow-origin"]).toBe(allowed);
  expect(headers["access-control-expose-headers"]).toBe("ETag,Location,Preference-Applied,Retry-After,X-Request-Id");
});

test("CORS_ORIGINS lets no other page read anything", async () => {
  const { send } = await startScriptedGateway({ GetImportState: RUNNING }, { CORS_ORIGINS: "https://other.example" });
  const { headers } = await send(JOB, { headers: ORIGIN });
  expect(headers["access-control-allow-origin"]).toBeUndefined();
});

test("a response that depends on the page's origin says so to caches, besides what it varies by anyway", async () => {
  const { send } = await startScriptedGateway({ GetImportState: RUNNING }, { CORS_ORIGINS: "https://board.example" });
  const job = await send(JOB, { headers: ORIGIN });
  const problem = await send("/nowhere", { headers: ORIGIN });
  expect([job.headers.vary, problem.headers.vary].map((vary) => vary?.split(/,\s*/).sort())).toEqual([
    ["Accept", "Authorization", "Origin"],
    ["Accept", "Authorization", "Origin"],
  ]);
});

test("a problem can be read by a page of an allowed origin, too", async () => {
  const { send } = await startScriptedGateway({}, { ...KEYS, CORS_ORIGINS: "https://board.example" });
  const { status, headers } = await send(JOB, { headers: ORIGIN });
  expect(status).toBe(401);
  expect(headers["access-control-allow-origin"]).toBe("https://board.example");
});

test("a preflight is served without a key", async () => {
  const { send } = await startScriptedGateway({}, { ...KEYS, CORS_ORIGINS: "https://board.example" });
  const { status, headers } = await send("/v1/jobs/import", {
    method: "OPTIONS",
    headers: {
      ...ORIGIN,
      "Access-Control-Request-Method": "POST",
      "Access-Control-Request-Headers": "content-type,authorization,idempotency-key",
    },
  });
  expect(status).toBe(204);
  expect(headers).toMatchObject({
    "access-control-allow-origin": "https://board.example",
    "access-control-allow-methods": expect.stringContaining("POST"),
    "access-control-allow-headers": "content-type,authorization,idempotency-key",
    "access-control-max-age": "600",
  });
});

const PREFLIGHT = {
  method: "OPTIONS",
  headers: { ...ORIGIN, "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "x-api-key" },
};

test.each<[string, Record<string, string>]>([
  ["no origins are listed", {}],
  ["others are listed", { CORS_ORIGINS: "https://other.example" }],
])("where %s, a preflight is not asked for a key and allows nothing", async (_which, settings) => {
  const { send, milvus } = await startScriptedGateway({}, { ...KEYS, ...settings });
  const paths = ["/v1/jobs/import", "/v1/jobs:lookup", "/v2/vectordb/jobs/import/create"];
  const responses = await Promise.all(paths.map((path) => send(path, PREFLIGHT)));
  expect(responses.map(({ status, text, headers }) => [status, text, headers["access-control-allow-origin"]])).toEqual(
    paths.map(() => [204, "", undefined]),
  );
  expect(milvus.calls).toEqual([]);
});

test("a request that only looks like a preflight needs a key", async () => {
  const { send } = await startScriptedGateway({}, KEYS);
  const { headers } = PREFLIGHT;
  const { Origin, ...withoutOrigin } = headers;
  const responses = await Promise.all([
    send(JOB, { headers }),
    send(JOB, { method: "OPTIONS", headers: ORIGIN }),
    send(JOB, { method: "OPTIONS", headers: withoutOrigin }),
  ]);
  expect(responses.map(({ status }) => status)).toEqual([401, 401, 401]);
});

test("an origin is allowed however it is spelt in CORS_ORIGINS", async () => {
  const { send } = await startScriptedGateway({}, { CORS_ORIGINS: "HTTPS://Board.Example:443/" });
  const { headers } = await send("/livez", { headers: ORIGIN });
  expect(headers["access-control-allow-origin"]).toBe("https://board.example");
});

// Host headers

test.each([
  ["localhost"],
  ["localhost:8080"],
  ["LOCALHOST."],
  ["127.0.0.1"],
  ["127.8.8.8:1"],
  ["[::1]"],
  ["[::1]:8080"],
])("on a loopback address the Host %s is served", async (host) => {
  const { send } = await startScriptedGateway();
  expect((await send("/livez", { headers: { Host: host } })).status).toBe(200);
});

test.each([
  ["evil.example"],
  ["localhost.evil.example"],
  ["127.0.0.1.evil.example"],
  ["127.evil"],
  ["10.0.0.1:8080"],
  ["[::2]"],
  ["0.0.0.0"],
])("on a loopback address the Host %s is a 403", async (host) => {
  const { send, milvus } = await startScriptedGateway({ GetImportState: RUNNING });
  const { status, json } = await send(JOB, { headers: { Host: host, "X-Request-Id": "r1" } });
  expect(status).toBe(403);
  expect(json).toEqual({
    type: "/problems/host-not-allowed",
    title: "Host not allowed",
    status: 403,
    detail:
      "This gateway listens on 127.0.0.1 and serves only loopback names, such as localhost. To serve others, set HOST to an address that is not loopback, or let the proxy in front of it send `Host: localhost`.",
    instance: JOB,
    code: "HOST_NOT_ALLOWED",
    retryable: false,
    requestId: "r1",
  });
  expect(milvus.calls).toEqual([]);
});

test("on any other address every Host is served", async () => {
  const { send } = await startScriptedGateway({}, { HOST: "0.0.0.0" });
  expect((await send("/livez", { headers: { Host: "jobs.example" } })).status).toBe(200);
});

test("a key of the gateway that came as a Bearer token never goes to Milvus", async () => {
  const { send, milvus } = await startScriptedGateway({ GetImportState: {} }, { GATEWAY_API_KEYS: "k1,k2" });
  expect((await send("/v1/jobs/import/1", { headers: { Authorization: "Bearer k2" } })).status).toBe(200);
  expect(milvus.calls.map(({ metadata }) => metadata.authorization)).toEqual([undefined]);
});

test("the Location of a job in another database asks there", async () => {
  const { send } = await startScriptedGateway({ DescribeCollection: {}, Import: { tasks: ["7"] } });
  const { headers } = await send("/v1/jobs/import", {
    method: "POST",
    json: { dbName: "library", collectionName: "books", files: ["a.json"] },
  });
  expect(headers.location).toBe("/v1/jobs/import/7?dbName=library");
});

test("the Location of a job that runs already asks in its database, too", async () => {
  const status = { code: 703, reason: "task duplicate: refresh job 7 is already in progress" };
  const { send } = await startScriptedGateway({ RefreshExternalCollection: { status } });
  const json = { dbName: "library", collectionName: "docs" };
  const answer = await send("/v1/jobs/refresh", { method: "POST", json });
  expect([answer.status, answer.headers.location]).toEqual([409, "/v1/jobs/refresh/7?dbName=library"]);
});
