import { expect, test } from "vitest";
import { MILVUS_CODES } from "../../src/milvus/codes.ts";
import { startScriptedGateway } from "../support/scripted-gateway.ts";
import { GrpcFailure, type Script } from "../support/scripted-milvus.ts";

const JOB = "/v1/jobs/import/1";
const START = { method: "POST", json: { collectionName: "books", files: ["a.json"] } };

const failed = (code: number, reason: string, more: object = {}) => ({
  status: { code, error_code: "UnexpectedError", reason, ...more },
});
const INPUT_ERROR = { extra_info: { is_input_error: "true" } };

/** Asks for a job of a Milvus that returns so. */
async function askFor(reply: Script["GetImportState"]) {
  const { send } = await startScriptedGateway({ GetImportState: reply ?? {} });
  return send(JOB, { headers: { "X-Request-Id": "r1" } });
}

// The Status inside a reply

test("a failed Status becomes a problem with Milvus's own words, and without its stack trace", async () => {
  const detail = "collection not found\n/workspace/source/internal/proxy/impl.go:42\ngoroutine 7";
  const response = await askFor(failed(5, "it broke", { detail, extra_info: { trace: "impl.go:42" } }));
  expect(response.text).not.toMatch(/goroutine|impl\.go/);
  expect(response.status).toBe(500);
  expect(response.json).toEqual({
    type: "/problems/upstream-error",
    title: "Milvus reported an error",
    status: 500,
    detail: "it broke",
    instance: JOB,
    code: "UPSTREAM_ERROR",
    retryable: false,
    requestId: "r1",
    upstream: {
      rpc: "GetImportState",
      grpcCode: 0,
      grpcName: "OK",
      milvusCode: 5,
      errorCode: "UnexpectedError",
      reason: "it broke",
    },
  });
});

test.each([
  ["2.3", failed(1000, "key not found[key=by-dev/meta/importtask/1]")],
  ["2.4", failed(2100, "import job does not exist, jobID=1: importing data failed")],
  ["2.6, marked as an input error", failed(2100, "import job does not exist, jobID=1", INPUT_ERROR)],
  ["2.6.19", failed(2101, "getJobProgress: import job does not exist, jobID=1")],
])("an unknown import job as Milvus %s says it is a 404", async (_release, reply) => {
  const { status, json } = await askFor(reply);
  expect(status).toBe(404);
  expect(json).toMatchObject({
    code: "JOB_NOT_FOUND",
    detail: "Milvus knows no import job 1: it has expired or never existed.",
    upstream: { reason: reply.status.reason },
  });
});

