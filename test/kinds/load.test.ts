/** Loads: what the worked examples cannot say. */

import { status as grpc, Metadata } from "@grpc/grpc-js";
import { describe, expect, it } from "vitest";
import type { z } from "zod";
import { runOperation } from "../../src/jobs/run-operation.ts";
import { indexKind } from "../../src/kinds/index-build/index.ts";
import { loadKind } from "../../src/kinds/load/index.ts";
import { failure } from "../../src/kinds/simulation.ts";
import { MILVUS_CODES } from "../../src/milvus/codes.ts";
import { fromServiceError } from "../../src/milvus/grpc/status.ts";
import { GatewayError, PROBLEMS } from "../../src/model/errors.ts";
import { GRPC_ONLY } from "../../src/model/server-facts.ts";
import { createSimulation, failureOf, PATIENT } from "../support/simulated.ts";
import { overWire } from "../support/wire.ts";

const { get, start } = loadKind;
if (!start || !indexKind.start) throw new TypeError("loads and index builds can be started");
const createIndex = indexKind.start;

const id = { dbName: "default", collectionName: "books", partitionNames: [] };
const readJob = (partitionNames: string[] = [], collectionName = "books") =>
  get.run({ id: { ...id, collectionName, partitionNames }, dbName: "default" }, GRPC_ONLY);
const starting = (body: z.input<typeof start.body>) =>
  start.run({ body: start.body.parse(body), idempotencyKey: undefined }, GRPC_ONLY);

/** The response when GetLoadState says Loading, and GetLoadingProgress something else. */
const whileLoading = (progress: () => object) =>
  runOperation(
    readJob(),
    async ({ method }) => {
      const reply = overWire(method, method === "GetLoadState" ? { state: "LoadStateLoading" } : progress());
      return reply;
    },
    PATIENT,
  );

describe("an error of the progress call", () => {
  const TRANSIENT = Object.entries(MILVUS_CODES).filter(([, { problem }]) => PROBLEMS[problem].retryable);
  const NO_PROGRESS = [101, 201, 10_000];

  it.each([...TRANSIENT.map(([code]) => Number(code)), ...NO_PROGRESS])(
    "keeps the state when its code is %i",
    async (code) => {
      const { job, reply } = await whileLoading(() => failure(code, "busy", "NotReadyServe"));
      expect([job.state, job.stage, job.done, job.progress, job.reason]).toEqual([
        "running",
        "loading",
        false,
        null,
        null,
      ]);
      expect(reply).toEqual({ state: { status: expect.anything(), state: "LoadStateLoading" }, progress: null });
    },
  );

  it("keeps the state when Milvus says that it may be tried again", async () => {
    const { status } = failure(1002, "unexpected EOF");
    const { job } = await whileLoading(() => ({ status: { ...status, retriable: true } }));
    expect([job.state, job.progress, job.reason]).toEqual(["running", null, null]);
  });

  it("is why the load failed when Milvus Lite fails unexpectedly, whose code 1 is none of Milvus's", async () => {
    const { job } = await whileLoading(() => failure(1, "it broke"));
    expect([job.state, job.reason]).toEqual(["failed", "it broke"]);
  });

  it.each([3, 5, 600, 604, 1100, 2000, 65535])("is why the load failed when its code is %i", async (code) => {
    const { job } = await whileLoading(() => failure(code, "no memory"));
    expect([job.state, job.stage, job.done, job.reason]).toEqual(["failed", "failed", true, "no memory"]);
  });

  it("is a reason also when Milvus gives no words", async () => {
    const { job } = await whileLoading(() => failure(604, ""));
    expect(job.reason).toBe("Milvus replied to GetLoadingProgress with error 604.");
  });

  it.each([
    [10, "NOT_SUPPORTED_BY_SERVER"],
    [100, "COLLECTION_NOT_FOUND"],
    [200, "PARTITION_NOT_FOUND"],
    [800, "DATABASE_NOT_FOUND"],
    [1400, "UNAUTHENTICATED"],
    [1401, "PERMISSION_DENIED"],
  ])("fails the request when its code is %i", async (code, problem) => {
    expect((await failureOf(whileLoading(() => failure(code, "no")))).code).toBe(problem);
  });

  it.each([
    [grpc.UNAUTHENTICATED, "UNAUTHENTICATED"],
    [grpc.PERMISSION_DENIED, "PERMISSION_DENIED"],
    [grpc.UNIMPLEMENTED, "NOT_SUPPORTED_BY_SERVER"],
    [grpc.UNAVAILABLE, "UPSTREAM_UNAVAILABLE"],
    [grpc.DEADLINE_EXCEEDED, "DEADLINE_EXCEEDED"],
    [grpc.RESOURCE_EXHAUSTED, "RATE_LIMITED"],
    [grpc.UNKNOWN, "UPSTREAM_ERROR"],
  ])("fails the request when it is gRPC status %i", async (code, problem) => {
    const refused = whileLoading(() => {
      const error = Object.assign(new Error("no"), { code, details: "no", metadata: new Metadata() });
      throw fromServiceError("GetLoadingProgress", error);
    });
    expect((await failureOf(refused)).code).toBe(problem);
  });

  it("fails the request when the reply breaks the protocol", async () => {
    const broken = whileLoading(() => {
      throw new GatewayError("BAD_UPSTREAM_REPLY", "undecodable");
    });
    expect((await failureOf(broken)).code).toBe("BAD_UPSTREAM_REPLY");
  });
});

