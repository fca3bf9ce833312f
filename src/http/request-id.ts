/** The id that every answer says as X-Request-Id: the caller's, if it is a sane one, else a new one. */
import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";

declare module "http" {
  interface ServerResponse {
    /** What the answer's X-Request-Id says; the responses of server.ts are born with it. */
    readonly requestId: string;
  }
}

const SANE = /^[A-Za-z0-9._-]{1,64}$/;

/** The caller's id, if it is 1 to 64 letters, digits, dots, dashes and underscores; a new UUID otherwise. */
export function readRequestId(request: IncomingMessage): string {
  const given = request.headers["x-request-id"];
  return typeof given === "string" && SANE.test(given) ? given : randomUUID();
}
