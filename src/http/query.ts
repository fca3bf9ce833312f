/** The query of a request target as names and texts; what they must be is the operation's schema. */
import { invalidArgument } from "../model/errors.ts";
import { EMPTY, type RequestValidation } from "./validation.ts";

const NOT_REPEATED: ReadonlySet<string> = new Set();

/**
 * Reads the query; a name that is repeated, unless it is one of `repeated`, is a violation. Throws INVALID_ARGUMENT for
 * what is not percent-encoded UTF-8.
 */
export function readQuery(
  target: string,
  validation: RequestValidation,
  repeated: ReadonlySet<string> = NOT_REPEATED,
): Readonly<Record<string, string | string[]>> {
  const start = target.indexOf("?");
  if (start === -1 || start === target.length - 1) return EMPTY;
  const text = target.slice(start + 1);
  if (text.includes("%")) assertEncoded(text);
  const parameters = new URLSearchParams(text);
  const query = [...new Set(parameters.keys())].map((name): [string, string | string[]] => {
    const values = parameters.getAll(name);
    if (repeated.has(name)) return [name, values];
    if (values.length > 1) validation.violations.push({ in: "query", field: name, message: "must be given only once" });
    return [name, values[0] ?? ""];
  });
  return Object.fromEntries(query);
}

function isEncoded(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}

/** URLSearchParams replaces what it cannot decode by U+FFFD, and another name would go to Milvus. */
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
