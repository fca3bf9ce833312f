/** Worked examples of index builds, with names of the caller's and of Milvus's choice. */
import type { ReplyOf } from "../../milvus/methods.ts";
import type { ProblemCode } from "../../model/errors.ts";
import { type Job, makeJob } from "../../model/job.ts";
import { type GetExample as ExampleOf, exampleCall, type ListExample, type StartExample } from "../kind.ts";
import { collectionNotFound, failure, type PartialReply } from "../simulation.ts";
import { type body, type Description, type Details, NO_POLLABLE_ID, type Place, toRequest } from "./mapping.ts";

type GetExample = ExampleOf<Place & { readonly indexName: string }>;

type Differing = Partial<Omit<Job<Details>, "details">> & Pick<Job, "state"> & { details?: Partial<Details> };

const PLACE = { dbName: "default", collectionName: "novels" } as const;

const PARAMS = { index_type: "HNSW", metric_type: "COSINE", params: '{"M":16,"efConstruction":200}' };

const ID = "461827364510294001";

const description = (name: string, fields: PartialReply<Description>): PartialReply<Description> => ({
  index_name: name,
  field_name: "vector",
  indexID: ID,
  params: Object.entries(PARAMS).map(([key, value]) => ({ key, value })),
  ...fields,
});

const jobOf = (name: string, { details = {}, ...job }: Differing): Job<Details> =>
  makeJob<Details>({
    kind: "index",
    id: `default:novels:${name}`,
    dbName: "default",
    collectionName: "novels",
    details: {
      indexName: name,
      fieldName: "vector",
      indexId: ID,
      params: PARAMS,
      indexedRows: 0,
      totalRows: 0,
      pendingRows: 0,
      minIndexVersion: null,
      maxIndexVersion: null,
      ...details,
    },
    ...job,
  });

const getExample = (
  summary: string,
  indexName: string,
  reply: PartialReply<ReplyOf<"DescribeIndex">>,
  output: Job<Details> | { readonly problem: ProblemCode },
): GetExample => ({
  summary,
  input: { id: { ...PLACE, indexName }, dbName: "default" },
  calls: [exampleCall("DescribeIndex", toRequest(PLACE, { index_name: indexName }), reply)],
  output,
});

/** An example of an index that Milvus returns under its own name. */
const stateExample = (summary: string, name: string, fields: PartialReply<Description>, job: Differing): GetExample =>
  getExample(summary, name, { index_descriptions: [description(name, fields)] }, jobOf(name, job));

const upstream = (code: number, name: string | null) => ({ enum: "IndexState", code, name });

const FINISHED = {
  reply: { state: "Finished", indexed_rows: "20000", total_rows: "20000", min_index_version: 6, max_index_version: 8 },
  job: {
    state: "succeeded",
    stage: "finished",
    upstreamState: upstream(3, "Finished"),
    details: { indexedRows: 20_000, totalRows: 20_000, minIndexVersion: 6, maxIndexVersion: 8 },
  },
} as const;

export const getExamples: readonly GetExample[] = [
  stateExample(
    "Running",
    "by_plot",
    { state: "InProgress", indexed_rows: "12345", total_rows: "20000", pending_index_rows: "7655" },
    {
      state: "running",
      stage: "in_progress",
      upstreamState: upstream(2, "InProgress"),
      progress: 61,
      details: { indexedRows: 12_345, totalRows: 20_000, pendingRows: 7_655 },
    },
  ),
  stateExample("Succeeded", "by_title", FINISHED.reply, FINISHED.job),
  stateExample(
    "Catching up: Milvus says Finished right after CreateIndex, with no row indexed",
    "by_cover",
    {
      state: "Finished",
      total_rows: "20000",
      pending_index_rows: "20000",
      min_index_version: 2_147_483_647,
      max_index_version: -2_147_483_648,
    },
    {
      state: "running",
      stage: "catching_up",
      upstreamState: upstream(3, "Finished"),
      progress: 0,
      details: { totalRows: 20_000, pendingRows: 20_000 },
    },
  ),
  stateExample(
    "Of an empty collection",
    "by_author",
    { state: "Finished" },
    { state: "succeeded", stage: "finished", upstreamState: upstream(3, "Finished") },
  ),
  stateExample(
    "Nothing to build",
    "by_genre",
    { state: "IndexStateNone" },
    { state: "not_started", stage: "none", upstreamState: upstream(0, "IndexStateNone") },
  ),
  stateExample(
    "Waiting to begin",
    "by_year",
    { state: "Unissued", total_rows: "20000", pending_index_rows: "20000" },
    {
      state: "pending",
      stage: "unissued",
      upstreamState: upstream(1, "Unissued"),
      progress: 0,
      details: { totalRows: 20_000, pendingRows: 20_000 },
    },
  ),
  stateExample(
    "Being tried again, with all rows counted",
    "by_shelf",
    { state: "Retry", indexed_rows: "20000", total_rows: "20000" },
    {
      state: "running",
      stage: "retry",
      upstreamState: upstream(5, "Retry"),
      progress: 99,
      details: { indexedRows: 20_000, totalRows: 20_000 },
    },
  ),
  stateExample(
    "Failed",
    "by_smell",
    {
      state: "Failed",
      total_rows: "20000",
      index_state_fail_reason: "461827364510294321: failed to build index: out of memory;",
    },
    {
      state: "failed",
      stage: "failed",
      upstreamState: upstream(4, "Failed"),
      progress: 0,
      reason: "461827364510294321: failed to build index: out of memory;",
      details: { totalRows: 20_000 },
    },
  ),
  stateExample(
    "A state that this gateway does not know, and more rows indexed than there are",
    "by_weight",
    { state: 42, indexed_rows: "20001", total_rows: "20000" },
    {
      state: "unknown",
      upstreamState: upstream(42, null),
      details: { indexedRows: 20_001, totalRows: 20_000 },
      warnings: [
        {
          code: "BAD_PROGRESS",
          message: 'Milvus reported the progress "20001 of 20000 rows", which is no whole number from 0 to 100.',
        },
      ],
    },
  ),
  getExample("Unknown index", "by_nothing", failure(700, "index not found[indexName=by_nothing]", "IndexNotExist"), {
    problem: "INDEX_NOT_FOUND",
  }),
  getExample(
    "Unknown index on Milvus Lite, which returns another one",
    "by_chance",
    { index_descriptions: [description("by_title", { ...FINISHED.reply, indexID: "0" })] },
    { problem: "INDEX_NOT_FOUND" },
  ),
  getExample("The collection was dropped", "by_hand", collectionNotFound("default", "novels"), {
    problem: "COLLECTION_NOT_FOUND",
  }),
];

