/** Prewarms: caches are filled. The id comes from starting one. Facts: docs/milvus.md#prewarms */
import { z } from "zod";
import { badReply } from "../job/bad-reply.ts";
import { GatewayError } from "../job/errors.ts";
import { InvalidId, textId } from "../job/ids.ts";
import { bodyDbName, collectionName, loadSettings } from "../job/inputs.ts";
import { type Job, makeJob, type Warning } from "../job/job.ts";
import { call, defineKind, type GetExample as ExampleOf, exchange, type StartExample } from "../job/kind.ts";
import { collectionNotFound, failure, type PartialReply, type Simulation, stepAt } from "../job/simulation.ts";
import { stateReader } from "../job/states.ts";
import * as values from "../job/values.ts";
import type { ReplyOf } from "../milvus/rpc.ts";

// States

const readState = stateReader("PrewarmTaskState", {
  PrewarmTaskStateUnknown: { code: 0, state: "unknown", stage: "unknown" },
  PrewarmTaskStatePending: { code: 1, state: "pending", stage: "pending" },
  PrewarmTaskStateWarming: { code: 2, state: "running", stage: "warming" },
  PrewarmTaskStateCompleted: { code: 3, state: "succeeded", stage: "completed" },
  PrewarmTaskStateFailed: { code: 4, state: "failed", stage: "failed" },
});

// Details

const details = z.strictObject({}).meta({ description: "Milvus tells no more of a prewarm." });
type Details = z.infer<typeof details>;

// Mapping

type Reply = ReplyOf<"DescribePrewarmTask">;

function toJob(reply: Reply, { id, dbName }: { id: string; dbName: string }): Job<Details> {
  const warnings: Warning[] = [];
  return makeJob({
    kind: "prewarm",
    id,
    ...readState(reply.state),
    progress: values.progress(reply.progress, warnings),
    reason: reply.error_message,
    dbName,
    details: {},
    warnings,
  });
}

/** No released server has prewarms, so no code is known for an unknown one: the words decide. */
function withJobNotFound(thrown: unknown): GatewayError {
  const error = GatewayError.from(thrown);
  const isUnknown = /\btask\b.*\b(not found|not exist)/i.test(error.upstream?.reason ?? "");
  return isUnknown
    ? new GatewayError("JOB_NOT_FOUND", error.message, { upstream: error.upstream, cause: error })
    : error;
}

// Operations

const body = z.strictObject({
  dbName: bodyDbName,
  collectionName,
  namespace: z.string().min(1).max(255).optional().meta({ description: "Only this namespace of the collection." }),
  ...loadSettings,
  ttlSeconds: z.int().min(1).optional().meta({ description: "How long the caches are to stay warm.", example: 3600 }),
  priority: z.string().min(1).max(255).optional().meta({ description: "As Milvus takes it.", example: "low" }),
});

// Simulation

interface SimulatedPrewarm {
  readonly startedAt: number;
  readonly fails: boolean;
}

interface Step {
  /** Milliseconds since the start. */
  readonly from: number;
  readonly state: Reply["state"];
  readonly progress: number;
  readonly error_message?: string;
}

const LIFE: readonly Step[] = [
  { from: 0, state: "PrewarmTaskStatePending", progress: 0 },
  { from: 1_000, state: "PrewarmTaskStateWarming", progress: 10 },
  { from: 3_000, state: "PrewarmTaskStateWarming", progress: 60 },
  { from: 6_000, state: "PrewarmTaskStateCompleted", progress: 100 },
];
const FAILING_LIFE: readonly Step[] = [
  { from: 0, state: "PrewarmTaskStatePending", progress: 0 },
  { from: 1_000, state: "PrewarmTaskStateWarming", progress: 10 },
  { from: 2_500, state: "PrewarmTaskStateFailed", progress: 10, error_message: "no space left in the cache" },
];

