/** The Authorization header, which may hold credentials of Milvus or a key of the gateway. */
import type { IncomingMessage } from "node:http";

/** `<scheme> <value>` (RFC 9110 §11.4) → both, the scheme in lower case; undefined without the header. */
export function readAuthorization({ headers }: IncomingMessage): { scheme: string; value: string } | undefined {
  if (headers.authorization === undefined) return undefined;
  // Node has trimmed the header. Its bytes are latin1 here: what `\s` matches may be part of a letter.
  const [, scheme = "", value = ""] = /^([!-~]*)[ \t]*(.*)$/s.exec(headers.authorization) ?? [];
  return { scheme: scheme.toLowerCase(), value };
}
