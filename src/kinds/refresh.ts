/** Refreshes of external collections. The id comes from starting one. Facts: docs/milvus.md#refreshes */
import { z } from "zod";
import { badReply } from "../job/bad-reply.ts";
import { GatewayError } from "../job/errors.ts";
import { InvalidId, int64Id } from "../job/ids.ts";
import { bodyDbName, collectionName, externalSpec, location } from "../job/inputs.ts";
import { type Job, makeJob, type Warning } from "../job/job.ts";
import {
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
  type SandboxCollection,
  type SandboxWorld,
  type Simulation,
  stepAt,
} from "../job/simulation.ts";
import { stateReader } from "../job/states.ts";
import * as values from "../job/values.ts";
import type { ReplyOf } from "../milvus/rpc.ts";

// States

const readState = stateReader("RefreshExternalCollectionState", {
  RefreshPending: { code: 0, state: "pending", stage: "pending" },
  RefreshInProgress: { code: 1, state: "running", stage: "in_progress" },
  RefreshCompleted: { code: 2, state: "succeeded", stage: "completed" },
  RefreshFailed: { code: 3, state: "failed", stage: "failed" },
});

// Details

const details = z.strictObject({
  externalSource: z.string().nullable().meta({ description: "Where the files are; credentials in it are masked." }),
  externalSpec: z
    .string()
    .nullable()
    .meta({ description: "How Milvus reaches them, as JSON text; all but its plain settings is masked." }),
});
type Details = z.infer<typeof details>;

// Mapping

type Info = NonNullable<ReplyOf<"GetRefreshExternalCollectionProgress">["job_info"]>;

interface Known {
  readonly id: string | null;
  readonly dbName: string | null;
  readonly collectionName?: string | undefined;
}

function toJob(info: Info, known: Known, oddities: readonly Warning[] = []): Job<Details> {
  const warnings = [...oddities];
  const startTime = values.fromMilliseconds(info.start_time);
  const endTime = values.fromMilliseconds(info.end_time);
  return makeJob({
    kind: "refresh",
    id: known.id,
    ...readState(info.state),
    progress: values.progress(info.progress, warnings),
    reason: info.reason,
    dbName: known.dbName,
    collectionName: values.text(info.collection_name) ?? known.collectionName ?? null,
    startTime,
    endTime,
    durationMs: values.millisecondsBetween(startTime, endTime),
    details: { externalSource: values.text(info.external_source), externalSpec: values.text(info.external_spec) },
    warnings,
  });
}

const DATABASE_NOT_FILTERED: Warning = {
  code: "DATABASE_NOT_FILTERED",
  message:
    "Without a collection Milvus lists the refresh jobs of all databases and does not say which one a job is in.",
};

// Operations

const body = z
  .strictObject({
    dbName: bodyDbName,
    collectionName: collectionName.meta({ description: "The external collection.", example: "external_docs" }),
    externalSource: location(
      "Where the files are from now on; with `externalSpec` or not at all.",
      "s3://lake/docs/",
    ).optional(),
    externalSpec: externalSpec.optional(),
  })
  .superRefine((body, context) => {
    if ((body.externalSource === undefined) === (body.externalSpec === undefined)) return;
    const [missing, given] =
      body.externalSpec === undefined ? ["externalSpec", "externalSource"] : ["externalSource", "externalSpec"];
    context.addIssue({
      code: "custom",
      path: [missing],
      message: `must be given along with ${given}: Milvus takes both, or neither to use those it has stored`,
    });
  })
  .meta({ dependentRequired: { externalSource: ["externalSpec"], externalSpec: ["externalSource"] } });

/** Source and spec stay null: the caller's own may hold secrets, and Milvus tells them masked from the first get on. */
function toStartedJob(id: string, { dbName, collectionName }: z.output<typeof body>): Job<Details> {
  if (values.id(id) === null)
    throw badReply("RefreshExternalCollection", "Milvus accepted the refresh but answered no id.");
  return makeJob({
    kind: "refresh",
    id,
    state: "pending",
    stage: "pending",
    dbName,
    collectionName,
    details: { externalSource: null, externalSpec: null },
  });
}

/** A refused refresh names the running one, whose id is only in the text: docs/milvus.md#duplicate-refreshes */
function withRunningJob(thrown: unknown, dbName: string): GatewayError {
  const error = GatewayError.from(thrown);
  const id = /refresh job (\d+) is already in progress/.exec(error.upstream?.reason ?? "")?.[1];
  if (error.code !== "JOB_ALREADY_RUNNING" || id === undefined || int64Id.read(id) instanceof InvalidId) return error;
  const { message, retryable, upstream } = error;
  const runningJob = { name: `refresh/${id}`, dbName };
  return new GatewayError(error.code, message, { retryable, upstream, runningJob, cause: error });
}

