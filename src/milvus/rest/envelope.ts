/** A response of Milvus's REST: the `data` of a successful envelope, or a GatewayError. docs/milvus.md#rest-envelope */
import { type ErrorPattern, GatewayError, PROBLEMS, type ProblemCode, type RestFault } from "../../model/errors.ts";
import { parseLongJson } from "../../model/json.ts";
import { redactSecrets } from "../../model/redact.ts";
import { type Decision, decide, shorten } from "../decide.ts";
import type { RestMethodName, RestReply } from "../rest-methods.ts";
import type { RestResponse } from "./pool.ts";

interface Envelope {
  readonly code: number;
  readonly message: string;
  readonly data: unknown;
}

/** The envelope of a response, redacted; undefined when it is none. */
export function readEnvelope({ text }: RestResponse): Envelope | undefined {
  try {
    const json = parseLongJson(text);
    if (!isObject(json)) return undefined;
    const { code, message, data } = redactSecrets(json);
    if (typeof code !== "number" || !Number.isInteger(code)) return undefined;
    return { code, message: typeof message === "string" ? message : "", data };
  } catch {
    return undefined; // no JSON, or JSON that no Milvus writes
  }
}

function isObject(value: unknown): value is { [field: string]: unknown } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** 0, or before Milvus 2.4.3 200, which without data is the error of an unknown partition. */
const isSuccess = ({ code, data }: Envelope) => code === 0 || (code === 200 && isObject(data));

/** Whether a response shows that there is no such route: Milvus has no envelope for that, and a gRPC server has none at all. */
export function isNoRoute(response: RestResponse): boolean {
  if (isGrpc(response)) return true;
  return response.status === 404 && readEnvelope(response) === undefined;
}

export function isGrpc({ headers }: RestResponse): boolean {
  return "grpc-status" in headers || String(headers["content-type"] ?? "").startsWith("application/grpc");
}

/** Reads a response; `notFound` are the errors that mean JOB_NOT_FOUND, whatever the tables say. */
export function readReply(
  method: RestMethodName,
  response: RestResponse,
  notFound: readonly ErrorPattern[] = [],
): RestReply {
  const envelope = readEnvelope(response);
  if (response.status === 200 && envelope && isSuccess(envelope)) {
    const { code, data } = envelope;
    if (isObject(data)) return { code, data, receivedAt: Date.now() };
    if (data === undefined || data === null) return { code, data: {}, receivedAt: Date.now() };
  }
  throw toError(
    method,
    response,
    isNoRoute(response) || (envelope && isSuccess(envelope)) ? undefined : envelope,
    notFound,
  );
}

/** Statuses that decide by themselves. */
const BY_STATUS: Readonly<Record<number, ProblemCode>> = {
  401: "UNAUTHENTICATED",
  403: "PERMISSION_DENIED",
  408: "DEADLINE_EXCEEDED",
  429: "RATE_LIMITED",
  503: "UPSTREAM_UNAVAILABLE",
};

function toError(
  method: RestMethodName,
  response: RestResponse,
  envelope: Envelope | undefined,
  notFound: readonly ErrorPattern[],
): GatewayError {
  const { status } = response;
  const reason = envelope ? shorten(envelope.message) : "";
  const fault: RestFault = {
    protocol: "rest",
    rpc: method,
    httpStatus: status,
    milvusCode: envelope?.code ?? null,
    reason: reason || null,
  };
  const { problem, rule, status: ownStatus } = decideAll(response, envelope, notFound);
  return new GatewayError(problem, reason || describe(method, problem, status), {
    status: ownStatus ?? PROBLEMS[problem].status,
    outcomeUnknown:
      problem === "DEADLINE_EXCEEDED" || status >= 500 || (problem === "BAD_UPSTREAM_REPLY" && status < 300),
    upstream: fault,
    rule,
  });
}

function decideAll(
  response: RestResponse,
  envelope: Envelope | undefined,
  notFound: readonly ErrorPattern[],
): Decision {
  const rule = `http:${response.status}`;
  if (isNoRoute(response)) return { problem: "NOT_SUPPORTED_BY_SERVER", rule };
  const problem = BY_STATUS[response.status];
  if (problem) return { problem, rule };
  if (envelope) return decide({ code: envelope.code, reason: envelope.message }, notFound);
  return { problem: "BAD_UPSTREAM_REPLY", rule };
}

function describe(method: RestMethodName, problem: ProblemCode, status: number): string {
  if (problem === "NOT_SUPPORTED_BY_SERVER") return `This Milvus has no REST route ${method}.`;
  if (problem === "DEADLINE_EXCEEDED") return `Milvus's REST did not finish ${method} in time.`;
  return `Milvus's REST replied to ${method} with HTTP ${status} and nothing that can be read.`;
}
