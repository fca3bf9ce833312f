/** Flushes as Milvus and the gateway write them: id, body, details, and the job made of a timestamp. */
import { z } from "zod";
import { compositeId, parts } from "../../model/ids.ts";
import { type Job, makeJob, type Warning } from "../../model/job.ts";
import * as values from "../../model/values.ts";
import { bodyDbName, collectionName } from "../inputs.ts";

export const id = compositeId({
  parts: { dbName: parts.database, collectionName: parts.name, flushTs: parts.uint64 },
  order: ["dbName", "collectionName", "flushTs"],
});

export type Id = Readonly<Record<"dbName" | "collectionName" | "flushTs", string>>;

export const body = z.strictObject({ dbName: bodyDbName, collectionName });

export const FLUSHED = { state: "succeeded", stage: "flushed" } as const;
export const FLUSHING = { state: "running", stage: "flushing" } as const;

export const details = z.strictObject({
  flushTs: z.string().nullable().meta({ description: "Hybrid timestamp: rows written before it are flushed." }),
  flushTime: z.iso.datetime({ precision: 3 }).nullable().meta({ description: "The time in `flushTs`." }),
  segmentIds: z.array(z.string()).nullable().meta({
    description: "The segments being flushed; told only when the flush starts, since the id cannot hold them.",
  }),
});

export type Details = z.infer<typeof details>;

export const NO_POLLABLE_ID: Warning = {
  code: "NO_POLLABLE_ID",
  message: "This Milvus returns no timestamp for a flush, so that it cannot be read again.",
};

/** A flush is either done or not; Milvus has no failed one, and no unknown one. */
export function toJob({ dbName, collectionName, flushTs }: Id, flushed: boolean): Job<Details> {
  const flushTime = values.fromHybrid(flushTs);
  return makeJob({
    kind: "flush",
    id: id.write({ dbName, collectionName, flushTs }),
    ...(flushed ? FLUSHED : FLUSHING),
    dbName,
    collectionName,
    createTime: flushTime,
    details: { flushTs, flushTime, segmentIds: null },
  });
}

/** The job of a flush that Milvus has accepted without a timestamp. */
export function toUnnamedJob(
  { dbName, collectionName }: z.output<typeof body>,
  flushed: boolean,
  segmentIds: Details["segmentIds"],
): Job<Details> {
  return makeJob({
    kind: "flush",
    id: null,
    ...(flushed ? FLUSHED : FLUSHING),
    dbName,
    collectionName,
    details: { flushTs: null, flushTime: null, segmentIds },
    warnings: [NO_POLLABLE_ID],
  });
}

/** The entry of a collection in a map of Flush: by its name, or the only one, since Milvus may reply to an alias by the collection's name. */
export function entryOf<Value>(map: Readonly<Record<string, Value>>, name: string): Value | undefined {
  if (Object.hasOwn(map, name)) return map[name];
  const entries = Object.values(map);
  return entries.length === 1 ? entries[0] : undefined;
}
