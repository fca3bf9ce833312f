/** Simulates restores into new collections; the source's name decides whether one fails. */
import { type Routine, routineCall } from "../kind.ts";
import {
  collectionNotFound,
  failsInTurn,
  failure,
  type PartialReply,
  positionOf,
  ROUTINE_COLLECTION,
  type SandboxWorld,
  type SimulatedJob,
  type Simulation,
  snapshotNotFound,
  type TimelineStep,
  timeOfDay,
} from "../simulation.ts";
import type { Info } from "./mapping.ts";

interface SimulatedRestore extends SimulatedJob {
  readonly snapshotName: string;
  readonly dbName: string;
  readonly collectionName: string;
}

interface Step extends TimelineStep {
  readonly state: Info["state"];
  readonly progress: number;
}

/** While no segment is known, none of none counts as 100 percent: docs/milvus.md#restore-progress */
const TIMELINES: { readonly succeeding: readonly Step[]; readonly failing: readonly Step[] } = {
  succeeding: [
    { from: 0, state: "RestoreSnapshotPending", progress: 100 },
    { from: 1_000, state: "RestoreSnapshotExecuting", progress: 0 },
    { from: 2_500, state: "RestoreSnapshotExecuting", progress: 50 },
    { from: 4_000, state: "RestoreSnapshotExecuting", progress: 75 },
    { from: 6_000, state: "RestoreSnapshotCompleted", progress: 100 },
  ],
  failing: [
    { from: 0, state: "RestoreSnapshotPending", progress: 100 },
    { from: 1_000, state: "RestoreSnapshotExecuting", progress: 25 },
    { from: 2_500, state: "RestoreSnapshotFailed", progress: 25 },
  ],
};

function infoOf(job: SimulatedRestore, world: SandboxWorld): PartialReply<Info> {
  const { step, ended, reason } = positionOf(job, TIMELINES, world);
  return {
    job_id: job.id,
    snapshot_name: job.snapshotName,
    db_name: job.dbName,
    collection_name: job.collectionName,
    state: step.state,
    progress: step.progress,
    reason,
    start_time: String(job.startedAt),
    time_cost: ended ? String(step.from) : "0",
  };
}

const jobsOf = (world: SandboxWorld) => world.jobs<SimulatedRestore>("restore");

/** The restores into a collection, or into any of the database when none is named. */
function restoresInto(world: SandboxWorld, dbName: string, collectionName: string): PartialReply<Info>[] {
  const seeded = world.seeds("GetRestoreSnapshotState").flatMap(({ info }) => info ?? []);
  const newestFirst = [...jobsOf(world).values()].map((job) => infoOf(job, world)).reverse();
  return [...newestFirst, ...seeded].filter(
    (info) => info.db_name === (dbName || "default") && (!collectionName || info.collection_name === collectionName),
  );
}

interface Origin {
  readonly snapshotName: string;
  /** The name that decides whether the restore fails. */
  readonly sign: string;
}

/** Begins a restore into a collection, which must be a new one. */
function begin(world: SandboxWorld, { snapshotName, sign }: Origin, database: string, collectionName: string) {
  const dbName = database || "default";
  const isThere = [...jobsOf(world).values()].some(
    (job) => job.dbName === dbName && job.collectionName === collectionName && job.reason === undefined,
  );
  if (isThere || world.collection(dbName, collectionName)) {
    return failure(1100, `collection ${collectionName} already exists: invalid parameter`, "IllegalArgument");
  }
  const reason = /fails|missing/.test(sign) ? `copy segment: no such key under '${sign}'` : undefined;
  const id = world.nextId();
  jobsOf(world).set(id, { id, snapshotName, dbName, collectionName, startedAt: world.now(), reason });
  return { job_id: id };
}

/** What the sandbox reads from the metadata of every exported snapshot. */
const EXPORTED_NAME = "books_2026_11";

export const simulation: Simulation = {
  RestoreSnapshot(request, world) {
    const { name, db_name, collection_name } = request;
    const collection = world.collection(db_name, collection_name);
    if (!collection) return collectionNotFound(db_name, collection_name);
    if (!collection.snapshots.includes(name)) return snapshotNotFound(name);
    const origin = { snapshotName: name, sign: name };
    return begin(world, origin, request.target_db_name, request.target_collection_name);
  },
  RestoreExternalSnapshot({ db_name, target_collection_name, snapshot_metadata_uri }, world) {
    const origin = { snapshotName: EXPORTED_NAME, sign: snapshot_metadata_uri };
    return begin(world, origin, db_name, target_collection_name);
  },
  GetRestoreSnapshotState({ job_id }, world) {
    const job = jobsOf(world).get(job_id);
    return job ? { info: infoOf(job, world) } : failure(2101, `restore job not found: jobID=${job_id}`);
  },
  ListRestoreSnapshotJobs({ db_name, collection_name }, world) {
    const jobs = restoresInto(world, db_name, collection_name);
    if (collection_name && jobs.length === 0 && !world.collection(db_name, collection_name)) {
      return collectionNotFound(db_name, collection_name);
    }
    return { jobs };
  },
};

export const routine: Routine = (turn, world) => [
  routineCall("RestoreSnapshot", {
    name: failsInTurn(turn) ? `${ROUTINE_COLLECTION}_fails` : `${ROUTINE_COLLECTION}_2026_11`,
    db_name: "default",
    collection_name: ROUTINE_COLLECTION,
    target_db_name: "default",
    target_collection_name: `${ROUTINE_COLLECTION}_${timeOfDay(world)}`,
  }),
];
