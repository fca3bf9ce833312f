/** Compactions: what the worked examples cannot say. */

import { describe, expect, it } from "vitest";
import type { z } from "zod";
import { runOperation } from "../../src/jobs/run-operation.ts";
import { compactionKind } from "../../src/kinds/compaction/index.ts";
import { collectionNotFound } from "../../src/kinds/simulation.ts";
import type { RpcName } from "../../src/milvus/methods.ts";
import { type Job, makeJob, type Warning } from "../../src/model/job.ts";
import { GRPC_ONLY } from "../../src/model/server-facts.ts";
import { startScriptedGateway } from "../support/scripted-gateway.ts";
import { GrpcFailure, type Script } from "../support/scripted-milvus.ts";
import { createSimulation, failureOf, PATIENT } from "../support/simulated.ts";
import { overWire } from "../support/wire.ts";

const { get, start, subresources: [plans] = [] } = compactionKind;
if (!start || !plans) throw new TypeError("compactions can be started and have plans");

const MAX = "9223372036854775807";
const MIN = "-9223372036854775808";

const readJob = (id: string) => get.run({ id, dbName: "default" }, GRPC_ONLY);
const starting = (body: z.input<typeof start.body>) =>
  start.run({ body: start.body.parse(body), idempotencyKey: undefined }, GRPC_ONLY);

const answered = (id: string, reply: object) =>
  runOperation(readJob(id), async ({ method }) => overWire(method, reply), PATIENT);

describe("the counts of a compaction", () => {
  it.each([
    ["fail it, however many", { failedPlanNo: MAX }, "failed", 100, `Of ${MAX} plans ${MAX} failed and 0 timed out.`],
    ["fail it by time alone", { timeoutPlanNo: "1" }, "failed", 100, "Of 1 plans 0 failed and 1 timed out."],
    [
      "fail it beside negative ones",
      { failedPlanNo: "2", completedPlanNo: "-1" },
      "failed",
      null,
      "Of 1 plans 2 failed",
    ],
    ["do not fail it when negative", { failedPlanNo: MIN, completedPlanNo: "1" }, "succeeded", 100, null],
    ["do not throw when all are extreme", { completedPlanNo: MAX, executingPlanNo: MAX }, "succeeded", 100, null],
  ])("%s", async (_title, counts, state, progress, reason) => {
    const { job } = await answered("1", { state: "Completed", ...counts });
    expect([job.state, job.progress]).toEqual([state, progress]);
    expect(job.reason ?? null).toEqual(reason === null ? null : expect.stringContaining(reason));
  });

  it.each([
    [{ executingPlanNo: "1", completedPlanNo: "2" }, 66],
    [{ executingPlanNo: "1", completedPlanNo: "1", failedPlanNo: "1", timeoutPlanNo: "1" }, 75],
    [{ executingPlanNo: "1", completedPlanNo: MAX, failedPlanNo: MAX }, 99],
    [{ executingPlanNo: MAX, completedPlanNo: "1" }, 0],
    [{ executingPlanNo: "-1", completedPlanNo: "4" }, null],
    [{ executingPlanNo: MIN, completedPlanNo: MAX, failedPlanNo: "1" }, null],
    [{}, null],
  ])("of a running one %j are %j percent", async (counts, percent) => {
    const { job } = await answered("1", { state: "Executing", ...counts });
    expect([job.state, job.done, job.progress, job.reason]).toEqual(["running", false, percent, null]);
  });

  it("are null with a warning where JSON cannot hold them", async () => {
    const { job } = await answered("1", { state: "Completed", completedPlanNo: MAX, failedPlanNo: MIN });
    expect(job.details).toEqual({ plans: { executing: 0, completed: null, failed: null, timedOut: 0 } });
    expect(job.warnings.map(({ code }) => code)).toEqual(["UNSAFE_COUNT", "UNSAFE_COUNT"]);
  });
});

describe("the id -1", () => {
  it.each([{ state: "Completed" }, { state: "UndefiedState" }, { state: "Completed", failedPlanNo: "1" }])(
    "is a finished job when Milvus responses %j",
    async (reply) => {
      const { job } = await answered("-1", reply);
      expect([job.name, job.state, job.stage, job.progress, job.reason, job.warnings]).toEqual([
        "compaction/-1",
        "succeeded",
        "nothing_to_compact",
        100,
        null,
        [],
      ]);
    },
  );
});

