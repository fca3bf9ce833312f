/** Exports: a snapshot is copied out. The id comes from starting one, after 3.0. Facts: docs/milvus.md#exports */
import { z } from "zod";
import { badReply } from "../job/bad-reply.ts";
import { int64Id } from "../job/ids.ts";
import { bodyDbName, collectionName, externalSpec, location, snapshotName } from "../job/inputs.ts";
import { isDone, type Job, type JobFields, makeJob, type Warning } from "../job/job.ts";
import { call, defineKind, type GetExample as ExampleOf, exchange, type StartExample } from "../job/kind.ts";
import {
  collectionNotFound,
  failure,
  type PartialReply,
  type SandboxWorld,
  type Simulation,
  stepAt,
} from "../job/simulation.ts";
import { stateReader } from "../job/states.ts";
import * as values from "../job/values.ts";
import type { ReplyOf } from "../milvus/rpc.ts";

// States

const readState = stateReader("ExportSnapshotState", {
  ExportSnapshotNone: { code: 0, state: "unknown", stage: "none" },
  ExportSnapshotPending: { code: 1, state: "pending", stage: "pending" },
  ExportSnapshotExecuting: { code: 2, state: "running", stage: "executing" },
  ExportSnapshotCompleted: { code: 3, state: "succeeded", stage: "completed" },
  ExportSnapshotFailed: { code: 4, state: "failed", stage: "failed" },
});

// Details

const details = z.strictObject({
  snapshotName: z.string().nullable().meta({ description: "The snapshot that is exported." }),
  totalFiles: z.int().nullable().meta({ description: "Files to copy." }),
  copiedFiles: z.int().nullable().meta({ description: "Files copied so far." }),
  totalBytes: z.int().nullable().meta({ description: "Size of the export; known once it has succeeded." }),
  snapshotMetadataUri: z
    .string()
    .nullable()
    .meta({ description: "Where the metadata of the export is, which a restore takes; known once it has succeeded." }),
});
type Details = z.infer<typeof details>;

// Mapping

type Info = NonNullable<ReplyOf<"GetExportSnapshotState">["info"]>;

function toJob(info: Info, known: { readonly id: string; readonly dbName: string }): Job<Details> {
  const warnings: Warning[] = [];
  const read = readState(info.state);
  const done = isDone(read.state);
  const startTime = values.fromMilliseconds(info.start_time);
  // Unlike a restore's, it runs along: docs/milvus.md#export-progress
  const durationMs = info.time_cost === "0" ? null : values.count(info.time_cost, "durationMs", warnings);
  return makeJob({
    kind: "export",
    id: known.id,
    ...read,
    progress: values.progress(info.progress, warnings),
    reason: info.reason,
    dbName: values.text(info.db_name) ?? known.dbName,
    collectionName: values.text(info.collection_name),
    startTime,
    endTime: done ? values.later(startTime, durationMs) : null,
    durationMs,
    details: {
      snapshotName: values.text(info.snapshot_name),
      totalFiles: values.count(info.total_files, "totalFiles", warnings),
      copiedFiles: values.count(info.copied_files, "copiedFiles", warnings),
      totalBytes:
        info.total_bytes === "0" && read.state !== "succeeded"
          ? null
          : values.count(info.total_bytes, "totalBytes", warnings),
      snapshotMetadataUri: values.text(info.snapshot_metadata_uri),
    },
    warnings,
  });
}

const NO_POLLABLE_ID: Warning = {
  code: "NO_POLLABLE_ID",
  message: "This Milvus exports while the caller waits: the job is over, and there is none to ask for.",
};

// Operations

const body = z.strictObject({
  dbName: bodyDbName,
  collectionName: collectionName.meta({ description: "The collection that the snapshot is of.", example: "books" }),
  snapshotName,
  targetS3Path: location("Where to export to; Milvus makes a folder of its own below it.", "s3://backup/books/"),
  externalSpec: externalSpec.optional(),
});

