/** What starts and actions have in common: the key that most of them refuse, and the 202 with the job's path. */
import { refuseIdempotencyKey } from "../http/request-headers.ts";
import type { JobResult, Kind } from "../kinds/kind.ts";
import { locationOf } from "../model/job-location.ts";
import type { Exchange } from "./handler.ts";
import { sendJob } from "./job.ts";
import type { Routing } from "./routing.ts";

/** Makes the reader of `Idempotency-Key` for writes that take none. */
export function refuseKey({ kinds }: Pick<Routing, "kinds">) {
  return refuseIdempotencyKey(kinds.filter(({ start }) => start?.takesIdempotencyKey).map(({ name }) => name));
}

interface Accepted {
  readonly kind: Kind;
  /** Of the job to look at from now on; null where it cannot be read. */
  readonly name: string | null;
  readonly dbName: string;
  readonly withReply: boolean;
}

/** Sends 202 with the job as it is, and its path as `Location`. */
export function sendAccepted(
  exchange: Exchange,
  result: JobResult,
  { kind, name, dbName, withReply }: Accepted,
  { publicPathOf }: Pick<Routing, "publicPathOf">,
): void {
  const path = name === null ? null : locationOf(name, kind.id.namesDatabase ? "default" : dbName);
  sendJob(exchange, result, {
    withReply,
    status: 202,
    ...(path !== null && { location: publicPathOf(exchange.request) + path }),
  });
}
