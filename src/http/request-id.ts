/** The X-Request-Id of every response: the caller's, if it is valid, else a new one. */
import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";

declare module "http" {
  interface ServerResponse {
    /** The X-Request-Id of this response; response.ts sets it. */
    readonly requestId: string;
  }
}

const VALID = /^[A-Za-z0-9._-]{1,64}$/;

/** The caller's id, if it is 1 to 64 letters, digits, dots, dashes and underscores; a new UUID otherwise. */
export function readRequestId(request: IncomingMessage): string {
  const given = request.headers["x-request-id"];
  return typeof given === "string" && VALID.test(given) ? given : randomUUID();
}
