/** Worked examples of loads of collections and partitions. */
import type { ReplyOf } from "../../milvus/methods.ts";
import type { ProblemCode } from "../../model/errors.ts";
import { type Job, makeJob } from "../../model/job.ts";
import { type ExampleCall, type GetExample as ExampleOf, exampleCall, type StartExample } from "../kind.ts";
import { collectionNotFound, failure, type PartialReply } from "../simulation.ts";
import { type body, type Details, type Loaded, loadId, toRequest } from "./mapping.ts";
import { FAILURE } from "./simulation.ts";

type GetExample = ExampleOf<Loaded>;

const upstream = (code: number, name: string | null) => ({ enum: "LoadState", code, name });

const WHOLE: Details = { partitionNames: null, refreshProgress: null };

const DONE: Details = { partitionNames: null, refreshProgress: 100 };

function getExample(options: {
  summary: string;
  collectionName: string;
  partitionNames?: readonly string[];
  state: PartialReply<ReplyOf<"GetLoadState">>;
  progress: PartialReply<ReplyOf<"GetLoadingProgress">>;
  output: (Partial<Job<Details>> & Pick<Job, "state">) | { readonly problem: ProblemCode };
}): GetExample {
  const { summary, collectionName, partitionNames = [], output } = options;
  const id = { dbName: "default", collectionName, partitionNames };
  const calls: ExampleCall[] = [
    exampleCall("GetLoadState", toRequest(id), options.state),
    exampleCall("GetLoadingProgress", toRequest(id), options.progress),
  ];
  return {
    summary,
    input: { id, dbName: "default" },
    calls,
    output:
      "problem" in output
        ? output
        : makeJob<Details>({
            kind: "load",
            id: loadId.write(id),
            dbName: "default",
            collectionName,
            details: WHOLE,
            ...output,
          }),
  };
}

const NOT_LOADED = {
  state: "not_started",
  stage: "not_load",
  upstreamState: upstream(1, "LoadStateNotLoad"),
} as const;

const LOADING = { state: "running", stage: "loading", upstreamState: upstream(2, "LoadStateLoading") } as const;

const LOADED = { state: "succeeded", stage: "loaded", upstreamState: upstream(3, "LoadStateLoaded") } as const;

export const getExamples: readonly GetExample[] = [
  getExample({
    summary: "Loading",
    collectionName: "novels",
    state: { state: "LoadStateLoading" },
    progress: { progress: "40", refresh_progress: "100" },
    output: { ...LOADING, progress: 40, details: DONE },
  }),
  getExample({
    summary: "Loaded",
    collectionName: "poems",
    state: { state: "LoadStateLoaded" },
    progress: { progress: "100", refresh_progress: "100" },
    output: { ...LOADED, details: DONE },
  }),
  getExample({
    summary: "Two partitions, which are loaded and being refreshed",
    collectionName: "poems",
    partitionNames: ["2025", "2026"],
    state: { state: "LoadStateLoaded" },
    progress: { progress: "100", refresh_progress: "30" },
    output: { ...LOADED, details: { partitionNames: ["2025", "2026"], refreshProgress: 30 } },
  }),
  getExample({
    summary: "Not loaded, or released",
    collectionName: "letters",
    state: { state: "LoadStateNotLoad" },
    progress: failure(101, "collection not loaded[collection=446781855410070001]"),
    output: NOT_LOADED,
  }),
  getExample({
    summary: "Failed: the memory does not suffice",
    collectionName: "encyclopedias",
    state: { state: "LoadStateNotLoad" },
    progress: FAILURE,
    output: { ...NOT_LOADED, state: "failed", stage: "failed", reason: FAILURE.status.reason },
  }),
  getExample({
    summary: "Loading, while Milvus is too busy to tell how far",
    collectionName: "essays",
    state: { state: "LoadStateLoading" },
    progress: failure(4, "too many concurrent requests, queue is full: request limit exceeded"),
    output: LOADING,
  }),
  getExample({
    summary: "A state that this gateway does not know",
    collectionName: "scrolls",
    state: { state: 42 },
    progress: { progress: "50", refresh_progress: "101" },
    output: {
      state: "unknown",
      upstreamState: upstream(42, null),
      progress: 50,
      warnings: [
        {
          code: "BAD_PROGRESS",
          message: 'Milvus reported the progress "101", which is no whole number from 0 to 100.',
        },
      ],
    },
  }),
  getExample({
    summary: "Unknown collection or database",
    collectionName: "nowhere",
    state: { state: "LoadStateNotExist" },
    progress: collectionNotFound("default", "nowhere"),
    output: { problem: "COLLECTION_NOT_FOUND" },
  }),
  getExample({
    summary: "Dropped in between",
    collectionName: "drafts",
    state: { state: "LoadStateNotLoad" },
    progress: collectionNotFound("default", "drafts"),
    output: { problem: "COLLECTION_NOT_FOUND" },
  }),
  getExample({
    summary: "Unknown partition",
    collectionName: "poems",
    partitionNames: ["1825"],
    state: failure(200, "partition not found[partition=1825]", "MetaFailed"),
    progress: failure(200, "partition not found[partition=1825]", "MetaFailed"),
    output: { problem: "PARTITION_NOT_FOUND" },
  }),
  getExample({
    summary: "A failed load on Milvus before 2.6.16, which fails the question for the state",
    collectionName: "archives",
    state: failure(604, "load segment failed: segment load failed"),
    progress: failure(604, "load segment failed: segment load failed"),
    output: { problem: "UPSTREAM_ERROR" },
  }),
];

