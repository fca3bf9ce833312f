/** Index builds: what the worked examples cannot say. */

import { describe, expect, it } from "vitest";
import type { z } from "zod";
import { runOperation } from "../../src/jobs/run-operation.ts";
import { indexKind } from "../../src/kinds/index-build/index.ts";
import { GRPC_ONLY } from "../../src/model/server-facts.ts";
import { createSimulation, failureOf, PATIENT } from "../support/simulated.ts";
import { overWire } from "../support/wire.ts";

const { get, list, start } = indexKind;
if (!list || !start) throw new TypeError("index builds can be listed and started");

const readJob = (indexName: string, collectionName = "books") =>
  get.run({ id: { dbName: "default", collectionName, indexName }, dbName: "default" }, GRPC_ONLY);
const listing = (collectionName: string) => list.run({ dbName: undefined, collectionName }, GRPC_ONLY);
const starting = (body: z.input<typeof start.body>) =>
  start.run({ body: start.body.parse(body), idempotencyKey: undefined }, GRPC_ONLY);

/** The jobs of a list that Milvus returns with these descriptions. */
const jobsOf = async (...index_descriptions: object[]) => {
  const response = await runOperation(
    listing("books"),
    async ({ method }) => overWire(method, { index_descriptions }),
    PATIENT,
  );
  return response.jobs;
};

describe("the state and progress of an index", () => {
  it.each([
    ["Finished", "0", "20000", "20000", "running", 0],
    ["Finished", "19999", "20000", "1", "running", 99],
    ["Finished", "19999", "20000", "0", "succeeded", 100],
    ["Finished", "20000", "20000", "5", "succeeded", 100],
    ["Finished", "0", "0", "0", "succeeded", 100],
    ["InProgress", "20000", "20000", "0", "running", 99],
    ["InProgress", "0", "0", "0", "running", null],
    ["Failed", "1", "3", "2", "failed", 33],
    ["InProgress", "9007199254740993", "9007199254740994", "1", "running", 99],
    ["Finished", "9223372036854775806", "9223372036854775807", "1", "running", 99],
  ])("of %s with %s of %s rows, %s pending, are %s and %s", async (state, indexed, total, pending, word, progress) => {
    const counts = { indexed_rows: indexed, total_rows: total, pending_index_rows: pending };
    const [job] = await jobsOf({ index_name: "vector", state, ...counts });
    expect([job?.state, job?.progress]).toEqual([word, progress]);
    expect(job?.warnings.map(({ code }) => code)).not.toContain("BAD_PROGRESS");
  });

  it.each([
    ["Finished", "20001", "20000", 100],
    ["InProgress", "20001", "20000", null],
    ["InProgress", "-1", "20000", null],
    ["InProgress", "1", "0", null],
  ])("of %s warns about %s of %s rows", async (state, indexed_rows, total_rows, progress) => {
    const [job] = await jobsOf({ index_name: "vector", state, indexed_rows, total_rows });
    expect([job?.progress, job?.warnings.map(({ code }) => code)]).toEqual([progress, ["BAD_PROGRESS"]]);
  });
});

describe("what Milvus says of an index", () => {
  it("is data: hostile names, params and counts beyond 2^53", async () => {
    const [job] = await jobsOf({
      index_name: "a:b/c",
      field_name: "",
      indexID: "9223372036854775807",
      params: [
        { key: "__proto__", value: "1" },
        { key: "nlist", value: "1" },
        { key: "nlist", value: "2" },
      ],
      state: "Unissued",
      total_rows: "9007199254740993",
      min_index_version: -2_147_483_648,
      max_index_version: 7,
    });
    expect([job?.id, job?.name]).toEqual([null, null]);
    expect(job?.warnings.map(({ code }) => code)).toEqual(["NO_POLLABLE_ID", "DUPLICATE_INFO", "UNSAFE_COUNT"]);
    expect(JSON.stringify(job?.details)).toBe(
      '{"indexName":"a:b/c","fieldName":null,"indexId":"9223372036854775807","params":{"__proto__":"1","nlist":"2"},' +
        '"indexedRows":0,"totalRows":null,"pendingRows":0,"minIndexVersion":null,"maxIndexVersion":7}',
    );
  });
});

