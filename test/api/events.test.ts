/** Followed jobs as server-sent events and as NDJSON, byte for byte. */
import { expect, onTestFinished, test } from "vitest";
import { startGateway } from "../support/gateway.ts";
import { openStream } from "../support/lines.ts";
import { startScriptedGateway } from "../support/scripted-gateway.ts";
import { GrpcFailure, type Script, startScriptedMilvus } from "../support/scripted-milvus.ts";

const percent = (value: string) => ({ infos: [{ key: "progress_percent", value }] });
const PENDING = { state: "ImportPending", ...percent("10") };
const RUNNING = { state: "ImportStarted", ...percent("40") };
const DONE = { state: "ImportCompleted", ...percent("100") };
const GONE = { status: { code: 2101, error_code: 1, reason: "import job does not exist, jobID=1" } };
const GONE_RESTORE = { status: { code: 2101, error_code: 1, reason: "restore job not found: jobID=5" } };
const JOB = "/v1/jobs/import/1";
const FAST = { POLL_INTERVAL_MS: "10", MAX_POLL_INTERVAL_MS: "10" };
const NDJSON = { Accept: "application/x-ndjson" };

async function start(script: Script, settings: Record<string, string> = FAST) {
  const gateway = await startScriptedGateway(script, settings);
  const open = async (path: string, headers: Record<string, string> = {}, method = "GET") => {
    const stream = await openStream(`${gateway.url}${path}`, headers, method);
    onTestFinished(stream.close);
    return stream;
  };
  return { ...gateway, open };
}

/** A server-sent event as its fields. */
function read(event: string | undefined) {
  const fields = Object.fromEntries((event ?? "").split("\n").map((line) => line.split(/: (.*)/s, 2)));
  return { ...fields, data: JSON.parse(fields.data ?? "null") };
}
const line = (text: string | undefined) => JSON.parse(text ?? "null");

test("the job is an event at first and at each change, and the stream ends with the job", async () => {
  const script: Script = { GetImportState: PENDING };
  const { open, send } = await start(script);
  const stream = await open(`${JOB}/events`);
  expect({ status: stream.status, headers: stream.headers }).toMatchObject({
    status: 200,
    headers: {
      "content-type": "text/event-stream; charset=utf-8",
      "cache-control": "no-cache, no-transform",
      "x-accel-buffering": "no",
      "x-request-id": expect.any(String),
      vary: "Authorization, Accept",
    },
  });
  const first = await send(JOB);
  expect(await stream.next()).toBe(`event: job\nid: ${first.headers.etag}\ndata: ${first.text}`);
  script.GetImportState = RUNNING;
  expect(read(await stream.next())).toMatchObject({ event: "job", data: { state: "running", progress: 40 } });
  script.GetImportState = DONE;
  const rest = (await stream.rest()).map(read);
  expect(rest).toMatchObject([{ event: "job", data: { state: "succeeded", done: true } }]);

  const again = await open(`${JOB}/events`, { "Last-Event-ID": String(rest[0]?.id) });
  expect(again.status).toBe(204);
});

test("NDJSON has the same as lines", async () => {
  const script: Script = { GetImportState: RUNNING };
  const { open, send } = await start(script);
  const stream = await open(`${JOB}/events`, NDJSON);
  expect(stream.headers["content-type"]).toBe("application/x-ndjson; charset=utf-8");
  expect(line(await stream.next())).toEqual({ type: "job", job: (await send(JOB)).json });
  script.GetImportState = DONE;
  expect((await stream.rest()).map(line)).toEqual([{ type: "job", job: (await send(JOB)).json }]);
});

test.each([
  ["an unknown job", `${JOB}/events`, GONE, 404],
  ["no Milvus", `${JOB}/events`, new GrpcFailure(14, "away"), 503],
  ["a malformed id", "/v1/jobs/import/12.7/events", RUNNING, 400],
  ["a parameter that is none", `${JOB}/events?wait=5s`, RUNNING, 400],
  ["wrong credentials for many jobs", "/v1/jobs/events?name=import/1&name=import/2", new GrpcFailure(16, "no"), 401],
  ["no name", "/v1/jobs/events", RUNNING, 400],
  ["a malformed name", "/v1/jobs/events?name=import/1&name=nope/1", RUNNING, 400],
])("%s has its real status", async (_case, path, reply, status) => {
  const { open } = await start({ GetImportState: reply });
  expect((await open(path)).status).toBe(status);
});

