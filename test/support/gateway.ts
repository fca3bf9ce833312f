/** A whole gateway on a real socket, in front of the Milvus at an address or of a sandbox whose time stands. */
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { type Logger, pino } from "pino";
import { createApp } from "../../src/app.ts";
import { readConfig } from "../../src/config.ts";
import { createServer } from "../../src/http/server.ts";
import { KINDS } from "../../src/kinds/index.ts";
import type { Kind } from "../../src/kinds/kind.ts";
import { createUpstream } from "../../src/milvus/grpc/client.ts";
import { type Clock, createClock } from "../../src/sandbox/clock.ts";
import { startSandbox } from "../../src/sandbox/server.ts";

export interface Gateway {
  /** `http://127.0.0.1:port`. */
  readonly url: string;
  /** What a gateway that was told to stop does first: ends its waits and streams. */
  drain(): void;
  stop(): Promise<void>;
}

export interface SandboxedGateway extends Gateway {
  /** The sandbox's time: held, so that it moves only when it is stepped. */
  readonly clock: Clock;
}

export interface GatewayOptions {
  readonly kinds?: readonly Kind[];
  readonly log?: Logger;
}

/** Starts a gateway; its settings are environment variables. */
export async function startGateway(
  address: string,
  settings: Readonly<Record<string, string>> = {},
  { kinds = KINDS, log = pino({ level: "silent" }) }: GatewayOptions = {},
): Promise<Gateway> {
  const config = readConfig({ ...settings, MILVUS_ADDRESS: address }, []);
  const upstream = createUpstream({ address, tlsCa: config.MILVUS_TLS_CA, maxCalls: config.MAX_UPSTREAM_CALLS });
  const stopping = new AbortController();
  const app = createApp({ kinds, upstream, config, log, stopping: stopping.signal });
  const server = createServer(app, { maxConnections: config.MAX_CONNECTIONS, log });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo; // a listening TCP server has one
  return {
    url: `http://127.0.0.1:${port}`,
    drain: () => stopping.abort(),
    async stop() {
      stopping.abort();
      server.closeAllConnections();
      server.close();
      await once(server, "close");
      upstream.close();
    },
  };
}

/** Starts a gateway in front of a sandbox of its own that plays a release of Milvus. */
export async function startSandboxedGateway(
  version: string,
  settings: Readonly<Record<string, string>> = {},
): Promise<SandboxedGateway> {
  const clock = createClock();
  clock.hold();
  const sandbox = await startSandbox({ kinds: KINDS, version, clock });
  const gateway = await startGateway(sandbox.address, settings);
  return {
    url: gateway.url,
    clock,
    drain: gateway.drain,
    async stop() {
      await gateway.stop();
      sandbox.close();
    },
  };
}
