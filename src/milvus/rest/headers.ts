/** gRPC metadata → the headers that Milvus's REST has for them, a fixed list. */

/** What a header can hold: no control characters, which a credential in base64 may have. */
const HEADER_VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

/**
 * `Basic` where the credential is `user:password`, else `Bearer` and the key itself: docs/milvus.md#rest-credentials
 * What is neither goes as Basic, too, which Milvus refuses: not sent, it would look as if Milvus were away.
 */
function toAuthorization(base64: string): string {
  const credential = Buffer.from(base64, "base64").toString("latin1");
  return credential.includes(":") || !HEADER_VALUE.test(credential) ? `Basic ${base64}` : `Bearer ${credential}`;
}

export function toHeaders(
  metadata: Readonly<Record<string, string>>,
  idempotencyKey: string | undefined,
): Record<string, string> {
  const { authorization, dbname, traceparent } = metadata;
  return {
    "Content-Type": "application/json",
    // Always: Milvus checks privileges in the database that it names.
    "DB-Name": dbname || "default",
    ...(authorization && { Authorization: toAuthorization(authorization) }),
    ...(traceparent && { traceparent }),
    ...(idempotencyKey && { "Idempotency-Key": idempotencyKey }),
  };
}
