/** Schemas of inputs that several kinds take; descriptions are published in OpenAPI. */
import { z } from "zod";
import { parts } from "../model/ids.ts";

const milvusName = (description: string, example: string, { pattern, message } = parts.name) =>
  z
    .string()
    .regex(new RegExp(`^${pattern}$`, "u"), message)
    .meta({ description, example });

export const dbName = milvusName("The database.", "default", parts.database);
export const collectionName = milvusName("The collection, or an alias of it.", "books");
export const partitionName = milvusName("The partition.", "_default");
export const snapshotName = milvusName("The snapshot.", "books_2026_11");
export const fieldName = milvusName("The field.", "summary_vector");
export const indexName = milvusName("The index.", "summary_index");

/** The database of a body. */
export const bodyDbName = dbName.default("default");

/** A place in object storage; it may hold credentials, so it is never echoed. */
export const location = (description: string, example: string) =>
  z.string().min(1).max(4096).meta({ description, example });

/** Handed on to Milvus as it is, and never echoed. */
export const externalSpec = z.string().min(1).max(65_536).meta({
  description:
    "How Milvus reaches the storage: a JSON text as Milvus takes it, with `format`, and with credentials under `extfs`.",
  example: '{"format":"parquet"}',
});

const names = (description: string, example: string) =>
  z
    .array(z.string().min(1).max(255))
    .min(1)
    .max(1024)
    .optional()
    .meta({ description, example: [example] });

/** How collections come into memory: the fields that loads and prewarms share. */
export const loadSettings = {
  replicaNumber: z.int32().min(1).optional().meta({ description: "Copies in memory; Milvus's own default is 1." }),
  resourceGroups: names("The groups of query nodes that take the copies.", "__default_resource_group"),
  loadFields: names("Only these fields; all without it.", "summary_vector"),
  skipLoadDynamicField: z.boolean().optional().meta({ description: "Leaves the dynamic field out." }),
  loadParams: z
    .record(z.string(), z.string({ error: "must be a string: Milvus takes every setting as text, so quote it" }))
    .optional()
    .meta({ description: "As Milvus takes them (2.5.12 and later).", example: { load_priority: "low" } }),
};

type LoadSettings = z.output<z.ZodObject<typeof loadSettings>>;

/** The same fields as Milvus's requests have them. */
export function toLoadFields(settings: LoadSettings) {
  return {
    replica_number: settings.replicaNumber ?? 0,
    resource_groups: settings.resourceGroups ?? [],
    load_fields: settings.loadFields ?? [],
    skip_load_dynamic_field: settings.skipLoadDynamicField ?? false,
    load_params: settings.loadParams ?? {},
  };
}
