/** Connections to Milvus's REST: at most eight, kept alive; bounded responses, no redirects, no retries of writes. */
import { errors, Pool } from "undici";
import { Cancellation, type CancellationSignal } from "../../model/cancellation.ts";
import { CONNECTION_FAILURES } from "../connection-failures.ts";

export interface PoolSettings {
  /** `http://host:port` or `https://host:port`. */
  readonly origin: string;
  /** For https, in PEM format. */
  readonly tlsCa?: Buffer | undefined;
  readonly tlsCert?: Buffer | undefined;
  readonly tlsKey?: Buffer | undefined;
  readonly tlsServerName?: string | undefined;
}

export interface RestResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

export interface SendOptions {
  readonly headers: Readonly<Record<string, string>>;
  /** Epoch milliseconds. */
  readonly deadline: number;
  readonly signal?: CancellationSignal | undefined;
  /** Whether it may be sent again when a kept connection turns out to be dead. */
  readonly repeatable: boolean;
}

/**
 * How there came to be no response: what is there does not speak HTTP/1.1; nobody waits for it any more; the time was over;
 * it was not sent, because others were waited for; there was no connection; or there was one, which was lost.
 */
type Cause = "no-http" | "abandoned" | "late" | "busy" | "no-connection" | "lost";

const NEVER_SENT: ReadonlySet<Cause> = new Set<Cause>(["busy", "no-connection"]);

export class NoResponse extends Error {
  readonly kind: Cause;

  constructor(reason: string, kind: Cause) {
    super(reason);
    this.name = "NoResponse";
    this.kind = kind;
  }

  /** Whether Milvus may have got the request all the same. */
  get mayBeSent(): boolean {
    return !NEVER_SENT.has(this.kind);
  }
}

export const abandoned = () => new NoResponse("nobody waits for it any more", "abandoned");
export const late = () => new NoResponse("no response in time", "late");

export interface RestPool {
  /** POSTs a JSON text; rejects with NoResponse. */
  post(path: string, json: string, options: SendOptions): Promise<RestResponse>;
  close(): void;
}

export const CONNECTIONS = 8;
const CONNECT_TIMEOUT = 2_000;
const MAX_RESPONSE = 16 * 1024 * 1024;

export function openPool({ origin, ...tls }: PoolSettings): RestPool {
  const pool = new Pool(origin, {
    connections: CONNECTIONS,
    maxResponseSize: MAX_RESPONSE,
    // Each request has a deadline of its own.
    headersTimeout: 0,
    bodyTimeout: 0,
    connect: {
      timeout: CONNECT_TIMEOUT,
      ...(tls.tlsCa && { ca: tls.tlsCa }),
      ...(tls.tlsCert && { cert: tls.tlsCert }),
      ...(tls.tlsKey && { key: tls.tlsKey }),
      ...(tls.tlsServerName && { servername: tls.tlsServerName }),
    },
  });

  async function attempt(path: string, json: string, options: SendOptions): Promise<RestResponse> {
    const cancellation = new Cancellation();
    const onAbort = () => cancellation.abort(abandoned());
    const timer = setTimeout(() => cancellation.abort(late()), options.deadline - Date.now());
    options.signal?.addEventListener("abort", onAbort, { once: true });
    try {
      const { statusCode, headers, body } = await pool.request({
        path,
        method: "POST",
        headers: options.headers,
        body: json,
        signal: cancellation as object as AbortSignal, // undici uses no more of one
      });
      // Not repeated: a response has begun, so that the connection was alive.
      const text = await body.text().catch((error) => {
        throw toNoResponse(error);
      });
      return { status: statusCode, headers, text };
    } finally {
      clearTimeout(timer);
      options.signal?.removeEventListener("abort", onAbort);
    }
  }

  return {
    async post(path, json, options) {
      try {
        return await attempt(path, json, options);
      } catch (error) {
        if (!(options.repeatable && wasKeptConnection(error))) throw toNoResponse(error);
      }
      return attempt(path, json, options).catch((error) => {
        throw toNoResponse(error);
      });
    },
    close() {
      pool.destroy().catch(() => {}); // nobody waits for what is cut
    },
  };
}

/** Whether the connection had served a request before it was cut: then Milvus has closed it while it was idle. */
function wasKeptConnection(error: unknown): boolean {
  if (codeOf(error) !== "UND_ERR_SOCKET" || typeof error !== "object" || error === null) return false;
  const socket: unknown = "socket" in error ? error.socket : undefined;
  return typeof socket === "object" && socket !== null && "bytesRead" in socket && Number(socket.bytesRead) > 0;
}

function codeOf(error: unknown): string {
  return typeof error === "object" && error !== null && "code" in error ? String(error.code) : "";
}

/** Stable texts: they stand in jobs, whose ETag must not change with them. */
const REASONS: Readonly<Record<string, string>> = {
  ...CONNECTION_FAILURES,
  UND_ERR_SOCKET: "the connection was cut",
  UND_ERR_CONNECT_TIMEOUT: "no connection in time",
  UND_ERR_RES_EXCEEDED_MAX_SIZE: "the response is larger than 16 MiB",
  ERR_SSL_WRONG_VERSION_NUMBER: "it does not speak TLS",
  ERR_SSL_PACKET_LENGTH_TOO_LONG: "it does not speak TLS", // the same, in newer versions of OpenSSL
};

/** Codes of connections that were never made. */
const NO_CONNECTION =
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT|ERR_TLS_.*|ERR_SSL_(WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG)|UNABLE_TO_.*|.*CERT.*)$/;

function toNoResponse(error: unknown): NoResponse {
  if (error instanceof NoResponse) return error;
  const code = codeOf(error);
  // undici gives it no code where the parser has none, as for the first bytes of HTTP/2.
  if (error instanceof errors.HTTPParserError) return new NoResponse("it does not speak HTTP/1.1", "no-http");
  const reason = REASONS[code] ?? `no response (${code || "unknown error"})`;
  return new NoResponse(reason, NO_CONNECTION.test(code) ? "no-connection" : "lost");
}
