/** One entry of the table of kinds → its schemas and its operations. */
import type { LinksObject } from "openapi3-ts/oas31";
import { z } from "zod";
import { listQuery } from "../api/page.ts";
import { actionQuery, getParameters, jobQuery, startQuery } from "../api/parameters.ts";
import { anyJobSchemaOf, jobSchemaOf } from "../kinds/job-schema.ts";
import {
  type ActionOperation,
  type Example,
  type ExampleProblem,
  type Kind,
  releaseText,
  type SubresourceOperation,
} from "../kinds/kind.ts";
import type { ProblemCode } from "../model/errors.ts";
import type { Job } from "../model/job.ts";
import { isOfRest } from "../model/server-facts.ts";
import { jobName } from "./any-job.ts";
import { DEFAULTS } from "./defaults.ts";
import { streamResponse } from "./events.ts";
import { requestHeaders } from "./headers.ts";
import { pascal } from "./naming.ts";
import { jsonResponse, type NamedExample, type Published, type Row, shared } from "./operation.ts";
import { idParameter, jsonBody, queryParameters } from "./parameters.ts";
import { ASKING, WITH_BODY } from "./problems.ts";
import { refTo, type Schemas } from "./schemas.ts";

/** Publishes a kind's job, its details, its list and its bodies. */
export function publishKind(kind: Kind, schemas: Schemas): void {
  const name = pascal(kind.name);
  schemas.publish(`${name}Details`, kind.details);
  const withReplies = {
    reply: z.record(z.string(), z.unknown()).optional().meta({
      description:
        "Only with `include=reply`: Milvus's untouched reply in its own field names; int64 as text, enums as names, bytes as base64, secrets redacted.",
    }),
    ...(kind.get.methods.some(isOfRest) && {
      restReply: z.record(z.string(), z.unknown()).nullable().optional().meta({
        description:
          "Only with `include=reply`: the untouched `data` of Milvus's own REST, secrets redacted, numbers beyond 2^53 as text; null where it did not answer.",
      }),
    }),
  };
  const job = anyJobSchemaOf(kind).extend(withReplies).meta({ description: kind.description });
  schemas.publish(jobName(kind), job);
  if (startedName(kind) !== jobName(kind)) {
    const description = "The job that a start returns: it has an id, where one that is listed may have none.";
    schemas.publish(startedName(kind), jobSchemaOf(kind, kind.start).extend(withReplies).meta({ description }));
  }
  if (kind.list) schemas.publish(`${jobName(kind)}List`, pageOf(job).meta({ description: "A page of jobs." }));
  if (kind.start) schemas.publish(`${name}Start`, kind.start.body, "input");
  for (const { path, schema } of kind.subresources ?? []) schemas.publish(`${name}${pascal(path)}`, schema);
}

/** The schema that a start returns: its own where some other operation may return jobs without an id. */
function startedName(kind: Kind): string {
  const differs = kind.start !== undefined && !kind.start.mayLackId && kind.list?.mayLackId;
  return differs ? `Started${jobName(kind)}` : jobName(kind);
}

/** A list of jobs. */
export function pageOf<Item extends z.ZodType>(item: Item) {
  return z.strictObject({
    jobs: z.array(item),
    nextPageToken: z
      .string()
      .meta({ description: "Send it as `pageToken` for the next page; empty on the last page." }),
  });
}

/** The rows of a kind. */
export function kindRows(kind: Kind, { schemas }: Published): Row[] {
  const path = `/v1/jobs/${kind.name}`;
  return [
    ...(kind.list ? [listRow(kind, kind.list, path, schemas)] : []),
    ...(kind.start ? [startRow(kind, kind.start, path, schemas)] : []),
    getRow(kind, path, schemas),
    followRow(kind, path, schemas),
    ...(kind.subresources ?? []).map((operation) => subresourceRow(kind, operation, path, schemas)),
    ...(kind.actions ?? []).map((operation) => actionRow(kind, operation, path, schemas)),
  ];
}

function getRow(kind: Kind, path: string, schemas: Schemas): Row {
  const { get } = kind;
  return {
    ...named(kind, "get", "Job"),
    method: "get",
    path: `${path}/{id}`,
    summary: get.summary,
    description: describe(kind, get),
    parameters: [
      idParameter(kind),
      ...queryParameters(schemas, jobQuery(kind, getParameters(DEFAULTS.MAX_WAIT_MS))),
      ...requestHeaders("IfNoneMatch", "Prefer", "RequestTimeout", "RequestId"),
    ],
    responses: {
      200: jsonResponse("The job as it is now, failed ones too.", refTo(jobName(kind)), {
        examples: outputs(get.examples),
        headers: ["Retry-After", "Preference-Applied"],
      }),
      304: shared("NotModified"),
    },
    problems: [
      ...ASKING,
      ...notFound(kind),
      ...(failuresOf(kind).length > 0 ? (["JOB_FAILED"] as const) : []),
      "JOB_NOT_DONE",
      ...problemsOf(get.examples),
    ],
  };
}

