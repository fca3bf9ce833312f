/** failUnlessDone: a job that is not done is a failed request, told by a problem that has the whole job in it. */
import { expect, onTestFinished, test } from "vitest";
import { startGateway } from "../support/gateway.ts";
import { startScriptedGateway } from "../support/scripted-gateway.ts";
import { startScriptedMilvus } from "../support/scripted-milvus.ts";
import { sendRequest } from "../support/send-request.ts";

const percent = (value: string) => ({ infos: [{ key: "progress_percent", value }] });
const PENDING = { state: "ImportPending" };
const RUNNING = { state: "ImportStarted", ...percent("40") };
const FURTHER = { state: "ImportStarted", ...percent("70") };
const DONE = { state: "ImportCompleted", ...percent("100") };
const FAILED = { state: "ImportFailed", infos: [{ key: "failed_reason", value: "no such file" }] };
const JOB = "/v1/jobs/import/1";
const FAST = { POLL_INTERVAL_MS: "10", MAX_POLL_INTERVAL_MS: "10" };
const R1 = { "X-Request-Id": "r1" };

const notDone = (job: unknown, detail = "The job is not done: it is running, at 40 %.") => ({
  type: "/problems/job-not-done",
  title: "The job is not done",
  status: 504,
  detail,
  instance: JOB,
  code: "JOB_NOT_DONE",
  retryable: true,
  requestId: "r1",
  job,
});

test.each([
  ["at once", "", {}, {}],
  ["with the reply, when that is asked for", "&include=reply", {}, {}],
  ["with failOnFailed", "&failOnFailed=true", {}, {}],
  ["after a wait", "&wait=50ms", {}, {}],
  ["after a wait by Prefer, which says so", "", { Prefer: "wait=1" }, { "preference-applied": "wait=1" }],
])("an unfinished job is a 504 problem: %s", async (_case, query, headers: Record<string, string>, applied) => {
  const { send } = await startScriptedGateway({ GetImportState: RUNNING }, FAST);
  const plain = await send(`${JOB}?failUnlessDone=false${query}`, { headers });
  const response = await send(`${JOB}?failUnlessDone=true${query}`, { headers: { ...headers, ...R1 } });
  expect(plain.status).toBe(200);
  expect(response.status).toBe(504);
  expect(response.json).toEqual(notDone(plain.json));
  expect(response.text).toContain(`"job":${plain.text}`);
  expect(response.headers).toEqual({
    connection: expect.any(String),
    date: expect.any(String),
    "content-type": "application/problem+json; charset=utf-8",
    "content-length": String(Buffer.byteLength(response.text)),
    "cache-control": "no-store",
    vary: "Authorization, Accept",
    "x-content-type-options": "nosniff",
    "x-request-id": "r1",
    "retry-after": "1",
    ...applied,
  });
});

test("its detail says as much of the job as Milvus does", async () => {
  const { send } = await startScriptedGateway({ GetImportState: PENDING });
  const { json } = await send(`${JOB}?failUnlessDone=true`, { headers: R1 });
  expect(json).toEqual(notDone((await send(JOB)).json, "The job is not done: it is pending."));
});

test("its Retry-After grows with the job's age, as that of a 200 does", async () => {
  const createTime = Math.floor(Date.now() / 1_000) - 3_600;
  const { send } = await startScriptedGateway({ GetImportState: { ...RUNNING, create_ts: String(createTime) } });
  const plain = await send(JOB);
  const { headers } = await send(`${JOB}?failUnlessDone=true`);
  expect([plain.headers["retry-after"], headers["retry-after"]]).toEqual(["10", "10"]);
});

test.each([
  ["succeeded", DONE, ""],
  ["succeeded", DONE, "&failOnFailed=true"],
  ["failed", FAILED, ""],
])("a %s job is a 200 as without it", async (state, reply, query) => {
  const { send } = await startScriptedGateway({ GetImportState: reply });
  const plain = await send(JOB);
  const { status, text, headers } = await send(`${JOB}?failUnlessDone=true${query}`);
  expect({ status, text, etag: headers.etag }).toEqual({ status: 200, text: plain.text, etag: plain.headers.etag });
  expect(plain.json).toMatchObject({ state });
});

test("a failed job is 424 with failOnFailed, for another attempt would not help", async () => {
  const { send } = await startScriptedGateway({ GetImportState: FAILED });
  const { status, json } = await send(`${JOB}?failUnlessDone=true&failOnFailed=true`);
  expect({ status, json }).toMatchObject({ status: 424, json: { code: "JOB_FAILED", retryable: false } });
});

