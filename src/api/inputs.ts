/** Raw path, query, headers and body → validated input; all violations of a request are found at once. */
import type { IncomingMessage } from "node:http";
import { z } from "zod";
import { decimalUpTo } from "../model/decimals.ts";
import { invalidArgument, type Violation } from "../model/errors.ts";
import { type IdFormat, InvalidId } from "../model/ids.ts";

/** What a request's parts read to, and what was wrong with them. */
export class Reading {
  readonly violations: Violation[] = [];

  /** Remembers a violation, or hands the value on; after a violation the value must not be used. */
  take<T>(read: T | Violation): T | undefined {
    if (!isViolation(read)) return read;
    this.violations.push(read);
    return undefined;
  }

  /** Validates one part of the request by its schema. */
  parse<Schema extends z.ZodType>(part: Violation["in"], schema: Schema, raw: unknown): z.output<Schema> | undefined {
    const read = raw === NO_QUERY ? readNoQuery(schema) : schema.safeParse(raw, { reportInput: true });
    if (read.success) return read.data;
    // One by one: a hundred thousand arguments would be too many for push.
    for (const issue of read.error.issues) {
      for (const violation of toViolations(part, schema, issue)) this.violations.push(violation);
    }
    return undefined;
  }

  /** Reads an id from a path. */
  id<Id>(format: IdFormat<Id>, text: string): Id | undefined {
    const id = format.read(text);
    if (!(id instanceof InvalidId)) return id;
    this.violations.push({ in: "path", field: "id", message: id.message });
    return undefined;
  }
}

function isViolation(value: unknown): value is Violation {
  return typeof value === "object" && value !== null && "in" in value && "field" in value && "message" in value;
}

function toViolations(part: Violation["in"], schema: z.ZodType, issue: z.core.$ZodIssue): Violation[] {
  const path = issue.path.map(String);
  if (issue.code === "unrecognized_keys") {
    const allowed = path.length === 0 && schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
    const hint =
      allowed.length > 0 ? `; allowed are ${allowed.join(", ")}` : path.length === 0 ? "; none is allowed" : "";
    return issue.keys.map((key) => ({
      in: part,
      field: [...path, key].join("."),
      message: `is not known here${hint}`,
    }));
  }
  const field = path.join(".") || part;
  if (typeof issue.input === "bigint") {
    return [{ in: part, field, message: "is a number too large for JSON numbers to be exact: quote it" }];
  }
  return [{ in: part, field, message: issue.message }];
}

const NO_QUERY: Readonly<Record<string, never>> = Object.freeze({});

/** What schemas make of no query, which is most of what they are asked. */
const ofNoQuery = new WeakMap<z.ZodType, z.ZodSafeParseResult<unknown>>();

function readNoQuery<Schema extends z.ZodType>(schema: Schema): z.ZodSafeParseResult<z.output<Schema>> {
  const read = ofNoQuery.get(schema) ?? schema.safeParse(NO_QUERY, { reportInput: true });
  ofNoQuery.set(schema, read);
  // The cast: the map holds what this very schema made.
  return read as z.ZodSafeParseResult<z.output<Schema>>;
}

function isEncoded(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}

/** URLSearchParams puts U+FFFD for what it cannot decode, and a name of nobody's would go to Milvus. */
function assertEncoded(query: string): void {
  const wrong = query.split("&").filter((pair) => !isEncoded(pair));
  if (wrong.length === 0) return;
  const fields = wrong.map((pair) => {
    const [name = ""] = pair.split("=", 1);
    return isEncoded(name) ? decodeURIComponent(name.replaceAll("+", " ")) : name;
  });
  const message = "must be percent-encoded UTF-8";
  throw invalidArgument([...new Set(fields)].map((field) => ({ in: "query", field, message })));
}

/**
 * The query of a request target as name → text; repeated names, but for `lists`, are violations. Throws
 * INVALID_ARGUMENT for what is no percent-encoded UTF-8.
 */