const listed = (
  summary: string,
  reply: PartialReply<ReplyOf<"DescribeIndex">>,
  output: ListExample["output"],
): ListExample => ({
  summary,
  input: { dbName: undefined, collectionName: "novels" },
  calls: [exampleCall("DescribeIndex", toRequest(PLACE), reply)],
  output,
});

export const listExamples: readonly ListExample[] = [
  listed(
    "The indexes of one collection, one of them named after a JSON path",
    {
      index_descriptions: [
        description("by_title", FINISHED.reply),
        description("meta/isbn", { state: "Finished", field_name: "meta" }),
      ],
    },
    [
      jobOf("by_title", FINISHED.job),
      {
        ...jobOf("meta/isbn", {
          state: "succeeded",
          stage: "finished",
          upstreamState: upstream(3, "Finished"),
          details: { fieldName: "meta" },
          warnings: [NO_POLLABLE_ID],
        }),
        id: null,
        name: null,
      },
    ],
  ),
  listed("A collection without indexes", failure(700, "index not found[collection=novels]", "IndexNotExist"), []),
  listed("Unknown collection", collectionNotFound("default", "novels"), { problem: "COLLECTION_NOT_FOUND" }),
];

const SENT = { db_name: "default", collection_name: "books", field_name: "summary_vector", extra_params: [] };

const ASKED = toRequest({ dbName: "default", collectionName: "books" }, { field_name: "summary_vector" });

const started = (indexName: string | null, params: Details["params"] = {}): Job<Details> =>
  makeJob<Details>({
    kind: "index",
    id: indexName && `default:books:${indexName}`,
    state: "pending",
    stage: "pending",
    dbName: "default",
    collectionName: "books",
    details: {
      indexName,
      fieldName: "summary_vector",
      indexId: null,
      params,
      indexedRows: null,
      totalRows: null,
      pendingRows: null,
      minIndexVersion: null,
      maxIndexVersion: null,
    },
    warnings: indexName === null ? [NO_POLLABLE_ID] : [],
  });

const unnamedExample = (
  summary: string,
  reply: PartialReply<ReplyOf<"DescribeIndex">>,
  output: Job<Details>,
): StartExample<typeof body> => ({
  summary,
  input: { body: { collectionName: "books", fieldName: "summary_vector" } },
  calls: [exampleCall("CreateIndex", { ...SENT, index_name: "" }, {}), exampleCall("DescribeIndex", ASKED, reply)],
  output,
});

export const startExamples: readonly StartExample<typeof body>[] = [
  {
    summary: "Build an index of a name of yours",
    input: {
      body: {
        collectionName: "books",
        fieldName: "summary_vector",
        indexName: "summary_index",
        params: {
          index_type: "HNSW",
          metric_type: "COSINE",
          "mmap.enabled": true,
          params: { M: 16, efConstruction: 200 },
        },
      },
    },
    calls: [
      exampleCall(
        "CreateIndex",
        {
          ...SENT,
          index_name: "summary_index",
          extra_params: [
            { key: "index_type", value: "HNSW" },
            { key: "metric_type", value: "COSINE" },
            { key: "mmap.enabled", value: "true" },
            { key: "params", value: '{"M":16,"efConstruction":200}' },
          ],
        },
        {},
      ),
    ],
    output: started("summary_index", { ...PARAMS, "mmap.enabled": "true" }),
  },
  unnamedExample(
    "Build an index that Milvus names",
    {
      index_descriptions: [
        { index_name: "vector", field_name: "vector" },
        { index_name: "summary_vector", field_name: "summary_vector" },
      ],
    },
    started("summary_vector"),
  ),
  unnamedExample(
    "Several indexes of the field: which one is new cannot be told",
    {
      index_descriptions: [
        { index_name: "one", field_name: "summary_vector" },
        { index_name: "other", field_name: "summary_vector" },
      ],
    },
    started(null),
  ),
  unnamedExample("The name cannot be asked for", failure(4, "queue is full: request limit exceeded"), started(null)),
  {
    summary: "An unknown field",
    input: { body: { collectionName: "books", fieldName: "missing", indexName: "missing" } },
    calls: [
      exampleCall(
        "CreateIndex",
        { ...SENT, field_name: "missing", index_name: "missing" },
        failure(65535, "CreateIndex failed: cannot create index on non-exist field: missing").status,
      ),
    ],
    output: { problem: "UPSTREAM_REJECTED" },
  },
];