const simulation: Simulation = {
  Prewarm(request, world) {
    const { db_name, collection_name, namespace } = request;
    const collection = world.collection(db_name, collection_name);
    if (!collection) return collectionNotFound(db_name, collection_name);
    const taskID = `prewarm-${world.nextId()}`;
    const fails = /fails/.test(`${collection.name} ${namespace ?? ""}`);
    const tasks = world.store("prewarm", () => new Map<string, SimulatedPrewarm>());
    tasks.set(taskID, { startedAt: world.now(), fails });
    return { taskID };
  },
  DescribePrewarmTask({ taskID }, world) {
    const task = world.store("prewarm", () => new Map<string, SimulatedPrewarm>()).get(taskID);
    if (!task) return failure(1100, `prewarm task ${taskID} not found: invalid parameter`, "IllegalArgument");
    const {
      state,
      progress,
      error_message = "",
    } = stepAt(task.fails ? FAILING_LIFE : LIFE, world.now() - task.startedAt);
    return { taskID, state, progress, error_message };
  },
};

// Worked examples; the sandbox is seeded with those of `get`

type GetExample = ExampleOf<string>;

const upstream = (code: number, name: string | null) => ({ enum: "PrewarmTaskState", code, name });

const getExample = (
  summary: string,
  id: string,
  reply: PartialReply<Reply>,
  job: Partial<Job<Details>> & Pick<Job, "state">,
): GetExample => ({
  summary,
  input: { id, dbName: "default" },
  calls: [exchange("DescribePrewarmTask", { taskID: id }, { taskID: id, ...reply })],
  output: makeJob<Details>({ kind: "prewarm", id, dbName: "default", details: {}, ...job }),
});

const getExamples: readonly GetExample[] = [
  getExample(
    "Waiting to begin",
    "prewarm-461827364510295001",
    { state: "PrewarmTaskStatePending" },
    { state: "pending", stage: "pending", upstreamState: upstream(1, "PrewarmTaskStatePending"), progress: 0 },
  ),
  getExample(
    "Running",
    "prewarm-461827364510295003",
    { state: "PrewarmTaskStateWarming", progress: 60 },
    { state: "running", stage: "warming", upstreamState: upstream(2, "PrewarmTaskStateWarming"), progress: 60 },
  ),
  getExample(
    "Succeeded",
    "prewarm-461827364510295005",
    { state: "PrewarmTaskStateCompleted", progress: 100 },
    { state: "succeeded", stage: "completed", upstreamState: upstream(3, "PrewarmTaskStateCompleted") },
  ),
  getExample(
    "Failed",
    "prewarm-461827364510295007",
    { state: "PrewarmTaskStateFailed", progress: 10, error_message: "no space left in the cache" },
    {
      state: "failed",
      stage: "failed",
      upstreamState: upstream(4, "PrewarmTaskStateFailed"),
      progress: 10,
      reason: "no space left in the cache",
    },
  ),
  getExample(
    "In a state that Milvus does not know",
    "prewarm-461827364510295009",
    { state: "PrewarmTaskStateUnknown" },
    { state: "unknown", stage: "unknown", upstreamState: upstream(0, "PrewarmTaskStateUnknown"), progress: 0 },
  ),
  getExample(
    "A state that this gateway does not know, and a progress that is none",
    "prewarm-461827364510295011",
    { state: 42, progress: -1 },
    {
      state: "unknown",
      upstreamState: upstream(42, null),
      warnings: [
        {
          code: "BAD_PROGRESS",
          message: 'Milvus reported the progress "-1", which is no whole number from 0 to 100.',
        },
      ],
    },
  ),
  {
    summary: "Unknown or expired",
    input: { id: "nothing", dbName: "default" },
    calls: [
      exchange(
        "DescribePrewarmTask",
        { taskID: "nothing" },
        failure(1100, "prewarm task nothing not found: invalid parameter", "IllegalArgument"),
      ),
    ],
    output: { problem: "JOB_NOT_FOUND" },
  },
];

const PLAIN = {
  db_name: "default",
  collection_name: "books",
  replica_number: 0,
  resource_groups: [],
  load_fields: [],
  skip_load_dynamic_field: false,
  load_params: {},
  ttl_seconds: "0",
  priority: "",
};

