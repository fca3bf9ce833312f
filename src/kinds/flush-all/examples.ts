/** Worked examples of flushes of everything: one running, one succeeded, and what a start returns. */
import { type Job, makeJob } from "../../model/job.ts";
import { exampleCall, type GetExample, type StartExample } from "../kind.ts";
import { failure } from "../simulation.ts";
import { type body, type Details, FLUSHED, FLUSHING } from "./mapping.ts";

/** 2026-11-20T10:00:00Z and 2099-01-01T00:00:00Z: past, and not reached by any flush yet. */
const PAST = { flushAllTs: "470592729907200000", flushTime: "2026-11-20T10:00:00.000Z" };
const FUTURE = { flushAllTs: "1067164316467200000", flushTime: "2099-01-01T00:00:00.000Z" };

function getExample(summary: string, time: typeof PAST, flushed: boolean): GetExample<string> {
  return {
    summary,
    input: { id: time.flushAllTs, dbName: "default" },
    calls: [exampleCall("GetFlushAllState", { flush_all_ts: time.flushAllTs }, { flushed })],
    output: makeJob<Details>({
      kind: "flush-all",
      id: time.flushAllTs,
      ...(flushed ? FLUSHED : FLUSHING),
      createTime: time.flushTime,
      details: time,
    }),
  };
}

export const getExamples: readonly GetExample<string>[] = [
  getExample("Running", FUTURE, false),
  getExample("Succeeded", PAST, true),
];

const started = (dbName: string | null): Job<Details> =>
  makeJob<Details>({
    kind: "flush-all",
    id: PAST.flushAllTs,
    ...FLUSHING,
    dbName,
    createTime: PAST.flushTime,
    details: PAST,
  });

export const startExamples: readonly StartExample<typeof body>[] = [
  {
    summary: "Flush everything",
    input: { body: {} },
    calls: [exampleCall("FlushAll", { db_name: "" }, { flush_all_ts: PAST.flushAllTs })],
    output: started(null),
  },
  {
    summary: "Flush one database (before Milvus 2.6.8)",
    input: { body: { dbName: "library" } },
    calls: [exampleCall("FlushAll", { db_name: "library" }, { flush_all_ts: PAST.flushAllTs })],
    output: started("library"),
  },
  {
    summary: "Unknown database",
    input: { body: { dbName: "nowhere" } },
    calls: [exampleCall("FlushAll", { db_name: "nowhere" }, failure(800, "database not found[database=nowhere]"))],
    output: { problem: "DATABASE_NOT_FOUND" },
  },
  {
    summary: "A success without a timestamp breaks the protocol",
    input: { body: {} },
    calls: [exampleCall("FlushAll", { db_name: "" }, {})],
    output: { problem: "BAD_UPSTREAM_REPLY" },
  },
];
