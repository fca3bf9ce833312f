/** What every handler of the API has in common: an HTTP exchange, and the media types of its response. */
import type { Request, RequestHandler, Response } from "express";
import { negotiate } from "../http/negotiate.ts";

export interface Exchange {
  readonly request: Request;
  readonly response: Response;
  /** The `:id` of the path, decoded; empty on paths without one. */
  readonly id: string;
}

export type Handler = (exchange: Exchange) => Promise<void>;

const JSON_ONLY = ["application/json"] as const;

/** Makes an Express handler whose response has one of these media types. */
export function handle(handler: Handler, types: readonly string[] = JSON_ONLY): RequestHandler {
  return (request, response, next) => {
    negotiate(request, types);
    const { id } = request.params;
    handler({ request, response, id: typeof id === "string" ? id : "" }).catch(next);
  };
}
