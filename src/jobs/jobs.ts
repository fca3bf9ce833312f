/** The operations of the kinds, performed on a Milvus. Knows nothing of HTTP, nor how Milvus is called. */

import {
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
import type { ReplyOf, RpcName } from "../milvus/methods.ts";
import type { CallOptions, Upstream } from "../milvus/upstream.ts";
import type { CancellationSignal } from "../model/cancellation.ts";
import { GatewayError, isAbandoned } from "../model/errors.ts";
import { redactSecrets } from "../model/redact.ts";
import type { Coalesce } from "./coalesce.ts";
import { runOperation } from "./run-operation.ts";

/** On whose behalf Milvus is called: credentials, deadline, cancellation. */
export interface Caller {
  readonly metadata: Readonly<Record<string, string>>;
  /** Epoch milliseconds. */
  readonly deadline: number;
  /** Aborts when the client disconnects. */
  readonly signal: CancellationSignal;
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
  /** One call outside the kinds, such as GetVersion; coalesced like a read. */
  callUpstream<Rpc extends RpcName>(rpc: Rpc, caller: Caller): Promise<ReplyOf<Rpc>>;
}

export function createJobs({ upstream, coalesce }: { upstream: Upstream; coalesce: Coalesce }): Jobs {
  function callUpstream(kind: Kind, { rpc, request }: Call, options: CallOptions): Promise<ReplyOf<RpcName>> {
    const { metadata, deadline, signal } = options;
    const { notFound } = kind;
    const cancellable = !kind.uncancellable?.includes(rpc);
    // No spread: docs/decisions/0007-spreads-come-last.md
    return upstream
      .call(rpc, request, { metadata, deadline, signal, cancellable, notFound })
      .catch(explainUnsupported(kind, rpc));
  }

  function run<T>(kind: Kind, calls: Calls<T>, options: CallOptions): Promise<T> {
    return runOperation(calls, (call) => callUpstream(kind, call, options));
  }

  /** Reads with the same key are the same for everyone who has the same credentials and database. */
  function read<T>(key: string, caller: Caller, calls: (options: CallOptions) => Promise<T>): Promise<T> {
    const { metadata } = caller;
    return coalesce(ownKey(caller, key), caller, ({ deadline, signal }) => calls({ metadata, deadline, signal }));
  }

  return {
    keyOf: (kind, input, caller) => ownKey(caller, keyOfJob(kind, input)),
    get: (kind, input, caller) =>
      read(`get\n${keyOfJob(kind, input)}`, caller, (options) =>
        run(kind, kind.get.run(input), options).catch(explainJobNotFound(kind, input)),
      ),
    list(kind, input, caller) {
      const { list } = kind;
      if (!list) throw new TypeError(`${kind.name} has no list`);
      return read(`list\n${kind.name}\n${input.dbName}\n${input.collectionName ?? ""}`, caller, (options) =>
        run(kind, list.run(input), options),
      );
    },
    start(kind, input, caller) {
      if (!kind.start) throw new TypeError(`${kind.name} cannot be started`);
      return run(kind, kind.start.run(input), caller).then(redactStarted, (thrown) => {
        if (isAbandoned(thrown, caller.signal)) throw caller.signal.reason;
        return markOutcomeUnknown(thrown);
      });
    },
    getSubresource: (kind, operation, input, caller) =>
      read(`${operation.path}\n${keyOfJob(kind, input)}`, caller, (options) =>
        run(kind, operation.run(input), options).catch(explainJobNotFound(kind, input)),
      ),
    callUpstream: (rpc, caller) => read(`call\n${rpc}`, caller, (options) => upstream.call(rpc, {}, options)),
  };
}

/** Nothing is ever shared between callers with other credentials or another database. */
function ownKey({ metadata }: Caller, key: string): string {
  return `${metadata.authorization ?? ""}\n${metadata.dbname ?? ""}\n${key}`;
}

function keyOfJob(kind: Kind, { id, dbName }: GetInput<unknown>): string {
  return `${kind.name}\n${kind.id.write(id)}\n${dbName}`;
}

function explainUnsupported(kind: Kind, rpc: RpcName) {
  return (thrown: unknown): never => {
    const error = GatewayError.from(thrown);
    if (error.code !== "NOT_SUPPORTED_BY_SERVER") throw error;
    const since = kind.since[rpc];
    const origin = since
      ? `it came with Milvus ${releaseText(since)}`
      : "every Milvus from 2.3 on has it, Milvus Lite does not";
    const detail = `This Milvus does not implement ${rpc}; ${origin}.`;
    throw new GatewayError(error.code, detail, { upstream: error.upstream, rule: error.rule, cause: error });
  };
}

function explainJobNotFound(kind: Kind, { id }: GetInput<unknown>) {
  return (thrown: unknown): never => {
    const error = GatewayError.from(thrown);
    if (error.code !== "JOB_NOT_FOUND") throw error;
    const expired = kind.retention ? `it has expired (${kind.retention}) or never existed` : "it never existed";
    const detail = `Milvus knows no ${kind.name} job ${kind.id.write(id)}: ${expired}.`;
    throw new GatewayError(error.code, detail, { upstream: error.upstream, rule: error.rule, cause: error });
  };
}

/** The details of a started job repeat its request, which may hold credentials; its id stays as it is. */
function redactStarted(result: JobResult): JobResult {
  redactSecrets(result.job.details);
  return result;
}

/** RPCs that start nothing; a start may make some before and after. */
const READ_ONLY_RPC = /^(Describe|Get|List)/;

/** A failure whose outcome is unknown says so and is not retryable: a retry might start the work twice. */
function markOutcomeUnknown(thrown: unknown): never {
  const error = GatewayError.from(thrown);
  if (!error.outcomeUnknown || READ_ONLY_RPC.test(error.upstream?.rpc ?? "")) throw error;
  throw new GatewayError(error.code, `${error.message} The work may have been started all the same.`, {
    upstream: error.upstream,
    rule: error.rule,
    outcomeUnknown: true,
    retryable: false,
    cause: error,
  });
}
