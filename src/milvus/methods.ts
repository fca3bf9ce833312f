/** The methods of Milvus as types of requests and replies, all derived from proto/ by way of grpc/generated/. */
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

/** The reply of a method, exactly as proto-loader decodes it: every field present, messages perhaps null. */
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
