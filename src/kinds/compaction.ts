/** Manual compactions: segments are merged. The id comes from starting one. Facts: docs/milvus.md#compactions */
import { z } from "zod";
import { badReply } from "../job/bad-reply.ts";
import { POSITIVE_INT64 } from "../job/decimals.ts";
import { compactionId, InvalidId } from "../job/ids.ts";
import { bodyDbName, collectionName } from "../job/inputs.ts";
import { type Job, makeJob, type State, stateSchema, upstreamStateSchema, type Warning } from "../job/job.ts";
import {
  type Calls,
  call,
  defineKind,
  type Example,
  type GetExample as ExampleOf,
  exchange,
  type GetInput,
  type StartExample,
} from "../job/kind.ts";
import { collectionNotFound, type SandboxWorld, type Simulation } from "../job/simulation.ts";
import { stateReader } from "../job/states.ts";
import * as values from "../job/values.ts";
import type { ReplyOf } from "../milvus/rpc.ts";

// States

/** common.CompactionState, which has no failed state: the plans tell. Milvus spells 0 so. */
const readState = stateReader("CompactionState", {
  UndefiedState: { code: 0, state: "unknown", stage: "undefined" },
  Executing: { code: 1, state: "running", stage: "executing" },
  Completed: { code: 2, state: "succeeded", stage: "completed" },
});

/** What Milvus Lite, and no other, answers as id: it compacts by itself. */
const NO_ID = "0";

/** What Milvus answers as id when there is nothing to compact, and what such a job is, whatever Milvus says of it. */
const NOTHING = "-1";
const NOTHING_TO_COMPACT = { state: "succeeded", stage: "nothing_to_compact" } as const;

// Details

const planCount = (description: string) => z.int().nullable().meta({ description });
const details = z.strictObject({
  plans: z.strictObject({
    executing: planCount("Plans at work."),
    completed: planCount("Plans done; Milvus forgets them after a while."),
    failed: planCount("Plans that failed."),
    timedOut: planCount("Plans that ran out of time."),
  }),
});
type Details = z.infer<typeof details>;
type Plans = Details["plans"];

// Mapping

type Reply = ReplyOf<"GetCompactionState">;

function toJob(reply: Reply, { id, dbName }: GetInput<string>): Job<Details> {
  const warnings: Warning[] = [];
  const plans: Plans = {
    executing: values.count(reply.executingPlanNo, "plans.executing", warnings),
    completed: values.count(reply.completedPlanNo, "plans.completed", warnings),
    failed: values.count(reply.failedPlanNo, "plans.failed", warnings),
    timedOut: values.count(reply.timeoutPlanNo, "plans.timedOut", warnings),
  };
  const counts = toCounts(reply);
  const read = readState(reply.state);
  const isOver = read.state === "succeeded" && id !== NOTHING;
  const reason = isOver ? whyFailed(counts) : null;
  const isBlank = Object.values(counts).every((count) => count === 0n);
  if (isOver && isBlank) warnings.push(UNVERIFIABLE_ID);
  return makeJob({
    kind: "compaction",
    id,
    ...read,
    ...(reason !== null && { state: "failed" as const, stage: "completed_with_failures" }),
    ...(id === NOTHING && NOTHING_TO_COMPACT),
    progress: finishedPercent(counts),
    reason,
    dbName,
    details: { plans },
    warnings,
  });
}

/** Exact, because a job fails by its counts: one too large for a JSON number is not null here. */
type Counts = Readonly<Record<keyof Plans, bigint>>;

function toCounts(reply: Reply): Counts {
  return {
    executing: BigInt(reply.executingPlanNo),
    completed: BigInt(reply.completedPlanNo),
    failed: BigInt(reply.failedPlanNo),
    timedOut: BigInt(reply.timeoutPlanNo),
  };
}

function totalOf({ executing, completed, failed, timedOut }: Counts): bigint {
  return executing + completed + failed + timedOut;
}

/** Counts the plans that came to nothing; null when none did. */
function whyFailed(counts: Counts): string | null {
  const { failed, timedOut } = counts;
  if (failed <= 0n && timedOut <= 0n) return null;
  return `Of ${totalOf(counts)} plans ${failed} failed and ${timedOut} timed out.`;
}