test.each([
  [2, "service unavailable", 503, "UPSTREAM_UNAVAILABLE", "1"],
  [3, "memory limit exceeded", 507, "UPSTREAM_ERROR", undefined],
  [4, "queue full", 429, "RATE_LIMITED", "2"],
  [6, "cross cluster routing", 502, "UPSTREAM_ERROR", undefined],
  [8, "rate limit exceeded[rate=0.1]", 429, "RATE_LIMITED", "2"],
  [9, "quota exceeded", 429, "RATE_LIMITED", "2"],
  [10, "unimplemented", 501, "NOT_SUPPORTED_BY_SERVER", undefined],
  [100, "collection not found[database=nodb]", 404, "COLLECTION_NOT_FOUND", undefined],
  [101, "collection not loaded", 409, "UPSTREAM_ERROR", undefined],
  [200, "partition not found[partition=p]", 404, "PARTITION_NOT_FOUND", undefined],
  [700, "index not found", 404, "INDEX_NOT_FOUND", undefined],
  [800, "database not found[database=nodb]", 404, "DATABASE_NOT_FOUND", undefined],
  [1000, "key not found", 404, "JOB_NOT_FOUND", undefined],
  [1001, "io failed", 502, "UPSTREAM_ERROR", undefined],
  [1100, "import request is empty: invalid parameter", 400, "UPSTREAM_REJECTED", undefined],
  [1101, "missing parameter", 400, "UPSTREAM_REJECTED", undefined],
  [1102, "parameter too large", 413, "UPSTREAM_REJECTED", undefined],
  [1400, "not authenticated", 401, "UNAUTHENTICATED", undefined],
  [1401, "not permitted", 403, "PERMISSION_DENIED", undefined],
  [1800, "user hasn't authenticate", 401, "UNAUTHENTICATED", undefined],
  [2100, "start_ts shouldn't be larger than end_ts: importing data failed", 400, "UPSTREAM_REJECTED", undefined],
  [2100, "The number of jobs has reached the limit, please try again later", 429, "RATE_LIMITED", "2"],
  [2101, "the number of jobs has reached the limit", 429, "RATE_LIMITED", "2"],
  [2101, "importing data failed", 500, "UPSTREAM_ERROR", undefined],
  [2600, "snapshot not found", 404, "SNAPSHOT_NOT_FOUND", undefined],
  [10000, "context canceled", 502, "UPSTREAM_ERROR", undefined],
  [10001, "context deadline exceeded", 504, "DEADLINE_EXCEEDED", undefined],
  [7777, "a code of a later release", 500, "UPSTREAM_ERROR", undefined],
  [-1, "a code of nobody", 500, "UPSTREAM_ERROR", undefined],
  [
    65535,
    "attempt #5: rpc error: code = Unknown desc = collection not found[database=d][collection=c]",
    404,
    "COLLECTION_NOT_FOUND",
    undefined,
  ],
  [
    65535,
    "for JSON or parquet file, each task only accepts one file, not allowed to input multiple files",
    400,
    "UPSTREAM_REJECTED",
    undefined,
  ],
  [
    65535,
    "row-based data file type must be JSON or Parquet, file type '.npy' is not allowed",
    400,
    "UPSTREAM_REJECTED",
    undefined,
  ],
  [65535, 'strconv.ParseUint: parsing "zz": invalid syntax', 400, "UPSTREAM_REJECTED", undefined],
  [65535, "CreateIndex failed: at most one distinct index is allowed per field", 400, "UPSTREAM_REJECTED", undefined],
  [
    65535,
    "CreateIndex failed: creating multiple indexes on same field is not supported",
    400,
    "UPSTREAM_REJECTED",
    undefined,
  ],
  [65535, "cannot create index on non-exist field: zzz", 400, "UPSTREAM_REJECTED", undefined],
  [65535, "invalid index type: FOO", 400, "UPSTREAM_REJECTED", undefined],
  [65535, "runtime error: invalid memory address or nil pointer dereference", 500, "UPSTREAM_ERROR", undefined],
])("code %i, %j, is a %i %s", async (code, reason, status, problem, retryAfter) => {
  const response = await askFor(failed(code, reason));
  expect({ status: response.status, retryAfter: response.headers["retry-after"] }).toEqual({ status, retryAfter });
  expect(response.json).toMatchObject({ status, code: problem, upstream: { milvusCode: code, reason } });
});

test.each(Object.keys(MILVUS_CODES).map((code) => [Number(code)]))(
  "code %i has an HTTP status of its own failure",
  async (code) => {
    const { status, json } = await askFor(failed(code, ""));
    expect(status).toBeGreaterThanOrEqual(400);
    expect(json).toMatchObject({ status, upstream: { milvusCode: code, reason: null } });
  },
);

test.each([
  ["makes a 500 the caller's fault", 2000, "bad expression", 400, "UPSTREAM_REJECTED"],
  ["makes an unknown code the caller's fault", 7777, "who knows", 400, "UPSTREAM_REJECTED"],
  ["makes 65535 the caller's fault", 65535, "who knows", 400, "UPSTREAM_REJECTED"],
  ["loses to 404 by code", 100, "collection not found", 404, "COLLECTION_NOT_FOUND"],
  ["loses to 404 by a code without a problem of its own", 2310, "compaction result not found", 404, "UPSTREAM_ERROR"],
  ["loses to 404 by text", 1100, "import job does not exist", 404, "JOB_NOT_FOUND"],
  ["loses to 413", 1102, "too large", 413, "UPSTREAM_REJECTED"],
  ["loses to 409", 702, "index duplicate", 409, "UPSTREAM_REJECTED"],
  ["loses to 401", 1800, "who are you", 401, "UNAUTHENTICATED"],
  ["loses to 429", 2100, "the number of jobs has reached the limit", 429, "RATE_LIMITED"],
])("is_input_error %s", async (_what, code, reason, status, problem) => {
  const response = await askFor(failed(code, reason, INPUT_ERROR));
  expect(response.status).toBe(status);
  expect(response.json).toMatchObject({ code: problem });
});

