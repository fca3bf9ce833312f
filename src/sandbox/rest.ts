/** The sandbox's REST: Milvus's envelope around what the simulations of the kinds say. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { json } from "node:stream/consumers";
import type { SandboxWorld } from "../kinds/simulation.ts";

/** A request of a method → the `data` of its envelope, or a failure. */
export type RestHandler = (
  request: object,
  world: SandboxWorld,
  headers: { readonly idempotencyKey: string; readonly dbName: string },
) => object;

interface RestOptions {
  readonly world: SandboxWorld;
  /** undefined where the simulated release does not have the route. */
  handlerOf(method: string): RestHandler | undefined;
}

const PREFIX = "/v2/vectordb/jobs/";

export function createRestServer({ world, handlerOf }: RestOptions): Server {
  const code = world.isAtLeast("2.4.3") ? 0 : 200;

  async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url ?? "";
    const handler =
      request.method === "POST" && path.startsWith(PREFIX) ? handlerOf(path.slice(PREFIX.length)) : undefined;
    if (!handler) {
      response.writeHead(404, { "Content-Type": "text/plain" }).end("404 page not found");
      return;
    }
    const envelope = await handle(handler, request);
    const { status = 200, ...body }: { readonly status?: number } = envelope;
    response.writeHead(status, { "Content-Type": "application/json; charset=utf-8" }).end(JSON.stringify(body));
  }

  async function handle(handler: RestHandler, request: IncomingMessage): Promise<object> {
    let body: unknown;
    try {
      body = await json(request);
    } catch (error) {
      return { code: 1801, message: `can only accept json format request, error: ${String(error)}` };
    }
    if (typeof body !== "object" || body === null) {
      return { code: 1801, message: "can only accept json format request, error: no object" };
    }
    const { "idempotency-key": key, "db-name": dbName } = request.headers;
    const reply = handler(body, world, {
      idempotencyKey: String(key ?? ""),
      dbName: String(dbName ?? "") || "default",
    });
    return "code" in reply ? reply : { code, data: reply };
  }

  return createServer((request, response) => {
    respond(request, response).catch(() => response.destroy()); // a request that was cut
  });
}
