/** Restores: a snapshot becomes a collection. The id comes from starting one. Facts: docs/milvus.md#restores */
import { z } from "zod";
import { badReply } from "../job/bad-reply.ts";
import { int64Id } from "../job/ids.ts";
import { bodyDbName, collectionName, externalSpec, location, snapshotName } from "../job/inputs.ts";
import { isDone, type Job, makeJob, type Warning } from "../job/job.ts";
import {
  type Calls,
  call,
  defineKind,
  type GetExample as ExampleOf,
  exchange,
  type ListExample,
  type StartExample,
} from "../job/kind.ts";
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

const readState = stateReader("RestoreSnapshotState", {
  RestoreSnapshotNone: { code: 0, state: "unknown", stage: "none" },
  RestoreSnapshotPending: { code: 1, state: "pending", stage: "pending" },
  RestoreSnapshotExecuting: { code: 2, state: "running", stage: "executing" },
  RestoreSnapshotCompleted: { code: 3, state: "succeeded", stage: "completed" },
  RestoreSnapshotFailed: { code: 4, state: "failed", stage: "failed" },
});

// Details

const details = z.strictObject({
  snapshotName: z.string().nullable().meta({ description: "The snapshot that is restored." }),
});
type Details = z.infer<typeof details>;

// Mapping

type Info = NonNullable<ReplyOf<"GetRestoreSnapshotState">["info"]>;

interface Known {
  readonly id: string | null;
  readonly dbName: string;
  readonly collectionName?: string | undefined;
}

/** The job's database and collection are the target; Milvus says neither once the target is dropped. */
function toJob(info: Info, known: Known): Job<Details> {
  const warnings: Warning[] = [];
  const read = readState(info.state);
  const startTime = values.fromMilliseconds(info.start_time);
  // 0 until the job has ended: docs/milvus.md#restore-durations
  const ended = isDone(read.state) && info.time_cost !== "0";
  const durationMs = ended ? values.count(info.time_cost, "durationMs", warnings) : null;
  return makeJob({
    kind: "restore",
    id: known.id,
    ...read,
    progress: values.progress(info.progress, warnings),
    reason: info.reason,
    dbName: values.text(info.db_name) ?? known.dbName,
    collectionName: values.text(info.collection_name) ?? known.collectionName ?? null,
    startTime,
    endTime: values.later(startTime, durationMs),
    durationMs,
    details: { snapshotName: values.text(info.snapshot_name) },
    warnings,
  });
}

// Operations

const ownSnapshot = z
  .strictObject({
    snapshotName,
    dbName: bodyDbName.meta({ description: "The database of the collection that the snapshot is of." }),
    collectionName: collectionName.optional().meta({
      description: "The collection that the snapshot is of; without it, the one named as the target is.",
      example: "books",
    }),
  })
  .meta({ description: "A snapshot in this Milvus." });

const exportedSnapshot = z
  .strictObject({
    metadataUri: location("Where the metadata of the exported snapshot is.", "s3://backup/books/metadata/1.json"),
    externalSpec: externalSpec.optional(),
    snapshotName: snapshotName.optional().meta({
      description: "Only for the answer: Milvus reads the name from the metadata.",
    }),
  })
  .meta({ description: "A snapshot that was exported to object storage." });

const body = z
  .strictObject({
    source: z.union([ownSnapshot, exportedSnapshot], {
      error: "must be {snapshotName, dbName?, collectionName?} or {metadataUri, externalSpec?, snapshotName?}",
    }),
    snapshotName: snapshotName.optional().meta({ description: "The same as `source.snapshotName`." }),
    dbName: bodyDbName.meta({ description: "The database to restore into." }),
    collectionName: collectionName.meta({
      description: "The collection to restore into; it must not exist yet.",
      example: "books_restored",
    }),
    rewriteData: z.boolean().default(false).meta({
      description: "Handed on for a snapshot in this Milvus; Milvus 3.0 ignores it.",
    }),
  })
  .refine(
    ({ source, snapshotName }) => (snapshotName ?? source.snapshotName) === (source.snapshotName ?? snapshotName),
    {
      path: ["snapshotName"],
      error: "must be the same as source.snapshotName",
    },
  )
  .refine(({ source, rewriteData }) => !(rewriteData && "metadataUri" in source), {
    path: ["rewriteData"],
    error: "goes with source.snapshotName only: Milvus does not take it for an exported snapshot",
  });
