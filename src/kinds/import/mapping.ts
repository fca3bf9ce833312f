/** Imports as Milvus and the gateway write them: body, states, details, warnings, and the job made of a reply. */
import { z } from "zod";
import type { ReplyOf, RequestOf } from "../../milvus/methods.ts";
import { clip, GatewayError } from "../../model/errors.ts";
import { type Job, makeJob, type UpstreamState, type Warning } from "../../model/job.ts";
import { stateReader } from "../../model/states.ts";
import * as values from "../../model/values.ts";
import { bodyDbName, collectionName, partitionName } from "../inputs.ts";
import { requireId, startedJob } from "../started-job.ts";
import { followJob, importFile, pathsOnly } from "./files.ts";
import { merge } from "./merge.ts";
import { RANK, type Report, type RestReport, readRecord } from "./rest.ts";

const NEEDS_FILE = "needs at least one file";
const paths = z.array(z.string().min(1).max(4096)).min(1, NEEDS_FILE).max(1024);

export const body = z.strictObject({
  dbName: bodyDbName,
  collectionName,
  partitionName: partitionName.optional(),
  files: z
    .union(
      [paths, z.array(paths).min(1, NEEDS_FILE).max(1024)],
      "must be a list of one or more paths, or a list of such lists",
    )
    .meta({
      description:
        "Paths in Milvus's own bucket, not URLs. A list of paths is one group: one .json, .jsonl, .parquet or .csv file, or one .npy file for each field. A list of such lists is several groups in one job, which Milvus 2.4 and later take.",
      example: ["books/2026-11.json"],
    }),
  options: z
    .record(z.string(), z.string({ error: "must be a string: Milvus takes every option as text, so quote it" }))
    .optional()
    .meta({ description: "As Milvus takes them, e.g. `timeout`, `sep`, `backup`.", example: { timeout: "300s" } }),
});

/** common.ImportState; 3 and 4 are unused. 5, 7 and 8 occur before Milvus 2.4 only. */
const readState = stateReader("ImportState", {
  ImportPending: { code: 0, state: "pending", stage: "pending" },
  ImportFailed: { code: 1, state: "failed", stage: "failed" },
  ImportStarted: { code: 2, state: "running", stage: "started" },
  ImportPersisted: { code: 5, state: "running", stage: "persisted" },
  ImportCompleted: { code: 6, state: "succeeded", stage: "completed" },
  ImportFailedAndCleaned: { code: 7, state: "failed", stage: "failed_and_cleaned" },
  ImportFlushed: { code: 8, state: "running", stage: "flushed" },
});

export const details = z.strictObject({
  rowCount: z.int().nullable().meta({
    description: "Rows written so far; rows imported once the job has succeeded. null, not 0, before writing begins.",
  }),
  totalRows: z.int().nullable().meta({ description: "Rows in all files, once Milvus has counted them." }),
  fileSizeBytes: z.int().nullable().meta({ description: "The size of all files." }),
  collectionId: z.string().nullable(),
  segmentIds: z.array(z.string()).nullable().meta({ description: "Milvus before 2.4 only." }),
  idRanges: z
    .array(z.strictObject({ begin: z.string(), end: z.string().meta({ description: "Not included." }) }))
    .nullable()
    .meta({ description: "The ids that Milvus gave to the rows of an auto-id collection; before 2.4 only." }),
  partitionName: z.string().nullable(),
  files: z.array(importFile).nullable().meta({
    description: "The file groups, sorted by path; null before Milvus has begun to write them.",
  }),
  persistCostSeconds: z
    .number()
    .nullable()
    .meta({ description: "Seconds that writing the rows took; before 2.4 only." }),
  infos: z
    .record(z.string(), z.string())
    .meta({ description: "Every key-value pair of the reply; before 2.4 the job's options are among them." }),
  siblings: z
    .array(z.string())
    .optional()
    .meta({ description: "Names of the other jobs, when one start made several (before 2.4)." }),
});

export type Details = z.infer<typeof details>;

export const ownWarnings = {
  AWAITING_COMMIT: "All rows are there, and Milvus waits for a commit or an abort.",
  JOB_NOT_READ: "Milvus has done what was asked, but the job could not be read afterwards; get it again.",
  LIST_WITHOUT_IDS:
    "Milvus 2.4 and later list import jobs without their ids on gRPC; get the job by the id that its start returned.",
  ODD_ID_LIST: "The list of id ranges lacks an end; include=reply has it as it is.",
  REST_UNAVAILABLE: "Milvus's own REST, which knows more of imports, added nothing",
  SOURCES_DISAGREE:
    "Milvus says on REST that the job has ended one way, and on gRPC the other; the job is as REST has it.",
} as const;