test.each([
  ["retriable", failed(5, "x", { retriable: true }), true],
  ["not retriable", failed(5, "x", { retriable: false }), false],
  ["retriable by its code although Milvus says no", failed(8, "x", { retriable: false }), true],
])("a problem that is %s says so", async (_what, reply, retryable) => {
  expect((await askFor(reply)).json).toMatchObject({ retryable });
});

// Legacy codes: before 2.3 (code 0), and Milvus Lite (the same number twice)

const legacy = (error_code: string | number, reason: string, code = 0) => ({ status: { code, error_code, reason } });

test.each([
  [
    "before 2.3: an unknown collection",
    legacy("CollectionNotExists", "can't find collection: books"),
    404,
    "COLLECTION_NOT_FOUND",
  ],
  ["before 2.3: a rate limit", legacy("RateLimit", "slow down"), 429, "RATE_LIMITED"],
  ["before 2.3: a bad argument", legacy("IllegalArgument", "no"), 400, "UPSTREAM_REJECTED"],
  ["before 2.3: not ready", legacy("NotReadyServe", "no"), 503, "UPSTREAM_UNAVAILABLE"],
  ["before 2.3: anything", legacy("MetaFailed", "no"), 500, "UPSTREAM_ERROR"],
  ["a legacy code that the proto does not know", legacy(77, "no"), 500, "UPSTREAM_ERROR"],
  ["Lite: a bad argument", legacy(6, "unknown field 'vec' for create_index", 6), 400, "UPSTREAM_REJECTED"],
  ["Lite: a bad argument without a known text", legacy(6, "nope", 6), 400, "UPSTREAM_REJECTED"],
  ["Lite: an unknown database", legacy(6, "database 'nodb' does not exist", 6), 404, "DATABASE_NOT_FOUND"],
  ["Lite: an unknown collection", legacy(6, "collection 'nope' does not exist", 6), 404, "COLLECTION_NOT_FOUND"],
  ["Lite: an index type, not merr's rate limit", legacy("IllegalIndexType", "no", 8), 400, "UPSTREAM_REJECTED"],
  ["merr's rate limit, not a legacy index type", legacy("RateLimit", "no", 8), 429, "RATE_LIMITED"],
  ["Lite: anything", legacy("UnexpectedError", "no", 1), 500, "UPSTREAM_ERROR"],
  ["merr's not ready", legacy("NotReadyServe", "no", 1), 503, "UPSTREAM_UNAVAILABLE"],
  ["merr's key not found, not DDRequestRace", legacy("DDRequestRace", "key not found", 1000), 404, "JOB_NOT_FOUND"],
])("%s", async (_what, reply, status, problem) => {
  const response = await askFor(reply);
  expect(response.status).toBe(status);
  expect(response.json).toMatchObject({ code: problem });
});

test("a success with words is a success", async () => {
  const status = { code: 0, error_code: "Success", reason: "all is well" };
  expect((await askFor({ status, state: "ImportPending" })).status).toBe(200);
});

test("a secret inside Milvus's words is redacted, and endless words are cut", async () => {
  const { text, json } = await askFor(failed(5, `cannot read s3://key:secret@bucket/a.json ${"x".repeat(10_000)}`));
  expect(text).not.toContain("secret");
  expect((json as { detail: string }).detail).toMatch(/^cannot read s3:\/\/\*\*\*@bucket\/a\.json x{1900,2000}…$/);
});

test.each([
  ["a URI's query", (n: number) => `s3://b/${"?key".repeat(n)}`],
  ["a scheme", (n: number) => `${"a".repeat(4 * n)} ://`],
  ["a password", (n: number) => `s3://${":".repeat(4 * n)}`],
  ["JSON", (n: number) => `${'"key'.repeat(n)}":`],
  ["one long name", (n: number) => `s3://b/?${"key".repeat(n)} "${"key".repeat(n)}`],
])("what looks like %s without end is read in no time, and comes as it is", async (_what, make) => {
  const { json } = await askFor(failed(5, make(15_000)));
  expect((json as { detail: string }).detail).toBe(`${make(15_000).slice(0, 2_000)}…`); // a problem's
});

