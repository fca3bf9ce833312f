/** A job as text with its entity tag, made once for everyone who shares the result. */
import { type Representation, represent, tag } from "../http/representation.ts";
import type { JobResult } from "../kinds/kind.ts";

/** Where a result keeps its forms; docs/decisions/0006 says why it is no WeakMap. */
const PLAIN = Symbol("plain");
const WITH_REPLY = Symbol("with reply");

declare module "../kinds/kind.ts" {
  interface JobResult {
    [PLAIN]?: Representation;
    [WITH_REPLY]?: Representation;
  }
}

/** The job as JSON, with Milvus's reply if wanted. */
export function representJob(result: JobResult, withReply: boolean): Representation {
  if (!withReply) {
    result[PLAIN] ??= represent(result.job);
    return result[PLAIN];
  }
  const { job, reply, restReply } = result;
  result[WITH_REPLY] ??= tag(JSON.stringify({ ...job, reply, restReply }, toJsonValue));
  return result[WITH_REPLY];
}

/**
 * What JSON cannot hold: numbers of REST beyond 2^53 → text, as those of gRPC are; bytes → base64, as protobuf's JSON
 * mapping has them. JSON.stringify calls Buffer's own toJSON first.
 */
function toJsonValue(_key: string, value: unknown): unknown {
  if (typeof value === "bigint") return String(value);
  const isBuffer = typeof value === "object" && value !== null && "type" in value && value.type === "Buffer";
  return isBuffer && "data" in value && Array.isArray(value.data) ? Buffer.from(value.data).toString("base64") : value;
}
