/** The table of kinds → the OpenAPI 3.1 document. Pure; the gateway itself serves what write.ts has written of it. */
import type { OpenAPIObject, PathsObject, TagObject } from "openapi3-ts/oas31";
import type { z } from "zod";
import type { Kind } from "../kinds/kind.ts";
import { openEnum, SHARED_WARNINGS, stateSchema, upstreamStateSchema, warningSchema } from "../model/job.ts";
import { allKindsRows, publishAllKinds } from "./all-kinds-operations.ts";
import { publishAnyJob } from "./any-job.ts";
import { REQUEST_HEADERS, RESPONSE_HEADERS } from "./headers.ts";
import { kindRows, publishKind } from "./kind-operations.ts";
import { type Published, type Row, SHARED_RESPONSES, toOperation } from "./operation.ts";
import { operationalRows, publishOperational } from "./operational.ts";
import { problemExamples } from "./problem-examples.ts";
import {
  itemProblemSchema,
  ProblemResponses,
  problemCode,
  problemSchema,
  upstreamFaultSchema,
  violationSchema,
} from "./problems.ts";
import { Schemas } from "./schemas.ts";
import { publishV2, V2_TAG, v2Rows } from "./v2-operations.ts";

/** Makes the document; the same kinds and version always give the same one. */
export function createDocument({ kinds, version }: { kinds: readonly Kind[]; version: string }): OpenAPIObject {
  const published: Published = { schemas: publish(kinds), problems: new ProblemResponses() };
  const rows = [
    ...allKindsRows(kinds, published),
    ...kinds.flatMap((kind) => kindRows(kind, published)),
    ...v2Rows(),
    ...operationalRows(),
  ];
  const paths = toPaths(rows, published);
  return {
    openapi: "3.1.1",
    info: {
      title: "Milvus job gateway",
      version,
      description: ABOUT,
      contact: { name: "Milvus job gateway" },
      license: { name: "Apache License 2.0", identifier: "Apache-2.0" },
    },
    // Relative to where the document is: right behind every path prefix.
    servers: [{ url: ".", description: "The gateway that this document comes from." }],
    security: [{}, { bearer: [] }, { basic: [] }, { apiKey: [] }],
    tags: toTags(kinds),
    paths,
    components: {
      schemas: published.schemas.components,
      responses: { ...SHARED_RESPONSES, ...published.problems.components },
      parameters: REQUEST_HEADERS,
      headers: RESPONSE_HEADERS,
      examples: problemExamples(kinds),
      securitySchemes: SECURITY_SCHEMES,
    },
  };
}

/** A start and a wait to the end, as a script has them. */
const LOOP = [
  "```sh",
  String.raw`job=$(curl -fsS localhost:8080/v1/jobs/import -H 'Content-Type: application/json' \
  -d '{"collectionName": "books", "files": ["books/2026-11.json"]}' | sed 's/.*"name":"\([^"]*\)".*/\1/')
if curl -s --fail-with-body --retry 1000 -o job.json \
  "localhost:8080/v1/jobs/$job?wait=30s&failUnlessDone=true&failOnFailed=true"
then echo "$job has succeeded"
else echo "$job: $(sed 's/.*"detail":"\([^"]*\)".*/\1/' job.json)"
fi`,
  "```",
].join("\n");

const ABOUT = `Start, list, get, wait for and follow the long-running jobs of Milvus: imports, compactions, index builds and more, each as the same kind of resource.

- **One vocabulary.** A job's \`state\` is pending, running, succeeded, failed, not_started or unknown; \`done\` is true exactly for succeeded and failed. New words may come: tolerate them.
- **A failed job is not a failed request.** Asking for it is 200 with \`state: "failed"\` and Milvus's \`reason\`. Failed requests are problem documents (RFC 9457) with a \`code\` to decide by.
- **No cancelling.** Milvus cannot cancel a job, so nothing here has a \`DELETE\`, which would only hide a job that goes on. The one exception is an import in two phases, which \`POST /v1/jobs/import/{id}:abort\` gives up until it is committed. To leave a wait or a stream ends just that.
- **Ids are strings**, exact to the last digit. \`null\` means that Milvus did not say.
- **Waiting.** \`?wait=30s\` holds a request until the job is done; \`/events\` follows it. With \`failUnlessDone=true\` a job that is not done then is 504 \`JOB_NOT_DONE\`, which \`curl --retry\` sends again, and with \`failOnFailed=true\` a failed one is 424 \`JOB_FAILED\`: so 200 is success, and a script waits however long.

${LOOP}

Without \`MILVUS_ADDRESS\` the gateway brings a sandbox: every example here works there. To begin, start an import (\`POST /v1/jobs/import\`), copy the \`id\` of its answer, and get the job (\`GET /v1/jobs/import/{id}\`) with that \`id\` and \`wait\` 30s. Another of its examples is an import that fails; the job's \`reason\` says why.`;

const SECURITY_SCHEMES = {
  bearer: {
    type: "http",
    scheme: "bearer",
    description: "`user:password` of Milvus, an API key of Milvus, or a key of this gateway.",
  },
  basic: { type: "http", scheme: "basic", description: "User and password of Milvus." },
  apiKey: { type: "apiKey", in: "header", name: "X-API-Key", description: "A key of this gateway, where it has any." },
} as const;

/** Publishes every named schema; what is part of another one comes first. */
function publish(kinds: readonly Kind[]): Schemas {
  const schemas = new Schemas();
  schemas.publish("JobState", stateSchema);
  schemas.publish("UpstreamState", upstreamStateSchema);
  schemas.publish("Warning", warningSchema);
  const warningCode = toWarningCode(kinds);
  schemas.publish("WarningCode", warningCode);
  // Jobs refer to the former, readers get the latter
  schemas.publish("Warning", warningSchema.extend({ code: warningCode }).meta(warningSchema.meta() ?? {}));
  schemas.publish("ProblemCode", problemCode);
  schemas.publish("Violation", violationSchema);
  schemas.publish("UpstreamFault", upstreamFaultSchema);
  publishAnyJob(kinds, schemas);
  schemas.publish("Problem", problemSchema);
  schemas.publish("ItemProblem", itemProblemSchema);
  for (const kind of kinds) publishKind(kind, schemas);
  publishAllKinds(schemas);
  publishV2(schemas);
  publishOperational(schemas);
  return schemas;
}

/** The codes of the warnings of all kinds, each with what it means. */
function toWarningCode(kinds: readonly Kind[]): z.ZodType {
  const meanings = Object.entries(Object.assign({}, SHARED_WARNINGS, ...kinds.map(({ warnings }) => warnings)));
  const rows = meanings.toSorted(([one], [other]) => (one < other ? -1 : 1));
  const [first = "", ...rest] = rows.map(([code]) => code);
  const description = [
    "Tolerate words that are not listed here.",
    "",
    ...rows.map(([code, meaning]) => `- \`${code}\`: ${meaning}`),
  ].join("\n");
  return openEnum("WarningCode", [first, ...rest]).meta({ description });
}

function toTags(kinds: readonly Kind[]): TagObject[] {
  return [
    { name: "Jobs", description: "What spans the kinds of jobs." },
    ...kinds.map(({ title, description }) => ({ name: title, description })),
    V2_TAG,
    { name: "Server", description: "The Milvus behind the gateway, and the gateway itself." },
  ];
}

function toPaths(rows: readonly Row[], { problems }: Published): PathsObject {
  const paths: PathsObject = {};
  for (const row of rows) paths[row.path] = { ...paths[row.path], [row.method]: toOperation(row, problems) };
  return paths;
}
