/** The files of an import: their schema, and how Milvus's REST writes them. docs/milvus.md#rest-files */
import { z } from "zod";
import { type State, stateSchema, type Warning } from "../../model/job.ts";
import * as values from "../../model/values.ts";

/** A file group: what Milvus reads together, such as one .npy file for each field. */
export const importFile = z
  .strictObject({
    paths: z.array(z.string()).meta({ description: "One file, or one for each field." }),
    state: stateSchema.nullable().meta({ description: "`succeeded`: written, not yet visible." }),
    stage: z.string().nullable().meta({ description: "Milvus's own word in lower snake case." }),
    progress: z.int().min(0).max(100).nullable().meta({ description: "Percent of its rows." }),
    reason: z.string().min(1).nullable(),
    rowCount: z.int().nullable().meta({ description: "Rows written so far: an estimate until it is done." }),
    totalRows: z.int().nullable(),
    sizeBytes: z.int().nullable(),
    endTime: z.iso.datetime({ precision: 3 }).nullable(),
  })
  .meta({ id: "ImportFile", description: "A file group of an import; null is what Milvus does not tell." });

export type ImportFile = z.infer<typeof importFile>;

/** A group of which nothing but its paths is known. */
export function pathsOnly(paths: readonly string[]): ImportFile {
  return {
    paths: [...paths],
    state: null,
    stage: null,
    progress: null,
    reason: null,
    rowCount: null,
    totalRows: null,
    sizeBytes: null,
    endTime: null,
  };
}

const FILE_STATES: Readonly<Record<string, { readonly state: State; readonly stage: string }>> = {
  None: { state: "pending", stage: "none" },
  Pending: { state: "pending", stage: "pending" },
  InProgress: { state: "running", stage: "in_progress" },
  Retry: { state: "running", stage: "retry" },
  Completed: { state: "succeeded", stage: "completed" },
  Failed: { state: "failed", stage: "failed" },
};

const UNKNOWN = { state: "unknown", stage: null } as const;

/** The `details` of a job, sorted by path since Milvus's order is random, and it may repeat a path; null when there are none. */
export function readFiles(details: unknown, warnings: Warning[]): readonly ImportFile[] | null {
  if (!Array.isArray(details) || details.length === 0) return null;
  return details
    .map((entry) => readFile(entry, warnings))
    .map((file) => ({ file, key: `${file.paths.join("\0")}\0\0${JSON.stringify(file)}` }))
    .sort((a, b) => (a.key < b.key ? -1 : Number(a.key > b.key)))
    .map(({ file }) => file);
}

function readFile(entry: unknown, warnings: Warning[]): ImportFile {
  const fields: Readonly<Record<string, unknown>> =
    typeof entry === "object" && entry !== null ? (entry as Record<string, unknown>) : {}; // an object has named fields
  const { state, stage } = readState(fields.state);
  const rowCount = values.asCount(fields.importedRows, "files.rowCount", warnings);
  return {
    paths: typeof fields.fileName === "string" ? readPaths(fields.fileName) : [],
    state,
    stage,
    progress: values.asProgress(fields.progress, warnings),
    reason: values.asText(fields.reason),
    // Nothing is written before the work begins, and of a failed file nothing is kept.
    rowCount: rowCount === 0 && state !== "running" && state !== "succeeded" ? null : rowCount,
    totalRows: values.asCount(fields.totalRows, "files.totalRows", warnings),
    sizeBytes: values.asCount(fields.fileSize, "files.sizeBytes", warnings) || null,
    endTime: values.asTime(fields.completeTime),
  };
}

function readState(value: unknown) {
  return typeof value === "string" && Object.hasOwn(FILE_STATES, value) ? (FILE_STATES[value] ?? UNKNOWN) : UNKNOWN;
}

/** Files follow their job once it has ended: a report may mix two moments, and forgets the files of old jobs. */
export function followJob(file: ImportFile, job: State, jobReason: string | null): ImportFile {
  if (job === "succeeded") {
    const { totalRows, rowCount } = file;
    return {
      ...file,
      state: "succeeded",
      stage: "completed",
      progress: 100,
      reason: null,
      rowCount: totalRows ?? rowCount,
    };
  }
  if (job === "failed") return { ...file, state: "failed", stage: "failed", reason: file.reason ?? jobReason };
  return file;
}

/** Milvus before 2.4.5 writes a group as protobuf text. */
const PROTOBUF_PATH = /paths:\s?"((?:[^"\\]|\\.)*)"/g;

/** Formats of which a group holds one file, whose path may have spaces. */
const SINGLE_FILE = /\.(json|jsonl|ndjson|parquet|csv)$/i;

/** `[x/id.npy x/vec.npy]`, as Go prints a list, → the paths. Where spaces could be either, a path is not cut. */
export function readPaths(fileName: string): string[] {
  const quoted = [...fileName.matchAll(PROTOBUF_PATH)].map(([, path = ""]) => path.replace(/\\(.)/g, "$1"));
  if (quoted.length > 0) return quoted;
  const list = fileName.replace(/^\[/, "").replace(/\]$/, "");
  if (list === "") return [];
  if (SINGLE_FILE.test(list)) return [list];
  if (/\.npy$/i.test(list)) return list.split(/(?<=\.npy) /i);
  const parts = list.split(" ");
  return parts.length === 2 ? parts : [list];
}
