/** Milvus 2.4.0 to 2.4.4 crashes when it is asked for an import that it does not know: the list is asked first. */
import { afterEach, describe, expect, test, vi } from "vitest";
import { byGrpc, byRest, ID, jobOf, PATH } from "../support/import-replies.ts";
import { type ScriptedGateway, startScriptedGateway } from "../support/scripted-gateway.ts";
import { GrpcFailure, type Script, type ScriptedMilvus } from "../support/scripted-milvus.ts";

const UNKNOWN = "449130000000000999";
const NOT_FOUND = expect.objectContaining({
  status: 404,
  code: "JOB_NOT_FOUND",
  detail: expect.stringMatching(/^Milvus knows no import job 449130000000000999: it has expired/),
});

const listOf = (...ids: string[]) => ({
  records: ids.map((jobId) => ({ collectionName: "books", jobId, progress: 0, state: "Importing" })),
});

const KNOWN: Script = {
  GetVersion: { version: "v2.4.1" },
  GetImportState: byGrpc("ImportStarted"),
  "import/get_progress": byRest("Importing"),
  "import/list": listOf(ID),
};
const JOB = jobOf("ImportStarted", {}, { collectionName: "books", details: { rowCount: null } });

afterEach(() => {
  vi.useRealTimers();
});

/** What Milvus was asked, the questions for its version and its REST apart. */
const askedOf = ({ calls, restCalls }: ScriptedMilvus) => [
  ...restCalls
    .filter(({ body, method }) => !(method === "import/get_progress" && body === "{}"))
    .map(({ method }) => method),
  ...calls.map(({ rpc }) => rpc).filter((rpc) => rpc !== "GetVersion"),
];

describe.each(["v2.4.0", "v2.4.1", "2.4.4", "v2.4.4-dev"])("Milvus %s", (version) => {
  const script = { ...KNOWN, GetVersion: { version } };

  test("is asked for what its list has", async () => {
    const { send, milvus } = await startScriptedGateway(script);
    expect((await send(PATH)).json).toEqual(JOB);
    expect(askedOf(milvus)).toEqual(["import/list", "import/get_progress", "GetImportState"]);
  });

  test("is not asked for anything else, by neither protocol", async () => {
    const { send, milvus } = await startScriptedGateway(script);
    expect((await send(`/v1/jobs/import/${UNKNOWN}`)).json).toEqual(NOT_FOUND);
    // Twice: it might be newer than the first.
    expect(askedOf(milvus)).toEqual(["import/list", "import/list"]);
  });
});

test.each(["v2.4.5", "v2.4.17", "v2.4.40", "v2.3.5", "v2.5.1", "v2.14.1", ""])(
  "Milvus %s is asked at once",
  async (version) => {
    const { send, milvus } = await startScriptedGateway({ ...KNOWN, GetVersion: { version } });
    expect((await send(PATH)).json).toEqual(JOB);
    expect(askedOf(milvus)).toEqual(["import/get_progress", "GetImportState"]);
  },
);

test("a Milvus that does not tell its version is asked at once", async () => {
  const { send, milvus } = await startScriptedGateway({ ...KNOWN, GetVersion: new GrpcFailure(16, "no user") });
  expect((await send(PATH)).json).toEqual(JOB);
  expect(askedOf(milvus)).toEqual(["import/get_progress", "GetImportState"]);
});

test("neither protocol is asked before the list is there", async () => {
  let respond: (list: object) => void = () => {};
  const list = new Promise<object>((resolve) => {
    respond = resolve;
  });
  const { send, milvus } = await startScriptedGateway({ ...KNOWN, "import/list": list });
  const response = send(PATH);
  await expect.poll(() => askedOf(milvus)).toEqual(["import/list"]);
  await send("/v1/server"); // a whole exchange with Milvus later, still nothing else
  expect(askedOf(milvus)).toEqual(["import/list", "CheckHealth"]);
  respond(listOf(ID));
  expect((await response).json).toEqual(JOB);
});

test("a list serves for several reads", async () => {
  const { send, milvus } = await startScriptedGateway(KNOWN);
  await send(PATH);
  await send(PATH);
  await send("/v1/jobs/import");
  expect(askedOf(milvus).filter((method) => method === "import/list")).toHaveLength(1);
});

test("an import that is newer than the list is looked for in a new one", async () => {
  const script = { ...KNOWN };
  const { send, milvus } = await startScriptedGateway(script);
  expect((await send(PATH)).json).toEqual(JOB);
  script["import/list"] = listOf(ID, "457");
  expect((await send("/v1/jobs/import/457")).json).toMatchObject({ id: "457", collectionName: "books" });
  expect(askedOf(milvus).filter((method) => method === "import/list")).toHaveLength(2);
});