// Simulation: collections whose names begin with `external` are external ones

interface SimulatedRefresh {
  readonly id: string;
  readonly collection: SandboxCollection;
  readonly source: string;
  readonly spec: string;
  readonly startedAt: number;
  readonly reason: string | undefined;
}

interface Step {
  /** Milliseconds since the start. */
  readonly from: number;
  readonly state: Info["state"];
  readonly progress: string;
}

/** At 99 all files are read, and the result is not applied yet: docs/milvus.md#refresh-progress */
const LIFE: readonly Step[] = [
  { from: 0, state: "RefreshPending", progress: "0" },
  { from: 1_000, state: "RefreshInProgress", progress: "10" },
  { from: 3_000, state: "RefreshInProgress", progress: "60" },
  { from: 5_000, state: "RefreshInProgress", progress: "99" },
  { from: 7_000, state: "RefreshCompleted", progress: "100" },
];
const FAILING_LIFE: readonly Step[] = [
  { from: 0, state: "RefreshPending", progress: "0" },
  { from: 1_000, state: "RefreshInProgress", progress: "10" },
  { from: 2_500, state: "RefreshFailed", progress: "10" },
];

function infoOf(job: SimulatedRefresh, world: SandboxWorld): PartialReply<Info> {
  const life = job.reason === undefined ? LIFE : FAILING_LIFE;
  const step = stepAt(life, world.now() - job.startedAt);
  const ended = step === life.at(-1);
  return {
    job_id: job.id,
    collection_name: job.collection.name,
    state: step.state,
    progress: step.progress,
    reason: ended ? (job.reason ?? "") : "",
    external_source: job.source,
    external_spec: job.spec,
    start_time: String(job.startedAt),
    end_time: ended ? String(job.startedAt + step.from) : "0",
  };
}

const jobsOf = (world: SandboxWorld) => world.store("refresh", () => new Map<string, SimulatedRefresh>());

const simulation: Simulation = {
  RefreshExternalCollection(request, world) {
    const { db_name, collection_name, external_source, external_spec } = request;
    const collection = world.collection(db_name, collection_name);
    if (!collection) return collectionNotFound(db_name, collection_name);
    if (!collection.name.startsWith("external")) {
      return failure(1100, `'${collection.name}' is no external collection: invalid parameter`, "IllegalArgument");
    }
    if ((external_source === "") !== (external_spec === "")) {
      return failure(
        1100,
        "external_source and external_spec must be set together: invalid parameter",
        "IllegalArgument",
      );
    }
    const earlier = [...jobsOf(world).values()].filter((job) => job.collection.id === collection.id).at(-1);
    if (earlier && infoOf(earlier, world).end_time === "0") {
      return failure(703, `refresh job ${earlier.id} is already in progress for collection ${collection.name}`);
    }
    const source = external_source || earlier?.source || `s3://lake/${collection.name}/`;
    const id = world.nextId();
    jobsOf(world).set(id, {
      id,
      collection,
      source,
      spec: external_spec || earlier?.spec || '{"format":"parquet"}',
      startedAt: world.now(),
      reason: /fails|missing/.test(source) ? `no files under '${source}'` : undefined,
    });
    return { job_id: id };
  },
  GetRefreshExternalCollectionProgress({ job_id }, world) {
    const job = jobsOf(world).get(job_id);
    return job
      ? { job_info: infoOf(job, world) }
      : failure(1100, `refresh job ${job_id} not found: invalid parameter`, "IllegalArgument");
  },
  ListRefreshExternalCollectionJobs({ db_name, collection_name }, world) {
    const collection = collection_name ? world.collection(db_name, collection_name) : undefined;
    if (collection_name && !collection) return collectionNotFound(db_name, collection_name);
    const started = [...jobsOf(world).values()].filter((job) => !collection || job.collection.id === collection.id);
    const seeded = world.seeds("GetRefreshExternalCollectionProgress").flatMap(({ job_info: info }) => info ?? []);
    const newestFirst = started.map((job) => infoOf(job, world)).reverse();
    return {
      jobs: [...newestFirst, ...seeded.filter((info) => !collection || info.collection_name === collection.name)],
    };
  },
};

// Worked examples; the sandbox is seeded with those of `get`

type GetExample = ExampleOf<string>;
type Differing = Partial<Job<Details>> & Pick<Job, "state">;

/** What Milvus tells of every example's job. */
const INFO = {
  collection_name: "external_docs",
  external_source: "s3://lake/docs/",
  external_spec: '{"format":"parquet","extfs":{"region":"eu-central-1","access_key_id":"***"}}',
  start_time: "1762000000000",
} satisfies PartialReply<Info>;

