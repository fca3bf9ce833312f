import { expect, test } from "vitest";
import { PROBLEMS } from "../../src/model/errors.ts";
import { startScriptedGateway } from "../support/scripted-gateway.ts";
import { GrpcFailure } from "../support/scripted-milvus.ts";

const READY = { status: "ready" };

test.each([
  ["Milvus is healthy", { isHealthy: true }, 200, READY],
  ["Milvus is healthy and has something to say", { isHealthy: true, reasons: ["a query node left"] }, 200, READY],
  ["Milvus asks for credentials", new GrpcFailure(16, "missing authorization in header"), 200, READY],
  ["Milvus asks for privileges", new GrpcFailure(7, "permission deny"), 200, READY],
  [
    "Milvus asks for credentials inside its reply",
    { status: { code: 1800, error_code: "UnexpectedError" } },
    200,
    READY,
  ],
  ["Milvus does not know the question", new GrpcFailure(12, "unknown method CheckHealth"), 200, READY],
  [
    "Milvus is not healthy",
    { isHealthy: false, reasons: ["check health fail for rootcoord", "querynode 1 is away"] },
    503,
    { status: "not_ready", reasons: ["check health fail for rootcoord", "querynode 1 is away"] },
  ],
  [
    "Milvus is not healthy and does not say why",
    { isHealthy: false },
    503,
    { status: "not_ready", reasons: ["Milvus says that it is not healthy, without a reason."] },
  ],
  [
    "Milvus is starting",
    { status: { code: 1, error_code: "NotReadyServe", reason: "service not ready[proxy=1]" } },
    503,
    { status: "not_ready", reasons: ["service not ready[proxy=1]"] },
  ],
])("when %s, /readyz says so", async (_when, checkHealth, status, body) => {
  const { send } = await startScriptedGateway({ CheckHealth: checkHealth });
  const response = await send("/readyz");
  expect({ status: response.status, body: response.json }).toEqual({ status, body });
});

test("when nothing listens, /readyz is a 503 with the reason, and /livez lives on", async () => {
  const { send, milvus } = await startScriptedGateway();
  milvus.stop();
  const ready = await send("/readyz");
  expect(ready.status).toBe(503);
  expect(ready.headers["retry-after"]).toBe("1");
  expect(ready.json).toEqual({ status: "not_ready", reasons: [expect.stringMatching(/connect/i)] });
  expect((await send("/livez")).json).toEqual({ status: "ok" });
});

test("when Milvus hangs, /readyz is a 503 within the deadline", async () => {
  const { send } = await startScriptedGateway({ CheckHealth: new Promise(() => {}) }, { DEFAULT_TIMEOUT_MS: "100" });
  const { status, json } = await send("/readyz");
  expect(status).toBe(503);
  expect(json).toEqual({ status: "not_ready", reasons: [expect.any(String)] });
});

test("/livez never asks Milvus", async () => {
  const { send, milvus } = await startScriptedGateway();
  const { status, json } = await send("/livez");
  expect({ status, json }).toEqual({ status: 200, json: { status: "ok" } });
  expect(milvus.calls).toEqual([]);
});

// Problem types

const slugs = Object.keys(PROBLEMS).map((code) => [code.toLowerCase().replaceAll("_", "-")]);

test.each(slugs)("the problem type %s resolves, for people and for programs", async (slug) => {
  const { send } = await startScriptedGateway();
  const page = await send(`/problems/${slug}`, { headers: { Accept: "text/html,application/xhtml+xml;q=0.9" } });
  const data = await send(`/problems/${slug}`);
  const { type, code, title, meaning } = data.json as Record<string, string>;
  expect({ status: data.status, type: data.headers["content-type"] }).toEqual({
    status: 200,
    type: "application/json; charset=utf-8",
  });
  expect({ type, code }).toEqual({ type: `/problems/${slug}`, code: slug?.toUpperCase().replaceAll("-", "_") });
  expect(meaning?.length).toBeGreaterThan(20);
  expect({ status: page.status, type: page.headers["content-type"] }).toEqual({
    status: 200,
    type: "text/html; charset=utf-8",
  });
  expect(page.text).toContain(`<h1>${title}</h1>`);
  expect(page.headers["content-security-policy"]).toMatch(/^default-src 'none'/);
});

// Metrics

test("/metrics counts requests by route and status, and calls to Milvus by RPC and outcome", async () => {
  const { send } = await startScriptedGateway({ GetImportState: { state: "ImportPending" } });
  await send("/v1/jobs/import/1");
  await send("/v1/jobs/import/2");
  await send("/v1/jobs/import/x");
  await send("/v1/jobs/prewarm/a");
  await send("/v1/jobs:lookup", { method: "POST", json: { names: [] } });
  await send(`/nowhere/${"x".repeat(50)}`);
  const { headers, text } = await send("/metrics");
  expect(headers["content-type"]).toMatch(/^text\/plain; version=0\.0\.4/);
  const lines = text.split("\n");
  expect(lines).toContain('gateway_upstream_calls_total{rpc="GetImportState",outcome="OK"} 2');
  expect(lines).toContain(
    'gateway_upstream_calls_total{rpc="DescribePrewarmTask",outcome="NOT_SUPPORTED_BY_SERVER"} 1',
  );
  expect(lines).toContain(
    'gateway_http_request_duration_seconds_count{route="/v1/jobs/import/:id",method="GET",status="200"} 2',
  );
  expect(lines).toContain(
    'gateway_http_request_duration_seconds_count{route="/v1/jobs/import/:id",method="GET",status="400"} 1',
  );
  expect(lines).toContain(
    'gateway_http_request_duration_seconds_count{route="/v1/jobs:lookup",method="POST",status="400"} 1',
  );
  expect(lines).toContain('gateway_http_request_duration_seconds_count{route="none",method="GET",status="404"} 1');
  expect(text).toContain("process_cpu_seconds_total");
});
