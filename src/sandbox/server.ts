/**
 * The embedded Milvus: a real gRPC server on loopback. It runs each kind's simulation, and is seeded with the worked
 * examples: a request of one gets its reply.
 */
import { Server, ServerCredentials, type ServiceError, status, type UntypedHandleCall } from "@grpc/grpc-js";
import type { ExampleCall, Kind } from "../kinds/kind.ts";
import { collectionNotFound, type SandboxWorld, type Simulation } from "../kinds/simulation.ts";
import { BARE_STATUS, milvusService } from "../milvus/grpc/proto.ts";
import type { Clock } from "./clock.ts";
import { createWorld } from "./world.ts";

export interface Sandbox {
  /** `127.0.0.1:port`. */
  readonly address: string;
  close(): void;
}

export interface SandboxOptions {
  readonly kinds: readonly Kind[];
  /** The release to simulate, such as "2.4". */
  readonly version: string;
  readonly clock: Clock;
}

type RpcName = keyof Simulation;
type Handler = (request: object, world: SandboxWorld) => object;

/** The fields of every collection: SDKs read them before they compact, no kind does. */
const FIELDS = [
  { fieldID: "100", name: "id", is_primary_key: true, data_type: "Int64" },
  { fieldID: "101", name: "vector", data_type: "FloatVector", type_params: [{ key: "dim", value: "8" }] },
] as const;

/** The RPCs that belong to no kind. */
const session: Simulation = {
  Connect: (_request, world) => ({
    server_info: { build_tags: `v${versionOf(world)}-sandbox`, deploy_mode: "SANDBOX" },
  }),
  GetVersion: (_request, world) => ({ version: `v${versionOf(world)}-sandbox` }),
  CheckHealth: () => ({ isHealthy: true }),
  DescribeCollection(request, world) {
    const collection = world.collection(request.db_name, request.collection_name);
    if (!collection) return collectionNotFound(request.db_name, request.collection_name);
    return {
      schema: { name: collection.name, fields: FIELDS },
      collectionID: collection.id,
      collection_name: collection.name,
      db_name: collection.dbName,
    };
  },
};

const RELEASES = ["3.1", "3.0", "2.6", "2.5", "2.4", "2.3"];

function versionOf(world: SandboxWorld): string {
  return RELEASES.find((release) => world.isAtLeast(release)) ?? "2.2";
}

/** Request as bytes → reply, for the examples of `get`, which no start in the sandbox can make. */
function toReplies(calls: readonly ExampleCall[]): Map<string, object> {
  return new Map(calls.map(({ rpc, request, reply }) => [keyOf(rpc, request), reply]));
}

/** The examples' successful replies by RPC. */
function toSeeds(calls: readonly ExampleCall[]): Map<RpcName, object[]> {
  const seeds = new Map<RpcName, object[]>();
  for (const { rpc, reply } of calls) {
    if (!("status" in reply)) seeds.set(rpc, [...(seeds.get(rpc) ?? []), reply]);
  }
  return seeds;
}

/** A request as text, with every default written out as in a received one. */
function keyOf(rpc: RpcName, request: object): string {
  // The cast: every RPC's codec takes that RPC's requests, which a lookup by name cannot express.
  const codec = milvusService[rpc] as unknown as {
    requestSerialize(request: object): Buffer;
    requestDeserialize(bytes: Buffer): object;
  };
  const received = codec.requestDeserialize(codec.requestSerialize(request));
  return `${rpc} ${codec.requestSerialize(received).toString("base64")}`;
}

/** Adds the Status of a success; the reply of an RPC that replies with a bare Status is the Status itself. */
function toReply(rpc: RpcName, reply: object): object {
  const failed = "status" in reply && typeof reply.status === "object" ? reply.status : undefined;
  if (BARE_STATUS.has(rpc)) return failed ?? reply;
  return failed === undefined && !("status" in reply) ? { status: {}, ...reply } : reply;
}

/** Starts the sandbox on a free loopback port; rejects when it cannot listen. */
export async function startSandbox({ kinds, version, clock }: SandboxOptions): Promise<Sandbox> {
  const examples = kinds.flatMap((kind) => kind.get.examples.flatMap((example) => example.calls));
  const world = createWorld({ version, clock, seeds: toSeeds(examples) });
  const replies = toReplies(examples);
  const since = new Map(kinds.flatMap((kind) => Object.entries(kind.since)));
  const simulations = kinds.reduce<Record<string, unknown>>((all, kind) => Object.assign(all, kind.simulation), {
    ...session,
  });

  const handle = (rpc: RpcName): UntypedHandleCall => {
    const simulate = simulations[rpc] as Handler | undefined; // a simulation's handlers take their own RPC's messages
    const isSupported = simulate !== undefined && world.isAtLeast(since.get(rpc)?.version ?? "2.3");
    return (call: { request: object }, callback: (error: Partial<ServiceError> | null, reply?: object) => void) => {
      if (!isSupported) {
        const details = `unknown method ${rpc} for service milvus.proto.milvus.MilvusService`;
        callback({ code: status.UNIMPLEMENTED, details });
        return;
      }
      callback(null, toReply(rpc, replies.get(keyOf(rpc, call.request)) ?? simulate(call.request, world)));
    };
  };

  const server = new Server();
  const names = Object.keys(milvusService) as RpcName[]; // the service's own keys
  server.addService(milvusService, Object.fromEntries(names.map((rpc) => [rpc, handle(rpc)])));
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    );
  });
  return { address: `127.0.0.1:${port}`, close: () => server.forceShutdown() };
}