test("a list of one caller is none for another", async () => {
  const { send, milvus } = await startScriptedGateway(KNOWN);
  await send(PATH, { headers: { Authorization: "Bearer ann:secret" } });
  await send(PATH, { headers: { Authorization: "Bearer bob:secret" } });
  expect(askedOf(milvus).filter((method) => method === "import/list")).toHaveLength(2);
});

describe("an unknown import is asked for by none of the other ways to read it", () => {
  const LOOKUP = { method: "POST", json: { names: [`import/${UNKNOWN}`, `import/${ID}`] } };
  const WITH_ACTIONS: Script = { ...KNOWN, "import/commit": { code: 2101, message: `job ${UNKNOWN} not found` } };

  /** Everything that may crash it. */
  const crashes = ({ milvus }: ScriptedGateway) => [
    ...milvus.restCalls.filter(({ body }) => body.includes(UNKNOWN)).map(({ method }) => method),
    ...milvus.calls.filter(({ request }) => JSON.stringify(request).includes(UNKNOWN)).map(({ rpc }) => rpc),
  ];

  test("not by a lookup", async () => {
    const gateway = await startScriptedGateway(KNOWN);
    expect((await gateway.send("/v1/jobs:lookup", LOOKUP)).json).toEqual({
      results: [
        { name: `import/${UNKNOWN}`, problem: NOT_FOUND },
        { name: `import/${ID}`, job: JOB },
      ],
    });
    expect(crashes(gateway)).toEqual([]);
  });

  test("not by a stream of events", async () => {
    const gateway = await startScriptedGateway(KNOWN);
    const { status } = await gateway.send(`/v1/jobs/import/${UNKNOWN}/events`);
    expect(status).toBe(404);
    expect(crashes(gateway)).toEqual([]);
  });

  test("not by a wait", async () => {
    const gateway = await startScriptedGateway(KNOWN);
    expect((await gateway.send(`/v1/jobs/import/${UNKNOWN}?wait=5s`)).json).toEqual(NOT_FOUND);
    expect(crashes(gateway)).toEqual([]);
  });

  test.each(["get_progress", "describe"])("not by Milvus's own route %s", async (route) => {
    const gateway = await startScriptedGateway(KNOWN);
    const { json } = await gateway.send(`/v2/vectordb/jobs/import/${route}`, {
      method: "POST",
      json: { jobId: UNKNOWN },
    });
    expect(json).toMatchObject({ message: expect.stringContaining(UNKNOWN) });
    expect(json).not.toHaveProperty("data");
    expect(crashes(gateway)).toEqual([]);
  });

  test("but a commit, which such a Milvus does not have, is what it is", async () => {
    const gateway = await startScriptedGateway(WITH_ACTIONS);
    await gateway.send(`/v1/jobs/import/${UNKNOWN}:commit`, { method: "POST" });
    expect(crashes(gateway)).toEqual(["import/commit"]);
  });
});

test("without a list nothing is known, and the import is asked for", async () => {
  const { send, milvus } = await startScriptedGateway({ ...KNOWN, "import/list": { code: 1, message: "not ready" } });
  expect((await send(PATH)).json).toEqual(JOB);
  expect(askedOf(milvus)).toEqual(["import/list", "import/get_progress", "GetImportState"]);
});

test("the version is asked for again after a minute: Milvus may have been upgraded", async () => {
  const script: Script = { ...KNOWN, GetVersion: { version: "v2.4.5" } };
  const { send, milvus } = await startScriptedGateway(script);
  await send(PATH);
  script.GetVersion = { version: "v2.4.4" };
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 60_001 });
  expect((await send(`/v1/jobs/import/${UNKNOWN}`)).json).toEqual(NOT_FOUND);
  expect(milvus.calls.filter(({ rpc }) => rpc === "GetVersion")).toHaveLength(2);
});

test("an old version counts as long as Milvus does not tell the new one", async () => {
  const script: Script = { ...KNOWN };
  const { send, milvus } = await startScriptedGateway(script);
  await send(PATH);
  const path = `/v1/jobs/import/${UNKNOWN}`;
  script.GetVersion = new Promise<object>(() => {});
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 60_001 });
  expect((await send(path, { headers: { "Request-Timeout": "1" } })).json).toEqual(NOT_FOUND);
  script.GetVersion = new GrpcFailure(14, "no connection");
  expect((await send(path)).json).toEqual(NOT_FOUND);
  expect(milvus.calls.filter(({ rpc }) => rpc === "GetImportState")).toHaveLength(1);
});

test("a caller whose time is too short for the list gets no further", async () => {
  const { send, milvus } = await startScriptedGateway({ ...KNOWN, "import/list": new Promise<object>(() => {}) });
  await send("/v1/server");
  const response = await send(`/v1/jobs/import/${UNKNOWN}`, { headers: { "Request-Timeout": "0.3" } });
  expect(response.json).toMatchObject({ status: 504, code: "DEADLINE_EXCEEDED" });
  expect(askedOf(milvus).filter((method) => method !== "CheckHealth")).toEqual(["import/list"]);
});
