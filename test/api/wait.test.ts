/** A GET that waits: for the end of a job, or for its next change. */
import { expect, onTestFinished, test } from "vitest";
import { startGateway } from "../support/gateway.ts";
import { startScriptedGateway } from "../support/scripted-gateway.ts";
import { GrpcFailure, type Script, startScriptedMilvus } from "../support/scripted-milvus.ts";
import { sendRequest } from "../support/send-request.ts";

const percent = (value: string) => ({ infos: [{ key: "progress_percent", value }] });
const RUNNING = { state: "ImportStarted", ...percent("40") };
const FURTHER = { state: "ImportStarted", ...percent("70") };
const DONE = { state: "ImportCompleted", ...percent("100") };
const FAILED = { state: "ImportFailed", infos: [{ key: "failed_reason", value: "no such file" }] };
const JOB = "/v1/jobs/import/1";
const FAST = { POLL_INTERVAL_MS: "10", MAX_POLL_INTERVAL_MS: "10" };

/** A gateway in front of a running job, and a wait that has asked Milvus twice. */
async function startWaiting(path: string, headers: Record<string, string> = {}) {
  const script: Script = { GetImportState: RUNNING };
  const { send, milvus } = await startScriptedGateway(script, FAST);
  const answer = send(path, { headers });
  await milvus.next("received");
  await milvus.next("received");
  return { script, milvus, answer, send };
}

test("wait returns as soon as the job is done", async () => {
  const { script, answer } = await startWaiting(`${JOB}?wait=50s`);
  script.GetImportState = DONE;
  expect((await answer).json).toMatchObject({ state: "succeeded", progress: 100 });
});

test("Prefer: wait does the same, and says so", async () => {
  const { script, answer } = await startWaiting(JOB, { Prefer: "respond-async, wait=50" });
  script.GetImportState = DONE;
  const { status, headers } = await answer;
  expect({ status, applied: headers["preference-applied"] }).toEqual({ status: 200, applied: "wait=50" });
});

test("a wait whose time is over returns 200 with the state as it is", async () => {
  const { send } = await startScriptedGateway({ GetImportState: RUNNING }, FAST);
  const { status, json, headers } = await send(`${JOB}?wait=50ms`);
  expect({ status, retry: headers["retry-after"], json }).toMatchObject({
    status: 200,
    retry: "1",
    json: { state: "running", progress: 40 },
  });
});

test("with If-None-Match the wait is for the next change, and 304 when none comes", async () => {
  const { send: askFirst } = await startScriptedGateway({ GetImportState: RUNNING }, FAST);
  const { etag = "" } = (await askFirst(JOB)).headers;
  expect((await askFirst(`${JOB}?wait=50ms`, { headers: { "If-None-Match": etag } })).status).toBe(304);

  const { script, answer } = await startWaiting(`${JOB}?wait=50s`, { "If-None-Match": etag });
  script.GetImportState = FURTHER;
  expect((await answer).json).toMatchObject({ state: "running", progress: 70 });
});

test.each([["wait=50s"], ["wait=50s&failOnFailed=false"]])("a failed job is 200 with %s", async (query) => {
  const { script, answer } = await startWaiting(`${JOB}?${query}`);
  script.GetImportState = FAILED;
  expect((await answer).status).toBe(200);
});

test("an outage in the middle of a wait is waited out", async () => {
  const { script, milvus, answer } = await startWaiting(`${JOB}?wait=50s`);
  script.GetImportState = new GrpcFailure(14, "away");
  await milvus.next("received");
  await milvus.next("received");
  script.GetImportState = DONE;
  expect((await answer).json).toMatchObject({ state: "succeeded" });
});

test("an outage at the end of a wait is the response", async () => {
  const script: Script = { GetImportState: RUNNING };
  const { send, milvus } = await startScriptedGateway(script, FAST);
  const answer = send(`${JOB}?wait=200ms`);
  await milvus.next("received");
  script.GetImportState = new GrpcFailure(14, "away");
  const { status, json } = await answer;
  expect({ status, json }).toMatchObject({ status: 503, json: { code: "UPSTREAM_UNAVAILABLE" } });
});

