/** Worked examples of prewarms. */
import { type Job, makeJob } from "../../model/job.ts";
import { type GetExample as ExampleOf, exampleCall, type StartExample } from "../kind.ts";
import { failure, type PartialReply } from "../simulation.ts";
import type { body, Details, Reply } from "./mapping.ts";

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
  calls: [exampleCall("DescribePrewarmTask", { taskID: id }, { taskID: id, ...reply })],
  output: makeJob<Details>({ kind: "prewarm", id, dbName: "default", details: {}, ...job }),
});

export const getExamples: readonly GetExample[] = [
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
      exampleCall(
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

export const startExamples: readonly StartExample<typeof body>[] = [
  {
    summary: "Prewarm a collection",
    input: { body: { collectionName: "books" } },
    calls: [exampleCall("Prewarm", PLAIN, { taskID: "prewarm-461827364510295013" })],
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
      exampleCall(
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
    calls: [exampleCall("Prewarm", PLAIN, {})],
    output: { problem: "BAD_UPSTREAM_REPLY" },
  },
];
