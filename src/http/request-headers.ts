/** The request headers that several operations read, each to its value or a violation. */
import type { IncomingMessage } from "node:http";
import type { Violation } from "../model/errors.ts";

/** A header that may be given once; of several lines, all of them. */
export function header(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value.join(", ") : value;
}

/** `Prefer: wait=30` (RFC 7240) → milliseconds; undefined without that preference. Other preferences are ignored. */
export function readPreferWait(value: string | undefined, maximum: number): number | undefined | Violation {
  const [, seconds] = /(?:^|[,;\s])wait\s*=\s*"?([^\s,;"]*)/i.exec(value ?? "") ?? [];
  if (seconds === undefined) return undefined;
  if (/^\d{1,6}$/.test(seconds) && Number(seconds) * 1000 <= maximum) return Number(seconds) * 1000;
  return { in: "header", field: "Prefer", message: `wait must be whole seconds up to ${Math.floor(maximum / 1000)}` };
}

/** Milliseconds. */
export interface TimeoutSettings {
  readonly DEFAULT_TIMEOUT_MS: number;
  readonly MAX_TIMEOUT_MS: number;
}

/** `Request-Timeout` in seconds, as JSON writes numbers → milliseconds; 0 and absent mean the default. */
export function readRequestTimeout(value: string | undefined, settings: TimeoutSettings): number | Violation {
  if (value === undefined) return settings.DEFAULT_TIMEOUT_MS;
  const milliseconds = /^\d{1,6}(\.\d{1,20})?(e[+-]?\d{1,3})?$/i.test(value) ? Number(value) * 1000 : Number.NaN;
  if (milliseconds === 0) return settings.DEFAULT_TIMEOUT_MS;
  if (milliseconds > 0 && milliseconds <= settings.MAX_TIMEOUT_MS) return Math.max(1, milliseconds);
  const message = `must be seconds from 0 to ${settings.MAX_TIMEOUT_MS / 1000}, such as 2.5`;
  return { in: "header", field: "Request-Timeout", message };
}

/** The values of `Idempotency-Key` → the key: at most one, printable ASCII up to 256 bytes (docs/milvus.md#idempotent-imports). */
export function readIdempotencyKey(values: readonly string[] = []): string | undefined | Violation {
  const [value, ...more] = values;
  if (more.length > 0) return { in: "header", field: "Idempotency-Key", message: "must be given only once" };
  if (value === undefined || /^[\x20-\x7e]{1,256}$/.test(value)) return value;
  return { in: "header", field: "Idempotency-Key", message: "must be 1 to 256 printable ASCII characters" };
}

/** Makes a reader for starts that take no `Idempotency-Key`; `kinds` are those whose starts do. */
export function refuseIdempotencyKey(kinds: readonly string[]) {
  const message = `is not supported for this kind: only a start of ${kinds.join(", ")} takes one`;
  return (values?: readonly string[]): undefined | Violation =>
    values && { in: "header", field: "Idempotency-Key", message };
}