type Body = z.output<typeof body>;

type StartReply = ReplyOf<"RestoreSnapshot"> | ReplyOf<"RestoreExternalSnapshot">;

function* restore({ source, dbName, collectionName, rewriteData }: Body): Calls<StartReply> {
  if ("metadataUri" in source) {
    return yield* call("RestoreExternalSnapshot", {
      db_name: dbName,
      target_collection_name: collectionName,
      snapshot_metadata_uri: source.metadataUri,
      external_spec: source.externalSpec ?? "",
    });
  }
  return yield* call("RestoreSnapshot", {
    name: source.snapshotName,
    db_name: source.dbName,
    collection_name: source.collectionName ?? collectionName,
    rewrite_data: rewriteData,
    target_db_name: dbName, // Milvus fills in the source's database only: docs/milvus.md#database
    target_collection_name: collectionName,
  });
}

// Simulation

interface SimulatedRestore {
  readonly id: string;
  readonly snapshotName: string;
  readonly dbName: string;
  readonly collectionName: string;
  readonly startedAt: number;
  readonly reason: string | undefined;
}

interface Step {
  /** Milliseconds since the start. */
  readonly from: number;
  readonly state: Info["state"];
  readonly progress: number;
}

/** While no segment is known, none of none counts as 100 percent: docs/milvus.md#restore-progress */
const LIFE: readonly Step[] = [
  { from: 0, state: "RestoreSnapshotPending", progress: 100 },
  { from: 1_000, state: "RestoreSnapshotExecuting", progress: 0 },
  { from: 2_500, state: "RestoreSnapshotExecuting", progress: 50 },
  { from: 4_000, state: "RestoreSnapshotExecuting", progress: 75 },
  { from: 6_000, state: "RestoreSnapshotCompleted", progress: 100 },
];
const FAILING_LIFE: readonly Step[] = [
  { from: 0, state: "RestoreSnapshotPending", progress: 100 },
  { from: 1_000, state: "RestoreSnapshotExecuting", progress: 25 },
  { from: 2_500, state: "RestoreSnapshotFailed", progress: 25 },
];

function infoOf(job: SimulatedRestore, world: SandboxWorld): PartialReply<Info> {
  const life = job.reason === undefined ? LIFE : FAILING_LIFE;
  const step = stepAt(life, world.now() - job.startedAt);
  const ended = step === life.at(-1);
  return {
    job_id: job.id,
    snapshot_name: job.snapshotName,
    db_name: job.dbName,
    collection_name: job.collectionName,
    state: step.state,
    progress: step.progress,
    reason: ended ? (job.reason ?? "") : "",
    start_time: String(job.startedAt),
    time_cost: ended ? String(step.from) : "0",
  };
}

const jobsOf = (world: SandboxWorld) => world.store("restore", () => new Map<string, SimulatedRestore>());

/** The restores into a collection, or into any of the database when none is named. */
function restoresInto(world: SandboxWorld, dbName: string, collectionName: string): PartialReply<Info>[] {
  const seeded = world.seeds("GetRestoreSnapshotState").flatMap(({ info }) => info ?? []);
  const started = [...jobsOf(world).values()].map((job) => infoOf(job, world));
  return [...seeded, ...started].filter(
    (info) => info.db_name === (dbName || "default") && (!collectionName || info.collection_name === collectionName),
  );
}

interface Origin {
  readonly snapshotName: string;
  /** What decides the fate of the restore by its name. */
  readonly sign: string;
}

/** Begins a restore into a collection, which must be a new one. */
function begin(world: SandboxWorld, { snapshotName, sign }: Origin, database: string, collectionName: string) {
  const dbName = database || "default";
  const isThere = [...jobsOf(world).values()].some(
    (job) => job.dbName === dbName && job.collectionName === collectionName && job.reason === undefined,
  );
  if (isThere || world.collection(dbName, collectionName)) {
    return failure(1100, `collection ${collectionName} already exists: invalid parameter`, "IllegalArgument");
  }
  const reason = /fails|missing/.test(sign) ? `copy segment: no such key under '${sign}'` : undefined;
  const id = world.nextId();
  jobsOf(world).set(id, { id, snapshotName, dbName, collectionName, startedAt: world.now(), reason });
  return { job_id: id };
}