test.each([
  ["text/event-stream; charset=utf-8", "text/event-stream; charset=utf-8"],
  ["application/x-ndjson; charset=utf-8", "application/x-ndjson; charset=utf-8"],
  ["text/event-stream; charset=utf-8; q=0.5, application/x-ndjson; q=0.9", "application/x-ndjson; charset=utf-8"],
  ["application/x-ndjson; q=0.5, text/*; charset=utf-8; q=0.9", "text/event-stream; charset=utf-8"],
  ["application/x-ndjson, text/event-stream", "application/x-ndjson; charset=utf-8"],
  ["text/*, application/x-ndjson", "application/x-ndjson; charset=utf-8"],
  ["application/*, */*; q=1", "application/x-ndjson; charset=utf-8"],
])("Accept: %s gets %s", async (accept, type) => {
  const { open } = await start({ GetImportState: DONE });
  const stream = await open(`${JOB}/events`, { Accept: accept });
  expect({ status: stream.status, type: stream.headers["content-type"] }).toEqual({ status: 200, type });
});

test("an Accept that is neither is 406, and HEAD has the headers alone", async () => {
  const { open } = await start({ GetImportState: RUNNING });
  expect((await open(`${JOB}/events`, { Accept: "application/json" })).status).toBe(406);
  const head = await open(`${JOB}/events`, {}, "HEAD");
  expect({ status: head.status, body: await head.rest() }).toEqual({ status: 200, body: [] });
});

test("trouble in the middle is one problem event, and the stream goes on", async () => {
  const script: Script = { GetImportState: RUNNING };
  const { open, milvus } = await start(script);
  const stream = await open(`${JOB}/events`);
  await stream.next();
  script.GetImportState = new GrpcFailure(14, "away");
  expect(read(await stream.next())).toEqual({
    event: "problem",
    data: {
      type: "/problems/upstream-unavailable",
      title: "Milvus is unavailable",
      status: 503,
      detail: "away",
      code: "UPSTREAM_UNAVAILABLE",
      retryable: true,
      upstream: {
        rpc: "GetImportState",
        grpcCode: 14,
        grpcName: "UNAVAILABLE",
        milvusCode: null,
        errorCode: null,
        reason: "away",
      },
    },
  });
  await milvus.next("received");
  await milvus.next("received");
  script.GetImportState = DONE;
  expect((await stream.rest()).map(read)).toMatchObject([{ event: "job", data: { state: "succeeded" } }]);
});

test.each([
  ["a job that disappears", GONE, "JOB_NOT_FOUND"],
  ["revoked credentials", new GrpcFailure(16, "auth check failure"), "UNAUTHENTICATED"],
])("%s is a problem event and the end", async (_case, reply, code) => {
  const script: Script = { GetImportState: RUNNING };
  const { open } = await start(script);
  const stream = await open(`${JOB}/events`, NDJSON);
  await stream.next();
  script.GetImportState = reply;
  expect((await stream.rest()).map(line)).toMatchObject([{ type: "problem", problem: { code } }]);
});

test("many jobs share one stream, which ends when all are done or gone", async () => {
  const script: Script = {
    GetImportState: RUNNING,
    GetRestoreSnapshotState: GONE_RESTORE,
    GetFlushState: { flushed: true },
  };
  const { open } = await start(script);
  const names = ["import/1", "restore/5", "flush/default%3Abooks%3A7", "import/1"];
  const stream = await open(`/v1/jobs/events?${names.map((name) => `name=${name}`).join("&")}`, NDJSON);
  expect([line(await stream.next()), line(await stream.next()), line(await stream.next())]).toMatchObject([
    { type: "job", name: "import/1", job: { state: "running" } },
    { type: "problem", name: "restore/5", problem: { code: "JOB_NOT_FOUND" } },
    { type: "job", name: "flush/default:books:7", job: { state: "succeeded" } },
  ]);
  script.GetImportState = DONE;
  expect((await stream.rest()).map(line)).toMatchObject([{ name: "import/1", job: { state: "succeeded" } }]);
});

test("on a stream of many jobs a problem event names its job, and whoever has seen the end of all is sent away", async () => {
  const { open } = await start({ GetImportState: DONE, GetRestoreSnapshotState: GONE_RESTORE });
  const path = "/v1/jobs/events?name=import/1&name=restore/5";
  const events = (await (await open(path)).rest()).map(read);
  expect(events).toMatchObject([
    { event: "job", data: { name: "import/1" } },
    { event: "problem", data: { name: "restore/5", problem: { code: "JOB_NOT_FOUND" } } },
  ]);
  const [partly, wholly] = events.map(({ id }) => open(path, { "Last-Event-ID": String(id) }));
  expect([(await partly)?.status, (await wholly)?.status]).toEqual([200, 204]);
});

