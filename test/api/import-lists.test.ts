/** Lists of imports: as Milvus's own REST has them, and as gRPC does where REST has none. */
import { afterEach, expect, test, vi } from "vitest";
import { jobSummary, LIST_WITHOUT_IDS, unavailable, writes } from "../support/import-replies.ts";
import { startScriptedGateway } from "../support/scripted-gateway.ts";
import type { Script } from "../support/scripted-milvus.ts";

const LIST = "/v1/jobs/import";

const record = (jobId: unknown, state: string, fields: object = {}) => ({
  collectionName: "books",
  jobId,
  progress: 0,
  state,
  ...fields,
});
const records = (...all: object[]) => ({ records: all });

const ONE = records(record("9", "Pending"));
const BY_GRPC = { tasks: [{ status: {}, state: "ImportStarted", infos: [{ key: "progress_percent", value: "40" }] }] };
const STARTED = { enum: "ImportState", code: 2, name: "ImportStarted" };

/** What comes of BY_GRPC. */
const jobOfGrpc = (fields: object) =>
  jobSummary({
    id: null,
    state: "running",
    stage: "started",
    upstreamState: STARTED,
    progress: 40,
    warnings: [LIST_WITHOUT_IDS],
    ...fields,
  });
const GRPC_DETAILS = { rowCount: 0, infos: { progress_percent: "40" } };

afterEach(() => {
  vi.useRealTimers();
});

/** Holds the date, which a test moves, while timers and sockets go on. */
function holdDate(): number {
  vi.useFakeTimers({ toFake: ["Date"] });
  return Date.now();
}

const listsSent = ({ restCalls }: { restCalls: readonly { method: string; body: string }[] }) =>
  restCalls.filter(({ method }) => method === "import/list").map(({ body }) => body);

test("a list of REST has ids, collections and reasons, the newest first", async () => {
  holdDate();
  const { send, milvus } = await startScriptedGateway({
    "import/get_progress": {},
    "import/list": writes(
      '{"code":0,"data":{"records":[{"collectionName":"books","jobId":"99","progress":0,"reason":"import timeout","state":"Failed"},{"collectionName":"maps","jobId":"449130000000000001","progress":100,"state":"Completed"},{"collectionName":"books","jobId":"449130000000000002","progress":99,"state":"Uncommitted"},{"collectionName":"books","jobId":"100","progress":0,"state":"Pending"}]}}',
    ),
  });
  const { status, headers, json } = await send(LIST);
  expect({ status, age: headers.age, json }).toEqual({
    status: 200,
    age: "0",
    json: {
      jobs: [
        jobSummary({
          id: "449130000000000002",
          state: "running",
          stage: "awaiting_commit",
          progress: 99,
          collectionName: "books",
          warnings: [
            { code: "AWAITING_COMMIT", message: "All rows are there, and Milvus waits for a commit or an abort." },
          ],
        }),
        jobSummary({
          id: "449130000000000001",
          state: "succeeded",
          stage: "completed",
          progress: 100,
          collectionName: "maps",
        }),
        jobSummary({ id: "100", state: "pending", stage: "pending", progress: 0, collectionName: "books" }),
        jobSummary({
          id: "99",
          state: "failed",
          stage: "failed",
          progress: 0,
          reason: "import timeout",
          collectionName: "books",
        }),
      ],
      nextPageToken: "",
    },
  });
  expect(listsSent(milvus)).toEqual(["{}"]);
  expect(milvus.calls.map(({ rpc }) => rpc)).toEqual(["GetVersion"]);
});

test("a database is known only along with a collection", async () => {
  const { send, milvus } = await startScriptedGateway({ "import/get_progress": {}, "import/list": ONE });
  const known = { id: "9", state: "pending", stage: "pending", progress: 0, collectionName: "books" } as const;
  const jobsOf = async (query: string) => ((await send(`${LIST}${query}`)).json as { jobs: unknown[] }).jobs;

  expect(await jobsOf("")).toEqual([jobSummary(known)]);
  expect(await jobsOf("?collectionName=books")).toEqual([jobSummary({ ...known, dbName: "default" })]);
  expect(await jobsOf("?dbName=library&collectionName=books")).toEqual([jobSummary({ ...known, dbName: "library" })]);
  expect(await jobsOf("?dbName=library")).toEqual([
    jobSummary({
      ...known,
      warnings: [
        {
          code: "DATABASE_NOT_FILTERED",
          message:
            "Without a collection Milvus lists the import jobs of all databases and does not say which one a job is in.",
        },
      ],
    }),
  ]);
  expect(listsSent(milvus)).toEqual([
    "{}",
    '{"dbName":"default","collectionName":"books"}',
    '{"dbName":"library","collectionName":"books"}',
    "{}",
  ]);
});

test("a list serves for five seconds, and says how old it is", async () => {
  const start = holdDate();
  const script: Script = { "import/get_progress": {}, "import/list": ONE };
  const { send, milvus } = await startScriptedGateway(script);
  const read = async () => {
    const { headers, json } = await send(LIST);
    return [headers.age, (json as { jobs: { id: string }[] }).jobs.map(({ id }) => id)];
  };
  expect(await read()).toEqual(["0", ["9"]]);
  script["import/list"] = records(record("10", "Pending"));
  vi.setSystemTime(start + 4_999);
  expect(await read()).toEqual(["4", ["9"]]);
  vi.setSystemTime(start + 5_000);
  expect(await read()).toEqual(["0", ["10"]]);
  expect(listsSent(milvus)).toHaveLength(2);
});

