/** What an operation of Milvus's REST v2 declares: its request, its response, and the operation of a kind it runs. */
import { z } from "zod";
import type { Caller, Jobs } from "../jobs/jobs.ts";
import * as inputs from "../kinds/inputs.ts";
import type { JobResult, Kind, ListResult } from "../kinds/kind.ts";
import type { RestReply } from "../milvus/methods.ts";
import { GatewayError } from "../model/errors.ts";
import { InvalidId } from "../model/ids.ts";
import { invalid } from "./envelope.ts";
import { dbName, jobIdRequest, optionalText } from "./request.ts";

/** A request that has been read, and what it runs on. */
export interface V2Call<Body> {
  readonly kind: Kind;
  readonly jobs: Jobs;
  readonly body: Body;
  readonly dbName: string;
  readonly idempotencyKey: string | undefined;
  readonly caller: Caller;
}

export interface V2Example {
  readonly summary: string;
  readonly request: object;
  /** The envelope's `data`. */
  readonly data: object;
}

interface Description {
  /** Below /v2/vectordb/jobs. */
  readonly path: string;
  /** The kind whose operation it runs. */
  readonly kind: string;
  readonly operationId: string;
  readonly summary: string;
  readonly description: string;
  /** Documented fields that Milvus's gRPC API lacks → what each is, or when it is missing. */
  readonly leftOut?: Readonly<Record<string, string>>;
  readonly examples: readonly V2Example[];
}

export interface V2Operation<Request extends z.ZodObject = z.ZodObject> extends Required<Description> {
  /** Whether it starts work, which a read-only gateway refuses. */
  readonly starts: boolean;
  readonly takesIdempotencyKey: boolean;
  /** Unknown fields are ignored. */
  readonly request: Request;
  /** The envelope's `data`. */
  readonly data: z.ZodType;
  run(call: V2Call<z.output<Request>>): Promise<object>;
  /** Hands the request on to Milvus's own REST; undefined where that is not to be had, and `run` translates. */
  readonly handOn?: HandOn<z.output<Request>> | undefined;
}

/** Milvus's own response to a request. */
export type HandOn<Body> = (call: V2Call<Body>) => Promise<RestReply | undefined>;

const PREFIX = "/v2/vectordb/jobs";

function complete({ path, description, leftOut = {}, ...rest }: Description): Required<Description> {
  const fields = Object.entries(leftOut).map(([field, why]) => `\`${field}\` (${why})`);
  const note = `\n\nMilvus's own REST answers where this Milvus has it. Left out where only its gRPC API can be asked: ${fields.join("; ")}.`;
  return { ...rest, path: `${PREFIX}/${path}`, description: description + (fields.length > 0 ? note : ""), leftOut };
}

// One job

type JobIdRequest = typeof jobIdRequest;

export function describeJob(
  options: Description & {
    readonly data: z.ZodType;
    toData(result: JobResult, id: string): object;
    readonly handOn?: HandOn<{ readonly jobId: string }>;
  },
): V2Operation<JobIdRequest> {
  const { data, toData, handOn, ...description } = options;
  return {
    ...complete(description),
    starts: false,
    takesIdempotencyKey: false,
    request: jobIdRequest,
    data,
    async run({ kind, jobs, body, dbName, caller }) {
      const jobId = String(body.jobId);
      return toData(await jobs.get(kind, { id: readId(kind, jobId), dbName }, caller), jobId);
    },
    handOn: handOn && withJobId(handOn),
  };
}

/** Throws a Refusal with code 1100 for an id that no job of the kind has. */
function readId(kind: Kind, jobId: string): unknown {
  const id = kind.id.read(jobId);
  if (!(id instanceof InvalidId)) return id;
  throw invalid(`jobId ${JSON.stringify(jobId.slice(0, 100))} ${id.message}; only Milvus's managed cloud has others`);
}

/** The id as text, checked. */
function withJobId(handOn: HandOn<{ readonly jobId: string }>): HandOn<z.output<JobIdRequest>> {
  return async (call) => {
    const jobId = String(call.body.jobId);
    readId(call.kind, jobId);
    return handOn({ ...call, body: { jobId } });
  };
}

