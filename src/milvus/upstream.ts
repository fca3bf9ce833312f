/** The Milvus server behind the gateway, as everything above sees it. */
import type { CancellationSignal } from "../model/cancellation.ts";
import type { ErrorPattern } from "../model/errors.ts";
import type { RestStatus, ServerFacts } from "../model/server-facts.ts";
import type { MethodName, ReplyOf, RequestOf, RestMethodName, RestReply, RpcName } from "./methods.ts";

/** How one call is made, apart from what it asks. */
export interface CallOptions {
  /** gRPC metadata: credentials, database, request id; REST has headers of its own for them. */
  readonly metadata: Readonly<Record<string, string>>;
  /** Epoch milliseconds; the call fails with DEADLINE_EXCEEDED after it, and is not sent when it has passed already. */
  readonly deadline: number;
  /** Cancels the call. */
  readonly signal?: CancellationSignal | undefined;
  /** Whether Milvus survives that the call is cancelled (default). Otherwise it runs on, and only the wait for it ends. */
  readonly cancellable?: boolean;
  /** Errors that mean JOB_NOT_FOUND, before all that the tables of codes say. */
  readonly notFound?: readonly ErrorPattern[] | undefined;
  /** For REST: the header Idempotency-Key. */
  readonly idempotencyKey?: string | undefined;
}

/** Resolves with a successful, redacted reply; rejects with a GatewayError when the call fails or Milvus says so. */
type CallMethod<Name extends MethodName> = <M extends Name>(
  method: M,
  request: RequestOf<M>,
  options: CallOptions,
) => Promise<ReplyOf<M>>;

export interface Upstream {
  readonly call: CallMethod<MethodName>;
  /** What is known of the server; asks it when that is not known yet, or not any more. Never rejects. */
  facts(options: CallOptions): ServerFacts | Promise<ServerFacts>;
  close(): void;
}

/** Milvus's gRPC API. */
export interface GrpcSource {
  readonly call: CallMethod<RpcName>;
  close(): void;
}

/** Milvus's own REST. */
export interface RestSource {
  call<M extends RestMethodName>(method: M, request: RequestOf<M>, options: CallOptions): Promise<RestReply>;
  /** Whether it can be asked; finds out when that is not known, until the deadline. Never rejects. */
  status(options: CallOptions): RestStatus | Promise<RestStatus>;
  close(): void;
}
