/** Imports: what the worked examples cannot say. */

import { describe, expect, it } from "vitest";
import type { z } from "zod";
import { pathsOnly } from "../../src/kinds/import/files.ts";
import { importKind } from "../../src/kinds/import/index.ts";
import type { Details } from "../../src/kinds/import/mapping.ts";
import { type Job, makeJob } from "../../src/model/job.ts";
import { GRPC_ONLY } from "../../src/model/server-facts.ts";
import { NO_DETAILS } from "../support/import-replies.ts";
import { startScriptedGateway } from "../support/scripted-gateway.ts";
import { createSimulation, failureOf } from "../support/simulated.ts";

const { get, list, start } = importKind;
if (!list || !start) throw new TypeError("imports can be listed and started");

const ID = "446781855410077321";

const STARTED = { enum: "ImportState", code: 2, name: "ImportStarted" };

/** Of gRPC alone, which has a count. */
const OF_GRPC = { ...NO_DETAILS, rowCount: 0 };

type Fields = Partial<Omit<Job, "details">> & { details?: object };

/** A running import in which nothing is known but what the fields say. */
const running = ({ details, ...fields }: Fields): Job =>
  makeJob({
    kind: "import",
    id: ID,
    state: "running",
    stage: "started",
    upstreamState: STARTED,
    dbName: "default",
    ...fields,
    details: { ...OF_GRPC, ...details },
  });

const toPairs = (infos: readonly (readonly [string, string])[]) => infos.map(([key, value]) => ({ key, value }));

/** The whole response to reading an import that Milvus describes so. */
async function read(reply: object): Promise<unknown> {
  const { send } = await startScriptedGateway({ GetImportState: { state: "ImportStarted", ...reply } });
  const { status, json } = await send(`/v1/jobs/import/${ID}`);
  expect(status).toBe(200);
  return json;
}

const duplicates = (keys: string) => ({
  code: "DUPLICATE_INFO",
  message: `Milvus repeats ${keys}; the last value is shown here, include=reply has all.`,
});

describe("the infos of Milvus 2.3", () => {
  it("are read from Milvus's own pairs, though options of the same names follow them", async () => {
    const own = [
      ["files", "books/1.npy,books/2.npy"],
      ["collection", "books"],
      ["partition", "2026"],
      ["failed_reason", "no memory"],
    ] as const;
    const options = [
      ["failed_reason", "mine"],
      ["collection", "articles"],
      ["partition", "2025"],
      ["files", "other.npy"],
      ["progress_percent", "7"],
      ["persist_cost", "9"],
    ] as const;
    const last = [
      ["progress_percent", "90"],
      ["persist_cost", "0.34"],
    ] as const;
    expect(await read({ infos: toPairs([...own, ...options, ...last]) })).toEqual(
      running({
        progress: 90,
        reason: "no memory",
        collectionName: "books",
        details: {
          partitionName: "2026",
          files: [pathsOnly(["books/1.npy", "books/2.npy"])],
          persistCostSeconds: 0.34,
          infos: Object.fromEntries([...options, ...last]),
        },
        warnings: [
          duplicates('"failed_reason", "collection", "partition", "files", "progress_percent", "persist_cost"'),
        ],
      }),
    );
  });

  it("name a key once that is repeated several times", async () => {
    const infos = toPairs([
      ["sep", ","],
      ["sep", ";"],
      ["sep", "|"],
    ]);
    expect(await read({ infos })).toEqual(
      running({ details: { infos: { sep: "|" } }, warnings: [duplicates('"sep"')] }),
    );
  });

  it("may be missing, or empty", async () => {
    expect(await read({ infos: [] })).toEqual(running({}));
    const infos = toPairs([
      ["failed_reason", ""],
      ["collection", ""],
      ["partition", ""],
      ["files", ""],
      ["persist_cost", ""],
    ]);
    expect(await read({ infos })).toEqual(
      running({
        details: {
          files: [],
          infos: { failed_reason: "", collection: "", partition: "", files: "", persist_cost: "" },
        },
      }),
    );
  });

  it.each([
    ["0", 0],
    ["12", 12],
    ["0.123456789", 0.123_456_789],
    ["1e3", null],
    ["-1", null],
    [".5", null],
    ["0.34s", null],
  ])("have a cost of %j, which is %j seconds", async (cost, persistCostSeconds) => {
    const infos = { persist_cost: cost };
    expect(await read({ infos: toPairs(Object.entries(infos)) })).toEqual(
      running({ details: { persistCostSeconds, infos } }),
    );
  });
});