const warn = (code: keyof typeof ownWarnings): Warning => ({ code, message: ownWarnings[code] });
export const AWAITING_COMMIT = warn("AWAITING_COMMIT");
export const LIST_WITHOUT_IDS = warn("LIST_WITHOUT_IDS");
export const SOURCES_DISAGREE = warn("SOURCES_DISAGREE");
export const JOB_NOT_READ = warn("JOB_NOT_READ");
const ODD_ID_LIST = warn("ODD_ID_LIST");

/** The text is the same as long as the reason is: it must not change an ETag. */
export function restUnavailable(reason: string): Warning {
  return { code: "REST_UNAVAILABLE", message: `${ownWarnings.REST_UNAVAILABLE}: ${clip(reason, 500)}` };
}

type Body = z.output<typeof body>;

/** The file groups of a body. */
function groupsOf({ files }: Body): string[][] {
  const [first] = files;
  return Array.isArray(first) ? (files as string[][]) : [files as string[]]; // the schema allows no mixture
}

export const hasSeveralGroups = (body: Body) => groupsOf(body).length > 1;

export function toRequest(body: Body, idempotencyKey: string | undefined): RequestOf<"Import"> {
  return {
    db_name: body.dbName,
    collection_name: body.collectionName,
    partition_name: body.partitionName ?? "",
    files: groupsOf(body).flat(),
    options: Object.entries(body.options ?? {}).map(([key, value]) => ({ key, value })),
    idempotency_key: idempotencyKey ?? "",
  };
}

export function toRestRequest(body: Body): RequestOf<"import/create"> {
  const { dbName, collectionName, partitionName, options } = body;
  return { dbName, collectionName, partitionName, files: groupsOf(body), options };
}

/** The job of the first task that Milvus made; Milvus before 2.4 makes one for each file. */
export function toStartedJob(body: Body, { tasks }: ReplyOf<"Import">): Job<Details> {
  const [first, ...others] = tasks.filter((task) => values.id(task) !== null);
  const siblings = others.map((other) => `import/${other}`);
  return started(body, requireId("Import", "import", first), siblings);
}

/** Throws BAD_UPSTREAM_REPLY when there is no id. */
export function toJobOfGroups(body: Body, { data }: ReplyOf<"import/create">): Job<Details> {
  const { jobId } = data;
  if (typeof jobId === "string" && /^[1-9]\d{0,18}$/.test(jobId)) return started(body, jobId, []);
  throw new GatewayError("BAD_UPSTREAM_REPLY", "Milvus accepted the import but returned no id.", { rule: "reply" });
}

function started(body: Body, id: string, siblings: string[]): Job<Details> {
  return startedJob<Details>({
    kind: "import",
    id,
    dbName: body.dbName,
    collectionName: body.collectionName,
    details: {
      ...NOTHING_KNOWN,
      partitionName: body.partitionName ?? null,
      files: groupsOf(body).map(pathsOnly),
      ...(siblings.length > 0 && { siblings }),
    },
  });
}

/** The details of a job of which Milvus has said nothing. */
export const NOTHING_KNOWN: Details = {
  rowCount: null,
  totalRows: null,
  fileSizeBytes: null,
  collectionId: null,
  segmentIds: null,
  idRanges: null,
  partitionName: null,
  files: null,
  persistCostSeconds: null,
  infos: {},
};

export type Reply = ReplyOf<"GetImportState">;

interface Known {
  readonly id: string | null;
  readonly dbName: string | null;
  readonly collectionName?: string | undefined;
}

/** Ranks of gRPC's states; those of 2.3 that lie between are steps of importing. */
const RANKS: Readonly<Record<string, number>> = {
  pending: RANK.pending,
  running: RANK.importing,
  succeeded: RANK.ended,
  failed: RANK.ended,
};

function readReport(reply: Reply): Report & { readonly upstreamState: UpstreamState } {
  const { infos } = reply;
  const warnings: Warning[] = [];
  const progressWarnings: Warning[] = [];
  const read = readState(reply.state);
  // Options of the caller are echoed after Milvus's own pairs and may have the same keys (before 2.4).
  const reason = values.firstOf(infos, "failed_reason") || null;
  const percent = values.lastOf(infos, "progress_percent");
  // One that waits for its commit shows as failed on gRPC: docs/milvus.md#imports-that-await-a-commit
  const awaitsCommit = reply.state === "ImportFailed" && percent === "99" && !reason;
  // No spread: docs/decisions/0007-spreads-come-last.md
  return {
    state: awaitsCommit ? "running" : read.state,
    stage: awaitsCommit ? "awaiting_commit" : read.stage,
    upstreamState: read.upstreamState,
    rank: awaitsCommit ? RANK.uncommitted : (RANKS[read.state] ?? RANK.unknown),
    progress: percent === undefined ? null : values.progress(percent, progressWarnings),
    reason,
    rowCount: values.count(reply.row_count, "rowCount", warnings),
    progressWarnings: [...progressWarnings, ...warnings],
  };
}

