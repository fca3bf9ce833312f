/** The operations of the kinds, performed on a Milvus. Knows nothing of HTTP, nor how Milvus is called. */

import {
  type ActionOperation,
  type Call,
  type Calls,
  type GetInput,
  type JobResult,
  type Kind,
  type ListInput,
  type ListResult,
  releaseText,
  type StartInput,
  type SubresourceOperation,
} from "../kinds/kind.ts";
import type { MethodName, ReplyOf } from "../milvus/methods.ts";
import type { CallOptions, Upstream } from "../milvus/upstream.ts";
import type { CancellationSignal } from "../model/cancellation.ts";
import { CREDENTIALS, GatewayError, isAbandoned } from "../model/errors.ts";
import { redactSecrets } from "../model/redact.ts";
import { GRPC_ONLY, isOfRest, type ServerFacts } from "../model/server-facts.ts";
import type { Coalesce, SharedDeadline } from "./coalesce.ts";
import { createKeptReplies } from "./kept-replies.ts";
import { type Patience, runOperation } from "./run-operation.ts";

/** On whose behalf Milvus is called: credentials, deadline, cancellation. */
export interface Caller {
  readonly metadata: Readonly<Record<string, string>>;
  /** Epoch milliseconds. */
  readonly deadline: number;
  /** Aborts when the client disconnects. */
  readonly signal: CancellationSignal;
  /** How long Milvus has, which the client may change; undefined for the gateway's own calls. */
  readonly timeLimit?: TimeLimit;
}

/** In milliseconds: what the client set or left as it is, and the most that it could set. */
export interface TimeLimit {
  readonly given: number;
  readonly longest: number;
}

/**
 * Every method rejects with a GatewayError, with the reason of the caller's signal, or with an internal error as it was
 * thrown. Reads are shared between callers with equal credentials and database.
 */
export interface Jobs {
  get(kind: Kind, input: GetInput<unknown>, caller: Caller): Promise<JobResult>;
  /** Equal for reads of the same job with equal credentials and database. */
  keyOf(kind: Kind, input: GetInput<unknown>, caller: Caller): string;
  list(kind: Kind, input: ListInput, caller: Caller): Promise<ListResult>;
  start(kind: Kind, input: StartInput<unknown>, caller: Caller): Promise<JobResult>;
  getSubresource(
    kind: Kind,
    operation: SubresourceOperation<unknown>,
    input: GetInput<unknown>,
    caller: Caller,
  ): Promise<object>;
  /** Does something to one job, such as committing an import. */
  act(kind: Kind, operation: ActionOperation<unknown>, input: GetInput<unknown>, caller: Caller): Promise<JobResult>;
  /** Calls for a kind that are none of its operations; those with a `key` are reads, which may be shared. */
  perform<T>(kind: Kind, work: Work<T>, caller: Caller, key?: string): Promise<T>;
  /** One call outside the kinds; coalesced like a read. */
  callUpstream<Rpc extends AboutServer>(rpc: Rpc, caller: Caller): Promise<ReplyOf<Rpc>>;
  /** Which of its protocols Milvus answers by. */
  facts(caller: Caller): Promise<ServerFacts>;
}

/** What is asked of the server itself. */
type AboutServer = "GetVersion" | "CheckHealth";

/** Calls, and the methods that they may be of. */
export interface Work<T> {
  readonly methods: readonly MethodName[];
  run(server: ServerFacts): Calls<T>;
}

interface Operation<Input, T> {
  readonly methods: readonly MethodName[];
  run(input: Input, server: ServerFacts): Calls<T>;
}

/** An operation with its input. */
function workOf<Input, T>(operation: Operation<Input, T>, input: Input): Work<T> {
  return { methods: operation.methods, run: (server) => operation.run(input, server) };
}

/** As CallOptions, and what is known of those who share the work. */
type RunOptions = Pick<CallOptions, "metadata" | "deadline" | "signal"> &
  Pick<SharedDeadline, "earliest" | "since" | "letNextBegin">;

/** How long what only adds to a reply is waited for, in milliseconds. */
const BRIEF = 2_000;

/** What is left of a request's time for other calls, in milliseconds and as a share of it. */
const RESERVE = 2_000;
const SHARE_OF_RESERVE = 0.2;

/** Which share of a request's time may pass before its first call, until it is known what the server has. */
const SHARE_OF_FACTS = 1 / 3;

function patienceOf(earliest: number): Patience {
  const now = Date.now();
  const long = earliest - Math.min(RESERVE, (earliest - now) * SHARE_OF_RESERVE);
  return { brief: Math.min(now + BRIEF, long), long };
}

interface JobsOptions {
  readonly upstream: Upstream;
  readonly coalesce: Coalesce;
  /** Whether the gateway sends a credential of its own instead of its callers'. */
  readonly hasCredential?: boolean;
}

