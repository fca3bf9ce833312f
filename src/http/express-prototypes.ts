/**
 * Saves Express's swap of two prototypes for each request, which is what it costs most until Node 24;
 * docs/decisions/0004 has what is known. `plainClasses` does the same without it.
 */
import { IncomingMessage } from "node:http";
import type { Express } from "express";
import { GatewayResponse } from "./response.ts";

/** The classes whose objects a server makes for its requests. */
export type ServerClasses = (app: Express) => {
  readonly IncomingMessage: typeof IncomingMessage;
  readonly ServerResponse: typeof GatewayResponse;
};

/** Express gives each response its own prototype, which has to keep our head. */
function keepHead({ response }: Express): void {
  const { writeHead } = GatewayResponse.prototype;
  Object.defineProperty(response, "writeHead", { value: writeHead, configurable: true, writable: true });
}

/** Node's own request, and our response. */
export const plainClasses: ServerClasses = (app) => {
  keepHead(app);
  return { IncomingMessage, ServerResponse: GatewayResponse };
};

/** Classes whose objects are made with Express's prototypes already. */
export const expressClasses: ServerClasses = (app) => {
  class Request extends IncomingMessage {}
  class Response<Asked extends IncomingMessage> extends GatewayResponse<Asked> {}
  keepHead(app);
  app.request = Object.setPrototypeOf(Request.prototype, app.request);
  app.response = Object.setPrototypeOf(Response.prototype, app.response);
  return { IncomingMessage: Request, ServerResponse: Response };
};
