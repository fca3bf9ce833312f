/** A whole gateway on a real socket, in front of the Milvus at an address or of a sandbox whose time stands. */
import { pino } from "pino";
import { readConfig } from "../../src/config.ts";
import * as gateway from "../../src/gateway.ts";
import { type Clock, createClock } from "../../src/sandbox/clock.ts";

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

type Settings = Readonly<Record<string, string>>;
export type GatewayOptions = Partial<gateway.GatewayOptions>;

/** Starts a gateway on a free port; its settings are environment variables. */
export function startGateway(address: string, settings: Settings = {}, options: GatewayOptions = {}): Promise<Gateway> {
  return start({ ...settings, MILVUS_ADDRESS: address }, options);
}

/** Starts a gateway in front of a sandbox of its own that plays a release of Milvus; jobs begin only when told to. */
export async function startSandboxedGateway(
  version: string,
  settings: Settings = {},
  options: GatewayOptions = {},
): Promise<SandboxedGateway> {
  const clock = createClock();
  clock.hold();
  return { ...(await start({ ...settings, SANDBOX_VERSION: version }, { ...options, clock })), clock };
}

async function start(settings: Settings, options: GatewayOptions): Promise<Gateway> {
  const config = readConfig({ PORT: "0", ...settings }, []);
  const { url, drain, kill } = await gateway.startGateway(config, { log: pino({ level: "silent" }), ...options });
  return { url: `http://127.0.0.1:${new URL(url).port}`, drain, stop: kill };
}
