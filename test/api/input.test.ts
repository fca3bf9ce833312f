import { expect, test } from "vitest";
import { KINDS } from "../../src/kinds/index.ts";
import type { Violation } from "../../src/model/errors.ts";
import { startScriptedGateway } from "../support/scripted-gateway.ts";
import type { RequestOptions } from "../support/send-request.ts";

const INT64 = "must be a decimal from 0 to 9223372036854775807, without sign, leading zeros or spaces";

test.each([
  ["job_12345"],
  ["12.7"],
  ["1e3"],
  ["%2012"],
  ["12%20"],
  ["%09%31"],
  ["9223372036854775808"],
  ["18446744073709551616"],
  ["-1"],
  ["+1"],
  ["01"],
  ["00"],
  ["0x10"],
  ["1_000"],
  ["1%00"],
  ["%D9%A1"],
  ["NaN"],
])("the import id %s is a 400 that names it, and nothing reaches Milvus", async (id) => {
  const { send, milvus } = await startScriptedGateway();
  const { status, json } = await send(`/v1/jobs/import/${id}`, { headers: { "X-Request-Id": "r1" } });
  expect(status).toBe(400);
  expect(json).toEqual({
    type: "/problems/invalid-argument",
    title: "Invalid argument",
    status: 400,
    detail: `id: ${INT64}`,
    instance: `/v1/jobs/import/${id}`,
    code: "INVALID_ARGUMENT",
    retryable: false,
    requestId: "r1",
    violations: [{ in: "path", field: "id", message: INT64 }],
  });
  expect(milvus.calls).toEqual([]);
});

test.each([["0"], ["9007199254740993"], ["9223372036854775807"]])(
  "the import id %s reaches Milvus to its last digit",
  async (id) => {
    const { send, milvus } = await startScriptedGateway({ GetImportState: { state: "ImportPending" } });
    const { status, json } = await send(`/v1/jobs/import/${id}`);
    expect(status).toBe(200);
    expect(json).toMatchObject({ id, name: `import/${id}` });
    expect(milvus.calls.map(({ request }) => request)).toEqual([{ task: id }]);
  },
);

test.each([
  ["/v1/jobs/import/%", "id"],
  ["/v1/jobs/import/%zz", "id"],
  ["/v1/jobs/import/%ff", "id"],
  ["/v1/jobs/import/%c3%28", "id"],
])("the path %s is no percent-encoded UTF-8: 400", async (path, field) => {
  const { send, milvus } = await startScriptedGateway();
  const { status, json } = await send(path);
  expect(status).toBe(400);
  expect(json).toMatchObject({
    code: "INVALID_ARGUMENT",
    instance: path,
    violations: [{ in: "path", field, message: "must be percent-encoded UTF-8" }],
  });
  expect(milvus.calls).toEqual([]);
});

const AS_R1 = { headers: { "X-Request-Id": "r1" } };

/** The problem that a request as r1 gets for its violations. */
function invalid(path: string, violations: readonly Violation[]): object {
  return {
    type: "/problems/invalid-argument",
    title: "Invalid argument",
    status: 400,
    detail: violations.map(({ field, message }) => `${field}: ${message}`).join("; "),
    instance: path.split("?")[0],
    code: "INVALID_ARGUMENT",
    retryable: false,
    requestId: "r1",
    violations,
  };
}

const NOT_ENCODED = "must be percent-encoded UTF-8";

