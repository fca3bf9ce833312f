/** The example for Node, run as its reader runs it. */
import { fileURLToPath } from "node:url";
import { status } from "@grpc/grpc-js";
import { expect, onTestFinished, test } from "vitest";
import { startGateway, startSandboxedGateway } from "../support/gateway.ts";
import { startProgram } from "../support/program.ts";
import { GrpcFailure, type Script, startScriptedMilvus } from "../support/scripted-milvus.ts";

const EXAMPLE = fileURLToPath(new URL("../../examples/node/import.mjs", import.meta.url));
const FAST = { POLL_INTERVAL_MS: "10", MAX_POLL_INTERVAL_MS: "10", HEARTBEAT_MS: "10" };

const run = (url: string, args: readonly string[] = [], token = "") =>
  startProgram(process.execPath, [EXAMPLE, ...args], { env: { GATEWAY: url, TOKEN: token } });

test("it follows an import to its end, with a credential", async () => {
  const gateway = await startSandboxedGateway("3.1", { ...FAST, GATEWAY_API_KEYS: "a-key" });
  onTestFinished(() => gateway.stop());
  const example = run(gateway.url, [], "a-key");
  await example.printed("pending 0 %");
  gateway.clock.step(4_500);
  await example.printed("running 70 %");
  gateway.clock.step(10_000);
  expect(await example.end()).toEqual({
    code: 0,
    out: [
      expect.stringMatching(/^started import\/\d{18}$/),
      "pending 0 %",
      "running 70 %",
      "succeeded 100 %",
      "imported 1000 rows",
    ],
    err: [],
  });
});

test("it exits with 1 and the reason when the import fails, or the start", async () => {
  const gateway = await startSandboxedGateway("3.1", FAST);
  onTestFinished(() => gateway.stop());
  const example = run(gateway.url, ["books", "books/missing.json"]);
  await example.printed("pending 0 %");
  gateway.clock.step(2_000);
  expect(await example.end()).toMatchObject({
    code: 1,
    err: [expect.stringContaining("stat books/missing.json: no such file or directory")],
  });
  expect(await run(gateway.url, ["nothing"]).end()).toEqual({
    code: 1,
    out: [],
    err: ["COLLECTION_NOT_FOUND: collection not found[database=default][collection=nothing]"],
  });
});

test("it starts again, with the same Idempotency-Key, after a problem that is retryable", async () => {
  const script: Script = {
    DescribeCollection: {},
    Import: new GrpcFailure(status.RESOURCE_EXHAUSTED, "too many imports"),
    GetImportState: { state: "ImportCompleted", row_count: "20" },
  };
  const milvus = await startScriptedMilvus(script);
  onTestFinished(() => milvus.stop());
  const gateway = await startGateway(milvus.address, FAST);
  onTestFinished(() => gateway.stop());

  const example = run(gateway.url);
  while ((await milvus.next("received")) !== "Import");
  script.Import = { tasks: ["9007199254740993"] };
  expect(await example.end()).toEqual({
    code: 0,
    out: ["started import/9007199254740993", "succeeded 100 %", "imported 20 rows"],
    err: [expect.stringMatching(/^RATE_LIMITED: .*too many imports.* \(again in \d s\)$/)],
  });
  const starts = milvus.calls.filter(({ rpc }) => rpc === "Import").map(({ request }) => request);
  expect(starts).toHaveLength(2);
  expect(starts[0]).toMatchObject({
    files: ["books/2026-11.json"],
    idempotency_key: expect.stringMatching(/^[\w-]{36}$/),
  });
  expect(starts[1]).toEqual(starts[0]);
});
