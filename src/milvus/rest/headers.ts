/** gRPC metadata → the headers that Milvus's REST has for them, a fixed list. */

/** `Basic` where the credential is `user:password`, else `Bearer` and the key itself: docs/milvus.md#rest-credentials */
function toAuthorization(base64: string): string {
  const credential = Buffer.from(base64, "base64").toString("latin1");
  return credential.includes(":") ? `Basic ${base64}` : `Bearer ${credential}`;
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
