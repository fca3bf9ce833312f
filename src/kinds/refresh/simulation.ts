/** Simulates refreshes of external collections, one at a time; the source's name decides whether one fails. */
import { type Routine, routineCall } from "../kind.ts";
import {
  collectionNotFound,
  failsInTurn,
  failure,
  type PartialReply,
  positionOf,
  ROUTINE_COLLECTION,
  type SandboxCollection,
  type SandboxWorld,
  type SimulatedJob,
  type Simulation,
  type TimelineStep,
} from "../simulation.ts";
import type { Info } from "./mapping.ts";

interface SimulatedRefresh extends SimulatedJob {
  readonly collection: SandboxCollection;
  readonly source: string;
  readonly spec: string;
}

interface Step extends TimelineStep {
  readonly state: Info["state"];
  readonly progress: string;
}

/** At 99 all files are read, and the result is not applied yet: docs/milvus.md#refresh-progress */
const TIMELINES: { readonly succeeding: readonly Step[]; readonly failing: readonly Step[] } = {
  succeeding: [
    { from: 0, state: "RefreshPending", progress: "0" },
    { from: 1_000, state: "RefreshInProgress", progress: "10" },
    { from: 3_000, state: "RefreshInProgress", progress: "60" },
    { from: 5_000, state: "RefreshInProgress", progress: "99" },
    { from: 7_000, state: "RefreshCompleted", progress: "100" },
  ],
  failing: [
    { from: 0, state: "RefreshPending", progress: "0" },
    { from: 1_000, state: "RefreshInProgress", progress: "10" },
    { from: 2_500, state: "RefreshFailed", progress: "10" },
  ],
};

function infoOf(job: SimulatedRefresh, world: SandboxWorld): PartialReply<Info> {
  const { step, ended, reason } = positionOf(job, TIMELINES, world);
  return {
    job_id: job.id,
    collection_name: job.collection.name,
    state: step.state,
    progress: step.progress,
    reason,
    external_source: job.source,
    external_spec: job.spec,
    start_time: String(job.startedAt),
    end_time: ended ? String(job.startedAt + step.from) : "0",
  };
}

const jobsOf = (world: SandboxWorld) => world.jobs<SimulatedRefresh>("refresh");

export const simulation: Simulation = {
  RefreshExternalCollection(request, world) {
    const { db_name, collection_name, external_source, external_spec } = request;
    const collection = world.collection(db_name, collection_name);
    if (!collection) return collectionNotFound(db_name, collection_name);
    if (!collection.name.startsWith("external")) {
      return failure(1100, `'${collection.name}' is no external collection: invalid parameter`, "IllegalArgument");
    }
    if ((external_source === "") !== (external_spec === "")) {
      return failure(
        1100,
        "external_source and external_spec must be set together: invalid parameter",
        "IllegalArgument",
      );
    }
    const earlier = [...jobsOf(world).values()].filter((job) => job.collection.id === collection.id).at(-1);
    if (earlier && infoOf(earlier, world).end_time === "0") {
      return failure(703, `refresh job ${earlier.id} is already in progress for collection ${collection.name}`);
    }
    const source = external_source || earlier?.source || `s3://lake/${collection.name}/`;
    const id = world.nextId();
    jobsOf(world).set(id, {
      id,
      collection,
      source,
      spec: external_spec || earlier?.spec || '{"format":"parquet"}',
      startedAt: world.now(),
      reason: /fails|missing/.test(source) ? `no files under '${source}'` : undefined,
    });
    return { job_id: id };
  },
  GetRefreshExternalCollectionProgress({ job_id }, world) {
    const job = jobsOf(world).get(job_id);
    return job
      ? { job_info: infoOf(job, world) }
      : failure(1100, `refresh job ${job_id} not found: invalid parameter`, "IllegalArgument");
  },
  ListRefreshExternalCollectionJobs({ db_name, collection_name }, world) {
    const collection = collection_name ? world.collection(db_name, collection_name) : undefined;
    if (collection_name && !collection) return collectionNotFound(db_name, collection_name);
    const started = [...jobsOf(world).values()].filter((job) => !collection || job.collection.id === collection.id);
    const seeded = world.seeds("GetRefreshExternalCollectionProgress").flatMap(({ job_info: info }) => info ?? []);
    const newestFirst = started.map((job) => infoOf(job, world)).reverse();
    return {
      jobs: [...newestFirst, ...seeded.filter((info) => !collection || info.collection_name === collection.name)],
    };
  },
};

export const routine: Routine = (turn) => [
  routineCall("RefreshExternalCollection", {
    db_name: "default",
    collection_name: `external_${ROUTINE_COLLECTION}`,
    external_source: failsInTurn(turn) ? "s3://lake/missing/" : `s3://lake/${ROUTINE_COLLECTION}/`,
    external_spec: '{"format":"parquet"}',
  }),
];