/** Finished plans of all plans, rounded down; null when there are none, or a count that is none. */
function finishedPercent(counts: Counts): number | null {
  const total = totalOf(counts);
  if (total === 0n || Object.values(counts).some((count) => count < 0n)) return null;
  return Number(((total - counts.executing) * 100n) / total);
}

const UNVERIFIABLE_ID: Warning = {
  code: "UNVERIFIABLE_ID",
  message: "Milvus answers so for a compaction it has forgotten, and for an id that never existed, too.",
};

const NO_POLLABLE_ID: Warning = {
  code: "NO_POLLABLE_ID",
  message: "This Milvus answers a compaction without an id, so it cannot be asked for again.",
};

// Operations

const AN_ID = "must be a decimal int64 from 1 on, quoted when it is beyond 2^53";

/** Not 0, which proto3 does not send: Milvus would compact more than was asked for. */
const idInput = z
  .union([z.string().regex(new RegExp(`^${POSITIVE_INT64}$`), AN_ID), z.int(AN_ID).positive(AN_ID)], AN_ID)
  .transform(String);

const body = z.strictObject({
  dbName: bodyDbName,
  collectionName,
  majorCompaction: z.boolean().optional().meta({ description: "Clusters by the clustering key (2.4 and later)." }),
  l0Compaction: z.boolean().optional().meta({ description: "Merges level-zero deletes only (2.6.3 and later)." }),
  partitionId: idInput.optional().meta({ description: "Only this partition (2.5.8 and later)." }),
  channel: z.string().min(1).max(255).optional().meta({ description: "Only this channel (2.5.8 and later)." }),
  segmentIds: z
    .array(idInput)
    .min(1)
    .max(1024)
    .optional()
    .meta({ description: "Only these segments (2.5.8 and later)." }),
  targetSize: z.int().min(1).optional().meta({ description: "Size to merge to, in MB (2.6.8 and later)." }),
});

/** Collections have no ids in Milvus Lite. Any other Milvus would compact every collection there is. */
function* assertLite(collectionName: string): Calls<void> {
  const { version } = yield* call("GetVersion", {});
  if (version.startsWith("milvus_lite")) return;
  throw badReply("DescribeCollection", `Milvus described ${collectionName} without its id.`);
}

/** How a compaction without an id goes, by the one question that it leaves; pending when nobody can tell. */
function* askOnce(): Calls<Pick<Job, "state"> & Partial<Job>> {
  try {
    return readState((yield* call("GetCompactionState", { compactionID: NO_ID })).state);
  } catch {
    return { state: "pending", stage: "pending" }; // the compaction was accepted all the same
  }
}

const plansSchema = z.strictObject({
  compaction: z.string().meta({ description: "The job's name." }),
  state: stateSchema,
  upstreamState: upstreamStateSchema,
  plans: z.array(
    z.strictObject({
      sources: z.array(z.string()).meta({ description: "The segments that are merged." }),
      target: z.string().nullable().meta({ description: "The segment they become; null until it is there." }),
    }),
  ),
});
type PlansAnswer = z.infer<typeof plansSchema>;

// Simulation

interface SimulatedCompaction {
  readonly startedAt: number;
  /** How many plans there are, which begin together and end one after the other. */
  readonly plans: number;
  readonly fails: boolean;
}

const PLANS = 4;
/** Milliseconds from the end of one plan to that of the next. */
const PLAN_MS = 1_500;

const compactionsOf = (world: SandboxWorld) => world.store("compaction", () => new Map<string, SimulatedCompaction>());

/** How many plans are done; undefined for an id that Milvus does not know. */
function progressOf(id: string, world: SandboxWorld) {
  const compaction = compactionsOf(world).get(id);
  if (!compaction) return undefined;
  const { startedAt, plans, fails } = compaction;
  const done = Math.min(plans, Math.floor((world.now() - startedAt) / PLAN_MS));
  const failed = fails && done > 0 ? 1 : 0;
  return { plans, done, failed, state: done < plans ? ("Executing" as const) : ("Completed" as const) };
}

