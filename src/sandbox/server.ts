/**
 * The embedded Milvus: real servers of gRPC and REST on one loopback port. They run each kind's simulation, and are seeded
 * with the worked examples: a request of one gets its reply.
 */
import { Server, ServerCredentials, type ServiceError, status, type UntypedHandleCall } from "@grpc/grpc-js";
import type { Call, ExampleCall, Kind } from "../kinds/kind.ts";
import { collectionNotFound, type SandboxWorld, type Simulation } from "../kinds/simulation.ts";
import { asReceived, BARE_STATUS, isRpc, milvusService, requestCodecOf } from "../milvus/grpc/proto.ts";
import type { Clock } from "./clock.ts";
import { createRestServer, type RestHandler } from "./rest.ts";
import { createRoutine } from "./routine.ts";
import { listenOnSharedPort } from "./shared-port.ts";
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
  /** Whether jobs begin by themselves, besides those that somebody starts. */
  readonly isAlive?: boolean;
}

type RpcName = keyof typeof milvusService & string;
type Handler = (request: object, world: SandboxWorld) => object;

/** The fields of every collection: SDKs read them before they compact, no kind does. */
const FIELDS = [
  { fieldID: "100", name: "id", is_primary_key: true, data_type: "Int64" },
  { fieldID: "101", name: "vector", data_type: "FloatVector", type_params: [{ key: "dim", value: "8" }] },
] as const;

/** The RPCs that belong to no kind. */
const session: Simulation = {
  Connect: (_request, world) => ({
    server_info: { build_tags: `v${world.version}-sandbox`, deploy_mode: "SANDBOX" },
  }),
  GetVersion: (_request, world) => ({ version: `v${world.version}-sandbox` }),
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

/** Request as text → reply, for the examples of `get`, which no start in the sandbox can make. */
function toReplies(calls: readonly ExampleCall[]): Map<string, object> {
  return new Map(calls.map(({ method, request, reply }) => [keyOf(method, request), reply]));
}

/** The examples' successful replies by method. */
function toSeeds(calls: readonly ExampleCall[]): Map<string, object[]> {
  const seeds = new Map<string, object[]>();
  for (const { method, reply } of calls) {
    if (!("status" in reply) && !("code" in reply)) seeds.set(method, [...(seeds.get(method) ?? []), reply]);
  }
  return seeds;
}

/** A request as text; of gRPC with every default written out as in a received one. */
function keyOf(method: string, request: object): string {
  return isRpc(method) ? keyOfRpc(method, request) : `${method} ${JSON.stringify(request)}`;
}

const keyOfRpc = (rpc: RpcName, request: object) =>
  `${rpc} ${requestCodecOf(rpc).requestSerialize(asReceived(rpc, request)).toString("base64")}`;

/** Adds the Status of a success; the reply of an RPC that replies with a bare Status is the Status itself. */
function toReply(rpc: RpcName, reply: object): object {
  const failed = "status" in reply && typeof reply.status === "object" ? reply.status : undefined;
  if (BARE_STATUS.has(rpc)) return failed ?? reply;
  return failed === undefined && !("status" in reply) ? { status: {}, ...reply } : reply;
}

/** Starts the sandbox on a free loopback port; rejects when it cannot listen. */
export async function startSandbox({ kinds, version, clock, isAlive = false }: SandboxOptions): Promise<Sandbox> {
  const examples = kinds.flatMap(({ get, actions = [] }) => [
    ...get.examples.flatMap(({ calls }) => calls),
    // What is read after an action is the job, which is seeded by its own example.
    ...actions.flatMap((action) => action.examples.flatMap(({ calls }) => calls.slice(0, 1))),
  ]);
  const world = createWorld({ version, clock, isAlive, seeds: toSeeds(examples) });
  const replies = toReplies(examples);
  const since = new Map(kinds.flatMap((kind) => Object.entries(kind.since)));
  const simulations = kinds.reduce<Record<string, unknown>>((all, kind) => Object.assign(all, kind.simulation), {
    ...session,
  });

  const isThere = (method: string) => world.isAtLeast(since.get(method)?.version ?? (isRpc(method) ? "2.3" : "2.4"));
  function perform({ method, request }: Call, at: SandboxWorld): void {
    if (!isThere(method)) return;
    const simulate = simulations[method] as RestHandler; // of gRPC, a handler that has no use for headers
    simulate(isRpc(method) ? asReceived(method, request) : request, at, { idempotencyKey: "", dbName: "default" });
  }
  const catchUp = isAlive ? createRoutine({ kinds, world, perform }) : () => {};

  const handle = (rpc: RpcName): UntypedHandleCall => {
    const simulate = simulations[rpc] as Handler | undefined; // a simulation's handlers take their own RPC's messages
    const isSupported = simulate !== undefined && isThere(rpc);
    return (call: { request: object }, callback: (error: Partial<ServiceError> | null, reply?: object) => void) => {
      if (!isSupported) {
        const details = `unknown method ${rpc} for service milvus.proto.milvus.MilvusService`;
        callback({ code: status.UNIMPLEMENTED, details });
        return;
      }
      catchUp();
      callback(null, toReply(rpc, replies.get(keyOf(rpc, call.request)) ?? simulate(call.request, world)));
    };
  };

  const grpc = new Server();
  const names = Object.keys(milvusService) as RpcName[]; // the service's own keys
  grpc.addService(milvusService, Object.fromEntries(names.map((rpc) => [rpc, handle(rpc)])));
  const injector = grpc.createConnectionInjector(ServerCredentials.createInsecure());
  const http = createRestServer({
    world,
    handlerOf(route) {
      const method = route === "import/describe" && world.isAtLeast("2.4.14") ? "import/get_progress" : route;
      const simulate = simulations[method] as RestHandler | undefined; // a simulation's handlers take their own requests
      if (!simulate || isRpc(method) || !isThere(method)) return undefined;
      catchUp();
      return (request, world, headers) => replies.get(keyOf(method, request)) ?? simulate(request, world, headers);
    },
  });
  const { port, close } = await listenOnSharedPort({
    serveGrpc: (connection) => injector.injectConnection(connection),
    http,
  });
  return {
    address: `127.0.0.1:${port}`,
    close() {
      close();
      grpc.forceShutdown();
    },
  };
}