describe("the progress of an import", () => {
  it.each([
    ["0", 0],
    ["007", 7],
    ["100", 100],
  ])("may be %j", async (progress_percent, progress) => {
    const infos = { progress_percent };
    expect(await read({ infos: toPairs(Object.entries(infos)) })).toEqual(running({ progress, details: { infos } }));
  });

  it.each(["50.5", " 50", "1e1", "", "-1", "101", "1000", "+5", "\u0665"])("is not %j", async (progress_percent) => {
    const infos = { progress_percent };
    const message = `Milvus reported the progress ${JSON.stringify(progress_percent)}, which is no whole number from 0 to 100.`;
    expect(await read({ infos: toPairs(Object.entries(infos)) })).toEqual(
      running({ details: { infos }, warnings: [{ code: "BAD_PROGRESS", message }] }),
    );
  });

  it("is 100 once the import has succeeded, whatever Milvus says", async () => {
    const infos = { progress_percent: "99" };
    const upstreamState = { enum: "ImportState", code: 6, name: "ImportCompleted" };
    expect(await read({ state: "ImportCompleted", infos: toPairs(Object.entries(infos)) })).toEqual(
      running({ state: "succeeded", stage: "completed", upstreamState, details: { infos } }),
    );
  });
});

describe("an import that Milvus calls failed", () => {
  const upstreamState = { enum: "ImportState", code: 1, name: "ImportFailed" };
  const failed = { state: "failed", stage: "failed", upstreamState } as const;

  it.each([
    ["has failed at 99 percent with a reason", { failed_reason: "no memory", progress_percent: "99" }, "no memory", 99],
    ["has failed at another progress without one", { failed_reason: "", progress_percent: "98" }, null, 98],
    ["has failed without any", { failed_reason: "" }, null, null],
  ])("%s", async (_case, infos, reason, progress) => {
    expect(await read({ state: "ImportFailed", infos: toPairs(Object.entries(infos)) })).toEqual(
      running({ ...failed, reason, progress, details: { infos } }),
    );
  });

  it.each([{ failed_reason: "", progress_percent: "99" }, { progress_percent: "99" }])(
    "awaits its commit at 99 percent without a reason: %j",
    async (infos) => {
      const message = "All rows are there, and Milvus waits for a commit or an abort.";
      expect(await read({ state: "ImportFailed", infos: toPairs(Object.entries(infos)) })).toEqual(
        running({
          upstreamState,
          stage: "awaiting_commit",
          progress: 99,
          details: { infos },
          warnings: [{ code: "AWAITING_COMMIT", message }],
        }),
      );
    },
  );
});

describe("the ids and counts of an import", () => {
  it("are ranges, in pairs", async () => {
    expect(await read({ id_list: ["1", "3", "9007199254740993", "9007199254740995"] })).toEqual(
      running({
        details: {
          idRanges: [
            { begin: "1", end: "3" },
            { begin: "9007199254740993", end: "9007199254740995" },
          ],
        },
      }),
    );
  });

  it.each([[["1"]], [["1", "3", "5"]]])("are no ranges when one end is missing: %j", async (id_list) => {
    const message = "The list of id ranges lacks an end; include=reply has it as it is.";
    expect(await read({ id_list })).toEqual(running({ warnings: [{ code: "ODD_ID_LIST", message }] }));
  });

  it("are null where JSON cannot hold them", async () => {
    const message = "rowCount is 9007199254740993, which a JSON number cannot hold exactly; include=reply has it.";
    expect(await read({ row_count: "9007199254740993" })).toEqual(
      running({ details: { rowCount: null }, warnings: [{ code: "UNSAFE_COUNT", message }] }),
    );
  });
});

