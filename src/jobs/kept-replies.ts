/** Replies that are dear for Milvus and serve for some seconds: one call for each key at a time. */
import type { MethodName, ReplyOf } from "../milvus/methods.ts";

type Reply = ReplyOf<MethodName>;

/**
 * Resolves with a kept reply that is at most `maxAge` milliseconds old, or with the reply of `call`, which callers share;
 * with 0 the call has begun after this one was made. A failure is not kept.
 */
export type KeptReplies = (key: string, maxAge: number, call: () => Promise<Reply>) => Promise<Reply>;

/** Most replies kept at once; the oldest goes first. */
const MAX_KEPT = 32;

interface Entry {
  reply?: { readonly value: Reply; readonly receivedAt: number; readonly expiry: NodeJS.Timeout };
  running?: Promise<Reply> | undefined;
  /** The call that waits for the running one. */
  next?: Promise<Reply> | undefined;
}

export function createKeptReplies(): KeptReplies {
  const entries = new Map<string, Entry>();

  function keep(key: string, entry: Entry, value: Reply, maxAge: number): Reply {
    clearTimeout(entry.reply?.expiry);
    const expiry = setTimeout(() => forget(key, entry), maxAge).unref();
    entry.reply = { value, receivedAt: Date.now(), expiry };
    if (entries.size > MAX_KEPT) evictOldest(key);
    return value;
  }

  function evictOldest(except: string): void {
    for (const [key, entry] of entries) {
      if (key === except || entry.running) continue; // one that runs is joined by its key
      clearTimeout(entry.reply?.expiry);
      entries.delete(key);
      return;
    }
  }

  function forget(key: string, entry: Entry): void {
    delete entry.reply;
    if (!entry.running && entries.get(key) === entry) entries.delete(key);
  }

  return (key, maxAge, call) => {
    const entry = entries.get(key) ?? {};
    entries.set(key, entry);
    if (entry.reply && Date.now() - entry.reply.receivedAt < maxAge) return Promise.resolve(entry.reply.value);
    if (entry.running && maxAge > 0) return entry.running;
    if (entry.next) return entry.next;

    const start = (): Promise<Reply> => {
      entry.next = undefined;
      const running = call().then(
        (value) => {
          entry.running = undefined;
          return keep(key, entry, value, Math.max(maxAge, DEFAULT_AGE));
        },
        (error) => {
          entry.running = undefined;
          if (!entry.reply && entries.get(key) === entry) entries.delete(key);
          throw error;
        },
      );
      entry.running = running;
      return running;
    };
    if (!entry.running) return start();
    entry.next = entry.running.then(start, start);
    return entry.next;
  };
}

/** How long a reply is kept that was asked for afresh, in milliseconds. */
const DEFAULT_AGE = 5_000;
