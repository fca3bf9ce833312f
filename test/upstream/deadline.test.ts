import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { setImmediate } from "node:timers/promises";
import { expect, onTestFinished, test, vi } from "vitest";
import { createCoalesce } from "../../src/jobs/coalesce.ts";
import { createJobs } from "../../src/jobs/jobs.ts";
import { KINDS } from "../../src/kinds/index.ts";
import { createUpstream } from "../../src/milvus/both-sources.ts";
import { createGrpcSource } from "../../src/milvus/grpc/client.ts";
import { NO_REST } from "../../src/milvus/rest/client.ts";
import { startGateway } from "../support/gateway.ts";
import { type ScriptedGateway, startScriptedGateway } from "../support/scripted-gateway.ts";
import { GrpcFailure, type Script, startScriptedMilvus } from "../support/scripted-milvus.ts";
import { sendRequest } from "../support/send-request.ts";

const forever = () => new Promise<never>(() => {});
const RUNNING = { state: "ImportStarted" };
const IMPORT = "/v1/jobs/import/1";
const EXPORT = "/v1/jobs/export/1";

/** What lies between a gateway and Milvus, and can be cut. */
async function startWire(address: string) {
  const [, port] = address.split(":");
  const ends: Socket[] = [];
  const server = createServer((near) => {
    const far = connect(Number(port), "127.0.0.1");
    ends.push(
      near.on("error", () => {}),
      far.on("error", () => {}),
    );
    near.pipe(far).pipe(near);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.close();
  });
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`, // a listening TCP server has one
    cut() {
      for (const end of ends) end.resetAndDestroy();
    },
  };
}

/** A promise that the test fulfils. */
function promised<T>() {
  let fulfil: (value: T) => void = () => {};
  const promise = new Promise<T>((resolve) => {
    fulfil = resolve;
  });
  return { promise, fulfil };
}

// Request-Timeout

const hanging: Script = { GetImportState: forever(), GetExportSnapshotState: forever() };

test.each([
  ["-1"],
  ["60.001"],
  ["61"],
  ["1e3"],
  ["1e"],
  ["10s"],
  ["abc"],
  [" "],
  ["1,5"],
  [".5"],
  ["0x1"],
  ["Infinity"],
  ["99999999999999999999"],
])("Request-Timeout: %s is a 400 that names it, and nothing reaches Milvus", async (timeout) => {
  const { send, milvus } = await startScriptedGateway({ GetImportState: RUNNING });
  const { status, json } = await send(IMPORT, { headers: { "Request-Timeout": timeout } });
  expect(status).toBe(400);
  expect(json).toMatchObject({
    code: "INVALID_ARGUMENT",
    violations: [{ in: "header", field: "Request-Timeout", message: "must be seconds from 0 to 60, such as 2.5" }],
  });
  expect(milvus.calls).toEqual([]);
});

test.each([["0"], ["0.0"], ["60"], ["59.999"], ["2.5"], ["1"]])("Request-Timeout: %s is taken", async (timeout) => {
  const { send } = await startScriptedGateway({ GetImportState: RUNNING });
  expect((await send(IMPORT, { headers: { "Request-Timeout": timeout } })).status).toBe(200);
});

test.each([["6e1"], ["2.5E+0"], ["0e-5"]])(
  "Request-Timeout: %s is taken: generated clients write numbers so",
  async (timeout) => {
    const { send } = await startScriptedGateway({ GetImportState: RUNNING });
    expect((await send(IMPORT, { headers: { "Request-Timeout": timeout } })).status).toBe(200);
  },
);

test("Request-Timeout: 1e-320 is taken, as the shortest time there is", async () => {
  const { send } = await startScriptedGateway(hanging);
  expect((await send(IMPORT, { headers: { "Request-Timeout": "1e-320" } })).status).toBe(504);
});

test.each([
  ["the default", IMPORT, "150", undefined],
  ["the default, asked for with 0", IMPORT, "150", "0"],
  ["the caller's", IMPORT, "60000", "0.15"],
  ["the default, of a call that is cancelled then", EXPORT, "150", undefined],
  ["the caller's, of a call that is cancelled then", EXPORT, "60000", "0.15"],
])("a Milvus that hangs is a 504 when the time is over: %s", async (_whose, path, byDefault, timeout) => {
  const { send } = await startScriptedGateway(hanging, { DEFAULT_TIMEOUT_MS: byDefault });
  const begun = performance.now();
  const { status, json } = await send(path, { headers: timeout === undefined ? {} : { "Request-Timeout": timeout } });
  const took = performance.now() - begun;
  expect(status).toBe(504);
  expect(json).toMatchObject({
    code: "DEADLINE_EXCEEDED",
    retryable: true,
    upstream: { grpcCode: 4, grpcName: "DEADLINE_EXCEEDED" },
  });
  expect(took).toBeGreaterThanOrEqual(140);
  expect(took).toBeLessThan(5_000);
});

test("a start that got no response in time says that its work may have been started", async () => {
  const { send } = await startScriptedGateway(
    { DescribeCollection: {}, Import: forever() },
    { DEFAULT_TIMEOUT_MS: "150" },
  );
  const json = { collectionName: "books", files: ["a.json"] };
  const answer = await send("/v1/jobs/import", { method: "POST", json });
  expect(answer.status).toBe(504);
  expect(answer.json).toMatchObject({
    code: "DEADLINE_EXCEEDED",
    retryable: false,
    detail: expect.stringMatching(/may have been started all the same\.$/),
  });
});

test("a start whose connection is lost says the same, and nobody is told to try again", async () => {
  const milvus = await startScriptedMilvus({ DescribeCollection: {}, Import: forever() });
  onTestFinished(() => milvus.stop());
  const wire = await startWire(milvus.address);
  const { url, stop } = await startGateway(wire.address);
  onTestFinished(stop);
  const json = { collectionName: "books", files: ["a.json"] };
  const answer = sendRequest(url, "/v1/jobs/import", { method: "POST", json });
  await vi.waitFor(() => expect(milvus.calls.map(({ rpc }) => rpc)).toContain("Import"));
  wire.cut();
  const { status, headers, json: problem } = await answer;
  expect([status, headers["retry-after"]]).toEqual([503, undefined]);
  expect(problem).toMatchObject({
    code: "UPSTREAM_UNAVAILABLE",
    retryable: false,
    detail: expect.stringMatching(/ The work may have been started all the same\.$/),
    upstream: { rpc: "Import", grpcName: "UNAVAILABLE" },
  });
});

test("a start that failed before it started anything may be tried again", async () => {
  const { send } = await startScriptedGateway({ DescribeCollection: forever() }, { DEFAULT_TIMEOUT_MS: "150" });
  const answer = await send("/v1/jobs/compaction", { method: "POST", json: { collectionName: "books" } });
  expect(answer.json).toMatchObject({
    code: "DEADLINE_EXCEEDED",
    retryable: true,
    detail: expect.not.stringContaining("may have been started"),
  });
});

test("a start whose time is used up before it begins is not sent, and may be tried again", async () => {
  const script: Script = { DescribeCollection: forever(), Import: { tasks: ["7"] }, GetImportState: RUNNING };
  const { send, milvus } = await startScriptedGateway(script, { DEFAULT_TIMEOUT_MS: "150" });
  const json = { collectionName: "books", files: ["a.json"] };
  const answer = await send("/v1/jobs/import", { method: "POST", json, headers: { "X-Request-Id": "r1" } });
  expect(answer.json).toEqual({
    type: "/problems/deadline-exceeded",
    title: "Milvus did not reply in time",
    status: 504,
    detail:
      "Milvus did not reply to DescribeCollection in time. The limit was 0.15 s; the header Request-Timeout sets another, up to 60 s.",
    instance: "/v1/jobs/import",
    code: "DEADLINE_EXCEEDED",
    retryable: true,
    requestId: "r1",
    upstream: {
      rpc: "DescribeCollection",
      grpcCode: 4,
      grpcName: "DEADLINE_EXCEEDED",
      milvusCode: null,
      errorCode: null,
      reason: null,
    },
  });
  // Calls of one channel arrive in order: an Import would be here by now.
  await send(IMPORT);
  expect(milvus.calls.map(({ rpc }) => rpc)).toEqual(["DescribeCollection", "GetImportState"]);
});

const STARTS = KINDS.flatMap((kind) => {
  const [first] = kind.start?.examples ?? [];
  return kind.start && first ? [{ name: kind.name, kind, body: kind.start.body.parse(first.input.body) }] : [];
});

test.each(STARTS)("no call of a start of $name is sent when its deadline has passed", async ({ kind, body }) => {
  const milvus = await startScriptedMilvus({ GetVersion: { version: "v2.6.5" } });
  const upstream = createUpstream(createGrpcSource({ address: milvus.address, maxCalls: 10 }), NO_REST);
  onTestFinished(() => {
    upstream.close();
    milvus.stop();
  });
  const jobs = createJobs({ upstream, coalesce: createCoalesce() });
  const caller = (deadline: number) => ({ metadata: {}, deadline, signal: new AbortController().signal });
  await jobs.callUpstream("GetVersion", caller(Date.now() + 60_000));
  const started = jobs.start(kind, { body, idempotencyKey: undefined }, caller(Date.now()));
  await expect(started).rejects.toMatchObject({
    code: "DEADLINE_EXCEEDED",
    message: expect.stringMatching(/^The time was over before \w+ was sent to Milvus\.$/),
    retryable: true,
    upstream: undefined,
  });
  await jobs.callUpstream("GetVersion", caller(Date.now() + 60_000));
  expect(milvus.calls.map(({ rpc }) => rpc)).toEqual(["GetVersion", "GetVersion"]);
});

test.each([["GetImportState"], ["GetVersion"]] as const)("%s is not sent when its deadline has passed", async (rpc) => {
  const milvus = await startScriptedMilvus({ CheckHealth: { isHealthy: true } });
  const upstream = createGrpcSource({ address: milvus.address, maxCalls: 10 });
  onTestFinished(() => {
    upstream.close();
    milvus.stop();
  });
  const checkHealth = () => upstream.call("CheckHealth", {}, { metadata: {}, deadline: Date.now() + 60_000 });
  await checkHealth();
  await expect(upstream.call(rpc, {}, { metadata: {}, deadline: Date.now() })).rejects.toMatchObject({
    code: "DEADLINE_EXCEEDED",
    upstream: undefined,
  });
  await checkHealth();
  expect(milvus.calls.map((call) => call.rpc)).toEqual(["CheckHealth", "CheckHealth"]);
});

// Callers who leave

/** Asks, and leaves as soon as Milvus has been asked. */
async function leaveInTheMiddle(gateway: ScriptedGateway, path: string) {
  const leaving = new AbortController();
  const arrived = gateway.milvus.next("received");
  const answer = gateway.send(path, { signal: leaving.signal });
  await arrived;
  leaving.abort();
  await expect(answer).rejects.toThrow(/abort/i);
}

/** Asks, and resolves when the gateway has begun to work on it. */
async function waitFor(gateway: ScriptedGateway, path: string) {
  const leaving = new AbortController();
  const arrival = promised<void>();
  const answer = gateway.send(path, { signal: leaving.signal, onArrival: () => arrival.fulfil() });
  await arrival.promise;
  return {
    leave() {
      leaving.abort();
      return expect(answer).rejects.toThrow(/abort/i);
    },
  };
}

test.each([
  ["GetExportSnapshotState", EXPORT],
  ["GetRestoreSnapshotState", "/v1/jobs/restore/1"],
  ["DescribePrewarmTask", "/v1/jobs/prewarm/a"],
  ["DescribeIndex", "/v1/jobs/index/default:books:vector"],
])("a caller who leaves cancels its %s", async (rpc, path) => {
  const gateway = await startScriptedGateway({ [rpc]: forever() });
  const cancelled = gateway.milvus.next("cancelled");
  await leaveInTheMiddle(gateway, path);
  expect(await cancelled).toBe(rpc);
});

test("a caller whose time is over cancels its call", async () => {
  const gateway = await startScriptedGateway({ GetExportSnapshotState: forever() }, { DEFAULT_TIMEOUT_MS: "100" });
  const cancelled = gateway.milvus.next("cancelled");
  expect((await gateway.send(EXPORT)).status).toBe(504);
  expect(await cancelled).toBe("GetExportSnapshotState");
});

test("a call that others share is cancelled only when the last of them has left", async () => {
  const first = promised<object>();
  const script: Script = { GetExportSnapshotState: first.promise, DescribePrewarmTask: forever() };
  const gateway = await startScriptedGateway(script);
  const { milvus } = gateway;
  const begun = milvus.next("received");
  const earlier = gateway.send(EXPORT);
  await begun;
  // Two more arrive while that call is in the air: they share the next.
  script.GetExportSnapshotState = forever();
  const [one, other] = await Promise.all([waitFor(gateway, EXPORT), waitFor(gateway, EXPORT)]);
  const shared = milvus.next("received");
  first.fulfil(new GrpcFailure(5, "gone"));
  expect((await earlier).status).toBe(404);
  await shared;
  await one.leave();
  // Had that cancelled the shared call, it would be heard of before this one.
  const cancelled = milvus.next("cancelled");
  await leaveInTheMiddle(gateway, "/v1/jobs/prewarm/a");
  expect(await cancelled).toBe("DescribePrewarmTask");
  const last = milvus.next("cancelled");
  await other.leave();
  expect(await last).toBe("GetExportSnapshotState");
  expect(milvus.calls.map(({ rpc }) => rpc)).toEqual([
    "GetExportSnapshotState",
    "GetExportSnapshotState",
    "DescribePrewarmTask",
  ]);
});

test.each([
  ["GetImportState", IMPORT],
  ["ListImportTasks", "/v1/jobs/import"],
])("a %s is never cancelled: neither by a caller who leaves nor by a deadline", async (rpc, path) => {
  const reply = promised<object>();
  const script: Script = { [rpc]: reply.promise, GetExportSnapshotState: forever() };
  const gateway = await startScriptedGateway(script, { DEFAULT_TIMEOUT_MS: "100" });
  const cancelled = gateway.milvus.next("cancelled");
  await leaveInTheMiddle(gateway, path);
  expect((await gateway.send(`${path}?dbName=other`)).status).toBe(504);
  // Calls of one channel arrive in order: were one of those cancelled, it would be heard of before this one.
  await leaveInTheMiddle(gateway, EXPORT);
  expect(await cancelled).toBe("GetExportSnapshotState");
  reply.fulfil({});
  await setImmediate();
  expect((await gateway.send("/livez")).status).toBe(200);
});

test.each([["GetImportState"], ["ListImportTasks"], ["GetFlushAllState"]] as const)(
  "the client leaves a %s to finish when it is given up, and answers at once",
  async (rpc) => {
    const milvus = await startScriptedMilvus({ [rpc]: forever(), GetVersion: forever() });
    const upstream = createGrpcSource({ address: milvus.address, maxCalls: 10 });
    onTestFinished(() => {
      upstream.close();
      milvus.stop();
    });
    const giveUp = async (name: typeof rpc | "GetVersion", cancellable: boolean) => {
      const leaving = new AbortController();
      const received = milvus.next("received");
      const call = upstream.call(
        name,
        {},
        {
          metadata: {},
          deadline: Date.now() + 60_000,
          signal: leaving.signal,
          cancellable,
        },
      );
      await received;
      leaving.abort();
      await expect(call).rejects.toMatchObject({ upstream: { grpcName: "CANCELLED" } });
    };
    const cancelled = milvus.next("cancelled");
    await giveUp(rpc, false);
    await giveUp("GetVersion", true);
    expect(await cancelled).toBe("GetVersion");
  },
);

test("the late reply of a call that was given up is dropped, and the next caller gets one of its own", async () => {
  const late = promised<object>();
  const script: Script = { GetImportState: late.promise };
  const { send, milvus } = await startScriptedGateway(script, { DEFAULT_TIMEOUT_MS: "100" });
  expect((await send(IMPORT)).status).toBe(504);
  script.GetImportState = { state: "ImportCompleted" };
  late.fulfil({ state: "ImportPending" });
  expect((await send(IMPORT)).json).toMatchObject({ state: "succeeded" });
  expect(milvus.calls.length).toBe(2);
});

test("most calls in flight are MAX_UPSTREAM_CALLS: one more is a 503 and is not sent", async () => {
  const gateway = await startScriptedGateway(hanging, { MAX_UPSTREAM_CALLS: "1" });
  await leaveInTheMiddle(gateway, IMPORT);
  const { status, headers, json } = await gateway.send("/v1/jobs/import/2");
  expect({ status, retryAfter: headers["retry-after"] }).toEqual({ status: 503, retryAfter: "1" });
  expect(json).toMatchObject({ code: "OVERLOADED", retryable: true });
  expect(gateway.milvus.calls.length).toBe(1);
});

// A Milvus that goes away

test("a Milvus that goes away is a 503, and replies again without a restart of the gateway", async () => {
  const script: Script = { GetImportState: RUNNING };
  const first = await startScriptedMilvus(script);
  const { url, stop } = await startGateway(first.address);
  onTestFinished(stop);
  expect((await sendRequest(url, IMPORT)).status).toBe(200);
  first.stop();
  const away = await sendRequest(url, IMPORT);
  expect({ status: away.status, retryAfter: away.headers["retry-after"] }).toEqual({ status: 503, retryAfter: "1" });
  expect(away.json).toMatchObject({ code: "UPSTREAM_UNAVAILABLE", retryable: true, upstream: { grpcCode: 14 } });
  const second = await startScriptedMilvus(script, Number(first.address.split(":")[1]));
  onTestFinished(() => second.stop());
  const back = async () => (await sendRequest(url, IMPORT)).status;
  await expect.poll(back, { timeout: 5_000, interval: 100 }).toBe(200);
});

test("a Milvus that was never there is a 503 at once, not at the deadline", async () => {
  const gone = await startScriptedMilvus({});
  gone.stop();
  const { url, stop } = await startGateway(gone.address);
  onTestFinished(stop);
  const begun = performance.now();
  expect((await sendRequest(url, IMPORT)).status).toBe(503);
  expect(performance.now() - begun).toBeLessThan(3_000);
});
