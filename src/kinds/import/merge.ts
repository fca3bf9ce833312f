/** Two reports of one import → one: docs/milvus.md#merging */
import type { Warning } from "../../model/job.ts";
import { RANK, type Report } from "./rest.ts";

export interface Merged extends Report {
  /** Whether one source says succeeded and the other failed. */
  readonly isContradictory: boolean;
}

/** The later of both reports; of two that are equally far, what is more. */
export function merge(grpc: Report, rest: Report): Merged {
  const isContradictory = grpc.rank === RANK.ended && rest.rank === RANK.ended && grpc.state !== rest.state;
  if (isContradictory || rest.rank > grpc.rank) return { ...withoutZero(rest, rest), isContradictory };
  if (grpc.rank > rest.rank) return { ...withoutZero(grpc, rest), isContradictory };
  return {
    ...withoutZero({ ...grpc, rowCount: larger(grpc.rowCount, rest.rowCount) }, rest),
    progress: larger(grpc.progress, rest.progress),
    reason: grpc.reason ?? rest.reason,
    progressWarnings: withoutRepeats([...grpc.progressWarnings, ...rest.progressWarnings]),
    isContradictory,
  };
}

/** gRPC says 0 rows also where none is written yet, which REST can tell, and of a failed job. */
function withoutZero(report: Report, rest: Report): Report {
  const isNoCount = report.state === "failed" || (rest.rowCount === null && report.state !== "succeeded");
  const isUnknown = report.rowCount === 0 && isNoCount;
  return isUnknown ? { ...report, rowCount: null } : report;
}

function larger(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.max(a, b);
}

function withoutRepeats(warnings: readonly Warning[]): Warning[] {
  return warnings.filter(({ message }, index) => warnings.findIndex((other) => other.message === message) === index);
}
