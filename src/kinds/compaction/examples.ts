/** Worked examples of compactions, and of reading their plans. */
import { type Job, makeJob, type State } from "../../model/job.ts";
import { type Example, type GetExample as ExampleOf, exampleCall, type GetInput, type StartExample } from "../kind.ts";
import { collectionNotFound } from "../simulation.ts";
import {
  type body,
  type Details,
  NO_ID,
  NO_PLANS,
  NO_POLLABLE_ID,
  NOTHING,
  NOTHING_TO_COMPACT,
  type Plans,
  type PlansOutput,
  type Reply,
  UNKNOWN_PLANS,
  UNVERIFIABLE_ID,
} from "./mapping.ts";

const upstream = (code: number, name: string | null) => ({ enum: "CompactionState", code, name });

function getExample(options: {
  summary: string;
  id: string;
  reply: { state: Reply["state"] };
  plans?: Partial<Plans>;
  job: Partial<Job<Details>> & { state: State };
}): ExampleOf<string> {
  const { summary, id, reply, job } = options;
  const plans = { ...NO_PLANS, ...options.plans };
  return {
    summary,
    input: { id, dbName: "default" },
    calls: [
      exampleCall(
        "GetCompactionState",
        { compactionID: id },
        {
          ...reply,
          executingPlanNo: String(plans.executing),
          completedPlanNo: String(plans.completed),
          failedPlanNo: String(plans.failed),
          timeoutPlanNo: String(plans.timedOut),
        },
      ),
    ],
    output: makeJob<Details>({ kind: "compaction", id, dbName: "default", details: { plans }, ...job }),
  };
}

const completed = { upstreamState: upstream(2, "Completed") };

export const getExamples: readonly ExampleOf<string>[] = [
  getExample({
    summary: "Running",
    id: "446781855410087001",
    reply: { state: "Executing" },
    plans: { executing: 1, completed: 3 },
    job: { state: "running", stage: "executing", upstreamState: upstream(1, "Executing"), progress: 75 },
  }),
  getExample({
    summary: "Succeeded",
    id: "446781855410087003",
    reply: { state: "Completed" },
    plans: { completed: 4 },
    job: { state: "succeeded", stage: "completed", ...completed },
  }),
  getExample({
    summary: "Failed: Milvus says completed, but two plans came to nothing",
    id: "446781855410087005",
    reply: { state: "Completed" },
    plans: { completed: 2, failed: 1, timedOut: 1 },
    job: {
      state: "failed",
      stage: "completed_with_failures",
      ...completed,
      progress: 100,
      reason: "Of 4 plans 1 failed and 1 timed out.",
    },
  }),
  getExample({
    summary: "Forgotten, or never there",
    id: "446781855410087007",
    reply: { state: "Completed" },
    job: { state: "succeeded", stage: "completed", ...completed, warnings: [UNVERIFIABLE_ID] },
  }),
  getExample({
    summary: "There was nothing to compact",
    id: NOTHING,
    reply: { state: "Completed" },
    job: { ...NOTHING_TO_COMPACT, ...completed },
  }),
  getExample({
    summary: "Milvus does not say",
    id: "446781855410087009",
    reply: { state: "UndefiedState" },
    job: { state: "unknown", stage: "undefined", upstreamState: upstream(0, "UndefiedState") },
  }),
  getExample({
    summary: "A state that this gateway does not know",
    id: "446781855410087011",
    reply: { state: 42 },
    job: { state: "unknown", upstreamState: upstream(42, null) },
  }),
];

const startCalls = (reply: { compactionID: string; compactionPlanCount: number }) => [
  exampleCall(
    "DescribeCollection",
    { db_name: "default", collection_name: "books" },
    { collectionID: "446781855410070001" },
  ),
  exampleCall(
    "ManualCompaction",
    { collectionID: "446781855410070001", collection_name: "books", db_name: "default" },
    reply,
  ),
];

/** What Milvus Lite, and no other, may return. */
const withoutId = (version: string) => [
  exampleCall("DescribeCollection", { db_name: "default", collection_name: "books" }, {}),
  exampleCall("GetVersion", {}, { version }),
];

const started = (id: string, dbName = "default"): Job<Details> =>
  makeJob<Details>({
    kind: "compaction",
    id,
    state: "pending",
    stage: "pending",
    dbName,
    collectionName: "books",
    details: { plans: UNKNOWN_PLANS },
  });

