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

/** The database of a body. */
export const bodyDbName = dbName.default("default");
