/** What people get wrong in their first hour, and the whole problem document that each mistake comes to. */
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { describe, expect, onTestFinished, test } from "vitest";
import type { Violation } from "../../src/model/errors.ts";
import { startGateway } from "../support/gateway.ts";
import { startScriptedGateway } from "../support/scripted-gateway.ts";
import { GrpcFailure, type Script } from "../support/scripted-milvus.ts";
import { type RequestOptions, sendRequest } from "../support/send-request.ts";

/** Code → status, title, and whether trying again may help. */
const CODES = {
  INVALID_ARGUMENT: [400, "Invalid argument", false],
  UNAUTHENTICATED: [401, "Credentials are missing or wrong", false],
  PERMISSION_DENIED: [403, "Permission denied", false],
  READ_ONLY: [403, "This gateway is read-only", false],
  HOST_NOT_ALLOWED: [403, "Host not allowed", false],
  NOT_FOUND: [404, "No such resource", false],
  JOB_NOT_FOUND: [404, "Job not found", false],
  COLLECTION_NOT_FOUND: [404, "Collection not found", false],
  METHOD_NOT_ALLOWED: [405, "Method not allowed", false],
  NOT_ACCEPTABLE: [406, "No acceptable representation", false],
  CONTENT_TOO_LARGE: [413, "Content too large", false],
  UNSUPPORTED_MEDIA_TYPE: [415, "Unsupported media type", false],
  NOT_SUPPORTED_BY_SERVER: [501, "This Milvus does not have the operation", false],
  UPSTREAM_UNAVAILABLE: [503, "Milvus is unavailable", true],
  DEADLINE_EXCEEDED: [504, "Milvus did not reply in time", true],
} as const;

type Code = keyof typeof CODES;

/** The whole document, with its status, as request r1 gets it. */
function problem(code: Code, path: string, detail: string, more: object = {}) {
  const [status, title, retryable] = CODES[code];
  const type = `/problems/${code.toLowerCase().replaceAll("_", "-")}`;
  const [instance] = path.split("?");
  return { status, json: { type, title, status, detail, instance, code, retryable, requestId: "r1", ...more } };
}

function ask(url: string, path: string, { headers, ...options }: RequestOptions = {}) {
  return sendRequest(url, path, { ...options, headers: { "X-Request-Id": "r1", ...headers } });
}

const post = (json: unknown): RequestOptions => ({ method: "POST", json });
const text = (body: string): RequestOptions => ({
  method: "POST",
  body,
  headers: { "Content-Type": "application/json" },
});

const IMPORTS = "/v1/jobs/import";
const JOB = "/v1/jobs/import/1";
const BOOKS = { collectionName: "books" };
const FILES = { files: ["a.json"] };

const KINDS = "import, refresh, restore, export, compaction, flush, flush-all, load, index, prewarm";
const LISTABLE = "import, refresh, restore, index";
const INT64 = "must be a decimal from 0 to 9223372036854775807, without sign, leading zeros or spaces";
const NAME = "must be a name of 1 to 255 characters without spaces, colons, commas or slashes";

type Mistake = readonly [what: string, path: string, options: RequestOptions, violation: Violation];

const query = (field: string, message: string): Violation => ({ in: "query", field, message });
const body = (field: string, message: string): Violation => ({ in: "body", field, message });
const header = (field: string, message: string): Violation => ({ in: "header", field, message });

