import { describe, expect, test, vi } from "vitest";
import { startScriptedGateway } from "../support/scripted-gateway.ts";
import { GrpcFailure, type Script } from "../support/scripted-milvus.ts";

/** A task as Milvus 2.3 lists it: with its id. */
const task = (id: number, state = "ImportStarted") => ({
  status: {},
  id: String(id),
  state,
  infos: [{ key: "collection", value: "books" }],
});
const tasks = (...ids: number[]) => ({ tasks: ids.map((id) => task(id)) });

interface Page {
  jobs: { id: string; name: string; state: string; dbName: string | null }[];
  nextPageToken: string;
}
const idsOf = (json: unknown) => (json as Page).jobs.map(({ id }) => id);
const tokenOf = (json: unknown) => encodeURIComponent((json as Page).nextPageToken);

test("pages follow each other through all jobs, and the last one has no token", async () => {
  const { send } = await startScriptedGateway({ ListImportTasks: tasks(1, 2, 3, 4, 5) });
  const first = await send("/v1/jobs/import?pageSize=2");
  const second = await send(`/v1/jobs/import?pageSize=2&pageToken=${tokenOf(first.json)}`);
  const third = await send(`/v1/jobs/import?pageSize=2&pageToken=${tokenOf(second.json)}`);
  expect([first, second, third].map(({ json }) => idsOf(json))).toEqual([["1", "2"], ["3", "4"], ["5"]]);
  expect((third.json as Page).nextPageToken).toBe("");
});

test("an exact page is the last one", async () => {
  const { send } = await startScriptedGateway({ ListImportTasks: tasks(1, 2) });
  expect((await send("/v1/jobs/import?pageSize=2")).json).toMatchObject({ nextPageToken: "" });
});

test("a page goes on after the last job seen, also when jobs before it have gone or come", async () => {
  const script = { ListImportTasks: tasks(1, 2, 3, 4, 5) };
  const { send } = await startScriptedGateway(script);
  const first = await send("/v1/jobs/import?pageSize=3");
  script.ListImportTasks = tasks(3, 4, 5);
  const second = await send(`/v1/jobs/import?pageSize=3&pageToken=${tokenOf(first.json)}`);
  expect(idsOf(second.json)).toEqual(["4", "5"]);
});

test("a filter that the last job seen has outgrown drops no job after it", async () => {
  const script = { ListImportTasks: tasks(1, 2, 3, 4) };
  const { send } = await startScriptedGateway(script);
  const first = await send("/v1/jobs/import?state=running&pageSize=2");
  script.ListImportTasks = { tasks: [task(1, "ImportCompleted"), task(2, "ImportCompleted"), task(3), task(4)] };
  const second = await send(`/v1/jobs/import?state=running&pageSize=2&pageToken=${tokenOf(first.json)}`);
  expect(idsOf(second.json)).toEqual(["3", "4"]);
  expect((second.json as Page).nextPageToken).toBe("");
});

test("the page size may change from page to page", async () => {
  const { send } = await startScriptedGateway({ ListImportTasks: tasks(1, 2, 3) });
  const first = await send("/v1/jobs/import?pageSize=1");
  expect(idsOf((await send(`/v1/jobs/import?pageSize=5&pageToken=${tokenOf(first.json)}`)).json)).toEqual(["2", "3"]);
});

test("a list is empty, not missing, when there are no jobs", async () => {
  const { send } = await startScriptedGateway({ ListImportTasks: { tasks: [] } });
  const { status, json } = await send("/v1/jobs/import");
  expect({ status, json }).toEqual({ status: 200, json: { jobs: [], nextPageToken: "" } });
});

test("a list of the collection `undefined` is not shared with the list of all", async () => {
  let response: (tasks: object) => void = () => {};
  const script: Script = { ListImportTasks: new Promise<object>((resolve) => (response = resolve)) };
  const { send, milvus } = await startScriptedGateway(script);
  const asked = () => milvus.calls.map(({ request }) => (request as { collection_name: string }).collection_name);
  const lists = [send("/v1/jobs/import")];
  await vi.waitFor(() => expect(asked()).toEqual([""]));
  lists.push(send("/v1/jobs/import?collectionName=undefined"), send("/v1/jobs/import"));
  await vi.waitFor(() => expect(asked()).toEqual(["", "undefined"]));
  response({ tasks: [] });
  expect((await Promise.all(lists)).map(({ status }) => status)).toEqual([200, 200, 200]);
  expect(asked()).toEqual(["", "undefined", ""]);
});

