/** What an error of Milvus's means: its code and text against the tables; a failed reply is never read further. */
import { clip, type ErrorPattern } from "../model/errors.ts";
import { LEGACY_CODES, type Meaning, MILVUS_CODES, TEXT_DECIDES, TEXTS } from "./codes.ts";

/** An error as Milvus reports it, by whichever protocol. */
export interface MilvusError {
  /** merr code; 0 when there is only a legacy one. */
  readonly code: number;
  readonly reason: string;
  /** The legacy code of gRPC: its name for the tables, and its number. */
  readonly legacy?: { readonly name: string; readonly number: number };
  /** Whether Milvus marks it as the caller's mistake. */
  readonly isInputError?: boolean;
}

/** A meaning, and the row of which table decided it, such as `code:700`. */
export type Decision = Meaning & { readonly rule: string };

/** Legacy numbers stay below this; from here on both codes are merr's and may meet by chance. */
const LEGACY_LIMIT = 100;

/** By `notFound`, which means JOB_NOT_FOUND here; by the text where the code is too wide; by the code. */
export function decide(error: MilvusError, notFound: readonly ErrorPattern[]): Decision {
  const { code, legacy } = error;
  if (notFound.some((pattern) => "code" in pattern && pattern.code === code)) {
    return { problem: "JOB_NOT_FOUND", rule: `code:${code}` };
  }
  const isLegacy = legacy !== undefined && (code === 0 || (code === legacy.number && code < LEGACY_LIMIT));
  const byText = isLegacy || TEXT_DECIDES.has(code) ? decideByText(error.reason, notFound) : undefined;
  const decided = byText ?? decideByCode(code, isLegacy ? legacy.name : undefined);
  const isOpen = decided.problem === "UPSTREAM_ERROR" && decided.status !== 404; // a 404 wins
  return !byText && isOpen && error.isInputError ? { problem: "UPSTREAM_REJECTED", rule: "is_input_error" } : decided;
}

function decideByText(reason: string, notFound: readonly ErrorPattern[]): Decision | undefined {
  const missing = notFound.find((pattern) => "text" in pattern && pattern.text.test(reason));
  if (missing && "text" in missing) return { problem: "JOB_NOT_FOUND", rule: `text:${missing.text.source}` };
  const row = TEXTS.find(({ text }) => text.test(reason));
  return row && { ...row, rule: `text:${row.text.source}` };
}

function decideByCode(code: number, legacyName: string | undefined): Decision {
  const meaning = legacyName === undefined ? MILVUS_CODES[code] : LEGACY_CODES[legacyName];
  const rule = legacyName === undefined ? `code:${code}` : `legacy:${legacyName}`;
  return { ...(meaning ?? { problem: "UPSTREAM_ERROR" }), rule };
}

/** Milvus's texts are shown up to this many characters. */
const MAX_REASON = 2_000;

export const shorten = (reason: string) => clip(reason, MAX_REASON);
