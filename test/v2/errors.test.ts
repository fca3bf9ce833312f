/** Milvus's own REST v2 where something is odd: what it lets pass as Milvus does, and how it says what is wrong. */
import { gzipSync } from "node:zlib";
import { status } from "@grpc/grpc-js";
import { describe, expect, it } from "vitest";
import { failure } from "../../src/kinds/simulation.ts";
import { startScriptedGateway } from "../support/scripted-gateway.ts";
import { GrpcFailure, type Script } from "../support/scripted-milvus.ts";
import type { RequestOptions } from "../support/send-request.ts";

const PREFIX = "/v2/vectordb/jobs/";
const ID = "458123456789012345";
const RUNNING: Script = {
  GetImportState: {
    state: "ImportStarted",
    row_count: "5",
    create_ts: "1704551047",
    infos: [{ key: "progress_percent", value: "40" }],
  },
  ListImportTasks: { tasks: [] },
  DescribeCollection: {},
  Import: { tasks: [ID] },
};

const sent = (body: string | Buffer, headers: RequestOptions["headers"] = {}): RequestOptions => ({
  method: "POST",
  body,
  headers,
});

describe("Milvus's REST v2 is as lenient as Milvus", () => {
  const plain = JSON.stringify({ jobId: ID });
  it.each([
    ["plain text, as the official Node client sends it", sent(plain, { "Content-Type": "text/plain;charset=UTF-8" })],
    ["no content type", sent(plain)],
    ["a charset that is not UTF-8", sent(plain, { "Content-Type": "application/json; charset=utf-16" })],
    ["a charset that nobody has", sent(plain, { "Content-Type": "text/plain; charset=klingon" })],
    [
      "a form's content type, as curl -d sends it",
      sent(plain, { "Content-Type": "application/x-www-form-urlencoded" }),
    ],
    ["gzip", sent(gzipSync(plain), { "Content-Encoding": "gzip" })],
    ["unknown fields", sent(`{"jobId":"${ID}","clusterId":"","projectId":null,"x":[1]}`)],
    ["a field in other cases", sent(`{"jobID":"${ID}"}`)],
    ["an exact number beyond 2^53", sent(`{"jobId":${ID}}`)],
    ["an empty Bearer", sent(plain, { Authorization: "Bearer " })],
    ["another Accept", sent(plain, { Accept: "text/html" })],
    ["Request-Timeout: 0", sent(plain, { "Request-Timeout": "0" })],
    ["a Request-Timeout that is no number", sent(plain, { "Request-Timeout": "soon" })],
    ["a Request-Timeout beyond the most", sent(plain, { "Request-Timeout": "86400" })],
    ["an Idempotency-Key that nobody reads", sent(plain, { "Idempotency-Key": "x".repeat(300) })],
  ])("about %s", async (_what, question) => {
    const { send, milvus } = await startScriptedGateway(RUNNING);
    const response = await send(`${PREFIX}import/describe`, question);
    expect([response.status, response.json]).toEqual([
      200,
      {
        code: 0,
        data: { jobId: ID, createTime: "2024-01-06T14:24:07Z", state: "Importing", progress: 40, importedRows: 5 },
      },
    ]);
    expect(milvus.calls.map(({ request }) => request)).toMatchObject([{ task: ID }]);
  });

  it.each([
    ["{}", {}],
    ["null", {}],
    ['{"dbName":"","collectionName":""}', {}],
    ['{"dbName":null,"collectionName":null}', {}],
    ['{"dbName":"","collectionName":""}', { "DB-Name": "" }],
  ])("about a list that is asked for with %s", async (body, headers) => {
    const { send, milvus } = await startScriptedGateway(RUNNING);
    const response = await send(`${PREFIX}import/list`, sent(body, headers));
    expect(response.json).toEqual({ code: 0, data: { records: [] } });
    expect(milvus.calls.map(({ request, metadata }) => [request, metadata.dbname])).toMatchObject([
      [{ db_name: "default", collection_name: "" }, "default"],
    ]);
  });

  it.each([
    ["import/list", { dbName: "library" }, { "DB-Name": "other" }, "library"],
    ["import/list", { dbName: "" }, { "DB-Name": "other" }, "other"],
    ["import/describe", { jobId: ID, dbName: "library" }, { "DB-Name": "other" }, "other"],
    ["import/describe", { jobId: ID, dbName: "library" }, {}, "default"],
  ])("%s with the body %j and the headers %j asks in database %s", async (route, body, headers, database) => {
    const { send, milvus } = await startScriptedGateway(RUNNING);
    await send(PREFIX + route, sent(JSON.stringify(body), headers));
    expect(milvus.calls.map(({ metadata }) => metadata.dbname)).toEqual([database]);
  });

  it.each([
    ["Bearer root:Milvus", "cm9vdDpNaWx2dXM="],
    ["Basic cm9vdDpNaWx2dXM=", "cm9vdDpNaWx2dXM="],
    ["Bearer 0123abcd", "MDEyM2FiY2Q="],
    ["Bearer ", undefined],
  ])("hands Authorization: %s on as %s", async (authorization, metadata) => {
    const { send, milvus } = await startScriptedGateway(RUNNING);
    await send(`${PREFIX}import/list`, sent("{}", { Authorization: authorization }));
    expect(milvus.calls.map((call) => call.metadata.authorization)).toEqual([metadata]);
  });

  it("reads a body as UTF-8, whatever charset it is said to be in", async () => {
    const { send, milvus } = await startScriptedGateway(RUNNING);
    const headers = { "Content-Type": "application/json; charset=iso-8859-1" };
    const listed = await send(`${PREFIX}import/list`, sent('{"collectionName":"bücher"}', headers));
    expect(listed.json).toEqual({ code: 0, data: { records: [] } });
    expect(milvus.calls.map(({ request }) => request)).toMatchObject([{ collection_name: "bücher" }]);
    const refused = await send(
      `${PREFIX}import/list`,
      sent(Buffer.from('{"collectionName":"\xff"}', "latin1"), headers),
    );
    expect([refused.status, refused.json]).toEqual([
      200,
      { code: 1801, message: expect.stringMatching(/^can only accept json format request, error: /) },
    ]);
    expect(milvus.calls).toHaveLength(1);
  });

  it("takes nulls for whatever an import may leave out", async () => {
    const { send, milvus } = await startScriptedGateway(RUNNING);
    const json = { collectionName: "books", files: [["a.json"]], partitionName: null, dbName: null, options: null };
    const response = await send(`${PREFIX}import/create`, { method: "POST", json });
    expect(response.json).toEqual({ code: 0, data: { jobId: ID } });
    expect(milvus.calls.at(-1)).toMatchObject({
      rpc: "Import",
      request: { db_name: "default", partition_name: "", options: [], files: ["a.json"], idempotency_key: "" },
    });
  });
});