/** From the release after 3.0 on Milvus answers an id; 3.0 answers when all is done, with the place of the metadata. */
function toStartedJob(reply: ReplyOf<"ExportSnapshot">, asked: z.output<typeof body>): Job<Details> {
  const id = values.id(reply.job_id);
  const snapshotMetadataUri = values.text(reply.snapshot_metadata_uri);
  if (id === null && snapshotMetadataUri === null) {
    throw badReply("ExportSnapshot", "Milvus accepted the export but answered neither an id nor a URI.");
  }
  const progress: Pick<JobFields<Details>, "state" | "stage" | "warnings"> = id === null
    ? { state: "succeeded", stage: "completed", warnings: [NO_POLLABLE_ID] }
    : { state: "pending", stage: "pending" };
  return makeJob<Details>({
    kind: "export",
    id,
    ...progress,
    dbName: asked.dbName,
    collectionName: asked.collectionName,
    details: {
      snapshotName: asked.snapshotName,
      totalFiles: null,
      copiedFiles: null,
      totalBytes: null,
      snapshotMetadataUri,
    },
  });
}

// Simulation: exports are jobs from 3.1 on

interface SimulatedExport {
  readonly id: string;
  readonly snapshotName: string;
  readonly dbName: string;
  readonly collectionName: string;
  readonly uri: string;
  readonly startedAt: number;
  readonly reason: string | undefined;
}

interface Step {
  /** Milliseconds since the start. */
  readonly from: number;
  readonly state: Info["state"];
  readonly progress: number;
  readonly copied: string;
}

/** Progress is 5 + 90 · copied / total until the end: docs/milvus.md#export-progress */
const LIFE: readonly Step[] = [
  { from: 0, state: "ExportSnapshotPending", progress: 0, copied: "0" },
  { from: 1_000, state: "ExportSnapshotExecuting", progress: 5, copied: "0" },
  { from: 2_000, state: "ExportSnapshotExecuting", progress: 35, copied: "4" },
  { from: 3_500, state: "ExportSnapshotExecuting", progress: 65, copied: "8" },
  { from: 5_000, state: "ExportSnapshotExecuting", progress: 95, copied: "12" },
  { from: 6_000, state: "ExportSnapshotCompleted", progress: 100, copied: "12" },
];
const FAILING_LIFE: readonly Step[] = [
  { from: 0, state: "ExportSnapshotPending", progress: 0, copied: "0" },
  { from: 1_000, state: "ExportSnapshotExecuting", progress: 5, copied: "0" },
  { from: 2_500, state: "ExportSnapshotFailed", progress: 5, copied: "0" },
];
const TOTAL_FILES = "12";
const TOTAL_BYTES = "50331648";

function infoOf(job: SimulatedExport, world: SandboxWorld): PartialReply<Info> {
  const life = job.reason === undefined ? LIFE : FAILING_LIFE;
  const age = world.now() - job.startedAt;
  const step = stepAt(life, age);
  const ended = step === life.at(-1);
  const succeeded = ended && job.reason === undefined;
  return {
    job_id: job.id,
    snapshot_name: job.snapshotName,
    db_name: job.dbName,
    collection_name: job.collectionName,
    state: step.state,
    progress: step.progress,
    reason: ended ? (job.reason ?? "") : "",
    start_time: String(job.startedAt),
    time_cost: String(ended ? step.from : age),
    total_files: TOTAL_FILES,
    copied_files: step.copied,
    snapshot_metadata_uri: succeeded ? job.uri : "",
    total_bytes: succeeded ? TOTAL_BYTES : "0",
  };
}

const jobsOf = (world: SandboxWorld) => world.store("export", () => new Map<string, SimulatedExport>());

const simulation: Simulation = {
  ExportSnapshot({ name, db_name, collection_name, target_s3_path }, world) {
    const collection = world.collection(db_name, collection_name);
    if (!collection) return collectionNotFound(db_name, collection_name);
    if (name.includes("missing")) return failure(2600, `snapshot not found[snapshot=${name}]`);
    const reason = /fails|missing/.test(target_s3_path) ? `no such bucket for '${target_s3_path}'` : undefined;
    const id = world.nextId();
    const uri = `${target_s3_path.replace(/\/*$/, "")}/${id}/metadata/${id}.json`;
    if (!world.isAtLeast("3.1")) {
      return reason === undefined ? { snapshot_metadata_uri: uri } : failure(1006, reason);
    }
    const { dbName, name: collectionName } = collection;
    jobsOf(world).set(id, { id, snapshotName: name, dbName, collectionName, uri, startedAt: world.now(), reason });
    return { job_id: id };
  },
  GetExportSnapshotState({ job_id }, world) {
    const job = jobsOf(world).get(job_id);
    return job
      ? { info: infoOf(job, world) }
      : failure(1100, `snapshot export job ${job_id} not found: invalid parameter`, "IllegalArgument");
  },
};

