/** The operations that span the kinds: their schemas and their rows. */
import { z } from "zod";
import { allJobsQuery, REPEATED_KINDS } from "../api/all-jobs.ts";
import { followQuery, REPEATED_NAMES } from "../api/events.ts";
import { lookupBody, lookupQuery } from "../api/lookup.ts";
import { serverSchema } from "../api/server.ts";
import type { Kind } from "../kinds/kind.ts";
import { anyJob } from "./any-job.ts";
import { streamResponse } from "./events.ts";
import { requestHeaders } from "./headers.ts";
import { lifeOf, pageOf } from "./kind-operations.ts";
import { jsonResponse, type Published, type Row, shared } from "./operation.ts";
import { jsonBody, queryParameters } from "./parameters.ts";
import { itemProblemExample } from "./problem-examples.ts";
import { ASKING, itemProblemSchema, WITH_BODY } from "./problems.ts";
import { refTo, type Schemas } from "./schemas.ts";

const lookupResult = z
  .strictObject({
    name: z.string().meta({ description: "As asked for.", example: "import/446781855410077319" }),
    job: anyJob.optional(),
    problem: itemProblemSchema.optional(),
  })
  .meta({ description: "One name's job, or why there is none: exactly one of `job` and `problem` is there." });

const jobList = pageOf(anyJob)
  .extend({
    unavailable: z
      .array(
        z.strictObject({
          kind: z.string().meta({ description: "The kind whose jobs are not among these.", example: "restore" }),
          problem: itemProblemSchema,
        }),
      )
      .meta({ description: "Kinds that could not be listed, such as those that this Milvus does not have." }),
  })
  .meta({ description: "A page of jobs of all kinds." });

/** Publishes the schemas of the operations. */
export function publishAllKinds(schemas: Schemas): void {
  schemas.publish("JobList", jobList);
  schemas.publish("Lookup", lookupBody, "input");
  schemas.publish("LookupResult", lookupResult);
  schemas.publish("LookupResults", z.strictObject({ results: z.array(lookupResult) }));
  schemas.publish("Server", serverSchema);
}

const TAG = "Jobs";

export function allKindsRows(kinds: readonly Kind[], { schemas }: Published): Row[] {
  const life = kinds.flatMap((kind) => lifeOf(kind)).slice(0, 2);
  const one = life.at(-1);
  const names = [one?.name ?? "", "import/1"];
  return [
    {
      method: "get",
      path: "/v1/jobs",
      operationId: "listJobs",
      tag: TAG,
      summary: "List jobs of all kinds",
      description:
        "The jobs of every kind that Milvus can list, page by page. A kind that cannot be listed is among `unavailable` with its problem; the others are there all the same. When all fail alike, as with an unknown collection, that problem is the response. Index builds are listed only with `collectionName`.",
      parameters: [
        ...queryParameters(schemas, allJobsQuery(kinds), REPEATED_KINDS),
        ...requestHeaders("IfNoneMatch", "RequestTimeout", "RequestId"),
      ],
      responses: {
        200: jsonResponse("A page of jobs.", refTo("JobList"), {
          examples: [
            { summary: "All there is", value: { jobs: life, nextPageToken: "", unavailable: [] } },
            {
              summary: "A Milvus that lacks a kind",
              value: {
                jobs: life.slice(0, 1),
                nextPageToken: "",
                unavailable: [{ kind: "restore", problem: itemProblemExample("NOT_SUPPORTED_BY_SERVER") }],
              },
            },
          ],
        }),
        304: shared("NotModified"),
      },
      problems: [...ASKING, "COLLECTION_NOT_FOUND", "DATABASE_NOT_FOUND"],
    },
    {
      method: "post",
      path: "/v1/jobs:lookup",
      operationId: "lookUpJobs",
      tag: TAG,
      summary: "Get many jobs at once",
      description:
        "Up to 100 jobs of any kinds in one request, in the order asked; each with its job or its own problem. Starts nothing, and is therefore allowed on read-only gateways.",
      parameters: [...queryParameters(schemas, lookupQuery), ...requestHeaders("RequestTimeout", "RequestId")],
      requestBody: jsonBody(refTo("Lookup"), [{ summary: "One that is there, one that is not", body: { names } }]),
      responses: {
        200: jsonResponse("A result for each name.", refTo("LookupResults"), {
          examples: [
            {
              summary: "One that is there, one that is not",
              value: {
                results: [
                  { name: names[0], job: one },
                  { name: names[1], problem: itemProblemExample("JOB_NOT_FOUND") },
                ],
              },
            },
          ],
        }),
      },
      problems: [...ASKING, ...WITH_BODY],
    },
    {
      method: "get",
      path: "/v1/jobs/events",
      operationId: "followJobs",
      tag: TAG,
      summary: "Follow many jobs over one connection",
      description:
        "Like following one job, for up to 100 of any kinds: browsers open only six connections to a host. Each line and event says by `name` which job it is about; the stream ends when all are done.",
      parameters: [
        ...queryParameters(schemas, followQuery, REPEATED_NAMES),
        ...requestHeaders("LastEventId", "RequestTimeout", "RequestId"),
      ],
      responses: { 200: streamResponse(life, true), 204: shared("NothingToFollow") },
      problems: [...ASKING, "JOB_NOT_FOUND", "COLLECTION_NOT_FOUND", "DATABASE_NOT_FOUND", "INDEX_NOT_FOUND"],
    },
    {
      method: "get",
      path: "/v1/server",
      operationId: "getServer",
      tag: "Server",
      summary: "Get the Milvus behind the gateway",
      description:
        "Version, health with reasons, what Milvus limits or denies at the moment, and which of its protocols answer.\n\nAsks Milvus by `GetVersion`, `CheckHealth`.",
      parameters: requestHeaders("IfNoneMatch", "RequestTimeout", "RequestId"),
      responses: {
        200: jsonResponse("The server.", refTo("Server"), {
          examples: [
            {
              summary: "Healthy",
              value: {
                version: "v2.6.5",
                healthy: true,
                reasons: [],
                quotaStates: [],
                sources: { grpc: "ok", rest: "ok" },
              },
            },
            {
              summary: "Short of memory",
              value: {
                version: "v2.6.5",
                healthy: false,
                reasons: ["memory quota exhausted"],
                quotaStates: ["DenyToWrite"],
                sources: { grpc: "ok", rest: "absent" },
              },
            },
          ],
        }),
        304: shared("NotModified"),
      },
      problems: ASKING,
    },
  ];
}
