/** A flush of everything: its details, its body, and the job made of its timestamp. */
import { z } from "zod";
import { type Job, makeJob } from "../../model/job.ts";
import * as values from "../../model/values.ts";
import { dbName } from "../inputs.ts";

export const body = z.strictObject({
  dbName: dbName.optional().meta({
    description: "Only this database, where Milvus still heeds it (before 2.6.8); without it, everything.",
    example: "default",
  }),
});

export const FLUSHED = { state: "succeeded", stage: "flushed" } as const;
export const FLUSHING = { state: "running", stage: "flushing" } as const;

export const details = z.strictObject({
  flushAllTs: z.string().meta({ description: "Hybrid timestamp: rows written before it are flushed." }),
  flushTime: z.iso.datetime({ precision: 3 }).nullable().meta({ description: "The time in `flushAllTs`." }),
});

export type Details = z.infer<typeof details>;

/** The database is the one that the caller named; Milvus does not say any. */
export function toJob(flushAllTs: string, flushed: boolean, dbName = "default"): Job<Details> {
  const flushTime = values.fromHybrid(flushAllTs);
  return makeJob({
    kind: "flush-all",
    id: flushAllTs,
    ...(flushed ? FLUSHED : FLUSHING),
    dbName: dbName === "default" ? null : dbName, // a read cannot tell a named default from none
    createTime: flushTime,
    details: { flushAllTs, flushTime },
  });
}
