/** Turns at the connections: a call waits for its own here, where it can leave, so that its time counts from its sending. */
import type { CancellationSignal } from "../../model/cancellation.ts";
import { abandoned, NoResponse } from "./pool.ts";

interface Waiting {
  /** Epoch milliseconds: then it gives up its place. */
  readonly deadline: number;
  readonly signal?: CancellationSignal | undefined;
  /** Whether it goes before all that is not urgent. */
  readonly isUrgent: boolean;
}

export interface Turns {
  /** Resolves when it is the caller's turn, which ends when the returned function is called; rejects with NoResponse. */
  take(waiting: Waiting): Promise<() => void>;
}

export function createTurns(count: number): Turns {
  let free = count;
  const urgent = new Set<() => void>();
  const others = new Set<() => void>();

  function release(): void {
    const [next] = urgent.size > 0 ? urgent : others;
    if (next) next();
    else free += 1;
  }

  return {
    take({ deadline, signal, isUrgent }) {
      if (free > 0) {
        free -= 1;
        return Promise.resolve(release);
      }
      const queue = isUrgent ? urgent : others;
      return new Promise((resolve, reject) => {
        const leave = () => {
          queue.delete(begin);
          clearTimeout(timer);
          signal?.removeEventListener("abort", onAbort);
        };
        const begin = () => {
          leave();
          resolve(release);
        };
        const giveUp = (reason: NoResponse) => {
          leave();
          reject(reason);
        };
        const onAbort = () => giveUp(abandoned());
        const onTimeout = () => giveUp(new NoResponse("its connections are busy", "busy"));
        const timer = setTimeout(onTimeout, deadline - Date.now());
        signal?.addEventListener("abort", onAbort, { once: true });
        queue.add(begin);
      });
    },
  };
}
