/** Index builds as Milvus and the gateway write them: id, body, states, details, and the job made of an index. */
import { z } from "zod";
import type { ReplyOf, RequestOf } from "../../milvus/methods.ts";
import { compositeId, InvalidId, parts } from "../../model/ids.ts";
import { type Job, makeJob, type Warning } from "../../model/job.ts";
import { stateReader } from "../../model/states.ts";
import * as values from "../../model/values.ts";
import { bodyDbName, collectionName, fieldName, indexName } from "../inputs.ts";
import { startedJob } from "../started-job.ts";

export const indexId = compositeId({
  parts: { dbName: parts.database, collectionName: parts.name, indexName: parts.name },
  order: ["dbName", "collectionName", "indexName"],
});

export interface Place {
  readonly dbName: string;
  readonly collectionName: string;
}

/** The id of an index; null when its name cannot stand in one, such as one with a JSON path. */
export function toId(id: Place & { readonly indexName: string }): string | null {
  const text = indexId.write(id);
  return indexId.read(text) instanceof InvalidId ? null : text;
}

const SCALAR = ["string", "number", "boolean"];

const scalar = z.union([z.string(), z.number(), z.boolean()]);

const param = z.union([scalar, z.record(z.string(), scalar)]);

/**
 * Published as a map of anything, since no two generators agree on unions with maps in them; validators heed the
 * pattern, which every name has.
 */
const params = z.record(z.string(), z.unknown()).superRefine((given, context) => {
  for (const [key, input] of Object.entries(given)) {
    if (param.safeParse(input).success) continue;
    const message = "must be a string, a number, a boolean, or an object of these";
    context.addIssue({ code: "custom", path: [key], message, input });
  }
});

export const body = z.strictObject({
  dbName: bodyDbName,
  collectionName,
  fieldName,
  indexName: indexName.optional().meta({ description: "Without it Milvus chooses a name, mostly the field's." }),
  params: params.default({}).meta({
    description:
      "As Milvus takes them: strings, numbers and booleans, which are sent as text, and objects of these, which are sent as JSON text.",
    patternProperties: {
      "": { anyOf: [{ type: SCALAR }, { type: "object", additionalProperties: { type: SCALAR } }] },
    },
    example: { index_type: "HNSW", metric_type: "COSINE", params: { M: 16, efConstruction: 200 } },
  }),
});

const readState = stateReader("IndexState", {
  IndexStateNone: { code: 0, state: "not_started", stage: "none" },
  Unissued: { code: 1, state: "pending", stage: "unissued" },
  InProgress: { code: 2, state: "running", stage: "in_progress" },
  Finished: { code: 3, state: "succeeded", stage: "finished" },
  Failed: { code: 4, state: "failed", stage: "failed" },
  Retry: { code: 5, state: "running", stage: "retry" },
});

const rows = (description: string) => z.int().nullable().meta({ description });

const version = z.int().nullable().meta({ description: "Of the index engine; null until a segment is finished." });

export const details = z.strictObject({
  indexName: z.string().nullable().meta({ description: "null when Milvus named the index and did not tell how." }),
  fieldName: z.string().nullable(),
  indexId: z.string().nullable(),
  params: z.record(z.string(), z.string()).meta({ description: "As Milvus keeps them, every value as text." }),
  indexedRows: rows("Rows that have their place in the index."),
  totalRows: rows("Rows of all flushed segments; rows that are not flushed yet do not count."),
  pendingRows: rows("Rows that wait to be indexed."),
  minIndexVersion: version,
  maxIndexVersion: version,
});

export type Details = z.infer<typeof details>;

export const NO_POLLABLE_ID: Warning = {
  code: "NO_POLLABLE_ID",
  message: "The index's name is not known, or cannot stand in an id: list the indexes of the collection to follow it.",
};

export type Body = z.output<typeof body>;

export function toCreateRequest(body: Body): RequestOf<"CreateIndex"> {
  return {
    db_name: body.dbName,
    collection_name: body.collectionName,
    field_name: body.fieldName,
    index_name: body.indexName ?? "",
    extra_params: toPairs(body.params),
  };
}

function toPairs(params: Body["params"]): { key: string; value: string }[] {
  return Object.entries(params).map(([key, value]) => ({
    key,
    value: typeof value === "object" ? JSON.stringify(value) : String(value),
  }));
}

/** The job of a new index; its name is null when Milvus chose one that is not certain. */
export function toStartedJob(
  { dbName, collectionName, fieldName, params }: Body,
  indexName: string | null,
): Job<Details> {
  const id = indexName === null ? null : toId({ dbName, collectionName, indexName });
  return startedJob<Details>({
    kind: "index",
    id,
    dbName,
    collectionName,
    details: {
      indexName,
      fieldName,
      indexId: null,
      params: values.toRecord(toPairs(params), []),
      indexedRows: null,
      totalRows: null,
      pendingRows: null,
      minIndexVersion: null,
      maxIndexVersion: null,
    },
    warnings: id === null ? [NO_POLLABLE_ID] : [],
  });
}

/** Asks for all indexes of a collection that have this name, or are of this field. */
export function toRequest(
  { dbName, collectionName }: Place,
  narrowed: { index_name?: string; field_name?: string } = {},
) {
  return {
    db_name: dbName,
    collection_name: collectionName,
    field_name: "",
    index_name: "",
    timestamp: "0", // no cutoff: segments of any age
    ...narrowed,
  };
}

export type Description = ReplyOf<"DescribeIndex">["index_descriptions"][number];

export function toJob(index: Description, { dbName, collectionName }: Place): Job<Details> {
  const id = toId({ dbName, collectionName, indexName: index.index_name });
  const warnings = id === null ? [NO_POLLABLE_ID] : [];
  return makeJob({
    kind: "index",
    id,
    ...readState(index.state),
    ...(isCatchingUp(index) && { state: "running" as const, stage: "catching_up" }),
    progress: toProgress(index, warnings),
    reason: index.index_state_fail_reason,
    dbName,
    collectionName,
    details: {
      indexName: values.text(index.index_name),
      fieldName: values.text(index.field_name),
      indexId: values.id(index.indexID),
      params: values.toRecord(index.params, warnings),
      indexedRows: values.count(index.indexed_rows, "indexedRows", warnings),
      totalRows: values.count(index.total_rows, "totalRows", warnings),
      pendingRows: values.count(index.pending_index_rows, "pendingRows", warnings),
      minIndexVersion: toVersion(index.min_index_version),
      maxIndexVersion: toVersion(index.max_index_version),
    },
    warnings,
  });
}

/** Right after CreateIndex a real server says Finished with no row indexed: docs/milvus.md#finished-too-early */
function isCatchingUp(index: Description): boolean {
  return (
    index.state === "Finished" &&
    BigInt(index.pending_index_rows) > 0n &&
    BigInt(index.indexed_rows) < BigInt(index.total_rows)
  );
}

/** Indexed of total rows in percent, rounded down; 100 is for the succeeded alone, and makeJob gives it. */
function toProgress(index: Description, warnings: Warning[]): number | null {
  const indexed = BigInt(index.indexed_rows);
  const total = BigInt(index.total_rows);
  if (indexed < 0n || indexed > total) return values.progress(`${indexed} of ${total} rows`, warnings);
  return total === 0n ? null : Math.min(99, Number((indexed * 100n) / total));
}

/** What stands for "no finished segment", and 0 for an older server: docs/milvus.md#index-versions */
const NO_VERSIONS: ReadonlySet<number> = new Set([0, 2_147_483_647, -2_147_483_648]);

const toVersion = (version: number) => (NO_VERSIONS.has(version) ? null : version);