test.each([
  ["a byte that is no UTF-8", "/v1/jobs/import?collectionName=%ff", ["collectionName"]],
  ["half a character", "/v1/jobs/import?collectionName=b%c3&dbName=default", ["collectionName"]],
  ["a surrogate", "/v1/jobs?collectionName=%ed%a0%80", ["collectionName"]],
  ["an escape that is none", "/v1/jobs/import?collectionName=%zz", ["collectionName"]],
  ["a percent sign alone", "/v1/jobs/import?pageToken=100%", ["pageToken"]],
  ["a name of a parameter that is no UTF-8", "/v1/jobs/import?%ff=1", ["%ff"]],
  ["an encoded name of a parameter", "/v1/jobs/import?collection%4eame=%", ["collectionName"]],
  ["several of them", "/v1/jobs/import?dbName=%ff&state=failed&collectionName=%", ["dbName", "collectionName"]],
  ["a job to follow", "/v1/jobs/events?name=import/1&name=load/default:%ff&name=import/%", ["name"]],
  ["the read of a job", "/v1/jobs/import/1?dbName=%ff", ["dbName"]],
  ["a lookup", "/v1/jobs:lookup?dbName=%ff", ["dbName"]],
])("a query with %s is a 400 that names the parameter", async (_what, path, fields) => {
  const { send, milvus } = await startScriptedGateway();
  const lookup = { method: "POST", json: { names: ["import/1"] } };
  const { status, json } = await send(path, { ...(path.includes("lookup") && lookup), ...AS_R1 });
  const violations = fields.map((field) => ({ in: "query", field, message: NOT_ENCODED }) as const);
  expect([status, json]).toEqual([400, invalid(path, violations)]);
  expect(milvus.calls).toEqual([]);
});

test.each(["/v1/jobs/load/default:b\xc3\xbccher", "/v1/jobs/import?collectionName=b\xc3\xbccher"])(
  "bytes in the target %s that are not encoded at all are no HTTP",
  async (path) => {
    const { send, milvus } = await startScriptedGateway();
    const { status, json } = await send(path);
    expect(status).toBe(400);
    expect(json).toMatchObject({ code: "INVALID_ARGUMENT", detail: "The request is not well-formed HTTP/1.1." });
    expect(milvus.calls).toEqual([]);
  },
);

test.each([
  ["b%C3%BCcher", "b\u00fccher"],
  ["b%ef%bf%bdcher", "b\ufffdcher"],
  ["%F0%9F%93%9A", "\u{1f4da}"],
  ["50%25", "50%"],
  ["a+b", "a+b"],
])("a collection that is percent-encoded as %s goes to Milvus as it is", async (encoded, collection) => {
  const { send, milvus } = await startScriptedGateway({ ListImportTasks: { tasks: [] } });
  const listed = await send(`/v1/jobs/import?%63ollectionName=${encoded.replace("+", "%2B")}&dbName=default`);
  expect(listed.json).toEqual({ jobs: [], nextPageToken: "" });
  expect(milvus.calls.map(({ request }) => request)).toMatchObject([{ collection_name: collection }]);
});

const DATABASE = "must be a name of 1 to 255 printable ASCII characters without spaces, colons, commas or slashes";
const json = (body: object) => ({ method: "POST", json: body });

