/** A resource as text with its entity tag, and the response that carries them (RFC 9110 §8.8, §13.1.2, §15.4.5). */
import { hash } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { varyOf } from "./negotiate.ts";

export interface Representation {
  /** A text leaves in one write with the head of its response; a Buffer would be a second. */
  readonly text: string;
  /** Strong, over the text as UTF-8, quotes included. */
  readonly etag: string;
}

/** Any JSON value → its text and tag. */
export function represent(value: unknown): Representation {
  return tag(JSON.stringify(value));
}

/** A finished text → the same with its tag. */
export function tag(text: string): Representation {
  return { text, etag: `"${hash("sha1", text, "base64url")}"` };
}

/** Whether `If-None-Match` lists the tag; the comparison is weak, as RFC 9110 §13.1.2 has it. */
export function matches(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  return ifNoneMatch.split(",").some((given) => {
    const tag = given.trim();
    return tag === "*" || tag === etag || tag === `W/${etag}`;
  });
}

/** Sends a representation, or 304 when the caller has it already. */
export function send(
  request: IncomingMessage,
  response: ServerResponse,
  { text, etag }: Representation,
  options: {
    readonly status?: number | undefined;
    readonly type?: string;
    /** Alternating names and values, which Node writes as they are. */
    readonly headers?: readonly string[];
  } = {},
): void {
  const { status = 200, type = "application/json", headers = [] } = options;
  const head = ["ETag", etag, "Cache-Control", "no-cache", "Vary", varyOf(response), ...headers];
  const isRead = request.method === "GET" || request.method === "HEAD";
  if (status === 200 && isRead && matches(request.headers["if-none-match"], etag)) {
    response.writeHead(304, head).end();
    return;
  }
  const length = String(Buffer.byteLength(text));
  head.push("Content-Type", `${type}; charset=utf-8`, "Content-Length", length, "X-Content-Type-Options", "nosniff");
  response.writeHead(status, head);
  response.end(text);
}