const simulation: Simulation = {
  ManualCompaction({ db_name, collection_name, collectionID }, world) {
    const collection = world.collection(db_name, collection_name);
    if (!collection || collection.id !== collectionID) return collectionNotFound(db_name, collection_name);
    const isModern = world.isAtLeast("2.4"); // 2.3 gives an id even for nothing, and counts no plans
    const plans = collection.name === "empty" ? 0 : PLANS;
    if (isModern && plans === 0) return { compactionID: NOTHING };
    const id = world.nextId();
    compactionsOf(world).set(id, { startedAt: world.now(), plans, fails: collection.name.startsWith("fails") });
    return { compactionID: id, compactionPlanCount: isModern ? plans : 0 };
  },
  GetCompactionState({ compactionID }, world) {
    const progress = progressOf(compactionID, world);
    if (!progress) return { state: "Completed" };
    return {
      state: progress.state,
      executingPlanNo: String(progress.plans - progress.done),
      completedPlanNo: String(progress.done - progress.failed),
      failedPlanNo: String(progress.failed),
    };
  },
  GetCompactionStateWithPlans({ compactionID }, world) {
    const progress = progressOf(compactionID, world);
    if (!progress) return { state: "Completed" };
    const { plans, done, failed } = progress; // those that fail end first
    const mergeInfos = Array.from({ length: plans }, (_, plan) => ({
      sources: [`44678185541007${plan}001`, `44678185541007${plan}002`],
      target: plan >= failed && plan < done ? `44678185541007${plan}003` : "-1",
    }));
    return { state: progress.state, mergeInfos };
  },
};

// Worked examples; the sandbox is seeded with those of `get`

