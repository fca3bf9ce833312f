/** A gRPC server that speaks Milvus's service and returns what a test tells it to; it remembers every call. */
import { EventEmitter, once } from "node:events";
import { type Metadata, Server, ServerCredentials, status } from "@grpc/grpc-js";
import { milvusService } from "../../src/milvus/grpc/proto.ts";
import type { RpcName } from "../../src/milvus/methods.ts";

/** A gRPC status to end a call with. */
export class GrpcFailure {
  readonly code: number;
  readonly details: string;
  constructor(code: number, details: string) {
    this.code = code;
    this.details = details;
  }
}

/** A reply, which is a success unless it has a `status`; its bytes on the wire; or the gRPC status of a failure. */
type ScriptedReply = object | Buffer | GrpcFailure;

/** RPC → its reply, or the promise of one, which may stay open. Read at each call: a test may change it in between. */
export type Script = { [Rpc in RpcName]?: ScriptedReply | Promise<ScriptedReply> };

export interface Received {
  readonly rpc: RpcName;
  readonly request: object;
  readonly metadata: Readonly<Record<string, unknown>>;
}

export interface ScriptedMilvus {
  readonly address: string;
  readonly calls: readonly Received[];
  /** Resolves when the next call arrives, or when the next is cancelled, with the name of its RPC. */
  next(event: "received" | "cancelled"): Promise<RpcName>;
  stop(): void;
}

interface ServerCall extends EventEmitter {
  readonly request: object;
  readonly metadata: Metadata;
}
type Answer = (failure: object | null, reply?: object) => void;

/** The service, except that a reply may be bytes already: those of a Milvus that breaks the protocol. */
const service = Object.fromEntries(
  Object.entries(milvusService).map(([rpc, method]) => {
    // The cast: every RPC serializes its own replies, which a lookup by name cannot tell.
    const serialize = method.responseSerialize as (reply: object) => Buffer;
    const orAsItIs = (reply: object) => (Buffer.isBuffer(reply) ? reply : serialize(reply));
    return [rpc, { ...method, responseSerialize: orAsItIs }];
  }),
);

const isSent = (reply: object) => Buffer.isBuffer(reply) || "status" in reply;

/** Starts it on a free port, or on the one given; RPCs that are not in the script are unimplemented. */
export async function startScriptedMilvus(script: Script, wantedPort = 0): Promise<ScriptedMilvus> {
  const calls: Received[] = [];
  const events = new EventEmitter();
  const handle = (rpc: RpcName) => async (call: ServerCall, response: Answer) => {
    calls.push({ rpc, request: call.request, metadata: call.metadata.getMap() });
    call.once("cancelled", () => events.emit("cancelled", rpc));
    events.emit("received", rpc);
    const reply = await (script[rpc] ?? new GrpcFailure(status.UNIMPLEMENTED, `unknown method ${rpc}`));
    if (reply instanceof GrpcFailure) response(reply);
    else response(null, isSent(reply) ? reply : { status: {}, ...reply });
  };
  const server = new Server();
  const names = Object.keys(milvusService) as RpcName[]; // the service's own keys
  server.addService(service, Object.fromEntries(names.map((rpc) => [rpc, handle(rpc)])));
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync(`127.0.0.1:${wantedPort}`, ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    );
  });
  return {
    address: `127.0.0.1:${port}`,
    calls,
    next: async (event) => (await once(events, event))[0],
    stop: () => server.forceShutdown(),
  };
}
