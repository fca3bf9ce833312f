/** The table of Milvus's own REST v2 operations; the router and the OpenAPI document are derived from it. */
import { EXTERNAL_COLLECTION_OPERATIONS } from "./external-collection.ts";
import { IMPORT_OPERATIONS } from "./import.ts";
import type { V2Operation } from "./operation.ts";
import { SNAPSHOT_OPERATIONS } from "./snapshot.ts";

export const V2_OPERATIONS: readonly V2Operation[] = [
  ...IMPORT_OPERATIONS,
  ...EXTERNAL_COLLECTION_OPERATIONS,
  ...SNAPSHOT_OPERATIONS,
];

/** The request headers of every operation, for OpenAPI; `Idempotency-Key` depends on takesIdempotencyKey. */
export const V2_HEADERS = [
  {
    name: "DB-Name",
    description: "The database, where the body has no `dbName`.",
    schema: { type: "string" },
    example: "default",
  },
  {
    name: "Request-Timeout",
    description:
      "Time limit for Milvus in whole seconds; 0, or anything that is not a number, means the default. When it is exceeded, 408.",
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