describe("Milvus's REST v2 refuses a request before anything is sent", () => {
  const NOT_JSON = "can only accept json format request";
  const UNREADABLE = "is a number too long or too large to be read: of more than 40 characters, or beyond 1.8e308";
  const outOfRange =
    "must be a decimal from 0 to 9223372036854775807, without sign, leading zeros or spaces; only Milvus's managed cloud has others";
  const wrongId = (text: string) => `invalid parameter, error: jobId "${text}" ${outOfRange}`;
  it.each([
    ["import/describe", "", 1801, `${NOT_JSON}, the request body should be nil, however {} is valid`],
    ["import/describe", "{", 1801, expect.stringMatching(/^can only accept json format request, error: /)],
    ["import/describe", "[]", 1801, `${NOT_JSON}, error: the body must be an object`],
    ["import/describe", "7", 1801, `${NOT_JSON}, error: the body must be an object`],
    ["import/describe", '{"jobId":true}', 1801, `${NOT_JSON}, error: jobId: must be a string or a number`],
    ["import/describe", '{"jobId":1.5}', 1801, `${NOT_JSON}, error: jobId: must be a string or a whole number`],
    ["import/describe", "{}", 1802, "missing required parameters, error: jobId must be given"],
    ["import/describe", '{"jobId":""}', 1802, "missing required parameters, error: jobId must be given"],
    ["import/describe", '{"jobId":null}', 1802, "missing required parameters, error: jobId must be given"],
    ["import/describe", '{"jobId":"job-xxxxxxxxxxxxxxxx"}', 1100, wrongId("job-xxxxxxxxxxxxxxxx")],
    ["import/get_progress", '{"jobId":"job-xxxxxxxxxxxxxxxx"}', 1100, wrongId("job-xxxxxxxxxxxxxxxx")],
    ["snapshot/describe", '{"jobId":"9223372036854775808"}', 1100, wrongId("9223372036854775808")],
    ["external_collection/describe", '{"jobId":-1}', 1100, wrongId("-1")],
    ["snapshot/export/describe", '{"jobId":99999999999999999999}', 1100, wrongId("99999999999999999999")],
    ["import/describe", `{"jobId":${"1".repeat(41)}}`, 1801, `${NOT_JSON}, error: jobId: ${UNREADABLE}`],
    ["import/describe", '{"jobId":1e400}', 1801, `${NOT_JSON}, error: jobId: ${UNREADABLE}`],
    ["import/create", '{"files":[["a.json",1e400]]}', 1801, `${NOT_JSON}, error: files.0.1: ${UNREADABLE}`],
    ["import/create", "{}", 1802, "missing required parameters, error: collectionName, files must be given"],
    [
      "import/create",
      '{"collectionName":"books","files":["a.json"]}',
      1801,
      `${NOT_JSON}, error: files.0: must be a list`,
    ],
    [
      "import/create",
      '{"collectionName":"books","files":[["a.json"]],"options":{"timeout":300}}',
      1801,
      `${NOT_JSON}, error: options.timeout: must be a string`,
    ],
    [
      "import/create",
      '{"collectionName":"books","files":[["a.json"],["b.json"]]}',
      1100,
      "invalid parameter, error: files has 2 lists, but a job started by gRPC takes one: send a request for each list",
    ],
    [
      "import/create",
      '{"collectionName":"books","files":[]}',
      1100,
      "invalid parameter, error: import request is empty",
    ],
    [
      "import/list",
      '{"collectionName":"a b"}',
      1100,
      "invalid parameter, error: collectionName: must be a name of 1 to 255 characters without spaces, colons, commas or slashes",
    ],
  ])("%s with the body %s is code %i", async (route, body, code, message) => {
    const { send, milvus } = await startScriptedGateway(RUNNING);
    const response = await send(PREFIX + route, sent(body));
    expect([response.status, response.json]).toEqual([200, { code, message }]);
    expect(milvus.calls).toEqual([]);
  });

  it.each([
    ["import/list", '{"dbName":"b\u00fccher"}', {}, "dbName"],
    ["import/list", '{"dbName":"a b"}', { "DB-Name": "library" }, "dbName"],
    ["import/list", "{}", { "DB-Name": "b\u00fccher" }, "DB-Name"],
    ["import/describe", `{"jobId":"${ID}"}`, { "DB-Name": "b\u00fccher" }, "DB-Name"],
    ["import/create", '{"dbName":"b\u00fccher","collectionName":"a","files":[["a.json"]]}', {}, "dbName"],
    ["external_collection/refresh", '{"collectionName":"a"}', { "DB-Name": "a:b" }, "DB-Name"],
  ])("%s with the body %s and the headers %j is code 802", async (route, body, headers, field) => {
    const { send, milvus } = await startScriptedGateway(RUNNING);
    const response = await send(PREFIX + route, sent(body, headers));
    const message = `invalid database name, error: ${field} must be a name of 1 to 255 printable ASCII characters without spaces, colons, commas or slashes`;
    expect([response.status, response.json]).toEqual([200, { code: 802, message }]);
    expect(milvus.calls).toEqual([]);
  });

  it.each([
    [
      "a body that is too large",
      { ...sent("{}".padEnd(200)) },
      200,
      1102,
      "parameter too large, error: The body is larger than the 100 bytes that this gateway takes (MAX_BODY_BYTES).",
    ],
    [
      "a body in an encoding that is none",
      sent("{}", { "Content-Encoding": "rot13" }),
      200,
      1801,
      "can only accept json format request, error: The body must be UTF-8, uncompressed or with gzip, deflate or br.",
    ],
    [
      "an Idempotency-Key that cannot be handed on",
      sent('{"collectionName":"books","files":[["a.json"]]}', { "Idempotency-Key": "x".repeat(300) }),
      200,
      1100,
      "invalid parameter, error: Idempotency-Key must be 1 to 256 printable ASCII characters",
    ],
    [
      "an Authorization of another scheme",
      sent('{"collectionName":"books","files":[["a.json"]]}', { Authorization: "Digest x" }),
      401,
      1800,
      expect.stringMatching(
        /^user hasn't authenticated, error: This Authorization header is none that Milvus takes: send `Auth/,
      ),
    ],
  ])("for %s", async (_what, question, httpStatus, code, message) => {
    const { send, milvus } = await startScriptedGateway(RUNNING, { MAX_BODY_BYTES: "100" });
    const response = await send(`${PREFIX}import/create`, question);
    expect([response.status, response.json]).toEqual([httpStatus, { code, message }]);
    expect(milvus.calls).toEqual([]);
  });

  it.each([
    ["an id of a million digits", "import/describe", `{"jobId":${"1".repeat(900_000)}}`],
    ["digits that are no number", "import/describe", `{"jobId":${"1".repeat(900_000)}.x}`],
    ["many wrong files", "import/create", `{"collectionName":"a","files":[${"1,".repeat(50_000)}1]}`],
    [
      "a long key with a wrong value",
      "import/create",
      `{"collectionName":"a","files":[["a"]],"options":{"${"k".repeat(900_000)}":1}}`,
    ],
  ])("for %s, in a few words", async (_what, route, body) => {
    const { send } = await startScriptedGateway();
    const response = await send(PREFIX + route, sent(body));
    expect(response.json).toEqual({ code: 1801, message: expect.stringMatching(/^.{1,1001}$/) });
  });

  it.each([
    "import/create",
    "import/commit",
    "import/abort",
    "external_collection/refresh",
    "snapshot/restore_external",
    "snapshot/export",
  ])("when it is read-only and %s would start or end work", async (route) => {
    const { send, milvus } = await startScriptedGateway(RUNNING, { READ_ONLY: "true" });
    const response = await send(PREFIX + route, sent("{}"));
    expect([response.status, response.json]).toEqual([403, { code: 65535, message: "This gateway starts no work." }]);
    expect(milvus.calls).toEqual([]);
  });

  it("without a key of the gateway, with an envelope as for every caller who is not logged in", async () => {
    const settings = { MILVUS_TOKEN: "root:Milvus", GATEWAY_API_KEYS: "right" };
    const { send, milvus } = await startScriptedGateway(RUNNING, settings);
    const refused = await send(`${PREFIX}import/list`, sent("{}", { Authorization: "Bearer wrong" }));
    expect([refused.status, refused.json]).toEqual([
      401,
      {
        code: 1800,
        message:
          "user hasn't authenticated, error: This gateway wants one of its own keys: send `X-API-Key: <key>` or `Authorization: Bearer <key>`.",
      },
    ]);
    expect(refused.headers["www-authenticate"]).toBe('Bearer realm="milvus"');
    const answered = await send(`${PREFIX}import/list`, sent("{}", { Authorization: "Bearer right" }));
    expect(answered.json).toEqual({ code: 0, data: { records: [] } });
    expect(milvus.calls.map(({ metadata }) => metadata.authorization)).toEqual(["cm9vdDpNaWx2dXM="]);
  });

  it("on a path or with a method that Milvus has not, as a problem", async () => {
    const { send } = await startScriptedGateway();
    const unknown = await send(`${PREFIX}import/pause`, sent("{}"));
    expect([unknown.status, unknown.json]).toEqual([404, expect.objectContaining({ code: "NOT_FOUND" })]);
    const got = await send(`${PREFIX}import/list`);
    expect([got.status, got.headers.allow, got.json]).toEqual([
      405,
      "POST, OPTIONS",
      expect.objectContaining({ code: "METHOD_NOT_ALLOWED" }),
    ]);
  });
});

