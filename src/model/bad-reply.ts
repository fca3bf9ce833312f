/** The failure that a successful reply is when it lacks what it must have. */
import type { RpcName } from "../milvus/methods.ts";
import { GatewayError } from "./errors.ts";

/** Makes BAD_UPSTREAM_REPLY, which names the RPC; `detail` says what is missing. */
export function badReply(rpc: RpcName, detail: string): GatewayError {
  return new GatewayError("BAD_UPSTREAM_REPLY", detail, {
    upstream: { rpc, grpcCode: 0, grpcName: "OK", milvusCode: null, errorCode: null, reason: null },
  });
}
