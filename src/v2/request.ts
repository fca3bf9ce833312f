/** Requests as leniently as Milvus reads them: any content type, unknown fields, nulls; Go's rules for what is missing. */
import type { IncomingMessage } from "node:http";
import { z } from "zod";
import { header, type TimeoutSettings } from "../http/request-headers.ts";
import { parse } from "../http/validation.ts";
import { int64Id, parts } from "../model/ids.ts";
import { parseJson, UnreadableNumber } from "../model/json.ts";
import { invalidDatabase, missing, notJson } from "./envelope.ts";

// Fields

const DEFAULT_DATABASE = "default";

/** A text that may be absent, null or empty, which all mean the same. */
export const optionalText = (description: string, example?: string) =>
  z
    .string()
    .nullish()
    .meta({ description, ...(example !== undefined && { example }) });

/** A text that must be there and not be empty. */
export const requiredText = (description: string, example: string) => z.string().min(1).meta({ description, example });

export const dbName = optionalText(
  "The database; without it, that of the header `DB-Name`, else `default`.",
  "default",
);

export const jobIdRequest = z.object({
  // No maximum: numbers beyond 2^53 arrive as text, see readFields.
  jobId: z.union([z.string().min(1), z.int().meta({ minimum: 0, maximum: undefined })]).meta({
    description: "The job's id, as a string or as a number with all its digits.",
    example: "446781855410077319",
    pattern: int64Id.pattern,
  }),
});

// Body

/** Go matches the names of fields regardless of case, and of two that match the last wins. */
function withExactNames(fields: object, shape: z.ZodRawShape): Record<string, unknown> {
  const exact = new Map(Object.keys(shape).map((name) => [name.toLowerCase(), name]));
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [exact.get(name.toLowerCase()) ?? name, value]),
  );
}

/** The JSON of a body as text; Refusal with Milvus's code 1801 when it is no object. */
function readFields(body: unknown, shape: z.ZodRawShape): Record<string, unknown> {
  if (typeof body !== "string" || body.trim() === "") {
    throw notJson("the request body should be nil, however {} is valid");
  }
  let json: unknown;
  try {
    json = parseJson(body);
  } catch (error) {
    if (error instanceof UnreadableNumber) throw notJson(`error: ${error.field ?? "the body"}: ${error.message}`);
    throw notJson(`error: ${error instanceof Error ? error.message : "unreadable"}`);
  }
  if (typeof json !== "object" || Array.isArray(json)) throw notJson("error: the body must be an object");
  const fields = withExactNames(json ?? {}, shape);
  // Beyond 2^53 the parser returns bigint, which no schema could publish.
  return typeof fields.jobId === "bigint" ? { ...fields, jobId: String(fields.jobId) } : fields;
}

const isMissing = (value: unknown) => value === undefined || value === null || value === "";

/** The body by its schema; Refusal with 1802 when a required field is missing or empty, 1801 when one has a wrong type. */
export function readBody<Schema extends z.ZodObject>(schema: Schema, body: unknown): z.output<Schema> {
  const read = parse(schema, readFields(body, schema.shape));
  if (read.success) return read.data;
  const { issues } = read.error;
  const wrong = issues.filter((issue) => !isMissing(issue.input));
  if (wrong.length > 0) {
    const first = wrong.slice(0, 100); // more than a message has room for
    throw notJson(`error: ${first.map(({ path, message }) => `${path.join(".")}: ${message}`).join("; ")}`);
  }
  throw missing(issues.map(({ path }) => path.join(".")));
}

// Headers

/** `Request-Timeout` in whole seconds → milliseconds; as in Milvus, what is no number is ignored, and so is 0. */
export function readTimeout(request: IncomingMessage, settings: TimeoutSettings): number {
  const given = header(request, "request-timeout") ?? "";
  const seconds = /^\d{1,9}$/.test(given) ? Number(given) : 0;
  return seconds === 0 ? settings.DEFAULT_TIMEOUT_MS : Math.min(seconds * 1_000, settings.MAX_TIMEOUT_MS);
}

/** Whether the caller takes 64-bit ids as numbers; Go's words for true. */
export function takesNumbers(request: IncomingMessage): boolean {
  return /^(1|t|true)$/i.test(header(request, "accept-type-allow-int64") ?? "");
}

/**
 * The database that a request is about: its field, where it has one, else the header, else the default. Refusal with
 * Milvus's code 802 when no database can have the name.
 */
export function readDatabase(request: IncomingMessage, body: Readonly<Record<string, unknown>>): string {
  const named = typeof body.dbName === "string" ? body.dbName : "";
  const field = named ? "dbName" : "DB-Name";
  const name = named || header(request, "db-name") || DEFAULT_DATABASE;
  if (!parts.database.accepts(name)) throw invalidDatabase(`${field} ${parts.database.message}`);
  return name;
}
