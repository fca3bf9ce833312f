/** The problem document as a schema, and the responses that carry problems, each set of codes published once. */
import type { HeadersObject, ReferenceObject, ResponseObject } from "openapi3-ts/oas31";
import { z } from "zod";
import { PROBLEMS, type ProblemCode } from "../model/errors.ts";
import { openEnum } from "../model/job.ts";
import { anyJob } from "./any-job.ts";
import { headers } from "./headers.ts";
import { pascal } from "./naming.ts";
import { refTo } from "./schemas.ts";

const CODES = Object.keys(PROBLEMS) as [ProblemCode, ...ProblemCode[]]; // the table is not empty

export const problemCode = openEnum("ProblemCode", CODES).meta({
  description: "For programs: decide by this. Tolerate words that are not listed here.",
});

export const violationSchema = z
  .strictObject({
    in: openEnum("RequestPart", ["path", "query", "header", "body"]).meta({ description: "The part of the request." }),
    field: z.string().meta({ description: "The parameter, or the path of the field with dots.", example: "pageSize" }),
    message: z.string().meta({ description: "What is wrong with it.", example: "must be at most 1000" }),
  })
  .meta({ description: "One bad input." });

export const upstreamFaultSchema = z
  .strictObject({
    rpc: z.string().meta({
      description: "The method that Milvus failed: an RPC, or of its REST the path below `/v2/vectordb/jobs/`.",
      example: "GetImportState",
    }),
    protocol: z.literal("rest").optional().meta({ description: "Only when it was Milvus's own REST." }),
    grpcCode: z.int().optional().meta({ description: "gRPC's status; 0 when Milvus replied with an error." }),
    grpcName: z.string().optional().meta({ example: "OK" }),
    httpStatus: z
      .int()
      .nullable()
      .optional()
      .meta({ description: "Of Milvus's own REST; null when there was no response." }),
    milvusCode: z.int().nullable().meta({
      description: "`Status.code`, or `code` of REST; null when the failure was a status of gRPC or HTTP.",
    }),
    errorCode: z
      .string()
      .nullable()
      .optional()
      .meta({ description: "`Status.error_code` by name; null when the failure was a gRPC status." }),
    reason: z.string().nullable().meta({ description: "Milvus's own words, secrets redacted." }),
  })
  .meta({ description: "What Milvus said, when it was Milvus that failed the request." });

export const problemSchema = z
  .strictObject({
    type: z.string().meta({
      description: "Where this problem is explained, as HTML or JSON.",
      format: "uri-reference",
      example: "/problems/job-not-found",
    }),
    title: z.string().meta({ example: "Job not found" }),
    status: z.int().min(400).max(599).meta({ description: "The HTTP status." }),
    detail: z.string().meta({ description: "What happened this time, for people." }),
    instance: z.string().meta({ description: "The path that was asked for.", format: "uri-reference" }),
    code: problemCode,
    retryable: z.boolean().meta({ description: "Whether the same request may succeed later without being changed." }),
    requestId: z.string().meta({ description: "As in X-Request-Id; the gateway's log has it, too." }),
    upstream: upstreamFaultSchema.optional(),
    violations: z
      .array(violationSchema)
      .optional()
      .meta({ description: "Every bad input of the request at once; only with INVALID_ARGUMENT." }),
    job: anyJob
      .optional()
      .meta({ description: "The job, as a 200 would have it; only with JOB_FAILED and JOB_NOT_DONE." }),
  })
  .meta({
    description:
      "Why a request failed (RFC 9457). A failed job is not a failed request, unless by `failOnFailed=true`, nor is an unfinished one, unless by `failUnlessDone=true`.",
  });

export const itemProblemSchema = problemSchema.omit({ instance: true, requestId: true, job: true }).meta({
  description:
    "Why one item of a response is missing: a problem without `instance` and `requestId`, so that an unchanged response keeps its ETag.",
});

// What can go wrong where