const BAD_INPUT: readonly Mistake[] = [
  ["no collection", IMPORTS, post(FILES), body("collectionName", "is required: a string")],
  [
    "a number for a collection",
    IMPORTS,
    post({ ...FILES, collectionName: 7 }),
    body("collectionName", "must be a string"),
  ],
  ["an empty collection", IMPORTS, post({ ...FILES, collectionName: "" }), body("collectionName", NAME)],
  [
    "no files",
    IMPORTS,
    post(BOOKS),
    body("files", "is required: a list of one or more paths, or a list of such lists"),
  ],
  ["an empty list of files", IMPORTS, post({ ...BOOKS, files: [] }), body("files", "needs at least one file")],
  ["an empty path", IMPORTS, post({ ...BOOKS, files: [""] }), body("files.0", "must not be empty")],
  [
    "a file without a list",
    IMPORTS,
    post({ ...BOOKS, files: "a.json" }),
    body("files", "must be a list of one or more paths, or a list of such lists"),
  ],
  [
    "a field in snake case",
    IMPORTS,
    post({ ...BOOKS, ...FILES, collection_name: "books" }),
    body("collection_name", "unknown field; did you mean collectionName?"),
  ],
  [
    "a misspelt field",
    IMPORTS,
    post({ ...BOOKS, ...FILES, optoins: {} }),
    body("optoins", "unknown field; did you mean options?"),
  ],
  [
    "a field that is like none",
    IMPORTS,
    post({ ...BOOKS, ...FILES, bucket: "b" }),
    body("bucket", "unknown field; allowed are dbName, collectionName, partitionName, files, options"),
  ],
  [
    "an option that is a number",
    IMPORTS,
    post({ ...BOOKS, ...FILES, options: { timeout: 300 } }),
    body("options.timeout", "must be a string: Milvus takes every option as text, so quote it"),
  ],
  ["a list for a body", IMPORTS, post([]), body("body", "must be an object")],
  ["no body", IMPORTS, { method: "POST" }, body("body", "is missing: send a JSON object")],
  [
    "a text for a number",
    "/v1/jobs/prewarm",
    post({ ...BOOKS, ttlSeconds: "60" }),
    body("ttlSeconds", "must be a number"),
  ],
  [
    "half a second",
    "/v1/jobs/prewarm",
    post({ ...BOOKS, ttlSeconds: 0.5 }),
    body("ttlSeconds", "must be a whole number"),
  ],
  [
    "too few replicas",
    "/v1/jobs/load",
    post({ ...BOOKS, replicaNumber: 0 }),
    body("replicaNumber", "must be at least 1"),
  ],
  [
    "a text for a boolean",
    "/v1/jobs/load",
    post({ ...BOOKS, refresh: "yes" }),
    body("refresh", "must be true or false"),
  ],
  [
    "too many resource groups",
    "/v1/jobs/load",
    post({ ...BOOKS, resourceGroups: Array(1_025).fill("g") }),
    body("resourceGroups", "must have at most 1024 entries"),
  ],
  [
    "a resource group with a long name",
    "/v1/jobs/load",
    post({ ...BOOKS, resourceGroups: ["g".repeat(256)] }),
    body("resourceGroups.0", "must have at most 255 characters"),
  ],
  [
    "an id that is no string",
    "/v1/jobs/import",
    text('{"collectionName":446781855410077319,"files":["a.json"]}'),
    body("collectionName", "is a number too large for JSON numbers to be exact: quote it"),
  ],
  ["a job's name for its id", "/v1/jobs/import/my-import", {}, { in: "path", field: "id", message: INT64 }],
  ["a misspelt parameter", `${JOB}?inclde=reply`, {}, query("inclde", "unknown parameter; did you mean include?")],
  [
    "a parameter of another operation",
    `${IMPORTS}?limit=5`,
    {},
    query("limit", "unknown parameter; allowed are dbName, collectionName, state, pageSize, pageToken"),
  ],
  [
    "a wait without a unit",
    `${JOB}?wait=30`,
    {},
    query("wait", "must be a duration with its unit up to 60s, such as 30s or 500ms"),
  ],
  [
    "a misspelt kind",
    "/v1/jobs?kind=imports",
    {},
    query("kind", `must be some of ${LISTABLE}, joined with commas; did you mean import?`),
  ],
  [
    "a kind without a list",
    "/v1/jobs?kind=load",
    {},
    query(
      "kind",
      "Milvus cannot list loads; read one by {dbName}:{collectionName}: GET /v1/jobs/load/{dbName}:{collectionName}",
    ),
  ],
  [
    "index builds of no collection",
    "/v1/jobs/index",
    {},
    query("collectionName", "is needed to list jobs of this kind"),
  ],
  [
    "a misspelt kind to follow",
    "/v1/jobs/events?name=imports/1",
    {},
    query("name", `"imports/1" must be {kind}/{id}, where kind is one of ${KINDS}; did you mean import?`),
  ],
  ["nothing to look up", "/v1/jobs:lookup", post({ names: [] }), body("names", "must name 1 to 100 jobs")],
  [
    "a timeout with a unit",
    JOB,
    { headers: { "Request-Timeout": "5s" } },
    header("Request-Timeout", "must be seconds from 0 to 60, such as 2.5"),
  ],
];

