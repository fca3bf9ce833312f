/** The sandbox's time: follows the wall clock until it is held, then moves only when it is stepped. */

export interface Clock {
  /** Unix milliseconds. */
  now(): number;
  hold(): void;
  step(milliseconds: number): void;
  /** Runs again, from the time it has reached. */
  release(): void;
}

export function createClock(): Clock {
  let ahead = 0;
  let heldAt: number | undefined;
  const now = () => heldAt ?? Date.now() + ahead;
  return {
    now,
    hold() {
      heldAt = now();
    },
    step(milliseconds) {
      if (heldAt === undefined) ahead += milliseconds;
      else heldAt += milliseconds;
    },
    release() {
      if (heldAt === undefined) return;
      ahead = heldAt - Date.now();
      heldAt = undefined;
    },
  };
}