/** What any request may meet whatever the operation; together they are each operation's `default`. */
const ANYWHERE: readonly ProblemCode[] = [
  "METHOD_NOT_ALLOWED",
  "REQUEST_TIMEOUT",
  "EXPECTATION_FAILED",
  "HEADERS_TOO_LARGE",
];

/** Of routes that ask Milvus nothing. */
export const ALONE: readonly ProblemCode[] = ["INVALID_ARGUMENT", "HOST_NOT_ALLOWED", "NOT_ACCEPTABLE", "INTERNAL"];

/** Of routes that ask Milvus. */
export const ASKING: readonly ProblemCode[] = [
  "INVALID_ARGUMENT",
  "UPSTREAM_REJECTED",
  "UNAUTHENTICATED",
  "PERMISSION_DENIED",
  "HOST_NOT_ALLOWED",
  "NOT_ACCEPTABLE",
  "RATE_LIMITED",
  "UPSTREAM_ERROR",
  "INTERNAL",
  "NOT_SUPPORTED_BY_SERVER",
  "BAD_UPSTREAM_REPLY",
  "UPSTREAM_UNAVAILABLE",
  "OVERLOADED",
  "DEADLINE_EXCEEDED",
];

/** Of operations that take a body. */
export const WITH_BODY: readonly ProblemCode[] = ["CONTENT_TOO_LARGE", "UNSUPPORTED_MEDIA_TYPE"];

/** Collects the responses that operations refer to. */
export class ProblemResponses {
  readonly components: Record<string, ResponseObject> = {};

  /** Status → response, for the codes that an operation may have, and the default for all others. */
  of(codes: Iterable<ProblemCode>): Record<string, ReferenceObject> {
    const wanted = new Set(codes);
    const known = CODES.filter((code) => wanted.has(code));
    const statuses = [...new Set(known.map((code) => PROBLEMS[code].status))];
    const responses = statuses.map((status) => {
      const group = known.filter((code) => PROBLEMS[code].status === status);
      return [String(status), this.#publish(group.map(pascal).join("Or"), group)] as const;
    });
    return { ...Object.fromEntries(responses), default: this.#publish("OtherProblem", ANYWHERE) };
  }

  #publish(name: string, codes: readonly ProblemCode[]): ReferenceObject {
    this.components[name] ??= toResponse(codes, name === "OtherProblem");
    return { $ref: `#/components/responses/${name}` };
  }
}

/** Headers that only some problems have. */
const OWN_HEADERS: Partial<
  Record<ProblemCode, readonly ("WWW-Authenticate" | "Retry-After" | "Location" | "Preference-Applied")[]>
> = {
  UNAUTHENTICATED: ["WWW-Authenticate"],
  JOB_ALREADY_RUNNING: ["Location"],
  JOB_FAILED: ["Preference-Applied"],
  RATE_LIMITED: ["Retry-After"],
  UPSTREAM_UNAVAILABLE: ["Retry-After"],
  OVERLOADED: ["Retry-After"],
  JOB_NOT_DONE: ["Retry-After", "Preference-Applied"],
};

function toResponse(codes: readonly ProblemCode[], isDefault: boolean): ResponseObject {
  const meanings = codes.map((code) => `\`${code}\`: ${PROBLEMS[code].meaning}`);
  const other =
    "Any other failure; decide by `code`, and by `retryable` for codes that you do not know. Some errors of Milvus have a status of their own: 409, 413, 507.";
  const own: HeadersObject = headers(...codes.flatMap((code) => OWN_HEADERS[code] ?? []));
  return {
    description: [...(isDefault ? [other] : []), ...meanings].join("\n\n"),
    headers: { ...own, ...headers("X-Request-Id") },
    content: {
      "application/problem+json": {
        schema: refTo("Problem"),
        examples: Object.fromEntries(codes.map((code) => [code, { $ref: `#/components/examples/${code}` }])),
      },
    },
  };
}
