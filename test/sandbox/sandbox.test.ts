/** The sandbox through the gateway: what each Milvus lacks, and the lives of its jobs, whose time is stepped. */
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { KINDS } from "../../src/kinds/index.ts";
import type { Kind } from "../../src/kinds/kind.ts";
import type { Job } from "../../src/model/job.ts";
import { type SandboxedGateway, startSandboxedGateway } from "../support/gateway.ts";
import { pathOf } from "../support/path-of.ts";
import { type RequestOptions, sendRequest } from "../support/send-request.ts";

// Releases

/** Each operation of a kind as a request: its first worked example of each. */
function requestsOf(kind: Kind): { path: string; question: RequestOptions }[] {
  const path = `/v1/jobs/${kind.name}`;
  const [asked] = kind.get.examples;
  const one = pathOf(kind, asked?.input.id);
  return [
    { path: one, question: {} },
    ...(kind.subresources ?? []).map((operation) => ({ path: `${one}/${operation.path}`, question: {} })),
    ...(kind.list ? [{ path: `${path}?collectionName=books`, question: {} }] : []),
    ...(kind.start?.examples ?? []).map(({ input }) => ({ path, question: { method: "POST", json: input.body } })),
    ...(kind.actions ?? []).map(({ name }) => ({ path: `${one}:${name}`, question: { method: "POST" } })),
  ];
}

interface Refusal {
  readonly detail: string;
  /** Absent where the gateway knows without asking. */
  readonly upstream?: { readonly rpc: string };
}

const REFRESH = [
  "GetRefreshExternalCollectionProgress",
  "ListRefreshExternalCollectionJobs",
  "RefreshExternalCollection",
];
const RESTORE = ["GetRestoreSnapshotState", "ListRestoreSnapshotJobs", "RestoreExternalSnapshot", "RestoreSnapshot"];
const PREWARM = ["DescribePrewarmTask", "Prewarm"];
const CAME_WITH = new Map([
  ...[...REFRESH, ...RESTORE, "ExportSnapshot"].map((rpc) => [rpc, "3.0"] as const),
  ["GetExportSnapshotState", "3.1 (the release after 3.0.x)"],
  ...PREWARM.map((rpc) => [rpc, "3.1 (no released server has it yet)"] as const),
  ["import/commit", "3.0"],
  ["import/abort", "3.0"],
]);
const BEFORE_3 = [...CAME_WITH.keys()];

/** Which needs REST where there is none at all. */
const WITHOUT_REST = ["An import of several file groups", "Committing an import", "Aborting an import"].map(
  (what) => `${what} needs Milvus's own REST, which this Milvus does not have here.`,
);

test.each([
  ["2.3", BEFORE_3.filter((method) => !method.includes("/")), WITHOUT_REST],
  ["2.4", BEFORE_3, []],
  ["2.5", BEFORE_3, []],
  ["2.6", BEFORE_3, []],
  ["3.0", ["GetExportSnapshotState", ...PREWARM], []],
  ["3.1", [], []],
])("what Milvus %s lacks is a 501 that says which Milvus has it", async (version, lacking, others) => {
  const gateway = await startSandboxedGateway(version);
  onTestFinished(gateway.stop);
  const responses = await Promise.all(
    KINDS.flatMap(requestsOf).map(({ path, question }) => sendRequest(gateway.url, path, question)),
  );
  const refusals = responses.filter(({ status }) => status === 501).map(({ json }) => json as Refusal); // a problem document
  const told = new Set(refusals.map(({ upstream, detail }) => `${upstream?.rpc}: ${detail}`));
  const expected = [
    ...lacking.map(
      (rpc) => `${rpc}: This Milvus does not implement ${rpc}; it came with Milvus ${CAME_WITH.get(rpc)}.`,
    ),
    ...others.map((detail) => `undefined: ${detail}`),
  ];
  expect([...told].sort()).toEqual(expected.sort());
  expect((await sendRequest(gateway.url, "/v1/server")).json).toMatchObject({
    version: `v${version}-sandbox`,
    healthy: true,
  });
});

// Lives

/** Starts a job and follows its Location, half a second of the sandbox's time at a time, until it is done. */
async function live(gateway: SandboxedGateway, kind: string, body: object): Promise<{ states: string[]; last: Job }> {
  const started = await sendRequest(gateway.url, `/v1/jobs/${kind}`, { method: "POST", json: body });
  expect(started).toMatchObject({ status: 202, headers: { location: expect.stringContaining(`/v1/jobs/${kind}/`) } });
  let last = started.json as Job; // a 202 has a job
  const states: string[] = [];
  for (let steps = 0; steps < 30 && !last.done; steps++) {
    last = (await sendRequest(gateway.url, started.headers.location ?? "")).json as Job; // so has its Location
    if (states.at(-1) !== last.state) states.push(last.state);
    gateway.clock.step(500);
  }
  return { states, last };
}