describe("the start of an import", () => {
  const json = { collectionName: "books", files: ["books/1.npy", "books/2.npy"], partitionName: "2026" };
  const details = { ...OF_GRPC, rowCount: null, partitionName: "2026", files: [pathsOnly(json.files)] };
  const pending = (siblings: object) =>
    makeJob({
      kind: "import",
      id: ID,
      state: "pending",
      stage: "pending",
      dbName: "default",
      collectionName: "books",
      details: { ...details, ...siblings },
    });

  it.each([
    [[ID], {}],
    [
      [ID, "446781855410077322", "446781855410077323"],
      { siblings: ["import/446781855410077322", "import/446781855410077323"] },
    ],
    [["0", ID, "-1"], {}],
  ])("that made the tasks %j returns the first, and names the others", async (tasks, siblings) => {
    const { send } = await startScriptedGateway({ DescribeCollection: {}, Import: { tasks } });
    const { status, headers, json: body } = await send("/v1/jobs/import", { method: "POST", json });
    expect([status, headers.location, body]).toEqual([202, `/v1/jobs/import/${ID}`, pending(siblings)]);
  });

  it.each([[[]], [["0"]], [["0", "-1"]]])("that made the tasks %j is a bad reply", async (tasks) => {
    const { send } = await startScriptedGateway({ DescribeCollection: {}, Import: { tasks } });
    const { status, json: problem } = await send("/v1/jobs/import", { method: "POST", json });
    expect(status).toBe(502);
    expect(problem).toEqual({
      type: expect.stringMatching(/\/problems\/bad-upstream-reply$/),
      title: expect.any(String),
      status: 502,
      code: "BAD_UPSTREAM_REPLY",
      detail: "Milvus accepted the import but returned no id.",
      instance: "/v1/jobs/import",
      requestId: expect.any(String),
      retryable: false,
      upstream: { rpc: "Import", grpcCode: 0, grpcName: "OK", milvusCode: null, errorCode: null, reason: null },
    });
  });
});

describe("a list of imports", () => {
  const tasks = [
    { state: "ImportStarted", id: ID, infos: toPairs([["collection", "books"]]) },
    { state: "ImportStarted", infos: [] },
  ];
  const named = { details: { infos: { collection: "books" } } };
  const withoutIds = {
    code: "LIST_WITHOUT_IDS",
    message:
      "Milvus 2.4 and later list import jobs without their ids on gRPC; get the job by the id that its start returned.",
  };
  const unfiltered = {
    code: "DATABASE_NOT_FILTERED",
    message:
      "Without a collection Milvus lists the import jobs of all databases and does not say which one a job is in.",
  };

  it.each([
    ["", { dbName: null, collectionName: null }, []],
    ["?dbName=library", { dbName: null, collectionName: null }, [unfiltered]],
    ["?collectionName=books", { dbName: "default", collectionName: "books" }, []],
    ["?dbName=library&collectionName=books", { dbName: "library", collectionName: "books" }, []],
  ])("%s has jobs with ids and without, and says what is known of their place", async (query, place, warnings) => {
    const { send } = await startScriptedGateway({ ListImportTasks: { tasks } });
    const { status, json } = await send(`/v1/jobs/import${query}`);
    expect([status, json]).toEqual([
      200,
      {
        jobs: [
          running({ ...place, ...named, collectionName: "books", warnings }),
          running({ ...place, id: null, warnings: [withoutIds, ...warnings] }),
        ],
        nextPageToken: "",
      },
    ]);
  });
});

const starting = (body: z.input<typeof start.body>) =>
  start.run({ body: start.body.parse(body), idempotencyKey: undefined }, GRPC_ONLY);

/** State, progress and rows of an import after these milliseconds since the last of them. */
async function timeline(version: string, file: string, steps: readonly number[]) {
  const simulated = createSimulation(withDescribe, version);
  const { job: started } = await simulated.play(starting({ collectionName: "books", files: [file] }));
  const seen: unknown[] = [];
  for (const milliseconds of steps) {
    simulated.pass(milliseconds);
    const { job } = await simulated.play(get.run({ id: String(started.id), dbName: "default" }, GRPC_ONLY));
    const { rowCount, files, partitionName } = job.details as Details;
    seen.push([
      job.stage,
      job.progress,
      rowCount,
      files?.flatMap(({ paths }) => paths) ?? null,
      partitionName,
      job.collectionName,
    ]);
  }
  return seen;
}

