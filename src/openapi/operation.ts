/** What the tables of operations are written in, and how a row becomes an operation of the document. */
import type {
  ExampleObject,
  LinksObject,
  MediaTypeObject,
  OperationObject,
  ParameterObject,
  ReferenceObject,
  RequestBodyObject,
  ResponseObject,
  SecurityRequirementObject,
} from "openapi3-ts/oas31";
import type { ProblemCode } from "../model/errors.ts";
import { headers, RESOURCE, type ResponseHeader } from "./headers.ts";
import { toKey } from "./naming.ts";
import type { ProblemResponses } from "./problems.ts";
import type { Schemas } from "./schemas.ts";

/** What is published once and referred to by every operation. */
export interface Published {
  readonly schemas: Schemas;
  readonly problems: ProblemResponses;
}

/** A row: everything about one operation but the failures, which follow from their codes. */
export interface Row {
  readonly method: "get" | "post";
  readonly path: string;
  readonly operationId: string;
  readonly tag: string;
  readonly summary: string;
  readonly description: string;
  readonly parameters?: readonly (ParameterObject | ReferenceObject)[];
  readonly requestBody?: RequestBodyObject;
  readonly responses: Readonly<Record<string, ResponseObject | ReferenceObject>>;
  readonly problems: Iterable<ProblemCode>;
  /** Unset: the document's own, which is any of the schemes or none. */
  readonly security?: SecurityRequirementObject[];
}

export function toOperation(row: Row, problems: ProblemResponses): OperationObject {
  const { operationId, tag, summary, description, parameters = [], requestBody, responses, security } = row;
  return {
    operationId,
    tags: [tag],
    summary,
    description,
    ...(parameters.length > 0 && { parameters: [...parameters] }),
    ...(requestBody && { requestBody }),
    responses: { ...responses, ...problems.of(row.problems) },
    ...(security && { security }),
  };
}

export interface NamedExample {
  readonly summary: string;
  readonly value: unknown;
}

/** Examples by key; of several with one summary the last stays. */
export function toExamples(examples: readonly NamedExample[]): Record<string, ExampleObject> {
  return Object.fromEntries(examples.map(({ summary, value }) => [toKey(summary), { summary, value }]));
}

/** A response of JSON. */
export function jsonResponse(
  description: string,
  schema: ReferenceObject,
  options: {
    readonly examples: readonly NamedExample[];
    readonly headers?: readonly ResponseHeader[];
    readonly links?: LinksObject;
  },
): ResponseObject {
  const content: MediaTypeObject = {
    schema,
    ...(options.examples.length > 0 && { examples: toExamples(options.examples) }),
  };
  return {
    description,
    headers: headers(...RESOURCE, ...(options.headers ?? [])),
    content: { "application/json": content },
    ...(options.links && { links: options.links }),
  };
}

/** Responses that several operations share. */
export const SHARED_RESPONSES = {
  NotModified: {
    description: "`If-None-Match` names the present state: nothing has changed, and there is no body.",
    headers: headers("ETag", "Cache-Control", "Vary", "Retry-After", "X-Request-Id"),
  },
  NothingToFollow: {
    description: "`Last-Event-ID` is that of a done job: nothing will ever change, so do not reconnect.",
    headers: headers("X-Request-Id"),
  },
} as const satisfies Record<string, ResponseObject>;

export function shared(name: keyof typeof SHARED_RESPONSES): ReferenceObject {
  return { $ref: `#/components/responses/${name}` };
}