const upstream = (code: number, name: string | null) => ({ enum: "CompactionState", code, name });
const NO_PLANS: Plans = { executing: 0, completed: 0, failed: 0, timedOut: 0 };
const UNTOLD: Plans = { executing: null, completed: null, failed: null, timedOut: null };

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
      exchange(
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

const getExamples: readonly ExampleOf<string>[] = [
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
  exchange(
    "DescribeCollection",
    { db_name: "default", collection_name: "books" },
    { collectionID: "446781855410070001" },
  ),
  exchange(
    "ManualCompaction",
    { collectionID: "446781855410070001", collection_name: "books", db_name: "default" },
    reply,
  ),
];

/** What Milvus Lite, and nobody else, may answer. */
const withoutId = (version: string) => [
  exchange("DescribeCollection", { db_name: "default", collection_name: "books" }, {}),
  exchange("GetVersion", {}, { version }),
];

const started = (id: string, dbName = "default"): Job<Details> =>
  makeJob<Details>({
    kind: "compaction",
    id,
    state: "pending",
    stage: "pending",
    dbName,
    collectionName: "books",
    details: { plans: UNTOLD },
  });

const startExamples: readonly StartExample<typeof body>[] = [
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
      exchange(
        "DescribeCollection",
        { db_name: "library", collection_name: "books" },
        { collectionID: "446781855410070001" },
      ),
      exchange(
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
    summary: "As Milvus Lite answers: without ids, asked about once",
    input: { body: { collectionName: "books" } },
    calls: [
      ...withoutId("milvus_lite-3.2.2"),
      exchange("ManualCompaction", { collectionID: "0", collection_name: "books", db_name: "default" }, {}),
      exchange("GetCompactionState", { compactionID: NO_ID }, { state: "Completed" }),
    ],
    output: makeJob<Details>({
      kind: "compaction",
      id: null,
      state: "succeeded",
      stage: "completed",
      ...completed,
      dbName: "default",
      collectionName: "books",
      details: { plans: UNTOLD },
      warnings: [NO_POLLABLE_ID],
    }),
  },
  {
    summary: "An unknown collection: nothing is compacted",
    input: { body: { collectionName: "nowhere" } },
    calls: [
      exchange(
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

const plansExamples: readonly Example<GetInput<string>, PlansAnswer>[] = [
  {
    summary: "Two plans, one of them done",
    input: { id: "446781855410087001", dbName: "default" },
    calls: [
      exchange(
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
    calls: [exchange("GetCompactionStateWithPlans", { compactionID: "446781855410087007" }, { state: "Completed" })],
    output: { compaction: "compaction/446781855410087007", state: "succeeded", ...completed, plans: [] },
  },
  {
    summary: "A state that this gateway does not know",
    input: { id: "446781855410087011", dbName: "default" },
    calls: [exchange("GetCompactionStateWithPlans", { compactionID: "446781855410087011" }, { state: 42 })],
    output: {
      compaction: "compaction/446781855410087011",
      state: "unknown",
      upstreamState: upstream(42, null),
      plans: [],
    },
  },
];

// The entry

export const compactionKind = defineKind({
  name: "compaction",
  title: "Compactions",
  description:
    "A compaction merges segments of one collection. Its id comes from starting one, and is `-1` when there was nothing to do. Milvus knows no failed compaction: the gateway reads failures off the plans.",
  id: compactionId,
  details,
  retention: null,
  since: {},
  get: {
    summary: "Get a compaction job",
    description:
      "How a compaction goes: `progress` is the share of its plans that have ended, and a compaction whose plans failed or ran out of time is `failed`. Milvus answers an id that it does not know, or has forgotten, as if it were finished: such a job has the warning UNVERIFIABLE_ID.",
    rpcs: ["GetCompactionState"],
    *run(input) {
      const reply = yield* call("GetCompactionState", { compactionID: input.id });
      return { job: toJob(reply, input), reply };
    },
    examples: getExamples,
  },
  start: {
    summary: "Start a compaction",
    description:
      "Compacts one collection. The gateway asks for the collection's id first and sends it: Milvus 2.3 ignores the name and would compact everything there is. When there is nothing to compact (Milvus 2.4 and later say so), the job is done at once and its id is `-1`. Milvus Lite compacts by itself: there a compaction has no id. A Milvus that does not know a setting ignores it.",
    rpcs: ["DescribeCollection", "GetVersion", "ManualCompaction", "GetCompactionState"],
    body,
    *run({ body }) {
      const { dbName, collectionName, majorCompaction, l0Compaction, partitionId, channel, segmentIds, targetSize } =
        body;
      const { collectionID } = yield* call("DescribeCollection", {
        db_name: dbName,
        collection_name: collectionName,
      });
      const isLite = collectionID === "0";
      if (isLite) yield* assertLite(collectionName);
      const reply = yield* call("ManualCompaction", {
        collectionID,
        collection_name: collectionName,
        db_name: dbName,
        ...(majorCompaction !== undefined && { majorCompaction }),
        ...(l0Compaction !== undefined && { l0Compaction }),
        ...(partitionId !== undefined && { partition_id: partitionId }),
        ...(channel !== undefined && { channel }),
        ...(segmentIds !== undefined && { segment_ids: segmentIds }),
        ...(targetSize !== undefined && { target_size: String(targetSize) }),
      });
      if (isLite && reply.compactionID === NO_ID) {
        const job = makeJob<Details>({
          kind: "compaction",
          id: null,
          ...(yield* askOnce()),
          dbName,
          collectionName,
          details: { plans: UNTOLD },
          warnings: [NO_POLLABLE_ID],
        });
        return { job, reply };
      }
      const id = compactionId.read(reply.compactionID);
      if (id instanceof InvalidId || id === NO_ID) {
        throw badReply("ManualCompaction", "Milvus accepted the compaction but answered no id.");
      }
      const isNothing = id === NOTHING;
      const job = makeJob<Details>({
        kind: "compaction",
        id,
        ...(isNothing ? NOTHING_TO_COMPACT : { state: "pending", stage: "pending" }),
        dbName,
        collectionName,
        details: { plans: isNothing ? NO_PLANS : UNTOLD },
      });
      return { job, reply };
    },
    examples: startExamples,
  },
  subresources: [
    {
      path: "plans",
      summary: "Get the plans of a compaction",
      description:
        "Which segments are merged into which; empty for a compaction that Milvus has forgotten. `state` is only what Milvus says here, where it does not count failures: whether a compaction failed is in the job.",
      rpcs: ["GetCompactionStateWithPlans"],
      schema: plansSchema,
      *run({ id }) {
        const reply = yield* call("GetCompactionStateWithPlans", { compactionID: id });
        const { state, upstreamState } = readState(reply.state);
        const plans = reply.mergeInfos.map(({ sources, target }) => ({
          sources,
          target: values.id(target),
        }));
        return { compaction: `compaction/${id}`, state, upstreamState, plans };
      },
      examples: plansExamples,
    },
  ],
  simulation,
});
