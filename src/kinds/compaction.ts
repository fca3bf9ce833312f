/** Manual compactions: segments of a collection are merged. The id comes from starting one; facts §6. */
import { z } from "zod";
import { GatewayError } from "../job/errors.ts";
import { compactionId, isInt64 } from "../job/ids.ts";
import { bodyDbName, collectionName } from "../job/inputs.ts";
import { type Job, makeJob, type State, stateSchema, upstreamStateSchema, type Warning } from "../job/job.ts";
import {
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

/** What Milvus answers as id when there is nothing to compact. */
const NOTHING = "-1";

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
  const counts = Object.values(plans);
  const read = readState(reply.state);
  const reason = read.state === "succeeded" ? whyFailed(plans) : null;
  const isBlank = counts.every((count) => count === 0);
  if (read.state === "succeeded" && isBlank && id !== NOTHING) warnings.push(UNVERIFIABLE_ID);
  return makeJob({
    kind: "compaction",
    id,
    ...read,
    ...(reason !== null && { state: "failed" as const, stage: "completed_with_failures" }),
    ...(id === NOTHING && read.state === "succeeded" && { stage: "nothing_to_compact" }),
    progress: finishedPercent(plans),
    reason,
    dbName,
    details: { plans },
    warnings,
  });
}

/** Counts the plans that came to nothing; null when none did. */
function whyFailed({ executing, completed, failed, timedOut }: Plans): string | null {
  const [bad = 0, late = 0] = [failed ?? 0, timedOut ?? 0];
  if (bad <= 0 && late <= 0) return null;
  const total = (executing ?? 0) + (completed ?? 0) + bad + late;
  return `Of ${total} plans ${bad} failed and ${late} timed out.`;
}

/** Finished plans of all plans, rounded down; null when there are none, or a count that is none. */
function finishedPercent(plans: Plans): number | null {
  const counts = Object.values(plans);
  if (counts.some((count) => count === null || count < 0)) return null;
  const total = counts.reduce<number>((sum, count) => sum + (count ?? 0), 0);
  return total === 0 ? null : Math.floor(((total - (plans.executing ?? 0)) * 100) / total);
}

const UNVERIFIABLE_ID: Warning = {
  code: "UNVERIFIABLE_ID",
  message: "Milvus answers so for a compaction it has forgotten, and for an id that never existed, too.",
};

// Operations

const int64Input = z
  .union([z.string(), z.int().nonnegative()])
  .transform(String)
  .refine(isInt64, "must be a decimal int64, quoted when it is beyond 2^53");

const body = z.strictObject({
  dbName: bodyDbName,
  collectionName,
  majorCompaction: z.boolean().optional().meta({ description: "Clusters by the clustering key (2.4 and later)." }),
  l0Compaction: z.boolean().optional().meta({ description: "Merges level-zero deletes only (2.6.3 and later)." }),
  partitionId: int64Input.optional().meta({ description: "Only this partition (2.5.8 and later)." }),
  channel: z.string().min(1).max(255).optional().meta({ description: "Only this channel (2.5.8 and later)." }),
  segmentIds: z
    .array(int64Input)
    .min(1)
    .max(1024)
    .optional()
    .meta({ description: "Only these segments (2.5.8 and later)." }),
  targetSize: z.int().min(1).optional().meta({ description: "Size to merge to, in MB (2.6.8 and later)." }),
});

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

const isId = (text: string) => text !== "0" && !text.startsWith("-");

// Simulation

interface SimulatedCompaction {
  readonly startedAt: number;
  readonly fails: boolean;
}

const PLANS = 4;
/** Milliseconds that one plan takes; the next begins when it is done. */
const PLAN_MS = 1_500;

const compactionsOf = (world: SandboxWorld) => world.store("compaction", () => new Map<string, SimulatedCompaction>());

/** How many plans are done; undefined for an id that Milvus does not know. */
function progressOf(id: string, world: SandboxWorld) {
  const compaction = compactionsOf(world).get(id);
  if (!compaction) return undefined;
  const done = Math.min(PLANS, Math.floor((world.now() - compaction.startedAt) / PLAN_MS));
  const failed = compaction.fails && done > 0 ? 1 : 0;
  return { done, failed, state: done < PLANS ? ("Executing" as const) : ("Completed" as const) };
}

