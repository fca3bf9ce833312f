/** What only Milvus's own REST can do: imports of several file groups, commits and aborts. */
import { once } from "node:events";
import type { ServerResponse } from "node:http";
import { describe, expect, it, test } from "vitest";
import {
  AWAITING_COMMIT,
  byGrpc,
  byRest,
  cuts,
  ID,
  jobOf,
  jobSummary,
  NO_DETAILS,
  PATH,
  writes,
} from "../support/import-replies.ts";
import { startScriptedGateway } from "../support/scripted-gateway.ts";
import { GrpcFailure, type Script } from "../support/scripted-milvus.ts";

const START = "/v1/jobs/import";
const GROUPS = [["b/1/id.npy", "b/1/vec.npy"], ["b/2.parquet"]];
const HAS_REST = { "import/get_progress": byRest("Importing") };

const group = (paths: readonly string[]) => ({
  paths,
  state: null,
  stage: null,
  progress: null,
  reason: null,
  rowCount: null,
  totalRows: null,
  sizeBytes: null,
  endTime: null,
});

/** The whole document of a problem. */
const problem = (status: number, code: string, fields: object) => ({
  type: `/problems/${code.toLowerCase().replaceAll("_", "-")}`,
  title: expect.any(String),
  status,
  code,
  instance: START,
  retryable: false,
  requestId: expect.any(String),
  ...fields,
});

const fault = (rpc: string, fields: object = {}) => ({
  protocol: "rest",
  rpc,
  httpStatus: 200,
  milvusCode: null,
  reason: null,
  ...fields,
});

const writesSent = ({ restCalls }: { restCalls: readonly { method: string; body: string }[] }) =>
  restCalls
    .filter(({ method }) => /create|commit|abort/.test(method))
    .map(({ method, body }) => [method, JSON.parse(body)]);

/** A method that is never answered, until the test says so; `arrived` resolves with the response to write. */
function hanging() {
  let arrive: (response: ServerResponse) => void;
  const arrived = new Promise<ServerResponse>((resolve) => {
    arrive = resolve;
  });
  return { arrived, hang: (response: ServerResponse) => arrive(response) };
}

