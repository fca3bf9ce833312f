/** Milvus 2.4.0 to 2.4.4 crashes when it is asked for an id that it does not know: docs/milvus.md#unknown-ids-crash */
import type { RestReply } from "../../milvus/methods.ts";
import { GatewayError } from "../../model/errors.ts";
import type { ServerFacts } from "../../model/server-facts.ts";
import type { Calls } from "../kind.ts";
import { listByRest } from "./kept-list.ts";

export function crashesOnUnknownIds({ version }: Pick<ServerFacts, "version">): boolean {
  return /^v?2\.4\.[0-4](?!\d)/.test(version ?? "");
}

/**
 * On such a Milvus, throws JOB_NOT_FOUND for an id that its list does not show, and DEADLINE_EXCEEDED where the list takes
 * the request's time: it must not be a caller's haste that skips it. Without a list, nothing is known.
 */
export function* assertKnown(id: string, server: ServerFacts): Calls<void> {
  if (server.rest.status !== "ok" || !crashesOnUnknownIds(server)) return;
  for (const isFresh of [false, true]) {
    const list = yield* listByRest({}, isFresh);
    if (!list.ok) {
      if (list.error.code === "DEADLINE_EXCEEDED") throw list.error;
      return;
    }
    if (idsOf(list.reply).has(id)) return;
  }
  throw new GatewayError("JOB_NOT_FOUND", `Milvus lists no import job ${id}.`);
}

function idsOf({ data }: RestReply): ReadonlySet<unknown> {
  const records = Array.isArray(data.records) ? data.records : [];
  return new Set(
    records.map((record: unknown) =>
      typeof record === "object" && record && "jobId" in record ? record.jobId : undefined,
    ),
  );
}
