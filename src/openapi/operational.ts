/** The routes around the API: health, metrics, problem types, and the document itself. */
import type { ParameterObject, ResponseObject, SecurityRequirementObject } from "openapi3-ts/oas31";
import { z } from "zod";
import { slugOf } from "../http/problem.ts";
import { PROBLEMS, type ProblemCode } from "../model/errors.ts";
import { openEnum } from "../model/job.ts";
import { headers, requestHeaders } from "./headers.ts";
import { jsonResponse, type Row, shared } from "./operation.ts";
import { ALONE, problemCode } from "./problems.ts";
import { refTo, type Schemas } from "./schemas.ts";

const alive = z.strictObject({ status: openEnum("AliveStatus", ["ok"]) }).meta({ description: "The process runs." });

const ready = z
  .strictObject({
    status: openEnum("ReadyStatus", ["ready", "not_ready"]),
    reasons: z.array(z.string()).optional().meta({ description: "Why Milvus is not ready." }),
  })
  .meta({ description: "Whether Milvus answers and is healthy." });

const problemType = z
  .strictObject({
    type: z.string().meta({ format: "uri-reference" }),
    code: problemCode,
    title: z.string(),
    status: z.int().min(400).max(599),
    retryable: z.boolean(),
    meaning: z.string().meta({ description: "What happened and what to do about it." }),
  })
  .meta({ description: "A kind of problem." });

export function publishOperational(schemas: Schemas): void {
  schemas.publish("Alive", alive);
  schemas.publish("Ready", ready);
  schemas.publish("ProblemType", problemType);
}

const TAG = "Server";

/** Every problem of these is about the request itself. */
const UNASKED: readonly ProblemCode[] = ["INVALID_ARGUMENT", "HOST_NOT_ALLOWED", "INTERNAL"];

const text = (description: string, type: string, example: string): ResponseObject => ({
  description,
  headers: headers("X-Request-Id"),
  content: { [type]: { schema: { type: "string" }, example } },
});

/** Of any type: to some generators YAML is what it says, to others a text. */
const YAML = { schema: { description: "OpenAPI 3.1, in YAML." }, example: "openapi: 3.1.1\n" };

/** The document's media types. Some generators know no `application/yaml`, and leave out what has no other one. */
const DOCUMENT_CONTENT = {
  json: { "application/json": { schema: { type: "object" }, example: { openapi: "3.1.1" } } },
  yaml: { "application/yaml": YAML, "text/plain": YAML },
} as const;

/** Needs no credentials, whatever the gateway is set to. */
const NOBODY: SecurityRequirementObject[] = [];

export function operationalRows(): Row[] {
  const code = "JOB_NOT_FOUND";
  const { status, title, retryable, meaning } = PROBLEMS[code];
  const slug = slugOf(code);
  const slugParameter: ParameterObject = {
    name: "slug",
    in: "path",
    required: true,
    description: "The last part of a problem's `type`.",
    schema: { type: "string", pattern: "^[a-z]+(-[a-z]+)*$" },
    example: slug,
  };
  const unready = { status: "not_ready", reasons: ["connect ECONNREFUSED 127.0.0.1:19530"] };
  return [
    {
      method: "get",
      path: "/livez",
      operationId: "isAlive",
      tag: TAG,
      summary: "Whether the process runs",
      description: "For liveness probes; never asks Milvus.",
      responses: {
        200: jsonResponse("It runs.", refTo("Alive"), { examples: [{ summary: "Alive", value: { status: "ok" } }] }),
        304: shared("NotModified"),
      },
      problems: ALONE,
      security: NOBODY,
    },
    {
      method: "get",
      path: "/readyz",
      operationId: "isReady",
      tag: TAG,
      summary: "Whether Milvus answers",
      description:
        "For readiness probes. Ready is a Milvus that answers and is healthy, or that wants credentials first.\n\nAsks Milvus by `CheckHealth`.",
      parameters: requestHeaders("RequestTimeout"),
      responses: {
        200: jsonResponse("Milvus is ready.", refTo("Ready"), {
          examples: [{ summary: "Ready", value: { status: "ready" } }],
        }),
        304: shared("NotModified"),
        503: jsonResponse("Milvus is not ready, for these reasons.", refTo("Ready"), {
          examples: [{ summary: "Not ready", value: unready }],
          headers: ["Retry-After"],
        }),
      },
      problems: [...ALONE, "UNAUTHENTICATED"],
    },
    {
      method: "get",
      path: "/metrics",
      operationId: "getMetrics",
      tag: TAG,
      summary: "Metrics for Prometheus",
      description: "Requests, calls to Milvus, and the process, in Prometheus's text format.",
      responses: {
        200: text(
          "The metrics.",
          "text/plain",
          '# TYPE gateway_upstream_calls_total counter\ngateway_upstream_calls_total{rpc="GetImportState",outcome="OK"} 42\n',
        ),
      },
      problems: UNASKED,
      security: NOBODY,
    },
    {
      method: "get",
      path: "/problems/{slug}",
      operationId: "getProblemType",
      tag: TAG,
      summary: "What a problem means",
      description: "The page that a problem's `type` points to: HTML for people, JSON for programs, by `Accept`.",
      parameters: [slugParameter],
      responses: {
        200: {
          description: "The explanation.",
          headers: headers("ETag", "Cache-Control", "Vary", "X-Request-Id"),
          content: {
            "application/json": {
              schema: refTo("ProblemType"),
              example: { type: `/problems/${slug}`, code, title, status, retryable, meaning },
            },
            "text/html": { schema: { type: "string" }, example: `<!doctype html><title>${title}</title>` },
          },
        },
        304: shared("NotModified"),
      },
      problems: [...ALONE, "NOT_FOUND"],
      security: NOBODY,
    },
    ...(["json", "yaml"] as const).map(
      (format): Row => ({
        method: "get",
        path: `/openapi.${format}`,
        operationId: `getOpenapi${format === "json" ? "Json" : "Yaml"}`,
        tag: TAG,
        summary: `This document as ${format.toUpperCase()}`,
        description: `The OpenAPI 3.1 document of this gateway. People find it at \`/docs\`.${format === "yaml" ? " With `Accept: text/plain` it is plain text." : ""}`,
        responses: {
          200: {
            description: "The document.",
            headers: headers("ETag", "Cache-Control", "X-Request-Id"),
            content: DOCUMENT_CONTENT[format],
          },
          304: shared("NotModified"),
        },
        problems: UNASKED,
        security: NOBODY,
      }),
    ),
  ];
}