/** The job of an info that is INFO but for what the job says differently. */
const jobOfInfo = (id: string, job: Differing): Job<Details> =>
  makeJob({
    kind: "refresh",
    id,
    dbName: "default",
    collectionName: INFO.collection_name,
    startTime: "2025-11-01T12:26:40.000Z",
    details: { externalSource: INFO.external_source, externalSpec: INFO.external_spec },
    ...job,
  });

const getExample = (summary: string, id: string, info: PartialReply<Info>, job: Differing): GetExample => ({
  summary,
  input: { id, dbName: "default" },
  calls: [
    exchange("GetRefreshExternalCollectionProgress", { job_id: id }, { job_info: { job_id: id, ...INFO, ...info } }),
  ],
  output: jobOfInfo(id, job),
});

const upstream = (code: number, name: string | null) => ({ enum: "RefreshExternalCollectionState", code, name });

const COMPLETED = {
  info: { state: "RefreshCompleted", progress: "100", end_time: "1762000012345" },
  job: {
    state: "succeeded",
    stage: "completed",
    upstreamState: upstream(2, "RefreshCompleted"),
    endTime: "2025-11-01T12:26:52.345Z",
    durationMs: 12_345,
  },
} as const;

const getExamples: readonly GetExample[] = [
  getExample(
    "Waiting to begin",
    "461827364510293001",
    { state: "RefreshPending", start_time: "0" },
    {
      state: "pending",
      stage: "pending",
      upstreamState: upstream(0, "RefreshPending"),
      progress: 0,
      startTime: null,
    },
  ),
  getExample(
    "Running: all files are read, the result is not applied yet",
    "461827364510293003",
    { state: "RefreshInProgress", progress: "99" },
    { state: "running", stage: "in_progress", upstreamState: upstream(1, "RefreshInProgress"), progress: 99 },
  ),
  getExample("Succeeded", "461827364510293005", COMPLETED.info, COMPLETED.job),
  getExample(
    "Failed",
    "461827364510293007",
    { state: "RefreshFailed", progress: "10", reason: "timeout", end_time: "1762003600000" },
    {
      state: "failed",
      stage: "failed",
      upstreamState: upstream(3, "RefreshFailed"),
      progress: 10,
      reason: "timeout",
      endTime: "2025-11-01T13:26:40.000Z",
      durationMs: 3_600_000,
    },
  ),
  getExample(
    "Failed a moment ago: Milvus tells neither why nor when for up to 10 s",
    "461827364510293009",
    { state: "RefreshFailed", progress: "10" },
    { state: "failed", stage: "failed", upstreamState: upstream(3, "RefreshFailed"), progress: 10 },
  ),
  getExample(
    "A state that this gateway does not know",
    "461827364510293011",
    { state: 42, progress: "50" },
    { state: "unknown", upstreamState: upstream(42, null), progress: 50 },
  ),
  {
    summary: "Unknown or expired",
    input: { id: "1", dbName: "default" },
    calls: [
      exchange(
        "GetRefreshExternalCollectionProgress",
        { job_id: "1" },
        failure(1100, "refresh job 1 not found: invalid parameter", "IllegalArgument"),
      ),
    ],
    output: { problem: "JOB_NOT_FOUND" },
  },
  {
    summary: "A success without a job breaks the protocol",
    input: { id: "461827364510293013", dbName: "default" },
    calls: [exchange("GetRefreshExternalCollectionProgress", { job_id: "461827364510293013" }, {})],
    output: { problem: "BAD_UPSTREAM_REPLY" },
  },
];

const LISTED = { job_id: "461827364510293005", ...INFO, ...COMPLETED.info };

const listExamples: readonly ListExample[] = [
  {
    summary: "The refreshes of one collection",
    input: { dbName: undefined, collectionName: "external_docs" },
    calls: [
      exchange(
        "ListRefreshExternalCollectionJobs",
        { db_name: "default", collection_name: "external_docs" },
        { jobs: [LISTED] },
      ),
    ],
    output: [jobOfInfo(LISTED.job_id, COMPLETED.job)],
  },
  {
    summary: "Without a collection: of all databases",
    input: { dbName: "library", collectionName: undefined },
    calls: [
      exchange("ListRefreshExternalCollectionJobs", { db_name: "library", collection_name: "" }, { jobs: [LISTED] }),
    ],
    output: [jobOfInfo(LISTED.job_id, { ...COMPLETED.job, dbName: null, warnings: [DATABASE_NOT_FILTERED] })],
  },
];