test.each<[string, RequestOptions, Violation]>([
  ["/v1/jobs/import/1?dbName=b%C3%BCcher", {}, { in: "query", field: "dbName", message: DATABASE }],
  ["/v1/jobs/import/1/events?dbName=%EF%BF%BD", {}, { in: "query", field: "dbName", message: DATABASE }],
  ["/v1/jobs/compaction/1/plans?dbName=b%C3%BCcher", {}, { in: "query", field: "dbName", message: DATABASE }],
  ["/v1/jobs/import?dbName=b%C3%BCcher", {}, { in: "query", field: "dbName", message: DATABASE }],
  ["/v1/jobs?dbName=b%7F", {}, { in: "query", field: "dbName", message: DATABASE }],
  ["/v1/jobs/events?name=import/1&dbName=b%C3%BCcher", {}, { in: "query", field: "dbName", message: DATABASE }],
  [
    "/v1/jobs:lookup?dbName=b%C3%BCcher",
    json({ names: ["import/1"] }),
    { in: "query", field: "dbName", message: DATABASE },
  ],
  [
    "/v1/jobs/flush",
    json({ dbName: "b\u00fccher", collectionName: "a" }),
    { in: "body", field: "dbName", message: DATABASE },
  ],
  ["/v1/jobs/flush-all", json({ dbName: "\u{1f4da}" }), { in: "body", field: "dbName", message: DATABASE }],
  [
    "/v1/jobs/restore",
    json({ collectionName: "a", source: { snapshotName: "s", collectionName: "b", dbName: "b\u00fccher" } }),
    { in: "body", field: "source.dbName", message: DATABASE },
  ],
  [
    "/v1/jobs/load/b%C3%BCcher:a",
    {},
    {
      in: "path",
      field: "id",
      message: `must be {dbName}:{collectionName}, optionally :{partitionNames} joined with commas; dbName ${DATABASE}`,
    },
  ],
  [
    "/v1/jobs/flush/b%C3%BCcher:a:1/events",
    {},
    { in: "path", field: "id", message: `must be {dbName}:{collectionName}:{flushTs}; dbName ${DATABASE}` },
  ],
  [
    "/v1/jobs/index/b%C3%BCcher:a:i",
    {},
    { in: "path", field: "id", message: `must be {dbName}:{collectionName}:{indexName}; dbName ${DATABASE}` },
  ],
  [
    "/v1/jobs/events?name=load/b%C3%BCcher:a",
    {},
    {
      in: "query",
      field: "name",
      message: `"load/b\u00fccher:a" the id must be {dbName}:{collectionName}, optionally :{partitionNames} joined with commas; dbName ${DATABASE}`,
    },
  ],
])("%s: a database that Milvus cannot have is a 400 that names the field", async (path, question, violation) => {
  const { send, milvus } = await startScriptedGateway();
  const response = await send(path, { ...question, ...AS_R1 });
  expect([response.status, response.json]).toEqual([400, invalid(path, [violation])]);
  expect(milvus.calls).toEqual([]);
});

test("a looked-up name in a database that Milvus cannot have is a problem of its own", async () => {
  const { send, milvus } = await startScriptedGateway({ GetImportState: { state: "ImportPending" } });
  const names = ["flush/b\u00fccher:a:1", "import/1"];
  const { status, json: found } = await send("/v1/jobs:lookup?dbName=library", json({ names }));
  expect(status).toBe(200);
  expect(found).toMatchObject({
    results: [
      { name: names[0], problem: { code: "INVALID_ARGUMENT", detail: expect.stringContaining(DATABASE) } },
      { name: names[1], job: { id: "1", dbName: "library" } },
    ],
  });
  expect(milvus.calls.map(({ rpc, metadata }) => [rpc, metadata.dbname])).toEqual([["GetImportState", "library"]]);
});

test("a database of all characters that a name may have is asked in, by field and by metadata", async () => {
  const { send, milvus } = await startScriptedGateway({ GetImportState: { state: "ImportPending" }, Flush: {} });
  const printable = Array.from({ length: 0x7f - 0x21 }, (_, index) => String.fromCharCode(0x21 + index)).join("");
  const odd = printable.replace(/[:,/]/g, "");
  await send(`/v1/jobs/import/1?dbName=${encodeURIComponent(odd)}`);
  await send("/v1/jobs/flush", json({ dbName: odd, collectionName: "b\u00fccher" }));
  expect(milvus.calls.slice(0, 2).map(({ rpc, metadata }) => [rpc, metadata.dbname])).toEqual([
    ["GetImportState", odd],
    ["Flush", odd],
  ]);
  expect(milvus.calls[1]?.request).toMatchObject({ db_name: odd, collection_names: ["b\u00fccher"] });
});

test("all violations of a read are reported at once", async () => {
  const { send, milvus } = await startScriptedGateway();
  const { status, json } = await send("/v1/jobs/import/x?include=all&nope=1&dbName=a&dbName=b&%6eope=2", {
    headers: { "Request-Timeout": "soon" },
  });
  expect(status).toBe(400);
  expect(json).toMatchObject({
    violations: expect.arrayContaining([
      { in: "query", field: "include", message: "must be reply" },
      { in: "query", field: "nope", message: "must be given only once" },
      { in: "query", field: "dbName", message: "must be given only once" },
      { in: "query", field: "nope", message: expect.stringContaining("unknown parameter; allowed are ") },
      { in: "path", field: "id", message: INT64 },
      { in: "header", field: "Request-Timeout", message: "must be seconds from 0 to 60, such as 2.5" },
    ]),
  });
  expect(milvus.calls).toEqual([]);
});

