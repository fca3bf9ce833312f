/** One line for each failed request, and at debug for every other; never a credential, never an unbounded text. */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Logger } from "pino";
import { GatewayError } from "../model/errors.ts";
import { ClientDisconnected } from "./client-disconnected.ts";
import { routeOf } from "./routes.ts";

const MAX_TEXT = 500;
const CLIENT_CLOSED_REQUEST = 499; // nginx's status for a client that has disconnected

/** Identifies a request by its route's template: paths and queries may hold secrets. */
function describe(request: IncomingMessage, response: ServerResponse) {
  return { requestId: response.requestId, method: request.method, route: routeOf(request) };
}

/** Logs the request at its end; 499 when the client disconnected first. */
export function logWhenDone(log: Logger, request: IncomingMessage, response: ServerResponse): void {
  if (!log.isLevelEnabled("debug")) return;
  const start = process.hrtime.bigint();
  response.once("close", () => {
    const milliseconds = Number(process.hrtime.bigint() - start) / 1e6;
    const status = response.writableFinished ? response.statusCode : CLIENT_CLOSED_REQUEST;
    log.debug({ ...describe(request, response), status, milliseconds }, "request");
  });
}

/** Logs why a request failed: an internal error with its cause, an upstream fault with its codes. */
export function logFailure(log: Logger, thrown: unknown, request: IncomingMessage, response: ServerResponse): void {
  const name = describe(request, response);
  if (thrown instanceof ClientDisconnected) log.info({ ...name, status: CLIENT_CLOSED_REQUEST }, "client disconnected");
  else logError(log, GatewayError.from(thrown), name);
}

/** Logs the failure of a request that could not be parsed: only its response has an id. */
export function logUnread(log: Logger, error: GatewayError, requestId: string): void {
  logError(log, error, { requestId });
}

/** Logs an internal error that fails only a part of a 200, such as one job of a stream; other failures are not logged. */
export function logInternalError(
  log: Logger,
  thrown: unknown,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  if (GatewayError.from(thrown).code === "INTERNAL") logFailure(log, thrown, request, response);
}

function logError(log: Logger, error: GatewayError, about: object): void {
  const { status, code, rule, upstream } = error;
  const { reason, ...fault } = upstream ?? {};
  const facts = { ...about, status, code, ...(rule !== undefined && { rule }), ...fault };
  if (code === "INTERNAL") log.error({ ...facts, err: error.cause }, "internal error");
  else if (status >= 500 && code !== "JOB_NOT_DONE") log.warn({ ...facts, ...texts(error) }, "request failed");
  else log.info(facts, "request failed");
}

/** What the client was told, and what it was not: the text of a connection's failure, which names addresses. */
function texts(error: GatewayError): { readonly detail: string; readonly cause?: string } {
  const detail = error.message.slice(0, MAX_TEXT);
  let cause: unknown = error;
  while (cause instanceof GatewayError) cause = cause.cause;
  return cause instanceof Error ? { detail, cause: cause.message.slice(0, MAX_TEXT) } : { detail };
}
