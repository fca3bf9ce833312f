/** Two reports of one import → one: docs/milvus.md#merging */
import type { State, Warning } from "../../model/job.ts";
import { RANK, type Report } from "./rest.ts";

export interface Merged extends Report {
  /** Whether one source says succeeded and the other failed. */
  readonly isContradictory: boolean;
}

/** The later of both reports; of two that are equally far, what is more. */
export function merge(grpc: Report, rest: Report): Merged {
  const isContradictory = grpc.rank === RANK.ended && rest.rank === RANK.ended && grpc.state !== rest.state;
  const areEqual = !isContradictory && grpc.rank === rest.rank;
  const later = isContradictory || rest.rank > grpc.rank ? rest : grpc;
  const { state, stage, rank } = later;
  const rowCount = areEqual ? larger(grpc.rowCount, rest.rowCount) : later.rowCount;
  // No spread: docs/decisions/0007-spreads-come-last.md
  return {
    state,
    stage,
    rank,
    progress: areEqual ? larger(grpc.progress, rest.progress) : later.progress,
    reason: areEqual ? (grpc.reason ?? rest.reason) : later.reason,
    rowCount: rowCount === 0 && isNoCount(state, rest) ? null : rowCount,
    progressWarnings: areEqual
      ? withoutRepeats([...grpc.progressWarnings, ...rest.progressWarnings])
      : later.progressWarnings,
    isContradictory,
  };
}

/** Whether 0 is no count of rows: gRPC says it also where none is written yet, which REST can tell, and of a failed job. */
function isNoCount(state: State, rest: Report): boolean {
  return state === "failed" || (rest.rowCount === null && state !== "succeeded");
}

function larger(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.max(a, b);
}

function withoutRepeats(warnings: readonly Warning[]): Warning[] {
  return warnings.filter(({ message }, index) => warnings.findIndex((other) => other.message === message) === index);
}
