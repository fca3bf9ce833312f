/** `/v2/vectordb/jobs/import/*`: docs/milvus.md#rest-routes-for-imports */
import { z } from "zod";
import { listByRest } from "../kinds/import/kept-list.ts";
import type { Reply } from "../kinds/import/mapping.ts";
import { assertKnown } from "../kinds/import/unknown-ids.ts";
import { attempt, type Calls, call, type JobResult, type Outcome } from "../kinds/kind.ts";
import type { RestReply } from "../milvus/methods.ts";
import type { GatewayError } from "../model/errors.ts";
import { type Job, openEnum } from "../model/job.ts";
import { hasRest, type ServerFacts } from "../model/server-facts.ts";
import { invalid } from "./envelope.ts";
import {
  actOnJob,
  describeJob,
  jobId,
  listJobs,
  replyOf,
  startJob,
  toNumber,
  type V2Call,
  type V2Operation,
} from "./operation.ts";
import { dbName, optionalText, requiredText } from "./request.ts";

// States

/** Stage of the kind → Milvus's state; `None`, as in Milvus, for any other. */
const STATES: Readonly<Record<string, string>> = {
  pending: "Pending",
  started: "Importing",
  persisted: "Importing",
  flushed: "Importing",
  awaiting_commit: "Uncommitted",
  committing: "Committing",
  completed: "Completed",
  failed: "Failed",
  failed_and_cleaned: "Failed",
};

const toState = ({ stage }: Job) => STATES[stage ?? ""] ?? "None";

/** States in which all rows are imported; before, Milvus's gRPC API does not have their total. */
const HAS_TOTAL: ReadonlySet<string> = new Set(["Completed", "Uncommitted"]);

const state = openEnum("MilvusImportState", [
  "Pending",
  "Importing",
  "Uncommitted",
  "Committing",
  "Completed",
  "Failed",
  "None",
]).meta({
  description: "Tolerate other values: Milvus may add some.",
  example: "Importing",
});
const progress = z.int().meta({ description: "Percent; 0 when Milvus does not report it.", example: 70 });
const reason = z.string().optional().meta({ description: "Why the job failed; absent when it did not." });
const collectionName = z.string().optional();

// One job

const describedFile = z.looseObject({
  fileName: z
    .string()
    .optional()
    .meta({ description: "A file group as Go prints a list, such as `[books/1.parquet]`." }),
  fileSize: z.int().optional(),
  state: z.string().optional(),
  progress: z.int().optional(),
  importedRows: z.int().optional(),
  totalRows: z.int().optional(),
  completeTime: z.string().optional(),
  reason: z.string().optional(),
});

const describedJob = z.looseObject({
  jobId,
  createTime: z.string().optional().meta({ description: "RFC 3339 in seconds, in any zone." }),
  completeTime: z.string().optional().meta({ description: "RFC 3339; empty until the state is Completed." }),
  collectionName,
  state,
  progress,
  importedRows: z.int(),
  totalRows: z.int().optional(),
  fileSize: z.int().optional().meta({ description: "Bytes of all files." }),
  details: z.array(describedFile).optional().meta({ description: "The file groups, in random order." }),
  reason,
});

/** `2024-01-06T14:24:07.000Z` → without the milliseconds. */
const toSeconds = (time: string) => time.replace(/\.\d+Z$/, "Z");

function toDescribed(result: JobResult, id: string): object {
  const { job } = result;
  const state = toState(job);
  const rows = toNumber(replyOf<Reply>(result).row_count);
  return {
    jobId: id,
    ...(job.createTime !== null && { createTime: toSeconds(job.createTime) }),
    ...toRecord(job),
    importedRows: rows,
    ...(HAS_TOTAL.has(state) && { totalRows: rows }),
  };
}

/** The fields that a record of a list has, too. */
function toRecord(job: Job): object {
  return {
    ...(job.collectionName !== null && { collectionName: job.collectionName }),
    state: toState(job),
    progress: job.progress ?? 0,
    ...(job.reason !== null && { reason: job.reason }),
  };
}

// Milvus's own response

