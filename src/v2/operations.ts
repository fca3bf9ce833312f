/** THE TABLE of Milvus's own REST v2 operations that the gateway has; the router and OpenAPI read it. */
import { EXTERNAL_COLLECTION_OPERATIONS } from "./external-collection.ts";
import { IMPORT_OPERATIONS } from "./import.ts";
import type { V2Operation } from "./operation.ts";
import { SNAPSHOT_OPERATIONS } from "./snapshot.ts";

export const V2_OPERATIONS: readonly V2Operation[] = [
  ...IMPORT_OPERATIONS,
  ...EXTERNAL_COLLECTION_OPERATIONS,
  ...SNAPSHOT_OPERATIONS,
];

/** The headers that all of them read, for OpenAPI; `Idempotency-Key` goes with takesIdempotencyKey. */
export const V2_HEADERS = [
  {
    name: "DB-Name",
    description: "The database, where the body has no `dbName`.",
    schema: { type: "string" },
    example: "default",
  },
  {
    name: "Request-Timeout",
    description: "Whole seconds that Milvus has to reply; 0 and what is no number ask for the default. After it, 408.",
    schema: { type: "integer", minimum: 0 },
    example: 0,
  },
  {
    name: "Accept-Type-Allow-Int64",
    description: "`true` asks for job ids as JSON numbers with all their digits, which JavaScript cannot hold.",
    schema: { type: "boolean" },
    example: false,
  },
] as const;