describe("through the gateway", () => {
  let gateway: SandboxedGateway;
  beforeAll(async () => {
    gateway = await startSandboxedGateway("3.1");
  });
  afterAll(() => gateway.stop());

  const PENDING_FIRST = ["pending", "running", "succeeded"];
  test.each([
    ["import", { collectionName: "books", files: ["a.json"] }, PENDING_FIRST],
    ["refresh", { collectionName: "external_docs" }, PENDING_FIRST],
    ["restore", { source: { snapshotName: "s1", collectionName: "books" }, collectionName: "b2" }, PENDING_FIRST],
    ["export", { collectionName: "books", snapshotName: "s1", targetS3Path: "s3://backup/" }, PENDING_FIRST],
    ["prewarm", { collectionName: "books" }, PENDING_FIRST],
    ["compaction", { collectionName: "books" }, ["running", "succeeded"]],
    ["flush", { collectionName: "books" }, ["running", "succeeded"]],
    ["flush-all", {}, ["running", "succeeded"]],
    ["index", { collectionName: "articles", fieldName: "vec", indexName: "v" }, ["running", "succeeded"]],
    ["load", { collectionName: "books" }, ["running", "succeeded"]],
    ["load", { dbName: "library", collectionName: "books" }, ["running", "succeeded"]],
  ])("%s %j succeeds in the end", async (kind, body, expected) => {
    const { states, last } = await live(gateway, kind, body);
    expect(states).toEqual(expected);
    expect(last).toMatchObject({ kind, state: "succeeded", done: true, progress: 100, reason: null, warnings: [] });
  });

  const FAILS = ["pending", "running", "failed"];
  test.each([
    ["import", { collectionName: "books", files: ["missing.json"] }, FAILS, /no such file or directory/],
    ["import", { collectionName: "books", files: ["wrong-dim.json"] }, FAILS, /vector dimension 8 of field 'vector'/],
    ["import", { collectionName: "books", files: ["a.txt"] }, FAILS, /unsupported file type: 'a\.txt'/],
    [
      "refresh",
      { collectionName: "external_docs", externalSource: "s3://lake/missing/", externalSpec: '{"format":"parquet"}' },
      FAILS,
      /no files under 's3:\/\/lake\/missing\/'/,
    ],
    [
      "restore",
      { source: { snapshotName: "fails", collectionName: "books" }, collectionName: "b3" },
      FAILS,
      /no such key under 'fails'/,
    ],
    [
      "export",
      { collectionName: "books", snapshotName: "s1", targetS3Path: "s3://missing/" },
      FAILS,
      /no such bucket for 's3:\/\/missing\/'/,
    ],
    ["prewarm", { collectionName: "books", namespace: "fails" }, FAILS, /no space left in the cache/],
    [
      "compaction",
      { collectionName: "fails_to_load" },
      ["running", "failed"],
      /^Of \d plans 1 failed and 0 timed out\.$/,
    ],
    ["index", { collectionName: "books", fieldName: "fails", indexName: "f" }, ["running", "failed"], /out of memory/],
    ["load", { collectionName: "fails_to_load" }, ["running", "failed"], /memory limit exceeded/],
  ])("%s %j fails, and says why", async (kind, body, expected, reason) => {
    const { states, last } = await live(gateway, kind, body);
    expect(states).toEqual(expected);
    expect(last).toMatchObject({ kind, state: "failed", done: true, reason: expect.stringMatching(reason) });
  });
});

// Imports before and since 2.4

/** The job of an import that has succeeded, as a Milvus tells of it. */
async function importOn(version: string, settings: Readonly<Record<string, string>> = {}): Promise<Job> {
  const gateway = await startSandboxedGateway(version, settings);
  onTestFinished(gateway.stop);
  return (await live(gateway, "import", { collectionName: "books", files: ["a.json"] })).last;
}

const IMPORTED = {
  name: expect.stringMatching(/^import\/462\d{15}$/),
  kind: "import",
  id: expect.stringMatching(/^462\d{15}$/),
  state: "succeeded",
  done: true,
  stage: "completed",
  upstreamState: { enum: "ImportState", code: 6, name: "ImportCompleted" },
  progress: 100,
  reason: null,
  dbName: "default",
  createTime: expect.stringMatching(/\.000Z$/),
  startTime: null,
  endTime: null,
  durationMs: null,
  warnings: [],
};

