/** What an operation of Milvus's REST v2 is here: its request and response, and the operation of a kind that it performs. */
import { z } from "zod";
import type { Caller, Jobs } from "../jobs/jobs.ts";
import * as inputs from "../kinds/inputs.ts";
import type { JobResult, Kind, ListResult } from "../kinds/kind.ts";
import { GatewayError } from "../model/errors.ts";
import { InvalidId } from "../model/ids.ts";
import { invalid } from "./envelope.ts";
import { dbName, jobIdRequest, optionalText } from "./request.ts";

/** A request, and who makes it. */
export interface Asked<Body> {
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

interface Described {
  /** Below /v2/vectordb/jobs. */
  readonly path: string;
  /** The kind whose operation it performs. */
  readonly kind: string;
  readonly operationId: string;
  readonly summary: string;
  readonly description: string;
  /** Documented fields that Milvus's gRPC API cannot give → why, as the end of a sentence. */
  readonly leftOut?: Readonly<Record<string, string>>;
  readonly examples: readonly V2Example[];
}

export interface V2Operation<Request extends z.ZodObject = z.ZodObject> extends Required<Described> {
  /** Whether it starts work, which a read-only gateway refuses. */
  readonly starts: boolean;
  readonly takesIdempotencyKey: boolean;
  /** Unknown fields are ignored. */
  readonly request: Request;
  /** The envelope's `data`. */
  readonly data: z.ZodType;
  run(asked: Asked<z.output<Request>>): Promise<object>;
}

const PREFIX = "/v2/vectordb/jobs";

function complete({ path, description, leftOut = {}, ...rest }: Described): Required<Described> {
  const fields = Object.entries(leftOut).map(([field, why]) => `\`${field}\` (${why})`);
  const note = `\n\nLeft out, because Milvus's gRPC API does not tell it: ${fields.join("; ")}.`;
  return { ...rest, path: `${PREFIX}/${path}`, description: description + (fields.length > 0 ? note : ""), leftOut };
}

// One job

type JobIdRequest = typeof jobIdRequest;

export function describeJob(
  options: Described & { readonly data: z.ZodType; toData(result: JobResult, id: string): object },
): V2Operation<JobIdRequest> {
  const { data, toData, ...described } = options;
  return {
    ...complete(described),
    starts: false,
    takesIdempotencyKey: false,
    request: jobIdRequest,
    data,
    async run({ kind, jobs, body, dbName, caller }) {
      const jobId = String(body.jobId);
      const id = kind.id.read(jobId);
      if (id instanceof InvalidId) {
        throw invalid(
          `jobId ${JSON.stringify(jobId.slice(0, 100))} ${id.message}; only Milvus's managed cloud has others`,
        );
      }
      return toData(await jobs.get(kind, { id, dbName }, caller), jobId);
    },
  };
}

// Lists

const listRequest = z.object({ dbName, collectionName: optionalText("Only the jobs of this collection.", "books") });

/** Names are checked like everywhere else: Milvus has none that the check refuses. */
const listInput = z.object({ dbName: inputs.dbName, collectionName: inputs.collectionName.optional() });

export function listJobs(
  options: Described & { readonly record: z.ZodType; toRecords(list: ListResult): readonly object[] },
): V2Operation<typeof listRequest> {
  const { record, toRecords, ...described } = options;
  return {
    ...complete(described),
    starts: false,
    takesIdempotencyKey: false,
    request: listRequest,
    data: z.strictObject({ records: z.array(record) }),
    async run({ kind, jobs, body, dbName, caller }) {
      const input = checked(listInput, { dbName, collectionName: body.collectionName || undefined });
      return { records: toRecords(await jobs.list(kind, { collectionName: undefined, ...input }, caller)) };
    },
  };
}

// Starts

export function startJob<Request extends z.ZodObject>(
  options: Described & {
    readonly request: Request;
    readonly data: z.ZodType;
    readonly takesIdempotencyKey?: boolean;
    /** The request as the body that the kind starts a job with. */
    toBody(body: z.output<Request>, dbName: string): object;
    toData(result: JobResult): object;
  },
): V2Operation<Request> {
  const { request, data, takesIdempotencyKey = false, toBody, toData, ...described } = options;
  return {
    ...complete(described),
    starts: true,
    takesIdempotencyKey,
    request,
    data,
    async run({ kind, jobs, body, dbName, idempotencyKey, caller }) {
      const input = checked(kind.start?.body ?? z.never(), toBody(body, dbName));
      return toData(await jobs.start(kind, { body: input, idempotencyKey }, caller));
    },
  };
}

/** The input of a kind's operation; Refusal with 1100 when the kind does not take it. */
function checked<Schema extends z.ZodType>(schema: Schema, input: object): z.output<Schema> {
  const read = schema.safeParse(input);
  if (read.success) return read.data;
  throw invalid(read.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`).join("; "));
}

// Replies

/** The reply that a kind's operation returned; the table of kinds cannot express its type, so the caller names it. */
export function replyOf<Reply extends object>({ reply }: { readonly reply: object }): Reply {
  return reply as Reply;
}

/** A part that the reply must have; the kinds have checked it. */
export function given<Part>(part: Part | null): Part {
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
