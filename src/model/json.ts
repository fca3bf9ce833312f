/** Reads JSON without losing a digit: whole numbers beyond 2^53 become bigint, a key with two values is an error. */
import { parse } from "lossless-json";

/** How deep a body may nest; the parser recurses, and must not exhaust its stack. */
const MAX_DEPTH = 64;

/** More than the digits of any double or 64-bit integer; a number of a million digits takes half a second to convert. */
const MAX_NUMBER = 40;

/** JSON with a number that JavaScript cannot hold, or only at great cost. */
export class UnreadableNumber extends SyntaxError {
  /** Where it is, such as `options.size`; undefined when it is the whole text. */
  readonly field: string | undefined;

  constructor(path: readonly string[]) {
    super(`is a number too long or too large to be read: of more than ${MAX_NUMBER} characters, or beyond 1.8e308`);
    this.field = path.length > 0 ? path.join(".") : undefined;
  }
}

/** Stands for a number that is not read. */
const UNREADABLE = Symbol("unreadable number");

/**
 * Throws SyntaxError for what is no JSON (RFC 8259), repeats a key with another value, has a key __proto__, nests deeper
 * than 64 levels, or has a number of more than 40 characters or beyond 1.8e308 (UnreadableNumber).
 */
export function parseJson(text: string): unknown {
  assertShallow(text);
  let isReadable = true;
  const parseNumber = (digits: string) => {
    const number = readNumber(digits);
    isReadable &&= number !== UNREADABLE;
    return number;
  };
  const json = parse(text, assertOrdinary, { parseNumber });
  if (!isReadable) throw new UnreadableNumber(pathToUnreadable(json) ?? []);
  return json;
}

/** Where JSON.parse loses digits, or makes a key no property; in a text of some string it only costs time. */
const NEEDS_CARE = /__proto__|\\u005f|(?:"\s*:|[[,])\s*-?(?:\d{16,}\s*[\],}]|\d[\d.]{0,40}e)/i;

/** The same for what may be megabytes of Milvus's: ten times as fast; of a repeated key, the last counts. */
export function parseLongJson(text: string): unknown {
  if (NEEDS_CARE.test(text)) return parseJson(text);
  assertShallow(text);
  return JSON.parse(text);
}

/** The keys that lead to the first number that is not read; undefined when there is none. */
function pathToUnreadable(json: unknown): string[] | undefined {
  if (json === UNREADABLE) return [];
  if (typeof json !== "object" || json === null) return undefined;
  for (const [key, value] of Object.entries(json)) {
    const path = pathToUnreadable(value);
    if (path) return [key, ...path];
  }
  return undefined;
}

/** Schemas of records drop the key __proto__ silently; nothing that a caller sends may be lost. */
function assertOrdinary(key: string, value: unknown): unknown {
  if (key === "__proto__") throw new SyntaxError("no key can be __proto__");
  return value;
}

function readNumber(digits: string): number | bigint | typeof UNREADABLE {
  if (digits.length > MAX_NUMBER) return UNREADABLE;
  const number = Number(digits);
  if (!Number.isFinite(number)) return UNREADABLE;
  return /^-?\d+$/.test(digits) && !Number.isSafeInteger(number) ? BigInt(digits) : number;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPENING: ReadonlySet<number> = new Set([0x5b, 0x7b]);
const CLOSING: ReadonlySet<number> = new Set([0x5d, 0x7d]);

function assertShallow(text: string): void {
  let depth = 0;
  let inString = false;
  for (let index = 0; index < text.length; index++) {
    const character = text.charCodeAt(index);
    if (character === QUOTE) inString = !inString;
    else if (inString && character === BACKSLASH) index += 1;
    else if (!inString && OPENING.has(character)) depth += 1;
    else if (!inString && CLOSING.has(character)) depth -= 1;
    if (depth > MAX_DEPTH) throw new SyntaxError(`nested deeper than ${MAX_DEPTH} levels`);
  }
}