test("state is filtered by the gateway, since Milvus has no such filter", async () => {
  const list = { tasks: [task(1), task(2, "ImportCompleted"), task(3, "ImportFailed"), task(4)] };
  const { send } = await startScriptedGateway({ ListImportTasks: list });
  expect(idsOf((await send("/v1/jobs/import?state=running")).json)).toEqual(["1", "4"]);
  expect(idsOf((await send("/v1/jobs/import?state=not_started")).json)).toEqual([]);
});

test("collectionName goes upstream and is filtered again, since some servers ignore it", async () => {
  const { send, milvus } = await startScriptedGateway({ ListImportTasks: tasks(1) });
  expect(idsOf((await send("/v1/jobs/import?collectionName=articles&dbName=library")).json)).toEqual([]);
  expect(milvus.calls[0]).toMatchObject({
    request: { collection_name: "articles", db_name: "library" },
    metadata: { dbname: "library" },
  });
});

const TOKEN = "pageToken";
const other = "is not a token of a list with these filters";

test.each([
  ["other filters", "state=running&", other],
  ["a database of its own", "dbName=default&", other],
])("a token of one list is a 400 on a list with %s", async (_what, filter, message) => {
  const { send } = await startScriptedGateway({ ListImportTasks: tasks(1, 2, 3) });
  const first = await send("/v1/jobs/import?pageSize=1");
  const { status, json } = await send(`/v1/jobs/import?${filter}pageSize=1&pageToken=${tokenOf(first.json)}`);
  expect(status).toBe(400);
  expect(json).toMatchObject({ violations: [{ in: "query", field: TOKEN, message }] });
});

const forged = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");

test.each([
  ["x"],
  ["%00"],
  [forged(["x", null, -1])],
  [forged({})],
  [forged(["aaaaaaaaaaaa", "import/1", 1])],
  [forged(null)],
])("the token %s was never issued: 400", async (token) => {
  const { send } = await startScriptedGateway({ ListImportTasks: tasks(1, 2, 3) });
  const { status, json } = await send(`/v1/jobs/import?pageToken=${token}`);
  expect(status).toBe(400);
  expect(json).toMatchObject({ violations: [{ in: "query", field: TOKEN, message: other }] });
});

test.each([
  ["pageSize=0", "pageSize", "must be a whole number from 1 to 1000"],
  ["pageSize=1001", "pageSize", "must be at most 1000"],
  ["pageSize=-1", "pageSize", "must be a whole number from 1 to 1000"],
  ["pageSize=1e2", "pageSize", "must be a whole number from 1 to 1000"],
  ["pageSize=", "pageSize", "must be a whole number from 1 to 1000"],
  ["state=done", "state", "must be one of pending, running, succeeded, failed, not_started, unknown"],
  ["state=running&state=failed", "state", "must be given only once"],
  [
    "dbName=",
    "dbName",
    "must be a name of 1 to 255 printable ASCII characters without spaces, colons, commas or slashes",
  ],
  ["limit=5", "limit", "unknown parameter; allowed are dbName, collectionName, state, pageSize, pageToken"],
])("a list with %s is a 400 that names %s", async (query, field, message) => {
  const { send, milvus } = await startScriptedGateway();
  const { status, json } = await send(`/v1/jobs/import?${query}`);
  expect(status).toBe(400);
  expect(json).toMatchObject({ violations: [{ in: "query", field, message }] });
  expect(milvus.calls).toEqual([]);
});

// GET /v1/jobs

const EVERYTHING = {
  ListImportTasks: tasks(1),
  ListRefreshExternalCollectionJobs: { jobs: [] },
  ListRestoreSnapshotJobs: { jobs: [] },
};