test("a wait for an unfinished job ends with its end", async () => {
  const script = { GetImportState: RUNNING };
  const { send, milvus } = await startScriptedGateway(script, FAST);
  const waiting = send(`${JOB}?wait=50s&failUnlessDone=true`);
  await milvus.next("received");
  await milvus.next("received");
  script.GetImportState = DONE;
  const { status, json } = await waiting;
  expect({ status, json }).toEqual({ status: 200, json: (await send(JOB)).json });
});

test.each([[""], ["&wait=50ms"]])("an unfinished job that the caller has already is no 304: %s", async (query) => {
  const { send } = await startScriptedGateway({ GetImportState: RUNNING }, FAST);
  const { json, headers } = await send(JOB);
  for (const known of [headers.etag ?? "", "*"]) {
    const response = await send(`${JOB}?failUnlessDone=true${query}`, { headers: { "If-None-Match": known, ...R1 } });
    expect({ status: response.status, etag: response.headers.etag, json: response.json }).toEqual({
      status: 504,
      etag: undefined,
      json: notDone(json),
    });
  }
});

test("with If-None-Match a wait goes on over changes, and a done job that the caller has is a 304", async () => {
  const script = { GetImportState: RUNNING };
  const { send, milvus } = await startScriptedGateway(script, FAST);
  const { etag = "" } = (await send(JOB)).headers;
  const waiting = send(`${JOB}?wait=50s&failUnlessDone=true`, { headers: { "If-None-Match": etag } });
  await milvus.next("received");
  script.GetImportState = FURTHER;
  await milvus.next("received");
  await milvus.next("received");
  script.GetImportState = DONE;
  const ended = await waiting;
  expect({ status: ended.status, json: ended.json }).toMatchObject({ status: 200, json: { state: "succeeded" } });
  const again = await send(`${JOB}?failUnlessDone=true`, { headers: { "If-None-Match": ended.headers.etag ?? "" } });
  expect({ status: again.status, etag: again.headers.etag }).toEqual({ status: 304, etag: ended.headers.etag });
});

test("a gateway that stops ends such a wait as a 504, so that the caller asks the next one", async () => {
  const milvus = await startScriptedMilvus({ GetImportState: RUNNING });
  onTestFinished(() => milvus.stop());
  const gateway = await startGateway(milvus.address, FAST);
  onTestFinished(gateway.stop);
  const waiting = sendRequest(gateway.url, `${JOB}?wait=50s&failUnlessDone=true`, { headers: R1 });
  await milvus.next("received");
  await milvus.next("received");
  gateway.drain();
  const { status, json } = await waiting;
  expect({ status, json }).toEqual({ status: 504, json: notDone(expect.objectContaining({ state: "running" })) });
});

test("HEAD is 504 without a body", async () => {
  const { send } = await startScriptedGateway({ GetImportState: RUNNING });
  const { status, headers, text } = await send(`${JOB}?failUnlessDone=true`, { method: "HEAD" });
  expect({ status, type: headers["content-type"], retry: headers["retry-after"], text }).toEqual({
    status: 504,
    type: "application/problem+json; charset=utf-8",
    retry: "1",
    text: "",
  });
});

test("a job that cannot be read keeps its own problem", async () => {
  const unknown = { status: { code: 2101, error_code: 1, reason: "import job does not exist, jobID=1" } };
  const { send } = await startScriptedGateway({ GetImportState: unknown });
  const { status, json } = await send(`${JOB}?failUnlessDone=true`);
  expect({ status, json }).toMatchObject({ status: 404, json: { code: "JOB_NOT_FOUND" } });
});

test.each([
  ["GET", `${JOB}/events`, {}],
  ["GET", "/v1/jobs/events", {}],
  ["GET", "/v1/jobs", {}],
  ["GET", "/v1/jobs/import", {}],
  ["POST", "/v1/jobs:lookup", { json: { names: ["import/1"] } }],
  ["POST", "/v1/jobs/import", { json: { collectionName: "books", files: ["a.json"] } }],
])("%s %s does not take it", async (method, path, body) => {
  const { send, milvus } = await startScriptedGateway({ GetImportState: RUNNING });
  const { status, json } = await send(`${path}?failUnlessDone=true`, { method, ...body });
  expect({ status, json }).toMatchObject({
    status: 400,
    json: { violations: expect.arrayContaining([expect.objectContaining({ in: "query", field: "failUnlessDone" })]) },
  });
  expect(milvus.calls).toEqual([]);
});

test("?failUnlessDone=yes is a 400 that names it", async () => {
  const { send } = await startScriptedGateway({ GetImportState: RUNNING });
  const { status, json } = await send(`${JOB}?failUnlessDone=yes`);
  expect({ status, json }).toMatchObject({
    status: 400,
    json: { violations: [{ in: "query", field: "failUnlessDone", message: "must be true or false" }] },
  });
});
