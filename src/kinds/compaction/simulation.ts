/** Simulates compactions: plans that end one after the other; a collection's name decides whether one fails. */
import { type Routine, routineCall } from "../kind.ts";
import {
  collectionNotFound,
  failsInTurn,
  ROUTINE_COLLECTION,
  type SandboxWorld,
  type Simulation,
} from "../simulation.ts";
import { NOTHING } from "./mapping.ts";

interface SimulatedCompaction {
  readonly startedAt: number;
  /** How many plans there are, which begin together and end one after the other. */
  readonly plans: number;
  readonly fails: boolean;
}

const PLANS = 4;

/** Milliseconds from the end of one plan to that of the next. */
const PLAN_MS = 1_500;

const compactionsOf = (world: SandboxWorld) => world.jobs<SimulatedCompaction>("compaction");

/** How many plans are done; undefined for an id that Milvus does not know. */
function progressOf(id: string, world: SandboxWorld) {
  const compaction = compactionsOf(world).get(id);
  if (!compaction) return undefined;
  const { startedAt, plans, fails } = compaction;
  const done = Math.min(plans, Math.floor((world.now() - startedAt) / PLAN_MS));
  const failed = fails && done > 0 ? 1 : 0;
  return { plans, done, failed, state: done < plans ? ("Executing" as const) : ("Completed" as const) };
}

export const simulation: Simulation = {
  ManualCompaction({ db_name, collection_name, collectionID }, world) {
    const collection = world.collection(db_name, collection_name);
    if (!collection || collection.id !== collectionID) return collectionNotFound(db_name, collection_name);
    const isModern = world.isAtLeast("2.4"); // 2.3 gives an id even for nothing, and counts no plans
    const plans = collection.name === "empty" ? 0 : PLANS;
    if (isModern && plans === 0) return { compactionID: NOTHING };
    const id = world.nextId();
    compactionsOf(world).set(id, { startedAt: world.now(), plans, fails: collection.name.startsWith("fails") });
    return { compactionID: id, compactionPlanCount: isModern ? plans : 0 };
  },
  GetCompactionState({ compactionID }, world) {
    const progress = progressOf(compactionID, world);
    if (!progress) return { state: "Completed" };
    return {
      state: progress.state,
      executingPlanNo: String(progress.plans - progress.done),
      completedPlanNo: String(progress.done - progress.failed),
      failedPlanNo: String(progress.failed),
    };
  },
  GetCompactionStateWithPlans({ compactionID }, world) {
    const progress = progressOf(compactionID, world);
    if (!progress) return { state: "Completed" };
    const { plans, done, failed } = progress; // those that fail end first
    const mergeInfos = Array.from({ length: plans }, (_, plan) => ({
      sources: [`44678185541007${plan}001`, `44678185541007${plan}002`],
      target: plan >= failed && plan < done ? `44678185541007${plan}003` : "-1",
    }));
    return { state: progress.state, mergeInfos };
  },
};

export const routine: Routine = (turn, world) => {
  const collection_name = failsInTurn(turn) ? `fails_to_load_${ROUTINE_COLLECTION}` : ROUTINE_COLLECTION;
  const collectionID = world.collection("default", collection_name)?.id ?? "0";
  return [routineCall("ManualCompaction", { db_name: "default", collection_name, collectionID })];
};