describe("the start of a compaction", () => {
  /** The RPCs that are called when DescribeCollection replies so, and the outcome. */
  async function startedAfter(described: object) {
    const asked: RpcName[] = [];
    const started = runOperation(
      starting({ collectionName: "books" }),
      async ({ method }) => {
        asked.push(method as RpcName); // a compaction has no others
        const reply = overWire(method, method === "DescribeCollection" ? described : { version: "v2.3.5" });
        return reply;
      },
      PATIENT,
    );
    return { problem: (await failureOf(started)).code, asked };
  }

  it.each([
    ["fails", collectionNotFound("default", "books"), "COLLECTION_NOT_FOUND", ["DescribeCollection"]],
    ["names no id", {}, "BAD_UPSTREAM_REPLY", ["DescribeCollection", "GetVersion"]],
  ])("never asks for one when DescribeCollection %s", async (_how, described, problem, asked) => {
    expect(await startedAfter(described)).toEqual({ problem, asked });
  });

  const LITE: Script = {
    DescribeCollection: {},
    GetVersion: { version: "milvus_lite-3.2.2" },
    ManualCompaction: {},
  };
  const untold = { plans: { executing: null, completed: null, failed: null, timedOut: null } };
  const warnings: Warning[] = [
    {
      code: "NO_POLLABLE_ID",
      message: "This Milvus returns no id for a compaction, so that it cannot be read again.",
    },
  ];

  it.each<[how: string, told: Script, job: Pick<Job, "state"> & Partial<Job>]>([
    [
      "is over",
      { GetCompactionState: { state: "Completed" } },
      {
        state: "succeeded",
        stage: "completed",
        upstreamState: { enum: "CompactionState", code: 2, name: "Completed" },
      },
    ],
    [
      "is at work",
      { GetCompactionState: { state: "Executing" } },
      { state: "running", stage: "executing", upstreamState: { enum: "CompactionState", code: 1, name: "Executing" } },
    ],
    [
      "cannot be asked about",
      { GetCompactionState: new GrpcFailure(12, "Method not implemented!") },
      { state: "pending", stage: "pending" },
    ],
  ])("on Milvus Lite, which gives no id, is asked about once: it %s", async (_how, told, job) => {
    const { send, milvus } = await startScriptedGateway({ ...LITE, ...told });
    const response = await send("/v1/jobs/compaction", { method: "POST", json: { collectionName: "books" } });
    expect([response.status, response.headers.location]).toEqual([202, undefined]);
    expect(response.json).toEqual(
      makeJob({
        kind: "compaction",
        id: null,
        dbName: "default",
        collectionName: "books",
        details: untold,
        warnings,
        ...job,
      }),
    );
    expect(milvus.calls.map(({ rpc }) => rpc)).toEqual([
      "DescribeCollection",
      "GetVersion",
      "ManualCompaction",
      "GetCompactionState",
    ]);
  });

  it.each([
    [{ partitionId: "0" }, "partitionId"],
    [{ partitionId: 0 }, "partitionId"],
    [{ partitionId: "-1" }, "partitionId"],
    [{ partitionId: "01" }, "partitionId"],
    [{ partitionId: " 1" }, "partitionId"],
    [{ partitionId: "9223372036854775808" }, "partitionId"],
    [{ partitionId: 2 ** 53 }, "partitionId"],
    [{ partitionId: 1.5 }, "partitionId"],
    [{ partitionId: null }, "partitionId"],
    [{ segmentIds: [] }, "segmentIds"],
    [{ segmentIds: ["job_12345"] }, "segmentIds.0"],
    [{ targetSize: 0 }, "targetSize"],
    [{ targetSize: "64" }, "targetSize"],
    [{ channel: "" }, "channel"],
    [{ majorCompaction: "true" }, "majorCompaction"],
    [{ collectionID: "1" }, ""],
  ])("does not take %j", (fields, where) => {
    const { error } = start.body.safeParse({ collectionName: "books", ...fields });
    expect(error?.issues.map((issue) => issue.path.join("."))).toEqual([where]);
  });
});

describe("a simulated compaction", () => {
  /** The sandbox's own return to DescribeCollection, which belongs to no kind. */
  function simulated(version: string) {
    const simulation: typeof compactionKind.simulation = {
      ...compactionKind.simulation,
      DescribeCollection: ({ db_name, collection_name }, world) => {
        const collection = world.collection(db_name, collection_name);
        return collection ? { collectionID: collection.id } : collectionNotFound(db_name, collection_name);
      },
    };
    return createSimulation({ simulation }, version);
  }

  it.each([
    ["books", ["running", "running", "running", "succeeded"], null],
    ["fails_to_load", ["running", "running", "running", "failed"], "Of 4 plans 1 failed and 0 timed out."],
  ])("of %s goes through %j", async (collectionName, states, reason) => {
    const { play, pass } = simulated("3.0");
    const { job: started } = await play(starting({ collectionName }));
    const id = String(started.id);
    const seen: unknown[] = [];
    for (const milliseconds of [0, 1_500, 3_000, 1_500]) {
      pass(milliseconds);
      const { job } = await play(readJob(id));
      seen.push([job.state, job.progress]);
    }
    expect(started.state).toBe("pending");
    expect(seen).toEqual(states.map((state, index) => [state, [0, 25, 75, 100][index]]));
    expect((await play(readJob(id))).job.reason).toBe(reason);
    const targets = Array.from({ length: 4 }, (_, plan) => (plan === 0 && reason ? null : expect.any(String)));
    expect(await play(plans.run({ id, dbName: "default" }))).toMatchObject({
      compaction: `compaction/${id}`,
      plans: targets.map((target) => ({ target })),
    });
  });

  it("of an empty collection is nothing from 2.4 on, and an id without plans before", async () => {
    const modern = simulated("2.4");
    const { job } = await modern.play(starting({ collectionName: "empty" }));
    expect([job.name, job.state, job.stage]).toEqual(["compaction/-1", "succeeded", "nothing_to_compact"]);
    expect((await modern.play(readJob("-1"))).job.stage).toBe("nothing_to_compact");

    const old = simulated("2.3");
    const { job: started } = await old.play(starting({ collectionName: "empty" }));
    const { job: last } = await old.play(readJob(String(started.id)));
    expect([started.state, last.state, last.warnings.map(({ code }) => code)]).toEqual([
      "pending",
      "succeeded",
      ["UNVERIFIABLE_ID"],
    ]);
  });

  it("is never unknown, but its collection must be there", async () => {
    const { play } = simulated("3.0");
    const { job } = await play(readJob("1"));
    expect([job.state, job.warnings.map(({ code }) => code)]).toEqual(["succeeded", ["UNVERIFIABLE_ID"]]);
    expect(await play(plans.run({ id: "1", dbName: "default" }))).toMatchObject({ state: "succeeded", plans: [] });
    expect((await failureOf(play(starting({ collectionName: "nowhere" })))).code).toBe("COLLECTION_NOT_FOUND");
  });
});