test("lists at the same time share one call", async () => {
  const { send, milvus } = await startScriptedGateway({ "import/get_progress": {}, "import/list": ONE });
  const lists = await Promise.all(Array.from({ length: 10 }, () => send(LIST)));
  expect(lists.map(({ status }) => status)).toEqual(Array(10).fill(200));
  expect(listsSent(milvus)).toHaveLength(1);
});

test("other credentials, another database and another collection are asked for anew", async () => {
  const { send, milvus } = await startScriptedGateway({ "import/get_progress": {}, "import/list": ONE });
  const asks: [string, Record<string, string>][] = [
    ["", {}],
    ["", { Authorization: "Bearer ann:secret" }],
    ["", { Authorization: "Bearer bob:secret" }],
    ["?dbName=library", {}],
    ["?collectionName=books", {}],
    ["?collectionName=maps", {}],
  ];
  for (const [query, headers] of asks) await send(`${LIST}${query}`, { headers });
  for (const [query, headers] of asks) await send(`${LIST}${query}`, { headers });
  const sent = milvus.restCalls
    .filter(({ method }) => method === "import/list")
    .map(({ headers, body }) => [headers.authorization, headers["db-name"], body]);
  expect(sent).toEqual([
    [undefined, "default", "{}"],
    [`Basic ${Buffer.from("ann:secret").toString("base64")}`, "default", "{}"],
    [`Basic ${Buffer.from("bob:secret").toString("base64")}`, "default", "{}"],
    [undefined, "library", "{}"],
    [undefined, "default", '{"dbName":"default","collectionName":"books"}'],
    [undefined, "default", '{"dbName":"default","collectionName":"maps"}'],
  ]);
});

test("an empty list of REST proves nothing: gRPC's entries are shown", async () => {
  const { send } = await startScriptedGateway({
    ListImportTasks: BY_GRPC,
    "import/get_progress": {},
    "import/list": records(),
  });
  const { headers, json } = await send(LIST);
  expect({ age: headers.age, json }).toEqual({
    age: undefined,
    json: { jobs: [jobOfGrpc({ details: GRPC_DETAILS })], nextPageToken: "" },
  });
});

test("lists that both are empty are empty", async () => {
  const { send } = await startScriptedGateway({
    ListImportTasks: { tasks: [] },
    "import/get_progress": {},
    "import/list": records(),
  });
  expect((await send(LIST)).json).toEqual({ jobs: [], nextPageToken: "" });
});

test.each([
  ["refuses", { status: 403, code: 65_535, message: "permission deny to ann" }, "permission deny to ann"],
  ["knows no such collection", { code: 100, message: "collection not found" }, "collection not found"],
  ["writes no records", {}, "the response has no records"],
  ["writes no list", { records: { "9": {} } }, "the response has no records"],
  ["cuts the connection", (response: { destroy(): void }) => response.destroy(), "the connection was cut"],
])("where REST %s, gRPC's entries are shown", async (_case, list, reason) => {
  const { send } = await startScriptedGateway({
    ListImportTasks: BY_GRPC,
    "import/get_progress": {},
    "import/list": list,
  });
  const { status, json } = await send(`${LIST}?collectionName=books`);
  const warnings = [LIST_WITHOUT_IDS, unavailable(reason)];
  const named = { dbName: "default", collectionName: "books" };
  expect({ status, json }).toEqual({
    status: 200,
    json: { jobs: [jobOfGrpc({ ...named, details: GRPC_DETAILS, warnings })], nextPageToken: "" },
  });
});

test("a failed list is not kept", async () => {
  const script: Script = {
    ListImportTasks: { tasks: [] },
    "import/get_progress": {},
    "import/list": { code: 1, message: "service not ready" },
  };
  const { send } = await startScriptedGateway(script);
  expect((await send(LIST)).json).toEqual({ jobs: [], nextPageToken: "" });
  script["import/list"] = ONE;
  expect((await send(LIST)).json).toMatchObject({ jobs: [{ id: "9" }] });
});

test("records that are none become entries of which nothing is known", async () => {
  const { send } = await startScriptedGateway({
    "import/get_progress": {},
    "import/list": records(record("9", "Pending"), record(10, "Pending"), record("x", "Sorting"), {}),
  });
  const unknown = { id: null, warnings: [LIST_WITHOUT_IDS] } as const;
  const { jobs } = (await send(LIST)).json as { jobs: unknown[] };
  expect(jobs).toEqual([
    jobSummary({ id: "9", state: "pending", stage: "pending", progress: 0, collectionName: "books" }),
    jobSummary({ ...unknown, state: "pending", stage: "pending", progress: 0, collectionName: "books" }),
    jobSummary({ ...unknown, state: "unknown", progress: 0, collectionName: "books" }),
    jobSummary({ ...unknown, state: "unknown" }),
  ]);
});
