/** POST /v1/jobs/{kind} */
import { assertMayWrite } from "../http/access.ts";
import { readIdempotencyKey } from "../http/request-headers.ts";
import type { Kind } from "../kinds/kind.ts";
import type { Handler } from "./handler.ts";
import { startQuery } from "./parameters.ts";
import { readRequest } from "./read-request.ts";
import type { Routing } from "./routing.ts";
import { refuseKey, sendAccepted } from "./write.ts";

type Start = NonNullable<Kind["start"]>;

export function startJob(kind: Kind, start: Start, routing: Routing): Handler {
  const { jobs, config } = routing;
  const idempotencyKey = start.takesIdempotencyKey ? readIdempotencyKey : refuseKey(routing);
  const parts = { query: startQuery, body: start.body, idempotencyKey };
  return async (exchange) => {
    assertMayWrite(config);
    const { query, body, dbName, caller, idempotencyKey } = readRequest(exchange, config, parts);
    const result = await jobs.start(kind, { body, idempotencyKey }, caller);
    const { name } = result.job;
    sendAccepted(exchange, result, { kind, name, dbName, withReply: query.include === "reply" }, routing);
  };
}
