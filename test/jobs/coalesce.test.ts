/** Identical reads share upstream work, and every response comes from work that began after its request arrived. */
import { describe, expect, test } from "vitest";
import { createCoalesce, type Deadline } from "../../src/jobs/coalesce.ts";
import { createPolls, type Outcome } from "../../src/jobs/poll.ts";

/** Work that the test begins to see when it starts, and ends when it wants. */
function createWork() {
  const begun: {
    deadline: number;
    signal: Deadline["signal"];
    finish(result: string): void;
    fail(error: Error): void;
  }[] = [];
  const work = ({ deadline, signal }: Deadline) =>
    new Promise<string>((finish, fail) => {
      begun.push({ deadline, signal, finish, fail });
      signal.addEventListener("abort", () => fail(new Error("cancelled")));
    });
  return { begun, work };
}

function member(deadline = Date.now() + 60_000) {
  const controller = new AbortController();
  return { deadline, signal: controller.signal, leave: () => controller.abort(new Error("left")) };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

describe("a share", () => {
  test("lets a read that finds one in flight join the next, with everybody who comes meanwhile", async () => {
    const share = createCoalesce();
    const { begun, work } = createWork();
    const first = share("a", member(), work);
    const second = share("a", member(), work);
    const third = share("a", member(), work);
    expect(begun).toHaveLength(1);
    begun[0]?.finish("old");
    expect(await first).toBe("old");
    await settled();
    expect(begun).toHaveLength(2);
    begun[1]?.finish("new");
    expect(await Promise.all([second, third])).toEqual(["new", "new"]);
    expect(begun).toHaveLength(2);
  });

  test("keeps other keys apart", () => {
    const share = createCoalesce();
    const { begun, work } = createWork();
    share("a", member(), work);
    share("b", member(), work);
    expect(begun).toHaveLength(2);
  });

  test("hands a failure to everyone in that flight only", async () => {
    const share = createCoalesce();
    const { begun, work } = createWork();
    const first = share("a", member(), work);
    const second = share("a", member(), work);
    begun[0]?.fail(new Error("away"));
    await expect(first).rejects.toThrow("away");
    await settled();
    begun[1]?.finish("back");
    expect(await second).toBe("back");
  });

  test("goes on for those who stay when one leaves, and is cancelled when nobody is left", async () => {
    const share = createCoalesce();
    const { begun, work } = createWork();
    const first = share("a", member(), work);
    const [one, two] = [member(), member()];
    const second = share("a", one, work);
    const third = share("a", two, work);
    begun[0]?.finish("");
    await first;
    await settled();
    one.leave();
    await expect(second).rejects.toThrow("left");
    expect(begun[1]?.signal.aborted).toBe(false);
    two.leave();
    await expect(third).rejects.toThrow("left");
    expect(begun[1]?.signal.aborted).toBe(true);
  });

  test("never begins work whose readers have all left before it could", async () => {
    const share = createCoalesce();
    const { begun, work } = createWork();
    const first = share("a", member(), work);
    const waiting = member();
    const second = share("a", waiting, work);
    waiting.leave();
    await expect(second).rejects.toThrow("left");
    begun[0]?.finish("");
    await first;
    await settled();
    expect(begun).toHaveLength(1);
  });

  test("gives work the latest deadline of its readers, and each reader its own", async () => {
    const share = createCoalesce();
    const { begun, work } = createWork();
    const now = Date.now();
    const first = share("a", member(now + 60_000), work);
    const short = share("a", member(now + 30), work);
    const long = share("a", member(now + 90_000), work);
    await expect(short).rejects.toMatchObject({ code: "DEADLINE_EXCEEDED" });
    begun[0]?.finish("");
    await first;
    await settled();
    expect(begun[1]?.deadline).toBe(now + 90_000);
    begun[1]?.finish("late");
    expect(await long).toBe("late");
  });

  test("rejects a reader who has left already, and does nothing for it", async () => {
    const share = createCoalesce();
    const { begun, work } = createWork();
    const gone = member();
    gone.leave();
    await expect(share("a", gone, work)).rejects.toThrow("left");
    expect(begun).toEqual([]);
    const next = share("a", member(), work);
    begun[0]?.finish("fine");
    expect(await next).toBe("fine");
  });
});

describe("a poller", () => {
  test("reads once for everybody, tells all of them in order, and stops when the last has gone", async () => {
    const polls = createPolls();
    const { begun, work } = createWork();
    const source = { read: (signal: AbortSignal) => work({ deadline: 0, signal }), interval: () => 0 };
    const heard: [string, Outcome<string>][] = [];
    const leave = ["ann", "bob"].map((who) =>
      polls.watch("a", source, "first", (outcome) => heard.push([who, outcome])),
    );
    await expect.poll(() => begun.length).toBe(1);
    begun[0]?.finish("second");
    await expect.poll(() => begun.length).toBe(2);
    const error = new Error("away");
    begun[1]?.fail(error);
    await expect.poll(() => begun.length).toBe(3);
    expect(heard).toEqual([
      ["ann", { ok: true, value: "second" }],
      ["bob", { ok: true, value: "second" }],
      ["ann", { ok: false, error }],
      ["bob", { ok: false, error }],
    ]);
    leave[0]?.();
    expect(polls.size).toBe(1);
    leave[1]?.();
    expect(polls.size).toBe(0);
    expect(begun[2]?.signal.aborted).toBe(true);
  });
});