export const startExamples: readonly StartExample<typeof body>[] = [
  {
    summary: "Compact a collection",
    input: { body: { collectionName: "books" } },
    calls: startCalls({ compactionID: "446781855410087013", compactionPlanCount: 4 }),
    output: started("446781855410087013"),
  },
  {
    summary: "Compact some segments",
    input: {
      body: {
        dbName: "library",
        collectionName: "books",
        majorCompaction: false,
        l0Compaction: true,
        partitionId: "446781855410070002",
        channel: "by-dev-rootcoord-dml_0_446781855410070001v0",
        segmentIds: ["446781855410079001", 79_002],
        targetSize: 1024,
      },
    },
    calls: [
      exampleCall(
        "DescribeCollection",
        { db_name: "library", collection_name: "books" },
        { collectionID: "446781855410070001" },
      ),
      exampleCall(
        "ManualCompaction",
        {
          collectionID: "446781855410070001",
          collection_name: "books",
          db_name: "library",
          majorCompaction: false,
          l0Compaction: true,
          partition_id: "446781855410070002",
          channel: "by-dev-rootcoord-dml_0_446781855410070001v0",
          segment_ids: ["446781855410079001", "79002"],
          target_size: "1024",
        },
        { compactionID: "446781855410087015", compactionPlanCount: 1 },
      ),
    ],
    output: started("446781855410087015", "library"),
  },
  {
    summary: "Nothing to compact",
    input: { body: { collectionName: "books" } },
    calls: startCalls({ compactionID: NOTHING, compactionPlanCount: 0 }),
    output: makeJob<Details>({
      kind: "compaction",
      id: NOTHING,
      ...NOTHING_TO_COMPACT,
      dbName: "default",
      collectionName: "books",
      details: { plans: NO_PLANS },
    }),
  },
  {
    summary: "As Milvus Lite replies: without ids, read once",
    input: { body: { collectionName: "books" } },
    calls: [
      ...withoutId("milvus_lite-3.2.2"),
      exampleCall("ManualCompaction", { collectionID: "0", collection_name: "books", db_name: "default" }, {}),
      exampleCall("GetCompactionState", { compactionID: NO_ID }, { state: "Completed" }),
    ],
    output: makeJob<Details>({
      kind: "compaction",
      id: null,
      state: "succeeded",
      stage: "completed",
      ...completed,
      dbName: "default",
      collectionName: "books",
      details: { plans: UNKNOWN_PLANS },
      warnings: [NO_POLLABLE_ID],
    }),
  },
  {
    summary: "An unknown collection: nothing is compacted",
    input: { body: { collectionName: "nowhere" } },
    calls: [
      exampleCall(
        "DescribeCollection",
        { db_name: "default", collection_name: "nowhere" },
        collectionNotFound("default", "nowhere"),
      ),
    ],
    output: { problem: "COLLECTION_NOT_FOUND" },
  },
  {
    summary: "A success without an id breaks the protocol, but for Milvus Lite",
    input: { body: { collectionName: "books" } },
    calls: startCalls({ compactionID: NO_ID, compactionPlanCount: 0 }),
    output: { problem: "BAD_UPSTREAM_REPLY" },
  },
  {
    summary: "A success with an id that is none breaks the protocol",
    input: { body: { collectionName: "books" } },
    calls: startCalls({ compactionID: "-2", compactionPlanCount: 4 }),
    output: { problem: "BAD_UPSTREAM_REPLY" },
  },
  {
    summary: "A collection without an id is not compacted",
    input: { body: { collectionName: "books" } },
    calls: withoutId("v2.3.5"),
    output: { problem: "BAD_UPSTREAM_REPLY" },
  },
];

export const plansExamples: readonly Example<GetInput<string>, PlansOutput>[] = [
  {
    summary: "Two plans, one of them done",
    input: { id: "446781855410087001", dbName: "default" },
    calls: [
      exampleCall(
        "GetCompactionStateWithPlans",
        { compactionID: "446781855410087001" },
        {
          state: "Executing",
          mergeInfos: [
            { sources: ["446781855410079001", "446781855410079002"], target: "446781855410079003" },
            { sources: ["446781855410079004", "446781855410079005"], target: "-1" },
          ],
        },
      ),
    ],
    output: {
      compaction: "compaction/446781855410087001",
      state: "running",
      upstreamState: upstream(1, "Executing"),
      plans: [
        { sources: ["446781855410079001", "446781855410079002"], target: "446781855410079003" },
        { sources: ["446781855410079004", "446781855410079005"], target: null },
      ],
    },
  },
  {
    summary: "Forgotten, or never there",
    input: { id: "446781855410087007", dbName: "default" },
    calls: [exampleCall("GetCompactionStateWithPlans", { compactionID: "446781855410087007" }, { state: "Completed" })],
    output: { compaction: "compaction/446781855410087007", state: "succeeded", ...completed, plans: [] },
  },
  {
    summary: "A state that this gateway does not know",
    input: { id: "446781855410087011", dbName: "default" },
    calls: [exampleCall("GetCompactionStateWithPlans", { compactionID: "446781855410087011" }, { state: 42 })],
    output: {
      compaction: "compaction/446781855410087011",
      state: "unknown",
      upstreamState: upstream(42, null),
      plans: [],
    },
  },
];
