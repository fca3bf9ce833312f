/** What Milvus's REST says of imports, read without trust: what is no value of its field is null. docs/milvus.md#rest-imports */
import type { RestReply } from "../../milvus/methods.ts";
import type { State, Warning } from "../../model/job.ts";
import * as values from "../../model/values.ts";
import { type ImportFile, readFiles } from "./files.ts";

/** How far a job is: of two reports the higher rank is the later one. */
export const RANK = { unknown: -1, pending: 0, importing: 1, uncommitted: 2, committing: 3, ended: 4 } as const;

/** A job's state as one source reports it. */
export interface Report {
  readonly state: State;
  readonly stage: string | null;
  readonly rank: number;
  readonly progress: number | null;
  readonly reason: string | null;
  readonly rowCount: number | null;
  /** They count only where the progress is used. */
  readonly progressWarnings: readonly Warning[];
}

/** What only REST says, beside its report of the state. */
export interface RestReport extends Report {
  readonly collectionName: string | null;
  readonly createTime: string | null;
  readonly endTime: string | null;
  readonly totalRows: number | null;
  readonly fileSizeBytes: number | null;
  readonly files: readonly ImportFile[] | null;
  readonly warnings: readonly Warning[];
}

interface ReadState {
  readonly state: State;
  readonly stage: string | null;
  readonly rank: number;
}

/** Milvus's words for the state of a job; any other is `unknown`. */
const STATES: Readonly<Record<string, ReadState>> = {
  None: { state: "unknown", stage: "none", rank: RANK.unknown },
  Pending: { state: "pending", stage: "pending", rank: RANK.pending },
  Importing: { state: "running", stage: "started", rank: RANK.importing },
  Uncommitted: { state: "running", stage: "awaiting_commit", rank: RANK.uncommitted },
  Committing: { state: "running", stage: "committing", rank: RANK.committing },
  Completed: { state: "succeeded", stage: "completed", rank: RANK.ended },
  Failed: { state: "failed", stage: "failed", rank: RANK.ended },
};

const UNKNOWN: ReadState = { state: "unknown", stage: null, rank: RANK.unknown };

function readState(value: unknown): ReadState {
  return typeof value === "string" && Object.hasOwn(STATES, value) ? (STATES[value] ?? UNKNOWN) : UNKNOWN;
}

/** What a record of the list and a job's progress have in common. */
export function readRecord(data: Readonly<Record<string, unknown>>) {
  const progressWarnings: Warning[] = [];
  const { state, stage, rank } = readState(data.state);
  return {
    state,
    stage,
    rank,
    progress: values.asProgress(data.progress, progressWarnings),
    reason: values.asText(data.reason),
    collectionName: values.asText(data.collectionName),
    progressWarnings,
  };
}

/** Ranks of jobs whose rows are all written. */
const IS_WRITTEN: ReadonlySet<number> = new Set([RANK.uncommitted, RANK.committing]);

/** Reads a progress; undefined when it is odd: without a state. */
export function readProgress(data: RestReply["data"]): RestReport | undefined {
  if (typeof data.state !== "string") return undefined;
  const warnings: Warning[] = [];
  const record = readRecord(data);
  const isWritten = IS_WRITTEN.has(record.rank) || record.state === "succeeded";
  const known = (value: number | null) => (value === 0 && !isWritten ? null : value);
  const totalRows = known(values.asCount(data.totalRows, "totalRows", warnings));
  const imported = values.asCount(data.importedRows, "rowCount", warnings);
  const files = readFiles(data.details, warnings);
  // No spread: docs/decisions/0007-spreads-come-last.md
  return {
    state: record.state,
    stage: record.stage,
    rank: record.rank,
    progress: record.progress,
    reason: record.reason,
    collectionName: record.collectionName,
    progressWarnings: record.progressWarnings,
    createTime: values.asTime(data.createTime),
    endTime: record.state === "succeeded" ? values.asTime(data.completeTime) : null,
    totalRows,
    // With a total, writing has begun, and none so far is a count.
    rowCount: totalRows !== null && record.state !== "failed" ? imported : known(imported),
    fileSizeBytes: files && values.asCount(data.fileSize, "fileSizeBytes", warnings),
    files,
    warnings,
  };
}
