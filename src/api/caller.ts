/** Request → on whose behalf, with which metadata and for how long Milvus is asked. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { readAuthorization } from "../http/authorization.ts";
import type { Caller } from "../jobs/jobs.ts";
import { Cancellation, type CancellationSignal } from "../model/cancellation.ts";
import { GatewayError, type Violation } from "../model/errors.ts";

export interface CallerSettings {
  /** The gateway's own credential; sent instead of the caller's. */
  readonly MILVUS_TOKEN?: string | undefined;
  readonly DEFAULT_TIMEOUT_MS: number;
  readonly MAX_TIMEOUT_MS: number;
}

const toBase64 = (latin1: string) => Buffer.from(latin1, "latin1").toString("base64");

/**
 * `Authorization` → the base64 text of Milvus's metadata of the same name: docs/milvus.md#credentials
 * Node hands header bytes on as latin1, so that UTF-8 passwords arrive as they were sent. undefined without credentials;
 * throws UNAUTHENTICATED for a scheme that Milvus has not.
 */
function toMilvusCredential(request: IncomingMessage): string | undefined {
  const given = readAuthorization(request);
  if (given === undefined) return undefined;
  const { scheme, value } = given;
  if (scheme === "bearer") return value === "" ? undefined : toBase64(value);
  if (scheme === "basic" && /^[A-Za-z0-9+/_-]+=*$/.test(value)) {
    return Buffer.from(value, "base64").toString("base64");
  }
  throw new GatewayError(
    "UNAUTHENTICATED",
    "The Authorization header must be `Bearer user:password`, `Bearer <api key>` or `Basic <base64 of user:password>`.",
  );
}

/** `Request-Timeout` in seconds, as JSON writes numbers → milliseconds; 0 and absent mean the default. */
export function readTimeout(header: string | undefined, settings: CallerSettings): number | Violation {
  if (header === undefined) return settings.DEFAULT_TIMEOUT_MS;
  const milliseconds = /^\d{1,6}(\.\d{1,20})?(e[+-]?\d{1,3})?$/i.test(header) ? Number(header) * 1000 : Number.NaN;
  if (milliseconds === 0) return settings.DEFAULT_TIMEOUT_MS;
  if (milliseconds > 0 && milliseconds <= settings.MAX_TIMEOUT_MS) return Math.max(1, milliseconds);
  const message = `must be seconds from 0 to ${settings.MAX_TIMEOUT_MS / 1000}, such as 2.5`;
  return { in: "header", field: "Request-Timeout", message };
}

const TRACEPARENT = /^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/;

/** The only metadata that ever goes upstream, lest a caller reach Milvus's own names: docs/milvus.md#metadata */
function toMetadata(request: IncomingMessage, requestId: string, dbName: string | undefined, settings: CallerSettings) {
  const authorization =
    settings.MILVUS_TOKEN === undefined
      ? toMilvusCredential(request)
      : Buffer.from(settings.MILVUS_TOKEN).toString("base64");
  const { traceparent } = request.headers;
  return {
    "client-request-id": requestId,
    client_request_id: requestId,
    ...(authorization !== undefined && { authorization }),
    ...(dbName !== undefined && { dbname: dbName }),
    ...(typeof traceparent === "string" && TRACEPARENT.test(traceparent) && { traceparent }),
  };
}

/** The same caller, asking in another database. */
export function inDatabase(caller: Caller, dbName: string): Caller {
  return { ...caller, metadata: { ...caller.metadata, dbname: dbName } };
}

/** Aborts when the caller goes away before its answer is complete. */
function departureOf(response: ServerResponse): CancellationSignal {
  const departure = new Cancellation();
  response.on("close", () => {
    if (!response.writableFinished) departure.abort(new ClientDisconnected());
  });
  return departure;
}

/** Nobody is there to read an answer; 499 in logs. */
export class ClientDisconnected extends Error {
  constructor() {
    super("The caller went away.");
    this.name = "CallerLeft";
  }
}

/** Throws UNAUTHENTICATED for credentials that cannot be any. */
export function toCaller(
  request: IncomingMessage,
  response: ServerResponse,
  options: { readonly dbName?: string | undefined; readonly timeout: number; readonly settings: CallerSettings },
): Caller {
  return {
    metadata: toMetadata(request, response.requestId, options.dbName, options.settings),
    deadline: Date.now() + options.timeout,
    signal: departureOf(response),
  };
}
