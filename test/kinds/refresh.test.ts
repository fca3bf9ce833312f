/** Refreshes: what the worked examples cannot say. */

import { describe, expect, it } from "vitest";
import type { z } from "zod";
import { refreshKind } from "../../src/kinds/refresh/index.ts";
import { GatewayError } from "../../src/model/errors.ts";
import { makeJob } from "../../src/model/job.ts";
import { GRPC_ONLY } from "../../src/model/server-facts.ts";
import { createSimulation, failureOf } from "../support/simulated.ts";

const { get, list, start } = refreshKind;
if (!list || !start) throw new TypeError("refreshes can be listed and started");

const bodyOf = (body: z.input<typeof start.body>) => start.body.parse(body);
const starting = (body: z.input<typeof start.body>) =>
  start.run({ body: bodyOf(body), idempotencyKey: undefined }, GRPC_ONLY);

const issuesOf = (body: object) =>
  start.body.safeParse(body).error?.issues.map(({ path, message }) => `${path.join(".")} ${message}`);

describe("the body of a refresh", () => {
  it.each([
    ["externalSource", "externalSpec", { externalSource: "s3://user:secret@lake/" }],
    ["externalSpec", "externalSource", { externalSpec: '{"extfs":{"access_key_value":"secret"}}' }],
  ])("with only %s is told that %s is missing, and nothing of a secret", (given, missing, half) => {
    expect(issuesOf({ collectionName: "external_docs", ...half })).toEqual([
      `${missing} must be given along with ${given}: Milvus takes both, or neither to use those it has stored`,
    ]);
  });
});

describe("a second refresh of a collection", () => {
  const refuse = (reason: string) => {
    const upstream = {
      rpc: "RefreshExternalCollection",
      grpcCode: 0,
      grpcName: "OK",
      milvusCode: 703,
      errorCode: "UnexpectedError",
      reason,
    };
    const calls = starting({ collectionName: "external_docs" });
    calls.next();
    return failureOf(
      new Promise((resolve) => resolve(calls.throw(new GatewayError("JOB_ALREADY_RUNNING", reason, { upstream })))),
    );
  };

  it.each([
    ["refresh job 9223372036854775807 is already in progress", "refresh/9223372036854775807"],
    ["task duplicate: refresh job 461827364510293003 is already in progress: x", "refresh/461827364510293003"],
    ["refresh job 9223372036854775808 is already in progress", undefined],
    ["refresh job ../../admin is already in progress", undefined],
    ["task duplicate", undefined],
  ])("refused with %j names %s", async (reason, runningJob) => {
    const { code, message, status, ...error } = await refuse(reason);
    expect([code, message, status, error.runningJob?.name]).toEqual(["JOB_ALREADY_RUNNING", reason, 409, runningJob]);
  });
});

describe("a simulated refresh", () => {
  const secret = {
    collectionName: "external_docs",
    externalSource: "s3://user:secret@lake/docs/",
    externalSpec: '{"format":"parquet","extfs":{"access_key_value":"secret"}}',
  };

  it("succeeds, refuses another meanwhile, and never shows a secret", async () => {
    const { play, pass, startedAt } = createSimulation(refreshKind, "3.0");
    const { job } = await play(starting(secret));
    const refused = await failureOf(play(starting({ collectionName: "external_docs" })));
    pass(7_000);
    const { job: done } = await play(get.run({ id: String(job.id), dbName: "default" }, GRPC_ONLY));

    expect(refused.runningJob).toEqual({ name: job.name, dbName: "default" });
    expect(JSON.stringify([job, done])).not.toContain("secret");
    expect(done).toEqual(
      makeJob({
        kind: "refresh",
        id: job.id,
        state: "succeeded",
        stage: "completed",
        upstreamState: { enum: "RefreshExternalCollectionState", code: 2, name: "RefreshCompleted" },
        dbName: "default",
        collectionName: "external_docs",
        startTime: new Date(startedAt).toISOString(),
        endTime: new Date(startedAt + 7_000).toISOString(),
        durationMs: 7_000,
        details: {
          externalSource: "s3://***@lake/docs/",
          externalSpec: '{"format":"parquet","extfs":{"access_key_value":"***"}}',
        },
      }),
    );
  });

  it("fails when its source is missing, and lists the newest first", async () => {
    const { play, pass } = createSimulation(refreshKind, "3.0");
    const missing = { ...secret, externalSource: "s3://lake/missing/" };
    const { job: first } = await play(starting(missing));
    pass(2_500);
    const { job: second } = await play(starting({ collectionName: "external_docs" }));
    const { jobs } = await play(list.run({ dbName: undefined, collectionName: "external_docs" }, GRPC_ONLY));

    expect(jobs.map(({ name, state, reason }) => [name, state, reason])).toEqual([
      [second.name, "pending", null],
      [first.name, "failed", "no files under 's3://lake/missing/'"],
    ]);
  });

  it.each([
    ["books", "UPSTREAM_REJECTED"],
    ["nowhere", "COLLECTION_NOT_FOUND"],
  ])("of %s is refused with %s", async (collectionName, code) => {
    const { play } = createSimulation(refreshKind, "3.0");
    expect((await failureOf(play(starting({ collectionName })))).code).toBe(code);
  });
});
