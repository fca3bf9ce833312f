/** Imports: what the worked examples cannot say. Pairs of Milvus 2.3 that shadow each other, unexpected values, several ids. */
import { describe, expect, test } from "vitest";
import { runOperation } from "../../src/jobs/run-operation.ts";
import { importKind } from "../../src/kinds/import/index.ts";
import type { PartialReply } from "../../src/kinds/simulation.ts";
import type { ReplyOf } from "../../src/milvus/methods.ts";
import { createSimulation, failureOf } from "../support/simulated.ts";
import { fromWire, toWire } from "../support/wire.ts";

const { get, list, start } = importKind;
if (!list || !start) throw new TypeError("imports can be listed and started");
const body = start.body.parse({ collectionName: "books", files: ["books/1.json"] });
const starting = () => start.run({ body, idempotencyKey: undefined });
const ID = "446781855410077319";

type State = PartialReply<ReplyOf<"GetImportState">>;

/** The job that a reply of GetImportState becomes. */
async function jobOf(reply: State) {
  const { job } = await runOperation(get.run({ id: ID, dbName: "default" }), async ({ rpc }) =>
    fromWire(rpc, toWire(rpc, reply)),
  );
  return job;
}

const infos = (...pairs: readonly (readonly [string, string])[]) => pairs.map(([key, value]) => ({ key, value }));

describe("pairs", () => {
  test("of options do not hide Milvus's own of the same name: the first one counts", async () => {
    const job = await jobOf({
      state: "ImportFailed",
      infos: infos(
        ["files", "a.json,b.json"],
        ["collection", "books"],
        ["partition", "_default"],
        ["failed_reason", "no space left"],
        ["failed_reason", "an option"],
        ["collection", "an option"],
        ["files", "an option"],
        ["partition", "an option"],
      ),
    });
    expect(job).toMatchObject({
      state: "failed",
      reason: "no space left",
      collectionName: "books",
      details: { files: ["a.json", "b.json"], partitionName: "_default" },
    });
  });

  test("that are repeated are warned of, and the last value is shown among the infos", async () => {
    const job = await jobOf({ state: "ImportStarted", infos: infos(["sep", ","], ["sep", ";"]) });
    expect(job.details).toMatchObject({ infos: { sep: ";" } });
    expect(job.warnings).toEqual([
      {
        code: "DUPLICATE_INFO",
        message: 'Milvus repeats "sep"; the last value is shown here, include=reply has all.',
      },
    ]);
  });

  test("may be called __proto__", async () => {
    const { details } = await jobOf({ state: "ImportStarted", infos: infos(["__proto__", "x"]) });
    expect(JSON.stringify(details)).toContain('"infos":{"__proto__":"x"}');
  });
});

describe("progress", () => {
  test.each(["50.5", " 50", "1e1", "", "101", "-1", "NaN"])("%j is null, with a warning", async (text) => {
    const job = await jobOf({ state: "ImportStarted", infos: infos(["progress_percent", text]) });
    expect([job.progress, job.warnings.map(({ code }) => code)]).toEqual([null, ["BAD_PROGRESS"]]);
  });

  test("of a succeeded import is 100 whatever Milvus says, and the warning stays", async () => {
    const job = await jobOf({ state: "ImportCompleted", infos: infos(["progress_percent", "x"]) });
    expect([job.progress, job.warnings.map(({ code }) => code)]).toEqual([100, ["BAD_PROGRESS"]]);
  });

  test("of which Milvus says nothing is null, without a warning", async () => {
    const job = await jobOf({ state: "ImportStarted" });
    expect([job.progress, job.warnings]).toEqual([null, []]);
  });
});

describe("a failed state with 99 percent", () => {
  test("and no reason is an import that waits for its commit", async () => {
    const job = await jobOf({ state: "ImportFailed", infos: infos(["failed_reason", ""], ["progress_percent", "99"]) });
    expect(job).toMatchObject({ state: "running", done: false, stage: "awaiting_commit", reason: null });
    expect(job.warnings.map(({ code }) => code)).toEqual(["AWAITING_COMMIT"]);
  });

  test("and a reason has failed", async () => {
    const job = await jobOf({
      state: "ImportFailed",
      infos: infos(["failed_reason", "x"], ["progress_percent", "99"]),
    });
    expect([job.state, job.reason, job.warnings]).toEqual(["failed", "x", []]);
  });
});

test("a list of id ranges that lacks an end is null, with a warning", async () => {
  const job = await jobOf({ state: "ImportPersisted", id_list: ["1", "5", "9"] });
  expect(job.details).toMatchObject({ idRanges: null });
  expect(job.warnings.map(({ code }) => code)).toEqual(["ODD_ID_LIST"]);
});

describe("a start", () => {
  const startWith = (tasks: readonly string[]) =>
    runOperation(starting(), async ({ rpc }) => fromWire(rpc, toWire(rpc, rpc === "Import" ? { tasks } : {})));

  test("that made several jobs (Milvus 2.3) is the first, and names the others", async () => {
    const { job } = await startWith(["11", "12", "13"]);
    expect([job.name, job.details]).toMatchObject(["import/11", { siblings: ["import/12", "import/13"] }]);
  });

  test.each([[[]], [["0"]]])("that returned the ids %j breaks the protocol", async (tasks) => {
    expect(await failureOf(startWith(tasks))).toMatchObject({
      code: "BAD_UPSTREAM_REPLY",
      message: "Milvus accepted the import but returned no id.",
      upstream: { rpc: "Import", grpcCode: 0 },
    });
  });
});

describe("the sandbox", () => {
  /** It needs DescribeCollection, which belongs to no kind. */
  const simulation = { ...importKind.simulation, DescribeCollection: () => ({}) };

  test.each([
    ["2.3", ["pending", "started", "persisted", "completed"], "books"],
    ["2.4", ["pending", "started", "started", "completed"], null],
  ])("as Milvus %s goes through %j, and is listed with the collection %j", async (version, stages, collection) => {
    const { play, pass } = createSimulation({ ...importKind, simulation }, version);
    const { job: started } = await play(starting());
    const reading = () => get.run({ id: String(started.id), dbName: "default" });
    const seen: (string | null)[] = [];
    for (const milliseconds of [0, 2_000, 4_000, 4_000]) {
      pass(milliseconds);
      seen.push((await play(reading())).job.stage);
    }
    expect(seen).toEqual(stages);
    const { jobs } = await play(list.run({ dbName: "default", collectionName: undefined }));
    const ids = { "2.3": started.id, "2.4": null };
    expect(jobs.map(({ id, collectionName }) => [id, collectionName])).toEqual([
      [ids[version as keyof typeof ids], collection],
    ]);
    expect((await failureOf(play(get.run({ id: "1", dbName: "default" })))).code).toBe("JOB_NOT_FOUND");
  });
});