test("all violations of a start are reported at once", async () => {
  const { send, milvus } = await startScriptedGateway();
  const { status, json } = await send("/v1/jobs/import?colectionName=books", {
    method: "POST",
    headers: { "Idempotency-Key": "é", "Request-Timeout": "-1" },
    json: { collectionName: 7, files: ["a.json", 3], optoins: {}, options: { timeout: 300 } },
  });
  expect(status).toBe(400);
  const { violations } = json as { violations: { in: string; field: string; message: string }[] };
  expect(violations.map(({ in: part, field }) => `${part} ${field}`).sort()).toEqual([
    "body collectionName",
    "body files.1",
    "body options.timeout",
    "body optoins",
    "header Idempotency-Key",
    "header Request-Timeout",
    "query colectionName",
  ]);
  expect(violations).toContainEqual({
    in: "body",
    field: "optoins",
    message: "unknown field; did you mean options?",
  });
  expect(violations).toContainEqual({
    in: "body",
    field: "options.timeout",
    message: "must be a string: Milvus takes every option as text, so quote it",
  });
  expect(milvus.calls).toEqual([]);
});

const start = (body: string) => ({ method: "POST", headers: { "Content-Type": "application/json" }, body });
const deep = `${'{"options":'.repeat(100)}1${"}".repeat(100)}`;

test.each([
  [
    "an unquoted id beyond 2^53",
    '{"collectionName":446781855410077319,"files":["a.json"]}',
    "collectionName",
    "quote it",
  ],
  ["a negative one", '{"collectionName":-9007199254740993,"files":["a.json"]}', "collectionName", "quote it"],
  [
    "one deep inside",
    '{"collectionName":"b","files":["a"],"options":{"start_ts":446781855410077319}}',
    "options.start_ts",
    "quote it",
  ],
  ["a missing field", '{"collectionName":"books"}', "files", ""],
  ["an empty list", '{"collectionName":"books","files":[]}', "files", ""],
  ["a list instead of an object", "[]", "body", ""],
  ["a text instead of an object", '"books"', "body", ""],
  ["null", "null", "body", ""],
  ["a null field", '{"collectionName":null,"files":["a.json"]}', "collectionName", ""],
  ["a wrong database", '{"dbName":"a b","collectionName":"books","files":["a.json"]}', "dbName", "must be a name"],
  ["no JSON", "{collectionName: 1}", "body", "must be JSON"],
  ["half a JSON", '{"collectionName":"bo', "body", "must be JSON"],
  ["two JSON texts", "{}{}", "body", "must be JSON"],
  ["a trailing comma", '{"collectionName":"books",}', "body", "must be JSON"],
  ["a repeated key", '{"collectionName":"a","collectionName":"b","files":["a.json"]}', "body", "Duplicate key"],
  ["too deep nesting", deep, "body", "nested deeper than 64 levels"],
  ["a key __proto__", '{"__proto__":{"collectionName":"b"},"files":["a"]}', "body", "__proto__"],
  [
    "a key __proto__ further down",
    '{"collectionName":"b","files":["a"],"options":{"__proto__":"x"}}',
    "body",
    "__proto__",
  ],
  ["a key constructor", '{"collectionName":"b","files":["a"],"constructor":"x"}', "constructor", "unknown field"],
  ["nothing", "", "body", ""],
])("a body with %s is a 400 that names the field", async (_what, body, field, message) => {
  const { send, milvus } = await startScriptedGateway();
  const { status, json } = await send("/v1/jobs/import", start(body));
  expect(status).toBe(400);
  expect(json).toMatchObject({
    code: "INVALID_ARGUMENT",
    violations: expect.arrayContaining([{ in: "body", field, message: expect.stringContaining(message) }]),
  });
  expect(milvus.calls).toEqual([]);
});

