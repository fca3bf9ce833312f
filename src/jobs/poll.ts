/**
 * One poller for all listeners of one key: it reads in intervals as long as there are listeners, and calls all of them
 * with each outcome. Knows nothing of jobs or HTTP.
 */

/** The outcome of a read. */
export type Outcome<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: unknown };

export interface Source<T> {
  /** Reads once; its signal aborts when the last listener has left. */
  read(signal: AbortSignal): Promise<T>;
  /** Milliseconds until the next read, after the poller has run for `runningFor`; `latest` is undefined before the first success. */
  interval(latest: T | undefined, runningFor: number): number;
}

export type Listener<T> = (outcome: Outcome<T>) => void;

export interface Polls {
  /**
   * Calls `listener` with the outcome of each read from now on, in order, until the returned function is called.
   * `latest` is what the listener knows already, if anything; the first listener's source serves all.
   */
  watch<T>(key: string, source: Source<T>, latest: T | undefined, listener: Listener<T>): () => void;
  /** How many pollers run. */
  readonly size: number;
}

export function createPolls(): Polls {
  const pollers = new Map<string, Poller<unknown>>();
  return {
    watch<T>(key: string, source: Source<T>, latest: T | undefined, listener: Listener<T>) {
      // The cast: listeners of one key have one type, because the key names what is read.
      let poller = pollers.get(key) as Poller<T> | undefined;
      if (!poller) {
        poller = new Poller(source, latest, () => pollers.delete(key));
        pollers.set(key, poller as Poller<unknown>);
      }
      return poller.add(listener);
    },
    get size() {
      return pollers.size;
    },
  };
}

class Poller<T> {
  private readonly listeners = new Set<Listener<T>>();
  private readonly source: Source<T>;
  private readonly onIdle: () => void;
  private readonly start = Date.now();
  private readonly controller = new AbortController();
  private latest: T | undefined;
  private timer: NodeJS.Timeout | undefined;

  constructor(source: Source<T>, latest: T | undefined, onIdle: () => void) {
    this.source = source;
    this.latest = latest;
    this.onIdle = onIdle;
    this.schedule();
  }

  /** Adds a listener, which must be a function of its own; the returned function removes it. */
  add(listener: Listener<T>): () => void {
    this.listeners.add(listener);
    return () => {
      if (this.listeners.delete(listener) && this.listeners.size === 0) this.stop();
    };
  }

  private schedule() {
    const wait = this.source.interval(this.latest, Date.now() - this.start);
    this.timer = setTimeout(() => this.poll(), wait);
  }

  private async poll() {
    const outcome = await this.source.read(this.controller.signal).then(
      (value): Outcome<T> => ({ ok: true, value }),
      (error): Outcome<T> => ({ ok: false, error }),
    );
    if (this.controller.signal.aborted) return;
    if (outcome.ok) this.latest = outcome.value;
    for (const listener of [...this.listeners]) listener(outcome);
    if (!this.controller.signal.aborted) this.schedule();
  }

  private stop() {
    clearTimeout(this.timer);
    this.controller.abort();
    this.onIdle();
  }
}