describe("the progress of a load", () => {
  it.each(["-1", "101", "9223372036854775807"])("is null with a warning when Milvus says %s", async (progress) => {
    const { job } = await whileLoading(() => ({ progress, refresh_progress: "100" }));
    expect([job.progress, job.warnings.map(({ code }) => code)]).toEqual([null, ["BAD_PROGRESS"]]);
  });
});

describe("the body of a load", () => {
  it.each([
    [{ partitionNames: [] }, "partitionNames"],
    [{ partitionNames: ["a", "a"] }, "partitionNames"],
    [{ partitionNames: [""] }, "partitionNames.0"],
    [{ partitionNames: ["a,b"] }, "partitionNames.0"],
    [{ replicaNumber: 0 }, "replicaNumber"],
    [{ replicaNumber: 2_147_483_648 }, "replicaNumber"],
    [{ replicaNumber: 1.5 }, "replicaNumber"],
    [{ loadParams: { load_priority: 1 } }, "loadParams.load_priority"],
    [{ loadFields: "id" }, "loadFields"],
  ])("is not %j", (fields, where) => {
    const { error } = start.body.safeParse({ collectionName: "books", ...fields });
    expect(error?.issues.map((issue) => issue.path.join("."))).toEqual([where]);
  });
});

describe("a simulated load", () => {
  it("goes from not started to loaded, and is not begun again by another start", async () => {
    const { play, pass } = createSimulation(loadKind, "3.0");
    const seen: unknown[] = [];
    const look = async () => {
      const { job } = await play(readJob());
      seen.push([job.state, job.progress]);
    };
    await look();
    const { job: started } = await play(starting({ collectionName: "books" }));
    for (const milliseconds of [0, 2_500, 3_500]) {
      pass(milliseconds);
      await look();
    }
    await play(starting({ collectionName: "books" }));
    await look();
    expect(started.name).toBe("load/default:books");
    expect(seen).toEqual([
      ["not_started", null],
      ["running", 0],
      ["running", 50],
      ["succeeded", 100],
      ["succeeded", 100],
    ]);
  });

  it("fails for want of memory, and can be tried again", async () => {
    const { play, pass } = createSimulation(loadKind, "3.0");
    await play(starting({ collectionName: "fails_to_load" }));
    const states: string[] = [];
    for (const milliseconds of [0, 2_500]) {
      pass(milliseconds);
      states.push((await play(readJob([], "fails_to_load"))).job.state);
    }
    await play(starting({ collectionName: "fails_to_load" }));
    states.push((await play(readJob([], "fails_to_load"))).job.state);
    expect(states).toEqual(["running", "failed", "running"]);
  });

  it("of some partitions leaves the others alone", async () => {
    const { play, pass } = createSimulation(loadKind, "3.0");
    await play(starting({ collectionName: "books", partitionNames: ["2026"] }));
    pass(6_000);
    const states: string[] = [];
    for (const names of [["2026"], ["2025"], ["2025", "2026"], []]) states.push((await play(readJob(names))).job.state);
    expect(states).toEqual(["succeeded", "not_started", "not_started", "succeeded"]);
    expect((await failureOf(play(readJob(["1825"])))).code).toBe("PARTITION_NOT_FOUND");
    expect((await failureOf(play(starting({ collectionName: "books", partitionNames: ["1825"] })))).code).toBe(
      "PARTITION_NOT_FOUND",
    );
  });

  it("is refreshed only when it is loaded, and stays loaded meanwhile", async () => {
    const { play, pass } = createSimulation(loadKind, "3.0");
    const refresh = () => play(starting({ collectionName: "books", refresh: true }));
    await play(starting({ collectionName: "books" }));
    expect((await failureOf(refresh())).upstream?.milvusCode).toBe(103);
    pass(6_000);
    await refresh();
    pass(1_000);
    const { job } = await play(readJob());
    expect([job.state, job.progress, job.details]).toEqual([
      "succeeded",
      100,
      { partitionNames: null, refreshProgress: 25 },
    ]);
  });

  it("needs an index", async () => {
    const simulation = { ...loadKind.simulation, ...indexKind.simulation };
    const { play } = createSimulation({ simulation }, "3.0");
    const load = () => play(starting({ collectionName: "unindexed" }));
    expect((await failureOf(load())).code).toBe("INDEX_NOT_FOUND");
    const body = createIndex.body.parse({ collectionName: "unindexed", fieldName: "vector", indexName: "vector" });
    await play(createIndex.run({ body, idempotencyKey: undefined }, GRPC_ONLY));
    expect((await load()).job.state).toBe("pending");
  });
});