test.each([
  [
    "a job that disappears",
    { status: { code: 2101, error_code: 1, reason: "import job does not exist, jobID=1" } },
    404,
  ],
  ["revoked credentials", new GrpcFailure(16, "auth check failure"), 401],
])("%s ends the wait at once", async (_case, reply, expected) => {
  const { script, answer } = await startWaiting(`${JOB}?wait=50s`);
  script.GetImportState = reply;
  expect((await answer).status).toBe(expected);
});

test("a job that is done already, or cannot be read, is served without a second look", async () => {
  const script: Script = { GetImportState: DONE };
  const { send, milvus } = await startScriptedGateway(script, FAST);
  expect((await send(`${JOB}?wait=50s`)).status).toBe(200);
  script.GetImportState = new GrpcFailure(7, "no");
  expect((await send(`${JOB}?wait=50s`)).status).toBe(403);
  expect(milvus.calls).toHaveLength(2);
});

test.each([
  ["wait=30", "wait", "query"],
  ["wait=51s", "wait", "query"],
  ["wait=1m", "wait", "query"],
  ["wait=-1s", "wait", "query"],
  ["wait=1.5s", "wait", "query"],
  ["wait=", "wait", "query"],
  ["failOnFailed=yes", "failOnFailed", "query"],
])("?%s is a 400 that names it", async (query, field, where) => {
  const { send, milvus } = await startScriptedGateway({ GetImportState: RUNNING });
  const { status, json } = await send(`${JOB}?${query}`);
  expect({ status, json }).toMatchObject({ status: 400, json: { violations: [{ in: where, field }] } });
  expect(milvus.calls).toEqual([]);
});

test("Prefer: wait=51 is a 400 that names it", async () => {
  const { send } = await startScriptedGateway({ GetImportState: RUNNING });
  const { status, json } = await send(JOB, { headers: { Prefer: "wait=51" } });
  expect({ status, json }).toMatchObject({ status: 400, json: { violations: [{ in: "header", field: "Prefer" }] } });
});

test("the waiters of one job share its polls, and other credentials have their own", async () => {
  const script: Script = { GetImportState: RUNNING };
  const { send, milvus } = await startScriptedGateway(script, FAST);
  const waits = ["ann:1", "ann:1", "bob:2"].map((user) =>
    send(`${JOB}?wait=50s`, { headers: { Authorization: `Bearer ${user}` } }),
  );
  await expect.poll(() => milvus.calls.length).toBeGreaterThan(8);
  script.GetImportState = DONE;
  expect((await Promise.all(waits)).map(({ status }) => status)).toEqual([200, 200, 200]);
  const credentials = new Set(milvus.calls.map(({ metadata }) => metadata.authorization));
  expect(credentials).toEqual(new Set(["ann:1", "bob:2"].map((user) => Buffer.from(user).toString("base64"))));
});

test("no more may wait than MAX_FOLLOWERS says; a place is free again when one has left", async () => {
  const { send, milvus } = await startScriptedGateway({ GetImportState: RUNNING }, { ...FAST, MAX_FOLLOWERS: "1" });
  const leaving = new AbortController();
  const waiting = send(`${JOB}?wait=50s`, { signal: leaving.signal });
  const gone = expect(waiting).rejects.toThrow("aborted");
  await milvus.next("received");
  await milvus.next("received");
  const { status, json, headers } = await send(`${JOB}?wait=50s`);
  expect({ status, json, retry: headers["retry-after"] }).toMatchObject({
    status: 503,
    json: { code: "OVERLOADED", retryable: true },
    retry: "1",
  });
  leaving.abort();
  await gone;
  await expect.poll(async () => (await send(`${JOB}?wait=10ms`)).status).toBe(200);
});

test("a gateway that stops ends its waits with the present state", async () => {
  const milvus = await startScriptedMilvus({ GetImportState: RUNNING });
  onTestFinished(() => milvus.stop());
  const gateway = await startGateway(milvus.address, FAST);
  onTestFinished(gateway.stop);
  const answer = sendRequest(gateway.url, `${JOB}?wait=50s`);
  await milvus.next("received");
  await milvus.next("received");
  gateway.drain();
  const { status, json } = await answer;
  expect({ status, json }).toMatchObject({ status: 200, json: { state: "running", progress: 40 } });
});
