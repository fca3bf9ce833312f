/** What every handler of the API has in common: the exchange it works on, and who asks. */
import type { Request, RequestHandler, Response } from "express";
import { negotiate } from "../http/negotiate.ts";
import type { Caller } from "../jobs/jobs.ts";
import { invalidArgument } from "../model/errors.ts";
import { type CallerSettings, readTimeout, toCaller } from "./caller.ts";
import { header, type Reading } from "./inputs.ts";

export interface Exchange {
  readonly request: Request;
  readonly response: Response;
  /** The `:id` of the path, decoded; empty on paths without one. */
  readonly id: string;
}

export type Handler = (exchange: Exchange) => Promise<void>;

const JSON_ONLY = ["application/json"] as const;

/** Makes an Express handler that answers one of these types. */
export function handle(handler: Handler, types: readonly string[] = JSON_ONLY): RequestHandler {
  return (request, response, next) => {
    negotiate(request, types);
    const { id } = request.params;
    handler({ request, response, id: typeof id === "string" ? id : "" }).catch(next);
  };
}

/** The end of reading a request: throws INVALID_ARGUMENT with everything found so far, or says who asks. */
export function readCaller(
  { request, response }: Exchange,
  reading: Reading,
  settings: CallerSettings,
  dbName?: string,
): Caller {
  const timeout = reading.take<number>(readTimeout(header(request, "request-timeout"), settings));
  if (reading.violations.length > 0 || timeout === undefined) throw invalidArgument(reading.violations);
  return toCaller(request, response, { dbName, timeout, settings });
}
