/** What is wrong with a value, as the end of a sentence that begins with its field: zod's errors in our own words. */
import type { z } from "zod";

/** zod's name of a type → what a value of it is. */
const TYPES: Readonly<Record<string, string>> = {
  string: "a string",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "an object",
  record: "an object",
};

/** What the sizes of values are counted in. */
const UNITS: Readonly<Record<string, string>> = { string: "character", array: "entry" };

/** Says what is wrong where the schema itself does not; never undefined, so that zod's own words are never shown. */
export function describeIssue(issue: z.core.$ZodRawIssue): string {
  switch (issue.code) {
    case "invalid_type":
      return required(issue, TYPES[issue.expected] ?? "of another type");
    case "invalid_union":
      return required(issue, typesOf(issue.errors ?? []) || "of another form");
    case "invalid_value":
      return required(issue, `${issue.values.length > 1 ? "one of " : ""}${issue.values.map(String).join(", ")}`);
    case "too_small":
      return Number(issue.minimum) === 1 && issue.origin in UNITS
        ? atLeastOne(issue.origin)
        : `must ${size("at least", issue.origin, issue.minimum)}`;
    case "too_big":
      return `must ${size("at most", issue.origin, issue.maximum)}`;
    default:
      return "must be of another form";
  }
}

function required({ input }: { readonly input?: unknown }, what: string): string {
  return input === undefined ? `is required: ${what}` : `must be ${what}`;
}

/** The types that the alternatives of a union expect, such as `a string or a whole number`. */
function typesOf(branches: readonly (readonly z.core.$ZodIssue[])[]): string {
  const types = branches
    .flat()
    .flatMap((issue) => (issue.code === "invalid_type" ? (TYPES[issue.expected] ?? []) : []));
  return [...new Set(types)].join(" or ");
}

const atLeastOne = (origin: string) => (origin === "string" ? "must not be empty" : "needs at least one entry");

function size(bound: string, origin: string, limit: number | bigint): string {
  const unit = UNITS[origin];
  if (unit === undefined) return `be ${bound} ${limit}`;
  return `have ${bound} ${limit} ${unit === "entry" ? "entries" : "characters"}`;
}
