/**
 * Every way a request can fail, as a table of problem codes, and the one error class that carries them.
 * The bytes of a problem document are made in http/problem.ts.
 */

import type { CancellationSignal } from "./cancellation.ts";

/** What callers send to Milvus. */
export const CREDENTIALS =
  "`Authorization: Bearer user:password`, `Bearer <api key>` or `Basic <base64 of user:password>`";

interface ProblemType {
  /** HTTP status a problem of this type has unless its error says otherwise. */
  readonly status: number;
  readonly title: string;
  /** Whether the same request may succeed later without being changed. */
  readonly retryable: boolean;
  /** What happened and what to do about it; published under /problems/{slug}. */
  readonly meaning: string;
}

/** Problem code → what it means (RFC 9457 §3.1; statuses after RFC 9110). */
export const PROBLEMS = {
  INVALID_ARGUMENT: {
    status: 400,
    title: "Invalid argument",
    retryable: false,
    meaning:
      "Something in the path, the query, the headers or the body is not as this operation takes it. `violations` names every place at once, up to a hundred. Nothing was sent to Milvus.",
  },
  UPSTREAM_REJECTED: {
    status: 400,
    title: "Milvus rejected the request",
    retryable: false,
    meaning:
      "The request was well formed, but Milvus marked it as the caller's mistake: an unsuitable file set, an unknown field, a setting it does not take. `upstream.reason` has Milvus's words.",
  },
  UNAUTHENTICATED: {
    status: 401,
    title: "Credentials are missing or wrong",
    retryable: false,
    meaning:
      "Send `Authorization: Bearer user:password`, `Bearer <api key>` or `Basic …`; where the gateway has keys of its own, send one of them as `X-API-Key` or as a Bearer token.",
  },
  PERMISSION_DENIED: {
    status: 403,
    title: "Permission denied",
    retryable: false,
    meaning: "The credentials are right, but their user lacks the privilege that Milvus names in `upstream.reason`.",
  },
  READ_ONLY: {
    status: 403,
    title: "This gateway is read-only",
    retryable: false,
    meaning: "The operator has turned off everything that starts work (READ_ONLY=true). Jobs can be read and followed.",
  },
  HOST_NOT_ALLOWED: {
    status: 403,
    title: "Host not allowed",
    retryable: false,
    meaning:
      "The gateway listens on a loopback address and serves only requests whose Host header is a loopback name, so that no web page can reach it by DNS rebinding. Set HOST to serve other names.",
  },
  NOT_FOUND: {
    status: 404,
    title: "No such resource",
    retryable: false,
    meaning: "The path is none of this API's. GET /openapi.json lists all of them.",
  },
  JOB_NOT_FOUND: {
    status: 404,
    title: "Job not found",
    retryable: false,
    meaning:
      "Milvus knows no job of this kind with this id: it has expired (Milvus forgets finished jobs after hours) or never existed.",
  },
  COLLECTION_NOT_FOUND: {
    status: 404,
    title: "Collection not found",
    retryable: false,
    meaning: "Milvus has no such collection in this database. An unknown database often shows as this, too.",
  },
  DATABASE_NOT_FOUND: {
    status: 404,
    title: "Database not found",
    retryable: false,
    meaning: "Milvus has no such database.",
  },
  PARTITION_NOT_FOUND: {
    status: 404,
    title: "Partition not found",
    retryable: false,
    meaning: "The collection has no such partition.",
  },
  SNAPSHOT_NOT_FOUND: {
    status: 404,
    title: "Snapshot not found",
    retryable: false,
    meaning: "The collection has no snapshot of this name.",
  },
  INDEX_NOT_FOUND: {
    status: 404,
    title: "Index not found",
    retryable: false,
    meaning: "The collection has no index of this name, or none at all.",
  },
  METHOD_NOT_ALLOWED: {
    status: 405,
    title: "Method not allowed",
    retryable: false,
    meaning: "The path exists, but not with this method. The Allow header lists the methods it has.",
  },
  NOT_ACCEPTABLE: {
    status: 406,
    title: "No acceptable representation",
    retryable: false,
    meaning: "The Accept header excludes every media type of this operation.",
  },
  REQUEST_TIMEOUT: {
    status: 408,
    title: "The request took too long to arrive",
    retryable: true,
    meaning: "The request's headers or body did not arrive in time, and the connection was closed.",
  },
  JOB_ALREADY_RUNNING: {
    status: 409,
    title: "A job is already running",
    retryable: false,
    meaning: "Milvus runs one such job at a time. Location points to the running one, when Milvus tells its id.",
  },
  CONTENT_TOO_LARGE: {
    status: 413,
    title: "Content too large",
    retryable: false,
    meaning: "The request body is larger than the gateway takes.",
  },
  UNSUPPORTED_MEDIA_TYPE: {
    status: 415,
    title: "Unsupported media type",
    retryable: false,
    meaning: "Bodies are JSON in UTF-8: send Content-Type: application/json, uncompressed or with gzip, deflate or br.",
  },
  EXPECTATION_FAILED: {
    status: 417,
    title: "Expectation failed",
    retryable: false,
    meaning: "The only Expect header that HTTP defines is 100-continue.",
  },
  JOB_FAILED: {
    status: 424,
    title: "The job has failed",
    retryable: false,
    meaning:
      "The request was right and Milvus could be asked, but the job has failed, and `failOnFailed=true` makes that a failed request. `detail` is the reason, and `job` is the job.",
  },
  WRONG_STATE: {
    status: 409,
    title: "The job is not in the state for this",
    retryable: false,
    meaning:
      "Milvus refuses what was asked of this job in the state that it is in: only an import that waits for its commit can be committed, and one that is committed or done cannot be aborted. `upstream.reason` has Milvus's words.",
  },
  RATE_LIMITED: {
    status: 429,
    title: "Too many requests",
    retryable: true,
    meaning:
      "Milvus limits the rate of such requests, the number of unfinished jobs, or denies them by quota; wait as long as Retry-After says.",
  },
  HEADERS_TOO_LARGE: {
    status: 431,
    title: "Request headers too large",
    retryable: false,
    meaning: "The request line and headers together are larger than the gateway takes.",
  },
  UPSTREAM_ERROR: {
    status: 500,
    title: "Milvus reported an error",
    retryable: false,
    meaning:
      "Milvus could not do what was asked, and its error has no better code here. `upstream` has its code and its words.",
  },
  INTERNAL: {
    status: 500,
    title: "Internal error of the gateway",
    retryable: false,
    meaning: "A fault of the gateway itself. Its log has the cause under the `X-Request-Id` of the response.",
  },
  NOT_SUPPORTED_BY_SERVER: {
    status: 501,
    title: "This Milvus does not have the operation",
    retryable: false,
    meaning: "The Milvus behind the gateway does not implement the RPC; `detail` says which Milvus does.",
  },
  BAD_UPSTREAM_REPLY: {
    status: 502,
    title: "Milvus's reply breaks the protocol",
    retryable: false,
    meaning: "The reply could not be decoded, or lacks a part that it must have.",
  },
  UPSTREAM_UNAVAILABLE: {
    status: 503,
    title: "Milvus is unavailable",
    retryable: true,
    meaning: "Milvus cannot be reached, or says that it is not ready. Try again after Retry-After seconds.",
  },
  OVERLOADED: {
    status: 503,
    title: "The gateway is at its limit",
    retryable: true,
    meaning:
      "So many requests wait for Milvus, or follow jobs, that the gateway takes no more. Try again after Retry-After seconds.",
  },
  DEADLINE_EXCEEDED: {
    status: 504,
    title: "Milvus did not reply in time",
    retryable: true,
    meaning:
      "Milvus did not reply within the time limit (header Request-Timeout, in seconds). Work that the request was to start may have been started all the same, if `detail` says so.",
  },
  JOB_NOT_DONE: {
    status: 504,
    title: "The job is not done",
    retryable: true,
    meaning:
      "The request was right and Milvus could be asked, but the job has not ended, at the end of the wait if there was one, and `failUnlessDone=true` makes that a failed request. `job` is the job as it is. Send the same request again, after `Retry-After` seconds; `curl --retry` does.",
  },
} as const satisfies Record<string, ProblemType>;

