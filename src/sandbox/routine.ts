/** Lets jobs begin by themselves. Which there are follows from the time alone: no timer runs, and a restart finds them again. */
import type { Call, Kind } from "../kinds/kind.ts";
import { type Jobs, type SandboxWorld, toHybrid } from "../kinds/simulation.ts";

const TURN_MS = 30_000;

/** From the turn of one kind to that of the next: kinds that stand side by side take turns well apart. */
const APART_MS = 11_000;

/** As many jobs of each kind that began by themselves are remembered, and as many turns at the start are made up for. */
const KEPT = 20;

interface RoutineOptions {
  readonly kinds: readonly Kind[];
  readonly world: SandboxWorld;
  /** Makes a call at the time of that world. */
  perform(call: Call, at: SandboxWorld): void;
}

/** Returns what begins all jobs whose time has come, to be called before the world is looked at. */
export function createRoutine({ kinds, world, perform }: RoutineOptions): () => void {
  const routines = kinds.flatMap(({ routine }) => routine ?? []);
  const plans = routines.map((routine, index) => ({ routine, offset: (index * APART_MS) % TURN_MS, next: 0 }));
  const begun = new Map<string, string[]>();

  /** Jobs of which those that are added are forgotten after so many others. */
  function rotating<T>(name: string, jobs: Jobs<T>): Jobs<T> {
    const ids = begun.get(name) ?? [];
    begun.set(name, ids);
    return {
      get: (id) => jobs.get(id),
      delete: (id) => jobs.delete(id),
      values: () => jobs.values(),
      set(id, job) {
        ids.push(id);
        if (ids.length > KEPT) jobs.delete(ids.shift() ?? "");
        return jobs.set(id, job);
      },
    };
  }

  function worldAt(time: number): SandboxWorld {
    let id = BigInt(toHybrid(time)) + 1n; // as Milvus allocates them; an odd one, which doubles do not have
    return {
      ...world,
      now: () => time,
      nextId: () => String(id++),
      jobs: (name, create) => rotating(name, world.jobs(name, create)),
    };
  }

  return function catchUp() {
    for (const plan of plans) {
      const current = Math.floor((world.now() - plan.offset) / TURN_MS);
      for (let turn = Math.max(plan.next, current - KEPT + 1); turn <= current; turn++) {
        const at = worldAt(turn * TURN_MS + plan.offset);
        for (const call of plan.routine(turn, at)) perform(call, at);
      }
      plan.next = Math.max(plan.next, current + 1);
    }
  };
}
