/** Schemas of inputs that several kinds take; descriptions are published in OpenAPI. */
import { z } from "zod";

const NAME = /^[^:,/\s\p{Cc}]{1,255}$/u;

const milvusName = (description: string, example: string) =>
  z
    .string()
    .regex(NAME, "must be a name of 1 to 255 characters without spaces, colons, commas or slashes")
    .meta({ description, example });

export const dbName = milvusName("The database.", "default");
export const collectionName = milvusName("The collection, or an alias of it.", "books");
export const partitionName = milvusName("The partition.", "_default");
export const snapshotName = milvusName("The snapshot.", "books_2026_11");

/** The database of a body. */
export const bodyDbName = dbName.default("default");

/** A place in object storage; it may hold credentials, so nothing ever echoes it. */
export const location = (description: string, example: string) =>
  z.string().min(1).max(4096).meta({ description, example });

/** Handed on to Milvus as it is, and never echoed. */
export const externalSpec = z.string().min(1).max(65_536).meta({
  description:
    "How Milvus reaches the storage: a JSON text as Milvus takes it, with `format`, and with credentials under `extfs`.",
  example: '{"format":"parquet"}',
});
