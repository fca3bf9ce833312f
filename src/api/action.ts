/** POST /v1/jobs/{kind}/{id}:{action}, such as the commit of an import. */
import { z } from "zod";
import { refuseIdempotencyKey } from "../http/request-headers.ts";
import type { ActionOperation, Kind } from "../kinds/kind.ts";
import { GatewayError } from "../model/errors.ts";
import { locationOf } from "../model/job-location.ts";
import type { Handler } from "./handler.ts";
import { sendJob } from "./job.ts";
import { actionQuery } from "./parameters.ts";
import { readRequest } from "./read-request.ts";
import type { Routing } from "./routing.ts";

/** An action takes nothing in its body, but what is there is not ignored either. */
const noFields = z.strictObject({});

export function actOnJob(
  kind: Kind,
  operation: ActionOperation<unknown>,
  { kinds, jobs, publicPathOf, config }: Routing,
): Handler {
  const takers = kinds.filter((each) => each.start?.takesIdempotencyKey).map(({ name }) => name);
  const parts = {
    id: kind.id,
    query: actionQuery(kind),
    body: noFields,
    mayLackBody: true,
    idempotencyKey: refuseIdempotencyKey(takers),
  };
  return async (exchange) => {
    if (config.READ_ONLY) throw new GatewayError("READ_ONLY", "This gateway starts no work.");
    const { id, query, dbName, caller } = readRequest(exchange, config, parts);
    const result = await jobs.act(kind, operation, { id, dbName }, caller);
    const path = locationOf(`${kind.name}/${kind.id.write(id)}`, kind.id.namesDatabase ? "default" : dbName);
    const location = publicPathOf(exchange.request) + path;
    sendJob(exchange, result, { withReply: query.include === "reply", status: 202, location });
  };
}
