/** The methods of Milvus as types of requests and replies: those of gRPC derived from proto/, and those of its REST. */
import { isOfRest } from "../model/server-facts.ts";
import type { MilvusServiceDefinition } from "./grpc/generated/milvus/proto/milvus/MilvusService.ts";
import type { RestMethodName, RestReply, RestRequests } from "./rest-methods.ts";

export type { RestMethodName, RestReply } from "./rest-methods.ts";

/** The generated service without its index signature, which would make any string an RPC. */
type Rpcs = {
  [R in keyof MilvusServiceDefinition as string extends R
    ? never
    : number extends R
      ? never
      : R]: MilvusServiceDefinition[R];
};

/** The name of a gRPC method, as proto/ spells it. */
export type RpcName = keyof Rpcs;

/** The name of a method of either protocol. */
export type MethodName = RpcName | RestMethodName;

export function isRestMethod(method: MethodName): method is RestMethodName {
  return isOfRest(method);
}

/** Virtual oneof properties (`_namespace` for the optional `namespace`) are read, never sent. */
type VirtualOneof = `_${string}`;

/** What a method is sent; of gRPC any of its fields, with int64 as decimal strings and enums by name. */
export type RequestOf<M extends MethodName> = M extends RpcName
  ? Sendable<ReturnType<Rpcs[M]["requestDeserialize"]>>
  : M extends RestMethodName
    ? RestRequests[M]
    : never;

type Sendable<Message> = { [F in keyof Message as F extends VirtualOneof ? never : F]?: Message[F] };

/** The reply of a method; of gRPC exactly as proto-loader decodes it: every field present, messages perhaps null. */
export type ReplyOf<M extends MethodName> = M extends RpcName
  ? Received<ReturnType<Rpcs[M]["responseDeserialize"]>>
  : RestReply;

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
