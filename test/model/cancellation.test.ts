/** A Cancellation behaves as an AbortController and its signal do, for which it stands. */
import { expect, test } from "vitest";
import { Cancellation, type CancellationSignal } from "../../src/model/cancellation.ts";

interface Implementation {
  readonly name: string;
  create(): { readonly signal: CancellationSignal; abort(reason?: unknown): void };
}

const IMPLEMENTATIONS: readonly Implementation[] = [
  {
    name: "Cancellation",
    create() {
      const cancellation = new Cancellation();
      return { signal: cancellation, abort: (reason) => cancellation.abort(reason) };
    },
  },
  { name: "AbortController", create: () => new AbortController() },
];

test.each(IMPLEMENTATIONS)(
  "$name: abort() calls each listener once, and only the first reason counts",
  ({ create }) => {
    const controller = create();
    const { signal } = controller;
    expect([signal.aborted, signal.reason]).toEqual([false, undefined]);
    const calls: string[] = [];
    const removed = () => calls.push("removed");
    signal.addEventListener("abort", () => calls.push("first"), { once: true });
    signal.addEventListener("abort", removed);
    signal.addEventListener("abort", () => calls.push("second"), { once: true });
    signal.removeEventListener("abort", removed);
    const reason = new Error("why");
    controller.abort(reason);
    controller.abort(new Error("too late"));
    expect(calls).toEqual(["first", "second"]);
    expect([signal.aborted, signal.reason]).toEqual([true, reason]);
  },
);
