/** POST /v1/jobs/{kind}/{id}:{action}, such as the commit of an import. */
import { z } from "zod";
import { assertMayWrite } from "../http/access.ts";
import type { ActionOperation, Kind } from "../kinds/kind.ts";
import type { Handler } from "./handler.ts";
import { actionQuery } from "./parameters.ts";
import { readRequest } from "./read-request.ts";
import type { Routing } from "./routing.ts";
import { refuseKey, sendAccepted } from "./write.ts";

/** An action takes nothing in its body, but what is there is not ignored either. */
const noFields = z.strictObject({});

export function actOnJob(kind: Kind, operation: ActionOperation<unknown>, routing: Routing): Handler {
  const { jobs, config } = routing;
  const parts = {
    id: kind.id,
    query: actionQuery(kind),
    body: noFields,
    mayLackBody: true,
    idempotencyKey: refuseKey(routing),
  };
  return async (exchange) => {
    assertMayWrite(config);
    const { id, query, dbName, caller } = readRequest(exchange, config, parts);
    const result = await jobs.act(kind, operation, { id, dbName }, caller);
    const name = `${kind.name}/${kind.id.write(id)}`;
    sendAccepted(exchange, result, { kind, name, dbName, withReply: query.include === "reply" }, routing);
  };
}