// Worked examples; the sandbox is seeded with those of `get`

type GetExample = ExampleOf<string>;
type Differing = Partial<Job<Details>> & Pick<Job, "state">;

/** What Milvus tells of every example's job. */
const INFO = {
  snapshot_name: "books_2026_11",
  db_name: "default",
  collection_name: "books",
  start_time: "1762000000000",
  total_files: "12",
} satisfies PartialReply<Info>;

const DETAILS: Details = {
  snapshotName: INFO.snapshot_name,
  totalFiles: 12,
  copiedFiles: 0,
  totalBytes: null,
  snapshotMetadataUri: null,
};

/** An example's job is as INFO says, but for what differs. */
const getExample = (summary: string, id: string, info: PartialReply<Info>, job: Differing): GetExample => ({
  summary,
  input: { id, dbName: "default" },
  calls: [exchange("GetExportSnapshotState", { job_id: id }, { info: { job_id: id, ...INFO, ...info } })],
  output: makeJob<Details>({
    kind: "export",
    id,
    dbName: INFO.db_name,
    collectionName: INFO.collection_name,
    startTime: "2025-11-01T12:26:40.000Z",
    details: DETAILS,
    ...job,
  }),
});

const upstream = (code: number, name: string | null) => ({ enum: "ExportSnapshotState", code, name });
const URI = "s3://backup/books/461827364510295005/metadata/1.json";

const getExamples: readonly GetExample[] = [
  getExample(
    "Waiting to begin",
    "461827364510295001",
    { state: "ExportSnapshotPending", start_time: "0", total_files: "0" },
    {
      state: "pending",
      stage: "pending",
      upstreamState: upstream(1, "ExportSnapshotPending"),
      progress: 0,
      startTime: null,
      details: { ...DETAILS, totalFiles: 0 },
    },
  ),
  getExample(
    "Running",
    "461827364510295003",
    { state: "ExportSnapshotExecuting", progress: 35, copied_files: "4", time_cost: "2000" },
    {
      state: "running",
      stage: "executing",
      upstreamState: upstream(2, "ExportSnapshotExecuting"),
      progress: 35,
      durationMs: 2_000,
      details: { ...DETAILS, copiedFiles: 4 },
    },
  ),
  getExample(
    "Succeeded",
    "461827364510295005",
    {
      state: "ExportSnapshotCompleted",
      progress: 100,
      time_cost: "12345",
      copied_files: "12",
      total_bytes: "5368709120",
      snapshot_metadata_uri: URI,
    },
    {
      state: "succeeded",
      stage: "completed",
      upstreamState: upstream(3, "ExportSnapshotCompleted"),
      endTime: "2025-11-01T12:26:52.345Z",
      durationMs: 12_345,
      details: { ...DETAILS, copiedFiles: 12, totalBytes: 5_368_709_120, snapshotMetadataUri: URI },
    },
  ),
  getExample(
    "Failed",
    "461827364510295007",
    { state: "ExportSnapshotFailed", progress: 5, reason: "no such bucket", time_cost: "2500" },
    {
      state: "failed",
      stage: "failed",
      upstreamState: upstream(4, "ExportSnapshotFailed"),
      progress: 5,
      reason: "no such bucket",
      endTime: "2025-11-01T12:26:42.500Z",
      durationMs: 2_500,
    },
  ),
  getExample(
    "No state",
    "461827364510295009",
    { state: "ExportSnapshotNone" },
    { state: "unknown", stage: "none", upstreamState: upstream(0, "ExportSnapshotNone"), progress: 0 },
  ),
  getExample(
    "A state that this gateway does not know",
    "461827364510295011",
    { state: 42, progress: 50 },
    { state: "unknown", upstreamState: upstream(42, null), progress: 50 },
  ),
  {
    summary: "Unknown or expired",
    input: { id: "1", dbName: "default" },
    calls: [
      exchange(
        "GetExportSnapshotState",
        { job_id: "1" },
        failure(1100, "snapshot export job 1 not found: invalid parameter", "IllegalArgument"),
      ),
    ],
    output: { problem: "JOB_NOT_FOUND" },
  },
  {
    summary: "A success without a job breaks the protocol",
    input: { id: "461827364510295013", dbName: "default" },
    calls: [exchange("GetExportSnapshotState", { job_id: "461827364510295013" }, {})],
    output: { problem: "BAD_UPSTREAM_REPLY" },
  },
];