test.each(BAD_INPUT)("%s", async (_what, path, options, violation) => {
  const { url, milvus } = await startScriptedGateway({}, { MAX_WAIT_MS: "60000" });
  const { status, json } = await ask(url, path, options);
  const detail = `${violation.field}: ${violation.message}`;
  expect({ status, json }).toEqual(problem("INVALID_ARGUMENT", path, detail, { violations: [violation] }));
  expect(milvus.calls).toEqual([]);
});

test.each<readonly [string, string, RequestOptions, Code, string]>([
  [
    "a kind in the plural",
    "/v1/jobs/imports/1",
    {},
    "NOT_FOUND",
    `No route matches GET /v1/jobs/imports/1. There is no kind "imports"; did you mean import? The kinds are ${KINDS}.`,
  ],
  [
    "a kind that there is not",
    "/v1/jobs/backup",
    post({}),
    "NOT_FOUND",
    `No route matches POST /v1/jobs/backup. There is no kind "backup". The kinds are ${KINDS}.`,
  ],
  [
    "a wrong path",
    "/v1/job/1",
    {},
    "NOT_FOUND",
    "No route matches GET /v1/job/1. GET /openapi.json lists all of them.",
  ],
  [
    "the list of a kind that has none",
    "/v1/jobs/load",
    {},
    "METHOD_NOT_ALLOWED",
    "Milvus cannot list loads; read one by {dbName}:{collectionName}: GET /v1/jobs/load/{dbName}:{collectionName}.",
  ],
  [
    "the list of exports",
    "/v1/jobs/export",
    {},
    "METHOD_NOT_ALLOWED",
    "Milvus cannot list exports of snapshots; read one by {id}: GET /v1/jobs/export/{id}.",
  ],
  [
    "deleting a job",
    JOB,
    { method: "DELETE" },
    "METHOD_NOT_ALLOWED",
    "Method DELETE is not allowed; use GET, HEAD or OPTIONS.",
  ],
  [
    "a form",
    IMPORTS,
    { method: "POST", body: "a=1", headers: { "Content-Type": "application/x-www-form-urlencoded" } },
    "UNSUPPORTED_MEDIA_TYPE",
    "The body must be sent as Content-Type: application/json, in UTF-8.",
  ],
  [
    "HTML",
    JOB,
    { headers: { Accept: "text/html" } },
    "NOT_ACCEPTABLE",
    "This operation responds with application/json.",
  ],
  [
    "a Host of the network",
    JOB,
    { headers: { Host: "jobs.example" } },
    "HOST_NOT_ALLOWED",
    "This gateway listens on 127.0.0.1 and serves only loopback names, such as localhost. To serve others, set HOST to an address that is not loopback, or let the proxy in front of it send `Host: localhost`.",
  ],
  [
    "credentials of another scheme",
    JOB,
    { headers: { Authorization: "Digest username=root" } },
    "UNAUTHENTICATED",
    "This Authorization header is none that Milvus takes: send `Authorization: Bearer user:password`, `Bearer <api key>` or `Basic <base64 of user:password>`.",
  ],
])("%s", async (_what, path, options, code, detail) => {
  const { url, milvus } = await startScriptedGateway();
  const { status, json } = await ask(url, path, options);
  expect({ status, json }).toEqual(problem(code, path, detail));
  expect(milvus.calls).toEqual([]);
});

test("a body beyond the limit", async () => {
  const { url } = await startScriptedGateway({}, { MAX_BODY_BYTES: "100" });
  const { status, json } = await ask(url, IMPORTS, post({ ...BOOKS, files: ["a".repeat(100)] }));
  const detail = "The body is larger than the 100 bytes that this gateway takes (MAX_BODY_BYTES).";
  expect({ status, json }).toEqual(problem("CONTENT_TOO_LARGE", IMPORTS, detail));
});

