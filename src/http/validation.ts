/** Validates the parts of a request by their schemas, and collects all violations at once. */
import { z } from "zod";
import type { Violation } from "../model/errors.ts";

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
    const result = raw === EMPTY ? validateEmpty(schema) : schema.safeParse(raw, { reportInput: true });
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

function toViolations(part: Violation["in"], schema: z.ZodType, issue: z.core.$ZodIssue): Violation[] {
  const path = issue.path.map(String);
  if (issue.code === "unrecognized_keys") {
    const allowed = path.length === 0 && schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
    const name = part === "query" ? "parameter" : "field";
    const hint =
      allowed.length > 0 ? `; allowed are ${allowed.join(", ")}` : path.length === 0 ? "; none is allowed" : "";
    return issue.keys.map((key) => ({ in: part, field: [...path, key].join("."), message: `unknown ${name}${hint}` }));
  }
  const branch = issue.code === "invalid_union" ? branchMeant(issue.errors) : undefined;
  if (branch) {
    return branch.flatMap((inner) => toViolations(part, schema, { ...inner, path: [...issue.path, ...inner.path] }));
  }
  const field = path.join(".") || part;
  if (typeof issue.input === "bigint") {
    return [{ in: part, field, message: "is a number too large for JSON numbers to be exact: quote it" }];
  }
  return [{ in: part, field, message: issue.message }];
}

/** Of a union's alternatives the one that fits best; undefined when several fit equally well. */
function branchMeant(branches: readonly z.core.$ZodIssue[][]): z.core.$ZodIssue[] | undefined {
  const [best, next] = branches.toSorted((a, b) => a.length - b.length);
  return best && next && best.length < next.length ? best : undefined;
}

/** No parameters, which is what most requests have: each schema validates it once. */
export const EMPTY: Readonly<Record<string, never>> = Object.freeze({});

const resultsOfEmpty = new WeakMap<z.ZodType, z.ZodSafeParseResult<unknown>>();

function validateEmpty<Schema extends z.ZodType>(schema: Schema): z.ZodSafeParseResult<z.output<Schema>> {
  const result = resultsOfEmpty.get(schema) ?? schema.safeParse(EMPTY, { reportInput: true });
  resultsOfEmpty.set(schema, result);
  // The cast: the map holds what this very schema made.
  return result as z.ZodSafeParseResult<z.output<Schema>>;
}