describe("an import of several file groups", () => {
  const json = {
    dbName: "library",
    collectionName: "books",
    partitionName: "2026",
    files: GROUPS,
    options: { timeout: "300s" },
  };
  const job = jobSummary({
    id: "457",
    state: "pending",
    stage: "pending",
    dbName: "library",
    collectionName: "books",
    details: { ...NO_DETAILS, partitionName: "2026", files: GROUPS.map(group) },
  });

  it("is started by REST, with the caller's key and database", async () => {
    const { send, milvus } = await startScriptedGateway({ ...HAS_REST, "import/create": { jobId: "457" } });
    const {
      status,
      headers,
      json: body,
    } = await send(`${START}?include=reply`, {
      method: "POST",
      json,
      headers: { "Idempotency-Key": "key-1", Authorization: "Bearer ann:secret" },
    });
    expect({ status, location: headers.location, body }).toEqual({
      status: 202,
      location: "/v1/jobs/import/457?dbName=library",
      body: { ...job, reply: {}, restReply: { jobId: "457" } },
    });
    expect(writesSent(milvus)).toEqual([["import/create", json]]);
    const [create] = milvus.restCalls.filter(({ method }) => method === "import/create");
    expect(create?.headers).toMatchObject({
      "idempotency-key": "key-1",
      "db-name": "library",
      authorization: `Basic ${Buffer.from("ann:secret").toString("base64")}`,
    });
    expect(milvus.calls.map(({ rpc }) => rpc)).not.toContain("Import");
  });

  it("leaves out what the caller left out", async () => {
    const { send, milvus } = await startScriptedGateway({ ...HAS_REST, "import/create": { jobId: "457" } });
    const { status } = await send(START, { method: "POST", json: { collectionName: "books", files: GROUPS } });
    expect(status).toBe(202);
    expect(writesSent(milvus)).toEqual([
      ["import/create", { dbName: "default", collectionName: "books", files: GROUPS }],
    ]);
    expect(milvus.restCalls.at(-1)?.headers).not.toHaveProperty("idempotency-key");
  });

  it("goes by gRPC where there is one group", async () => {
    const { send, milvus } = await startScriptedGateway({
      ...HAS_REST,
      DescribeCollection: {},
      Import: { tasks: ["457"] },
    });
    const { status, json: body } = await send(START, {
      method: "POST",
      json: { collectionName: "books", files: [["a.json"]] },
    });
    expect({ status, body }).toEqual({
      status: 202,
      body: jobSummary({
        id: "457",
        state: "pending",
        stage: "pending",
        dbName: "default",
        collectionName: "books",
        details: { files: [group(["a.json"])] },
      }),
    });
    expect(milvus.calls.at(-1)).toMatchObject({ rpc: "Import", request: { files: ["a.json"] } });
    expect(writesSent(milvus)).toEqual([]);
  });

  const MIXED = "must be a list of one or more paths, or a list of such lists";

  it.each([
    [["a.json", ["b.json"]], "files", MIXED],
    [[["a.json"], "b.json"], "files", MIXED],
    [[], "files", "needs at least one file"],
    [[[1]], "files", MIXED],
    [[["a.json"], []], "files.1", "needs at least one file"],
  ])("is refused when it is no list of lists: %j", async (files, field, message) => {
    const { send, milvus } = await startScriptedGateway({ ...HAS_REST, "import/create": { jobId: "457" } });
    const { json: body } = await send(START, { method: "POST", json: { collectionName: "books", files } });
    expect(body).toEqual(
      problem(400, "INVALID_ARGUMENT", {
        detail: `${field}: ${message}`,
        violations: [{ in: "body", field, message }],
      }),
    );
    expect([milvus.calls, milvus.restCalls]).toEqual([[], []]);
  });

  it.each([
    [{ MILVUS_HTTP: "off" }, {}, "which the gateway is not to use (MILVUS_HTTP)"],
    [{}, {}, "which this Milvus does not have here"],
  ])("is 501 without REST: %j", async (settings, script, why) => {
    const { send, milvus } = await startScriptedGateway(script, settings);
    const { json: body } = await send(START, { method: "POST", json });
    expect(body).toEqual(
      problem(501, "NOT_SUPPORTED_BY_SERVER", {
        detail: `An import of several file groups needs Milvus's own REST, ${why}.`,
      }),
    );
    expect(milvus.calls).toEqual([]);
  });

  it.each([
    [
      "no collection",
      { code: 100, message: "collection not found[collection=books]" },
      404,
      "COLLECTION_NOT_FOUND",
      100,
    ],
    [
      "bad credentials",
      { status: 401, code: 1800, message: "user hasn't authenticated" },
      401,
      "UNAUTHENTICATED",
      1800,
      "Milvus wants credentials: send `Authorization: Bearer user:password`, `Bearer <api key>` or `Basic <base64 of user:password>`.",
    ],
    ["no privilege", { status: 403, code: 65_535, message: "permission deny" }, 403, "PERMISSION_DENIED", 65_535],
  ])("fails as REST says: %s", async (_case, reply, status, code, milvusCode, detail = reply.message) => {
    const { send } = await startScriptedGateway({ ...HAS_REST, "import/create": reply });
    const { json: body } = await send(START, { method: "POST", json });
    expect(body).toEqual(
      problem(status, code, {
        detail,
        upstream: fault("import/create", {
          httpStatus: "status" in reply ? reply.status : 200,
          milvusCode,
          reason: reply.message,
        }),
      }),
    );
  });

  it.each([{}, { jobId: 457 }, { jobId: "" }, { jobId: "abc" }, { jobId: "-1" }, { jobId: "0" }])(
    "is a bad reply when Milvus returns no id: %j",
    async (data) => {
      const { send } = await startScriptedGateway({ ...HAS_REST, "import/create": data });
      const { json: body } = await send(START, { method: "POST", json });
      expect(body).toEqual(
        problem(502, "BAD_UPSTREAM_REPLY", { detail: "Milvus accepted the import but returned no id." }),
      );
    },
  );

  const LOST = "The work may have been started all the same.";

  it("may have been started when the connection was cut, and is sent once", async () => {
    const { send, milvus } = await startScriptedGateway({ ...HAS_REST, "import/create": cuts });
    const { json: body } = await send(START, { method: "POST", json });
    expect(body).toEqual(
      problem(503, "UPSTREAM_UNAVAILABLE", {
        detail: `Milvus's REST gave no response to import/create: the connection was cut. ${LOST}`,
        upstream: fault("import/create", { httpStatus: null, reason: "the connection was cut" }),
      }),
    );
    expect(writesSent(milvus)).toHaveLength(1);
  });

  it("may have been started when Milvus's own time was over", async () => {
    const { send } = await startScriptedGateway({ ...HAS_REST, "import/create": writes("timeout", {}, 408) });
    const { json: body } = await send(START, { method: "POST", json });
    expect(body).toEqual(
      problem(504, "DEADLINE_EXCEEDED", {
        detail: `Milvus's REST did not finish import/create in time. ${LOST}`,
        upstream: fault("import/create", { httpStatus: 408 }),
      }),
    );
  });

  it("may have been started when the caller's time is over, and goes on", async () => {
    const { arrived, hang } = hanging();
    const { send } = await startScriptedGateway({ ...HAS_REST, "import/create": hang });
    const { json: body } = await send(START, { method: "POST", json, headers: { "Request-Timeout": "0.5" } });
    expect(body).toEqual(
      problem(504, "DEADLINE_EXCEEDED", {
        detail: `Milvus's REST did not reply to import/create in time. The limit was 0.5 s; the header Request-Timeout sets another, up to 60 s. ${LOST}`,
        upstream: fault("import/create", { httpStatus: null, reason: "no response in time" }),
      }),
    );
    const response = await arrived;
    expect(response.destroyed).toBe(false);
    const closed = once(response, "close");
    writes('{"code":0,"data":{"jobId":"457"}}')(response);
    await closed;
    expect(response.writableFinished).toBe(true);
  });

  it("survives a caller who leaves", async () => {
    const { arrived, hang } = hanging();
    const { send } = await startScriptedGateway({ ...HAS_REST, "import/create": hang });
    const leaving = new AbortController();
    const left = expect(send(START, { method: "POST", json, signal: leaving.signal })).rejects.toThrow(/abort/i);
    const response = await arrived;
    leaving.abort();
    await left;
    await send("/livez");
    const closed = once(response, "close");
    writes('{"code":0,"data":{"jobId":"457"}}')(response);
    await closed;
    expect(response.writableFinished).toBe(true);
  });
});

