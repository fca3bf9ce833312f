/** POST /v1/jobs/{kind} */
import { readIdempotencyKey, refuseIdempotencyKey } from "../http/request-headers.ts";
import type { Kind } from "../kinds/kind.ts";
import { GatewayError } from "../model/errors.ts";
import { locationOf } from "../model/job-location.ts";
import type { Handler } from "./handler.ts";
import { sendJob } from "./job.ts";
import { startQuery } from "./parameters.ts";
import { readRequest } from "./read-request.ts";
import type { Routing } from "./routing.ts";

type Start = NonNullable<Kind["start"]>;

export function startJob(kind: Kind, start: Start, { kinds, jobs, publicPathOf, config }: Routing): Handler {
  const takers = kinds.filter((each) => each.start?.takesIdempotencyKey).map(({ name }) => name);
  const idempotencyKey = start.takesIdempotencyKey ? readIdempotencyKey : refuseIdempotencyKey(takers);
  const parts = { query: startQuery, body: start.body, idempotencyKey };
  return async (exchange) => {
    if (config.READ_ONLY) throw new GatewayError("READ_ONLY", "This gateway starts no work.");
    const { query, body, dbName, caller, idempotencyKey } = readRequest(exchange, config, parts);
    const result = await jobs.start(kind, { body, idempotencyKey }, caller);
    const { name } = result.job;
    sendJob(exchange, result, {
      withReply: query.include === "reply",
      status: 202,
      ...(name !== null && {
        location: publicPathOf(exchange.request) + locationOf(name, kind.id.namesDatabase ? "default" : dbName),
      }),
    });
  };
}
