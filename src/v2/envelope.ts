/** Milvus's envelope: `{"code":0,"data":…}`, or a code and a message; mostly HTTP 200: docs/milvus.md#rest-envelope */
import type { ServerResponse } from "node:http";
import { stringify } from "lossless-json";
import { z } from "zod";
import { problemHeaders } from "../http/problem.ts";
import { clip, GatewayError, type ProblemCode } from "../model/errors.ts";

interface Failure {
  /** Milvus's number for it: docs/milvus.md#error-codes */
  readonly code: number;
  /** Unset: 200. */
  readonly status?: number;
  /** Milvus's own text. */
  readonly text?: string;
  /** Whether Milvus adds no details to it. */
  readonly terse?: boolean;
}

// Milvus's REST v2 also has 65535 for a missing privilege.
const UNEXPECTED: Failure = { code: 65535 };
const FORBIDDEN: Failure = { code: 65535, status: 403 };
const LIMITED: Failure = { code: 1807, text: "request is rejected by limiter" };
const INTERNAL: Failure = { code: 5, text: "service internal error" };
const NOT_JSON: Failure = { code: 1801, text: "can only accept json format request" };
const INVALID: Failure = { code: 1100, text: "invalid parameter" };

/** Failures that have no code of Milvus's: gRPC statuses and refusals of the gateway. All others are UNEXPECTED. */
const FAILURES: Readonly<Partial<Record<ProblemCode, Failure>>> = {
  UNAUTHENTICATED: { code: 1800, status: 401, text: "user hasn't authenticated", terse: true },
  PERMISSION_DENIED: FORBIDDEN,
  READ_ONLY: FORBIDDEN,
  HOST_NOT_ALLOWED: FORBIDDEN,
  DEADLINE_EXCEEDED: { code: 10001, status: 408, text: "request timeout", terse: true },
  // Milvus reports an unreachable coordinator as code 2 or gRPC 14.
  UPSTREAM_UNAVAILABLE: { code: 2, text: "service unavailable" },
  NOT_SUPPORTED_BY_SERVER: { code: 10, text: "service unimplemented" },
  RATE_LIMITED: LIMITED,
  OVERLOADED: LIMITED,
  JOB_NOT_FOUND: { code: 2100, text: "job does not exist" },
  BAD_UPSTREAM_REPLY: INTERNAL,
  INTERNAL,
  UPSTREAM_REJECTED: INVALID,
  CONTENT_TOO_LARGE: { code: 1102, text: "parameter too large" },
  UNSUPPORTED_MEDIA_TYPE: NOT_JSON,
};

/** In characters; a message may quote the request, which may be long. */
const MAX_MESSAGE = 1_000;

/** A request that the gateway rejects itself, with the code that Milvus would give it. */
export class Refusal extends GatewayError {
  readonly milvusCode: number;

  constructor(milvusCode: number, message: string) {
    super("INVALID_ARGUMENT", clip(message, MAX_MESSAGE));
    this.milvusCode = milvusCode;
  }
}

export const notJson = (why: string) => new Refusal(1801, `${NOT_JSON.text}, ${why}`);
export const missing = (fields: readonly string[]) =>
  new Refusal(1802, `missing required parameters, error: ${fields.join(", ")} must be given`);
export const invalidDatabase = (why: string) => new Refusal(802, `invalid database name, error: ${why}`);
export const invalid = (why: string) => new Refusal(1100, `${INVALID.text}, error: ${why}`);

function failureOf({ code, violations }: GatewayError): Failure {
  if (code !== "INVALID_ARGUMENT") return FAILURES[code] ?? UNEXPECTED;
  return violations.some((violation) => violation.in === "body") ? NOT_JSON : INVALID;
}

/** Statuses that Milvus has besides 200. */
const OWN_STATUSES: ReadonlySet<number> = new Set([401, 403, 408]);

interface Envelope {
  readonly status: number;
  readonly code: number;
  readonly message: string;
}

/** A failure as a client of Milvus expects it: with Milvus's own code and text where there are any. */
function toEnvelope(error: GatewayError): Envelope {
  if (error instanceof Refusal) return { status: 200, code: error.milvusCode, message: error.message };
  const { upstream } = error;
  const own = upstream && "httpStatus" in upstream ? (upstream.httpStatus ?? 200) : 200;
  if (upstream?.milvusCode) {
    const status = OWN_STATUSES.has(own) ? own : 200;
    return { status, code: upstream.milvusCode, message: upstream.reason ?? error.message };
  }
  const { code, status = 200, text, terse } = failureOf(error);
  const message = terse && upstream ? text : [text, error.message].filter(Boolean).join(", error: ");
  return { status, code, message: message ?? error.message };
}

function send(response: ServerResponse, status: number, json: string, headers: Readonly<Record<string, string>>): void {
  const body = Buffer.from(json);
  response.writeHead(status, {
    ...headers,
    "Content-Type": "application/json; charset=utf-8",
    "Content-Length": body.length,
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
  });
  response.end(body);
}

interface DataOptions {
  /** Whether job ids are JSON numbers, exact to the last digit. */
  readonly numbers: boolean;
  /** Of a success: 0, but 200 from Milvus before 2.4.3. */
  readonly code?: number;
}

/** Sends `{"code":0,"data":…}`. */
export function sendData(response: ServerResponse, data: object, { numbers, code = 0 }: DataOptions): void {
  const write = (key: string, value: unknown) =>
    numbers && key === "jobId" && typeof value === "string" && /^\d{1,19}$/.test(value) ? BigInt(value) : value;
  send(response, 200, stringify({ code, data }, write) ?? "", {});
}

/** Sends a failure; a response that has already begun is aborted. */
export function sendFailure(response: ServerResponse, error: GatewayError): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const { status, code, message } = toEnvelope(error);
  send(response, status, JSON.stringify({ code, message }), status === 401 ? problemHeaders(error, "") : {});
}

// Schemas for the OpenAPI document

/** The response of an operation with this `data`. */
export function dataEnvelope<Data extends z.ZodType>(data: Data) {
  return z.strictObject({
    code: z.union([z.literal(0), z.literal(200)]).meta({ description: "0: success; 200 from Milvus before 2.4.3." }),
    data,
  });
}

export const failureEnvelope = z
  .strictObject({
    code: z.int().meta({ description: "Milvus's error code, such as 100 for an unknown collection.", example: 100 }),
    message: z.string().meta({ example: "collection not found[database=default][collection=nowhere]" }),
  })
  .meta({ description: "A failure; with HTTP 200, except 401, 403 and 408." });
