/** How a kind simulates its RPCs for the sandbox: pure functions over a small world that has the time. */
import type { MethodName, ReplyOf, RequestOf, RestMethodName, RpcName } from "../milvus/methods.ts";

/** A reply of which only the set fields are written; the rest have their proto3 default. */
export type PartialReply<T> = T extends readonly (infer Item)[]
  ? readonly PartialReply<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]?: PartialReply<T[Key]> }
    : T;

/** The envelope of a failure of Milvus's REST. */
export interface RestFailure {
  /** Of HTTP; 200 without it. */
  readonly status?: number;
  readonly code: number;
  readonly message: string;
}

/** A reply as examples and simulations write it: of REST, the envelope's `data` or a failure. */
export type ExampleReply<M extends MethodName> = M extends RpcName
  ? PartialReply<ReplyOf<M>>
  : RestFailure | { readonly [field: string]: unknown; readonly code?: never };

/** The state that the simulations share. */
export interface SandboxWorld {
  /** Of the simulated Milvus, as it was asked for: such as "2.6" or "2.4.2". */
  readonly version: string;
  /** Unix milliseconds on the sandbox's clock, which tests can hold and step. */
  now(): number;
  /** Whether the simulated Milvus is at least this release, such as "2.4" or "2.6.6". */
  isAtLeast(release: string): boolean;
  /** A new id as Milvus allocates them: above 2^53, ascending. */
  nextId(): string;
  /** The collection, or undefined when the sandbox has none of this name; database "" means default. */
  collection(dbName: string, collectionName: string): SandboxCollection | undefined;
  /** Successful replies of the worked examples of this method, for lists to show beside the jobs that were started. */
  seeds<M extends MethodName>(method: M): readonly ExampleReply<M>[];
  /** Jobs that one kind keeps, made by `create` at first use; empty without it. */
  jobs<T>(name: string, create?: () => Map<string, T>): Jobs<T>;
  /** Other state that one kind keeps, made by `create` at first use. */
  store<T>(name: string, create: () => T): T;
}

/** Jobs by id, or by what else there is one of. */
export type Jobs<T> = Pick<Map<string, T>, "get" | "set" | "delete" | "values">;

export interface SandboxCollection {
  readonly id: string;
  readonly dbName: string;
  readonly name: string;
  readonly partitions: readonly string[];
  /** Names of the snapshots that were taken of it. */
  readonly snapshots: readonly string[];
}

/** The simulated methods of a kind: a request → its reply, or an error. */
export type Simulation = {
  readonly [Rpc in RpcName]?: (request: Required<RequestOf<Rpc>>, world: SandboxWorld) => PartialReply<ReplyOf<Rpc>>;
} & {
  readonly [M in RestMethodName]?: (
    request: RequestOf<M>,
    world: SandboxWorld,
    headers: { readonly idempotencyKey: string; readonly dbName: string },
  ) => ExampleReply<M>;
};

/** The Status of a failed call, as Milvus fills it. */
export function failure(code: number, reason: string, errorCode: ErrorName = "UnexpectedError") {
  return { status: { code, error_code: errorCode, reason, detail: reason } };
}
type ErrorName = Extract<NonNullable<ReplyOf<"GetImportState">["status"]>["error_code"], string>;

/** What Milvus returns for a collection that does not exist. */
export function collectionNotFound(dbName: string, collectionName: string) {
  return failure(
    100,
    `collection not found[database=${dbName || "default"}][collection=${collectionName}]`,
    "CollectionNotExists",
  );
}

/** What Milvus returns for a partition that does not exist. */
export function partitionNotFound(partitionName: string) {
  return failure(200, `partition not found[partition=${partitionName}]`, "MetaFailed");
}

/** What Milvus returns for a snapshot that does not exist. */
export function snapshotNotFound(snapshotName: string) {
  return failure(2600, `snapshot not found[snapshot=${snapshotName}]`);
}

/** Unix milliseconds → hybrid timestamp: docs/milvus.md#times */
export function toHybrid(milliseconds: number): string {
  return String(BigInt(Math.floor(milliseconds)) << 18n);
}

/** A step of a job's timeline. */
export interface TimelineStep {
  /** Milliseconds since the start. */
  readonly from: number;
}

/** The step that a job of this age (ms) is in: the last one whose `from` has passed; the first one's is 0. */
export function stepAtAge<Step extends TimelineStep>(timeline: readonly Step[], age: number): Step {
  const step = timeline.findLast(({ from }) => from <= age) ?? timeline[0];
  if (!step) throw new TypeError("a timeline has at least one step");
  return step;
}

/** What the simulations keep of a job that succeeds, or fails for a reason. */
export interface SimulatedJob {
  readonly id: string;
  readonly startedAt: number;
  /** Why it will fail; undefined: it will succeed. */
  readonly reason: string | undefined;
}

interface Timelines<Step> {
  readonly succeeding: readonly Step[];
  readonly failing: readonly Step[];
}

/** Where a job stands now: its step, whether that is the last one, and the reason once it has failed, else "". */
export function positionOf<Step extends TimelineStep>(
  { startedAt, reason }: SimulatedJob,
  { succeeding, failing }: Timelines<Step>,
  world: SandboxWorld,
) {
  const timeline = reason === undefined ? succeeding : failing;
  const age = world.now() - startedAt;
  const step = stepAtAge(timeline, age);
  const ended = step === timeline.at(-1);
  return { age, step, ended, reason: ended ? (reason ?? "") : "" };
}

/** The collection of the jobs that begin by themselves: those that somebody starts elsewhere do not meet them. */
export const ROUTINE_COLLECTION = "orders";

/** The time of day, such as `181130`, for names that tell when something began. */
export function timeOfDay(world: SandboxWorld): string {
  return new Date(world.now()).toISOString().slice(11, 19).replaceAll(":", "");
}

/** Whether what begins by itself in this turn fails: every third does. */
export const failsInTurn = (turn: number) => turn % 3 === 2;

/** Ids of the collections that were given an index; a load needs one, and `unindexed` begins without. */
export const indexedCollections = (world: SandboxWorld) => world.store("indexed", () => new Set<string>());
