/** Gives every answer an X-Request-Id: the caller's, if it is a sane one, else a new one. */
import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";

const SANE = /^[A-Za-z0-9._-]{1,64}$/;

/** Sets the header of the answer, from where requestIdOf reads it. */
export function setRequestId(request: IncomingMessage, response: ServerResponse): void {
  const given = request.headers["x-request-id"];
  response.setHeader("X-Request-Id", typeof given === "string" && SANE.test(given) ? given : randomUUID());
}

export function requestIdOf(response: ServerResponse): string {
  return String(response.getHeader("X-Request-Id"));
}