/** What the sandbox reads from the metadata of every exported snapshot. */
const EXPORTED_NAME = "books_2026_11";

const simulation: Simulation = {
  RestoreSnapshot(request, world) {
    const { name, db_name, collection_name } = request;
    if (!world.collection(db_name, collection_name)) return collectionNotFound(db_name, collection_name);
    if (name.includes("missing")) return failure(2600, `snapshot not found[snapshot=${name}]`);
    const origin = { snapshotName: name, sign: name };
    return begin(world, origin, request.target_db_name, request.target_collection_name);
  },
  RestoreExternalSnapshot({ db_name, target_collection_name, snapshot_metadata_uri }, world) {
    const origin = { snapshotName: EXPORTED_NAME, sign: snapshot_metadata_uri };
    return begin(world, origin, db_name, target_collection_name);
  },
  GetRestoreSnapshotState({ job_id }, world) {
    const job = jobsOf(world).get(job_id);
    return job ? { info: infoOf(job, world) } : failure(2101, `restore job not found: jobID=${job_id}`);
  },
  ListRestoreSnapshotJobs({ db_name, collection_name }, world) {
    const jobs = restoresInto(world, db_name, collection_name);
    if (collection_name && jobs.length === 0 && !world.collection(db_name, collection_name)) {
      return collectionNotFound(db_name, collection_name);
    }
    return { jobs };
  },
};

// Worked examples; the sandbox is seeded with those of `get`

type GetExample = ExampleOf<string>;
type Differing = Partial<Job<Details>> & Pick<Job, "state">;

/** What Milvus tells of every example's job. */
const INFO = {
  snapshot_name: "books_2026_11",
  db_name: "default",
  collection_name: "books_restored",
  start_time: "1762000000000",
} satisfies PartialReply<Info>;

/** The job of an info that is INFO but for what the job says differently. */
const jobOfInfo = (id: string, job: Differing): Job<Details> =>
  makeJob({
    kind: "restore",
    id,
    dbName: INFO.db_name,
    collectionName: INFO.collection_name,
    startTime: "2025-11-01T12:26:40.000Z",
    details: { snapshotName: INFO.snapshot_name },
    ...job,
  });

const getExample = (summary: string, id: string, info: PartialReply<Info>, job: Differing): GetExample => ({
  summary,
  input: { id, dbName: "default" },
  calls: [exchange("GetRestoreSnapshotState", { job_id: id }, { info: { job_id: id, ...INFO, ...info } })],
  output: jobOfInfo(id, job),
});

const upstream = (code: number, name: string | null) => ({ enum: "RestoreSnapshotState", code, name });

const COMPLETED = {
  info: { state: "RestoreSnapshotCompleted", progress: 99, time_cost: "12345" },
  job: {
    state: "succeeded",
    stage: "completed",
    upstreamState: upstream(3, "RestoreSnapshotCompleted"),
    endTime: "2025-11-01T12:26:52.345Z",
    durationMs: 12_345,
  },
} as const;

