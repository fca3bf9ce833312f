/** One line for each failed request, and at debug for every other; never a credential, never an unlimited text. */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Logger } from "pino";
import { GatewayError } from "../model/errors.ts";
import { ClientDisconnected } from "./client-disconnected.ts";
import { routeOf } from "./routes.ts";

const MAX_TEXT = 500;
const LEFT = 499; // nginx's status for a caller who did not wait for the response

/** Which request a line is about: by its route's template, since paths and queries may hold secrets. */
function nameOf(request: IncomingMessage, response: ServerResponse) {
  return { requestId: response.requestId, method: request.method, route: routeOf(request) };
}

/** Logs the request once it is over; 499 when the caller left first. */
export function logWhenDone(log: Logger, request: IncomingMessage, response: ServerResponse): void {
  if (!log.isLevelEnabled("debug")) return;
  const begun = process.hrtime.bigint();
  response.once("close", () => {
    const milliseconds = Number(process.hrtime.bigint() - begun) / 1e6;
    const status = response.writableFinished ? response.statusCode : LEFT;
    log.debug({ ...nameOf(request, response), status, milliseconds }, "request");
  });
}

/** Logs why a request failed: a fault of our own with its cause, an upstream fault in short. */
export function logFailure(log: Logger, thrown: unknown, request: IncomingMessage, response: ServerResponse): void {
  const name = nameOf(request, response);
  if (thrown instanceof ClientDisconnected) log.info({ ...name, status: LEFT }, "the caller left");
  else logError(log, GatewayError.from(thrown), name);
}

/** Logs why a request failed that could not be read, so that all there is of it is the id of its response. */
export function logUnread(log: Logger, error: GatewayError, requestId: string): void {
  logError(log, error, { requestId });
}

/** Logs a fault of our own that fails only a part of a 200, such as one job of a stream. Other failures are told there. */
export function logOwnFault(log: Logger, thrown: unknown, request: IncomingMessage, response: ServerResponse): void {
  if (GatewayError.from(thrown).code === "INTERNAL") logFailure(log, thrown, request, response);
}

function logError(log: Logger, error: GatewayError, about: object): void {
  const { status, code, upstream } = error;
  const { reason, ...fault } = upstream ?? {};
  const facts = { ...about, status, code, ...fault };
  if (code === "INTERNAL") log.error({ ...facts, err: error.cause }, "internal error");
  else if (status >= 500) log.warn({ ...facts, detail: error.message.slice(0, MAX_TEXT) }, "request failed");
  else log.info(facts, "request failed");
}