const PLAIN = {
  db_name: "default",
  collection_name: "books",
  replica_number: 0,
  resource_groups: [],
  refresh: false,
  load_fields: [],
  skip_load_dynamic_field: false,
  load_params: {},
};

const started = (id: string, fields: Partial<Job<Details>>): Job<Details> =>
  makeJob<Details>({
    kind: "load",
    id,
    state: "pending",
    stage: "pending",
    dbName: "default",
    collectionName: "books",
    details: WHOLE,
    ...fields,
  });

export const startExamples: readonly StartExample<typeof body>[] = [
  {
    summary: "Load a collection",
    input: { body: { collectionName: "books" } },
    calls: [exampleCall("LoadCollection", PLAIN, {})],
    output: started("default:books", {}),
  },
  {
    summary: "Load two partitions",
    input: { body: { collectionName: "books", partitionNames: ["2025", "2026"] } },
    calls: [exampleCall("LoadPartitions", { ...PLAIN, partition_names: ["2025", "2026"] }, {})],
    output: started("default:books:2025,2026", {
      details: { partitionNames: ["2025", "2026"], refreshProgress: null },
    }),
  },
  {
    summary: "Load two copies of some fields",
    input: {
      body: {
        dbName: "library",
        collectionName: "books",
        replicaNumber: 2,
        resourceGroups: ["__default_resource_group"],
        loadFields: ["id", "summary_vector"],
        skipLoadDynamicField: true,
        loadParams: { load_priority: "low" },
      },
    },
    calls: [
      exampleCall(
        "LoadCollection",
        {
          ...PLAIN,
          db_name: "library",
          replica_number: 2,
          resource_groups: ["__default_resource_group"],
          load_fields: ["id", "summary_vector"],
          skip_load_dynamic_field: true,
          load_params: { load_priority: "low" },
        },
        {},
      ),
    ],
    output: started("library:books", { dbName: "library" }),
  },
  {
    summary: "Refresh, before the collection is loaded",
    input: { body: { collectionName: "books", refresh: true } },
    calls: [
      exampleCall("LoadCollection", { ...PLAIN, refresh: true }, failure(103, "collection not fully loaded").status),
    ],
    output: { problem: "UPSTREAM_UNAVAILABLE" },
  },
  {
    summary: "Load a collection without an index",
    input: { body: { collectionName: "unindexed" } },
    calls: [
      exampleCall(
        "LoadCollection",
        { ...PLAIN, collection_name: "unindexed" },
        failure(700, "index not found[collection=unindexed]", "IndexNotExist").status,
      ),
    ],
    output: { problem: "INDEX_NOT_FOUND" },
  },
];
