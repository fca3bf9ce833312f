/** Coalesces identical reads: for each key one runs and one waits, since no response is older than its request. */
import { Departure, type Signal } from "../model/cancellation.ts";
import { GatewayError } from "../model/errors.ts";

/** Somebody who wants the result: until when (epoch ms), and how it says that it has left. */
export interface Member {
  readonly deadline: number;
  readonly signal: Signal;
}

type Work<T> = (options: Member) => Promise<T>;

/**
 * Resolves with the result of `work`, which others with the same key may share; its deadline is the latest of
 * theirs, and its signal aborts when all of them have left. Rejects as the work does, with DEADLINE_EXCEEDED when
 * this member's time is over, or with the reason of its signal.
 */
export type Share = <T>(key: string, member: Member, work: Work<T>) => Promise<T>;

export function createShare(): Share {
  const lines = new Map<string, Line>();

  return function share<T>(key: string, member: Member, work: Work<T>): Promise<T> {
    if (member.signal.aborted) return Promise.reject(member.signal.reason);
    let line = lines.get(key);
    if (!line) {
      line = new Line(() => lines.delete(key));
      lines.set(key, line);
    }
    return line.join(member, work);
  };
}

/** One flight of work and the waiters it flies for. */
class Flight {
  readonly waiters = new Set<Waiter>();
  /** That every waiter has left. */
  readonly departure = new Departure();
  private readonly work: Work<unknown>;

  constructor(work: Work<unknown>) {
    this.work = work;
  }

  begin(): Promise<unknown> {
    let deadline = 0;
    for (const { member } of this.waiters) deadline = Math.max(deadline, member.deadline);
    return this.work({ deadline, signal: this.departure });
  }

  drop(waiter: Waiter): void {
    this.waiters.delete(waiter);
    if (this.waiters.size === 0) this.departure.abort();
  }
}

interface Settle {
  resolve(result: unknown): void;
  reject(error: unknown): void;
}

/** A member aboard a flight, until it lands or the member leaves. */
class Waiter {
  readonly member: Member;
  private readonly flight: Flight;
  private readonly settle: Settle;
  private readonly leave = () => this.quit(this.member.signal.reason);
  private timer: NodeJS.Timeout | undefined;

  constructor(member: Member, flight: Flight, settle: Settle) {
    this.member = member;
    this.flight = flight;
    this.settle = settle;
    member.signal.addEventListener("abort", this.leave, { once: true });
  }

  /** Leaves when the member's own time is over. */
  watchTime(): void {
    this.timer = setTimeout(() => this.quit(outOfTime()), this.member.deadline - Date.now());
  }

  resolve(result: unknown): void {
    this.forget();
    this.settle.resolve(result);
  }

  reject(error: unknown): void {
    this.forget();
    this.settle.reject(error);
  }

  private quit(error: unknown): void {
    this.reject(error);
    this.flight.drop(this);
  }

  private forget(): void {
    clearTimeout(this.timer);
    this.member.signal.removeEventListener("abort", this.leave);
  }
}

/** The flights of one key: the one in the air and the one at the gate. */
class Line {
  private current: Flight | undefined;
  private next: Flight | undefined;
  private readonly onIdle: () => void;

  constructor(onIdle: () => void) {
    this.onIdle = onIdle;
  }

  join<T>(member: Member, work: Work<T>): Promise<T> {
    // Nobody boards a flight that everybody has left.
    if (!this.next || this.next.departure.aborted) this.next = new Flight(work);
    const flight = this.next;
    return new Promise<T>((resolve, reject) => {
      // The cast: callers with one key want one type, because the key names what is read.
      const waiter = new Waiter(member, flight, { resolve: resolve as Settle["resolve"], reject });
      flight.waiters.add(waiter);
      // Whoever takes off at once and alone is bound by the deadline of the work itself.
      if (this.current) waiter.watchTime();
      else this.takeOff();
    });
  }

  private takeOff(): void {
    const flight = this.next?.departure.aborted ? undefined : this.next;
    this.next = undefined;
    this.current = flight;
    if (!flight) {
      this.onIdle();
      return;
    }
    flight.begin().then(
      (result) => this.land(flight, (waiter) => waiter.resolve(result)),
      (error) => this.land(flight, (waiter) => waiter.reject(error)),
    );
  }

  private land(flight: Flight, deliver: (waiter: Waiter) => void): void {
    for (const waiter of flight.waiters) deliver(waiter);
    this.takeOff();
  }
}

function outOfTime(): GatewayError {
  return new GatewayError("DEADLINE_EXCEEDED", "Milvus did not answer in time.");
}