/** Whether a failure shows that there is no response of REST's to hand back. */
function isNoResponse({ code, rule }: GatewayError): boolean {
  return (
    code === "NOT_SUPPORTED_BY_SERVER" ||
    code === "OVERLOADED" ||
    rule?.startsWith("rest:") === true ||
    rule === undefined
  );
}

/** The reply of a read, or undefined where there is none and gRPC can be asked instead. */
function replyOrNone(outcome: Outcome<RestReply>): RestReply | undefined {
  if (outcome.ok) return outcome.reply;
  if (isNoResponse(outcome.error)) return undefined;
  throw outcome.error;
}

function* readProgress(jobId: string, server: ServerFacts): Calls<RestReply | undefined> {
  if (server.rest.status !== "ok") return undefined;
  yield* assertKnown(jobId, server);
  return replyOrNone(yield* attempt({ method: "import/get_progress", request: { jobId }, patience: "brief" }));
}

function handOnProgress({ kind, jobs, body, caller }: V2Call<{ readonly jobId: string }>) {
  const methods = ["import/get_progress", "import/list"] as const;
  return jobs.perform(
    kind,
    { methods, run: (server) => readProgress(body.jobId, server) },
    caller,
    `v2\n${body.jobId}`,
  );
}

interface ListBody {
  readonly collectionName?: string | null | undefined;
}

function handOnList({ kind, jobs, body, dbName, caller }: V2Call<ListBody>) {
  const request = body.collectionName ? { dbName, collectionName: body.collectionName } : {};
  function* run({ rest }: ServerFacts): Calls<RestReply | undefined> {
    if (rest.status !== "ok") return undefined;
    return replyOrNone(yield* listByRest(request));
  }
  return jobs.perform(kind, { methods: ["import/list"], run }, caller, `v2 list\n${JSON.stringify(request)}`);
}

// Only a Milvus that has no REST at all is not asked for what follows: once sent, nothing is sent a second time by gRPC.

function handOnCreate({ kind, jobs, body, dbName, idempotencyKey, caller }: V2Call<z.output<typeof createRequest>>) {
  const { collectionName, partitionName, files } = body;
  const request = {
    dbName,
    collectionName,
    partitionName: partitionName || undefined,
    files,
    options: optionsOf(body),
  };
  function* run(server: ServerFacts): Calls<RestReply | undefined> {
    return hasRest(server) ? yield* call("import/create", request, { idempotencyKey }) : undefined;
  }
  return jobs.perform(kind, { methods: ["import/create"], run }, caller);
}

function handOnAction(method: "import/commit" | "import/abort") {
  return ({ kind, jobs, body, caller }: V2Call<{ readonly jobId: string }>) => {
    function* run(server: ServerFacts): Calls<RestReply | undefined> {
      return hasRest(server) ? yield* call(method, { jobId: body.jobId }) : undefined;
    }
    return jobs.perform(kind, { methods: [method], run }, caller);
  };
}

const DESCRIBE = {
  kind: "import",
  data: describedJob,
  toData: toDescribed,
  handOn: handOnProgress,
  leftOut: {
    completeTime: "when the job ended",
    fileSize: "the size of all files",
    details: "the state of each file",
    totalRows: "until the job is completed",
    collectionName: "from Milvus 2.4 on",
  },
  examples: [
    {
      summary: "Running",
      request: { jobId: "446781855410077319" },
      data: {
        jobId: "446781855410077319",
        createTime: "2024-01-06T14:24:07Z",
        completeTime: "",
        collectionName: "books",
        state: "Importing",
        progress: 70,
        importedRows: 1000,
        totalRows: 3000,
        fileSize: 812_345,
        details: [
          {
            fileName: "[books/2026-11.parquet]",
            fileSize: 812_345,
            state: "InProgress",
            progress: 33,
            importedRows: 1000,
            totalRows: 3000,
            completeTime: "",
          },
        ],
      },
    },
  ],
};

// Start