test("a kind that fails between two pages makes no other skip a job", async () => {
  const refreshes = [11, 12, 13].map((id) => ({ job_id: String(id), state: "RefreshInProgress" }));
  const script: Script = { ...EVERYTHING, ListImportTasks: tasks(1, 2, 3) };
  script.ListRefreshExternalCollectionJobs = { jobs: refreshes };
  const { send } = await startScriptedGateway(script);
  const first = await send("/v1/jobs?pageSize=2");
  script.ListImportTasks = new GrpcFailure(12, "unknown method");
  const second = await send(`/v1/jobs?pageSize=2&pageToken=${tokenOf(first.json)}`);
  const third = await send(`/v1/jobs?pageSize=2&pageToken=${tokenOf(second.json)}`);
  expect([first, second, third].map(({ json }) => idsOf(json))).toEqual([["1", "2"], ["11", "12"], ["13"]]);
});

test("the list over all kinds names the kinds that a Milvus has not", async () => {
  const { send } = await startScriptedGateway({ ListImportTasks: tasks(1, 2) });
  const { status, json } = await send("/v1/jobs", { headers: { "X-Request-Id": "r1" } });
  const { jobs, unavailable, nextPageToken } = json as Page & { unavailable: { kind: string; problem: object }[] };
  expect(status).toBe(200);
  expect(jobs.map(({ name }) => name)).toEqual(["import/1", "import/2"]);
  expect(nextPageToken).toBe("");
  expect(unavailable.map(({ kind }) => kind).sort()).toEqual(["refresh", "restore"]);
  expect(unavailable[0]).toEqual({
    kind: "refresh",
    problem: {
      type: "/problems/not-supported-by-server",
      title: "This Milvus does not have the operation",
      status: 501,
      detail: "This Milvus does not implement ListRefreshExternalCollectionJobs; it came with Milvus 3.0.",
      code: "NOT_SUPPORTED_BY_SERVER",
      retryable: false,
      upstream: {
        rpc: "ListRefreshExternalCollectionJobs",
        grpcCode: 12,
        grpcName: "UNIMPLEMENTED",
        milvusCode: null,
        errorCode: null,
        reason: "unknown method ListRefreshExternalCollectionJobs",
      },
    },
  });
});

test("an unchanged list is a 304, also when a kind could not be listed", async () => {
  const { send } = await startScriptedGateway({ ListImportTasks: tasks(1) });
  const { headers } = await send("/v1/jobs");
  const unchanged = await send("/v1/jobs", { headers: { "If-None-Match": headers.etag ?? "" } });
  expect({ status: unchanged.status, etag: unchanged.headers.etag }).toEqual({ status: 304, etag: headers.etag });
});

test("one failing kind does not keep the others from being listed", async () => {
  const failing = { ...EVERYTHING, ListRestoreSnapshotJobs: new GrpcFailure(14, "away") };
  const { send } = await startScriptedGateway(failing);
  const { status, json } = await send("/v1/jobs");
  expect(status).toBe(200);
  expect(json).toMatchObject({
    jobs: [{ name: "import/1" }],
    unavailable: [{ kind: "restore", problem: { status: 503, code: "UPSTREAM_UNAVAILABLE" } }],
  });
});

test("when Milvus is away there is no list of nothing, but a 503", async () => {
  const away = new GrpcFailure(14, "away");
  const script = { ListImportTasks: away, ListRefreshExternalCollectionJobs: away, ListRestoreSnapshotJobs: away };
  const { send } = await startScriptedGateway(script);
  const { status, headers } = await send("/v1/jobs");
  expect({ status, retryAfter: headers["retry-after"] }).toEqual({ status: 503, retryAfter: "1" });
});

test("wrong credentials fail the list over all kinds as a whole", async () => {
  const { send } = await startScriptedGateway({
    ...EVERYTHING,
    ListImportTasks: new GrpcFailure(16, "auth check failure"),
  });
  expect((await send("/v1/jobs")).status).toBe(401);
});

