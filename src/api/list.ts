/** GET /v1/jobs/{kind} */
import { represent, send } from "../http/representation.ts";
import type { Kind } from "../kinds/kind.ts";
import type { Handler } from "./handler.ts";
import { ageHeader, collectionListQuery, listQuery, toPage } from "./page.ts";
import { readRequest } from "./read-request.ts";
import type { Routing } from "./routing.ts";

export function listJobs(kind: Kind, { jobs, config }: Routing): Handler {
  const parts = { query: kind.list?.needsCollection ? collectionListQuery : listQuery };
  return async (exchange) => {
    const { query, caller } = readRequest(exchange, config, parts);
    const { dbName, collectionName } = query;
    const list = await jobs.list(kind, { dbName, collectionName }, caller);
    const headers = ageHeader(list.receivedAt);
    send(exchange.request, exchange.response, represent(toPage(list.jobs, kind.name, query)), { headers });
  };
}