test.each([
  ["s3://user:pass@b/a.json", "s3://***@b/a.json"],
  ["https://b/a?X-Amz-Signature=abc&part=1", "https://b/a?X-Amz-Signature=***&part=1"],
  ["https://b/a?part=1?token=a?b&c=d", "https://b/a?part=1?token=***&c=d"],
  ["https://b/a?part=1&accessKeyId=abc#d", "https://b/a?part=1&accessKeyId=***#d"],
  ['bad spec {"access_key_id": "abc", "format": "parquet"}', 'bad spec {"access_key_id": "***", "format": "parquet"}'],
  [
    String.raw`bad spec "{\"access_key_value\":\"abc\",\"format\":\"parquet\"}"`,
    String.raw`bad spec "{\"access_key_value\":\"***\",\"format\":\"parquet\"}"`,
  ],
  ['{"tokenizer": "standard", "partition_key": "a"}', '{"tokenizer": "standard", "partition_key": "a"}'],
])("the secret in %s is redacted", async (reason, masked) => {
  expect((await askFor(failed(5, reason))).json).toMatchObject({ detail: masked, upstream: { reason: masked } });
});

// gRPC's own codes

test.each([
  [1, 502, "UPSTREAM_ERROR", "CANCELLED"],
  [2, 500, "UPSTREAM_ERROR", "UNKNOWN"],
  [3, 400, "UPSTREAM_REJECTED", "INVALID_ARGUMENT"],
  [4, 504, "DEADLINE_EXCEEDED", "DEADLINE_EXCEEDED"],
  [5, 404, "UPSTREAM_ERROR", "NOT_FOUND"],
  [6, 409, "UPSTREAM_ERROR", "ALREADY_EXISTS"],
  [7, 403, "PERMISSION_DENIED", "PERMISSION_DENIED"],
  [8, 429, "RATE_LIMITED", "RESOURCE_EXHAUSTED"],
  [9, 400, "UPSTREAM_ERROR", "FAILED_PRECONDITION"],
  [10, 409, "UPSTREAM_ERROR", "ABORTED"],
  [11, 400, "UPSTREAM_REJECTED", "OUT_OF_RANGE"],
  [12, 501, "NOT_SUPPORTED_BY_SERVER", "UNIMPLEMENTED"],
  [13, 502, "UPSTREAM_ERROR", "INTERNAL"],
  [14, 503, "UPSTREAM_UNAVAILABLE", "UNAVAILABLE"],
  [15, 500, "UPSTREAM_ERROR", "DATA_LOSS"],
  [16, 401, "UNAUTHENTICATED", "UNAUTHENTICATED"],
])("gRPC %i is a %i %s", async (code, status, problem, name) => {
  const response = await askFor(new GrpcFailure(code, "Milvus's words"));
  expect(response.status).toBe(status);
  expect(response.json).toMatchObject({
    status,
    code: problem,
    upstream: {
      rpc: "GetImportState",
      grpcCode: code,
      grpcName: name,
      milvusCode: null,
      errorCode: null,
      reason: "Milvus's words",
    },
  });
});

test("an RPC that the server does not have names the Milvus that has it", async () => {
  const { send } = await startScriptedGateway();
  const { status, json } = await send("/v1/jobs/restore/1");
  expect(status).toBe(501);
  expect(json).toMatchObject({
    code: "NOT_SUPPORTED_BY_SERVER",
    detail: "This Milvus does not implement GetRestoreSnapshotState; it came with Milvus 3.0.",
  });
});

// Replies that break the protocol

