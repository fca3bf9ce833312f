/**
 * One poller for everybody who watches the same thing: it reads in intervals as long as somebody watches, and tells all
 * of them each result. Knows nothing of jobs or HTTP.
 */

/** What a read came to. */
export type Outcome<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: unknown };

export interface Source<T> {
  /** Reads once; its signal aborts when nobody watches any more. */
  read(signal: AbortSignal): Promise<T>;
  /** Milliseconds until the next read, after the poller has run for some; `latest` is undefined before the first success. */
  interval(latest: T | undefined, runningFor: number): number;
}

export type Listener<T> = (outcome: Outcome<T>) => void;

export interface Polls {
  /**
   * Tells `listener` the outcome of each read from now on, in the order of the reads, until the returned function is
   * called. `latest` is what the watcher knows already, if anything; the first watcher's source is everybody's.
   */
  watch<T>(key: string, source: Source<T>, latest: T | undefined, listener: Listener<T>): () => void;
  /** How many pollers run. */
  readonly size: number;
}

export function createPolls(): Polls {
  const pollers = new Map<string, Poller<unknown>>();
  return {
    watch<T>(key: string, source: Source<T>, latest: T | undefined, listener: Listener<T>) {
      // The cast: watchers with one key watch one type, because the key names what is read.
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
  private readonly begun = Date.now();
  private readonly controller = new AbortController();
  private latest: T | undefined;
  private timer: NodeJS.Timeout | undefined;

  constructor(source: Source<T>, latest: T | undefined, onIdle: () => void) {
    this.source = source;
    this.latest = latest;
    this.onIdle = onIdle;
    this.schedule();
  }

  /** Adds a watcher; the same function may watch twice only as two functions, which closures are. */
  add(listener: Listener<T>): () => void {
    this.listeners.add(listener);
    return () => {
      if (this.listeners.delete(listener) && this.listeners.size === 0) this.stop();
    };
  }

  private schedule() {
    const wait = this.source.interval(this.latest, Date.now() - this.begun);
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