const started = (id: string): Job<Details> =>
  makeJob<Details>({
    kind: "prewarm",
    id,
    state: "pending",
    stage: "pending",
    dbName: "default",
    collectionName: "books",
    details: {},
  });

const startExamples: readonly StartExample<typeof body>[] = [
  {
    summary: "Prewarm a collection",
    input: { body: { collectionName: "books" } },
    calls: [exchange("Prewarm", PLAIN, { taskID: "prewarm-461827364510295013" })],
    output: started("prewarm-461827364510295013"),
  },
  {
    summary: "Prewarm some fields of a namespace for an hour",
    input: {
      body: {
        collectionName: "books",
        namespace: "fiction",
        replicaNumber: 2,
        resourceGroups: ["__default_resource_group"],
        loadFields: ["id", "summary_vector"],
        skipLoadDynamicField: true,
        loadParams: { load_priority: "low" },
        ttlSeconds: 3600,
        priority: "low",
      },
    },
    calls: [
      exchange(
        "Prewarm",
        {
          ...PLAIN,
          namespace: "fiction",
          replica_number: 2,
          resource_groups: ["__default_resource_group"],
          load_fields: ["id", "summary_vector"],
          skip_load_dynamic_field: true,
          load_params: { load_priority: "low" },
          ttl_seconds: "3600",
          priority: "low",
        },
        { taskID: "prewarm-461827364510295015" },
      ),
    ],
    output: started("prewarm-461827364510295015"),
  },
  {
    summary: "A success without an id breaks the protocol",
    input: { body: { collectionName: "books" } },
    calls: [exchange("Prewarm", PLAIN, {})],
    output: { problem: "BAD_UPSTREAM_REPLY" },
  },
];

// The entry

/** In Milvus's protocol since after 3.0.0, in no server yet. */
const SINCE = "3.1 (no released server has it yet)";

export const prewarmKind = defineKind({
  name: "prewarm",
  title: "Prewarms",
  description:
    "A prewarm brings what a collection needs into caches, so that its first searches are fast. Its id comes from starting one. Milvus's protocol has prewarms; no released Milvus does yet, and answers 501 here.",
  id: textId,
  details,
  retention: "Milvus does not say how long it keeps finished ones",
  since: { Prewarm: SINCE, DescribePrewarmTask: SINCE },
  get: {
    summary: "Get a prewarm",
    description: "How a prewarm goes. Milvus does not say which collection it warms.",
    rpcs: ["DescribePrewarmTask"],
    *run({ id, dbName }) {
      try {
        const reply = yield* call("DescribePrewarmTask", { taskID: id });
        return { job: toJob(reply, { id, dbName }), reply };
      } catch (error) {
        throw withJobNotFound(error);
      }
    },
    examples: getExamples,
  },
  start: {
    summary: "Start a prewarm",
    description: "Warms a collection, or one namespace of it, for `ttlSeconds`. The settings are those of a load.",
    rpcs: ["Prewarm"],
    body,
    *run({ body }) {
      const reply = yield* call("Prewarm", {
        db_name: body.dbName,
        collection_name: body.collectionName,
        ...(body.namespace !== undefined && { namespace: body.namespace }),
        replica_number: body.replicaNumber ?? 0,
        resource_groups: body.resourceGroups ?? [],
        load_fields: body.loadFields ?? [],
        skip_load_dynamic_field: body.skipLoadDynamicField ?? false,
        load_params: body.loadParams ?? {},
        ttl_seconds: String(body.ttlSeconds ?? 0),
        priority: body.priority ?? "",
      });
      const id = textId.read(reply.taskID);
      if (id instanceof InvalidId) {
        throw badReply("Prewarm", `Milvus accepted the prewarm, but the id it answered ${id.message}.`);
      }
      const job = makeJob<Details>({
        kind: "prewarm",
        id,
        state: "pending",
        stage: "pending",
        dbName: body.dbName,
        collectionName: body.collectionName,
        details: {},
      });
      return { job, reply };
    },
    examples: startExamples,
  },
  simulation,
});