describe.each(["commit", "abort"] as const)("a %s", (name) => {
  const method = `import/${name}` as const;
  const path = `${PATH}:${name}`;
  const WAITING = { percent: "99", rows: 3000 };
  const waits: Script = {
    GetImportState: byGrpc("ImportFailed", WAITING),
    "import/get_progress": byRest("Uncommitted", { progress: 99, importedRows: 3000, totalRows: 3000 }),
  };
  const about = { instance: path };

  it("is 202 with the job as it is afterwards", async () => {
    const { send, milvus } = await startScriptedGateway({ ...waits, [method]: {} });
    const { status, headers, json } = await send(`${path}?dbName=library`, { method: "POST" });
    expect({ status, location: headers.location, json }).toEqual({
      status: 202,
      location: `${PATH}?dbName=library`,
      json: jobOf("ImportFailed", WAITING, {
        state: "running",
        stage: "awaiting_commit",
        dbName: "library",
        collectionName: "books",
        details: { totalRows: 3000 },
        warnings: [AWAITING_COMMIT],
      }),
    });
    expect(writesSent(milvus)).toEqual([[method, { jobId: ID }]]);
    expect(milvus.restCalls.filter((call) => call.method === method).map(({ headers }) => headers["db-name"])).toEqual([
      "library",
    ]);
  });

  it("is 202 although the job cannot be read afterwards", async () => {
    const { send } = await startScriptedGateway({
      ...waits,
      GetImportState: new GrpcFailure(14, "no connection"),
      [method]: {},
    });
    const { status, headers, json } = await send(path, { method: "POST" });
    expect({ status, location: headers.location, json }).toEqual({
      status: 202,
      location: PATH,
      json: jobSummary({
        id: ID,
        state: "unknown",
        dbName: "default",
        warnings: [
          {
            code: "JOB_NOT_READ",
            message: "Milvus has done what was asked, but the job could not be read afterwards; get it again.",
          },
        ],
      }),
    });
  });

  it.each([
    `job ${ID} is in state Sorting, expected Uncommitted: importing data failed`,
    `job ${ID} is in terminal/committed state Completed, abort not allowed: importing data failed`,
    `job ${ID} is auto-commit, manual commit/abort not allowed: importing data failed`,
  ])("is 409 with Milvus's words: %s", async (message) => {
    const { send } = await startScriptedGateway({ ...waits, [method]: { code: 2100, message } });
    const { json } = await send(path, { method: "POST" });
    expect(json).toEqual(
      problem(409, "WRONG_STATE", {
        ...about,
        detail: message,
        upstream: fault(method, { milvusCode: 2100, reason: message }),
      }),
    );
  });

  it.each([
    `job ${ID} not found: importing data failed on server side`,
    `import job does not exist, jobID=${ID}: importing data failed on server side`,
  ])("is 404: %s", async (message) => {
    const { send } = await startScriptedGateway({ ...waits, [method]: { code: 2101, message } });
    const { json } = await send(path, { method: "POST" });
    expect(json).toEqual(
      problem(404, "JOB_NOT_FOUND", {
        ...about,
        detail: expect.stringMatching(/^Milvus knows no import job 449130000000000001: it has expired/),
        upstream: fault(method, { milvusCode: 2101, reason: message }),
      }),
    );
  });

  it("is 501 on a Milvus without the route, while reads keep using REST", async () => {
    const { send, milvus } = await startScriptedGateway(waits);
    const { json } = await send(path, { method: "POST" });
    expect(json).toEqual(
      problem(501, "NOT_SUPPORTED_BY_SERVER", {
        ...about,
        detail: `This Milvus does not implement ${method}; it came with Milvus 3.0.`,
        upstream: fault(method, { httpStatus: 404 }),
      }),
    );
    expect((await send(PATH)).json).toMatchObject({ collectionName: "books", warnings: [AWAITING_COMMIT] });
    expect(milvus.restCalls.map((call) => call.method)).toEqual(["import/get_progress", method, "import/get_progress"]);
  });

  it.each([
    [{ MILVUS_HTTP: "off" }, "which the gateway is not to use (MILVUS_HTTP)"],
    [{}, "which this Milvus does not have here"],
  ])("is 501 without REST: %j", async (settings, why) => {
    const { send } = await startScriptedGateway({}, settings);
    const { json } = await send(path, { method: "POST" });
    const detail = `${name === "commit" ? "Committing" : "Aborting"} an import needs Milvus's own REST, ${why}.`;
    expect(json).toEqual(problem(501, "NOT_SUPPORTED_BY_SERVER", { ...about, detail }));
  });

  it("is 403 on a gateway that only reads, and nothing is sent", async () => {
    const { send, milvus } = await startScriptedGateway({ ...waits, [method]: {} }, { READ_ONLY: "true" });
    const { json } = await send(path, { method: "POST" });
    expect(json).toEqual(problem(403, "READ_ONLY", { ...about, detail: "This gateway starts no work." }));
    expect([milvus.calls, milvus.restCalls]).toEqual([[], []]);
  });

  it("may have been done when the connection was cut, may be sent again, and is sent once", async () => {
    const { send, milvus } = await startScriptedGateway({ ...waits, [method]: cuts });
    const { json } = await send(path, { method: "POST" });
    expect(json).toEqual(
      problem(503, "UPSTREAM_UNAVAILABLE", {
        ...about,
        detail: `Milvus's REST gave no response to ${method}: the connection was cut. The ${name} may have been done all the same.`,
        retryable: true,
        upstream: fault(method, { httpStatus: null, reason: "the connection was cut" }),
      }),
    );
    expect(writesSent(milvus)).toHaveLength(1);
  });

  it("may have been done when the response cannot be read", async () => {
    const { send } = await startScriptedGateway({ ...waits, [method]: writes("<html></html>") });
    const { json } = await send(path, { method: "POST" });
    expect(json).toMatchObject({
      status: 502,
      code: "BAD_UPSTREAM_REPLY",
      detail: `Milvus's REST replied to ${method} with HTTP 200 and nothing that can be read. The ${name} may have been done all the same.`,
    });
  });

  it("survives a caller who leaves", async () => {
    const { arrived, hang } = hanging();
    const { send } = await startScriptedGateway({ ...waits, [method]: hang });
    const leaving = new AbortController();
    const left = expect(send(path, { method: "POST", signal: leaving.signal })).rejects.toThrow(/abort/i);
    const response = await arrived;
    leaving.abort();
    await left;
    await send("/livez");
    const closed = once(response, "close");
    writes('{"code":0,"data":{}}')(response);
    await closed;
    expect(response.writableFinished).toBe(true);
  });
});

