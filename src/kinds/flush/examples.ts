/** Worked examples of flushes of one collection, on Milvus and on Milvus Lite. */
import { makeJob } from "../../model/job.ts";
import { type GetExample as ExampleOf, exampleCall, type StartExample } from "../kind.ts";
import { collectionNotFound, failure } from "../simulation.ts";
import { type body, type Details, FLUSHED, FLUSHING, type Id, NO_POLLABLE_ID } from "./mapping.ts";

/** 2026-11-20T10:00:00Z and 2099-01-01T00:00:00Z: past, and not reached by any flush yet. */
const PAST = { flushTs: "470592729907200000", flushTime: "2026-11-20T10:00:00.000Z" };

const FUTURE = { flushTs: "1067164316467200000", flushTime: "2099-01-01T00:00:00.000Z" };

function getExample(summary: string, time: typeof PAST, flushed: boolean): ExampleOf<Id> {
  const key = { dbName: "default", collectionName: "books", flushTs: time.flushTs };
  return {
    summary,
    input: { id: key, dbName: "default" },
    calls: [
      exampleCall(
        "GetFlushState",
        { segmentIDs: [], flush_ts: time.flushTs, db_name: "default", collection_name: "books" },
        { flushed },
      ),
    ],
    output: makeJob<Details>({
      kind: "flush",
      id: `default:books:${time.flushTs}`,
      ...(flushed ? FLUSHED : FLUSHING),
      dbName: "default",
      collectionName: "books",
      createTime: time.flushTime,
      details: { ...time, segmentIds: null },
    }),
  };
}

export const getExamples: readonly ExampleOf<Id>[] = [
  getExample("Running", FUTURE, false),
  getExample("Succeeded", PAST, true),
  {
    summary: "The collection is not there",
    input: { id: { dbName: "default", collectionName: "nope", flushTs: PAST.flushTs }, dbName: "default" },
    calls: [
      exampleCall(
        "GetFlushState",
        { segmentIDs: [], flush_ts: PAST.flushTs, db_name: "default", collection_name: "nope" },
        collectionNotFound("default", "nope"),
      ),
    ],
    output: { problem: "COLLECTION_NOT_FOUND" },
  },
];

const flushRequest = { db_name: "default", collection_names: ["books"] };

const startExample = (summary: string, dbName: string, collectionName: string): StartExample<typeof body> => ({
  summary,
  input: { body: { dbName, collectionName } },
  calls: [
    exampleCall(
      "Flush",
      { db_name: dbName, collection_names: [collectionName] },
      {
        coll_segIDs: { [collectionName]: { data: ["446781855410079001"] } },
        coll_flush_ts: { [collectionName]: PAST.flushTs },
      },
    ),
  ],
  output: makeJob<Details>({
    kind: "flush",
    id: `${dbName}:${collectionName}:${PAST.flushTs}`,
    ...FLUSHING,
    dbName,
    collectionName,
    createTime: PAST.flushTime,
    details: { ...PAST, segmentIds: ["446781855410079001"] },
  }),
});

export const startExamples: readonly StartExample<typeof body>[] = [
  startExample("Flush a collection", "default", "books"),
  startExample("Flush a collection of another database", "library", "books"),
  {
    summary: "Flush a collection again within ten seconds",
    input: { body: { collectionName: "books" } },
    calls: [
      exampleCall(
        "Flush",
        flushRequest,
        failure(
          8,
          "request is rejected by grpc RateLimiter middleware, please retry later: rate limit exceeded[rate=0.1]",
          "RateLimit",
        ),
      ),
    ],
    output: { problem: "RATE_LIMITED" },
  },
  {
    summary: "Unknown collection, or database",
    input: { body: { collectionName: "nowhere" } },
    calls: [
      exampleCall(
        "Flush",
        { db_name: "default", collection_names: ["nowhere"] },
        collectionNotFound("default", "nowhere"),
      ),
    ],
    output: { problem: "COLLECTION_NOT_FOUND" },
  },
  {
    summary: "As Milvus Lite replies: without a timestamp, read once",
    input: { body: { collectionName: "books" } },
    calls: [
      exampleCall("Flush", flushRequest, {}),
      exampleCall("GetFlushState", { db_name: "default", collection_name: "books" }, { flushed: true }),
    ],
    output: makeJob<Details>({
      kind: "flush",
      id: null,
      ...FLUSHED,
      dbName: "default",
      collectionName: "books",
      details: { flushTs: null, flushTime: null, segmentIds: null },
      warnings: [NO_POLLABLE_ID],
    }),
  },
];
