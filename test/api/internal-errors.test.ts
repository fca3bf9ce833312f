/** Faults of the gateway itself: each is in the log with its cause and the request's id, wherever it comes to light. */

import { expect, onTestFinished, test } from "vitest";
import { KINDS } from "../../src/kinds/index.ts";
import type { Kind } from "../../src/kinds/kind.ts";
import { openStream } from "../support/lines.ts";
import { createLog } from "../support/log.ts";
import { startScriptedGateway } from "../support/scripted-gateway.ts";
import type { Script } from "../support/scripted-milvus.ts";

const RUNNING = { state: "ImportStarted" };
const FAILED = { state: "ImportFailed" };
const AT_70 = { state: "ImportStarted", infos: [{ key: "progress_percent", value: "70" }] };
const FAST = { POLL_INTERVAL_MS: "10", MAX_POLL_INTERVAL_MS: "10" };
const NDJSON = { Accept: "application/x-ndjson", "X-Request-Id": "r1" };
const R1 = { headers: { "X-Request-Id": "r1" } };

/** The kinds, except that a failed import is more than their mapping can bear. */
const faulty: readonly Kind[] = KINDS.map(({ get, list, ...kind }) => ({
  ...kind,
  get: {
    ...get,
    *run(input, server) {
      const response = yield* get.run(input, server);
      if (response.job.state === "failed") throw new TypeError("a mapping broke");
      return response;
    },
  },
  ...(list && {
    list: {
      ...list,
      *run(input, server) {
        const response = yield* list.run(input, server);
        if (response.jobs.some(({ state }) => state === "failed")) throw new TypeError("a mapping broke");
        return response;
      },
    },
  }),
}));

/** The kinds, except that an import at 70 % cannot be written as JSON. */
const unwritable: readonly Kind[] = KINDS.map(({ get, ...kind }) => ({
  ...kind,
  get: {
    ...get,
    *run(input, server) {
      const { job, reply } = yield* get.run(input, server);
      return { job: job.progress === 70 ? { ...job, details: { rowCount: 1n } } : job, reply };
    },
  },
}));

async function start(script: Script, kinds: readonly Kind[] = faulty) {
  const { log, lines } = createLog();
  const gateway = await startScriptedGateway(script, FAST, { kinds, log });
  const open = async (path: string) => {
    const stream = await openStream(`${gateway.url}${path}`, NDJSON);
    onTestFinished(stream.close);
    return stream;
  };
  return { ...gateway, open, lines };
}

const logged = (method: string, message = "a mapping broke") => ({
  level: 50,
  requestId: "r1",
  method,
  status: 500,
  code: "INTERNAL",
  err: { type: "TypeError", message, stack: expect.any(String) },
  msg: "internal error",
});
const NOT_JSON = "Do not know how to serialize a BigInt";
const INTERNAL = {
  type: "/problems/internal",
  title: "Internal error of the gateway",
  status: 500,
  detail: "The gateway failed to handle this request.",
  code: "INTERNAL",
  retryable: false,
};
const line = (text: string | undefined) => JSON.parse(text ?? "null");

test("a fault in a lookup is its item's problem, and logged", async () => {
  const { send, lines } = await start({ GetImportState: FAILED, GetFlushState: { flushed: true } });
  const names = ["import/1", "flush/default:books:7", "import/1"];
  const { status, json } = await send("/v1/jobs:lookup", { method: "POST", json: { names }, ...R1 });
  expect({ status, json }).toEqual({
    status: 200,
    json: {
      results: [
        { name: "import/1", problem: INTERNAL },
        { name: "flush/default:books:7", job: expect.objectContaining({ state: "succeeded" }) },
        { name: "import/1", problem: INTERNAL },
      ],
    },
  });
  expect(lines).toMatchObject([logged("POST")]);
});

