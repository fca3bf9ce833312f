/** The HTTP server under the Express app: limits, prototypes, and problems for requests that never reach the app. */
import {
  createServer as createHttpServer,
  IncomingMessage,
  type OutgoingHttpHeader,
  type OutgoingHttpHeaders,
  type Server,
  ServerResponse,
} from "node:http";
import type { Socket } from "node:net";
import type { Express } from "express";
import type { Logger } from "pino";
import { GatewayError, type ProblemCode } from "../model/errors.ts";
import { logFailure, logUnread } from "./log.ts";
import { sendProblem, toProblem } from "./problem.ts";
import { readRequestId } from "./request-id.ts";

/** Makes the server, not yet listening. */
export function createServer(
  app: Express,
  { maxConnections, log }: { readonly maxConnections: number; readonly log: Logger },
): Server {
  const server = createHttpServer(
    {
      ...ownPrototypes(app),
      // A missing Host is answered by the app, as a problem.
      requireHostHeader: false,
      headersTimeout: 20_000,
      requestTimeout: 60_000,
      keepAliveTimeout: 65_000, // longer than the 60 s after which load balancers drop idle connections
      maxHeaderSize: 16 * 1024,
    },
    app,
  );
  server.maxConnections = maxConnections;
  server.on("clientError", (error, socket: Socket) => answerClientError(error, socket, log));
  server.on("checkExpectation", (request: IncomingMessage, response: ServerResponse) => {
    const error = new GatewayError("EXPECTATION_FAILED", "Only 100-continue can be expected.");
    logFailure(log, error, request, response);
    sendProblem(response, error, request.url ?? "/");
  });
  return server;
}

type Headers = OutgoingHttpHeaders | OutgoingHttpHeader[];

/** Classes of objects that are born with Express's prototypes: docs/decisions/0004-express-prototypes.md */
function ownPrototypes(app: Express) {
  class Request extends IncomingMessage {}
  class Response<Asked extends IncomingMessage> extends ServerResponse<Asked> {
    override readonly requestId = readRequestId(this.req);

    /** Every head passes here, also those that libraries write. */
    override writeHead(status: number, reason?: string | Headers, headers?: Headers): this {
      if (typeof reason === "string") return super.writeHead(status, reason, this.identified(headers));
      return super.writeHead(status, this.identified(reason));
    }

    private identified(headers: Headers | undefined): Headers {
      if (!Array.isArray(headers)) return { ...headers, "X-Request-Id": this.requestId };
      headers.push("X-Request-Id", this.requestId);
      return headers;
    }
  }
  app.request = Object.setPrototypeOf(Request.prototype, app.request);
  app.response = Object.setPrototypeOf(Response.prototype, app.response);
  return { IncomingMessage: Request, ServerResponse: Response };
}

/** Node's parser errors → problems. */
const CLIENT_ERRORS: Readonly<Record<string, ProblemCode>> = {
  HPE_HEADER_OVERFLOW: "HEADERS_TOO_LARGE",
  ERR_HTTP_REQUEST_TIMEOUT: "REQUEST_TIMEOUT",
};

const HANG_UP_MS = 1_000;

function answerClientError(error: NodeJS.ErrnoException, socket: Socket, log: Logger): void {
  // Node keeps it there, untyped, and looks at it like this before it answers for itself.
  const { _httpMessage: response } = socket as Socket & { _httpMessage?: ServerResponse | null };
  // A body that ends too early is the end of its request, which is logged as that.
  const hasLeft = error.code === "ECONNRESET" || (error.code === "HPE_INVALID_EOF_STATE" && response);
  if (hasLeft || !socket.writable || response?.headersSent) {
    socket.destroy();
    return;
  }
  // A client that does not hang up is hung up on; not at once, since unread input would take the answer with it.
  setTimeout(() => socket.destroy(), HANG_UP_MS).unref();
  const code = CLIENT_ERRORS[error.code ?? ""] ?? "INVALID_ARGUMENT";
  const detail = code === "INVALID_ARGUMENT" ? "The request is not well-formed HTTP/1.1." : "The request was not read.";
  const failure = new GatewayError(code, detail);
  const problem = toProblem(failure, { instance: "", requestId: crypto.randomUUID() });
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