const UNREADABLE = "is a number too long or too large to be read: of more than 40 characters, or beyond 1.8e308";
const digits = "1".repeat(900_000);

test.each([
  ["a million digits", `{"collectionName":${digits}}`, "collectionName"],
  ["41 digits", `{"collectionName":${"1".repeat(41)}}`, "collectionName"],
  ["a sign and 40 digits", `{"collectionName":-${"1".repeat(40)}}`, "collectionName"],
  ["a long fraction", `{"collectionName":0.${"1".repeat(39)}}`, "collectionName"],
  ["a long exponent", `{"collectionName":1e${"0".repeat(39)}}`, "collectionName"],
  ["1e400", '{"collectionName":"a","fieldName":"b","params":{"M":1e400}}', "params.M"],
  ["-1e400 deep inside", '{"params":{"list":[{"a":1},{"b":[-1e400]}]}}', "params.list.1.b.0"],
  ["one under a key that nobody knows", `{"x":${digits}}`, "x"],
  ["one under a long key", `{"${"k".repeat(300)}":1e400}`, `${"k".repeat(200)}…`],
  ["several, of which the first is told,", `{"a":"1","b":1e400,"c":${digits}}`, "b"],
  ["nothing but digits", digits, "body"],
])("a body with the number %s is a 400 that names the field", async (_what, body, field) => {
  const { send, milvus } = await startScriptedGateway();
  const path = "/v1/jobs/index";
  const headers = { "Content-Type": "application/json", ...AS_R1.headers };
  const response = await send(path, { method: "POST", body, headers });
  expect([response.status, response.json]).toEqual([400, invalid(path, [{ in: "body", field, message: UNREADABLE }])]);
  expect(milvus.calls).toEqual([]);
});

test.each([
  ["9".repeat(40), "is a number too large for JSON numbers to be exact: quote it"],
  [`0.${"1".repeat(38)}`, "must be a string"],
])("a number of 40 characters such as %s is read", async (number, message) => {
  const { send } = await startScriptedGateway();
  const response = await send("/v1/jobs/flush", start(`{"collectionName":${number}}`));
  expect(response.json).toMatchObject({ violations: [{ in: "body", field: "collectionName", message }] });
});

const many = (item: (index: number) => string) => Array.from({ length: 50_000 }, (_, index) => item(index)).join();

test.each([
  ["an unknown key of a million characters", "/v1/jobs/flush", `{"${"k".repeat(900_000)}":1}`],
  ["such a key twice", "/v1/jobs/flush", `{"${"k".repeat(400_000)}":1,"${"k".repeat(400_000)}":2}`],
  ["such a key with a wrong value", "/v1/jobs/import", `{"options":{"${"k".repeat(900_000)}":1}}`],
  ["a million digits that are no number", "/v1/jobs/flush", `{"collectionName":${digits}.x}`],
  ["many unknown keys", "/v1/jobs/flush", `{${many((index) => `"k${index}":1`)}}`],
  ["many wrong values", "/v1/jobs/import", `{"options":{${many((index) => `"k${index}":1`)}}}`],
])("what is wrong with a body that has %s is told in a few words", async (_what, path, body) => {
  const { send } = await startScriptedGateway();
  const response = await send(path, start(body));
  expect(response.status).toBe(400);
  expect(response.text.length).toBeLessThan(40_000);
});

test("of many violations the first hundred are told, and how many more there are", async () => {
  const { send } = await startScriptedGateway();
  const keys = Array.from({ length: 150 }, (_, index) => `k${index}`);
  const body = { collectionName: "a", ...Object.fromEntries(keys.map((key) => [key, 1])) };
  const { violations, detail } = (await send("/v1/jobs/flush", json(body))).json as Record<string, unknown>;
  expect(violations).toEqual(
    keys.slice(0, 100).map((field) => ({
      in: "body",
      field,
      message: "unknown field; allowed are dbName, collectionName",
    })),
  );
  expect(detail).toMatch(/^k0: .*; k99: unknown field; allowed are dbName, collectionName; and 50 more$/);
});

