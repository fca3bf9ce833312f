/** Index builds: rows get their places, anew as rows come. The id is a name. Facts: docs/milvus.md#index-builds */
import { z } from "zod";
import { GatewayError, type ProblemCode } from "../job/errors.ts";
import { compositeId, InvalidId, parts } from "../job/ids.ts";
import { bodyDbName, collectionName, fieldName, indexName } from "../job/inputs.ts";
import { type Job, makeJob, type Warning } from "../job/job.ts";
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
  indexedCollections,
  type PartialReply,
  type SandboxCollection,
  type SandboxWorld,
  type Simulation,
  stepAt,
} from "../job/simulation.ts";
import { stateReader } from "../job/states.ts";
import * as values from "../job/values.ts";
import type { ReplyOf } from "../milvus/rpc.ts";

const indexId = compositeId({
  parts: { dbName: parts.database, collectionName: parts.name, indexName: parts.name },
  order: ["dbName", "collectionName", "indexName"],
});

interface Place {
  readonly dbName: string;
  readonly collectionName: string;
}

// States

const readState = stateReader("IndexState", {
  IndexStateNone: { code: 0, state: "not_started", stage: "none" },
  Unissued: { code: 1, state: "pending", stage: "unissued" },
  InProgress: { code: 2, state: "running", stage: "in_progress" },
  Finished: { code: 3, state: "succeeded", stage: "finished" },
  Failed: { code: 4, state: "failed", stage: "failed" },
  Retry: { code: 5, state: "running", stage: "retry" },
});

// Details

const rows = (description: string) => z.int().nullable().meta({ description });
const version = z.int().nullable().meta({ description: "Of the index engine; null until a segment is finished." });