test("a reply without a status is a 502, not a pending job", async () => {
  const { status, json } = await askFor(Buffer.alloc(0));
  expect(status).toBe(502);
  expect(json).toEqual({
    type: "/problems/bad-upstream-reply",
    title: "Milvus's reply breaks the protocol",
    status: 502,
    detail: "Milvus's reply to GetImportState has no status.",
    instance: JOB,
    code: "BAD_UPSTREAM_REPLY",
    retryable: false,
    requestId: "r1",
    upstream: { rpc: "GetImportState", grpcCode: 0, grpcName: "OK", milvusCode: null, errorCode: null, reason: null },
  });
});

test.each([
  ["garbage", Buffer.from("no protobuf at all")],
  ["a reply that ends too early", Buffer.from([0x0a, 0x7f, 0x08])],
  ["a field of a wrong type", Buffer.from([0x0d, 0, 0, 0, 0])],
])("%s is a 502", async (_what, bytes) => {
  const { status, json } = await askFor(bytes);
  expect(status).toBe(502);
  expect(json).toMatchObject({ code: "BAD_UPSTREAM_REPLY", retryable: false });
});

// Starting an import

test("an import into an unknown collection asks for the collection and sends no Import", async () => {
  const { send, milvus } = await startScriptedGateway({
    DescribeCollection: failed(100, "collection not found[database=default][collection=books]"),
    Import: { tasks: ["7"] },
  });
  const { status, json } = await send("/v1/jobs/import", START);
  expect(status).toBe(404);
  expect(json).toMatchObject({
    code: "COLLECTION_NOT_FOUND",
    upstream: { rpc: "DescribeCollection", milvusCode: 100 },
  });
  expect(milvus.calls.map(({ rpc }) => rpc)).toEqual(["DescribeCollection"]);
});

test.each([
  ["no privilege", new GrpcFailure(7, "PrivilegeDescribeCollection: permission deny")],
  ["no such RPC", new GrpcFailure(12, "unknown method")],
  ["not ready", failed(1, "service not ready")],
  ["an error of its own", failed(65535, "it broke")],
  ["a reply without a status", Buffer.alloc(0)],
])("any other failure of that question (%s) says nothing about the import", async (_what, describeCollection) => {
  const { send, milvus } = await startScriptedGateway({
    DescribeCollection: describeCollection,
    Import: { tasks: ["7"] },
  });
  const { status, headers } = await send("/v1/jobs/import", START);
  expect({ status, location: headers.location }).toEqual({ status: 202, location: "/v1/jobs/import/7" });
  expect(milvus.calls.map(({ rpc }) => rpc)).toEqual(["DescribeCollection", "Import"]);
});

test.each([
  [
    "a partition that is not there",
    failed(200, "partition not found[partition=pp]", { error_code: "MetaFailed" }),
    404,
    "PARTITION_NOT_FOUND",
  ],
  [
    "two JSON files",
    failed(65535, "for JSON or parquet file, each task only accepts one file"),
    400,
    "UPSTREAM_REJECTED",
  ],
  ["too many jobs", failed(2100, "number of jobs has reached the limit", INPUT_ERROR), 429, "RATE_LIMITED"],
  ["no privilege", new GrpcFailure(7, "PrivilegeImport: permission deny to ann"), 403, "PERMISSION_DENIED"],
  ["no ids", { tasks: [] }, 502, "BAD_UPSTREAM_REPLY"],
])("an import with %s fails as Milvus says, and is sent once", async (_what, reply, status, problem) => {
  const { send, milvus } = await startScriptedGateway({ DescribeCollection: {}, Import: reply });
  const response = await send("/v1/jobs/import", START);
  expect(response.status).toBe(status);
  expect(response.json).toMatchObject({ code: problem });
  expect(milvus.calls.map(({ rpc }) => rpc)).toEqual(["DescribeCollection", "Import"]);
});

test("a duplicate refresh is a 409 that points to the running job", async () => {
  const { send } = await startScriptedGateway({
    RefreshExternalCollection: failed(703, "refresh job 446781855410077319 is already in progress"),
  });
  const { status, headers, json } = await send("/v1/jobs/refresh", {
    method: "POST",
    json: { collectionName: "docs" },
  });
  expect({ status, location: headers.location }).toEqual({
    status: 409,
    location: "/v1/jobs/refresh/446781855410077319",
  });
  expect(json).toMatchObject({ code: "JOB_ALREADY_RUNNING" });
});
