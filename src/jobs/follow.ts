/**
 * Waits for jobs and watches them: the first read is made for each caller, the later ones by the job's one poller.
 * Knows nothing of HTTP.
 */

import type { GetInput, JobResult, Kind } from "../kinds/kind.ts";
import { GatewayError, isTransient } from "../model/errors.ts";
import type { Caller, Jobs } from "./jobs.ts";
import type { Listener, Outcome, Polls, Source } from "./poll.ts";
import { ageOf, intervalAt } from "./poll-interval.ts";

export interface FollowSettings {
  readonly POLL_INTERVAL_MS: number;
  readonly MAX_POLL_INTERVAL_MS: number;
  readonly DEFAULT_TIMEOUT_MS: number;
  readonly MAX_FOLLOWERS: number;
}

/** One job, and the caller who reads it. */
export interface Target {
  readonly kind: Kind;
  readonly input: GetInput<unknown>;
  readonly caller: Caller;
}

export interface WaitOptions {
  /** Epoch milliseconds at which the wait ends. */
  readonly until: number;
  /** Whether this result ends the wait. */
  satisfies(result: JobResult): boolean;
}

export interface Follow {
  /**
   * Resolves with the first result that satisfies, or with the latest when the time is over or the gateway stops.
   * Rejects at once when the job cannot be read, and at the end of the wait when the last failure was transient.
   */
  wait(target: Target, options: WaitOptions): Promise<JobResult>;
  /** Calls `listener` with the outcome of every poll after `first` (undefined when that failed), until the returned function is called. */
  watch(target: Target, first: JobResult | undefined, listener: Listener<JobResult>): () => void;
  /**
   * Takes a follower's slot; `onStop` is called when the gateway stops, or soon if it has stopped already. The returned
   * function releases the slot. Throws OVERLOADED when none is left.
   */
  acquireSlot(onStop: () => void): () => void;
}

interface FollowOptions {
  readonly jobs: Jobs;
  readonly polls: Polls;
  readonly settings: FollowSettings;
  /** Aborts when the gateway stops. */
  readonly stopping: AbortSignal;
}

export function createFollow({ jobs, polls, settings, stopping }: FollowOptions): Follow {
  const followers = new Set<() => void>();
  stopping.addEventListener("abort", () => {
    for (const stop of [...followers]) stop();
  });

  function sourceOf({ kind, input, caller }: Target): Source<JobResult> {
    const limits = { least: settings.POLL_INTERVAL_MS, most: settings.MAX_POLL_INTERVAL_MS };
    return {
      read(signal) {
        const deadline = Date.now() + settings.DEFAULT_TIMEOUT_MS;
        return jobs.get(kind, input, { metadata: caller.metadata, signal, deadline });
      },
      interval: (latest, runningFor) =>
        intervalAt(Math.max(latest ? ageOf(latest.job, Date.now()) : 0, runningFor), limits),
    };
  }

  const follow: Follow = {
    async wait(target, options) {
      const first = await jobs.get(target.kind, target.input, target.caller);
      if (options.satisfies(first) || options.until <= Date.now() || stopping.aborted) return first;
      return waitOn(follow, target, first, options);
    },
    watch: (target, first, listener) =>
      polls.watch(jobs.keyOf(target.kind, target.input, target.caller), sourceOf(target), first, tolerated(listener)),
    acquireSlot(onStop) {
      if (followers.size >= settings.MAX_FOLLOWERS) {
        throw new GatewayError(
          "OVERLOADED",
          `${followers.size} requests wait for or follow jobs already, the most that this gateway takes at once.`,
        );
      }
      const stop = () => onStop(); // a function of its own, so that each slot is one entry
      followers.add(stop);
      if (stopping.aborted) queueMicrotask(() => followers.has(stop) && stop());
      return () => followers.delete(stop);
    },
  };
  return follow;
}

/** A listener that throws gets its own error as the outcome: thrown at the poller, it would end the process. */
function tolerated(listener: Listener<JobResult>): Listener<JobResult> {
  return (outcome) => {
    try {
      listener(outcome);
    } catch (error) {
      listener({ ok: false, error });
    }
  };
}

function waitOn(
  follow: Follow,
  target: Target,
  first: JobResult,
  { until, satisfies }: WaitOptions,
): Promise<JobResult> {
  const { signal } = target.caller;
  return new Promise((resolve, reject) => {
    let latest: Outcome<JobResult> = { ok: true, value: first };
    const settle = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", onAbort);
      unwatch();
      releaseSlot();
      if (latest.ok) resolve(latest.value);
      else reject(latest.error);
    };
    const onAbort = () => {
      latest = { ok: false, error: signal.reason };
      settle();
    };
    const releaseSlot = follow.acquireSlot(settle);
    const unwatch = follow.watch(target, first, (outcome) => {
      latest = outcome;
      if (outcome.ok ? satisfies(outcome.value) : !isTransient(outcome.error)) settle();
    });
    const timer = setTimeout(settle, until - Date.now());
    signal.addEventListener("abort", onAbort, { once: true });
    if (signal.aborted) onAbort();
  });
}