test("a job that cannot be read yet has its problem on a stream of many, and is watched like the others", async () => {
  const script: Script = { GetImportState: DONE, GetRestoreSnapshotState: new GrpcFailure(8, "rate limit exceeded") };
  const { open } = await start(script);
  const stream = await open("/v1/jobs/events?name=import/1&name=restore/5", NDJSON);
  expect([line(await stream.next()), line(await stream.next())]).toMatchObject([
    { name: "import/1", job: { state: "succeeded" } },
    { name: "restore/5", problem: { code: "RATE_LIMITED" } },
  ]);
  script.GetRestoreSnapshotState = GONE_RESTORE;
  expect((await stream.rest()).map(line)).toMatchObject([{ name: "restore/5", problem: { code: "JOB_NOT_FOUND" } }]);
});

test("an operation that this Milvus lacks is over for a stream of many", async () => {
  const { open } = await start({ GetImportState: DONE });
  const stream = await open("/v1/jobs/events?name=import/1&name=restore/5", NDJSON);
  expect((await stream.rest()).map(line)).toMatchObject([
    { name: "import/1", job: { state: "succeeded" } },
    { name: "restore/5", problem: { code: "NOT_SUPPORTED_BY_SERVER" } },
  ]);
});

test("a job that two spellings name is followed once", async () => {
  const { open } = await start({ GetFlushState: { flushed: true } });
  const stream = await open("/v1/jobs/events?name=flush/a:b:7&name=flush/a%253Ab%253A7", NDJSON);
  expect((await stream.rest()).map(line)).toMatchObject([{ type: "job", name: "flush/a:b:7" }]);
});

test("the response to a page of another origin varies by origin", async () => {
  const { open } = await start(
    { GetImportState: RUNNING },
    { ...FAST, CORS_ORIGINS: "https://a.example,https://b.example" },
  );
  const { headers } = await open(`${JOB}/events`, { Origin: "https://b.example" });
  expect(headers).toMatchObject({
    "access-control-allow-origin": "https://b.example",
    vary: "Authorization, Accept, Origin",
  });
});

test.each([
  ["comments", "of one job", `${JOB}/events`, {}, ": still here"],
  ["comments", "of many jobs", "/v1/jobs/events?name=import/1", {}, ": still here"],
  ["empty lines", "of one job", `${JOB}/events`, NDJSON, ""],
  ["empty lines", "of many jobs", "/v1/jobs/events?name=import/1", NDJSON, ""],
])("a quiet stream is kept open by %s, %s", async (_what, _of, path, headers, heartbeat) => {
  const { open } = await start({ GetImportState: RUNNING }, { ...FAST, HEARTBEAT_MS: "20" });
  const stream = await open(path, headers);
  expect(await stream.next()).toContain('"state":"running"');
  expect([await stream.next(), await stream.next()]).toEqual([heartbeat, heartbeat]);
});

test("the followers of one job share its polls; when the last leaves, the polls end", async () => {
  const { open, milvus, send } = await start({ GetImportState: RUNNING });
  const streams = await Promise.all([1, 2, 3].map(() => open(`${JOB}/events`)));
  await Promise.all(streams.map((stream) => stream.next()));
  await milvus.next("received");
  for (const stream of streams) stream.close();
  const polls = () => milvus.calls.filter(({ rpc }) => rpc === "GetImportState").length;
  // In the time of five round trips a poller with an interval of 10 ms would have asked again.
  const pollsMeanwhile = async () => {
    const before = polls();
    for (let trip = 0; trip < 5; trip++) await send("/readyz");
    return polls() - before;
  };
  await expect.poll(pollsMeanwhile).toBe(0);
});

test("a gateway that stops tells its followers when to come back, and ends", async () => {
  const milvus = await startScriptedMilvus({ GetImportState: RUNNING });
  onTestFinished(() => milvus.stop());
  const gateway = await startGateway(milvus.address, FAST);
  onTestFinished(gateway.stop);
  const stream = await openStream(`${gateway.url}${JOB}/events`);
  await stream.next();
  gateway.drain();
  expect(await stream.rest()).toEqual(["retry: 1000"]);
});

test("a stream that was about to begin when the gateway stopped has its first event, and ends", async () => {
  let reply: (state: object) => void = () => {};
  const first = new Promise<object>((resolve) => {
    reply = resolve;
  });
  const milvus = await startScriptedMilvus({ GetImportState: first });
  onTestFinished(() => milvus.stop());
  const gateway = await startGateway(milvus.address, FAST);
  onTestFinished(gateway.stop);
  const opening = openStream(`${gateway.url}${JOB}/events`);
  await milvus.next("received");
  gateway.drain();
  reply(RUNNING);
  const events = await (await opening).rest();
  expect(events).toEqual([expect.stringMatching(/^event: job\n/), "retry: 1000"]);
});
