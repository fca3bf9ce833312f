/** A log whose lines a test reads. */
import { type Logger, pino } from "pino";

export interface ReadableLog {
  readonly log: Logger;
  /** What has been logged so far, each line parsed. */
  readonly lines: readonly Readonly<Record<string, unknown>>[];
}

export function createLog(level: "info" | "debug" = "info"): ReadableLog {
  const lines: Record<string, unknown>[] = [];
  return { log: pino({ level, base: null }, { write: (line) => lines.push(JSON.parse(line)) }), lines };
}