test("no key of the gateway", async () => {
  const { url } = await startScriptedGateway({}, { GATEWAY_API_KEYS: "k1" });
  const { status, json } = await ask(url, JOB);
  const detail = "This gateway wants one of its own keys: send `X-API-Key: <key>` or `Authorization: Bearer <key>`.";
  expect({ status, json }).toEqual(problem("UNAUTHENTICATED", JOB, detail));
});

const ended = (grpcCode: number, grpcName: string, reason: string | null) => ({
  upstream: { rpc: "GetImportState", grpcCode, grpcName, milvusCode: null, errorCode: null, reason },
});

describe("what Milvus refuses", () => {
  const WORDS = "auth check failure, please check username and password are correct";
  const SEND = "send `Authorization: Bearer user:password`, `Bearer <api key>` or `Basic <base64 of user:password>`.";

  test.each<readonly [string, RequestOptions, Record<string, string>, string]>([
    ["no credentials", {}, {}, `Milvus wants credentials: ${SEND}`],
    [
      "wrong credentials",
      { headers: { Authorization: "Bearer root:wrong" } },
      {},
      `Milvus refuses these credentials: ${SEND}`,
    ],
    [
      "the operator's wrong credentials",
      { headers: { "X-API-Key": "k1" } },
      { MILVUS_TOKEN: "root:wrong", GATEWAY_API_KEYS: "k1" },
      "Milvus refuses the gateway's own credential (MILVUS_TOKEN).",
    ],
  ])("%s", async (_what, options, settings, detail) => {
    const { url } = await startScriptedGateway({ GetImportState: new GrpcFailure(16, WORDS) }, settings);
    const { status, json } = await ask(url, JOB, options);
    expect({ status, json }).toEqual(problem("UNAUTHENTICATED", JOB, detail, ended(16, "UNAUTHENTICATED", WORDS)));
  });

  test("an operation that this Milvus does not have", async () => {
    const { url } = await startScriptedGateway();
    const { status, json } = await ask(url, "/v1/jobs/restore/1");
    expect({ status, json }).toEqual(
      problem(
        "NOT_SUPPORTED_BY_SERVER",
        "/v1/jobs/restore/1",
        "This Milvus does not implement GetRestoreSnapshotState; it came with Milvus 3.0.",
        {
          upstream: {
            ...ended(12, "UNIMPLEMENTED", "unknown method GetRestoreSnapshotState").upstream,
            rpc: "GetRestoreSnapshotState",
          },
        },
      ),
    );
  });
});

describe("a Milvus that is away", () => {
  test.each([
    ["with nothing on its port", "127.0.0.1:1", "the connection was refused"],
    ["with a name that is none", "milvus.invalid:19530", "its name is unknown"],
  ])("%s is named without its address", async (_what, address, reason) => {
    const { url, stop } = await startGateway(address);
    onTestFinished(stop);
    const { status, json } = await ask(url, JOB);
    const detail = `Milvus cannot be reached for GetImportState: ${reason}.`;
    expect({ status, json }).toEqual(problem("UPSTREAM_UNAVAILABLE", JOB, detail, ended(14, "UNAVAILABLE", reason)));
  });

  test.each([
    ["by gRPC", "", "no connection was made"],
    ["by TLS", "https://", "it does not speak TLS"],
  ])("with a web server on its port, asked %s, is named without its address", async (_what, scheme, reason) => {
    const server = createServer((socket) => socket.on("error", () => {}).end("HTTP/1.1 400 Bad Request\r\n\r\n"));
    server.listen(0);
    await once(server, "listening");
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo; // a listening TCP server has one
    // A name: grpc-js cannot ask an IP address by TLS on Node 26.
    const { url, stop } = await startGateway(`${scheme}localhost:${port}`);
    onTestFinished(stop);
    const { status, json } = await ask(url, JOB);
    const detail = `Milvus cannot be reached for GetImportState: ${reason}.`;
    expect({ status, json }).toEqual(problem("UPSTREAM_UNAVAILABLE", JOB, detail, ended(14, "UNAVAILABLE", reason)));
  });

  test("is said to be so of each item, and by its health, without its address", async () => {
    const { url, stop } = await startGateway("127.0.0.1:1");
    onTestFinished(stop);
    const texts = await Promise.all([
      ask(url, "/v1/jobs").then((response) => response.text),
      ask(url, "/readyz").then((response) => response.text),
      ask(url, "/v1/server").then((response) => response.text),
      ask(url, "/v1/jobs:lookup", post({ names: ["import/1"] })).then((response) => response.text),
      ask(url, "/v2/vectordb/jobs/import/describe", post({ jobId: "1" })).then((response) => response.text),
    ]);
    expect(texts.filter((each) => /127\.0\.0\.1|ECONNREFUSED|Last error/.test(each))).toEqual([]);
  });
});

