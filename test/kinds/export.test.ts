/** Exports: what the worked examples cannot say. */

import { describe, expect, it } from "vitest";
import { exportKind } from "../../src/kinds/export/index.ts";
import { GRPC_ONLY } from "../../src/model/server-facts.ts";
import { createSimulation, failureOf } from "../support/simulated.ts";

const { get, start } = exportKind;
if (!start) throw new TypeError("exports can be started");

const starting = (differing: object = {}) =>
  start.run(
    {
      body: start.body.parse({
        collectionName: "books",
        snapshotName: "s1",
        targetS3Path: "s3://user:secret@backup/books/",
        externalSpec: '{"key":"secret"}',
        ...differing,
      }),
      idempotencyKey: undefined,
    },
    GRPC_ONLY,
  );

describe("a simulated export", () => {
  it("is a job from 3.1 on, whose time runs along and whose size is told at the end", async () => {
    const { play, pass, startedAt } = createSimulation(exportKind, "3.1");
    const { job: started } = await play(starting());
    const seen: unknown[] = [];
    for (const milliseconds of [0, 2_500, 5_000]) {
      pass(milliseconds);
      const { job } = await play(get.run({ id: String(started.id), dbName: "default" }, GRPC_ONLY));
      seen.push([job.state, job.progress, job.endTime, job.durationMs, job.details]);
    }
    const details = { snapshotName: "s1", totalFiles: 12, copiedFiles: 0, totalBytes: null, snapshotMetadataUri: null };
    expect(seen).toEqual([
      ["pending", 0, null, null, details],
      ["running", 35, null, 2_500, { ...details, copiedFiles: 4 }],
      [
        "succeeded",
        100,
        new Date(startedAt + 6_000).toISOString(),
        6_000,
        {
          ...details,
          copiedFiles: 12,
          totalBytes: 50_331_648,
          snapshotMetadataUri: `s3://***@backup/books/${started.id}/metadata/${started.id}.json`,
        },
      ],
    ]);
  });

  it("is over at once on 3.0, without an id and without a secret", async () => {
    const { play } = createSimulation(exportKind, "3.0");
    const { job } = await play(starting());
    expect([job.id, job.name, job.state, job.done, job.warnings.map(({ code }) => code)]).toEqual([
      null,
      null,
      "succeeded",
      true,
      ["NO_POLLABLE_ID"],
    ]);
    expect(job.details).toMatchObject({ snapshotMetadataUri: expect.stringMatching(/^s3:\/\/\*\*\*@backup\/books\//) });
    expect(JSON.stringify(job)).not.toContain("secret");
  });

  it("fails when its target says so", async () => {
    const { play, pass } = createSimulation(exportKind, "3.1");
    const { job: started } = await play(starting({ targetS3Path: "s3://missing/books" }));
    pass(2_500);
    const { job } = await play(get.run({ id: String(started.id), dbName: "default" }, GRPC_ONLY));
    expect([job.state, job.reason]).toEqual(["failed", "no such bucket for 's3://missing/books'"]);
  });

  it.each([
    ["snapshot", { snapshotName: "missing" }, "SNAPSHOT_NOT_FOUND"],
    ["collection", { collectionName: "nowhere" }, "COLLECTION_NOT_FOUND"],
  ])("of an unknown %s is refused", async (_what, differing, code) => {
    const { play } = createSimulation(exportKind, "3.1");
    expect((await failureOf(play(starting(differing)))).code).toBe(code);
  });
});
