/** Lists of jobs: filtered again by the gateway, cut into pages, continued by an opaque token. */
import { createHash } from "node:crypto";
import { z } from "zod";
import { collectionName, dbName } from "../kinds/inputs.ts";
import { GatewayError } from "../model/errors.ts";
import { type Job, STATES } from "../model/job.ts";

const MAX_PAGE = 1_000;
const DEFAULT_PAGE = 100;

/** The query of every list. */
export const listQuery = z.strictObject({
  dbName: dbName.optional(),
  collectionName: collectionName.optional(),
  state: z
    .enum(STATES, `must be one of ${STATES.join(", ")}`)
    .meta({ id: "KnownJobState" })
    .optional()
    .meta({ description: "Only jobs in this state." }),
  pageSize: z
    .string()
    .regex(/^[1-9]\d{0,3}$/, `must be a whole number from 1 to ${MAX_PAGE}`)
    .transform(Number)
    .pipe(z.int().min(1).max(MAX_PAGE, `must be at most ${MAX_PAGE}`))
    .default(DEFAULT_PAGE)
    .meta({ description: "The most jobs on a page.", example: DEFAULT_PAGE }),
  pageToken: z
    .string()
    .min(1)
    .max(2_000)
    .optional()
    .meta({ description: "The `nextPageToken` of the page before; it belongs to the same filters." }),
});
export type ListQuery = z.output<typeof listQuery>;

export const NEEDS_COLLECTION = "is needed to list jobs of this kind";

/** The query of the list of a kind that looks into one collection. */
export const collectionListQuery = listQuery.extend({
  collectionName: z.nonoptional(listQuery.shape.collectionName, NEEDS_COLLECTION),
});

export interface Page {
  readonly jobs: readonly Job[];
  /** Empty on the last page. */
  readonly nextPageToken: string;
}

/** `Age` in seconds (RFC 9111 §5.1), for a list made of what was received earlier; none otherwise. */
export function ageHeader(receivedAt: number | undefined): readonly string[] {
  return receivedAt === undefined ? [] : ["Age", String(Math.max(0, Math.floor((Date.now() - receivedAt) / 1_000)))];
}

/** Keeps the jobs that the filters want; what Milvus does not tell of a job does not filter it out. */
function matches(job: Job, { dbName, collectionName, state }: ListQuery): boolean {
  const differs = (wanted: string | undefined, actual: string | null) =>
    wanted !== undefined && actual !== null && wanted !== actual;
  return !differs(dbName, job.dbName) && !differs(collectionName, job.collectionName) && !differs(state, job.state);
}

/**
 * Where a page ended: a fingerprint of its filters, the name of its last job, and, in case that job is gone or has no
 * name, how many jobs of its kind had been listed and which kinds.
 */
const tokenSchema = z.tuple([z.string(), z.string().nullable(), z.int().nonnegative(), z.array(z.string())]);

function fingerprint(scope: string, query: ListQuery): string {
  const filters = JSON.stringify([scope, query.dbName, query.collectionName, query.state]);
  return createHash("sha1").update(filters).digest("base64url").slice(0, 12);
}

function readToken(token: string, expected: string): z.output<typeof tokenSchema> {
  const message = "is not a token of a list with these filters";
  const wrong = new GatewayError("INVALID_ARGUMENT", `pageToken: ${message}`, {
    violations: [{ in: "query", field: "pageToken", message }],
  });
  try {
    const read = tokenSchema.parse(JSON.parse(Buffer.from(token, "base64url").toString()));
    if (read[0] === expected) return read;
  } catch {
    throw wrong;
  }
  throw wrong;
}

function writeToken(filters: string, all: readonly Job[], last: Job): string {
  const seen = all.slice(0, all.lastIndexOf(last) + 1);
  const place = seen.filter(({ kind }) => kind === last.kind).length;
  const kinds = [...new Set(seen.map(({ kind }) => kind))]; // the last job's kind is the last
  return Buffer.from(JSON.stringify([filters, last.name, place, kinds])).toString("base64url");
}

/** The jobs that come after the page. */
function after(all: readonly Job[], [, lastName, place, kinds]: z.output<typeof tokenSchema>): readonly Job[] {
  const last = lastName === null ? -1 : all.findLastIndex((job) => job.name === lastName);
  if (last !== -1) return all.slice(last + 1);
  const unfinished = all.filter(({ kind }) => kind === kinds.at(-1)).slice(place);
  return [...unfinished, ...all.filter(({ kind }) => !kinds.includes(kind))];
}

/** Cuts one page out of all jobs; throws INVALID_ARGUMENT for a token of another list. */
export function toPage(all: readonly Job[], scope: string, query: ListQuery): Page {
  const filters = fingerprint(scope, query);
  const ahead = query.pageToken === undefined ? all : after(all, readToken(query.pageToken, filters));
  const matching = ahead.filter((job) => matches(job, query));
  const jobs = matching.slice(0, query.pageSize);
  const last = jobs.at(-1);
  return { jobs, nextPageToken: last && matching.length > jobs.length ? writeToken(filters, all, last) : "" };
}
