/** failOnFailed: a failed job is a failed request, told by a problem that has the whole job in it. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { KINDS } from "../../src/kinds/index.ts";
import { isRpc } from "../../src/milvus/grpc/proto.ts";
import { type SandboxedGateway, startSandboxedGateway } from "../support/gateway.ts";
import { startScriptedGateway } from "../support/scripted-gateway.ts";
import { sendRequest } from "../support/send-request.ts";

const FAILED = { state: "ImportFailed", infos: [{ key: "failed_reason", value: "no such file" }] };
const RUNNING = { state: "ImportStarted", infos: [{ key: "progress_percent", value: "40" }] };
const DONE = { state: "ImportCompleted", infos: [{ key: "progress_percent", value: "100" }] };
const JOB = "/v1/jobs/import/1";
const FAST = { POLL_INTERVAL_MS: "10", MAX_POLL_INTERVAL_MS: "10" };

const failure = (instance: string, detail: string, job: unknown) => ({
  type: "/problems/job-failed",
  title: "The job has failed",
  status: 424,
  detail,
  instance,
  code: "JOB_FAILED",
  retryable: false,
  requestId: "r1",
  job,
});

test.each([
  ["at once", "", {}, {}],
  ["with the reply, when that is asked for", "&include=reply", {}, {}],
  ["after a wait", "&wait=50s", {}, {}],
  ["after a wait by Prefer, which says so", "", { Prefer: "wait=50" }, { "preference-applied": "wait=50" }],
  ["after another wait than that of Prefer", "&wait=50s", { Prefer: "wait=30" }, {}],
])("a failed job is a 424 problem: %s", async (_case, query, headers: Record<string, string>, applied) => {
  const { send } = await startScriptedGateway({ GetImportState: FAILED }, FAST);
  const plain = await send(`${JOB}?failOnFailed=false${query}`, { headers });
  const response = await send(`${JOB}?failOnFailed=true${query}`, { headers: { ...headers, "X-Request-Id": "r1" } });
  expect(plain.status).toBe(200);
  expect(response.status).toBe(424);
  expect(response.json).toEqual(failure(JOB, "no such file", plain.json));
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
    ...applied,
  });
});

test("a job that fails during the wait ends it", async () => {
  const script = { GetImportState: RUNNING };
  const { send, milvus } = await startScriptedGateway(script, FAST);
  const waiting = send(`${JOB}?wait=50s&failOnFailed=true`, { headers: { "X-Request-Id": "r1" } });
  await milvus.next("received");
  await milvus.next("received");
  script.GetImportState = FAILED;
  const { status, json } = await waiting;
  expect({ status, json }).toEqual({
    status: 424,
    json: failure(JOB, "no such file", (await send(JOB)).json),
  });
});

test.each([[""], ["&wait=50s"], ["&include=reply"]])("If-None-Match changes nothing about it: %s", async (query) => {
  const { send } = await startScriptedGateway({ GetImportState: FAILED }, FAST);
  const { json, headers } = await send(`${JOB}?failOnFailed=false${query}`);
  for (const known of [headers.etag ?? "", "*"]) {
    const response = await send(`${JOB}?failOnFailed=true${query}`, {
      headers: { "If-None-Match": known, "X-Request-Id": "r1" },
    });
    expect({ status: response.status, etag: response.headers.etag, json: response.json }).toEqual({
      status: 424,
      etag: undefined,
      json: failure(JOB, "no such file", json),
    });
  }
});

test("HEAD is 424 without a body", async () => {
  const { send } = await startScriptedGateway({ GetImportState: FAILED });
  const { status, headers, text } = await send(`${JOB}?failOnFailed=true`, { method: "HEAD" });
  expect({ status, type: headers["content-type"], text }).toEqual({
    status: 424,
    type: "application/problem+json; charset=utf-8",
    text: "",
  });
});

test("a failure without a reason has a sentence for its detail, and the job stays as it is", async () => {
  const { send } = await startScriptedGateway({ GetImportState: { state: "ImportFailed", infos: [] } });
  const { json } = await send(`${JOB}?failOnFailed=true`, { headers: { "X-Request-Id": "r1" } });
  expect(json).toEqual(failure(JOB, "Milvus gives no reason.", (await send(JOB)).json));
  expect(json).toMatchObject({ job: { state: "failed", reason: null } });
});

test.each([
  ["running", RUNNING],
  ["succeeded", DONE],
])("a %s job is a 200 as without it", async (state, reply) => {
  const { send } = await startScriptedGateway({ GetImportState: reply });
  const plain = await send(JOB);
  const { status, text, headers } = await send(`${JOB}?failOnFailed=true`);
  expect({ status, text, etag: headers.etag }).toEqual({ status: 200, text: plain.text, etag: plain.headers.etag });
  expect(plain.json).toMatchObject({ state });
});

// Every kind that can fail

// By gRPC alone: some of the examples are of a Milvus without REST.
let sandboxed: SandboxedGateway;
beforeAll(async () => {
  sandboxed = await startSandboxedGateway("3.1", { MILVUS_HTTP: "off" });
});
afterAll(() => sandboxed.stop());

const failures = KINDS.flatMap(({ name, id: format, get }) =>
  get.examples.flatMap(({ summary, input, calls, output }) =>
    "problem" in output || output.state !== "failed" || calls.some(({ method }) => !isRpc(method))
      ? []
      : [{ title: `${name}: ${summary}`, path: `/v1/jobs/${name}/${format.write(input.id)}`, job: output }],
  ),
);

test.each(failures)("$title", async ({ path, job }) => {
  const { status, json } = await sendRequest(sandboxed.url, `${path}?failOnFailed=true`, {
    headers: { "X-Request-Id": "r1" },
  });
  expect({ status, json }).toEqual({ status: 424, json: failure(path, job.reason ?? "Milvus gives no reason.", job) });
});