export type ProblemCode = keyof typeof PROBLEMS;

/** One bad input: where it was, which field, and what is wrong with it. */
export interface Violation {
  readonly in: "path" | "query" | "header" | "body";
  readonly field: string;
  readonly message: string;
}

/** What Milvus said, when it was Milvus that failed the request, by either of its protocols. */
export type UpstreamFault = GrpcFault | RestFault;

export interface GrpcFault {
  readonly rpc: string;
  readonly grpcCode: number;
  readonly grpcName: string;
  /** `Status.code`; null when the failure was a gRPC status. */
  readonly milvusCode: number | null;
  /** `Status.error_code` by name (its number, when the proto has no name for it); null when the failure was a gRPC status. */
  readonly errorCode: string | null;
  readonly reason: string | null;
}

/** A failure of Milvus's own REST. */
export interface RestFault {
  readonly protocol: "rest";
  /** The method's path below `/v2/vectordb/jobs/`. */
  readonly rpc: string;
  /** null when there was no response. */
  readonly httpStatus: number | null;
  /** The `code` of the envelope; null when there was none. */
  readonly milvusCode: number | null;
  readonly reason: string | null;
}

interface RunningJob {
  readonly name: string;
  /** The database to ask for it in. */
  readonly dbName: string;
}

interface ErrorOptions {
  /** Overrides the status of the problem's type. */
  readonly status?: number | undefined;
  readonly retryable?: boolean | undefined;
  readonly violations?: readonly Violation[] | undefined;
  readonly upstream?: UpstreamFault | undefined;
  /** The job that stands in the way (409). */
  readonly runningJob?: RunningJob | undefined;
  /** The methods that the path has (405). */
  readonly allow?: readonly string[] | undefined;
  /** Seconds after which to send the request again, where the job of the problem says so. */
  readonly retryAfter?: number | undefined;
  /** The job that the problem is about, as the response to a successful request would have it. */
  readonly job?: object | undefined;
  /** Whether Milvus may have done all the same what it was asked. */
  readonly outcomeUnknown?: boolean | undefined;
  /** The row of which table decided, such as `code:700` or `grpc:14`: for the log. */
  readonly rule?: string | undefined;
  readonly cause?: unknown;
}