const startExample = (
  summary: string,
  reply: PartialReply<ReplyOf<"ExportSnapshot">>,
  output: StartExample<typeof body>["output"],
  spec?: string,
): StartExample<typeof body> => ({
  summary,
  input: {
    body: {
      collectionName: "books",
      snapshotName: "books_2026_11",
      targetS3Path: "s3://backup/books/",
      ...(spec && { externalSpec: spec }),
    },
  },
  calls: [
    exchange(
      "ExportSnapshot",
      {
        name: "books_2026_11",
        db_name: "default",
        collection_name: "books",
        target_s3_path: "s3://backup/books/",
        external_spec: spec ?? "",
      },
      reply,
    ),
  ],
  output,
});

const STARTED = {
  kind: "export",
  dbName: "default",
  collectionName: "books",
  details: { ...DETAILS, totalFiles: null, copiedFiles: null },
};

const startExamples: readonly StartExample<typeof body>[] = [
  startExample(
    "Export a snapshot (the release after Milvus 3.0)",
    { job_id: "461827364510295015" },
    makeJob<Details>({ ...STARTED, id: "461827364510295015", state: "pending", stage: "pending" }),
    '{"format":"parquet"}',
  ),
  startExample(
    "Export a snapshot, which Milvus 3.0 does while the caller waits",
    { snapshot_metadata_uri: URI },
    makeJob<Details>({
      ...STARTED,
      id: null,
      state: "succeeded",
      stage: "completed",
      details: { ...STARTED.details, snapshotMetadataUri: URI },
      warnings: [NO_POLLABLE_ID],
    }),
  ),
  startExample("An unknown snapshot", failure(2600, "snapshot not found[snapshot=books_2026_11]"), {
    problem: "SNAPSHOT_NOT_FOUND",
  }),
  startExample("A success with neither id nor URI breaks the protocol", {}, { problem: "BAD_UPSTREAM_REPLY" }),
];

// The entry

export const exportKind = defineKind({
  name: "export",
  title: "Exports of snapshots",
  description:
    "An export copies a snapshot to object storage, from where any Milvus can restore it. Its id comes from starting one. Milvus 3.0 exports while the caller waits and has no such jobs; the release after it has.",
  id: int64Id,
  details,
  retention: "finished jobs are kept for about 3 h",
  since: { ExportSnapshot: "3.0", GetExportSnapshotState: "3.1 (the release after 3.0.x)" },
  get: {
    summary: "Get an export job",
    description:
      "How an export goes. Once it has succeeded, `details.snapshotMetadataUri` is what a restore takes as `source.metadataUri`.",
    rpcs: ["GetExportSnapshotState"],
    *run({ id, dbName }) {
      const reply = yield* call("GetExportSnapshotState", { job_id: id });
      if (reply.info === null) throw badReply("GetExportSnapshotState", "Milvus's reply has no info.");
      return { job: toJob(reply.info, { id, dbName }), reply };
    },
    examples: getExamples,
  },
  start: {
    summary: "Start an export",
    description:
      "Copies a snapshot to object storage; Milvus runs one export at a time. **Milvus 3.0 answers only when the export is done:** raise `Request-Timeout`, or the answer may be a 504 while the export goes on. The job is then answered as succeeded, with `id: null` and the warning NO_POLLABLE_ID.",
    rpcs: ["ExportSnapshot"],
    body,
    *run({ body }) {
      const reply = yield* call("ExportSnapshot", {
        name: body.snapshotName,
        db_name: body.dbName,
        collection_name: body.collectionName,
        target_s3_path: body.targetS3Path,
        external_spec: body.externalSpec ?? "",
      });
      return { job: toStartedJob(reply, body), reply };
    },
    examples: startExamples,
  },
  simulation,
});
