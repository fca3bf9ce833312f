/** Reads a JSON body: its media type, its size, its text; what it must contain is the operation's schema. */

import { isUtf8 } from "node:buffer";
import type { RequestHandler } from "express";
import { raw } from "express";
import { clip, GatewayError, invalidArgument } from "../model/errors.ts";
import { parseJson, UnreadableNumber } from "../model/json.ts";
import { ClientDisconnected } from "./client-disconnected.ts";

/**
 * Middleware that collects the body's text, unpacked, up to a limit; fails with 413, 415 or 400 (see fromExpress). With
 * `anyType`, whatever type and charset the body is said to have, it is read as UTF-8, as Milvus does.
 */
export function bodyText(options: { readonly limit: number; readonly anyType?: boolean }): RequestHandler {
  const { limit, anyType } = options;
  const collect = raw({ type: anyType ? () => true : isUtf8Json, limit, verify: assertUtf8 });
  return (request, response, next) => {
    collect(request, response, (error?: unknown) => {
      if (Buffer.isBuffer(request.body)) request.body = utf8.decode(request.body);
      next(error);
    });
  };
}

/** Drops a byte order mark. */
const utf8 = new TextDecoder();

/** The decoder would replace what is not UTF-8 by U+FFFD, and another name would go to Milvus. */
function assertUtf8(_request: unknown, _response: unknown, bytes: Buffer): void {
  if (!isUtf8(bytes)) throw Object.assign(new Error("The body is no UTF-8."), { status: 400 });
}

function isUtf8Json(request: { headers: { "content-type"?: string | undefined } }): boolean {
  const type = request.headers["content-type"] ?? "";
  const [, charset = ""] = /;[ \t]*charset[ \t]*=[ \t]*"?([^\s;"]+)/i.exec(type) ?? [];
  return /^application\/(?:[\w.+-]+\+)?json\s*(;|$)/i.test(type) && /^(utf-?8)?$/i.test(charset);
}

/** Whether a request has a body at all (RFC 9112 §6). */
export function hasBody({ headers }: { readonly headers: Record<string, unknown> }): boolean {
  return (headers["content-length"] ?? "0") !== "0" || headers["transfer-encoding"] !== undefined;
}

/** The body as JSON; UNSUPPORTED_MEDIA_TYPE when it was not collected, INVALID_ARGUMENT when it is no JSON. */
export function readJsonBody(request: { readonly body?: unknown; readonly headers: Record<string, unknown> }): unknown {
  if (typeof request.body !== "string") {
    if (!hasBody(request)) {
      throw invalidArgument([{ in: "body", field: "body", message: "is missing: send a JSON object" }]);
    }
    throw new GatewayError(
      "UNSUPPORTED_MEDIA_TYPE",
      "The body must be sent as Content-Type: application/json, in UTF-8.",
    );
  }
  try {
    return parseJson(request.body);
  } catch (error) {
    if (error instanceof UnreadableNumber) {
      throw invalidArgument([{ in: "body", field: error.field ?? "body", message: error.message }]);
    }
    const message = error instanceof Error ? error.message : "unreadable";
    throw invalidArgument([{ in: "body", field: "body", message: `must be JSON: ${clip(message)}` }]);
  }
}

/** Express's parsers give every failure a status; a decompressor's, such as a broken gzip, is 400. */
function isBodyError(thrown: unknown): thrown is { readonly status: number } {
  return thrown instanceof Error && "status" in thrown && typeof thrown.status === "number";
}

/** `limit` in bytes, as Express's parser names it. */
export function contentTooLarge(limit: unknown): GatewayError {
  const most =
    typeof limit === "number" ? `the ${limit} bytes that this gateway takes (MAX_BODY_BYTES)` : "this gateway takes";
  return new GatewayError("CONTENT_TOO_LARGE", `The body is larger than ${most}.`);
}

/** Failures of Express's own parsers and router → GatewayError; anything else comes back as it is. */
export function fromExpress(thrown: unknown): unknown {
  if (thrown instanceof URIError) {
    return invalidArgument([{ in: "path", field: "id", message: "must be percent-encoded UTF-8" }]);
  }
  if (thrown instanceof GatewayError || !isBodyError(thrown)) return thrown;
  if ("type" in thrown && thrown.type === "request.aborted") return new ClientDisconnected();
  if (thrown.status === 413) return contentTooLarge("limit" in thrown ? thrown.limit : undefined);
  if (thrown.status === 415) {
    return new GatewayError(
      "UNSUPPORTED_MEDIA_TYPE",
      "The body must be UTF-8, uncompressed or with gzip, deflate or br.",
    );
  }
  if (thrown.status === 400) {
    return invalidArgument([
      { in: "body", field: "body", message: "did not arrive whole and in its declared encoding" },
    ]);
  }
  return thrown;
}
