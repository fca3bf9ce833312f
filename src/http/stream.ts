/** A response of many messages to a reader who may be slow: of each key, only the newest message is kept waiting. */
import type { ServerResponse } from "node:http";

/** A reader who takes nothing for so long is dropped. */
const STALL_LIMIT_MS = 30_000;

export interface MessageStream {
  /** Writes a message, or keeps it, instead of an older one of the same key, until the reader has caught up. */
  send(key: string, message: string): void;
  /** Writes a message if the reader keeps up, else drops it. */
  trySend(message: string): void;
  /** Ends the response once all kept messages are written. */
  end(): void;
}

export function createStream(response: ServerResponse): MessageStream {
  const kept = new Map<string, string>();
  let stalled: NodeJS.Timeout | undefined;
  let ending = false;

  function write(message: string): void {
    if (response.write(message)) return;
    stalled = setTimeout(() => response.destroy(), STALL_LIMIT_MS);
    response.once("drain", catchUp);
  }

  function catchUp(): void {
    clearTimeout(stalled);
    stalled = undefined;
    for (const [key, message] of kept) {
      kept.delete(key);
      write(message);
      if (stalled) return;
    }
    if (ending) response.end();
  }

  response.once("close", () => clearTimeout(stalled));

  return {
    send(key, message) {
      if (stalled) kept.set(key, message);
      else write(message);
    },
    trySend(message) {
      if (!stalled) write(message);
    },
    end() {
      ending = true;
      if (!stalled) response.end();
    },
  };
}
