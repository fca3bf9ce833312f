/** Callers who leave before their response: 499 in the log and in the metrics, and no failure of Milvus. */
import { connect } from "node:net";
import { expect, test } from "vitest";
import { createLog } from "../support/log.ts";
import { type ScriptedGateway, startScriptedGateway } from "../support/scripted-gateway.ts";
import { GrpcFailure, type Script } from "../support/scripted-milvus.ts";

const forever = () => new Promise<never>(() => {});
const R1 = { "X-Request-Id": "r1" };
const LEFT = { level: 30, time: expect.any(Number), requestId: "r1", status: 499, msg: "client disconnected" };

async function start(script: Script) {
  const { log, lines } = createLog();
  return { ...(await startScriptedGateway(script, {}, { log })), lines };
}

/** The lines of the metrics that count requests of a route, or calls of an RPC. */
async function countsOf({ send }: ScriptedGateway, label: string): Promise<string[]> {
  const { text } = await send("/metrics");
  const counters = /^(gateway_http_request_duration_seconds_count|gateway_upstream_calls_total)\{/;
  return text.split("\n").filter((line) => counters.test(line) && line.includes(label));
}

const V2 = "/v2/vectordb/jobs/import/create";
const BOOKS = { collectionName: "books" };
const ONE = { ...BOOKS, files: ["a.json"] };

test.each([
  ["a start", "POST", "/v1/jobs/import", "/v1/jobs/import", ONE, "Import"],
  ["a start by Milvus's own REST", "POST", V2, V2, { ...BOOKS, files: [["a.json"]] }, "Import"],
  ["a start that has only looked", "POST", "/v1/jobs/compaction", "/v1/jobs/compaction", BOOKS, "DescribeCollection"],
  ["a read", "GET", "/v1/jobs/export/1", "/v1/jobs/export/:id", undefined, "GetExportSnapshotState"],
  ["a read that goes on in Milvus", "GET", "/v1/jobs/import/1", "/v1/jobs/import/:id", undefined, "GetImportState"],
] as const)("a caller leaves during %s", async (_what, method, path, route, json, rpc) => {
  const gateway = await start({ DescribeCollection: {}, [rpc]: forever() });
  const leaving = new AbortController();
  const response = gateway.send(path, { method, json, headers: R1, signal: leaving.signal });
  const gone = expect(response).rejects.toThrow(/abort/i);
  await expect.poll(() => gateway.milvus.calls.map((call) => call.rpc)).toContain(rpc);
  leaving.abort();
  await gone;
  await expect.poll(() => gateway.lines).toEqual([{ ...LEFT, method, route }]);
  expect(await countsOf(gateway, `route="${route}"`)).toEqual([
    `gateway_http_request_duration_seconds_count{route="${route}",method="${method}",status="499"} 1`,
  ]);
  expect(await countsOf(gateway, `rpc="${rpc}"`)).toEqual([
    `gateway_upstream_calls_total{rpc="${rpc}",outcome="CANCELLED"} 1`,
  ]);
});

test("a caller leaves in the middle of a body", async () => {
  const { url, lines } = await start({});
  const socket = connect(Number(new URL(url).port), "127.0.0.1");
  const head = ["POST /v1/jobs/import HTTP/1.1", "Host: localhost", "X-Request-Id: r1", "Expect: 100-continue"];
  socket.write([...head, "Content-Type: application/json", "Content-Length: 100", "", ""].join("\r\n"));
  await new Promise((resolve) => socket.once("data", resolve)); // 100: the body is being read
  socket.destroy();
  await expect.poll(() => lines).toEqual([{ ...LEFT, method: "POST", route: "/v1/jobs/import" }]);
});

test("a Milvus that cancels by itself has failed", async () => {
  const gateway = await start({ GetExportSnapshotState: new GrpcFailure(1, "context canceled") });
  const { status, json } = await gateway.send("/v1/jobs/export/1", { headers: R1 });
  expect({ status, json }).toMatchObject({ status: 502, json: { code: "UPSTREAM_ERROR" } });
  expect(gateway.lines).toMatchObject([{ level: 40, status: 502, code: "UPSTREAM_ERROR", grpcName: "CANCELLED" }]);
  expect(await countsOf(gateway, "rpc=")).toEqual([
    'gateway_upstream_calls_total{rpc="GetExportSnapshotState",outcome="UPSTREAM_ERROR"} 1',
  ]);
});