test("the list over all kinds can be limited to some", async () => {
  const { send, milvus } = await startScriptedGateway(EVERYTHING);
  const { status, json } = await send("/v1/jobs?kind=import");
  expect(status).toBe(200);
  expect(json).toMatchObject({ jobs: [{ name: "import/1" }], nextPageToken: "", unavailable: [] });
  expect(milvus.calls.map(({ rpc }) => rpc)).toEqual(["ListImportTasks"]);
});

test("index builds need a collection, and are unavailable only when they are asked for by kind", async () => {
  const { send, milvus } = await startScriptedGateway(EVERYTHING);
  const asked = await send("/v1/jobs?kind=index");
  expect(asked.status).toBe(400);
  expect(asked.json).toMatchObject({ violations: [{ in: "query", field: "collectionName" }] });
  expect(milvus.calls).toEqual([]);
  expect((await send("/v1/jobs?kind=import,index")).json).toMatchObject({
    jobs: [{ name: "import/1" }],
    unavailable: [{ kind: "index", problem: { status: 400, violations: [{ in: "query", field: "collectionName" }] } }],
  });
  expect((await send("/v1/jobs")).json).toMatchObject({ unavailable: [] });
});

const failing = (code: number, reason: string) => ({ status: { code, error_code: "UnexpectedError", reason } });

describe("when every kind fails", () => {
  const NOPE = "can't find collection[database=default][collection=nope]";

  test("for the collection that nobody knows, that is the problem", async () => {
    const { send } = await startScriptedGateway({
      ListImportTasks: failing(100, NOPE),
      ListRefreshExternalCollectionJobs: failing(100, `ListRefreshExternalCollectionJobs: ${NOPE}`),
      ListRestoreSnapshotJobs: failing(100, `ListRestoreSnapshotJobs: ${NOPE}`),
      DescribeIndex: failing(100, `DescribeIndex: ${NOPE}`),
    });
    const response = await send("/v1/jobs?collectionName=nope", { headers: { "X-Request-Id": "r1" } });
    expect([response.status, response.json]).toEqual([
      404,
      {
        type: "/problems/collection-not-found",
        title: "Collection not found",
        status: 404,
        detail: NOPE,
        instance: "/v1/jobs",
        code: "COLLECTION_NOT_FOUND",
        retryable: false,
        requestId: "r1",
        upstream: {
          rpc: "ListImportTasks",
          grpcCode: 0,
          grpcName: "OK",
          milvusCode: 100,
          errorCode: "UnexpectedError",
          reason: NOPE,
        },
      },
    ]);
  });

  test("kinds that this Milvus does not have say nothing of the collection", async () => {
    const { send } = await startScriptedGateway({
      ListImportTasks: failing(100, NOPE),
      DescribeIndex: failing(100, NOPE),
    });
    const { status, json } = await send("/v1/jobs?collectionName=nope");
    expect([status, json]).toMatchObject([404, { code: "COLLECTION_NOT_FOUND" }]);
  });

  test("because this Milvus has none of them, the list is not there", async () => {
    const { send } = await startScriptedGateway();
    expect((await send("/v1/jobs")).status).toBe(501);
  });

  test("for different reasons, each has its own", async () => {
    const { send } = await startScriptedGateway({
      ListImportTasks: failing(100, NOPE),
      ListRefreshExternalCollectionJobs: failing(1401, "not permitted"),
      ListRestoreSnapshotJobs: failing(5, "broken"),
    });
    const { status, json } = await send("/v1/jobs");
    expect([status, json]).toMatchObject([
      200,
      {
        jobs: [],
        unavailable: [
          { kind: "import", problem: { code: "COLLECTION_NOT_FOUND" } },
          { kind: "refresh", problem: { code: "PERMISSION_DENIED" } },
          { kind: "restore", problem: { code: "UPSTREAM_ERROR" } },
        ],
      },
    ]);
  });
});

test.each([["nokind"], ["export"], ["import,nokind"], [""], ["import,"]])(
  "kind=%s cannot be listed: 400",
  async (kind) => {
    const { send, milvus } = await startScriptedGateway(EVERYTHING);
    const { status, json } = await send(`/v1/jobs?kind=${kind}`);
    const { violations } = json as { violations: { in: string; field: string }[] };
    expect(status).toBe(400);
    expect(violations).toEqual([expect.objectContaining({ in: "query", field: expect.stringMatching(/^kind/) })]);
    expect(milvus.calls).toEqual([]);
  },
);

