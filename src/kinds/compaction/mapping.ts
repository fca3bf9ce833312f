/** Compactions as Milvus and the gateway write them: body, states, plans, warnings, and the job made of a reply. */
import { z } from "zod";
import type { ReplyOf, RequestOf } from "../../milvus/methods.ts";
import { POSITIVE_INT64 } from "../../model/decimals.ts";
import { compactionId, InvalidId } from "../../model/ids.ts";
import { type Job, makeJob, stateSchema, upstreamStateSchema, type Warning } from "../../model/job.ts";
import { stateReader } from "../../model/states.ts";
import * as values from "../../model/values.ts";
import { bodyDbName, collectionName } from "../inputs.ts";
import type { GetInput } from "../kind.ts";
import { requireId, startedJob } from "../started-job.ts";

const AN_ID = "must be a decimal int64 from 1 on, quoted when it is beyond 2^53";

/** Not 0, which proto3 does not send: Milvus would compact more than was requested. */
const idInput = z
  .union([z.string().regex(new RegExp(`^${POSITIVE_INT64}$`), AN_ID), z.int(AN_ID).positive(AN_ID)], AN_ID)
  .transform(String);

export const body = z.strictObject({
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

/** common.CompactionState, which has no failed state: the plans show failures. The spelling of 0 is Milvus's own. */
export const readState = stateReader("CompactionState", {
  UndefiedState: { code: 0, state: "unknown", stage: "undefined" },
  Executing: { code: 1, state: "running", stage: "executing" },
  Completed: { code: 2, state: "succeeded", stage: "completed" },
});

/** What Milvus Lite, and no other, returns as id: it compacts by itself. */
export const NO_ID = "0";

/** What Milvus returns as id when there is nothing to compact, and what such a job is, whatever Milvus says of it. */
export const NOTHING = "-1";
export const NOTHING_TO_COMPACT = { state: "succeeded", stage: "nothing_to_compact" } as const;

const planCount = (description: string) => z.int().nullable().meta({ description });

export const details = z.strictObject({
  plans: z.strictObject({
    executing: planCount("Plans at work."),
    completed: planCount("Plans done; Milvus forgets them after a while."),
    failed: planCount("Plans that failed."),
    timedOut: planCount("Plans that ran out of time."),
  }),
});

export type Details = z.infer<typeof details>;

export type Plans = Details["plans"];

export const NO_PLANS: Plans = { executing: 0, completed: 0, failed: 0, timedOut: 0 };
export const UNKNOWN_PLANS: Plans = { executing: null, completed: null, failed: null, timedOut: null };

export const plansSchema = z.strictObject({
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

export type PlansOutput = z.infer<typeof plansSchema>;

export const ownWarnings = {
  UNVERIFIABLE_ID: "Milvus returns the same for a compaction it has forgotten, and for an id that never existed.",
} as const;

export const UNVERIFIABLE_ID: Warning = { code: "UNVERIFIABLE_ID", message: ownWarnings.UNVERIFIABLE_ID };

export const NO_POLLABLE_ID: Warning = {
  code: "NO_POLLABLE_ID",
  message: "This Milvus returns no id for a compaction, so that it cannot be read again.",
};

type Body = z.output<typeof body>;

export function toRequest(body: Body, collectionID: string): RequestOf<"ManualCompaction"> {
  const { dbName, collectionName, majorCompaction, l0Compaction, partitionId, channel, segmentIds, targetSize } = body;
  return {
    collectionID,
    collection_name: collectionName,
    db_name: dbName,
    ...(majorCompaction !== undefined && { majorCompaction }),
    ...(l0Compaction !== undefined && { l0Compaction }),
    ...(partitionId !== undefined && { partition_id: partitionId }),
    ...(channel !== undefined && { channel }),
    ...(segmentIds !== undefined && { segment_ids: segmentIds }),
    ...(targetSize !== undefined && { target_size: String(targetSize) }),
  };
}

/** The job of a compaction that Milvus has accepted: pending, or succeeded when there was nothing to compact. */
export function toStartedJob({ dbName, collectionName }: Body, compactionID: string): Job<Details> {
  const read = compactionId.read(compactionID);
  const id = requireId("ManualCompaction", "compaction", read instanceof InvalidId || read === NO_ID ? null : read);
  const known = { kind: "compaction", id, dbName, collectionName };
  return id === NOTHING
    ? makeJob({ ...known, ...NOTHING_TO_COMPACT, details: { plans: NO_PLANS } })
    : startedJob({ ...known, details: { plans: UNKNOWN_PLANS } });
}

/** The state of a compaction without an id, as far as one read of it says. */
export type Found = Pick<Job, "state" | "stage"> & Partial<Pick<Job, "upstreamState">>;

/** The job of a compaction that Milvus has accepted without an id. */
export function toUnnamedJob({ dbName, collectionName }: Body, found: Found): Job<Details> {
  return makeJob({
    kind: "compaction",
    id: null,
    ...found,
    dbName,
    collectionName,
    details: { plans: UNKNOWN_PLANS },
    warnings: [NO_POLLABLE_ID],
  });
}

export type Reply = ReplyOf<"GetCompactionState">;

export function toJob(reply: Reply, { id, dbName }: GetInput<string>): Job<Details> {
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

/** Exact, since they decide whether a job failed: one too large for a JSON number is not null here. */
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

/** Counts the plans that failed or timed out; null when none did. */
function whyFailed(counts: Counts): string | null {
  const { failed, timedOut } = counts;
  if (failed <= 0n && timedOut <= 0n) return null;
  return `Of ${totalOf(counts)} plans ${failed} failed and ${timedOut} timed out.`;
}

/** Finished plans of all plans, rounded down; null when there are none, or when a count is negative. */
function finishedPercent(counts: Counts): number | null {
  const total = totalOf(counts);
  if (total === 0n || Object.values(counts).some((count) => count < 0n)) return null;
  return Number(((total - counts.executing) * 100n) / total);
}

export function toPlans(id: string, reply: ReplyOf<"GetCompactionStateWithPlans">): PlansOutput {
  const { state, upstreamState } = readState(reply.state);
  const plans = reply.mergeInfos.map(({ sources, target }) => ({ sources, target: values.id(target) }));
  return { compaction: `compaction/${id}`, state, upstreamState, plans };
}