const createRequest = z.object({
  dbName,
  collectionName: requiredText("The collection to import into.", "books"),
  partitionName: optionalText("The partition to import into; only without a partition key."),
  files: z.array(z.array(z.string())).meta({
    description:
      "Lists of paths in Milvus's own bucket, each a single .json, .jsonl, .parquet or .csv file, or one .npy file for each field. Where only Milvus's gRPC API can be asked, it takes one list, and more are refused.",
    example: [["books/2026-11.json"]],
  }),
  options: z
    .record(z.string(), z.string().nullable())
    .nullish()
    .meta({ description: "Milvus's import options; every value is a string.", example: { timeout: "300s" } }),
});

/** A null in a Go map of strings is an empty string. */
function optionsOf({ options }: z.output<typeof createRequest>): Record<string, string> {
  return Object.fromEntries(Object.entries(options ?? {}).map(([key, value]) => [key, value ?? ""]));
}

function toStartBody(body: z.output<typeof createRequest>, dbName: string): object {
  const [files, ...others] = body.files;
  if (files === undefined) throw invalid("import request is empty");
  if (others.length > 0) {
    throw invalid(
      `files has ${body.files.length} lists, but a job started by gRPC takes one: send a request for each list`,
    );
  }
  return {
    dbName,
    collectionName: body.collectionName,
    partitionName: body.partitionName || undefined,
    files,
    options: optionsOf(body),
  };
}

export const IMPORT_OPERATIONS: readonly V2Operation[] = [
  startJob({
    path: "import/create",
    kind: "import",
    operationId: "milvusCreateImportJob",
    summary: "Create an import job",
    description: "Starts a bulk import of files that are already in Milvus's bucket.",
    takesIdempotencyKey: true,
    request: createRequest,
    data: z.strictObject({ jobId }),
    toBody: toStartBody,
    toData: ({ job }) => ({ jobId: job.id }),
    handOn: handOnCreate,
    examples: [
      {
        summary: "Import one JSON file",
        request: { collectionName: "books", files: [["books/2026-11.json"]], options: { timeout: "300s" } },
        data: { jobId: "446781855410077335" },
      },
    ],
  }),
  listJobs({
    path: "import/list",
    kind: "import",
    operationId: "milvusListImportJobs",
    summary: "List import jobs",
    description: "Without `collectionName`, lists the jobs of all databases, which Milvus itself does not.",
    leftOut: {
      jobId: "from Milvus 2.4 on",
      collectionName: "from Milvus 2.4 on, unless the request names one",
    },
    handOn: handOnList,
    record: z.looseObject({
      jobId: jobId.optional(),
      collectionName,
      state,
      progress,
      reason,
    }),
    toRecords: ({ jobs }) => jobs.map((job) => ({ ...(job.id !== null && { jobId: job.id }), ...toRecord(job) })),
    examples: [
      {
        summary: "The jobs of one collection",
        request: { collectionName: "books" },
        data: {
          records: [{ jobId: "446781855410077325", collectionName: "books", state: "Completed", progress: 100 }],
        },
      },
    ],
  }),
  describeJob({
    ...DESCRIBE,
    path: "import/describe",
    operationId: "milvusDescribeImportJob",
    summary: "Describe an import job",
    description: "The state of an import. As in Milvus, `dbName` in the body is ignored; the header `DB-Name` counts.",
  }),
  describeJob({
    ...DESCRIBE,
    path: "import/get_progress",
    operationId: "milvusGetImportJobProgress",
    summary: "Get the progress of an import job",
    description: "The older name of `describe`.",
  }),
  actOnJob({
    path: "import/commit",
    kind: "import",
    operationId: "milvusCommitImportJob",
    summary: "Commit an import job",
    description: "Finishes an import that waits with state Uncommitted. Milvus 3.0 and later.",
    handOn: handOnAction("import/commit"),
    examples: [{ summary: "Commit", request: { jobId: "446781855410077331" }, data: {} }],
  }),
  actOnJob({
    path: "import/abort",
    kind: "import",
    operationId: "milvusAbortImportJob",
    summary: "Abort an import job",
    description: "Gives up an import that is not committed yet. Milvus 3.0 and later.",
    handOn: handOnAction("import/abort"),
    examples: [{ summary: "Abort", request: { jobId: "446781855410077331" }, data: {} }],
  }),
];
