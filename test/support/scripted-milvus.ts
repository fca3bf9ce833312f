/** A server that speaks Milvus's gRPC and REST on one port and returns what a test tells it to; it remembers every call. */
import { EventEmitter, once } from "node:events";
import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { type Metadata, Server, ServerCredentials, status } from "@grpc/grpc-js";
import { milvusService } from "../../src/milvus/grpc/proto.ts";
import type { MethodName, RestMethodName, RpcName } from "../../src/milvus/methods.ts";
import { listenOnSharedPort } from "../../src/sandbox/shared-port.ts";

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

/**
 * How REST replies: the envelope's `data`, or an envelope with a `code`, which may have an HTTP `status` besides; or a
 * function that writes the response, or cuts the connection, itself.
 */
type ScriptedRest = object | ((response: ServerResponse, body: string) => void);

/** Method → its reply, or the promise of one, which may stay open. Read at each call: a test may change it in between. */
export type Script = { [Rpc in RpcName]?: ScriptedReply | Promise<ScriptedReply> } & {
  [M in RestMethodName]?: ScriptedRest | Promise<ScriptedRest>;
};

export interface Received {
  readonly rpc: RpcName;
  readonly request: object;
  readonly metadata: Readonly<Record<string, unknown>>;
}

export interface ReceivedByRest {
  /** Below /v2/vectordb/jobs/. */
  readonly method: string;
  readonly headers: IncomingHttpHeaders;
  /** As it was sent. */
  readonly body: string;
}

export interface ScriptedMilvus {
  readonly address: string;
  readonly calls: readonly Received[];
  /** Every request of REST; the question whether it is there is one without a job's id. */
  readonly restCalls: readonly ReceivedByRest[];
  /** Resolves when the next call arrives, or when the next is cancelled, with the name of its RPC. */
  next(event: "received" | "cancelled"): Promise<MethodName>;
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

const REST_PREFIX = "/v2/vectordb/jobs/";

/** A Milvus that has REST answers the question whether it is there, which asks for no job. */
const MISSING_ID = { code: 1802, message: "missing required parameters, error: Key: 'JobIDReq.JobID'" };

/**
 * Starts it on a free port, or on the one given. RPCs that are not in the script are unimplemented; a script without
 * methods of REST is a Milvus without REST, and of one with some, the others are missing.
 */
export async function startScriptedMilvus(script: Script, wantedPort = 0): Promise<ScriptedMilvus> {
  const calls: Received[] = [];
  const restCalls: ReceivedByRest[] = [];
  const events = new EventEmitter();
  const handle = (rpc: RpcName) => async (call: ServerCall, response: Answer) => {
    calls.push({ rpc, request: call.request, metadata: call.metadata.getMap() });
    call.once("cancelled", () => events.emit("cancelled", rpc));
    events.emit("received", rpc);
    const reply = await (script[rpc] ?? new GrpcFailure(status.UNIMPLEMENTED, `unknown method ${rpc}`));
    if (reply instanceof GrpcFailure) response(reply);
    else response(null, isSent(reply) ? reply : { status: {}, ...reply });
  };
  const grpc = new Server();
  const names = Object.keys(milvusService) as RpcName[]; // the service's own keys
  grpc.addService(service, Object.fromEntries(names.map((rpc) => [rpc, handle(rpc)])));
  const injector = grpc.createConnectionInjector(ServerCredentials.createInsecure());

  const http = createServer(async (request, response) => {
    const method = (request.url ?? "").replace(REST_PREFIX, "");
    const body = await text(request);
    restCalls.push({ method, headers: request.headers, body });
    response.once("close", () => response.writableFinished || events.emit("cancelled", method));
    const isRest = Object.keys(script).some((name) => name.includes("/"));
    const isQuestion = method === "import/get_progress" && body === "{}";
    if (!isQuestion) events.emit("received", method);
    const scripted = script[method as RestMethodName]; // undefined for what is no method
    const reply = isQuestion && isRest && typeof scripted !== "function" ? MISSING_ID : await scripted;
    if (reply === undefined) response.writeHead(404, { "Content-Type": "text/plain" }).end("404 page not found");
    else if (typeof reply === "function") reply(response, body);
    else sendEnvelope(response, reply);
  });

  const { port, close } = await listenOnSharedPort(
    { serveGrpc: (connection) => injector.injectConnection(connection), http },
    wantedPort,
  );
  return {
    address: `127.0.0.1:${port}`,
    calls,
    restCalls,
    next: async (event) => (await once(events, event))[0],
    stop() {
      close();
      grpc.forceShutdown();
    },
  };
}

function sendEnvelope(response: ServerResponse, reply: object): void {
  const { status = 200, ...rest }: { readonly status?: number } = reply;
  const envelope = "code" in rest ? rest : { code: 0, data: rest };
  response.writeHead(status, { "Content-Type": "application/json; charset=utf-8" }).end(JSON.stringify(envelope));
}