// POST /v1/jobs:lookup

const lookUp = (names: unknown, query = "") =>
  [`/v1/jobs:lookup${query}`, { method: "POST", json: { names }, headers: { "X-Request-Id": "r1" } }] as const;

test("a lookup returns in the order asked, duplicates twice, each with its job or its problem", async () => {
  const { send, milvus } = await startScriptedGateway({ GetImportState: { state: "ImportCompleted" } });
  const names = ["import/2", "nokind/1", "import/x", "import/1", "import/2", "import", ""];
  const { status, json } = await send(...lookUp(names));
  const { results } = json as { results: object[] };
  const malformed = (detail: string) => ({
    status: 400,
    code: "INVALID_ARGUMENT",
    detail: expect.stringContaining(detail),
  });
  expect(status).toBe(200);
  expect(results).toMatchObject([
    { name: "import/2", job: { name: "import/2", state: "succeeded" } },
    { name: "nokind/1", problem: malformed("must be {kind}/{id}, where kind is one of import, ") },
    { name: "import/x", problem: malformed("the id must be a decimal") },
    { name: "import/1", job: { name: "import/1" } },
    { name: "import/2", job: { name: "import/2" } },
    { name: "import", problem: malformed("must be {kind}/{id}") },
    { name: "", problem: malformed("must be {kind}/{id}") },
  ]);
  expect(milvus.calls.map(({ request }) => request).length).toBe(2);
});

test("a lookup tells what Milvus says of one job apart from what it says of another", async () => {
  const { send } = await startScriptedGateway({
    GetImportState: {
      status: { code: 2100, error_code: "UnexpectedError", reason: "import job does not exist, jobID=1" },
    },
  });
  const { json } = await send(...lookUp(["import/1", "prewarm/a"]));
  expect(json).toEqual({
    results: [
      {
        name: "import/1",
        problem: {
          type: "/problems/job-not-found",
          title: "Job not found",
          status: 404,
          detail: "Milvus knows no import job 1: it has expired or never existed.",
          code: "JOB_NOT_FOUND",
          retryable: false,
          upstream: {
            rpc: "GetImportState",
            grpcCode: 0,
            grpcName: "OK",
            milvusCode: 2100,
            errorCode: "UnexpectedError",
            reason: "import job does not exist, jobID=1",
          },
        },
      },
      { name: "prewarm/a", problem: expect.objectContaining({ status: 501, code: "NOT_SUPPORTED_BY_SERVER" }) },
    ],
  });
});

test("wrong credentials fail a lookup as a whole, however many of its names are right", async () => {
  const { send } = await startScriptedGateway({
    GetImportState: { state: "ImportCompleted" },
    GetRestoreSnapshotState: new GrpcFailure(16, "auth check failure"),
  });
  const { status, headers, json } = await send(...lookUp(["import/1", "restore/5", "import/x"]));
  expect({ status, challenge: headers["www-authenticate"] }).toEqual({
    status: 401,
    challenge: 'Bearer realm="milvus"',
  });
  expect(json).toEqual({
    type: "/problems/unauthenticated",
    title: "Credentials are missing or wrong",
    status: 401,
    detail:
      "Milvus wants credentials: send `Authorization: Bearer user:password`, `Bearer <api key>` or `Basic <base64 of user:password>`.",
    instance: "/v1/jobs:lookup",
    code: "UNAUTHENTICATED",
    retryable: false,
    requestId: "r1",
    upstream: {
      rpc: "GetRestoreSnapshotState",
      grpcCode: 16,
      grpcName: "UNAUTHENTICATED",
      milvusCode: null,
      errorCode: null,
      reason: "auth check failure",
    },
  });
});

