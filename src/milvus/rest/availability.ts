/** Whether Milvus's REST can be asked: found out once for everybody, and remembered; a failure closes it for a minute. */

import { orAt } from "../../model/or-at.ts";
import type { RestStatus } from "../../model/server-facts.ts";

/** How long an absent or a failing REST is not asked, in milliseconds. */
const PAUSE = 60_000;

export const OK: RestStatus = { status: "ok" };
export const ABSENT: RestStatus = { status: "absent" };
const NOT_YET: RestStatus = { status: "failing", reason: "no response yet" };

export interface Finding {
  readonly status: RestStatus;
  /** Whether it holds for everybody; otherwise only for the one who has asked, and nothing is remembered. */
  readonly isGeneral: boolean;
}

/** Finds out on behalf of an owner of credentials; never rejects. */
export interface Probe {
  /** Equal for equal credentials. */
  readonly owner: string;
  ask(): Promise<Finding>;
}

export interface Availability {
  /** The status, at once when it is known; else when the probe has found out, or at the deadline (epoch ms). */
  status(probe: Probe, deadline: number): RestStatus | Promise<RestStatus>;
  /** What is known now; undefined when it has to be found out. */
  known(): RestStatus | undefined;
  /** A response shows that there are no such routes. */
  markAbsent(): void;
  /** It fails: it is not to be asked for a minute. */
  open(reason: string): void;
}

/** `onChange` is told of each status that differs from the one before. */
export function createAvailability(
  onChange: (status: RestStatus, before: RestStatus | undefined) => void,
): Availability {
  let current: { readonly status: RestStatus; readonly until: number } | undefined;
  /** By owner: one probe for everybody, and one for each owner for whom its finding does not hold. */
  const probing = new Map<string, Promise<Finding>>();

  function set(status: RestStatus): RestStatus {
    const before = current?.status;
    current = { status, until: status.status === "ok" ? Number.POSITIVE_INFINITY : Date.now() + PAUSE };
    if (JSON.stringify(before) !== JSON.stringify(status)) onChange(status, before);
    return status;
  }

  const keep = ({ status, isGeneral }: Finding) => (isGeneral ? set(status) : status);

  function find(probe: Probe): Promise<RestStatus> {
    const [running] = probing.values();
    // Who joins asks for himself where the finding does not hold for him.
    return running && !probing.has(probe.owner)
      ? running.then(({ status, isGeneral }) => (isGeneral ? status : ask(probe)))
      : ask(probe);
  }

  function ask(probe: Probe): Promise<RestStatus> {
    const { owner } = probe;
    const own = probing.get(owner);
    if (own) return own.then(({ status }) => status);
    const asked = probe.ask().finally(() => probing.delete(owner));
    probing.set(owner, asked);
    return asked.then(keep);
  }

  return {
    status(probe, deadline) {
      const isOver = current !== undefined && current.until <= Date.now();
      if (current && !isOver) return current.status;
      if (current?.status.status !== "absent") return orAt(deadline, find(probe), () => NOT_YET);
      // A Milvus without REST is asked again on the side: nobody waits for it.
      if (probing.size === 0) find(probe);
      return current.status;
    },
    known: () => (current && current.until > Date.now() ? current.status : undefined),
    markAbsent: () => set(ABSENT),
    open: (reason) => set({ status: "failing", reason }),
  };
}
