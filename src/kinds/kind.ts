/**
 * What an entry of the table of kinds declares. Router, OpenAPI document, sandbox, job board and tests only read entries.
 *
 * An operation is a generator: it yields its calls to Milvus, receives their replies and returns what the caller gets. It is
 * pure: no I/O, no clock, no log. Its driver (jobs/run-operation.ts) decides how and when the calls are made.
 */
import type { z } from "zod";
import type { ReplyOf, RequestOf, RpcName } from "../milvus/methods.ts";
import type { ErrorPattern, ProblemCode } from "../model/errors.ts";
import type { IdFormat } from "../model/ids.ts";
import type { Job } from "../model/job.ts";
import type { PartialReply, Simulation } from "./simulation.ts";

/** One call to Milvus. */
export interface Call<Rpc extends RpcName = RpcName> {
  readonly rpc: Rpc;
  readonly request: RequestOf<Rpc>;
}

/** A sequence of calls whose result is a T. */
export type Calls<T> = Generator<Call, T, ReplyOf<RpcName>>;

/** Calls Milvus: `const reply = yield* call("GetImportState", { task: id })`. A failed call throws GatewayError here. */
export function* call<Rpc extends RpcName>(rpc: Rpc, request: RequestOf<Rpc>): Calls<ReplyOf<Rpc>> {
  const reply = yield { rpc, request };
  return reply as ReplyOf<Rpc>; // the driver passes in the reply of the RPC that was yielded
}

/** A job, and the untouched reply (for several calls: replies by name) that it was made from. */
export interface JobResult {
  readonly job: Job;
  readonly reply: object;
}

export interface ListResult {
  readonly jobs: readonly Job[];
  readonly reply: object;
}

/** A call to Milvus and its reply, as an example shows them; a reply without `status` is a success. */
export interface ExampleCall {
  readonly rpc: RpcName;
  readonly request: object;
  readonly reply: object;
}

/** Makes an example's call, typed by its RPC. */
export function exampleCall<Rpc extends RpcName>(
  rpc: Rpc,
  request: RequestOf<Rpc>,
  reply: PartialReply<ReplyOf<Rpc>>,
): ExampleCall {
  return { rpc, request, reply };
}

/** A worked example, the whole path of the data: input, requests, replies, and the job (or the problem). */
export interface Example<Input, Output> {
  /** A sentence; names the example in OpenAPI and in the tests. */
  readonly summary: string;
  readonly input: Input;
  readonly calls: readonly ExampleCall[];
  readonly output: Output | ExampleProblem;
}

/** What comes out instead of a job when the request fails. */
export interface ExampleProblem {
  readonly problem: ProblemCode;
}

interface Operation {
  readonly summary: string;
  readonly description: string;
  /** Every RPC that the operation may call. */
  readonly rpcs: readonly RpcName[];
}

export interface GetInput<Id> {
  readonly id: Id;
  readonly dbName: string;
}

export interface ListInput {
  /** undefined when the caller named no database. */
  readonly dbName: string | undefined;
  readonly collectionName: string | undefined;
}

export interface StartInput<Body> {
  readonly body: Body;
  readonly idempotencyKey: string | undefined;
}

export type GetExample<Id> = Example<GetInput<Id>, Job>;
export type ListExample = Example<ListInput, readonly Job[]>;
export type StartExample<Body extends z.ZodType> = Example<
  { readonly body: z.input<Body>; readonly idempotencyKey?: string },
  Job
>;

export interface GetOperation<Id> extends Operation {
  run(input: GetInput<Id>): Calls<JobResult>;
  readonly examples: readonly GetExample<Id>[];
}

export interface ListOperation extends Operation {
  /** Whether the list needs a collection to look into. */
  readonly needsCollection?: boolean;
  run(input: ListInput): Calls<ListResult>;
  readonly examples: readonly ListExample[];
}

export interface StartOperation<Body extends z.ZodType> extends Operation {
  /** The strict schema of the JSON body; `dbName` in it, where the operation has a database, defaults to "default". */
  readonly body: Body;
  readonly takesIdempotencyKey?: boolean;
  run(input: StartInput<z.output<Body>>): Calls<JobResult>;
  readonly examples: readonly StartExample<Body>[];
}

/** A read below one job, such as the plans of a compaction. */
export interface SubresourceOperation<Id> extends Operation {
  /** The last segment of its path. */
  readonly path: string;
  readonly schema: z.ZodType;
  run(input: GetInput<Id>): Calls<object>;
  readonly examples: readonly Example<GetInput<Id>, object>[];
}

/** A release of Milvus, such as `{ version: "3.1", note: "the release after 3.0.x" }`. */
export interface Release {
  readonly version: string;
  readonly note?: string;
}

/** For people: the version, and the note in parentheses. */
export function releaseText({ version, note }: Release): string {
  return note === undefined ? version : `${version} (${note})`;
}

export interface Kind<Id = unknown, Body extends z.ZodType = z.ZodType> {
  /** As it stands in URLs and job names. */
  readonly name: string;
  /** Heading of its operations in the documentation. */
  readonly title: string;
  /** What such a job is and where its ids come from, for API users. */
  readonly description: string;
  readonly id: IdFormat<Id>;
  readonly details: z.ZodType;
  /** How long Milvus remembers a finished job, as the end of a sentence; null when it never forgets one. */
  readonly retention: string | null;
  /** The first Milvus release that has an RPC, for the RPCs that are not in every supported release. */
  readonly since: Readonly<Partial<Record<RpcName, Release>>>;
  /** The errors of Milvus that mean: no such job. */
  readonly notFound?: readonly ErrorPattern[];
  /** The warnings that only jobs of this kind have: code → what it means, as a published sentence. */
  readonly warnings?: Readonly<Record<string, string>>;
  /** RPCs whose cancellation crashes some Milvus: they run to their end even when the caller is gone. */
  readonly uncancellable?: readonly RpcName[];
  readonly get: GetOperation<Id>;
  readonly list?: ListOperation;
  readonly start?: StartOperation<Body>;
  readonly subresources?: readonly SubresourceOperation<Id>[];
  readonly simulation: Simulation;
}

/** Types an entry by its id format and its body schema. */
export function defineKind<Id, Body extends z.ZodType>(kind: Kind<Id, Body>): Kind<Id, Body> {
  return kind;
}
