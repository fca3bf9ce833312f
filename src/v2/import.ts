/** `/v2/vectordb/jobs/import/*`: docs/milvus.md#rest-routes-for-imports */
import { z } from "zod";
import type { Reply } from "../kinds/import/mapping.ts";
import type { JobResult } from "../kinds/kind.ts";
import { type Job, openEnum } from "../model/job.ts";
import { invalid } from "./envelope.ts";
import { describeJob, jobId, listJobs, replyOf, startJob, toNumber, type V2Operation } from "./operation.ts";
import { dbName, optionalText, requiredText } from "./request.ts";

// States

/** Stage of the kind → Milvus's state; `None`, as in Milvus, for any other. */
const STATES: Readonly<Record<string, string>> = {
  pending: "Pending",
  started: "Importing",
  persisted: "Importing",
  flushed: "Importing",
  awaiting_commit: "Uncommitted",
  completed: "Completed",
  failed: "Failed",
  failed_and_cleaned: "Failed",
};

const toState = ({ stage }: Job) => STATES[stage ?? ""] ?? "None";

/** States in which all rows are imported; before, Milvus's gRPC API does not have their total. */
const HAS_TOTAL: ReadonlySet<string> = new Set(["Completed", "Uncommitted"]);

const state = openEnum(["Pending", "Importing", "Uncommitted", "Completed", "Failed", "None"]).meta({
  description: "Tolerate other values: Milvus may add some.",
  example: "Importing",
});
const progress = z.int().meta({ description: "Percent; 0 when Milvus does not report it.", example: 70 });
const reason = z.string().optional().meta({ description: "Why the job failed; absent when it did not." });
const collectionName = z.string().optional();

// One job

const describedJob = z.strictObject({
  jobId,
  createTime: z.iso.datetime({ precision: 0 }).optional().meta({ description: "RFC 3339, UTC, seconds." }),
  collectionName: collectionName.meta({ description: "Milvus before 2.4 only." }),
  state,
  progress,
  importedRows: z.int(),
  totalRows: z.int().optional().meta({ description: "Once the state is Completed or Uncommitted." }),
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

const DESCRIBE = {
  kind: "import",
  data: describedJob,
  toData: toDescribed,
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
        state: "Importing",
        progress: 70,
        importedRows: 1000,
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
      "One list of paths in Milvus's own bucket: a single .json, .jsonl, .parquet or .csv file, or one .npy file for each field. Milvus's gRPC API takes only one list; more are refused: start a job for each.",
    example: [["books/2026-11.json"]],
  }),
  options: z
    .record(z.string(), z.string().nullable())
    .nullish()
    .meta({ description: "Milvus's import options; every value is a string.", example: { timeout: "300s" } }),
});

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
    // A null in a Go map of strings is an empty string.
    options: Object.fromEntries(Object.entries(body.options ?? {}).map(([key, value]) => [key, value ?? ""])),
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
    record: z.strictObject({
      jobId: jobId.optional(),
      collectionName: collectionName.meta({ description: "When the request names one; always before Milvus 2.4." }),
      state,
      progress,
      reason,
    }),
    toRecords: ({ jobs }) => jobs.map((job) => ({ ...(job.id !== null && { jobId: job.id }), ...toRecord(job) })),
    examples: [
      {
        summary: "The jobs of one collection, as Milvus 2.4 and later list them",
        request: { collectionName: "books" },
        data: { records: [{ collectionName: "books", state: "Completed", progress: 100 }] },
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
];
