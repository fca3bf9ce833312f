/** Validates the parts of a request by their schemas, and collects all violations at once. */
import { z } from "zod";
import type { Violation } from "../model/errors.ts";
import { hintAt } from "../model/nearest.ts";
import { describeIssue } from "./describe-issue.ts";

export class RequestValidation {
  readonly violations: Violation[] = [];

  /** Returns the value, or collects the violation: then the value must not be used. */
  accept<T>(read: T | Violation): T | undefined {
    if (!isViolation(read)) return read;
    this.violations.push(read);
    return undefined;
  }

  /** Validates one part by its schema; undefined after a violation. */
  validate<Schema extends z.ZodType>(
    part: Violation["in"],
    schema: Schema,
    raw: unknown,
  ): z.output<Schema> | undefined {
    const result = raw === EMPTY ? validateEmpty(schema) : parse(schema, raw);
    if (result.success) return result.data;
    // One by one: a hundred thousand arguments would be too many for push.
    for (const issue of result.error.issues) {
      for (const violation of toViolations(part, schema, issue)) this.violations.push(violation);
    }
    return undefined;
  }
}

function isViolation(value: unknown): value is Violation {
  return typeof value === "object" && value !== null && "in" in value && "field" in value && "message" in value;
}

/** Without a schema's own words a violation has ours, never zod's. */
export function parse<Schema extends z.ZodType>(schema: Schema, raw: unknown): z.ZodSafeParseResult<z.output<Schema>> {
  return schema.safeParse(raw, { reportInput: true, error: describeIssue });
}

/** How many unknown names get a hint; a body may have a hundred thousand. */
const MAX_HINTS = 100;

function toViolations(part: Violation["in"], schema: z.ZodType, issue: z.core.$ZodIssue): Violation[] {
  const path = issue.path.map(String);
  if (issue.code === "unrecognized_keys") {
    const allowed = path.length === 0 && schema instanceof z.ZodObject ? Object.keys(schema.shape) : undefined;
    const unknown = `unknown ${part === "query" ? "parameter" : "field"}`;
    const message = (key: string, index: number) =>
      allowed && index < MAX_HINTS ? `${unknown}; ${hintAt(key, allowed)}` : unknown;
    return issue.keys.map((key, index) => ({
      in: part,
      field: [...path, key].join("."),
      message: message(key, index),
    }));
  }
  const branch = issue.code === "invalid_union" ? branchMeant(issue.errors) : undefined;
  if (branch) {
    return branch.flatMap((inner) => toViolations(part, schema, { ...inner, path: [...issue.path, ...inner.path] }));
  }
  // The values of a parameter that may be repeated have no numbers of their own.
  const field = (part === "query" ? path[0] : path.join(".")) || part;
  if (typeof issue.input === "bigint" && mayBeText(issue)) {
    return [{ in: part, field, message: "is a number too large for JSON numbers to be exact: quote it" }];
  }
  return [{ in: part, field, message: isMissing(issue) ? asRequired(issue.message) : issue.message }];
}

function mayBeText(issue: z.core.$ZodIssue): boolean {
  return issue.code !== "invalid_type" || issue.expected === "string";
}

function isMissing({ code, input }: z.core.$ZodIssue): boolean {
  return input === undefined && (code === "invalid_type" || code === "invalid_union" || code === "invalid_value");
}

/** What a schema says of wrong values serves for missing ones, too. */
const asRequired = (message: string) => message.replace(/^must be /, "is required: ");

/** Of a union's alternatives the one that fits best, or all that say the same of a value of the right type. */
function branchMeant(branches: readonly z.core.$ZodIssue[][]): z.core.$ZodIssue[] | undefined {
  const [best, next] = branches.toSorted((a, b) => a.length - b.length);
  if (!best || !next) return undefined;
  return best.length < next.length || saySameOfSize(branches) ? best : undefined;
}

function saySameOfSize(branches: readonly z.core.$ZodIssue[][]): boolean {
  const texts = branches.map(([issue]) => (issue?.code.startsWith("too_") ? issue.message : undefined));
  return texts[0] !== undefined && new Set(texts).size === 1;
}

/** No parameters, which is what most requests have: each schema validates it once. */
export const EMPTY: Readonly<Record<string, never>> = Object.freeze({});

const resultsOfEmpty = new WeakMap<z.ZodType, z.ZodSafeParseResult<unknown>>();

function validateEmpty<Schema extends z.ZodType>(schema: Schema): z.ZodSafeParseResult<z.output<Schema>> {
  const result = resultsOfEmpty.get(schema) ?? parse(schema, EMPTY);
  resultsOfEmpty.set(schema, result);
  // The cast: the map holds what this very schema made.
  return result as z.ZodSafeParseResult<z.output<Schema>>;
}
