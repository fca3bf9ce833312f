/** The response class of the server: it has a request id, and sends it in every head. */
import { type IncomingMessage, type OutgoingHttpHeader, type OutgoingHttpHeaders, ServerResponse } from "node:http";
import { readRequestId } from "./request-id.ts";

type Headers = OutgoingHttpHeaders | OutgoingHttpHeader[];

export class GatewayResponse<Request extends IncomingMessage> extends ServerResponse<Request> {
  override readonly requestId = readRequestId(this.req);

  /** Every head passes here, also those that libraries write. */
  override writeHead(status: number, reason?: string | Headers, headers?: Headers): this {
    if (typeof reason === "string") return super.writeHead(status, reason, withRequestId(headers, this.requestId));
    return super.writeHead(status, withRequestId(reason, this.requestId));
  }
}

function withRequestId(headers: Headers | undefined, requestId: string): Headers {
  if (!Array.isArray(headers)) return { ...headers, "X-Request-Id": requestId };
  headers.push("X-Request-Id", requestId);
  return headers;
}