/** The kind's simulation with the one call that belongs to no kind. */
const withDescribe = {
  ...importKind,
  simulation: { ...importKind.simulation, DescribeCollection: () => ({}) },
};

describe("a simulated import", () => {
  it("of Milvus 2.3 shows files, collection and partition, and has no progress at first", async () => {
    const shown = [["books/1.json"], "_default", "books"];
    expect(await timeline("2.3", "books/1.json", [0, 1_000, 2_000, 2_000, 3_000])).toEqual([
      ["pending", null, 0, ...shown],
      ["started", 14, 0, ...shown],
      ["started", 89, 0, ...shown],
      ["persisted", 90, 1_000, ...shown],
      ["completed", 100, 1_000, ...shown],
    ]);
  });

  it.each(["2.4", "2.6", "3.0"])("of Milvus %s shows state, progress and rows only", async (version) => {
    const unknown = [null, null, null];
    expect(await timeline(version, "books/1.json", [0, 1_000, 1_000, 2_000, 2_000, 2_000])).toEqual([
      ["pending", 0, 0, ...unknown],
      ["started", 10, 0, ...unknown],
      ["started", 40, 0, ...unknown],
      ["started", 70, 1_000, ...unknown],
      ["started", 80, 1_000, ...unknown],
      ["completed", 100, 1_000, ...unknown],
    ]);
  });

  it.each([
    [
      "books/missing.json",
      "failed to get file size of 'books/missing.json', error:stat books/missing.json: no such file or directory: importing data failed",
    ],
    [
      "books/wrong-dim.json",
      "array size 4 doesn't equal to vector dimension 8 of field 'vector': importing data failed",
    ],
    ["books/1.txt", "unsupported file type: 'books/1.txt': importing data failed"],
  ])("of %s fails", async (file, reason) => {
    const { play, pass } = createSimulation(withDescribe, "2.4");
    const { job: started } = await play(starting({ collectionName: "books", files: [file] }));
    pass(1_499);
    const before = await play(get.run({ id: String(started.id), dbName: "default" }, GRPC_ONLY));
    pass(1);
    const after = await play(get.run({ id: String(started.id), dbName: "default" }, GRPC_ONLY));
    expect([before.job.state, before.job.reason, after.job.state, after.job.reason]).toEqual([
      "running",
      null,
      "failed",
      reason,
    ]);
  });

  it.each([
    ["2.3", [true, false]],
    ["2.4", [false, true]],
  ])("is listed by Milvus %s with an id, or without: %j", async (version, [withId, withWarning]) => {
    const { play } = createSimulation(withDescribe, version);
    await play(starting({ collectionName: "books", files: ["1.json"] }));
    const { jobs } = await play(list.run({ dbName: undefined, collectionName: "books" }, GRPC_ONLY));
    expect(
      jobs.map(({ id, warnings }) => [id !== null, warnings.some(({ code }) => code === "LIST_WITHOUT_IDS")]),
    ).toEqual([[withId, withWarning]]);
  });

  it.each(["2.3", "2.4"])("that Milvus %s does not know is not found", async (version) => {
    const { play } = createSimulation(withDescribe, version);
    expect((await failureOf(play(get.run({ id: "1", dbName: "default" }, GRPC_ONLY)))).code).toBe("JOB_NOT_FOUND");
  });

  it.each([
    ["an unknown collection", { collectionName: "nowhere", files: ["1.json"] }, "COLLECTION_NOT_FOUND"],
    [
      "an unknown partition",
      { collectionName: "books", partitionName: "1999", files: ["1.json"] },
      "PARTITION_NOT_FOUND",
    ],
    ["two JSON files", { collectionName: "books", files: ["1.json", "2.json"] }, "UPSTREAM_REJECTED"],
  ])("of %s is refused", async (_case, body, code) => {
    const { play } = createSimulation(withDescribe, "2.4");
    expect((await failureOf(play(starting(body)))).code).toBe(code);
  });
});

it("an internal error while it looks for the collection is not taken for a failure of Milvus", () => {
  const body = start.body.parse({ collectionName: "books", files: ["a.json"] });
  const operation = start.run({ body, idempotencyKey: undefined }, GRPC_ONLY);
  const broken = new TypeError("broken");
  operation.next();
  expect(() => operation.throw(broken)).toThrow(broken);
});
