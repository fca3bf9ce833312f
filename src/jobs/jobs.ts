/**
 * What the kinds can do, performed on a Milvus: the middle between the caller's half and the upstream half.
 * Knows nothing of HTTP, and of gRPC no more than that calls can fail.
 */

import type {
  Answer,
  Call,
  Calls,
  GetInput,
  Kind,
  ListAnswer,
  ListInput,
  StartInput,
  SubresourceOperation,
} from "../kinds/kind.ts";
import { assertSuccess, isOutcomeUnknown } from "../milvus/grpc/status.ts";
import type { CallOptions, ReplyOf, RpcName, Upstream } from "../milvus/methods.ts";
import type { Signal } from "../model/cancellation.ts";
import { GatewayError, isAbandoned } from "../model/errors.ts";
import { maskSecrets } from "../model/redact.ts";
import type { Share } from "./coalesce.ts";
import { perform } from "./run-operation.ts";

/** On whose behalf, with which credentials and for how long Milvus is asked. */
export interface Caller {
  readonly metadata: Readonly<Record<string, string>>;
  /** Epoch milliseconds. */
  readonly deadline: number;
  /** Aborts when the caller goes away. */
  readonly signal: Signal;
}

/**
 * Every method rejects with a GatewayError, with the reason of the caller's signal, or with a fault of our own as it was
 * thrown. Reads are shared between callers with equal credentials and database.
 */
export interface Jobs {
  get(kind: Kind, input: GetInput<unknown>, caller: Caller): Promise<Answer>;
  /** Equal for reads of the same job with equal credentials and database. */
  keyOf(kind: Kind, input: GetInput<unknown>, caller: Caller): string;
  list(kind: Kind, input: ListInput, caller: Caller): Promise<ListAnswer>;
  start(kind: Kind, input: StartInput<unknown>, caller: Caller): Promise<Answer>;
  getSubresource(
    kind: Kind,
    operation: SubresourceOperation<unknown>,
    input: GetInput<unknown>,
    caller: Caller,
  ): Promise<object>;
  /** One call outside the kinds, such as GetVersion; shared like a read. */
  ask<Rpc extends RpcName>(rpc: Rpc, caller: Caller): Promise<ReplyOf<Rpc>>;
}

export function createJobs({ upstream, share }: { upstream: Upstream; share: Share }): Jobs {
  /** The one place where a reply is masked and its Status is read. */
  async function ask<Rpc extends RpcName>({ rpc, request }: Call<Rpc>, options: CallOptions): Promise<ReplyOf<Rpc>> {
    const reply = maskSecrets(await upstream.call(rpc, request, options));
    assertSuccess(rpc, reply);
    return reply;
  }

  function run<T>(kind: Kind, calls: Calls<T>, options: CallOptions): Promise<T> {
    return perform(calls, (call) => ask(call, options).catch(saySince(kind, call.rpc)));
  }

  /** Reads with the same key are the same for everyone who has the same credentials and database. */
  function read<T>(key: string, caller: Caller, calls: (options: CallOptions) => Promise<T>): Promise<T> {
    const { metadata } = caller;
    return share(ownKey(caller, key), caller, ({ deadline, signal }) => calls({ metadata, deadline, signal }));
  }

  return {
    keyOf: (kind, input, caller) => ownKey(caller, keyOfJob(kind, input)),
    get: (kind, input, caller) =>
      read(`get\n${keyOfJob(kind, input)}`, caller, (options) =>
        run(kind, kind.get.run(input), options).catch(sayWhichJob(kind, input)),
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
      return run(kind, kind.start.run(input), caller).then(maskStarted, (thrown) => {
        if (isAbandoned(thrown, caller.signal)) throw caller.signal.reason;
        return doNotRepeat(thrown);
      });
    },
    getSubresource: (kind, operation, input, caller) =>
      read(`${operation.path}\n${keyOfJob(kind, input)}`, caller, (options) =>
        run(kind, operation.run(input), options).catch(sayWhichJob(kind, input)),
      ),
    ask: (rpc, caller) => read(`ask\n${rpc}`, caller, (options) => ask({ rpc, request: {} }, options)),
  };
}

/** Nothing is ever shared between callers with other credentials or another database. */
function ownKey({ metadata }: Caller, key: string): string {
  return `${metadata.authorization ?? ""}\n${metadata.dbname ?? ""}\n${key}`;
}

function keyOfJob(kind: Kind, { id, dbName }: GetInput<unknown>): string {
  return `${kind.name}\n${kind.id.write(id)}\n${dbName}`;
}

function saySince(kind: Kind, rpc: RpcName) {
  return (thrown: unknown): never => {
    const error = GatewayError.from(thrown);
    if (error.code !== "NOT_SUPPORTED_BY_SERVER") throw error;
    const since = kind.since[rpc];
    const detail = `This Milvus does not implement ${rpc}; ${since ? `it came with Milvus ${since}` : "every Milvus from 2.3 on has it, Milvus Lite does not"}.`;
    throw new GatewayError(error.code, detail, { upstream: error.upstream, cause: error });
  };
}

function sayWhichJob(kind: Kind, { id }: GetInput<unknown>) {
  return (thrown: unknown): never => {
    const error = GatewayError.from(thrown);
    if (error.code !== "JOB_NOT_FOUND") throw error;
    const expired = kind.retention ? `it has expired (${kind.retention}) or never existed` : "it never existed";
    const detail = `Milvus knows no ${kind.name} job ${kind.id.write(id)}: ${expired}.`;
    throw new GatewayError(error.code, detail, { upstream: error.upstream, cause: error });
  };
}

/** A started job's details say what its request said, which may name places with credentials; its id stays whole. */
function maskStarted(answer: Answer): Answer {
  maskSecrets(answer.job.details);
  return answer;
}

/** RPCs that start nothing. A start may begin with one, and survives one that fails behind it. */
const LOOK = /^(Describe|Get|List)/;

/** A failure that leaves open whether the work has been started says so, lest somebody just tries again. */
function doNotRepeat(thrown: unknown): never {
  const error = GatewayError.from(thrown);
  if (!isOutcomeUnknown(error) || LOOK.test(error.upstream?.rpc ?? "")) throw error;
  throw new GatewayError(error.code, `${error.message} The work may have been started all the same.`, {
    upstream: error.upstream,
    retryable: false,
    cause: error,
  });
}