const started = (id: string, dbName: string): Job<Details> =>
  makeJob({
    kind: "refresh",
    id,
    state: "pending",
    stage: "pending",
    dbName,
    collectionName: "external_docs",
    details: { externalSource: null, externalSpec: null },
  });

const startExample = (
  summary: string,
  reply: PartialReply<ReplyOf<"RefreshExternalCollection">>,
  output: StartExample<typeof body>["output"],
): StartExample<typeof body> => ({
  summary,
  input: { body: { collectionName: "external_docs" } },
  calls: [
    exchange(
      "RefreshExternalCollection",
      { db_name: "default", collection_name: "external_docs", external_source: "", external_spec: "" },
      reply,
    ),
  ],
  output,
});

const startExamples: readonly StartExample<typeof body>[] = [
  startExample(
    "Refresh from where the files were",
    { job_id: "461827364510293015" },
    started("461827364510293015", "default"),
  ),
  {
    summary: "Refresh from another place",
    input: {
      body: {
        dbName: "library",
        collectionName: "external_docs",
        externalSource: "s3://lake/docs-2026/",
        externalSpec: '{"format":"parquet"}',
      },
    },
    calls: [
      exchange(
        "RefreshExternalCollection",
        {
          db_name: "library",
          collection_name: "external_docs",
          external_source: "s3://lake/docs-2026/",
          external_spec: '{"format":"parquet"}',
        },
        { job_id: "461827364510293017" },
      ),
    ],
    output: started("461827364510293017", "library"),
  },
  startExample(
    "One is running already",
    failure(703, "refresh job 461827364510293003 is already in progress for collection external_docs"),
    { problem: "JOB_ALREADY_RUNNING" },
  ),
  startExample(
    "Not an external collection",
    failure(1100, "'external_docs' is no external collection: invalid parameter", "IllegalArgument"),
    { problem: "UPSTREAM_REJECTED" },
  ),
  startExample("A success without an id breaks the protocol", {}, { problem: "BAD_UPSTREAM_REPLY" }),
];

// The entry

export const refreshKind = defineKind({
  name: "refresh",
  title: "Refreshes of external collections",
  description:
    "An external collection reads files that stay where they are, such as Parquet in S3; a refresh takes stock of them anew. Its id comes from starting one. Milvus runs one refresh of a collection at a time.",
  id: int64Id,
  details,
  retention: "finished jobs are kept for a day",
  since: {
    RefreshExternalCollection: "3.0",
    GetRefreshExternalCollectionProgress: "3.0",
    ListRefreshExternalCollectionJobs: "3.0",
  },
  get: {
    summary: "Get a refresh job",
    description:
      "How a refresh goes. At 99 percent all files are read, and the result is still to be applied. A loaded collection may need a load with `refresh` to serve the new rows.",
    rpcs: ["GetRefreshExternalCollectionProgress"],
    *run({ id, dbName }) {
      const reply = yield* call("GetRefreshExternalCollectionProgress", { job_id: id });
      if (reply.job_info === null)
        throw badReply("GetRefreshExternalCollectionProgress", "Milvus's reply has no job_info.");
      return { job: toJob(reply.job_info, { id, dbName }), reply };
    },
    examples: getExamples,
  },
  list: {
    summary: "List refresh jobs",
    description:
      "Newest first. Without `collectionName`, the jobs of all databases are listed; Milvus does not say which one a job is in.",
    rpcs: ["ListRefreshExternalCollectionJobs"],
    *run({ dbName, collectionName }) {
      const reply = yield* call("ListRefreshExternalCollectionJobs", {
        db_name: dbName ?? "default",
        collection_name: collectionName ?? "",
      });
      const database = collectionName === undefined ? null : (dbName ?? "default");
      const oddities = dbName !== undefined && collectionName === undefined ? [DATABASE_NOT_FILTERED] : [];
      const jobs = reply.jobs.map((info) =>
        toJob(info, { id: values.id(info.job_id), dbName: database, collectionName }, oddities),
      );
      return { jobs, reply };
    },
    examples: listExamples,
  },
  start: {
    summary: "Start a refresh",
    description:
      "Takes stock of the files again, from where they were, or from another place with `externalSource` and `externalSpec`. While one runs, another is refused with 409, and `Location` points to the running one.",
    rpcs: ["RefreshExternalCollection"],
    body,
    *run({ body }) {
      try {
        const reply = yield* call("RefreshExternalCollection", {
          db_name: body.dbName,
          collection_name: body.collectionName,
          external_source: body.externalSource ?? "",
          external_spec: body.externalSpec ?? "",
        });
        return { job: toStartedJob(reply.job_id, body), reply };
      } catch (error) {
        throw withRunningJob(error, body.dbName);
      }
    },
    examples: startExamples,
  },
  simulation,
});
