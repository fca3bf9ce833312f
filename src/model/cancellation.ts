/** Saves 10 µs for each AbortController on Node 20, two for each request; measured in docs/decisions/0005. */

/** As much of AbortSignal as is needed; an AbortSignal will do. */
export interface CancellationSignal {
  readonly aborted: boolean;
  /** Why; undefined until it is aborted. */
  readonly reason: unknown;
  addEventListener(type: "abort", listener: () => void, options?: { readonly once?: boolean }): void;
  removeEventListener(type: "abort", listener: () => void): void;
}

/** As much of AbortController as is needed, and its signal, in one object. */
export class Cancellation implements CancellationSignal {
  aborted = false;
  reason: unknown;
  private readonly listeners: (() => void)[] = [];

  addEventListener(_type: "abort", listener: () => void): void {
    this.listeners.push(listener);
  }

  removeEventListener(_type: "abort", listener: () => void): void {
    const index = this.listeners.indexOf(listener);
    if (index !== -1) this.listeners.splice(index, 1);
  }

  /** Calls every listener; only the first call counts. */
  abort(reason?: unknown): void {
    if (this.aborted) return;
    this.aborted = true;
    this.reason = reason;
    for (const listener of [...this.listeners]) listener();
  }
}