test.each([
  ["no content type", {}, "{}", 415, "UNSUPPORTED_MEDIA_TYPE"],
  ["another content type", { "Content-Type": "text/plain" }, "{}", 415, "UNSUPPORTED_MEDIA_TYPE"],
  ["a form", { "Content-Type": "application/x-www-form-urlencoded" }, "a=1", 415, "UNSUPPORTED_MEDIA_TYPE"],
  ["an unknown charset", { "Content-Type": "application/json; charset=klingon" }, "{}", 415, "UNSUPPORTED_MEDIA_TYPE"],
  [
    "an unknown encoding",
    { "Content-Type": "application/json", "Content-Encoding": "rot13" },
    "{}",
    415,
    "UNSUPPORTED_MEDIA_TYPE",
  ],
  [
    "an encoding it does not have",
    { "Content-Type": "application/json", "Content-Encoding": "gzip" },
    "{}",
    400,
    "INVALID_ARGUMENT",
  ],
  ["no body at all", {}, undefined, 400, "INVALID_ARGUMENT"],
  ["a length of 0 and no content type", { "Content-Length": "0" }, undefined, 400, "INVALID_ARGUMENT"],
  [
    "more than MAX_BODY_BYTES",
    { "Content-Type": "application/json" },
    `"${"x".repeat(1000)}"`,
    413,
    "CONTENT_TOO_LARGE",
  ],
])("a start with %s is refused before Milvus hears of it", async (_what, headers, body, status, code) => {
  const { send, milvus } = await startScriptedGateway({}, { MAX_BODY_BYTES: "1000" });
  const response = await send("/v1/jobs/import", { method: "POST", headers, ...(body !== undefined && { body }) });
  expect(response.headers["content-type"]).toBe("application/problem+json; charset=utf-8");
  expect(response.status).toBe(status);
  expect(response.json).toMatchObject({ status, code });
  expect(milvus.calls).toEqual([]);
});

test.each([
  ["application/json; charset=iso-8859-1"],
  ["application/json;charset=ISO-8859-1"],
  ['application/json; charset="iso-8859-1"'],
  ["application/json; charset=us-ascii"],
  ["application/json; charset = utf-16"],
  ["application/json; version=1; charset=utf-16le; q=1"],
  ["application/problem+json; charset=latin1"],
])("a body as %s is a 415: JSON is UTF-8", async (type) => {
  const { send, milvus } = await startScriptedGateway({ Flush: {} });
  const headers = { "Content-Type": type, "X-Request-Id": "r1" };
  const path = "/v1/jobs/flush";
  const { status, json } = await send(path, { method: "POST", body: '{"collectionName":"books"}', headers });
  expect(status).toBe(415);
  expect(json).toEqual({
    type: "/problems/unsupported-media-type",
    title: "Unsupported media type",
    status: 415,
    detail: "The body must be sent as Content-Type: application/json, in UTF-8.",
    instance: path,
    code: "UNSUPPORTED_MEDIA_TYPE",
    retryable: false,
    requestId: "r1",
  });
  expect(milvus.calls).toEqual([]);
});

test.each([
  ["application/json"],
  ["application/json; charset=utf-8"],
  ["application/json;charset=UTF-8"],
  ['application/json; charset="utf-8"'],
  ["application/json; charset=utf8"],
  ['application/json; charset="UTF8"; version=1'],
  ["application/json; charset="],
  ["application/merge-patch+json; x-charset=latin1"],
])("a body as %s is read as UTF-8, a byte order mark or not", async (type) => {
  const { send, milvus } = await startScriptedGateway({ Flush: {}, GetFlushState: { flushed: true } });
  const headers = { "Content-Type": type };
  const bodies = ['{"collectionName":"bücher"}', '\ufeff{"collectionName":"bücher"}'];
  for (const body of bodies) {
    const { status } = await send("/v1/jobs/flush", { method: "POST", body, headers });
    expect(status).toBe(202);
  }
  const sent = { collection_names: ["bücher"] };
  expect(milvus.calls.filter(({ rpc }) => rpc === "Flush").map(({ request }) => request)).toMatchObject([sent, sent]);
});

