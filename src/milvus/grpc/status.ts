/** A reply's Status, and gRPC's own → GatewayError; a failed reply is never read: docs/milvus.md#status-before-state */
import { status as grpc, type StatusObject } from "@grpc/grpc-js";
import { badReply } from "../../model/bad-reply.ts";
import { type ErrorPattern, GatewayError, PROBLEMS, type ProblemCode, type UpstreamFault } from "../../model/errors.ts";
import { redactText } from "../../model/redact.ts";
import type { Meaning } from "../codes.ts";
import { decide, type MilvusError, shorten } from "../decide.ts";
import type { ReplyOf, RpcName } from "../methods.ts";
import { DEADLINE_EXCEEDED } from "./channel.ts";
import { reasonOfOwnText } from "./own-texts.ts";
import { errorCodeNumbers } from "./proto.ts";

/** common.Status, which is the whole reply of some RPCs. */
type Status = ReplyOf<"LoadCollection">;

/**
 * Throws what the reply's Status says; BAD_UPSTREAM_REPLY when it has none. Some RPCs reply with a bare Status. `notFound`
 * are the errors that mean JOB_NOT_FOUND here, whatever the tables say.
 */
export function assertSuccess<Rpc extends RpcName>(
  rpc: Rpc,
  reply: ReplyOf<Rpc>,
  notFound: readonly ErrorPattern[] = [],
): void {
  const status: Status | null = "error_code" in reply ? reply : reply.status;
  if (status === null) {
    throw badReply(rpc, `Milvus's reply to ${rpc} has no status.`);
  }
  const errorCode = String(status.error_code);
  if (status.code === 0 && (errorCode === "Success" || errorCode === "0")) return;
  throw fromStatus(rpc, status, notFound);
}

function fromStatus(rpc: RpcName, status: Status, notFound: readonly ErrorPattern[]): GatewayError {
  const reason = shorten(status.reason);
  const errorCode = String(status.error_code);
  const { problem, status: httpStatus, rule } = decide(toMilvusError(status), notFound);
  const upstream: UpstreamFault = {
    rpc,
    grpcCode: 0,
    grpcName: "OK",
    milvusCode: status.code,
    errorCode,
    reason: reason || null,
  };
  return new GatewayError(problem, reason || `Milvus replied to ${rpc} with error ${status.code || errorCode}.`, {
    status: httpStatus ?? PROBLEMS[problem].status,
    retryable: PROBLEMS[problem].retryable || status.retriable,
    outcomeUnknown: problem === "DEADLINE_EXCEEDED",
    upstream,
    rule,
  });
}

function toMilvusError({ code, reason, error_code, extra_info }: Status): MilvusError {
  const name = String(error_code);
  const legacy = { name, number: errorCodeNumbers.get(name) ?? Number(error_code) };
  return { code, reason, legacy, isInputError: extra_info.is_input_error === "true" };
}

/** gRPC code → meaning: docs/milvus.md#grpc-statuses */
const GRPC_CODES: Readonly<Record<number, Meaning>> = {
  [grpc.CANCELLED]: { problem: "UPSTREAM_ERROR", status: 502 },
  [grpc.UNKNOWN]: { problem: "UPSTREAM_ERROR" },
  [grpc.INVALID_ARGUMENT]: { problem: "UPSTREAM_REJECTED" },
  [grpc.DEADLINE_EXCEEDED]: { problem: "DEADLINE_EXCEEDED" },
  [grpc.NOT_FOUND]: { problem: "UPSTREAM_ERROR", status: 404 },
  [grpc.ALREADY_EXISTS]: { problem: "UPSTREAM_ERROR", status: 409 },
  [grpc.PERMISSION_DENIED]: { problem: "PERMISSION_DENIED" },
  [grpc.RESOURCE_EXHAUSTED]: { problem: "RATE_LIMITED" },
  [grpc.FAILED_PRECONDITION]: { problem: "UPSTREAM_ERROR", status: 400 },
  [grpc.ABORTED]: { problem: "UPSTREAM_ERROR", status: 409 },
  [grpc.OUT_OF_RANGE]: { problem: "UPSTREAM_REJECTED" },
  [grpc.UNIMPLEMENTED]: { problem: "NOT_SUPPORTED_BY_SERVER" },
  [grpc.INTERNAL]: { problem: "UPSTREAM_ERROR", status: 502 },
  [grpc.UNAVAILABLE]: { problem: "UPSTREAM_UNAVAILABLE" },
  [grpc.DATA_LOSS]: { problem: "UPSTREAM_ERROR" },
  [grpc.UNAUTHENTICATED]: { problem: "UNAUTHENTICATED" },
};

/** grpc-js's own words for a message it could not read or that was too large for it. */
const UNREADABLE = /deserializ|response message parsing|decompress|received message (larger|that is too large)/i;

/** Why such a message was not read. */
const unreadableReason = (details: string) =>
  /larger|too large/i.test(details) ? "the reply is larger than 64 MiB" : "the reply cannot be decoded";

/** grpc-js's own words for a connection that was lost under a call; without one, the call was never sent. */
const LOST = /^(connection dropped|(read|write) E[A-Z]+)/i;

/** A call that ended with a gRPC status other than OK. */
export function fromServiceError(rpc: RpcName, error: Pick<StatusObject, "code" | "details">): GatewayError {
  const { code, details } = error;
  const isUnreadable = code !== grpc.UNAVAILABLE && UNREADABLE.test(details);
  const { problem, status }: Meaning = isUnreadable
    ? { problem: "BAD_UPSTREAM_REPLY" }
    : (GRPC_CODES[code] ?? { problem: "UPSTREAM_ERROR" });
  const isLate = details === DEADLINE_EXCEEDED.details;
  const own = isUnreadable ? unreadableReason(details) : reasonOfOwnText(details);
  const reason = isLate ? "" : (own ?? shorten(redactText(details)));
  const upstream: UpstreamFault = {
    rpc,
    grpcCode: code,
    grpcName: grpc[code] ?? String(code),
    milvusCode: null,
    errorCode: null,
    reason: reason || null,
  };
  return new GatewayError(problem, describe(rpc, { code, problem, isOwn: own !== undefined, reason }), {
    status: status ?? PROBLEMS[problem].status,
    outcomeUnknown: code === grpc.DEADLINE_EXCEEDED || (code === grpc.UNAVAILABLE && LOST.test(details)),
    upstream,
    rule: isUnreadable ? "unreadable" : `grpc:${code}`,
    // For the log: the reason leaves out what only the operator may know.
    cause: own === undefined ? error : new Error(redactText(details)),
  });
}

interface Ended {
  readonly code: number;
  readonly problem: ProblemCode;
  /** Whether the call failed on our side, so that the reason is no text of Milvus's. */
  readonly isOwn: boolean;
  /** May be empty. */
  readonly reason: string;
}

function describe(rpc: RpcName, { code, problem, isOwn, reason }: Ended): string {
  if (problem === "DEADLINE_EXCEEDED") return `Milvus did not reply to ${rpc} in time.`;
  if (isOwn && problem === "UPSTREAM_UNAVAILABLE") return `Milvus cannot be reached for ${rpc}: ${reason}.`;
  if (isOwn) return `The call of ${rpc} brought no reply: ${reason}.`;
  return reason || `Milvus ended ${rpc} with gRPC status ${code}.`;
}
