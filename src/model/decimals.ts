/** Decimals as texts: JavaScript's numbers do not hold 64 bits. */

/**
 * The decimals from 0, or 1, to a largest one, without sign, leading zeros or spaces, as a part of a regular
 * expression: JSON Schema has no other way to bound a decimal text.
 */
export function decimalUpTo(max: string, least: 0 | 1 = 0): string {
  if (max.length === 1) return range(least, Number(max));
  const shorter = max.length === 2 ? "[1-9]" : `[1-9][0-9]{0,${max.length - 2}}`;
  return `(${least === 0 ? "0|" : ""}${shorter}|${sameLength(max, 1)})`;
}

/** The decimals up to a largest one that have as many digits as it, the first of them from `least` on. */
function sameLength(max: string, least: number): string {
  const first = Number(max[0]);
  const rest = max.slice(1);
  if (rest === "") return range(least, first);
  const equal = `${first}${sameLength(rest, 0)}`;
  if (first === least) return equal;
  const any = rest.length === 1 ? "[0-9]" : `[0-9]{${rest.length}}`;
  return `(${range(least, first - 1)}${any}|${equal})`;
}

function range(least: number, most: number): string {
  return least === most ? String(most) : `[${least}-${most}]`;
}

export const MAX_INT64 = "9223372036854775807";
export const MAX_UINT64 = "18446744073709551615";

/** 0 to 2^63-1, 1 to 2^63-1, and 0 to 2^64-1. */
export const INT64 = decimalUpTo(MAX_INT64);
export const POSITIVE_INT64 = decimalUpTo(MAX_INT64, 1);
export const UINT64 = decimalUpTo(MAX_UINT64);
