/** Replies as examples write them → as they come off the wire. */

import { BARE_STATUS, isRpc, milvusService } from "../../src/milvus/grpc/proto.ts";
import { assertSuccess } from "../../src/milvus/grpc/status.ts";
import type { MethodName, ReplyOf, RpcName } from "../../src/milvus/methods.ts";
import { readReply } from "../../src/milvus/rest/envelope.ts";
import type { ErrorPattern } from "../../src/model/errors.ts";
import { redactSecrets } from "../../src/model/redact.ts";

/** Encodes a reply of gRPC; one that says nothing of its status is a success. */
export function toWire(rpc: RpcName, reply: object): Buffer {
  // The cast: an example's reply was typed by `exampleCall`, and the table of RPCs cannot tell one from another here.
  const serialize = milvusService[rpc].responseSerialize as (reply: object) => Buffer;
  return serialize(BARE_STATUS.has(rpc) || "status" in reply ? reply : { status: {}, ...reply });
}

/** Decodes a reply of gRPC, redacts it and reads its Status, as the client does; throws the GatewayError of a failure. */
export function fromWire(rpc: RpcName, bytes: Buffer, notFound?: readonly ErrorPattern[]): ReplyOf<RpcName> {
  const reply = redactSecrets(milvusService[rpc].responseDeserialize(bytes)) as ReplyOf<RpcName>;
  assertSuccess(rpc, reply, notFound);
  return reply;
}

/** A reply of either protocol, there and back. */
export function overWire(method: MethodName, reply: object, notFound?: readonly ErrorPattern[]): ReplyOf<MethodName> {
  if (isRpc(method)) return fromWire(method, toWire(method, reply), notFound);
  const { status = 200, ...rest }: { readonly status?: number } = reply;
  const text = JSON.stringify("code" in rest ? rest : { code: 0, data: rest });
  return readReply(method, { status, headers: {}, text }, notFound);
}