describe("the body of an index build", () => {
  it.each([
    ["an empty field name", { fieldName: "" }, ["fieldName"]],
    ["a name that no id can hold", { indexName: "a:b" }, ["indexName"]],
    ["a number beyond 2^53", { params: { nlist: 12345678901234567890n } }, ["params.nlist"]],
    ["null for a param", { params: { nlist: null } }, ["params.nlist"]],
    ["a list of params", { params: [] }, ["params"]],
    ["a field of Milvus's own spelling", { extra_params: {} }, [""]],
  ])("does not take %s", (_what, fields, where) => {
    const { error } = start.body.safeParse({ collectionName: "books", fieldName: "vector", ...fields });
    expect(error?.issues.map((issue) => issue.path.join("."))).toEqual(where);
  });
});

describe("a simulated index build", () => {
  const life = async (version: string, name: string, steps: readonly number[]) => {
    const { play, pass } = createSimulation(indexKind, version);
    await play(starting({ collectionName: "books", fieldName: name, indexName: name }));
    const seen: unknown[] = [];
    for (const milliseconds of steps) {
      pass(milliseconds);
      const { job } = await play(readJob(name));
      seen.push([job.state, job.stage, job.progress, job.reason !== null]);
    }
    return seen;
  };

  it("catches up before it is built", async () => {
    expect(await life("3.0", "summary", [0, 1_000, 1_500, 1_500, 2_000])).toEqual([
      ["running", "catching_up", 0, false],
      ["running", "in_progress", 0, false],
      ["running", "in_progress", 40, false],
      ["running", "catching_up", 80, false],
      ["succeeded", "finished", 100, false],
    ]);
  });

  it("goes back to work when rows come", async () => {
    expect(await life("2.3", "restless", [0, 4_000, 2_000, 2_000])).toEqual([
      ["running", "catching_up", 0, false],
      ["succeeded", "finished", 100, false],
      ["running", "in_progress", 80, false],
      ["succeeded", "finished", 100, false],
    ]);
  });

  it("may fail, and says why", async () => {
    expect(await life("3.0", "fails", [1_000, 1_500])).toEqual([
      ["running", "in_progress", 0, false],
      ["failed", "failed", 0, true],
    ]);
  });

  it("is named after its field when nobody names it", async () => {
    const { play } = createSimulation(indexKind, "3.0");
    const { job } = await play(starting({ collectionName: "books", fieldName: "summary" }));
    expect([job.name, job.warnings]).toEqual(["index/default:books:summary", []]);
    const { jobs } = await play(listing("books"));
    expect(jobs.map(({ id, state }) => [id, state])).toEqual([
      ["default:books:vector", "succeeded"],
      ["default:books:summary", "running"],
    ]);
  });

  it("may be asked for twice, but only as it is", async () => {
    const { play } = createSimulation(indexKind, "2.4");
    const wanted = { collectionName: "books", fieldName: "summary", indexName: "own", params: { nlist: 8 } };
    await play(starting(wanted));
    expect((await play(starting(wanted))).job.id).toBe("default:books:own");
    for (const other of [
      { ...wanted, params: { nlist: 9 } },
      { ...wanted, indexName: "other" },
    ]) {
      expect((await failureOf(play(starting(other)))).code).toBe("UPSTREAM_REJECTED");
    }
    expect((await failureOf(play(starting({ ...wanted, fieldName: "missing" })))).code).toBe("UPSTREAM_REJECTED");
  });

  it("of nothing is done, and no index is an empty list", async () => {
    const { play } = createSimulation(indexKind, "3.0");
    const { job } = await play(readJob("vector", "empty"));
    expect([job.state, job.progress]).toEqual(["succeeded", 100]);
    expect(await play(listing("unindexed"))).toEqual({ jobs: [], reply: {} });
    expect((await failureOf(play(listing("nowhere")))).code).toBe("COLLECTION_NOT_FOUND");
    expect((await failureOf(play(readJob("zz")))).code).toBe("INDEX_NOT_FOUND");
  });
});