function listRow(kind: Kind, list: NonNullable<Kind["list"]>, path: string, schemas: Schemas): Row {
  const query = list.needsCollection ? listQuery.required({ collectionName: true }) : listQuery;
  return {
    ...named(kind, "list", "Jobs"),
    method: "get",
    path,
    summary: list.summary,
    description: describe(kind, list),
    parameters: [...queryParameters(schemas, query), ...requestHeaders("IfNoneMatch", "RequestTimeout", "RequestId")],
    responses: {
      200: jsonResponse("A page of jobs.", refTo(`${jobName(kind)}List`), {
        examples: outputs(list.examples).map(({ summary, value }) => ({
          summary,
          value: { jobs: value, nextPageToken: "" },
        })),
        ...(list.methods.some(isOfRest) && { headers: ["Age"] as const }),
      }),
      304: shared("NotModified"),
    },
    problems: [...ASKING, "COLLECTION_NOT_FOUND", "DATABASE_NOT_FOUND", ...problemsOf(list.examples)],
  };
}

function startRow(kind: Kind, start: NonNullable<Kind["start"]>, path: string, schemas: Schemas): Row {
  return {
    ...named(kind, "start", ""),
    method: "post",
    path,
    summary: start.summary,
    description: describe(kind, start),
    parameters: [
      ...queryParameters(schemas, startQuery),
      ...requestHeaders(
        ...(start.takesIdempotencyKey ? (["IdempotencyKey"] as const) : []),
        "RequestTimeout",
        "RequestId",
      ),
    ],
    requestBody: jsonBody(refTo(`${pascal(kind.name)}Start`), bodiesOf(start.examples)),
    responses: {
      202: jsonResponse(
        "Milvus has taken the work on: the job as it begins. Its `id` is what the other operations take; `Location` is its path.",
        refTo(startedName(kind)),
        {
          examples: outputs(start.examples),
          headers: ["Location", "Retry-After"],
          links: linksOf(kind),
        },
      ),
    },
    problems: [
      ...ASKING,
      ...WITH_BODY,
      "READ_ONLY",
      "COLLECTION_NOT_FOUND",
      "DATABASE_NOT_FOUND",
      ...(takesPartitions(start.body) ? (["PARTITION_NOT_FOUND"] as const) : []),
      ...problemsOf(start.examples),
    ],
  };
}

/** What to do next with a job that was started. */
function linksOf(kind: Kind): LinksObject {
  const parameters = { id: "$response.body#/id" };
  return {
    get: {
      operationId: named(kind, "get", "Job").operationId,
      parameters,
      description:
        "How it goes. With `wait=30s` the response comes when the job is done, or after 30 s at the latest; with `failUnlessDone=true` that is a 504 then, to be sent again.",
    },
    follow: {
      operationId: named(kind, "follow", "Job").operationId,
      parameters,
      description: "Each change as it happens, up to the job's end.",
    },
  };
}

/** A running and a done job of a kind, from its examples. */
export function lifeOf(kind: Kind): Job[] {
  const jobs = outputs(kind.get.examples).map(({ value }) => value);
  return [jobs.find((job) => job.state === "running"), jobs.find((job) => job.done)].filter((job) => job !== undefined);
}

/** The failed jobs of a kind, as its examples have them; none of a kind whose jobs do not fail. */
export function failuresOf(kind: Kind): Job[] {
  return outputs(kind.get.examples).flatMap(({ value }) => (value.state === "failed" ? [value] : []));
}

/** The unfinished jobs of a kind, as its examples have them, running ones first. */
export function unfinishedOf(kind: Kind): Job[] {
  const jobs = outputs(kind.get.examples).flatMap(({ value }) => (value.done ? [] : [value]));
  return jobs.toSorted((a, b) => Number(b.state === "running") - Number(a.state === "running"));
}

function followRow(kind: Kind, path: string, schemas: Schemas): Row {
  return {
    ...named(kind, "follow", "Job"),
    method: "get",
    path: `${path}/{id}/events`,
    summary: `Follow ${article(kind.name)} ${kind.name} job`,
    description: FOLLOWING,
    parameters: [
      // Swagger UI shows a stream when it has ended: a job that is done comes first.
      idParameter(kind, ({ output }) => !isProblem(output) && output.done),
      ...queryParameters(schemas, jobQuery(kind, {})),
      ...requestHeaders("LastEventId", "RequestTimeout", "RequestId"),
    ],
    responses: {
      200: streamResponse(lifeOf(kind), false),
      204: shared("NothingToFollow"),
    },
    problems: [...ASKING, ...notFound(kind), ...problemsOf(kind.get.examples)],
  };
}

