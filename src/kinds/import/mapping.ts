/** Imports as Milvus and the gateway write them: body, states, details, warnings, and the job made of a reply. */
import { z } from "zod";
import type { ReplyOf, RequestOf } from "../../milvus/methods.ts";
import { type Job, makeJob, type Warning } from "../../model/job.ts";
import { stateReader } from "../../model/states.ts";
import * as values from "../../model/values.ts";
import { bodyDbName, collectionName, partitionName } from "../inputs.ts";
import { requireId, startedJob } from "../started-job.ts";

export const body = z.strictObject({
  dbName: bodyDbName,
  collectionName,
  partitionName: partitionName.optional(),
  files: z
    .array(z.string().min(1).max(4096))
    .min(1)
    .max(1024)
    .meta({
      description:
        "Paths in Milvus's own bucket, not URLs: one .json, .jsonl, .parquet or .csv file, or one .npy file for each field.",
      example: ["books/2026-11.json"],
    }),
  options: z
    .record(z.string(), z.string({ error: "must be a string: Milvus takes every option as text, so quote it" }))
    .optional()
    .meta({ description: "As Milvus takes them, e.g. `timeout`, `sep`, `backup`.", example: { timeout: "300s" } }),
});

/** common.ImportState; 3 and 4 are unused. 5, 7 and 8 occur before Milvus 2.4 only. */
const readState = stateReader("ImportState", {
  ImportPending: { code: 0, state: "pending", stage: "pending" },
  ImportFailed: { code: 1, state: "failed", stage: "failed" },
  ImportStarted: { code: 2, state: "running", stage: "started" },
  ImportPersisted: { code: 5, state: "running", stage: "persisted" },
  ImportCompleted: { code: 6, state: "succeeded", stage: "completed" },
  ImportFailedAndCleaned: { code: 7, state: "failed", stage: "failed_and_cleaned" },
  ImportFlushed: { code: 8, state: "running", stage: "flushed" },
});

export const details = z.strictObject({
  rowCount: z.int().nullable().meta({ description: "Rows read so far; rows imported once the job has succeeded." }),
  collectionId: z.string().nullable(),
  segmentIds: z.array(z.string()).nullable().meta({ description: "Milvus before 2.4 only." }),
  idRanges: z
    .array(z.strictObject({ begin: z.string(), end: z.string().meta({ description: "Not included." }) }))
    .nullable()
    .meta({ description: "The ids that Milvus gave to the rows of an auto-id collection; before 2.4 only." }),
  partitionName: z.string().nullable(),
  files: z.array(z.string()).nullable().meta({ description: "Milvus before 2.4 only." }),
  persistCostSeconds: z
    .number()
    .nullable()
    .meta({ description: "Seconds that writing the rows took; before 2.4 only." }),
  infos: z
    .record(z.string(), z.string())
    .meta({ description: "Every key-value pair of the reply; before 2.4 the job's options are among them." }),
  siblings: z
    .array(z.string())
    .optional()
    .meta({ description: "Names of the other jobs, when one start made several (before 2.4)." }),
});

export type Details = z.infer<typeof details>;

export const ownWarnings = {
  AWAITING_COMMIT: "All rows are there, and Milvus waits for a commit or an abort, which only its own REST API has.",
  LIST_WITHOUT_IDS:
    "Milvus 2.4 and later list import jobs without their ids; get the job by the id that its start returned.",
  ODD_ID_LIST: "The list of id ranges lacks an end; include=reply has it as it is.",
} as const;

const warn = (code: keyof typeof ownWarnings): Warning => ({ code, message: ownWarnings[code] });
export const AWAITING_COMMIT = warn("AWAITING_COMMIT");
export const LIST_WITHOUT_IDS = warn("LIST_WITHOUT_IDS");
const ODD_ID_LIST = warn("ODD_ID_LIST");

type Body = z.output<typeof body>;

export function toRequest(body: Body, idempotencyKey: string | undefined): RequestOf<"Import"> {
  return {
    db_name: body.dbName,
    collection_name: body.collectionName,
    partition_name: body.partitionName ?? "",
    files: body.files,
    options: Object.entries(body.options ?? {}).map(([key, value]) => ({ key, value })),
    idempotency_key: idempotencyKey ?? "",
  };
}

/** The job of the first task that Milvus made; Milvus before 2.4 makes one for each file. */
export function toStartedJob(body: Body, { tasks }: ReplyOf<"Import">): Job<Details> {
  const [first, ...others] = tasks.filter((task) => values.id(task) !== null);
  return startedJob<Details>({
    kind: "import",
    id: requireId("Import", "import", first),
    dbName: body.dbName,
    collectionName: body.collectionName,
    details: {
      rowCount: null,
      collectionId: null,
      segmentIds: null,
      idRanges: null,
      partitionName: body.partitionName ?? null,
      files: body.files,
      persistCostSeconds: null,
      infos: {},
      ...(others.length > 0 && { siblings: others.map((other) => `import/${other}`) }),
    },
  });
}

export type Reply = ReplyOf<"GetImportState">;

interface Known {
  readonly id: string | null;
  readonly dbName: string | null;
  readonly collectionName?: string | undefined;
}

export function toJob(reply: Reply, known: Known, listWarnings: readonly Warning[] = []): Job<Details> {
  const { infos } = reply;
  const warnings = [...listWarnings];
  // Options of the caller are echoed after Milvus's own pairs and may have the same keys (before 2.4).
  const reason = values.firstOf(infos, "failed_reason");
  const percent = values.lastOf(infos, "progress_percent");
  // One that waits for its commit shows as failed on gRPC: docs/milvus.md#imports-that-await-a-commit
  const awaitsCommit = reply.state === "ImportFailed" && percent === "99" && !reason;
  if (awaitsCommit) warnings.push(AWAITING_COMMIT);
  const progress = percent === undefined ? null : values.progress(percent, warnings);
  return makeJob({
    kind: "import",
    id: known.id,
    ...readState(reply.state),
    ...(awaitsCommit && { state: "running" as const, stage: "awaiting_commit" }),
    progress,
    reason: reason ?? null,
    dbName: known.dbName,
    collectionName: values.firstOf(infos, "collection") || known.collectionName || null,
    createTime: values.fromSeconds(reply.create_ts),
    details: toDetails(reply, warnings),
    warnings,
  });
}

function toDetails(reply: Reply, warnings: Warning[]): Details {
  const { infos } = reply;
  return {
    rowCount: values.count(reply.row_count, "rowCount", warnings),
    collectionId: values.id(reply.collection_id),
    segmentIds: reply.segment_ids.length > 0 ? reply.segment_ids : null,
    idRanges: toRanges(reply.id_list, warnings),
    partitionName: values.firstOf(infos, "partition") || null,
    files: values.firstOf(infos, "files")?.split(",").filter(Boolean) ?? null,
    persistCostSeconds: toSeconds(values.lastOf(infos, "persist_cost")),
    infos: values.toRecord(infos, warnings),
  };
}

/** `[begin, end, begin, end, …]`, ends not included → ranges; null when there are none or one end is missing. */
function toRanges(ids: readonly string[], warnings: Warning[]): Details["idRanges"] {
  if (ids.length === 0) return null;
  if (ids.length % 2 === 1) {
    warnings.push(ODD_ID_LIST);
    return null;
  }
  return ids.flatMap((begin, index) => (index % 2 === 0 ? [{ begin, end: ids[index + 1] ?? begin }] : []));
}

function toSeconds(cost: string | undefined): number | null {
  return cost !== undefined && /^\d{1,15}(\.\d{1,15})?$/.test(cost) ? Number(cost) : null;
}