describe("a Milvus that does not reply in time", () => {
  const silent: Script = { GetImportState: new Promise(() => {}) };

  test.each<readonly [string, RequestOptions, Record<string, string>, string]>([
    [
      "within the default",
      {},
      { DEFAULT_TIMEOUT_MS: "150" },
      "The limit was 0.15 s; the header Request-Timeout sets another, up to 60 s.",
    ],
    [
      "within what the request sets",
      { headers: { "Request-Timeout": "0.2" } },
      {},
      "The limit was 0.2 s; the header Request-Timeout sets another, up to 60 s.",
    ],
    [
      "within the most that can be set",
      { headers: { "Request-Timeout": "0.2" } },
      { DEFAULT_TIMEOUT_MS: "100", MAX_TIMEOUT_MS: "200" },
      "The limit was 0.2 s, the longest that the header Request-Timeout can set.",
    ],
  ])("%s", async (_what, options, settings, limit) => {
    const { url } = await startScriptedGateway(silent, settings);
    const { status, json } = await ask(url, JOB, options);
    const detail = `Milvus did not reply to GetImportState in time. ${limit}`;
    expect({ status, json }).toEqual(problem("DEADLINE_EXCEEDED", JOB, detail, ended(4, "DEADLINE_EXCEEDED", null)));
  });
});

describe("an import that is not there", () => {
  const REASON = "import job does not exist, jobID=1: importing data failed";
  const unknown = { status: { code: 2100, error_code: "UnexpectedError", reason: REASON } };
  const upstream = {
    rpc: "GetImportState",
    grpcCode: 0,
    grpcName: "OK",
    milvusCode: 2100,
    errorCode: "UnexpectedError",
    reason: REASON,
  };
  const detailOf = (kept: string) => `Milvus knows no import job 1: it has expired${kept} or never existed.`;

  test.each([
    ["v2.3.22", 24],
    ["v2.4.5", 3],
    ["v2.4.24", 3],
    ["v2.5.27", 3],
    ["2.6.23", 3],
    ["2.6.24", 48],
    ["v2.6.30-dev", 48],
    ["3.0.0", 3],
    ["v3.0.1", 3],
    ["3.0.2", 48],
    ["v3.1.0", 48],
  ])("was kept by Milvus %s for about %i h", async (version, hours) => {
    const { url } = await startScriptedGateway({
      GetVersion: { version },
      GetImportState: unknown,
      "import/get_progress": { code: 2100, message: REASON },
      "import/list": { records: [] },
    });
    const { status, json } = await ask(url, JOB);
    const detail = detailOf(` (finished jobs are kept for about ${hours} h)`);
    expect({ status, json }).toEqual(problem("JOB_NOT_FOUND", JOB, detail, { upstream }));
  });

  test.each<readonly [string, Script]>([
    ["does not tell its version", { GetVersion: { version: "" } }],
    ["has a version of its own", { GetVersion: { version: "master-20260101" } }],
  ])("was kept nobody knows how long by a Milvus that %s", async (_what, script) => {
    const { url } = await startScriptedGateway({
      ...script,
      GetImportState: unknown,
      "import/get_progress": { code: 2100, message: REASON },
    });
    const { status, json } = await ask(url, JOB);
    expect({ status, json }).toEqual(problem("JOB_NOT_FOUND", JOB, detailOf(""), { upstream }));
  });

  test("was kept nobody knows how long by a Milvus that nobody asks for its version", async () => {
    const { url } = await startScriptedGateway({ GetVersion: { version: "2.3.22" }, GetImportState: unknown });
    const { status, json } = await ask(url, JOB);
    expect({ status, json }).toEqual(problem("JOB_NOT_FOUND", JOB, detailOf(""), { upstream }));
  });
});