/** Something done to one job, which only Milvus's own REST has. */
export function actOnJob(
  options: Description & { readonly handOn: HandOn<{ readonly jobId: string }> },
): V2Operation<JobIdRequest> {
  const { handOn, ...description } = options;
  return {
    ...complete(description),
    starts: true,
    takesIdempotencyKey: false,
    request: jobIdRequest,
    data: z.looseObject({}),
    async run({ kind, body }) {
      readId(kind, String(body.jobId));
      throw new GatewayError(
        "NOT_SUPPORTED_BY_SERVER",
        "Only Milvus's own REST has this, which is not to be had here.",
      );
    },
    handOn: withJobId(handOn),
  };
}

// Lists

const listRequest = z.object({ dbName, collectionName: optionalText("Only the jobs of this collection.", "books") });

/** Checked as under /v1: Milvus has no names that this check rejects. */
const listInput = z.object({ dbName: inputs.dbName, collectionName: inputs.collectionName.optional() });

export function listJobs(
  options: Description & {
    readonly record: z.ZodType;
    toRecords(list: ListResult): readonly object[];
    readonly handOn?: HandOn<z.output<typeof listRequest>>;
  },
): V2Operation<typeof listRequest> {
  const { record, toRecords, handOn, ...description } = options;
  return {
    ...complete(description),
    starts: false,
    takesIdempotencyKey: false,
    request: listRequest,
    data: z.strictObject({ records: z.array(record) }),
    async run({ kind, jobs, body, dbName, caller }) {
      const input = checked(listInput, { dbName, collectionName: body.collectionName || undefined });
      return { records: toRecords(await jobs.list(kind, { collectionName: undefined, ...input }, caller)) };
    },
    handOn,
  };
}

// Starts

export function startJob<Request extends z.ZodObject>(
  options: Description & {
    readonly request: Request;
    readonly data: z.ZodType;
    readonly takesIdempotencyKey?: boolean;
    /** The request as the body of the kind's start operation. */
    toBody(body: z.output<Request>, dbName: string): object;
    toData(result: JobResult): object;
    readonly handOn?: HandOn<z.output<Request>>;
  },
): V2Operation<Request> {
  const { request, data, takesIdempotencyKey = false, toBody, toData, handOn, ...description } = options;
  return {
    ...complete(description),
    starts: true,
    takesIdempotencyKey,
    request,
    data,
    async run({ kind, jobs, body, dbName, idempotencyKey, caller }) {
      const input = checked(kind.start?.body ?? z.never(), toBody(body, dbName));
      return toData(await jobs.start(kind, { body: input, idempotencyKey }, caller));
    },
    handOn,
  };
}

/** The input of a kind's operation; throws a Refusal with code 1100 when it is invalid. */
function checked<Schema extends z.ZodType>(schema: Schema, input: object): z.output<Schema> {
  const read = schema.safeParse(input);
  if (read.success) return read.data;
  throw invalid(read.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`).join("; "));
}

// Replies

/** Milvus's reply, as the type that the mapping of its kind has for it. */
export function replyOf<Reply extends object>({ reply }: { readonly reply: object }): Reply {
  return reply as Reply; // the table of kinds does not keep the types of replies
}

/** A part of a reply that the kind has checked; throws BAD_UPSTREAM_REPLY when it is null. */
export function required<Part>(part: Part | null): Part {
  if (part === null) throw new GatewayError("BAD_UPSTREAM_REPLY", "Milvus's reply lacks the job.");
  return part;
}

/** Decimal text of an int64 → a number, exact at any size. */
export function toNumber(text: string): number | bigint {
  const number = Number(text);
  return Number.isSafeInteger(number) ? number : BigInt(text);
}

export const jobId = z.union([z.string(), z.int()]).meta({
  description: "The job's id: a string, or with `Accept-Type-Allow-Int64: true` a number with all its digits.",
  example: "446781855410077319",
});