describe("Milvus's REST v2 returns a failure of Milvus", () => {
  const grpc = (code: number, details: string) => new GrpcFailure(code, details);
  it.each([
    [
      "an unknown job",
      failure(2100, `import job does not exist, jobID=${ID}`),
      200,
      2100,
      `import job does not exist, jobID=${ID}`,
    ],
    ["an unknown job on 2.3", failure(1000, "key not found[key=x]"), 200, 1000, "key not found[key=x]"],
    ["a rate limit", failure(8, "rate limit exceeded[rate=1]"), 200, 8, "rate limit exceeded[rate=1]"],
    [
      "a login that is wrong",
      grpc(status.UNAUTHENTICATED, "auth check failure"),
      401,
      1800,
      "user hasn't authenticated",
    ],
    [
      "a missing privilege",
      grpc(status.PERMISSION_DENIED, "PrivilegeImport: permission deny"),
      403,
      65535,
      "PrivilegeImport: permission deny",
    ],
    ["gRPC DEADLINE_EXCEEDED", grpc(status.DEADLINE_EXCEEDED, "too late"), 408, 10001, "request timeout"],
    [
      "gRPC UNAVAILABLE",
      grpc(status.UNAVAILABLE, "proxy is stopping"),
      200,
      2,
      "service unavailable, error: proxy is stopping",
    ],
    [
      "gRPC RESOURCE_EXHAUSTED",
      grpc(status.RESOURCE_EXHAUSTED, "slow down"),
      200,
      1807,
      "request is rejected by limiter, error: slow down",
    ],
    ["gRPC UNKNOWN", grpc(status.UNKNOWN, "panic: x"), 200, 65535, "panic: x"],
    [
      "gRPC UNIMPLEMENTED",
      grpc(status.UNIMPLEMENTED, "unknown method"),
      200,
      10,
      "service unimplemented, error: This Milvus does not implement GetImportState; every Milvus from 2.3 on has it, Milvus Lite does not.",
    ],
    [
      "a reply without status",
      { status: null },
      200,
      5,
      "service internal error, error: Milvus's reply to GetImportState has no status.",
    ],
  ])("%s", async (_what, reply, httpStatus, code, message) => {
    const { send } = await startScriptedGateway({ GetImportState: reply });
    const response = await send(`${PREFIX}import/describe`, sent(`{"jobId":"${ID}"}`));
    expect([response.status, response.json]).toEqual([httpStatus, { code, message }]);
  });

  it("names the refresh that runs already by Milvus's code and text", async () => {
    const reason = `refresh job ${ID} is already in progress for collection external_docs`;
    const { send } = await startScriptedGateway({ RefreshExternalCollection: failure(703, reason) });
    const response = await send(`${PREFIX}external_collection/refresh`, sent('{"collectionName":"external_docs"}'));
    expect([response.status, response.json]).toEqual([200, { code: 703, message: reason }]);
  });

  it.each([
    ["the default, without Request-Timeout", {}],
    ["the default, with Request-Timeout: 0", { "Request-Timeout": "0" }],
    ["the default, when Request-Timeout is no number", { "Request-Timeout": "1m" }],
    ["the most, when Request-Timeout is more", { "Request-Timeout": "30" }],
  ])("that does not come in time: %s", async (_what, headers) => {
    const settings = { DEFAULT_TIMEOUT_MS: "50", MAX_TIMEOUT_MS: "60" };
    const { send } = await startScriptedGateway({ ListImportTasks: new Promise(() => {}) }, settings);
    const response = await send(`${PREFIX}import/list`, sent("{}", headers));
    expect([response.status, response.json]).toEqual([408, { code: 10001, message: "request timeout" }]);
  });
});
