/** One line for each failed request, and at debug for every other; never a credential, never an unlimited text. */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Logger } from "pino";
import { GatewayError } from "../job/errors.ts";
import { pathOf } from "./problem.ts";

const MAX_TEXT = 500;

/** Logs the request once it is over; 499 when the caller left first. */
export function logWhenDone(log: Logger, request: IncomingMessage, response: ServerResponse): void {
  if (!log.isLevelEnabled("debug")) return;
  const begun = process.hrtime.bigint();
  response.once("close", () => {
    const milliseconds = Number(process.hrtime.bigint() - begun) / 1e6;
    log.debug(
      {
        requestId: response.requestId,
        method: request.method,
        path: pathOf(request.url ?? "").slice(0, MAX_TEXT),
        status: response.writableFinished ? response.statusCode : 499,
        milliseconds,
      },
      "request",
    );
  });
}

/** Logs why a request failed: a fault of our own with its cause, an upstream fault in short. */
export function logFailure(log: Logger, thrown: unknown, request: IncomingMessage, response: ServerResponse): void {
  const error = GatewayError.from(thrown);
  const facts = {
    requestId: response.requestId,
    method: request.method,
    path: pathOf(request.url ?? "").slice(0, MAX_TEXT),
    status: error.status,
    code: error.code,
  };
  if (error.code === "INTERNAL") log.error({ ...facts, err: error.cause }, "internal error");
  else if (error.status >= 500) log.warn({ ...facts, detail: error.message.slice(0, MAX_TEXT) }, "request failed");
}

/** Logs a fault of our own that fails only a part of a 200, such as one job of a stream. Other failures are told there. */
export function logOwnFault(log: Logger, thrown: unknown, request: IncomingMessage, response: ServerResponse): void {
  if (GatewayError.from(thrown).code === "INTERNAL") logFailure(log, thrown, request, response);
}