const getExamples: readonly GetExample[] = [
  getExample(
    "Waiting to begin: none of none is 100 percent to Milvus",
    "461827364510294001",
    { state: "RestoreSnapshotPending", progress: 100 },
    { state: "pending", stage: "pending", upstreamState: upstream(1, "RestoreSnapshotPending"), progress: 100 },
  ),
  getExample(
    "Running",
    "461827364510294003",
    { state: "RestoreSnapshotExecuting", progress: 50 },
    { state: "running", stage: "executing", upstreamState: upstream(2, "RestoreSnapshotExecuting"), progress: 50 },
  ),
  getExample("Succeeded: is 100 percent, whatever Milvus counts", "461827364510294005", COMPLETED.info, COMPLETED.job),
  getExample(
    "Failed",
    "461827364510294007",
    { state: "RestoreSnapshotFailed", progress: 25, reason: "copy segment: no such key", time_cost: "2500" },
    {
      state: "failed",
      stage: "failed",
      upstreamState: upstream(4, "RestoreSnapshotFailed"),
      progress: 25,
      reason: "copy segment: no such key",
      endTime: "2025-11-01T12:26:42.500Z",
      durationMs: 2_500,
    },
  ),
  getExample(
    "Succeeded, and the target is dropped already; an early 3.0 tells no start",
    "461827364510294009",
    { ...COMPLETED.info, db_name: "", collection_name: "", start_time: "0" },
    { ...COMPLETED.job, collectionName: null, startTime: null, endTime: null },
  ),
  getExample(
    "No state",
    "461827364510294011",
    { state: "RestoreSnapshotNone" },
    { state: "unknown", stage: "none", upstreamState: upstream(0, "RestoreSnapshotNone"), progress: 0 },
  ),
  getExample(
    "A state that this gateway does not know",
    "461827364510294013",
    { state: 42, progress: 50 },
    { state: "unknown", upstreamState: upstream(42, null), progress: 50 },
  ),
  {
    summary: "Unknown or expired",
    input: { id: "1", dbName: "default" },
    calls: [exchange("GetRestoreSnapshotState", { job_id: "1" }, failure(2101, "restore job not found: jobID=1"))],
    output: { problem: "JOB_NOT_FOUND" },
  },
  {
    summary: "A success without a job breaks the protocol",
    input: { id: "461827364510294015", dbName: "default" },
    calls: [exchange("GetRestoreSnapshotState", { job_id: "461827364510294015" }, {})],
    output: { problem: "BAD_UPSTREAM_REPLY" },
  },
];

const listExamples: readonly ListExample[] = [
  {
    summary: "The restores into one database",
    input: { dbName: undefined, collectionName: undefined },
    calls: [
      exchange(
        "ListRestoreSnapshotJobs",
        { db_name: "default", collection_name: "" },
        { jobs: [{ job_id: "461827364510294005", ...INFO, ...COMPLETED.info }] },
      ),
    ],
    output: [jobOfInfo("461827364510294005", COMPLETED.job)],
  },
  {
    summary: "The restores into one collection",
    input: { dbName: "library", collectionName: "books_restored" },
    calls: [
      exchange("ListRestoreSnapshotJobs", { db_name: "library", collection_name: "books_restored" }, { jobs: [] }),
    ],
    output: [],
  },
];

const started = (id: string, dbName: string, collectionName: string, snapshotName: string | null): Job<Details> =>
  makeJob({
    kind: "restore",
    id,
    state: "pending",
    stage: "pending",
    dbName,
    collectionName,
    details: { snapshotName },
  });

const OWN = { body: { source: { snapshotName: "books_2026_11" }, dbName: "archive", collectionName: "books" } };

/** What becomes of restoring a snapshot of `default.books` into `archive.books`. */
const ownExample = (
  summary: string,
  reply: PartialReply<ReplyOf<"RestoreSnapshot">>,
  output: StartExample<typeof body>["output"],
): StartExample<typeof body> => ({
  summary,
  input: OWN,
  calls: [
    exchange(
      "RestoreSnapshot",
      {
        name: "books_2026_11",
        db_name: "default",
        collection_name: "books",
        rewrite_data: false,
        target_db_name: "archive",
        target_collection_name: "books",
      },
      reply,
    ),
  ],
  output,
});

const EXPORTED = { metadataUri: "s3://backup/books/metadata/1.json", externalSpec: '{"format":"parquet"}' };

/** What an exported snapshot becomes, told its name or not. */
const exportedExample = (
  summary: string,
  id: string,
  input: Pick<z.input<typeof body>, "source" | "snapshotName">,
  snapshotName: string | null,
): StartExample<typeof body> => ({
  summary,
  input: { body: { ...input, collectionName: "books_restored" } },
  calls: [
    exchange(
      "RestoreExternalSnapshot",
      {
        db_name: "default",
        target_collection_name: "books_restored",
        snapshot_metadata_uri: EXPORTED.metadataUri,
        external_spec: EXPORTED.externalSpec,
      },
      { job_id: id },
    ),
  ],
  output: started(id, "default", "books_restored", snapshotName),
});

