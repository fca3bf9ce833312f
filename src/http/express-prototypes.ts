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

/** Node's own request, and our response; Express gives each object its own prototype, which has to keep our head. */
export const plainClasses: ServerClasses = (app) => {
  const { writeHead } = GatewayResponse.prototype;
  Object.defineProperty(app.response, "writeHead", { value: writeHead, configurable: true, writable: true });
  return { IncomingMessage, ServerResponse: GatewayResponse };
};

/** Classes whose objects are made with Express's prototypes already. */
export const expressClasses: ServerClasses = (app) => {
  class Request extends IncomingMessage {}
  class Response<Asked extends IncomingMessage> extends GatewayResponse<Asked> {}
  app.request = Object.setPrototypeOf(Request.prototype, app.request);
  app.response = Object.setPrototypeOf(
    Response.prototype,
    Object.assign(app.response, {
      writeHead: GatewayResponse.prototype.writeHead,
    }),
  );
  return { IncomingMessage: Request, ServerResponse: Response };
};