test("a composite id may be percent-encoded in a lookup, and names its own database", async () => {
  const { send, milvus } = await startScriptedGateway({
    GetLoadState: { state: "LoadStateNotLoad" },
    GetLoadingProgress: { progress: "0" },
  });
  const { json } = await send(...lookUp(["load/library%3Abooks", "load/library:books"], "?dbName=other"));
  expect(json).toMatchObject({ results: [{ job: { dbName: "library" } }, { job: { dbName: "library" } }] });
  expect(milvus.calls.map(({ metadata }) => metadata.dbname)).toEqual(milvus.calls.map(() => "library"));
});

test.each([
  ["no names", [], "names"],
  ["more than 100 names", Array.from({ length: 101 }, (_, index) => `import/${index}`), "names"],
  ["a number for a name", ["import/1", 2], "names.1"],
  ["a text for the list", "import/1", "names"],
])("a lookup of %s is a 400 that names %s", async (_what, names, field) => {
  const { send, milvus } = await startScriptedGateway();
  const { status, json } = await send(...lookUp(names));
  expect(status).toBe(400);
  expect(json).toMatchObject({ violations: [{ in: "body", field }] });
  expect(milvus.calls).toEqual([]);
});

test("a hundred jobs can be looked up at once", async () => {
  const { send } = await startScriptedGateway({ GetImportState: { state: "ImportPending" } });
  const names = Array.from({ length: 100 }, (_, index) => `import/${index}`);
  const { json } = await send(...lookUp(names));
  expect((json as { results: { job: { name: string } }[] }).results.map(({ job }) => job.name)).toEqual(names);
});

// GET /v1/server

test("the server shows Milvus's version, health and quotas", async () => {
  const { send } = await startScriptedGateway({
    GetVersion: { version: "v2.6.5" },
    CheckHealth: { isHealthy: false, reasons: ["querynode 1 is away"], quota_states: ["WriteLimited", 77] },
  });
  const { status, json } = await send("/v1/server");
  expect({ status, json }).toEqual({
    status: 200,
    json: {
      version: "v2.6.5",
      healthy: false,
      reasons: ["querynode 1 is away"],
      quotaStates: ["WriteLimited", "77"],
      sources: { grpc: "ok", rest: "absent" },
    },
  });
});

test("the server's page fails as Milvus fails", async () => {
  const { send } = await startScriptedGateway({
    GetVersion: { version: "v2.6.5" },
    CheckHealth: new GrpcFailure(16, "no"),
  });
  expect((await send("/v1/server")).status).toBe(401);
  expect((await send("/v1/server?x=1")).json).toMatchObject({ violations: [{ in: "query", field: "x" }] });
});

const HEALTHY = { isHealthy: true, quota_states: ["DenyToWrite"] };
const LACKING = (rpc: string) => new GrpcFailure(12, `unknown method ${rpc}`);

test.each<[what: string, script: Script, body: object]>([
  [
    "GetVersion",
    { GetVersion: LACKING("GetVersion"), CheckHealth: HEALTHY },
    {
      version: null,
      healthy: true,
      reasons: [],
      quotaStates: ["DenyToWrite"],
      sources: { grpc: "ok", rest: "absent" },
    },
  ],
  [
    "CheckHealth",
    { GetVersion: { version: "v2.2.0" }, CheckHealth: LACKING("CheckHealth") },
    { version: "v2.2.0", healthy: true, reasons: [], quotaStates: [], sources: { grpc: "ok", rest: "absent" } },
  ],
])("A server without %s tells the rest", async (_what, script, body) => {
  const { send } = await startScriptedGateway(script);
  const { status, json } = await send("/v1/server");
  expect([status, json]).toEqual([200, body]);
});

test.each<[what: string, script: Script, status: number, rpc: string]>([
  ["has neither RPC", {}, 501, "GetVersion"],
  ["lacks GetVersion and is away", { CheckHealth: new GrpcFailure(14, "gone") }, 503, "CheckHealth"],
  ["lacks CheckHealth and is away", { GetVersion: new GrpcFailure(14, "gone") }, 503, "GetVersion"],
])("A server that %s fails the request", async (_what, script, status, rpc) => {
  const { send } = await startScriptedGateway(script);
  const response = await send("/v1/server");
  expect(response.status).toBe(status);
  expect(response.json).toMatchObject({ status, upstream: { rpc } });
});
