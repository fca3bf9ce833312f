/** Simulates exports: files are copied over six seconds; before 3.1 an export is done within the call. */
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
} from "../simulation.ts";
import type { Info } from "./mapping.ts";

interface SimulatedExport extends SimulatedJob {
  readonly snapshotName: string;
  readonly dbName: string;
  readonly collectionName: string;
  readonly uri: string;
}

interface Step extends TimelineStep {
  readonly state: Info["state"];
  readonly progress: number;
  readonly copied: string;
}

/** Progress is 5 + 90 · copied / total until the end: docs/milvus.md#export-progress */
const TIMELINES: { readonly succeeding: readonly Step[]; readonly failing: readonly Step[] } = {
  succeeding: [
    { from: 0, state: "ExportSnapshotPending", progress: 0, copied: "0" },
    { from: 1_000, state: "ExportSnapshotExecuting", progress: 5, copied: "0" },
    { from: 2_000, state: "ExportSnapshotExecuting", progress: 35, copied: "4" },
    { from: 3_500, state: "ExportSnapshotExecuting", progress: 65, copied: "8" },
    { from: 5_000, state: "ExportSnapshotExecuting", progress: 95, copied: "12" },
    { from: 6_000, state: "ExportSnapshotCompleted", progress: 100, copied: "12" },
  ],
  failing: [
    { from: 0, state: "ExportSnapshotPending", progress: 0, copied: "0" },
    { from: 1_000, state: "ExportSnapshotExecuting", progress: 5, copied: "0" },
    { from: 2_500, state: "ExportSnapshotFailed", progress: 5, copied: "0" },
  ],
};

const TOTAL_FILES = "12";

const TOTAL_BYTES = "50331648";

function infoOf(job: SimulatedExport, world: SandboxWorld): PartialReply<Info> {
  const { age, step, ended, reason } = positionOf(job, TIMELINES, world);
  const succeeded = ended && job.reason === undefined;
  return {
    job_id: job.id,
    snapshot_name: job.snapshotName,
    db_name: job.dbName,
    collection_name: job.collectionName,
    state: step.state,
    progress: step.progress,
    reason,
    start_time: String(job.startedAt),
    time_cost: String(ended ? step.from : age),
    total_files: TOTAL_FILES,
    copied_files: step.copied,
    snapshot_metadata_uri: succeeded ? job.uri : "",
    total_bytes: succeeded ? TOTAL_BYTES : "0",
  };
}

const jobsOf = (world: SandboxWorld) => world.jobs<SimulatedExport>("export");

export const simulation: Simulation = {
  ExportSnapshot({ name, db_name, collection_name, target_s3_path }, world) {
    const collection = world.collection(db_name, collection_name);
    if (!collection) return collectionNotFound(db_name, collection_name);
    if (!collection.snapshots.includes(name)) return snapshotNotFound(name);
    const reason = /fails|missing/.test(target_s3_path) ? `no such bucket for '${target_s3_path}'` : undefined;
    const id = world.nextId();
    const uri = `${target_s3_path.replace(/\/*$/, "")}/${id}/metadata/${id}.json`;
    if (!world.isAtLeast("3.1")) {
      return reason === undefined ? { snapshot_metadata_uri: uri } : failure(1006, reason);
    }
    const { dbName, name: collectionName } = collection;
    jobsOf(world).set(id, { id, snapshotName: name, dbName, collectionName, uri, startedAt: world.now(), reason });
    return { job_id: id };
  },
  GetExportSnapshotState({ job_id }, world) {
    const job = jobsOf(world).get(job_id);
    return job
      ? { info: infoOf(job, world) }
      : failure(1100, `snapshot export job ${job_id} not found: invalid parameter`, "IllegalArgument");
  },
};

export const routine: Routine = (turn) => [
  routineCall("ExportSnapshot", {
    name: `${ROUTINE_COLLECTION}_2026_11`,
    db_name: "default",
    collection_name: ROUTINE_COLLECTION,
    target_s3_path: failsInTurn(turn) ? "s3://missing/" : `s3://backup/${ROUTINE_COLLECTION}/`,
  }),
];
