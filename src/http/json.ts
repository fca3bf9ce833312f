/** Reads JSON without losing a digit: whole numbers beyond 2^53 become bigint, a key that has two values is a mistake. */
import { parse } from "lossless-json";

/** How deep a body may nest; a parser that recurses must not be led to the end of its stack. */
const MAX_DEPTH = 64;

/**
 * Throws SyntaxError for what is no JSON (RFC 8259), repeats a key with another value, has a key __proto__, or nests
 * deeper than 64 levels.
 */
export function parseJson(text: string): unknown {
  assertShallow(text);
  return parse(text, assertOrdinary, { parseNumber: readNumber });
}

/** Schemas of records drop the key __proto__ without a word, and nothing that a caller sends is to be lost so. */
function assertOrdinary(key: string, value: unknown): unknown {
  if (key === "__proto__") throw new SyntaxError("no key can be __proto__");
  return value;
}

function readNumber(digits: string): number | bigint {
  const number = Number(digits);
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
