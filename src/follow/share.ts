/**
 * Identical reads share upstream work. A read that finds one in flight joins the next, so that every answer comes from
 * work that began after its request arrived (contract §3); for each key at most one runs and one waits.
 */
import { Departure, type Signal } from "../job/departure.ts";
import { GatewayError } from "../job/errors.ts";

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
    const line = lines.get(key);
    if (line) return line.join(member, work);
    const created = new Line(() => lines.delete(key));
    lines.set(key, created);
    return created.join(member, work);
  };
}

interface Waiter {
  readonly member: Member;
  resolve(result: unknown): void;
  reject(error: unknown): void;
}

/** One flight of work and the waiters it flies for. */
class Flight {
  readonly waiters = new Set<Waiter>();
  readonly work: Work<unknown>;
  /** That every waiter has left. */
  readonly departure = new Departure();
  flying = false;

  constructor(work: Work<unknown>) {
    this.work = work;
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
    return new Promise<T>((resolve, reject) => {
      this.next ??= new Flight(work);
      // The cast: callers with one key want one type, because the key names what is read.
      this.board(this.next, member, resolve as (result: unknown) => void, reject);
      if (!this.current) this.takeOff();
    });
  }

  private board(flight: Flight, member: Member, resolve: (result: unknown) => void, reject: (error: unknown) => void) {
    const { signal, deadline } = member;
    let timer: NodeJS.Timeout | undefined;
    const settle = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", leave);
      flight.waiters.delete(waiter);
    };
    const waiter: Waiter = {
      member,
      resolve: (result) => {
        settle();
        resolve(result);
      },
      reject: (error) => {
        settle();
        reject(error);
      },
    };
    const quit = (error: unknown) => {
      waiter.reject(error);
      this.abandon(flight);
    };
    const leave = () => quit(signal.reason);
    if (signal.aborted) {
      reject(signal.reason);
      if (flight.waiters.size === 0) this.next = undefined;
      return;
    }
    signal.addEventListener("abort", leave, { once: true });
    // The only member of a flight that leaves at once is bound by the deadline of the work itself.
    if (this.current || flight.waiters.size > 0) {
      timer = setTimeout(() => quit(outOfTime()), deadline - Date.now());
    }
    flight.waiters.add(waiter);
  }

  private abandon(flight: Flight) {
    if (flight.waiters.size > 0) return;
    if (flight.flying) flight.departure.abort();
    else if (this.next === flight) this.next = undefined;
  }

  private takeOff() {
    const flight = this.next;
    this.next = undefined;
    this.current = flight;
    if (!flight) return this.onIdle();
    flight.flying = true;
    let deadline = 0;
    for (const { member } of flight.waiters) deadline = Math.max(deadline, member.deadline);
    const land = (deliver: (waiter: Waiter) => void) => {
      for (const waiter of flight.waiters) deliver(waiter);
      this.takeOff();
    };
    flight.work({ deadline, signal: flight.departure }).then(
      (result) => land((waiter) => waiter.resolve(result)),
      (error) => land((waiter) => waiter.reject(error)),
    );
  }
}

function outOfTime(): GatewayError {
  return new GatewayError("DEADLINE_EXCEEDED", "Milvus did not answer in time.");
}
