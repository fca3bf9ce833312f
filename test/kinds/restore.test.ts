/** Restores: what the worked examples cannot say. */

import { describe, expect, it } from "vitest";
import type { z } from "zod";
import { restoreKind } from "../../src/kinds/restore/index.ts";
import { makeJob } from "../../src/model/job.ts";
import { GRPC_ONLY } from "../../src/model/server-facts.ts";
import { createSimulation, failureOf } from "../support/simulated.ts";

const { get, list, start } = restoreKind;
if (!list || !start) throw new TypeError("restores can be listed and started");

const starting = (body: z.input<typeof start.body>) =>
  start.run({ body: start.body.parse(body), idempotencyKey: undefined }, GRPC_ONLY);

const own = { snapshotName: "s1", collectionName: "books" };
const exported = { metadataUri: "s3://user:secret@backup/1.json", externalSpec: '{"key":"secret"}' };
const shapes = "must be {snapshotName, dbName?, collectionName?} or {metadataUri, externalSpec?, snapshotName?}";

describe("the body of a restore", () => {
  it.each([
    [{ source: { ...own, ...exported } }, "source", shapes],
    [{ source: {} }, "source", shapes],
    [{ source: { externalSpec: "{}" } }, "source", shapes],
    [{ source: own, snapshotName: "s2" }, "snapshotName", "must be the same as source.snapshotName"],
    [
      { source: exported, rewriteData: true },
      "rewriteData",
      "goes with source.snapshotName only: Milvus does not take it for an exported snapshot",
    ],
  ])("is not %j", (body, field, message) => {
    const { error } = start.body.safeParse({ ...body, collectionName: "copy" });
    expect(error?.issues.map((issue) => [issue.path.join("."), issue.message])).toEqual([[field, message]]);
  });

  it.each([
    [{ source: own }, "s1"],
    [{ source: own, snapshotName: "s1" }, "s1"],
    [{ source: exported }, null],
    [{ source: exported, snapshotName: "s1" }, "s1"],
    [{ source: { ...exported, snapshotName: "s1" } }, "s1"],
    [{ source: { ...exported, snapshotName: "s1" }, snapshotName: "s1", rewriteData: false }, "s1"],
  ])("may be %j, and the response tells its snapshot but no secret", async (body, snapshotName) => {
    const { play } = createSimulation(restoreKind, "3.0");
    const { job } = await play(starting({ ...body, collectionName: "copy" }));
    expect(job.details).toEqual({ snapshotName });
    expect(JSON.stringify(job)).not.toContain("secret");
  });
});

describe("a simulated restore", () => {
  it("is 100 percent before it begins and takes a time only once it is done", async () => {
    const { play, pass, startedAt } = createSimulation(restoreKind, "3.0");
    const { job: started } = await play(starting({ source: own, dbName: "library", collectionName: "copy" }));
    const seen: unknown[] = [];
    for (const milliseconds of [0, 1_000, 5_000]) {
      pass(milliseconds);
      const { job } = await play(get.run({ id: String(started.id), dbName: "default" }, GRPC_ONLY));
      seen.push([job.dbName, job.state, job.done, job.progress, job.endTime, job.durationMs]);
    }
    expect(seen).toEqual([
      ["library", "pending", false, 100, null, null],
      ["library", "running", false, 0, null, null],
      ["library", "succeeded", true, 100, new Date(startedAt + 6_000).toISOString(), 6_000],
    ]);
  });

  it("fails for a source whose name says so, and is listed by its target", async () => {
    const { play, pass } = createSimulation(restoreKind, "3.0");
    await play(starting({ source: { metadataUri: "s3://backup/missing.json" }, collectionName: "copy" }));
    await play(starting({ source: own, collectionName: "other" }));
    pass(2_500);
    const { jobs } = await play(list.run({ dbName: undefined, collectionName: "copy" }, GRPC_ONLY));
    expect(
      jobs.map(({ collectionName, state, durationMs, details }) => [collectionName, state, durationMs, details]),
    ).toEqual([["copy", "failed", 2_500, { snapshotName: "books_2026_11" }]]);
  });

  it.each([
    ["a target that is there", { source: own, collectionName: "articles" }, "UPSTREAM_REJECTED"],
    ["a target that is being restored", { source: own, collectionName: "copy" }, "UPSTREAM_REJECTED"],
    ["an unknown snapshot", { source: { ...own, snapshotName: "missing" }, collectionName: "x" }, "SNAPSHOT_NOT_FOUND"],
    ["an unknown collection", { source: { snapshotName: "s1" }, collectionName: "x" }, "COLLECTION_NOT_FOUND"],
  ])("into or of %s is refused", async (_case, body, code) => {
    const { play } = createSimulation(restoreKind, "3.0");
    await play(starting({ source: own, collectionName: "copy" }));
    expect((await failureOf(play(starting(body)))).code).toBe(code);
  });
});

describe("the values of a restore", () => {
  it.each([
    ["18446744073709551615", "0", null, null, ["BAD_PROGRESS"]],
    ["1762000000000", "18446744073709551615", "2025-11-01T12:26:40.000Z", null, ["UNSAFE_COUNT", "BAD_PROGRESS"]],
    ["1762000000000", "253402300799999", "2025-11-01T12:26:40.000Z", 253_402_300_799_999, ["BAD_PROGRESS"]],
  ])("begun at %s and taking %s never show a false time", async (begun, cost, startTime, durationMs, codes) => {
    const info = { state: "RestoreSnapshotCompleted" as const, progress: -1, start_time: begun, time_cost: cost };
    const simulation = { GetRestoreSnapshotState: () => ({ info }) };
    const { play } = createSimulation({ simulation }, "3.0");
    const { job } = await play(get.run({ id: "461827364510294001", dbName: "default" }, GRPC_ONLY));
    expect({ ...job, warnings: job.warnings.map(({ code }) => code) }).toEqual({
      ...makeJob({
        kind: "restore",
        id: "461827364510294001",
        state: "succeeded",
        stage: "completed",
        upstreamState: { enum: "RestoreSnapshotState", code: 3, name: "RestoreSnapshotCompleted" },
        dbName: "default",
        startTime,
        durationMs,
        details: { snapshotName: null },
      }),
      warnings: codes,
    });
  });
});