test("an import on Milvus 2.3 tells its collection, files, segments and cost", async () => {
  expect(await importOn("2.3")).toEqual({
    ...IMPORTED,
    collectionName: "books",
    details: {
      rowCount: 1000,
      totalRows: null,
      fileSizeBytes: null,
      files: [
        {
          paths: ["a.json"],
          state: null,
          stage: null,
          progress: null,
          reason: null,
          rowCount: null,
          totalRows: null,
          sizeBytes: null,
          endTime: null,
        },
      ],
      collectionId: expect.stringMatching(/^462\d{15}$/),
      segmentIds: [expect.stringMatching(/^462\d{15}$/)],
      idRanges: null,
      partitionName: "_default",
      persistCostSeconds: 0.34,
      infos: {
        files: "a.json",
        collection: "books",
        partition: "_default",
        failed_reason: "",
        progress_percent: "100",
        persist_cost: "0.34",
      },
    },
  });
});

/** What gRPC does not say from 2.4 on, and REST neither. */
const UNTOLD = { collectionId: null, segmentIds: null, idRanges: null, partitionName: null, persistCostSeconds: null };
const INFOS = { failed_reason: "", progress_percent: "100" };

test.each(["2.4.1", "2.4", "2.5", "2.6", "3.0", "3.1"])(
  "an import on Milvus %s tells all of it by REST",
  async (version) => {
    expect(await importOn(version)).toEqual({
      ...IMPORTED,
      endTime: expect.stringMatching(/\.000Z$/),
      collectionName: "books",
      details: {
        ...UNTOLD,
        rowCount: 1000,
        totalRows: 1000,
        fileSizeBytes: 409_600,
        files: [
          {
            paths: ["a.json"],
            state: "succeeded",
            stage: "completed",
            progress: 100,
            reason: null,
            rowCount: 1000,
            totalRows: 1000,
            sizeBytes: 409_600,
            endTime: expect.stringMatching(/\.000Z$/),
          },
        ],
        infos: INFOS,
      },
    });
  },
);

test("an import on Milvus 2.4 tells none of that where its REST is not to be asked", async () => {
  expect(await importOn("2.4", { MILVUS_HTTP: "off" })).toEqual({
    ...IMPORTED,
    collectionName: null,
    details: { ...UNTOLD, rowCount: 1000, totalRows: null, fileSizeBytes: null, files: null, infos: INFOS },
  });
});

// Lists over all kinds

interface Jobs {
  readonly jobs: readonly Job[];
  readonly nextPageToken: string;
  readonly unavailable: readonly { readonly kind: string }[];
}

describe("GET /v1/jobs", () => {
  let gateway: SandboxedGateway;
  beforeAll(async () => {
    gateway = await startSandboxedGateway("3.1");
  });
  afterAll(() => gateway.stop());
  const list = async (query: string, url = gateway.url) => (await sendRequest(url, `/v1/jobs${query}`)).json as Jobs; // asserted

  test("is the lists of all kinds in one, which pages go through", async () => {
    const { jobs } = await list("");
    const lists = await Promise.all(["/import", "/refresh", "/restore"].map((path) => list(path)));
    expect(jobs).toEqual(lists.flatMap((one) => one.jobs));
    const paged: Job[] = [];
    let page = await list("?pageSize=4");
    while (page.nextPageToken !== "") {
      expect(page.jobs).toHaveLength(4);
      paged.push(...page.jobs);
      page = await list(`?pageSize=4&pageToken=${page.nextPageToken}`);
    }
    expect([...paged, ...page.jobs]).toEqual(jobs);
  });

  test.each([
    ["state=failed", (job: Job) => job.state === "failed", ["import", "refresh", "restore"]],
    ["kind=refresh,restore", (job: Job) => job.kind !== "import", ["refresh", "restore"]],
    ["kind=refresh&kind=restore&state=running", ({ state }: Job) => state === "running", ["refresh", "restore"]],
    ["collectionName=articles", ({ collectionName }: Job) => collectionName === "articles", ["index"]],
  ])("filters by %s", async (query, wanted, kinds) => {
    const { jobs, unavailable } = await list(`?${query}`);
    expect([...new Set(jobs.map(({ kind }) => kind))]).toEqual(kinds);
    expect(jobs.filter((job) => !wanted(job))).toEqual([]);
    expect(unavailable).toEqual([]);
  });

  test.each([
    ["2.3", ["refresh", "restore"]],
    ["2.6", ["refresh", "restore"]],
    ["3.0", []],
  ])("on Milvus %s says which kinds it lacks, and lists the others", async (version, lacking) => {
    const { url, stop } = await startSandboxedGateway(version);
    onTestFinished(stop);
    const { jobs, unavailable } = await list("", url);
    expect(jobs.length).toBeGreaterThan(0);
    expect(unavailable.map(({ kind }) => kind)).toEqual(lacking);
  });
});