/** The job of a reply of gRPC, and of what REST reported beside it, if it did. */
export function toJob(
  reply: Reply,
  known: Known,
  givenWarnings: readonly Warning[] = [],
  rest?: RestReport | undefined,
): Job<Details> {
  const { infos } = reply;
  const grpc = readReport(reply);
  const report = rest ? merge(grpc, rest) : grpc;
  const { state, stage } = report;
  const warnings = [...givenWarnings];
  if (stage === "awaiting_commit") warnings.push(AWAITING_COMMIT);
  if ("isContradictory" in report && report.isContradictory) warnings.push(SOURCES_DISAGREE);
  for (const warning of [...report.progressWarnings, ...(rest?.warnings ?? [])]) warnings.push(warning);
  const details = toDetails(reply, warnings, report, rest);
  return makeJob({
    kind: "import",
    id: known.id,
    state,
    stage,
    upstreamState: grpc.upstreamState,
    progress: report.progress,
    reason: report.reason,
    dbName: known.dbName,
    collectionName: rest?.collectionName ?? (values.firstOf(infos, "collection") || known.collectionName || null),
    createTime: values.fromSeconds(reply.create_ts) ?? rest?.createTime ?? null,
    endTime: state === "succeeded" ? (rest?.endTime ?? null) : null,
    details,
    warnings,
  });
}

/** The job of a record of REST's list, which has neither times nor sizes. */
export function toListedJob(
  record: Readonly<Record<string, unknown>>,
  known: Known,
  given: readonly Warning[],
): Job<Details> {
  const { state, stage, progress, reason, collectionName, progressWarnings } = readRecord(record);
  const warnings = [
    ...(known.id === null ? [LIST_WITHOUT_IDS] : []),
    ...given,
    ...(stage === "awaiting_commit" ? [AWAITING_COMMIT] : []),
    ...progressWarnings,
  ];
  return makeJob({
    kind: "import",
    id: known.id,
    state,
    stage,
    progress,
    reason,
    dbName: known.dbName,
    collectionName: collectionName ?? known.collectionName ?? null,
    details: NOTHING_KNOWN,
    warnings,
  });
}

/** A job that was committed or aborted and could not be read afterwards. */
export function toUnreadJob({ id, dbName }: Known): Job<Details> {
  return makeJob({ kind: "import", id, dbName, state: "unknown", details: NOTHING_KNOWN, warnings: [JOB_NOT_READ] });
}

function toDetails(reply: Reply, warnings: Warning[], report: Report, rest: RestReport | undefined): Details {
  const { infos } = reply;
  return {
    rowCount: report.rowCount,
    totalRows: rest?.totalRows ?? null,
    fileSizeBytes: rest?.fileSizeBytes ?? null,
    collectionId: values.id(reply.collection_id),
    segmentIds: reply.segment_ids.length > 0 ? reply.segment_ids : null,
    idRanges: toRanges(reply.id_list, warnings),
    partitionName: values.firstOf(infos, "partition") || null,
    files: rest?.files?.map((file) => followJob(file, report.state, report.reason)) ?? toFiles(infos),
    persistCostSeconds: toSeconds(values.lastOf(infos, "persist_cost")),
    infos: values.toRecord(infos, warnings),
  };
}

/** The files that Milvus before 2.4 names: one group. */
function toFiles(infos: Reply["infos"]): Details["files"] {
  const files = values.firstOf(infos, "files")?.split(",").filter(Boolean);
  return files ? (files.length > 0 ? [pathsOnly(files)] : []) : null;
}

/** `[begin, end, begin, end, …]`, ends not included → ranges; null when there are none or one end is missing. */
function toRanges(ids: readonly string[], warnings: Warning[]): Details["idRanges"] {
  if (ids.length === 0) return null;
  if (ids.length % 2 === 1) {
    warnings.push(ODD_ID_LIST);
    return null;
  }
  return ids.flatMap((begin, index) => (index % 2 === 0 ? [{ begin, end: ids[index + 1] ?? begin }] : []));
}

function toSeconds(cost: string | undefined): number | null {
  return cost !== undefined && /^\d{1,15}(\.\d{1,15})?$/.test(cost) ? Number(cost) : null;
}