test("committing twice is fine", async () => {
  const { send } = await startScriptedGateway({
    GetImportState: byGrpc("ImportCompleted", { percent: "100" }),
    "import/get_progress": byRest("Completed", { progress: 100 }),
    "import/commit": {},
  });
  const commit = async () => (await send(`${PATH}:commit`, { method: "POST" })).status;
  expect([await commit(), await commit()]).toEqual([202, 202]);
});

describe("a commit", () => {
  const COMMIT = "/v1/jobs/import/7:commit";
  const post = (rest: object) => ({ method: "POST", ...rest });

  it.each([
    ["no body", {}],
    ["an empty object", { json: {} }],
  ])("takes %s", async (_case, rest) => {
    const { send } = await startScriptedGateway({ "import/commit": {} });
    expect((await send(COMMIT, post(rest))).status).toBe(202);
  });

  it.each([
    ["a database in its body", { json: { dbName: "library" } }, 400, "dbName"],
    ["an Idempotency-Key", { headers: { "Idempotency-Key": "k" } }, 400, "Idempotency-Key"],
    ["a form", { headers: { "Content-Type": "application/x-www-form-urlencoded" }, body: "a=1" }, 415, ""],
  ])("does not ignore %s", async (_case, rest, status, field) => {
    const { send, milvus } = await startScriptedGateway({ "import/commit": {} });
    const response = await send(COMMIT, post(rest));
    expect(response.status).toBe(status);
    expect(response.text).toContain(field);
    expect(milvus.restCalls).toEqual([]);
  });
});

it("says that the path of a commit has POST only", async () => {
  const { send } = await startScriptedGateway();
  const { status, headers } = await send("/v1/jobs/import/7:commit");
  expect({ status, allow: headers.allow }).toEqual({ status: 405, allow: "POST, OPTIONS" });
  expect((await send("/v1/jobs/import/7:nothing")).status).toBe(400);
});