test("a fault in one kind's list keeps no other from being listed, and is logged", async () => {
  const { send, lines } = await start({
    ListImportTasks: { tasks: [{ status: {}, id: "1", ...FAILED }] },
    ListRefreshExternalCollectionJobs: { jobs: [{ job_id: "11", state: "RefreshInProgress" }] },
    ListRestoreSnapshotJobs: { jobs: [] },
  });
  const { status, json } = await send("/v1/jobs", R1);
  expect({ status, json }).toEqual({
    status: 200,
    json: {
      jobs: [expect.objectContaining({ name: "refresh/11" })],
      nextPageToken: "",
      unavailable: [{ kind: "import", problem: INTERNAL }],
    },
  });
  expect(lines).toMatchObject([logged("GET")]);
});

test("a fault at first is one job's end on a stream of many, and logged", async () => {
  const { open, lines } = await start({ GetImportState: FAILED, GetFlushState: { flushed: true } });
  const stream = await open("/v1/jobs/events?name=import/1&name=flush/default:books:7");
  expect((await stream.rest()).map(line)).toEqual([
    { type: "problem", name: "import/1", problem: INTERNAL },
    { type: "job", name: "flush/default:books:7", job: expect.anything() },
  ]);
  expect(lines).toMatchObject([logged("GET")]);
});

test.each([
  ["one job", "/v1/jobs/import/1/events", {}],
  ["many jobs", "/v1/jobs/events?name=import/1&name=flush/default:books:7", { name: "import/1" }],
])("a fault in a later poll of a stream of %s is that job's end, and logged", async (_what, path, about) => {
  const script: Script = { GetImportState: RUNNING, GetFlushState: { flushed: true } };
  const { open, lines } = await start(script);
  const stream = await open(path);
  await stream.next();
  script.GetImportState = FAILED;
  const problems = (await stream.rest()).map(line).filter(({ type }) => type === "problem");
  expect(problems).toEqual([{ type: "problem", ...about, problem: INTERNAL }]);
  expect(lines).toMatchObject([logged("GET")]);
});

test("a fault in a later poll ends a wait at once, and is logged", async () => {
  const script: Script = { GetImportState: RUNNING };
  const { send, milvus, lines } = await start(script);
  const response = send("/v1/jobs/import/1?wait=50s", R1);
  await milvus.next("received");
  await milvus.next("received");
  script.GetImportState = FAILED;
  const { status, json } = await response;
  expect({ status, json }).toEqual({
    status: 500,
    json: { ...INTERNAL, instance: "/v1/jobs/import/1", requestId: "r1" },
  });
  expect(lines).toMatchObject([logged("GET")]);
});

test.each([
  ["at first", AT_70],
  ["later", RUNNING],
])("a job that cannot be written %s is a fault like any other on a stream", async (_when, first) => {
  const script: Script = { GetImportState: first, GetFlushState: { flushed: true } };
  const { open, lines } = await start(script, unwritable);
  const stream = await open("/v1/jobs/events?name=flush/default:books:7&name=import/1");
  await stream.next();
  script.GetImportState = AT_70;
  expect((await stream.rest()).map(line).at(-1)).toEqual({ type: "problem", name: "import/1", problem: INTERNAL });
  expect(lines).toMatchObject([logged("GET", NOT_JSON)]);
});

test("a wait for the next change of a job that cannot be written ends at once, too", async () => {
  const script: Script = { GetImportState: RUNNING };
  const { send, milvus, lines } = await start(script, unwritable);
  const { etag = "" } = (await send("/v1/jobs/import/1")).headers;
  const response = send("/v1/jobs/import/1?wait=50s", { headers: { ...R1.headers, "If-None-Match": etag } });
  await milvus.next("received");
  await milvus.next("received");
  script.GetImportState = AT_70;
  const { status, json } = await response;
  expect({ status, json }).toEqual({
    status: 500,
    json: { ...INTERNAL, instance: "/v1/jobs/import/1", requestId: "r1" },
  });
  expect(lines).toMatchObject([logged("GET", NOT_JSON)]);
});