const startExamples: readonly StartExample<typeof body>[] = [
  {
    summary: "Restore a snapshot of this Milvus",
    input: {
      body: {
        source: { snapshotName: "books_2026_11", dbName: "library", collectionName: "books" },
        dbName: "default",
        collectionName: "books_restored",
        rewriteData: true,
      },
    },
    calls: [
      exchange(
        "RestoreSnapshot",
        {
          name: "books_2026_11",
          db_name: "library",
          collection_name: "books",
          rewrite_data: true,
          target_db_name: "default",
          target_collection_name: "books_restored",
        },
        { job_id: "461827364510294017" },
      ),
    ],
    output: started("461827364510294017", "default", "books_restored", "books_2026_11"),
  },
  ownExample(
    "Restore a snapshot into another database, under the name of its collection",
    { job_id: "461827364510294019" },
    started("461827364510294019", "archive", "books", "books_2026_11"),
  ),
  exportedExample("Restore an exported snapshot", "461827364510294021", { source: EXPORTED }, null),
  exportedExample(
    "Restore an exported snapshot and name it for the answer",
    "461827364510294023",
    { source: EXPORTED, snapshotName: "books_2026_11" },
    "books_2026_11",
  ),
  ownExample("An unknown snapshot", failure(2600, "snapshot not found[snapshot=books_2026_11]"), {
    problem: "SNAPSHOT_NOT_FOUND",
  }),
  ownExample(
    "The target exists",
    failure(1100, "collection books already exists: invalid parameter", "IllegalArgument"),
    { problem: "UPSTREAM_REJECTED" },
  ),
  ownExample("A success without an id breaks the protocol", {}, { problem: "BAD_UPSTREAM_REPLY" }),
];

// The entry

export const restoreKind = defineKind({
  name: "restore",
  title: "Restores of snapshots",
  description:
    "A restore makes a new collection out of a snapshot, of this Milvus or an exported one. Its id comes from starting one. The job's database and collection are the target.",
  id: int64Id,
  details,
  retention: "finished jobs are kept for about 3 h",
  since: {
    RestoreSnapshot: "3.0",
    RestoreExternalSnapshot: "3.0",
    GetRestoreSnapshotState: "3.0",
    ListRestoreSnapshotJobs: "3.0",
  },
  get: {
    summary: "Get a restore job",
    description:
      "How a restore goes. Its progress can be 100 before it begins, and only `state` tells whether it is over; Milvus tells how long it took only then. `collectionName` is null when the target has been dropped since.",
    rpcs: ["GetRestoreSnapshotState"],
    *run({ id, dbName }) {
      const reply = yield* call("GetRestoreSnapshotState", { job_id: id });
      if (reply.info === null) throw badReply("GetRestoreSnapshotState", "Milvus's reply has no info.");
      return { job: toJob(reply.info, { id, dbName }), reply };
    },
    examples: getExamples,
  },
  list: {
    summary: "List restore jobs",
    description:
      "The restores into one database (`default` when none is named), or into one collection of it with `collectionName`.",
    rpcs: ["ListRestoreSnapshotJobs"],
    *run({ dbName = "default", collectionName }) {
      const reply = yield* call("ListRestoreSnapshotJobs", {
        db_name: dbName,
        collection_name: collectionName ?? "",
      });
      const jobs = reply.jobs.map((info) => toJob(info, { id: values.id(info.job_id), dbName, collectionName }));
      return { jobs, reply };
    },
    examples: listExamples,
  },
  start: {
    summary: "Start a restore",
    description:
      "Restores `source`, a snapshot of this Milvus (`snapshotName`) or an exported one (`metadataUri`), into a collection that does not exist yet. Milvus resolves the snapshot by the collection it was taken of: name it as `source.collectionName` unless the target has the same name.",
    rpcs: ["RestoreSnapshot", "RestoreExternalSnapshot"],
    body,
    *run({ body }) {
      const reply = yield* restore(body);
      if (values.id(reply.job_id) === null) {
        throw badReply(
          "metadataUri" in body.source ? "RestoreExternalSnapshot" : "RestoreSnapshot",
          "Milvus accepted the restore but answered no id.",
        );
      }
      const job = makeJob<Details>({
        kind: "restore",
        id: reply.job_id,
        state: "pending",
        stage: "pending",
        dbName: body.dbName,
        collectionName: body.collectionName,
        details: { snapshotName: body.source.snapshotName ?? body.snapshotName ?? null },
      });
      return { job, reply };
    },
    examples: startExamples,
  },
  simulation,
});
