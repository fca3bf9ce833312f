/**
 * What an entry of the table of kinds declares. Router, OpenAPI document, sandbox, job board and tests only read entries.
 *
 * An operation is a generator: it yields its calls to Milvus, receives their replies and returns what the caller gets. It is
 * pure: no I/O, no clock, no log. Its driver (jobs/run-operation.ts) decides how and when the calls are made.
 */
import type { z } from "zod";
import type { MethodName, ReplyOf, RequestOf } from "../milvus/methods.ts";
import type { ErrorPattern, GatewayError, ProblemCode } from "../model/errors.ts";
import type { IdFormat } from "../model/ids.ts";
import type { Job } from "../model/job.ts";
import type { ServerFacts } from "../model/server-facts.ts";
import type { ExampleReply, SandboxWorld, Simulation } from "./simulation.ts";

/** One call to Milvus. */
export interface Call<M extends MethodName = MethodName> extends CallSettings {
  readonly method: M;
  readonly request: RequestOf<M>;
}

interface CallSettings {
  /**
   * For a call that the operation can do without: it fails when it takes longer than two seconds (`brief`), or than the
   * request leaves time for something else (`long`).
   */
  readonly patience?: "brief" | "long";
  /** For REST: how old a kept response may be, in milliseconds. */
  readonly maxAge?: number;
  /** For REST: the header Idempotency-Key. */
  readonly idempotencyKey?: string | undefined;
}

/** How one of several calls ended. */
export type Outcome<Reply = ReplyOf<MethodName>> =
  | { readonly ok: true; readonly reply: Reply }
  | { readonly ok: false; readonly error: GatewayError };

/** A sequence of calls, or of several at once, whose result is a T. */
export type Calls<T> = Generator<Call | readonly Call[], T, ReplyOf<MethodName> | readonly Outcome[]>;

/** Calls Milvus: `const reply = yield* call("GetImportState", { task: id })`. A failed call throws GatewayError here. */
export function* call<M extends MethodName>(
  method: M,
  request: RequestOf<M>,
  settings?: CallSettings,
): Calls<ReplyOf<M>> {
  const reply = yield settings === undefined ? { method, request } : { method, request, ...settings };
  return reply as ReplyOf<M>; // the driver passes in the reply of the method that was yielded
}

/** Makes several calls at once and returns how each ended; none throws. */
export function* callAll<const Ms extends readonly MethodName[]>(
  ...calls: { readonly [I in keyof Ms]: Call<Ms[I]> }
): Calls<{ readonly [I in keyof Ms]: Outcome<ReplyOf<Ms[I]>> }> {
  // The casts: a list of calls is one, and the driver passes in the outcomes in the order of the calls.
  const outcomes = yield calls as readonly unknown[] as readonly Call[];
  return outcomes as { readonly [I in keyof Ms]: Outcome<ReplyOf<Ms[I]>> };
}

/** Makes one call and returns how it ended; does not throw. */
export function* attempt<M extends MethodName>(call: Call<M>): Calls<Outcome<ReplyOf<M>>> {
  const [outcome] = yield* callAll<readonly [M]>(call);
  return outcome;
}

/** What an outcome came to; throws the error of a failed call. */
export function requireReply<Reply>(outcome: Outcome<Reply>): Reply {
  if (outcome.ok) return outcome.reply;
  throw outcome.error;
}

/** A job, and the untouched reply (for several calls: replies by name) that it was made from. */
export interface JobResult {
  readonly job: Job;
  readonly reply: object;
  /** The untouched `data` of Milvus's REST; undefined for operations that never ask it, null when it did not answer. */
  readonly restReply?: object | null;
}

export interface ListResult {
  readonly jobs: readonly Job[];
  readonly reply: object;
  /** When a kept response that this is made of was received, in epoch milliseconds. */
  readonly receivedAt?: number;
}

/**
 * A call to Milvus and its reply, as an example shows them. A reply of gRPC without `status` is a success; one of REST is
 * the `data` of its envelope, or the envelope of a failure.
 */
export interface ExampleCall {
  readonly method: MethodName;
  readonly request: object;
  readonly reply: object;
}

/** Makes an example's call, typed by its method. */
export function exampleCall<M extends MethodName>(
  method: M,
  request: RequestOf<M>,
  reply: ExampleReply<M>,
): ExampleCall {
  return { method, request, reply };
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
  /** Every method that the operation may call. */
  readonly methods: readonly MethodName[];
  /** Whether jobs that it returns may have no id, because some Milvus gives none. */
  readonly mayLackId?: boolean;
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
  run(input: GetInput<Id>, server: ServerFacts): Calls<JobResult>;
  readonly examples: readonly GetExample<Id>[];
}

export interface ListOperation extends Operation {
  /** Whether the list needs a collection to look into. */
  readonly needsCollection?: boolean;
  run(input: ListInput, server: ServerFacts): Calls<ListResult>;
  readonly examples: readonly ListExample[];
}

export interface StartOperation<Body extends z.ZodType> extends Operation {
  /** The strict schema of the JSON body; `dbName` in it, where the operation has a database, defaults to "default". */
  readonly body: Body;
  readonly takesIdempotencyKey?: boolean;
  /** Those of the methods that a start with this body may call, where it is not all of them. */
  methodsFor?(body: z.output<Body>): readonly MethodName[];
  run(input: StartInput<z.output<Body>>, server: ServerFacts): Calls<JobResult>;
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

/** Something done to one job, such as the commit of an import: `POST …/{id}:commit`. */
export interface ActionOperation<Id> extends Operation {
  /** What follows the colon. */
  readonly name: string;
  run(input: GetInput<Id>, server: ServerFacts): Calls<JobResult>;
  readonly examples: readonly GetExample<Id>[];
}

/**
 * The calls that the sandbox makes to itself in a turn, of which there is one every half minute: turns are counted since
 * 1970, and the world is at the turn's time. Calls that the simulated release does not have are left out.
 */
export type Routine = (turn: number, world: SandboxWorld) => readonly Call[];

/** A call of a routine, typed by its method. */
export function routineCall<M extends MethodName>(method: M, request: RequestOf<M>): Call<M> {
  return { method, request };
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
  /**
   * How long Milvus remembers a finished job, as the end of a sentence; null when it never forgets one. Where releases
   * differ, by the version, undefined when that is not known.
   */
  readonly retention: string | null | ((version: string | null) => string | undefined);
  /** The first Milvus release that has a method, for the methods that are not in every supported release. */
  readonly since: Readonly<Partial<Record<MethodName, Release>>>;
  /** The errors of Milvus that mean: no such job. */
  readonly notFound?: readonly ErrorPattern[];
  /** The warnings that only jobs of this kind have: code → what it means, as a published sentence. */
  readonly warnings?: Readonly<Record<string, string>>;
  /** Methods that run to their end even when the caller is gone: cancelling them crashes some Milvus, or loses work. */
  readonly uncancellable?: readonly MethodName[];
  readonly get: GetOperation<Id>;
  readonly list?: ListOperation;
  readonly start?: StartOperation<Body>;
  readonly subresources?: readonly SubresourceOperation<Id>[];
  readonly actions?: readonly ActionOperation<Id>[];
  readonly simulation: Simulation;
  /** What begins by itself in the sandbox. */
  readonly routine?: Routine;
}

/** Types an entry by its id format and its body schema. */
export function defineKind<Id, Body extends z.ZodType>(kind: Kind<Id, Body>): Kind<Id, Body> {
  return kind;
}