const details = z.strictObject({
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
type Details = z.infer<typeof details>;

// Mapping

type Description = ReplyOf<"DescribeIndex">["index_descriptions"][number];

function toJob(index: Description, { dbName, collectionName }: Place): Job<Details> {
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

/** The id of an index; null when its name cannot stand in one, such as one with a JSON path. */
function toId(id: Place & { readonly indexName: string }): string | null {
  const text = indexId.write(id);
  return indexId.read(text) instanceof InvalidId ? null : text;
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

const NO_POLLABLE_ID: Warning = {
  code: "NO_POLLABLE_ID",
  message: "The index's name is not known, or cannot stand in an id: list the indexes of the collection to follow it.",
};

// Operations

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

const body = z.strictObject({
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
type Body = z.output<typeof body>;

function toPairs(params: Body["params"]): { key: string; value: string }[] {
  return Object.entries(params).map(([key, value]) => ({
    key,
    value: typeof value === "object" ? JSON.stringify(value) : String(value),
  }));
}

/** Asks for all indexes of a collection that have this name, or are of this field. */
function toRequest({ dbName, collectionName }: Place, narrowed: { index_name?: string; field_name?: string } = {}) {
  return {
    db_name: dbName,
    collection_name: collectionName,
    field_name: "",
    index_name: "",
    timestamp: "0", // no cutoff: segments of any age
    ...narrowed,
  };
}

/** The name that Milvus chose for the index of a field; null when it cannot be told for sure. */
function* askName({ dbName, collectionName, fieldName }: Body): Calls<string | null> {
  try {
    const request = toRequest({ dbName, collectionName }, { field_name: fieldName });
    const { index_descriptions: all } = yield* call("DescribeIndex", request);
    const [index, ...others] = all.filter((description) => description.field_name === fieldName);
    return index && others.length === 0 ? values.text(index.index_name) : null;
  } catch {
    return null; // the index is being built all the same
  }
}

function toStartedJob({ dbName, collectionName, fieldName, params }: Body, indexName: string | null): Job<Details> {
  const id = indexName === null ? null : toId({ dbName, collectionName, indexName });
  return makeJob<Details>({
    kind: "index",
    id,
    state: "pending",
    stage: "pending",
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

// Simulation: every collection but `unindexed` begins with an index of its field `vector`

interface SimulatedIndex {
  readonly id: string;
  readonly name: string;
  readonly fieldName: string;
  readonly params: readonly { key: string; value: string }[];
  readonly createdAt: number;
  readonly life: readonly Step[];
}

interface Step {
  /** Milliseconds since the index was created. */
  readonly from: number;
  readonly state: "InProgress" | "Finished" | "Failed";
  readonly indexed: number;
  readonly total: number;
}

const LIFE: readonly Step[] = [
  { from: 0, state: "Finished", indexed: 0, total: 20_000 },
  { from: 1_000, state: "InProgress", indexed: 0, total: 20_000 },
  { from: 2_500, state: "InProgress", indexed: 8_000, total: 20_000 },
  { from: 4_000, state: "Finished", indexed: 16_000, total: 20_000 },
  { from: 6_000, state: "Finished", indexed: 20_000, total: 20_000 },
];
/** Rows come while it is watched. */
const RESTLESS_LIFE: readonly Step[] = [
  { from: 0, state: "Finished", indexed: 0, total: 20_000 },
  { from: 1_000, state: "InProgress", indexed: 8_000, total: 20_000 },
  { from: 4_000, state: "Finished", indexed: 20_000, total: 20_000 },
  { from: 6_000, state: "InProgress", indexed: 20_000, total: 25_000 },
  { from: 8_000, state: "Finished", indexed: 25_000, total: 25_000 },
];
const FAILING_LIFE: readonly Step[] = [
  { from: 0, state: "Finished", indexed: 0, total: 20_000 },
  { from: 1_000, state: "InProgress", indexed: 0, total: 20_000 },
  { from: 2_500, state: "Failed", indexed: 0, total: 20_000 },
];
const EMPTY_LIFE: readonly Step[] = [{ from: 0, state: "Finished", indexed: 0, total: 0 }];

function lifeOf(collection: SandboxCollection, names: string): readonly Step[] {
  if (collection.name === "empty") return EMPTY_LIFE;
  if (/fails/.test(names)) return FAILING_LIFE;
  return /restless/.test(names) ? RESTLESS_LIFE : LIFE;
}

function describe(index: SimulatedIndex, world: SandboxWorld): PartialReply<Description> {
  const { state, indexed, total } = stepAt(index.life, world.now() - index.createdAt);
  const versions =
    indexed > 0
      ? { min_index_version: 6, max_index_version: 6 }
      : { min_index_version: 2_147_483_647, max_index_version: -2_147_483_648 };
  return {
    index_name: index.name,
    indexID: index.id,
    params: index.params,
    field_name: index.fieldName,
    indexed_rows: String(indexed),
    total_rows: String(total),
    state,
    index_state_fail_reason: state === "Failed" ? `${index.id}: failed to build index: out of memory;` : "",
    pending_index_rows: String(total - indexed),
    ...(world.isAtLeast("2.6") && versions),
  };
}

const FIRST_INDEX = { name: "vector", fieldName: "vector", params: [{ key: "index_type", value: "HNSW" }] };

const indexesOf = (world: SandboxWorld, collection: SandboxCollection) =>
  world.store(`index ${collection.id}`, () => {
    const first = { ...FIRST_INDEX, id: world.nextId(), createdAt: 0, life: lifeOf(collection, "") };
    return new Map<string, SimulatedIndex>(collection.name === "unindexed" ? [] : [[first.name, first]]);
  });

const simulation: Simulation = {
  CreateIndex({ db_name, collection_name, field_name, index_name, extra_params }, world) {
    const collection = world.collection(db_name, collection_name);
    if (!collection) return collectionNotFound(db_name, collection_name).status;
    const refused = (why: string) =>
      world.isAtLeast("2.6")
        ? failure(1100, `${why}: invalid parameter`, "IllegalArgument").status
        : failure(65535, `CreateIndex failed: ${why}`).status;
    if (/missing/.test(field_name)) return refused(`cannot create index on non-exist field: ${field_name}`);
    const indexes = indexesOf(world, collection);
    const ofField = [...indexes.values()].find((index) => index.fieldName === field_name);
    const name = index_name || ofField?.name || field_name;
    const existing = indexes.get(name) ?? ofField;
    if (existing) {
      const isSame = existing.fieldName === field_name && existing.name === name;
      if (isSame && JSON.stringify(existing.params) === JSON.stringify(extra_params)) return {};
      return refused(
        isSame
          ? "at most one distinct index is allowed per field"
          : "creating multiple indexes on same field is not supported",
      );
    }
    indexes.set(name, {
      id: world.nextId(),
      name,
      fieldName: field_name,
      params: extra_params.map(({ key = "", value = "" }) => ({ key, value })),
      createdAt: world.now(),
      life: lifeOf(collection, `${name} ${field_name}`),
    });
    indexedCollections(world).add(collection.id);
    return {};
  },
  DescribeIndex({ db_name, collection_name, index_name }, world) {
    const collection = world.collection(db_name, collection_name);
    if (!collection) return collectionNotFound(db_name, collection_name);
    const found = [...indexesOf(world, collection).values()].filter(({ name }) => !index_name || name === index_name);
    if (found.length > 0) return { index_descriptions: found.map((index) => describe(index, world)) };
    const what = index_name ? `indexName=${index_name}` : `collection=${collection_name}`;
    return failure(700, `index not found[${what}]`, "IndexNotExist");
  },
};

// Worked examples; their collection is none of the sandbox's, whose own can live

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
  calls: [exchange("DescribeIndex", toRequest(PLACE, { index_name: indexName }), reply)],
  output,
});

/** An example of an index that is answered under its own name. */
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

const getExamples: readonly GetExample[] = [
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
    "Unknown index on Milvus Lite, which answers another one",
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
  calls: [exchange("DescribeIndex", toRequest(PLACE), reply)],
  output,
});

const listExamples: readonly ListExample[] = [
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
  calls: [exchange("CreateIndex", { ...SENT, index_name: "" }, {}), exchange("DescribeIndex", ASKED, reply)],
  output,
});

const startExamples: readonly StartExample<typeof body>[] = [
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
      exchange(
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
      exchange(
        "CreateIndex",
        { ...SENT, field_name: "missing", index_name: "missing" },
        failure(65535, "CreateIndex failed: cannot create index on non-exist field: missing").status,
      ),
    ],
    output: { problem: "UPSTREAM_REJECTED" },
  },
];

// The entry

export const indexKind = defineKind({
  name: "index",
  title: "Index builds",
  description:
    "An index is built when it is created, and again for every segment that is flushed or compacted later. Its job has the id `{dbName}:{collectionName}:{indexName}`, whoever created it. **Succeeded is not final:** it means that nothing is left to index now, and new rows bring the job back to running.",
  id: indexId,
  details,
  retention: null,
  since: {},
  get: {
    summary: "Get an index build",
    description:
      "How many of the flushed rows are in the index. Stage `catching_up` is a Milvus that says Finished while rows are waiting, as it does right after the index was created. A succeeded build returns to running when new rows are flushed.",
    rpcs: ["DescribeIndex"],
    *run({ id }) {
      const reply = yield* call("DescribeIndex", toRequest(id, { index_name: id.indexName }));
      // Milvus Lite ignores the name and answers any index: docs/milvus.md#milvus-lite
      const index = reply.index_descriptions.find((description) => description.index_name === id.indexName);
      if (!index) {
        throw new GatewayError(
          "INDEX_NOT_FOUND",
          `Collection ${id.collectionName} in database ${id.dbName} has no index ${id.indexName}.`,
        );
      }
      return { job: toJob(index, id), reply };
    },
    examples: getExamples,
  },
  list: {
    summary: "List the indexes of a collection",
    description: "All indexes of `collectionName`, finished or not; none is an empty list.",
    rpcs: ["DescribeIndex"],
    needsCollection: true,
    *run({ dbName = "default", collectionName = "" }) {
      try {
        const place = { dbName, collectionName };
        const reply = yield* call("DescribeIndex", toRequest(place));
        return { jobs: reply.index_descriptions.map((index) => toJob(index, place)), reply };
      } catch (error) {
        const failed = GatewayError.from(error);
        if (failed.code === "INDEX_NOT_FOUND") return { jobs: [], reply: {} };
        throw failed;
      }
    },
    examples: listExamples,
  },
  start: {
    summary: "Start an index build",
    description:
      "Creates an index of a field. Creating it again with the same name and params is harmless; other params under the same name, or a second index of the field, are refused. Without `indexName` Milvus chooses the name, and the gateway asks for it: when it cannot be told, the job has `id: null` and the warning NO_POLLABLE_ID.",
    rpcs: ["CreateIndex", "DescribeIndex"],
    body,
    *run({ body }) {
      const reply = yield* call("CreateIndex", {
        db_name: body.dbName,
        collection_name: body.collectionName,
        field_name: body.fieldName,
        index_name: body.indexName ?? "",
        extra_params: toPairs(body.params),
      });
      return { job: toStartedJob(body, body.indexName ?? (yield* askName(body))), reply };
    },
    examples: startExamples,
  },
  simulation,
});
