/**
 * Concurrent identical reads share one piece of work. A read that finds one running joins the next batch, so that every
 * result comes from work that began after its request arrived; for each key at most one batch runs and one waits.
 */
import { Cancellation, type CancellationSignal } from "../model/cancellation.ts";
import { GatewayError } from "../model/errors.ts";

/** How long a caller waits for the result (epoch ms), and the signal that it has left. */
export interface Deadline {
  readonly deadline: number;
  readonly signal: CancellationSignal;
}

/** What shared work is told: the latest of its callers' deadlines, the earliest, and whether all have left. */
export interface SharedDeadline extends Deadline {
  readonly earliest: number;
  /** When the first of them arrived (epoch ms): they may have waited for the work before. */
  readonly since: number;
  /** To be called when the work only waits for what it can do without, for which nobody else shall wait. */
  letNextBegin(): void;
}

type Work<T> = (options: SharedDeadline) => Promise<T>;

/**
 * Resolves with the result of `work`, which callers with the same key may share; its deadline is the latest of theirs,
 * and its signal aborts when all of them have left. Rejects as the work does, with DEADLINE_EXCEEDED when this caller's
 * time is over, or with the reason of its signal.
 */
export type Coalesce = <T>(key: string, caller: Deadline, work: Work<T>) => Promise<T>;

export function createCoalesce(): Coalesce {
  const queues = new Map<string, Queue>();

  return function coalesce<T>(key: string, caller: Deadline, work: Work<T>): Promise<T> {
    if (caller.signal.aborted) return Promise.reject(caller.signal.reason);
    let queue = queues.get(key);
    if (!queue) {
      queue = new Queue(() => queues.delete(key));
      queues.set(key, queue);
    }
    return queue.join(caller, work);
  };
}

/** One run of the work and its subscribers. */
class Batch {
  readonly subscribers = new Set<Subscriber>();
  /** Aborts when every subscriber has left. */
  readonly cancellation = new Cancellation();
  private readonly work: Work<unknown>;

  constructor(work: Work<unknown>) {
    this.work = work;
  }

  run(letNextBegin: () => void): Promise<unknown> {
    let deadline = 0;
    let earliest = Number.POSITIVE_INFINITY;
    let since = Number.POSITIVE_INFINITY;
    for (const { caller, arrival } of this.subscribers) {
      deadline = Math.max(deadline, caller.deadline);
      earliest = Math.min(earliest, caller.deadline);
      since = Math.min(since, arrival);
    }
    return this.work({ deadline, earliest, since, letNextBegin, signal: this.cancellation });
  }

  remove(subscriber: Subscriber): void {
    this.subscribers.delete(subscriber);
    if (this.subscribers.size === 0) this.cancellation.abort();
  }
}

interface PromiseCallbacks {
  resolve(result: unknown): void;
  reject(error: unknown): void;
}

/** A caller in a batch, until the batch settles or the caller leaves. */
class Subscriber {
  readonly caller: Deadline;
  readonly arrival = Date.now();
  private readonly batch: Batch;
  private readonly callbacks: PromiseCallbacks;
  private readonly onAbort = () => this.leave(this.caller.signal.reason);
  private timer: NodeJS.Timeout | undefined;

  constructor(caller: Deadline, batch: Batch, callbacks: PromiseCallbacks) {
    this.caller = caller;
    this.batch = batch;
    this.callbacks = callbacks;
    caller.signal.addEventListener("abort", this.onAbort, { once: true });
  }

  /** Leaves when the caller's own time is over. */
  startTimer(): void {
    this.timer = setTimeout(() => this.leave(deadlineExceeded()), this.caller.deadline - Date.now());
  }

  resolve(result: unknown): void {
    this.release();
    this.callbacks.resolve(result);
  }

  reject(error: unknown): void {
    this.release();
    this.callbacks.reject(error);
  }

  private leave(error: unknown): void {
    this.reject(error);
    this.batch.remove(this);
  }

  private release(): void {
    clearTimeout(this.timer);
    this.caller.signal.removeEventListener("abort", this.onAbort);
  }
}

/** The batches of one key: the one that runs and the one that waits for it. */
class Queue {
  private running: Batch | undefined;
  private waiting: Batch | undefined;
  private readonly onIdle: () => void;

  constructor(onIdle: () => void) {
    this.onIdle = onIdle;
  }

  join<T>(caller: Deadline, work: Work<T>): Promise<T> {
    // A batch that everybody has left is not run.
    if (!this.waiting || this.waiting.cancellation.aborted) this.waiting = new Batch(work);
    const batch = this.waiting;
    return new Promise<T>((resolve, reject) => {
      // The cast: callers with one key want one type, because the key names what is read.
      const subscriber = new Subscriber(caller, batch, { resolve: resolve as PromiseCallbacks["resolve"], reject });
      batch.subscribers.add(subscriber);
      // A batch that runs at once has this caller's deadline itself.
      if (this.running) subscriber.startTimer();
      else this.runNext();
    });
  }

  private runNext(): void {
    const batch = this.waiting?.cancellation.aborted ? undefined : this.waiting;
    this.waiting = undefined;
    this.running = batch;
    if (!batch) {
      this.onIdle();
      return;
    }
    const letNextBegin = () => {
      if (this.running === batch) this.runNext();
    };
    batch.run(letNextBegin).then(
      (result) => this.settle(batch, (subscriber) => subscriber.resolve(result)),
      (error) => this.settle(batch, (subscriber) => subscriber.reject(error)),
    );
  }

  private settle(batch: Batch, deliver: (subscriber: Subscriber) => void): void {
    for (const subscriber of batch.subscribers) deliver(subscriber);
    if (this.running === batch) this.runNext();
  }
}

function deadlineExceeded(): GatewayError {
  return new GatewayError("DEADLINE_EXCEEDED", "Milvus did not reply in time.", { rule: "deadline" });
}
