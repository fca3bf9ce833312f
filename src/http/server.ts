/** The HTTP server under the Express app: limits, and problems for requests that never reach the app. */
import { createServer as createHttpServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { Express } from "express";
import type { Logger } from "pino";
import { GatewayError, type ProblemCode } from "../model/errors.ts";
import { expressClasses, type ServerClasses } from "./express-prototypes.ts";
import { logFailure, logUnread } from "./log.ts";
import { sendProblem, toProblem } from "./problem.ts";
import type { PublicPathOf } from "./public-path.ts";

/** Milliseconds. */
const HEADERS_TIMEOUT = 20_000;
const REQUEST_TIMEOUT = 60_000;
/** Bytes. */
const MAX_HEADER_SIZE = 16 * 1024;

/** Makes the server, not yet listening. */
export function createServer(
  app: Express,
  options: {
    readonly maxConnections: number;
    readonly publicPathOf: PublicPathOf;
    readonly log: Logger;
    readonly classes?: ServerClasses;
  },
): Server {
  const { maxConnections, publicPathOf, log, classes = expressClasses } = options;
  const server = createHttpServer(
    {
      ...classes(app),
      // A missing Host becomes a problem in the app.
      requireHostHeader: false,
      headersTimeout: HEADERS_TIMEOUT,
      requestTimeout: REQUEST_TIMEOUT,
      keepAliveTimeout: 65_000, // longer than the 60 s after which load balancers drop idle connections
      maxHeaderSize: MAX_HEADER_SIZE,
    },
    app,
  );
  server.maxConnections = maxConnections;
  server.on("clientError", (error, socket: Socket) =>
    handleClientError(error, socket, { publicPath: publicPathOf(), log }),
  );
  server.on("checkExpectation", (request: IncomingMessage, response: ServerResponse) => {
    const error = new GatewayError("EXPECTATION_FAILED", "Only 100-continue can be expected.");
    logFailure(log, error, request, response);
    sendProblem(response, error, { target: request.url ?? "/", publicPath: publicPathOf(request) });
  });
  return server;
}

/** Node's parser errors → problems; any other is no HTTP. */
const CLIENT_ERRORS: Readonly<Record<string, readonly [ProblemCode, string]>> = {
  HPE_HEADER_OVERFLOW: [
    "HEADERS_TOO_LARGE",
    `The request line and headers are larger than ${MAX_HEADER_SIZE} bytes together.`,
  ],
  ERR_HTTP_REQUEST_TIMEOUT: [
    "REQUEST_TIMEOUT",
    `The headers did not arrive within ${HEADERS_TIMEOUT / 1_000} s, or the whole request within ${REQUEST_TIMEOUT / 1_000} s.`,
  ],
};
const NO_HTTP = ["INVALID_ARGUMENT", "The request is not well-formed HTTP/1.1."] as const;

const CLOSE_DELAY_MS = 1_000;

function handleClientError(
  error: NodeJS.ErrnoException,
  socket: Socket,
  { publicPath, log }: { readonly publicPath: string; readonly log: Logger },
): void {
  // Node keeps it there, untyped, and looks at it like this before it responds itself.
  const { _httpMessage: response } = socket as Socket & { _httpMessage?: ServerResponse | null };
  // A body that ends too early is the end of its request, which is logged as that.
  const isDisconnected = error.code === "ECONNRESET" || (error.code === "HPE_INVALID_EOF_STATE" && response);
  if (isDisconnected || !socket.writable || response?.headersSent) {
    socket.destroy();
    return;
  }
  // A client that does not close its connection is cut off; not at once, since unread input would discard the response.
  setTimeout(() => socket.destroy(), CLOSE_DELAY_MS).unref();
  const failure = new GatewayError(...(CLIENT_ERRORS[error.code ?? ""] ?? NO_HTTP));
  const problem = toProblem(failure, { instance: "", requestId: crypto.randomUUID(), publicPath });
  logUnread(log, failure, problem.requestId);
  const body = JSON.stringify(problem);
  socket.end(
    [
      `HTTP/1.1 ${problem.status} ${problem.title}`,
      "Content-Type: application/problem+json; charset=utf-8",
      `Content-Length: ${Buffer.byteLength(body)}`,
      `X-Request-Id: ${problem.requestId}`,
      "Connection: close",
      "",
      body,
    ].join("\r\n"),
  );
}