test.each(["application/json", "application/json; charset=utf8"])(
  "bytes that are no UTF-8 are a 400 as %s, and no other name goes to Milvus",
  async (type) => {
    const { send, milvus } = await startScriptedGateway({ Flush: {} });
    const body = Buffer.from('{"collectionName":"\xff"}', "latin1");
    const headers = { "Content-Type": type };
    const { status, json } = await send("/v1/jobs/flush", { method: "POST", body, headers });
    expect(status).toBe(400);
    expect(json).toMatchObject({
      code: "INVALID_ARGUMENT",
      violations: [{ in: "body", field: "body", message: "did not arrive whole and in its declared encoding" }],
    });
    expect(milvus.calls).toEqual([]);
  },
);

test("two Idempotency-Keys are none that anybody sent", async () => {
  const { send, milvus } = await startScriptedGateway();
  const json = { collectionName: "books", files: ["a.json"] };
  const response = await send("/v1/jobs/import", { method: "POST", json, headers: { "Idempotency-Key": ["a", "b"] } });
  expect(response.status).toBe(400);
  expect(response.json).toMatchObject({
    violations: [{ in: "header", field: "Idempotency-Key", message: "must be given only once" }],
  });
  expect(milvus.calls).toEqual([]);
});

const WITHOUT_KEYS = KINDS.filter(({ start }) => start && !start.takesIdempotencyKey);

test.each(WITHOUT_KEYS)(
  "a start of a $name with an Idempotency-Key is a 400: Milvus would start it again",
  async (kind) => {
    const { send, milvus } = await startScriptedGateway();
    const path = `/v1/jobs/${kind.name}`;
    const headers = { "Idempotency-Key": "night-42", ...AS_R1.headers };
    const response = await send(path, { ...json(kind.start?.examples[0]?.input.body ?? {}), headers });
    const message = "is not supported for this kind: only a start of import takes one";
    const violation = { in: "header", field: "Idempotency-Key", message } as const;
    expect([response.status, response.json]).toEqual([400, invalid(path, [violation])]);
    expect(milvus.calls).toEqual([]);
  },
);

test("an Idempotency-Key on a kind without is told with all that is wrong, even an empty one", async () => {
  const { send } = await startScriptedGateway();
  const headers = { "Idempotency-Key": "", "Request-Timeout": "soon" };
  const response = await send("/v1/jobs/flush", { ...json({}), headers });
  expect(response.json).toMatchObject({
    violations: [
      { in: "body", field: "collectionName" },
      { in: "header", field: "Idempotency-Key" },
      { in: "header", field: "Request-Timeout" },
    ],
  });
});

test("a started import shows its files without the credentials in their URIs", async () => {
  const { send, milvus } = await startScriptedGateway({ DescribeCollection: {}, Import: { tasks: ["7"] } });
  const json = { collectionName: "books", files: ["s3://user:pass@lake/a.json"] };
  const response = await send("/v1/jobs/import", { method: "POST", json });
  expect(response.json).toMatchObject({ details: { files: [{ paths: ["s3://***@lake/a.json"] }] } });
  expect(milvus.calls[1]?.request).toMatchObject({ files: ["s3://user:pass@lake/a.json"] });
});

test("a flush that Milvus Lite accepted is a job, also when nobody can tell whether it is over", async () => {
  const { send } = await startScriptedGateway({ Flush: {}, GetFlushState: { status: { code: 1 } } });
  const response = await send("/v1/jobs/flush", { method: "POST", json: { collectionName: "books" } });
  expect(response.status).toBe(202);
  expect(response.json).toMatchObject({ id: null, state: "running", warnings: [{ code: "NO_POLLABLE_ID" }] });
});
