/** Every row of the table of states (docs/concepts.md#states) has a worked example, asked through sockets. */
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { KINDS } from "../../src/kinds/index.ts";
import { isRpc } from "../../src/milvus/grpc/proto.ts";
import type { Job } from "../../src/model/job.ts";
import { type SandboxedGateway, startSandboxedGateway } from "../support/gateway.ts";
import { pathOf } from "../support/path-of.ts";
import { sendRequest } from "../support/send-request.ts";

let gateway: SandboxedGateway;
/** For the states of a Milvus that has no REST. */
let withoutRest: SandboxedGateway;
/** Kind, Milvus's number, state, stage and warnings of each worked example's job, or the problem it comes to. */
let answered: unknown[];

beforeAll(async () => {
  gateway = await startSandboxedGateway("3.1");
  withoutRest = await startSandboxedGateway("3.1", { MILVUS_HTTP: "off" });
  const paths = KINDS.flatMap((kind) =>
    kind.get.examples.map(({ input, calls }) => ({
      name: kind.name,
      url: calls.every(({ method }) => isRpc(method)) ? withoutRest.url : gateway.url,
      path: pathOf(kind, input.id),
    })),
  );
  answered = await Promise.all(
    paths.map(async ({ name, url, path }) => {
      const { status, json } = await sendRequest(url, path);
      const { upstreamState, state, stage, warnings } = json as Job; // or a problem, which has none of these
      const told = [upstreamState?.code ?? null, state, stage, ...(warnings ?? []).map(({ code }) => code)];
      return status === 200 ? [name, ...told] : [name, (json as { code: string }).code];
    }),
  );
});
afterAll(() => Promise.all([gateway.stop(), withoutRest.stop()]));

const ROWS = [
  ["import", 0, "pending", "pending"],
  ["import", 2, "running", "started"],
  ["import", 5, "running", "persisted"],
  ["import", 8, "running", "flushed"],
  ["import", 6, "succeeded", "completed"],
  ["import", 1, "failed", "failed"],
  ["import", 7, "failed", "failed_and_cleaned"],
  ["import", 1, "running", "awaiting_commit", "AWAITING_COMMIT"],
  ["import", 42, "unknown", null],
  ["import", "JOB_NOT_FOUND"],
  ["refresh", 0, "pending", "pending"],
  ["refresh", 1, "running", "in_progress"],
  ["refresh", 2, "succeeded", "completed"],
  ["refresh", 3, "failed", "failed"],
  ["refresh", 42, "unknown", null],
  ["refresh", "JOB_NOT_FOUND"],
  ["restore", 0, "unknown", "none"],
  ["restore", 1, "pending", "pending"],
  ["restore", 2, "running", "executing"],
  ["restore", 3, "succeeded", "completed"],
  ["restore", 4, "failed", "failed"],
  ["restore", 42, "unknown", null],
  ["restore", "JOB_NOT_FOUND"],
  ["export", 0, "unknown", "none"],
  ["export", 1, "pending", "pending"],
  ["export", 2, "running", "executing"],
  ["export", 3, "succeeded", "completed"],
  ["export", 4, "failed", "failed"],
  ["export", 42, "unknown", null],
  ["export", "JOB_NOT_FOUND"],
  ["compaction", 0, "unknown", "undefined"],
  ["compaction", 1, "running", "executing"],
  ["compaction", 2, "succeeded", "completed"],
  ["compaction", 2, "failed", "completed_with_failures"],
  ["compaction", 2, "succeeded", "completed", "UNVERIFIABLE_ID"],
  ["compaction", 2, "succeeded", "nothing_to_compact"],
  ["compaction", 42, "unknown", null],
  ["flush", null, "running", "flushing"],
  ["flush", null, "succeeded", "flushed"],
  ["flush-all", null, "running", "flushing"],
  ["flush-all", null, "succeeded", "flushed"],
  ["load", "COLLECTION_NOT_FOUND"],
  ["load", 1, "not_started", "not_load"],
  ["load", 2, "running", "loading"],
  ["load", 3, "succeeded", "loaded"],
  ["load", 1, "failed", "failed"],
  ["load", 42, "unknown", null, "BAD_PROGRESS"],
  ["index", 0, "not_started", "none"],
  ["index", 1, "pending", "unissued"],
  ["index", 2, "running", "in_progress"],
  ["index", 5, "running", "retry"],
  ["index", 3, "succeeded", "finished"],
  ["index", 3, "running", "catching_up"],
  ["index", 4, "failed", "failed"],
  ["index", 42, "unknown", null, "BAD_PROGRESS"],
  ["index", "INDEX_NOT_FOUND"],
  ["prewarm", 0, "unknown", "unknown"],
  ["prewarm", 1, "pending", "pending"],
  ["prewarm", 2, "running", "warming"],
  ["prewarm", 3, "succeeded", "completed"],
  ["prewarm", 4, "failed", "failed"],
  ["prewarm", 42, "unknown", null, "BAD_PROGRESS"],
  ["prewarm", "JOB_NOT_FOUND"],
];

test.each(ROWS.map((row) => [row.join(" "), row] as const))("%s has a worked example", (_title, row) => {
  expect(answered).toContainEqual(row);
});

test("an export on Milvus 3.0, which returns a URI at once, has succeeded and has no id", async () => {
  const { url, stop } = await startSandboxedGateway("3.0");
  onTestFinished(stop);
  const json = { collectionName: "books", snapshotName: "books_2026_11", targetS3Path: "s3://backup/" };
  const response = await sendRequest(url, "/v1/jobs/export", { method: "POST", json });
  expect([response.status, response.headers.location]).toEqual([202, undefined]);
  expect(response.json).toMatchObject({
    id: null,
    name: null,
    state: "succeeded",
    done: true,
    details: { snapshotMetadataUri: expect.stringMatching(/^s3:\/\/backup\//) },
    warnings: [{ code: "NO_POLLABLE_ID" }],
  });
});