export function createJobs({ upstream, coalesce, hasCredential = false }: JobsOptions): Jobs {
  const kept = createKeptReplies();

  function callUpstream(kind: Kind, call: Call, options: RunOptions): Promise<ReplyOf<MethodName>> {
    const { method, request, idempotencyKey, maxAge } = call;
    const { metadata, deadline, signal } = options;
    const { notFound } = kind;
    const cancellable = !kind.uncancellable?.includes(method);
    if (maxAge !== undefined) {
      const key = `${ownKey(options, method)}\n${JSON.stringify(request)}`;
      // Without the signal: others may wait for it, too.
      return kept(key, maxAge, () => upstream.call(method, request, { metadata, deadline, notFound }));
    }
    // No spread: docs/decisions/0007-spreads-come-last.md
    return upstream
      .call(method, request, { metadata, deadline, signal, cancellable, notFound, idempotencyKey })
      .catch((thrown: unknown) => {
        throw explainCredentials(explainUnsupported(thrown, kind, method), metadata, hasCredential);
      });
  }

  function askServer(rpc: AboutServer, options: RunOptions): Promise<ReplyOf<AboutServer>> {
    return upstream.call(rpc, {}, options).catch((thrown: unknown) => {
      throw explainCredentials(thrown, options.metadata, hasCredential);
    });
  }

  /** `about` is the job that the work reads or changes, for the text of a 404. */
  function run<T>(kind: Kind, { methods, run }: Work<T>, options: RunOptions, about?: GetInput<unknown>): Promise<T> {
    const { metadata, earliest, since, letNextBegin } = options;
    const patience = patienceOf(earliest);
    const runWith = (server: ServerFacts) => {
      const result = runOperation(run(server), (call) => callUpstream(kind, call, options), patience, letNextBegin);
      return about ? result.catch(explainJobNotFound(kind, about, server)) : result;
    };
    if (!methods.some(isOfRest)) return runWith(GRPC_ONLY);
    const now = Date.now();
    const deadline = Math.min(since + BRIEF, now + (earliest - now) * SHARE_OF_FACTS);
    const server = upstream.facts({ metadata, deadline });
    return "rest" in server ? runWith(server) : server.then(runWith);
  }

  /** Reads with the same key are the same for everyone who has the same credentials and database. */
  function read<T>(key: string, caller: Caller, calls: (options: RunOptions) => Promise<T>): Promise<T> {
    const { metadata } = caller;
    return coalesce(ownKey(caller, key), caller, ({ deadline, earliest, since, signal, letNextBegin }) =>
      calls({ metadata, deadline, earliest, since, signal, letNextBegin }),
    ).catch(explainTimeout(caller));
  }

  const runAlone = <T>(kind: Kind, work: Work<T>, caller: Caller, about?: GetInput<unknown>): Promise<T> =>
    run(kind, work, alone(caller), about).catch(explainTimeout(caller));

  const alone = ({ metadata, deadline, signal }: Caller): RunOptions => ({
    metadata,
    deadline,
    signal,
    earliest: deadline,
    since: Date.now(),
    letNextBegin() {},
  });

  return {
    keyOf: (kind, input, caller) => ownKey(caller, keyOfJob(kind, input)),
    get: (kind, input, caller) => {
      const work = workOf(kind.get, input);
      return read(`get\n${keyOfJob(kind, input)}`, caller, (options) => run(kind, work, options, input));
    },
    list(kind, input, caller) {
      const { list } = kind;
      if (!list) throw new TypeError(`${kind.name} has no list`);
      const work = workOf(list, input);
      return read(`list\n${kind.name}\n${input.dbName}\n${input.collectionName ?? ""}`, caller, (options) =>
        run(kind, work, options),
      );
    },
    start(kind, input, caller) {
      const { start } = kind;
      if (!start) throw new TypeError(`${kind.name} cannot be started`);
      const { methods, run } = workOf(start, input);
      return runAlone(kind, { methods: start.methodsFor?.(input.body) ?? methods, run }, caller)
        .then(redactStarted, orDisconnected(caller))
        .catch(markOutcomeUnknown("The work may have been started all the same.", false));
    },
    getSubresource(kind, operation, input, caller) {
      const work = workOf(operation, input);
      return read(`${operation.path}\n${keyOfJob(kind, input)}`, caller, (options) => run(kind, work, options, input));
    },
    act(kind, operation, input, caller) {
      return runAlone(kind, workOf(operation, input), caller, input)
        .catch(orDisconnected(caller))
        .catch(markOutcomeUnknown(`The ${operation.name} may have been done all the same.`, true));
    },
    perform: (kind, work, caller, key) =>
      key === undefined
        ? runAlone(kind, work, caller)
            .catch(orDisconnected(caller))
            .catch(markOutcomeUnknown("It may have been done all the same.", false))
        : read(`${kind.name}\n${key}`, caller, (options) => run(kind, work, options)),
    callUpstream: <Rpc extends AboutServer>(rpc: Rpc, caller: Caller) =>
      read(`call\n${rpc}`, caller, (options) => askServer(rpc, options) as Promise<ReplyOf<Rpc>>),
    facts: async ({ metadata, deadline }) =>
      upstream.facts({ metadata, deadline: Math.min(deadline, Date.now() + BRIEF) }),
  };
}