const FOLLOWING =
  "Sends the job at once and again at each change, and closes when it is done: as server-sent events, or as lines of JSON with `Accept: application/x-ndjson` (then `curl -N` is a progress meter). A bad request gets its real status, since Milvus is asked before the stream begins; later trouble is an event `problem`, and the stream goes on. However many follow a job, Milvus is asked once per interval.";

function subresourceRow(kind: Kind, operation: SubresourceOperation<unknown>, path: string, schemas: Schemas): Row {
  const part = pascal(operation.path);
  return {
    ...named(kind, "get", part),
    method: "get",
    path: `${path}/{id}/${operation.path}`,
    summary: operation.summary,
    description: describe(kind, operation),
    parameters: [
      idParameter(kind),
      ...queryParameters(schemas, jobQuery(kind, {})),
      ...requestHeaders("IfNoneMatch", "RequestTimeout", "RequestId"),
    ],
    responses: {
      200: jsonResponse(operation.summary, refTo(`${pascal(kind.name)}${part}`), {
        examples: outputs(operation.examples),
      }),
      304: shared("NotModified"),
    },
    problems: [...ASKING, ...notFound(kind), ...problemsOf(operation.examples)],
  };
}

function actionRow(kind: Kind, operation: ActionOperation<unknown>, path: string, schemas: Schemas): Row {
  return {
    ...named(kind, operation.name, "Job"),
    method: "post",
    path: `${path}/{id}:${operation.name}`,
    summary: operation.summary,
    description: describe(kind, operation),
    parameters: [
      idParameter(kind, undefined, operation.examples),
      ...queryParameters(schemas, actionQuery(kind)),
      ...requestHeaders("RequestTimeout", "RequestId"),
    ],
    responses: {
      202: jsonResponse("Milvus has accepted it: the job as it is now.", refTo(jobName(kind)), {
        examples: outputs(operation.examples),
        headers: ["Location", "Retry-After"],
      }),
    },
    problems: [...ASKING, ...notFound(kind), "READ_ONLY", ...problemsOf(operation.examples)],
  };
}

// What the rows are made of

/** `getImportJob`, `listImportJobs`, `startImport`, under the kind's own tag. */
function named(kind: Kind, verb: string, object: string): Pick<Row, "operationId" | "tag"> {
  return { operationId: `${verb}${pascal(kind.name)}${object}`, tag: kind.title };
}

const article = (word: string) => (/^[aeiou]/.test(word) ? "an" : "a");

/** What the kind says of an operation, and which RPCs of which Milvus are behind it. */
function describe(kind: Kind, { description, methods }: { description: string; methods: readonly string[] }): string {
  const since = new Map(Object.entries(kind.since));
  const asked = methods.map((method) => {
    const release = since.get(method);
    return release === undefined ? `\`${method}\`` : `\`${method}\` (Milvus ${releaseText(release)} and later)`;
  });
  return `${description}\n\nAsks Milvus by ${asked.join(", ")}.`;
}

/** An id that names a collection is missing with it; other ids are just unknown. */
function notFound(kind: Kind): readonly ProblemCode[] {
  return kind.id.namesDatabase ? ["COLLECTION_NOT_FOUND", "DATABASE_NOT_FOUND"] : ["JOB_NOT_FOUND"];
}

function takesPartitions(body: z.ZodType): boolean {
  return body instanceof z.ZodObject && ("partitionName" in body.shape || "partitionNames" in body.shape);
}

function isProblem(output: unknown): output is ExampleProblem {
  return typeof output === "object" && output !== null && "problem" in output;
}

/** What the examples that succeed come to. */
export function outputs<Output>(
  examples: readonly Example<unknown, Output>[],
): (NamedExample & { readonly value: Output })[] {
  return examples.flatMap(({ summary, output }) => (isProblem(output) ? [] : [{ summary, value: output }]));
}

function problemsOf(examples: readonly Example<unknown, unknown>[]): ProblemCode[] {
  return examples.flatMap(({ output }) => (isProblem(output) ? [output.problem] : []));
}

/** Each body once, those that succeed first. */
function bodiesOf(examples: readonly Example<{ readonly body: unknown }, Job>[]) {
  const sorted = [...examples].sort((a, b) => Number(isProblem(a.output)) - Number(isProblem(b.output)));
  const texts = sorted.map(({ input }) => JSON.stringify(input.body));
  return sorted
    .filter((_example, index) => texts.indexOf(texts[index] ?? "") === index)
    .map(({ summary, input }) => ({ summary, body: input.body }));
}