/** An error of Milvus's: one with this code, or, where its code does not decide, with this text. */
export type ErrorPattern = { readonly code: number } | { readonly text: RegExp };

/** A failure whose code and message are safe to show to the caller. */
export class GatewayError extends Error {
  readonly code: ProblemCode;
  readonly status: number;
  readonly retryable: boolean;
  readonly violations: readonly Violation[];
  readonly upstream: UpstreamFault | undefined;
  readonly runningJob: RunningJob | undefined;
  readonly allow: readonly string[] | undefined;
  readonly retryAfter: number | undefined;
  readonly job: object | undefined;
  readonly outcomeUnknown: boolean;
  readonly rule: string | undefined;

  constructor(code: ProblemCode, message: string, options: ErrorOptions = {}) {
    super(message, { cause: options.cause });
    this.name = "GatewayError";
    this.code = code;
    this.status = options.status ?? PROBLEMS[code].status;
    this.retryable = options.retryable ?? PROBLEMS[code].retryable;
    this.violations = options.violations ?? [];
    this.upstream = options.upstream;
    this.runningJob = options.runningJob;
    this.allow = options.allow;
    this.outcomeUnknown = options.outcomeUnknown ?? false;
    this.rule = options.rule;
    this.retryAfter = options.retryAfter;
    this.job = options.job;
  }

  /** The same failure in other words. */
  withMessage(message: string): GatewayError {
    return new GatewayError(this.code, message, { ...this, cause: this });
  }

  /** Turns anything thrown into a GatewayError; what is not recognised becomes INTERNAL, with the original as cause. */
  static from(thrown: unknown): GatewayError {
    if (thrown instanceof GatewayError) return thrown;
    return new GatewayError("INTERNAL", "The gateway failed to handle this request.", { cause: thrown });
  }
}

/** The beginning of a text that a caller chose, for a message. */
export function clip(text: string, length = 200): string {
  return text.length > length ? `${text.slice(0, length)}…` : text;
}

const MAX_VIOLATIONS = 100;

/** Makes INVALID_ARGUMENT out of the violations of a request: of the first hundred, and of long fields the beginning. */
export function invalidArgument(all: readonly Violation[]): GatewayError {
  const violations = all.slice(0, MAX_VIOLATIONS).map((violation) => ({ ...violation, field: clip(violation.field) }));
  const words = violations.map(({ field, message }) => `${field}: ${message}`);
  if (all.length > violations.length) words.push(`and ${all.length - violations.length} more`);
  return new GatewayError("INVALID_ARGUMENT", words.join("; "), { violations });
}

/** Makes JOB_FAILED out of a failed job. */
export function jobFailed(job: { readonly reason: string | null }): GatewayError {
  return new GatewayError("JOB_FAILED", job.reason ?? "Milvus gives no reason.", { job });
}

/** Makes JOB_NOT_DONE out of a job that goes on; `retryAfter` in seconds. */
export function jobNotDone(
  job: { readonly state: string; readonly progress: number | null },
  retryAfter: number,
): GatewayError {
  const { state, progress } = job;
  const words = [state.replaceAll("_", " "), ...(progress === null ? [] : [`at ${progress} %`])];
  return new GatewayError("JOB_NOT_DONE", `The job is not done: it is ${words.join(", ")}.`, { job, retryAfter });
}

/** Whether a failed poll says nothing about the next one: Milvus is in trouble, not the request, nor the gateway itself. */
export function isTransient(thrown: unknown): boolean {
  const { code, status } = GatewayError.from(thrown);
  return status === 429 || (status >= 500 && status !== 501 && code !== "INTERNAL");
}

/** Whether a call failed because nobody waited for it any more; a Milvus that cancels by itself has failed. */
export function isAbandoned(thrown: unknown, signal: CancellationSignal | undefined): boolean {
  if (signal?.aborted !== true) return false;
  const { rule, upstream } = GatewayError.from(thrown);
  if (rule === "rest:cancelled") return true;
  return upstream !== undefined && "grpcName" in upstream && upstream.grpcName === "CANCELLED";
}
