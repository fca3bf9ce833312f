/** A resource as text with its entity tag, and the answer that carries them (RFC 9110 §8.8, §13.1.2, §15.4.5). */
import { hash } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { JobResult } from "../kinds/kind.ts";
import { varyOf } from "./negotiate.ts";

export interface Representation {
  /** A text leaves in one piece with the head of its answer; a Buffer would be a second. */
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

/** JSON.stringify calls Buffer's own toJSON first: its form → base64, as protobuf's JSON mapping has it. */
function base64(_key: string, value: unknown): unknown {
  const isBuffer = typeof value === "object" && value !== null && "type" in value && value.type === "Buffer";
  return isBuffer && "data" in value && Array.isArray(value.data) ? Buffer.from(value.data).toString("base64") : value;
}

/** Where a result keeps its forms; in no WeakMap: docs/decisions/0006-representations-on-the-result.md */
const PLAIN = Symbol("plain");
const WITH_REPLY = Symbol("with reply");

declare module "../kinds/kind.ts" {
  interface JobResult {
    [PLAIN]?: Representation;
    [WITH_REPLY]?: Representation;
  }
}

/** A job as text, made once for everyone who shares the answer. */
export function representJob(answer: JobResult, withReply: boolean): Representation {
  if (!withReply) {
    answer[PLAIN] ??= represent(answer.job);
    return answer[PLAIN];
  }
  answer[WITH_REPLY] ??= tag(JSON.stringify({ ...answer.job, reply: answer.reply }, base64));
  return answer[WITH_REPLY];
}

/** Whether `If-None-Match` lists the tag; the comparison is weak, as RFC 9110 §13.1.2 has it. */
export function matches(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  return ifNoneMatch.split(",").some((given) => {
    const tag = given.trim();
    return tag === "*" || tag === etag || tag === `W/${etag}`;
  });
}

/** Answers with a representation, or with 304 when the caller has it already. */
export function send(
  request: IncomingMessage,
  response: ServerResponse,
  { text, etag }: Representation,
  options: {
    readonly status?: number | undefined;
    readonly type?: string;
    /** Names and values by turns, the form that Node writes as it is. */
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
