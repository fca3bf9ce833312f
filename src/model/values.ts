/**
 * Milvus's values → ours: progress, times in their units, counts, key-value pairs. Pure; an unexpected value
 * becomes a warning, never an exception.
 */
import type { Warning } from "./job.ts";

/** The last millisecond that RFC 3339 can write (year 9999); a number is exact up to here, and past it is no time. */
const MAX_MILLISECONDS = 253_402_300_799_999;

function instant(milliseconds: number): string | null {
  const isTime = milliseconds > 0 && milliseconds <= MAX_MILLISECONDS; // NaN is none
  return isTime ? new Date(milliseconds).toISOString() : null;
}

/** Unix seconds as decimal text → RFC 3339 UTC with milliseconds; null for 0 and for what is no time. */
export function fromSeconds(seconds: string): string | null {
  return seconds === "0" ? null : instant(Number(seconds) * 1000);
}

/** Unix milliseconds as decimal text → RFC 3339 UTC; null for 0 and for what is no time. */
export function fromMilliseconds(milliseconds: string): string | null {
  return milliseconds === "0" ? null : instant(Number(milliseconds));
}

/** Hybrid timestamp (docs/milvus.md#times) → RFC 3339 UTC; null for 0 and for what is no time. */
export function fromHybrid(timestamp: string): string | null {
  return timestamp === "0" ? null : instant(Number(BigInt(timestamp) >> 18n));
}

/** An instant some milliseconds later; null when either is unknown. */
export function addMilliseconds(time: string | null, milliseconds: number | null): string | null {
  return time === null || milliseconds === null ? null : instant(Date.parse(time) + milliseconds);
}

/** Milliseconds between two instants; null when either is unknown or the end is before the start. */
export function millisecondsBetween(start: string | null, end: string | null): number | null {
  if (start === null || end === null) return null;
  const duration = Date.parse(end) - Date.parse(start);
  return duration < 0 ? null : duration;
}

/** Text → itself, or null when empty. */
export function text(value: string): string | null {
  return value === "" ? null : value;
}

/** An id → itself; null when 0, which is how proto3 says "not set", or negative, which no id is. */
export function id(value: string): string | null {
  return value === "0" || value.startsWith("-") ? null : value;
}

/** Decimal text of an int64 → JSON integer; what JSON numbers cannot hold exactly is null with a warning. */
export function count(value: string, field: string, warnings: Warning[]): number | null {
  const number = Number(value);
  if (Number.isSafeInteger(number)) return number;
  warnings.push({
    code: "UNSAFE_COUNT",
    message: `${field} is ${value}, which a JSON number cannot hold exactly; include=reply has it.`,
  });
  return null;
}

/** All digits, 0 to 100 → that number; anything else → null with a warning, since nothing is clamped in silence. */
export function progress(value: string | number, warnings: Warning[]): number | null {
  const written = String(value);
  if (/^\d{1,3}$/.test(written) && Number(written) <= 100) return Number(written);
  warnings.push({
    code: "BAD_PROGRESS",
    message: `Milvus reported the progress ${JSON.stringify(written.slice(0, 40))}, which is no whole number from 0 to 100.`,
  });
  return null;
}

interface Pair {
  readonly key: string;
  readonly value: string;
}

/** The value of the first pair with this key; undefined when there is none. */
export function firstOf(pairs: readonly Pair[], key: string): string | undefined {
  return pairs.find((pair) => pair.key === key)?.value;
}

/** The value of the last pair with this key; undefined when there is none. */
export function lastOf(pairs: readonly Pair[], key: string): string | undefined {
  return pairs.findLast((pair) => pair.key === key)?.value;
}

const PROPERTY = { enumerable: true, configurable: true, writable: true };

/** All pairs as an object of own properties, `__proto__` included; the last of a repeated key wins, with a warning. */
export function toRecord(pairs: readonly Pair[], warnings: Warning[]): Record<string, string> {
  const record: Record<string, string> = {};
  const repeated = new Set<string>();
  for (const { key, value } of pairs) {
    if (Object.hasOwn(record, key)) repeated.add(key);
    // Assigned to, `__proto__` would be no property.
    if (key === "__proto__") Object.defineProperty(record, key, { value, ...PROPERTY });
    else record[key] = value;
  }
  if (repeated.size > 0) {
    warnings.push({
      code: "DUPLICATE_INFO",
      message: `Milvus repeats ${[...repeated].map((key) => JSON.stringify(key)).join(", ")}; the last value is shown here, include=reply has all.`,
    });
  }
  return record;
}

// Values of JSON that no schema stands behind: what is no such value is null, without a warning

/** A text that is not empty. */
export function asText(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}

/** A whole number from 0 on; one that JSON numbers cannot hold exactly, a bigint here, is null with a warning. */
export function asCount(value: unknown, field: string, warnings: Warning[]): number | null {
  if (typeof value === "bigint") return value < 0n ? null : count(String(value), field, warnings);
  return Number.isSafeInteger(value) && Number(value) >= 0 ? Number(value) : null;
}

/** As `progress`, of a field that may be missing. */
export function asProgress(value: unknown, warnings: Warning[]): number | null {
  if (value === undefined) return null;
  return progress(typeof value === "number" ? value : describe(value), warnings);
}

/** For a message; an object's own toString may be anything. */
function describe(value: unknown): string {
  if (typeof value === "string") return `"${value}"`;
  return typeof value === "object" && value !== null ? (Array.isArray(value) ? "[…]" : "{…}") : String(value);
}

/** RFC 3339 in any zone → UTC with milliseconds. */
export function asTime(value: unknown): string | null {
  const isTime =
    typeof value === "string" && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/.test(value);
  return isTime ? instant(Date.parse(value)) : null;
}
