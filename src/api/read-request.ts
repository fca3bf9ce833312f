/** One typed reading of a request: path, query, headers, body, and the caller on whose behalf Milvus is called. */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { z } from "zod";
import { readAuthorization } from "../http/authorization.ts";
import { hasBody, readJsonBody } from "../http/body.ts";
import { cancellationOf } from "../http/client-disconnected.ts";
import { readQuery } from "../http/query.ts";
import { header, readPreferWait, readRequestTimeout, type TimeoutSettings } from "../http/request-headers.ts";
import { RequestValidation } from "../http/validation.ts";
import type { Caller } from "../jobs/jobs.ts";
import { CREDENTIALS, GatewayError, invalidArgument, type Violation } from "../model/errors.ts";
import { type IdFormat, InvalidId } from "../model/ids.ts";
import type { Exchange } from "./handler.ts";

export interface CallerSettings extends TimeoutSettings {
  /** The gateway's own credential; sent instead of the caller's. */
  readonly MILVUS_TOKEN?: string | undefined;
}

/** What an operation reads of a request. */
interface RequestParts {
  readonly query: z.ZodType;
  /** The parameters that may be given several times. */
  readonly repeated?: ReadonlySet<string>;
  /** The format of the `:id` in the path. */
  readonly id?: IdFormat<unknown>;
  readonly body?: z.ZodType;
  /** Whether there may be no body: it is then undefined. */
  readonly mayLackBody?: boolean;
  /** The longest `Prefer: wait`, in milliseconds; without it the header is ignored. */
  readonly maxWait?: number;
  readonly idempotencyKey?: (values: readonly string[] | undefined) => string | undefined | Violation;
  /** Whether Milvus is called in no database, because the operation concerns the server. */
  readonly withoutDatabase?: boolean;
}

type OutputOf<Schema> = Schema extends z.ZodType ? z.output<Schema> : undefined;

interface RequestValues<Parts extends RequestParts> {
  readonly query: z.output<Parts["query"]>;
  readonly id: unknown;
  readonly body: OutputOf<Parts["body"]>;
  /** Milliseconds; undefined without `Prefer: wait`. */
  readonly preferredWait: number | undefined;
  readonly idempotencyKey: string | undefined;
  /** The database that the id, the query or the body names, in this order; else `default`. */
  readonly dbName: string;
  readonly caller: Caller;
}

/** Reads all parts, or throws INVALID_ARGUMENT with every violation; UNAUTHENTICATED for credentials that cannot be any. */
export function readRequest<const Parts extends RequestParts>(
  { request, response, id: idText }: Exchange,
  settings: CallerSettings,
  parts: Parts,
): RequestValues<Parts> {
  const validation = new RequestValidation();
  const query = validation.validate("query", parts.query, readQuery(request.url, validation, parts.repeated));
  const expectsBody = !parts.mayLackBody || hasBody(request);
  const body = parts.body && expectsBody && validation.validate("body", parts.body, readJsonBody(request));
  const { maxWait, idempotencyKey } = parts;
  const preferredWait =
    maxWait === undefined ? undefined : validation.accept(readPreferWait(header(request, "prefer"), maxWait));
  const id = parts.id && readId(parts.id, idText, validation);
  const key = idempotencyKey && validation.accept(idempotencyKey(request.headersDistinct["idempotency-key"]));
  const timeout = validation.accept<number>(readRequestTimeout(header(request, "request-timeout"), settings));
  if (validation.violations.length > 0 || timeout === undefined) throw invalidArgument(validation.violations);
  const named = (id !== undefined && parts.id?.databaseOf(id)) || nameIn(query) || nameIn(body);
  const dbName = named || "default";
  return {
    // The casts: without violations each part is what its schema makes of it.
    query: query as z.output<Parts["query"]>,
    body: body as OutputOf<Parts["body"]>,
    id,
    preferredWait,
    idempotencyKey: key,
    dbName,
    caller: toCaller(request, response, { dbName: parts.withoutDatabase ? undefined : dbName, timeout, settings }),
  };
}

function readId(format: IdFormat<unknown>, text: string, validation: RequestValidation): unknown {
  const id = format.read(text);
  if (!(id instanceof InvalidId)) return id;
  validation.violations.push({ in: "path", field: "id", message: id.message });
  return undefined;
}

function nameIn(part: unknown): string | undefined {
  const name = typeof part === "object" && part !== null && "dbName" in part ? part.dbName : undefined;
  return typeof name === "string" ? name : undefined;
}

// The caller

/** Throws UNAUTHENTICATED for credentials that cannot be any. `timeout` in milliseconds. */
export function toCaller(
  request: IncomingMessage,
  response: ServerResponse,
  options: { readonly dbName?: string | undefined; readonly timeout: number; readonly settings: CallerSettings },
): Caller {
  return {
    metadata: toMetadata(request, response.requestId, options.dbName, options.settings),
    deadline: Date.now() + options.timeout,
    signal: cancellationOf(response),
    timeLimit: { given: options.timeout, longest: options.settings.MAX_TIMEOUT_MS },
  };
}

/** The same caller in another database. */
export function inDatabase(caller: Caller, dbName: string): Caller {
  return { ...caller, metadata: { ...caller.metadata, dbname: dbName } };
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
    `This Authorization header is none that Milvus takes: send ${CREDENTIALS}.`,
  );
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
