/** Simulates prewarms; the name of the collection or namespace decides whether one fails. */
import { type Routine, routineCall } from "../kind.ts";
import {
  collectionNotFound,
  failsInTurn,
  failure,
  ROUTINE_COLLECTION,
  type SandboxWorld,
  type Simulation,
  stepAtAge,
  type TimelineStep,
} from "../simulation.ts";
import type { Reply } from "./mapping.ts";

interface SimulatedPrewarm {
  readonly startedAt: number;
  readonly fails: boolean;
}

interface Step extends TimelineStep {
  readonly state: Reply["state"];
  readonly progress: number;
  readonly error_message?: string;
}

const TIMELINE: readonly Step[] = [
  { from: 0, state: "PrewarmTaskStatePending", progress: 0 },
  { from: 1_000, state: "PrewarmTaskStateWarming", progress: 10 },
  { from: 3_000, state: "PrewarmTaskStateWarming", progress: 60 },
  { from: 6_000, state: "PrewarmTaskStateCompleted", progress: 100 },
];

const FAILING_TIMELINE: readonly Step[] = [
  { from: 0, state: "PrewarmTaskStatePending", progress: 0 },
  { from: 1_000, state: "PrewarmTaskStateWarming", progress: 10 },
  { from: 2_500, state: "PrewarmTaskStateFailed", progress: 10, error_message: "no space left in the cache" },
];

const tasksOf = (world: SandboxWorld) => world.jobs<SimulatedPrewarm>("prewarm");

export const simulation: Simulation = {
  Prewarm(request, world) {
    const { db_name, collection_name, namespace } = request;
    const collection = world.collection(db_name, collection_name);
    if (!collection) return collectionNotFound(db_name, collection_name);
    const taskID = `prewarm-${world.nextId()}`;
    const fails = /fails/.test(`${collection.name} ${namespace ?? ""}`);
    tasksOf(world).set(taskID, { startedAt: world.now(), fails });
    return { taskID };
  },
  DescribePrewarmTask({ taskID }, world) {
    const task = tasksOf(world).get(taskID);
    if (!task) return failure(1100, `prewarm task ${taskID} not found: invalid parameter`, "IllegalArgument");
    const timeline = task.fails ? FAILING_TIMELINE : TIMELINE;
    const { state, progress, error_message = "" } = stepAtAge(timeline, world.now() - task.startedAt);
    return { taskID, state, progress, error_message };
  },
};

export const routine: Routine = (turn) => [
  routineCall("Prewarm", {
    db_name: "default",
    collection_name: ROUTINE_COLLECTION,
    ...(failsInTurn(turn) && { namespace: "fails" }),
  }),
];