/** Nothing is ever shared between callers with other credentials or another database. */
function ownKey({ metadata }: Pick<Caller, "metadata">, key: string): string {
  return `${metadata.authorization ?? ""}\n${metadata.dbname ?? ""}\n${key}`;
}

function keyOfJob(kind: Kind, { id, dbName }: GetInput<unknown>): string {
  return `${kind.name}\n${kind.id.write(id)}\n${dbName}`;
}

function explainUnsupported(thrown: unknown, kind: Kind, method: MethodName): GatewayError {
  const error = GatewayError.from(thrown);
  if (error.code !== "NOT_SUPPORTED_BY_SERVER") return error;
  const since = kind.since[method];
  const origin = since
    ? `it came with Milvus ${releaseText(since)}`
    : "every Milvus from 2.3 on has it, Milvus Lite does not";
  const detail = `This Milvus does not implement ${method}; ${origin}.`;
  return new GatewayError(error.code, detail, { upstream: error.upstream, rule: error.rule, cause: error });
}

/** Says what to send where Milvus takes no call without credentials, or not with these. */
function explainCredentials(thrown: unknown, metadata: Caller["metadata"], hasCredential: boolean): unknown {
  if (!(thrown instanceof GatewayError) || thrown.code !== "UNAUTHENTICATED") return thrown;
  if (hasCredential) return thrown.withMessage("Milvus refuses the gateway's own credential (MILVUS_TOKEN).");
  const what = metadata.authorization === undefined ? "wants credentials" : "refuses these credentials";
  return thrown.withMessage(`Milvus ${what}: send ${CREDENTIALS}.`);
}

/** The rules of failures whose reason is that the time was over. */
const OUT_OF_TIME: ReadonlySet<string | undefined> = new Set(["grpc:4", "not-sent", "deadline", "rest:late"]);

/** Says how long was waited, and what changes it. */
function explainTimeout({ timeLimit }: Caller) {
  return (thrown: unknown): never => {
    if (!timeLimit || !(thrown instanceof GatewayError) || !OUT_OF_TIME.has(thrown.rule)) throw thrown;
    const { given, longest } = timeLimit;
    const change =
      given < longest
        ? `; the header Request-Timeout sets another, up to ${longest / 1_000} s`
        : ", the longest that the header Request-Timeout can set";
    throw thrown.withMessage(`${thrown.message} The limit was ${given / 1_000} s${change}.`);
  };
}

function explainJobNotFound(kind: Kind, { id }: GetInput<unknown>, { version }: ServerFacts) {
  return (thrown: unknown): never => {
    if (!(thrown instanceof GatewayError) || thrown.code !== "JOB_NOT_FOUND") throw thrown;
    const error = thrown;
    const { retention } = kind;
    const kept = typeof retention === "function" ? retention(version) : retention;
    const expired =
      kept === undefined ? "it has expired or never existed" : `it has expired (${kept}) or never existed`;
    const why = kept === null ? "it never existed" : expired;
    const detail = `Milvus knows no ${kind.name} job ${kind.id.write(id)}: ${why}.`;
    throw new GatewayError(error.code, detail, { upstream: error.upstream, rule: error.rule, cause: error });
  };
}

/** The details of a started job repeat its request, which may hold credentials; its id stays as it is. */
function redactStarted(result: JobResult): JobResult {
  redactSecrets(result.job.details);
  return result;
}

/** Methods that change nothing; a start may call some before and after. */
const READ_ONLY_METHOD = /^(Describe|Get|List)|^import\/(get_progress|list)$/;

/** A failure whose outcome is unknown says so; a start is then not retryable, since a retry might start the work twice. */
function markOutcomeUnknown(note: string, retryable: boolean) {
  return (thrown: unknown): never => {
    const isUnknown = thrown instanceof GatewayError && thrown.outcomeUnknown;
    if (!isUnknown || READ_ONLY_METHOD.test(thrown.upstream?.rpc ?? "")) throw thrown;
    throw new GatewayError(thrown.code, `${thrown.message.replace(/\.?$/, ".")} ${note}`, {
      status: thrown.status,
      upstream: thrown.upstream,
      rule: thrown.rule,
      outcomeUnknown: true,
      retryable,
      cause: thrown,
    });
  };
}

/** The failure of a call whose caller has left is that he has left. */
function orDisconnected({ signal }: Caller) {
  return (thrown: unknown): never => {
    throw isAbandoned(thrown, signal) ? signal.reason : thrown;
  };
}