export function readQuery(
  target: string,
  reading: Reading,
  lists: ReadonlySet<string> = new Set(),
): Readonly<Record<string, string | string[]>> {
  const start = target.indexOf("?");
  if (start === -1 || start === target.length - 1) return NO_QUERY;
  const text = target.slice(start + 1);
  if (text.includes("%")) assertEncoded(text);
  const parameters = new URLSearchParams(text);
  const names = new Set(parameters.keys());
  const query = [...names].map((name): [string, string | string[]] => {
    const values = parameters.getAll(name);
    if (lists.has(name)) return [name, values];
    if (values.length > 1) reading.violations.push({ in: "query", field: name, message: "must be given only once" });
    return [name, values[0] ?? ""];
  });
  return Object.fromEntries(query);
}

/** A header that may be given once. */
export function header(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value.join(", ") : value;
}

// What several operations take

const UNITS = { ms: 1, s: 1_000, m: 60_000 } as const;

/** `30s`, `500ms`, `1m` → milliseconds, up to the longest wait. */
export function waitParameter(maximum: number) {
  const longest = maximum % 1_000 === 0 ? `${maximum / 1_000}s` : `${maximum}ms`;
  const amounts = Object.entries(UNITS).map(
    ([unit, milliseconds]) => `${decimalUpTo(String(Math.floor(maximum / milliseconds)))}${unit}`,
  );
  return z
    .string()
    .regex(
      new RegExp(`^0*(${amounts.join("|")})$`),
      `must be a duration with its unit up to ${longest}, such as 30s, 500ms or 1m`,
    )
    .transform((text) => {
      const unit = text.replace(/^\d+/, "") as keyof typeof UNITS; // the pattern has no other
      return Number.parseInt(text, 10) * UNITS[unit];
    })
    .optional()
    .meta({
      description: `Holds the request until the job is done; with \`If-None-Match\`, until it changes. A duration with its unit, such as \`30s\`, \`500ms\` or \`1m\`, up to ${longest} unless the operator set another limit. When the time is over, the answer is a normal one with the job as it is.`,
      example: "5s",
    });
}

/** `Prefer: wait=30` (RFC 7240) → milliseconds; undefined without that preference, others are none of ours. */
export function readPreferWait(value: string | undefined, maximum: number): number | undefined | Violation {
  const [, seconds] = /(?:^|[,;\s])wait\s*=\s*"?([^\s,;"]*)/i.exec(value ?? "") ?? [];
  if (seconds === undefined) return undefined;
  if (/^\d{1,6}$/.test(seconds) && Number(seconds) * 1000 <= maximum) return Number(seconds) * 1000;
  return { in: "header", field: "Prefer", message: `wait must be whole seconds up to ${Math.floor(maximum / 1000)}` };
}

export const includeParameter = z
  .enum(["reply"], "must be reply")
  .optional()
  .meta({ description: "`reply` adds Milvus's untouched reply, secrets masked." });

const booleanParameter = z
  .stringbool({ truthy: ["true"], falsy: ["false"], case: "sensitive", error: "must be true or false" })
  .default(false);

/** The query of a read of one job. */
export const getParameters = (maxWait: number) => ({
  include: includeParameter,
  wait: waitParameter(maxWait),
  failOnFailed: booleanParameter.meta({
    description:
      "`true` makes a failed job the problem 424 `JOB_FAILED`, with its reason as `detail` and the job as `job`, so that `curl -f` fails.",
  }),
});

/** `Idempotency-Key`: at most once, printable ASCII up to 256 bytes (docs/milvus.md#idempotent-imports). */
export function readIdempotencyKey(values: readonly string[] = []): string | undefined | Violation {
  const [value, ...more] = values;
  if (more.length > 0) return { in: "header", field: "Idempotency-Key", message: "must be given only once" };
  if (value === undefined || /^[\x20-\x7e]{1,256}$/.test(value)) return value;
  return { in: "header", field: "Idempotency-Key", message: "must be 1 to 256 printable ASCII characters" };
}

/** The violation that an `Idempotency-Key` is on a start that has none; `takers` are the kinds whose starts do. */
export function refuseIdempotencyKey(
  values: readonly string[] | undefined,
  takers: readonly string[],
): undefined | Violation {
  if (values === undefined) return undefined;
  const message = `is not supported for this kind: only a start of ${takers.join(", ")} takes one`;
  return { in: "header", field: "Idempotency-Key", message };
}
