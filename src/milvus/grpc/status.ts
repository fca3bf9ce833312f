/** A reply's Status, and gRPC's own → GatewayError; a failed reply is never read: docs/milvus.md#status-before-state */
import { status as grpc, type StatusObject } from "@grpc/grpc-js";
import { badReply } from "../../model/bad-reply.ts";
import { GatewayError, PROBLEMS, type UpstreamFault } from "../../model/errors.ts";
import { maskText } from "../../model/redact.ts";
import type { ReplyOf, RpcName } from "../methods.ts";
import { LEGACY_CODES, type Meaning, MILVUS_CODES, TEXT_DECIDES, TEXTS } from "./codes.ts";
import { errorCodeNumbers } from "./proto.ts";

/** common.Status, which is the whole reply of some RPCs. */
type Status = ReplyOf<"LoadCollection">;

/** Milvus's texts are shown up to this many characters. */
const MAX_REASON = 2_000;

function shorten(reason: string): string {
  return reason.length > MAX_REASON ? `${reason.slice(0, MAX_REASON)}…` : reason;
}

/** Throws what the reply's Status says; BAD_UPSTREAM_REPLY when it has none. Some RPCs answer a bare Status. */
export function assertSuccess<Rpc extends RpcName>(rpc: Rpc, reply: ReplyOf<Rpc>): void {
  const status: Status | null = "error_code" in reply ? reply : reply.status;
  if (status === null) {
    throw badReply(rpc, `Milvus's reply to ${rpc} has no status.`);
  }
  const errorCode = String(status.error_code);
  if (status.code === 0 && (errorCode === "Success" || errorCode === "0")) return;
  throw fromStatus(rpc, status, errorCode);
}

function fromStatus(rpc: RpcName, status: Status, errorCode: string): GatewayError {
  const reason = shorten(status.reason);
  const { problem, status: httpStatus } = meaningOf(rpc, status);
  const upstream: UpstreamFault = {
    rpc,
    grpcCode: 0,
    grpcName: "OK",
    milvusCode: status.code,
    errorCode,
    reason: reason || null,
  };
  return new GatewayError(problem, reason || `Milvus answered ${rpc} with error ${status.code || errorCode}.`, {
    status: httpStatus ?? PROBLEMS[problem].status,
    retryable: PROBLEMS[problem].retryable || status.retriable,
    upstream,
  });
}

/** Legacy numbers stay below this; from here on `code` and `error_code` are merr's and may meet by chance. */
const LEGACY_LIMIT = 100;

function meaningOf(rpc: RpcName, status: Status): Meaning {
  const { code, reason } = status;
  if (code === 1000 && rpc === "GetImportState") return { problem: "JOB_NOT_FOUND" }; // 2.3: the key of the task
  const legacyNumber = errorCodeNumbers.get(String(status.error_code)) ?? Number(status.error_code);
  const isLegacy = code === 0 || (code === legacyNumber && code < LEGACY_LIMIT);
  if (isLegacy || TEXT_DECIDES.has(code)) {
    const byText = TEXTS.find(({ text }) => text.test(reason));
    if (byText) return byText;
  }
  const byCode = isLegacy ? LEGACY_CODES[String(status.error_code)] : MILVUS_CODES[code];
  const meaning = byCode ?? { problem: "UPSTREAM_ERROR" };
  const callersFault = status.extra_info.is_input_error === "true";
  const isOpen = meaning.problem === "UPSTREAM_ERROR" && meaning.status !== 404; // a 404 wins
  return callersFault && isOpen ? { problem: "UPSTREAM_REJECTED" } : meaning;
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

/** A call that ended with a gRPC status other than OK. */
export function fromServiceError(rpc: RpcName, error: Pick<StatusObject, "code" | "details">): GatewayError {
  const reason = shorten(maskText(error.details));
  const unreadable = error.code !== grpc.UNAVAILABLE && UNREADABLE.test(error.details);
  const { problem, status } = unreadable
    ? { problem: "BAD_UPSTREAM_REPLY" as const, status: undefined }
    : (GRPC_CODES[error.code] ?? { problem: "UPSTREAM_ERROR" as const, status: undefined });
  const upstream: UpstreamFault = {
    rpc,
    grpcCode: error.code,
    grpcName: grpc[error.code] ?? String(error.code),
    milvusCode: null,
    errorCode: null,
    reason: reason || null,
  };
  return new GatewayError(problem, reason || `Milvus ended ${rpc} with gRPC status ${error.code}.`, {
    status: status ?? PROBLEMS[problem].status,
    upstream,
    cause: error,
  });
}

/** grpc-js's own words for a connection that was lost under a call; without one, the call was never sent. */
const LOST = /^(connection dropped|(read|write) E[A-Z]+)/i;

/**
 * Whether Milvus may have done all the same what it was asked: no response came in time, or the connection was lost.
 * A failure without `upstream` is one of a call that was not sent.
 */
export function isOutcomeUnknown({ code, upstream }: GatewayError): boolean {
  if (!upstream) return false;
  return code === "DEADLINE_EXCEEDED" || (code === "UPSTREAM_UNAVAILABLE" && LOST.test(upstream.reason ?? ""));
}
