/** Turns any failure into a problem document (RFC 9457); codes and statuses are decided in model/errors.ts. */
import type { ServerResponse } from "node:http";
import { GatewayError, PROBLEMS, type ProblemCode } from "../model/errors.ts";
import { locationOf } from "../model/job-location.ts";
import { ClientDisconnected } from "./client-disconnected.ts";
import { varyOf } from "./negotiate.ts";

export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly instance: string;
  readonly code: ProblemCode;
  readonly retryable: boolean;
  readonly requestId: string;
  readonly upstream?: GatewayError["upstream"];
  readonly violations?: GatewayError["violations"];
  readonly job?: GatewayError["job"];
}

/** A problem of one item inside a 200: nothing in it differs between equal responses, so that they keep their tag. */
export type ItemProblem = Omit<Problem, "instance" | "requestId">;

/** The last part of a problem's type, such as `job-not-found`. */
export function slugOf(code: ProblemCode): string {
  return code.toLowerCase().replaceAll("_", "-");
}

/** Seconds after which a retryable request may be sent again; Milvus itself gives none. */
const RETRY_AFTER: Partial<Record<ProblemCode, number>> = {
  RATE_LIMITED: 2,
  UPSTREAM_UNAVAILABLE: 1,
  OVERLOADED: 1,
};

/** The request that failed. */
export interface ProblemContext {
  /** The path of the request as its caller knows it, without its query. */
  readonly instance: string;
  readonly requestId: string;
  readonly publicPath: string;
}

/** Where a problem is explained. */
export function typeOf(code: ProblemCode, publicPath: string): string {
  return `${publicPath}/problems/${slugOf(code)}`;
}

/** Anything thrown → the problem of an item; what is not recognised shows no internals. */
export function toItemProblem(thrown: unknown, publicPath: string): ItemProblem {
  const error = GatewayError.from(thrown);
  return {
    type: typeOf(error.code, publicPath),
    title: PROBLEMS[error.code].title,
    status: error.status,
    detail: error.message,
    code: error.code,
    retryable: error.retryable,
    ...(error.upstream && { upstream: error.upstream }),
    ...(error.violations.length > 0 && { violations: error.violations }),
    ...(error.job && { job: error.job }),
  };
}

/** Anything thrown → the document. */
export function toProblem(thrown: unknown, { instance, requestId, publicPath }: ProblemContext): Problem {
  const { type, title, status, detail, code, retryable, ...more } = toItemProblem(thrown, publicPath);
  return { type, title, status, detail, instance, code, retryable, requestId, ...more };
}

/** The headers that belong to a problem, apart from its content type. */
export function problemHeaders(error: GatewayError, publicPath: string): Record<string, string> {
  const { runningJob } = error;
  const retryAfter = error.retryable ? (error.retryAfter ?? RETRY_AFTER[error.code]) : undefined;
  return {
    ...(error.status === 401 && { "WWW-Authenticate": 'Bearer realm="milvus"' }),
    ...(retryAfter !== undefined && { "Retry-After": String(retryAfter) }),
    ...(error.allow && { Allow: error.allow.join(", ") }),
    ...(runningJob !== undefined && { Location: publicPath + locationOf(runningJob.name, runningJob.dbName) }),
  };
}

/** The path of a request target, without its query. */
export function pathOf(target: string): string {
  const query = target.indexOf("?");
  return query === -1 ? target : target.slice(0, query);
}

/** Sends the problem of a request; a response that has begun already, or whose client has disconnected, is destroyed. */
export function sendProblem(
  response: ServerResponse,
  thrown: unknown,
  { target, publicPath }: { readonly target: string; readonly publicPath: string },
): void {
  if (response.headersSent || thrown instanceof ClientDisconnected) {
    response.destroy();
    return;
  }
  const error = GatewayError.from(thrown);
  const path = pathOf(target);
  const instance = path.startsWith("/") ? publicPath + path : path; // `OPTIONS *` has no path
  const problem = toProblem(error, { instance, requestId: response.requestId, publicPath });
  const body = Buffer.from(JSON.stringify(problem));
  response.writeHead(error.status, {
    ...problemHeaders(error, publicPath),
    "Content-Type": "application/problem+json; charset=utf-8",
    "Content-Length": body.length,
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    Vary: varyOf(response),
  });
  response.end(body);
}
