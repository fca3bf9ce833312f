/** The Milvus server behind the gateway, as everything above sees it. */
import type { CancellationSignal } from "../model/cancellation.ts";
import type { ErrorPattern } from "../model/errors.ts";
import type { ReplyOf, RequestOf, RpcName } from "./methods.ts";

/** How one call is made, apart from what it asks. */
export interface CallOptions {
  /** gRPC metadata: credentials, database, request id. */
  readonly metadata: Readonly<Record<string, string>>;
  /** Epoch milliseconds; the call fails with DEADLINE_EXCEEDED after it, and is not sent when it has passed already. */
  readonly deadline: number;
  /** Cancels the call. */
  readonly signal?: CancellationSignal | undefined;
  /** Whether Milvus survives that the call is cancelled (default). Otherwise it runs on, and only the wait for it ends. */
  readonly cancellable?: boolean;
  /** Errors that mean JOB_NOT_FOUND, before all that the tables of codes say. */
  readonly notFound?: readonly ErrorPattern[] | undefined;
}

export interface Upstream {
  /** Resolves with a successful, redacted reply; rejects with a GatewayError when the call fails or Milvus says so. */
  call<R extends RpcName>(rpc: R, request: RequestOf<R>, options: CallOptions): Promise<ReplyOf<R>>;
  close(): void;
}
