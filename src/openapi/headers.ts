/** The headers of requests and responses, each described once. */
import type { HeaderObject, HeadersObject, ParameterObject, ReferenceObject } from "openapi3-ts/oas31";
import { DEFAULTS } from "./defaults.ts";

const ETAG = '"kq3sB9fZx0cF4jWm2b7h1v8yT0I"';

// Of responses

export const RESPONSE_HEADERS = {
  ETag: {
    description: "Strong entity tag over the body. Send it as `If-None-Match` to get 304 while nothing has changed.",
    schema: { type: "string" },
    example: ETAG,
  },
  "Retry-After": {
    description:
      "Seconds after which it makes sense to ask again: 1, growing to 10 with the job's age. Absent once done.",
    schema: { type: "integer", format: "int32", minimum: 0 },
    example: 1,
  },
  Age: {
    description:
      "Seconds since Milvus was asked: up to 5 for a list that is dear for it. Absent when it was asked just now for this response.",
    schema: { type: "integer", format: "int32", minimum: 0 },
    example: 2,
  },
  Location: {
    description: "The job's path, behind a proxy with the proxy's prefix; absent when Milvus gave no id to ask with.",
    schema: { type: "string", format: "uri-reference" },
    example: "/v1/jobs/import/446781855410077335",
  },
  "X-Request-Id": {
    description:
      "The request's id: yours when you sent a usable one, else a new one. Milvus's log and the gateway's have it.",
    schema: { type: "string" },
    example: "01986a3e-6d7b-7c3a-9b0e-2f6f2f1c8a54",
  },
  "Cache-Control": {
    description: "`no-cache`: store it if you like, but ask before using it again.",
    schema: { type: "string" },
    example: "no-cache",
  },
  Vary: {
    description: "The request headers that the response depends on.",
    schema: { type: "string" },
    example: "Authorization, Accept",
  },
  "Preference-Applied": {
    description: "The `wait` of `Prefer`, when the request was held by it.",
    schema: { type: "string" },
    example: "wait=30",
  },
  "WWW-Authenticate": {
    description: "The scheme to authenticate with.",
    schema: { type: "string" },
    example: 'Bearer realm="milvus"',
  },
} as const satisfies Record<string, HeaderObject>;

export type ResponseHeader = keyof typeof RESPONSE_HEADERS;

/** References to the headers of a response. */
export function headers(...names: readonly ResponseHeader[]): HeadersObject {
  return Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));
}

/** What every response of a resource has. */
export const RESOURCE = ["ETag", "Cache-Control", "Vary", "X-Request-Id"] as const;

// Of requests

const DEFAULT_SECONDS = DEFAULTS.DEFAULT_TIMEOUT_MS / 1_000;
const MAX_SECONDS = DEFAULTS.MAX_TIMEOUT_MS / 1_000;

export const REQUEST_HEADERS = {
  RequestTimeout: {
    name: "Request-Timeout",
    in: "header",
    description: `Seconds that Milvus has to reply, decimals allowed; 0 asks for the default, which is ${DEFAULT_SECONDS}. The most is ${MAX_SECONDS}, unless the operator set another limit. After it, 504.`,
    schema: { type: "number", minimum: 0, maximum: MAX_SECONDS, examples: [2.5] },
  },
  RequestId: {
    name: "X-Request-Id",
    in: "header",
    description:
      "An id of yours for this request, handed on to Milvus's log: 1 to 64 letters, digits, dots, dashes and underscores; anything else is replaced.",
    schema: { type: "string", examples: ["nightly-import-42"] },
  },
  IfNoneMatch: {
    name: "If-None-Match",
    in: "header",
    description:
      "The `ETag` of a response that you have: 304 while it is still right. With `wait`, waits for a change; with `failUnlessDone`, only a done job can be 304.",
    schema: { type: "string", examples: [ETAG] },
  },
  IdempotencyKey: {
    name: "Idempotency-Key",
    in: "header",
    description:
      "Handed on to Milvus, which starts the work once for each key (2.6.24, 3.0.2 and later). 1 to 256 printable ASCII characters. Under `/v1`, starts of other kinds refuse it.",
    schema: { type: "string", pattern: "^[ -~]{1,256}$", examples: ["books-2026-11"] },
  },
  Prefer: {
    name: "Prefer",
    in: "header",
    description: "`wait=30`: the same as `?wait=30s`, in whole seconds (RFC 7240). Other preferences are ignored.",
    schema: { type: "string", examples: ["wait=30"] },
  },
  LastEventId: {
    name: "Last-Event-ID",
    in: "header",
    description: "The id of the last event that you have; browsers send it on reconnecting. Of a done job: 204.",
    schema: { type: "string", examples: [ETAG] },
  },
} as const satisfies Record<string, ParameterObject>;

export type RequestHeader = keyof typeof REQUEST_HEADERS;

/** References to the headers that an operation reads. */
export function requestHeaders(...names: readonly RequestHeader[]): ReferenceObject[] {
  return names.map((name) => ({ $ref: `#/components/parameters/${name}` }));
}
