/** One HTTP request exactly as a test writes it: fetch would tidy up the path and refuse some headers. */
import { once } from "node:events";
import { type IncomingHttpHeaders, type IncomingMessage, request } from "node:http";
import { text } from "node:stream/consumers";

export interface RequestOptions {
  readonly method?: string;
  /** Several values of one name are sent as several lines. */
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  /** Sent as it is. */
  readonly body?: string | Buffer;
  /** Sent as JSON, with its content type. */
  readonly json?: unknown;
  readonly signal?: AbortSignal;
  /** Called once the server has begun to handle the request: it says so when it is asked to, by `Expect`. */
  readonly onArrival?: () => void;
}

export interface Response {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** The body parsed as JSON; throws when it is none. */
  readonly json: unknown;
}

/** Asks and resolves with the whole return; rejects when there is none. */
export async function sendRequest(url: string, path: string, question: RequestOptions = {}): Promise<Response> {
  const { method = "GET", json, signal, onArrival } = question;
  const body = json === undefined ? question.body : JSON.stringify(json);
  const { hostname, port } = new URL(url);
  const outgoing = request({
    hostname,
    port,
    path,
    method,
    agent: false,
    headers: {
      ...(json !== undefined && { "Content-Type": "application/json" }),
      ...(body !== undefined && { "Content-Length": Buffer.byteLength(body) }),
      ...(onArrival && { Expect: "100-continue" }),
      ...(question.headers as Record<string, string | string[]>), // node's type does not know readonly lists
    },
    ...(signal && { signal }),
  });
  if (onArrival) outgoing.once("continue", onArrival);
  outgoing.end(body);
  const [response] = (await once(outgoing, "response")) as [IncomingMessage]; // what the event carries
  const received = await text(response);
  return {
    status: response.statusCode ?? 0,
    headers: response.headers,
    text: received,
    get json() {
      return JSON.parse(received);
    },
  };
}
