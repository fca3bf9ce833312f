/** Milvus's own REST v2 operations: their schemas and their rows, from the table in src/v2. */
import type { ParameterObject, ResponseObject } from "openapi3-ts/oas31";
import { dataEnvelope, failureEnvelope } from "../v2/envelope.ts";
import type { V2Operation } from "../v2/operation.ts";
import { V2_HEADERS, V2_OPERATIONS } from "../v2/operations.ts";
import { headers, requestHeaders } from "./headers.ts";
import { capital } from "./naming.ts";
import { type Row, toExamples } from "./operation.ts";
import { jsonBody } from "./parameters.ts";
import { refTo, type Schemas } from "./schemas.ts";

export const V2_TAG = {
  name: "Milvus-compatible",
  description:
    "For scripts written against Milvus's own REST v2: its paths, fields and envelope. Failures are HTTP 200 with a code, except 401, 403 and 408. Whatever its content type and charset, a body is read as JSON in UTF-8, and unknown fields are ignored, as Milvus does.",
};

const FAILURE = "MilvusFailure";
const requestName = (operation: V2Operation) => `${capital(operation.operationId)}Request`;
const dataName = (operation: V2Operation) => `${capital(operation.operationId)}Envelope`;

export function publishV2(schemas: Schemas): void {
  schemas.publish(FAILURE, failureEnvelope);
  for (const operation of V2_OPERATIONS) {
    schemas.publish(requestName(operation), operation.request, "input");
    schemas.publish(dataName(operation), dataEnvelope(operation.data));
  }
}

export function v2Rows(): Row[] {
  return V2_OPERATIONS.map((operation) => ({
    method: "post",
    path: operation.path,
    operationId: operation.operationId,
    tag: V2_TAG.name,
    summary: operation.summary,
    description: operation.description,
    parameters: [
      ...V2_HEADERS.map((header): ParameterObject => ({ ...header, in: "header" })),
      ...requestHeaders(...(operation.takesIdempotencyKey ? (["IdempotencyKey"] as const) : []), "RequestId"),
    ],
    requestBody: jsonBody(
      refTo(requestName(operation)),
      operation.examples.map(({ summary, request }) => ({ summary, body: request })),
    ),
    responses: {
      200: success(operation),
      401: failed("Credentials are missing or wrong.", { code: 1800, message: "user hasn't authenticated" }),
      403: failed("The privilege is missing, or the gateway is read-only.", {
        code: 65535,
        message: "PrivilegeImport: permission deny to reader",
      }),
      408: failed("Milvus did not reply within `Request-Timeout`.", { code: 10001, message: "request timeout" }),
    },
    problems: [],
  }));
}

const NOT_THERE = { code: 100, message: "collection not found[database=default][collection=nowhere]" };

function success(operation: V2Operation): ResponseObject {
  const examples = operation.examples.map(({ summary, data }) => ({ summary, value: { code: 0, data } }));
  return {
    description: "Code 0 with the data, or what went wrong with another code.",
    headers: headers("X-Request-Id"),
    content: {
      "application/json": {
        schema: { oneOf: [refTo(dataName(operation)), refTo(FAILURE)] },
        examples: toExamples([...examples, { summary: "It went wrong", value: NOT_THERE }]),
      },
    },
  };
}

function failed(description: string, example: { code: number; message: string }): ResponseObject {
  return {
    description,
    headers: headers("X-Request-Id"),
    content: { "application/json": { schema: refTo(FAILURE), example } },
  };
}
