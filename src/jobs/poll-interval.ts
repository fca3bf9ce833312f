/** The time between two reads of a job: one rule for `Retry-After` and for the gateway's own polls. */
import type { Job } from "../model/job.ts";

/** Milliseconds since Milvus made or began the job; 0 when it gives no time. */
export function ageOf(job: Job, now: number): number {
  const start = job.createTime ?? job.startTime;
  return start === null ? 0 : Math.max(0, now - Date.parse(start));
}

/** A job is read again after a thirtieth of its age, within limits. */
const SHARE_OF_AGE = 1 / 30;

/** Milliseconds until the next read of a job of this age. */
export function intervalAt(age: number, { least, most }: { readonly least: number; readonly most: number }): number {
  return Math.min(most, Math.max(least, age * SHARE_OF_AGE));
}

/** Seconds for `Retry-After`: 1, growing to 10 with the job's age. */
export function retryAfter(job: Job, now: number): number {
  return Math.round(intervalAt(ageOf(job, now), { least: 1_000, most: 10_000 }) / 1000);
}
