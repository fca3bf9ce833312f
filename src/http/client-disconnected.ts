/** A client that closes its connection before it has its response: 499 in logs, and the reason to cancel its work. */
import type { ServerResponse } from "node:http";
import { Cancellation, type CancellationSignal } from "../model/cancellation.ts";

export class ClientDisconnected extends Error {
  constructor() {
    super("The client has closed its connection.");
    this.name = "ClientDisconnected";
  }
}

/** Aborts when the client disconnects before its response is complete. */
export function cancellationOf(response: ServerResponse): CancellationSignal {
  const cancellation = new Cancellation();
  response.on("close", () => {
    if (!response.writableFinished) cancellation.abort(new ClientDisconnected());
  });
  return cancellation;
}
