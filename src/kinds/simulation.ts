/** How a kind simulates its RPCs for the sandbox: pure functions over a small world whose time is given to them. */
import type { ReplyOf, RequestOf, RpcName } from "../milvus/methods.ts";

/** A reply of which only the set fields are written; the rest have their proto3 default. */
export type PartialReply<T> = T extends readonly (infer Item)[]
  ? readonly PartialReply<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]?: PartialReply<T[Key]> }
    : T;

/** The state of the sandbox's Milvus. */
export interface SandboxWorld {
  /** Unix milliseconds on the sandbox's clock, which tests can hold and step. */
  now(): number;
  /** Whether the simulated Milvus is at least this release, such as "2.4". */
  isAtLeast(release: string): boolean;
  /** A new id as Milvus allocates them: above 2^53, ascending. */
  nextId(): string;
  /** The collection, or undefined when the sandbox has none of this name; database "" means default. */
  collection(dbName: string, collectionName: string): SandboxCollection | undefined;
  /** Successful replies of the worked examples of this RPC, for lists to show beside the jobs that were started. */
  seeds<Rpc extends RpcName>(rpc: Rpc): readonly PartialReply<ReplyOf<Rpc>>[];
  /** State that one kind keeps, made by `create` at first use. */
  store<T>(name: string, create: () => T): T;
}

export interface SandboxCollection {
  readonly id: string;
  readonly dbName: string;
  readonly name: string;
  readonly partitions: readonly string[];
}

/** The RPCs of a kind as the sandbox replies: a request → its reply, or an error Status. */
export type Simulation = {
  readonly [Rpc in RpcName]?: (request: Required<RequestOf<Rpc>>, world: SandboxWorld) => PartialReply<ReplyOf<Rpc>>;
};

/** The Status of a failed call, as Milvus fills it. */
export function failure(code: number, reason: string, errorCode: ErrorName = "UnexpectedError") {
  return { status: { code, error_code: errorCode, reason, detail: reason } };
}
type ErrorName = Extract<NonNullable<ReplyOf<"GetImportState">["status"]>["error_code"], string>;

/** What Milvus says of a collection that is not there. */
export function collectionNotFound(dbName: string, collectionName: string) {
  return failure(
    100,
    `collection not found[database=${dbName || "default"}][collection=${collectionName}]`,
    "CollectionNotExists",
  );
}

/** Unix milliseconds → hybrid timestamp: docs/milvus.md#times */
export function toHybrid(milliseconds: number): string {
  return String(BigInt(Math.floor(milliseconds)) << 18n);
}

/** The step of a timeline at an age (ms): the last one whose `from` has passed; a timeline starts at 0. */
export function stepAtAge<Step extends { readonly from: number }>(timeline: readonly Step[], age: number): Step {
  const step = timeline.findLast(({ from }) => from <= age) ?? timeline[0];
  if (!step) throw new TypeError("a timeline has at least one step");
  return step;
}

/** Ids of the collections that were given an index; a load needs one, and `unindexed` begins without. */
export const indexedCollections = (world: SandboxWorld) => world.store("indexed", () => new Set<string>());
