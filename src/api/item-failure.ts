/** What failed one of the items that a request asks for, such as one name of a lookup. */
import type { Logger } from "pino";
import { ClientDisconnected } from "../http/client-disconnected.ts";
import { logInternalError } from "../http/log.ts";
import { GatewayError } from "../model/errors.ts";
import type { Exchange } from "./handler.ts";

/** The item's failure; throws what fails the request as a whole: wrong credentials, and a client that has disconnected. */
export function toItemFailure(thrown: unknown, { request, response }: Exchange, log: Logger): GatewayError {
  if (thrown instanceof ClientDisconnected) throw thrown;
  const error = GatewayError.from(thrown);
  if (error.status === 401) throw error;
  logInternalError(log, error, request, response);
  return error;
}