const simulation: Simulation = {
  ManualCompaction({ db_name, collection_name, collectionID }, world) {
    const collection = world.collection(db_name, collection_name);
    if (!collection || collection.id !== collectionID) return collectionNotFound(db_name, collection_name);
    if (collection.name === "empty") return { compactionID: NOTHING };
    const id = world.nextId();
    compactionsOf(world).set(id, { startedAt: world.now(), fails: collection.name.startsWith("fails") });
    return { compactionID: id, compactionPlanCount: PLANS };
  },
  GetCompactionState({ compactionID }, world) {
    const progress = progressOf(compactionID, world);
    if (!progress) return { state: "Completed" };
    return {
      state: progress.state,
      executingPlanNo: String(PLANS - progress.done),
      completedPlanNo: String(progress.done - progress.failed),
      failedPlanNo: String(progress.failed),
    };
  },
  GetCompactionStateWithPlans({ compactionID }, world) {
    const progress = progressOf(compactionID, world);
    if (!progress) return { state: "Completed" };
    const mergeInfos = Array.from({ length: PLANS }, (_, plan) => ({
      sources: [`44678185541007${plan}001`, `44678185541007${plan}002`],
      target: plan < progress.done ? `44678185541007${plan}003` : "-1",
    }));
    return { state: progress.state, mergeInfos };
  },
};

// Worked examples; the sandbox is seeded with those of `get`

const upstream = (code: number, name: string | null) => ({ enum: "CompactionState", code, name });
const NO_PLANS: Plans = { executing: 0, completed: 0, failed: 0, timedOut: 0 };

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
    job: { state: "succeeded", stage: "nothing_to_compact", ...completed },
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

const startExamples: readonly StartExample<typeof body>[] = [
  {
    summary: "Compact a collection",
    input: { body: { collectionName: "books" } },
    calls: startCalls({ compactionID: "446781855410087013", compactionPlanCount: 4 }),
    output: makeJob<Details>({
      kind: "compaction",
      id: "446781855410087013",
      state: "pending",
      dbName: "default",
      collectionName: "books",
      details: { plans: { executing: null, completed: null, failed: null, timedOut: null } },
    }),
  },
  {
    summary: "Nothing to compact",
    input: { body: { collectionName: "books" } },
    calls: startCalls({ compactionID: NOTHING, compactionPlanCount: 0 }),
    output: makeJob<Details>({
      kind: "compaction",
      id: NOTHING,
      state: "succeeded",
      stage: "nothing_to_compact",
      dbName: "default",
      collectionName: "books",
      details: { plans: NO_PLANS },
    }),
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
      "How a compaction goes. Milvus answers an id that it does not know as if it were finished: such a job has the warning UNVERIFIABLE_ID.",
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
      "Compacts one collection. The gateway asks for the collection's id first and sends it: Milvus 2.3 ignores the name and would compact everything there is.",
    rpcs: ["DescribeCollection", "ManualCompaction"],
    body,
    *run({ body }) {
      const { dbName, collectionName, majorCompaction, l0Compaction, partitionId, channel, segmentIds, targetSize } =
        body;
      const { collectionID } = yield* call("DescribeCollection", {
        db_name: dbName,
        collection_name: collectionName,
      });
      // Without an id Milvus would compact every collection there is.
      if (collectionID === "0") {
        throw new GatewayError("BAD_UPSTREAM_REPLY", `Milvus described ${collectionName} without its id.`);
      }
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
      const isNothing = reply.compactionID === NOTHING;
      const job = makeJob<Details>({
        kind: "compaction",
        id: reply.compactionID,
        ...(isNothing ? { state: "succeeded", stage: "nothing_to_compact" } : { state: "pending" }),
        dbName,
        collectionName,
        details: { plans: isNothing ? NO_PLANS : { executing: null, completed: null, failed: null, timedOut: null } },
      });
      return { job, reply };
    },
    examples: startExamples,
  },
  subresources: [
    {
      path: "plans",
      summary: "Get the plans of a compaction",
      description: "Which segments are merged into which; empty for a compaction that Milvus has forgotten.",
      rpcs: ["GetCompactionStateWithPlans"],
      schema: plansSchema,
      *run({ id }) {
        const reply = yield* call("GetCompactionStateWithPlans", { compactionID: id });
        const { state, upstreamState } = readState(reply.state);
        const plans = reply.mergeInfos.map(({ sources, target }) => ({
          sources,
          target: isId(target) ? target : null,
        }));
        return { compaction: `compaction/${id}`, state, upstreamState, plans };
      },
      examples: plansExamples,
    },
  ],
  simulation,
});
