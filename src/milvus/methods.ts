/**
 * The RPCs of Milvus as types, and the Upstream that calls them.
 *
 * All of it derives from proto/ by way of generated/. What a call does on the network is client.ts's business.
 */
import type { Signal } from "../model/cancellation.ts";
import type { MilvusServiceDefinition } from "./grpc/generated/milvus/proto/milvus/MilvusService.ts";

/** The generated service without its index signature, which would make any string an RPC. */
type Rpcs = {
  [R in keyof MilvusServiceDefinition as string extends R
    ? never
    : number extends R
      ? never
      : R]: MilvusServiceDefinition[R];
};

/** The name of a Milvus method, as proto/ spells it. */
export type RpcName = keyof Rpcs;

/** Virtual oneof properties (`_namespace` for the optional `namespace`) are read, never sent. */
type VirtualOneof = `_${string}`;

/** What a method is sent: any of its fields, with int64 as decimal strings and enums by name. */
export type RequestOf<R extends RpcName> = Sendable<ReturnType<Rpcs[R]["requestDeserialize"]>>;

type Sendable<Message> = { [F in keyof Message as F extends VirtualOneof ? never : F]?: Message[F] };

/** What a method answers, exactly as proto-loader decodes it: every field present, messages perhaps null. */
export type ReplyOf<R extends RpcName> = Received<ReturnType<Rpcs[R]["responseDeserialize"]>>;

/** An enum member that proto/ does not know arrives as its number: the generated types leave that out. */
type Received<Value> = Value extends string
  ? string extends Value
    ? string
    : Value | number
  : Value extends Uint8Array
    ? Value
    : Value extends object
      ? { [F in keyof Value]: F extends VirtualOneof ? Value[F] : Received<Value[F]> }
      : Value;

/** How one call is made, apart from what it asks. */
export interface CallOptions {
  /** gRPC metadata: credentials, database, request id. */
  readonly metadata: Readonly<Record<string, string>>;
  /** Epoch milliseconds; the call fails with DEADLINE_EXCEEDED after it, and is not sent when it has passed already. */
  readonly deadline: number;
  /** Gives the call up; for those in NEVER_CANCELLED, only the waiting for it. */
  readonly signal?: Signal;
}

/** The Milvus server behind the gateway. */
export interface Upstream {
  /** Calls a method; rejects with a GatewayError when the call fails. The Status inside the reply is not looked at. */
  call<R extends RpcName>(rpc: R, request: RequestOf<R>, options: CallOptions): Promise<ReplyOf<R>>;
  close(): void;
}

/**
 * Methods whose calls are left to finish when nobody waits for them any more. Until September 2024 the Milvus proxy
 * crashed when one of them was cancelled: https://github.com/milvus-io/milvus/issues/35539
 */
export const NEVER_CANCELLED: ReadonlySet<RpcName> = new Set<RpcName>([
  "GetImportState",
  "ListImportTasks",
  "GetFlushAllState",
]);
