/** The failure that a successful reply is when it lacks what it must have. */
import { GatewayError } from "./errors.ts";

/** Makes BAD_UPSTREAM_REPLY, which names the RPC; `detail` says what is missing. */
export function badReply(rpc: string, detail: string): GatewayError {
  return new GatewayError("BAD_UPSTREAM_REPLY", detail, {
    upstream: { rpc, grpcCode: 0, grpcName: "OK", milvusCode: null, errorCode: null, reason: null },
    rule: "reply",
  });
}
