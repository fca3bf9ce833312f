/** Builds a gateway of its real collaborators and starts it; main.ts and the tests both use it. */
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import type { Logger } from "pino";
import { createMetrics } from "./api/metrics.ts";
import { createApp } from "./app.ts";
import type { Config } from "./config.ts";
import { createPublicPathOf } from "./http/public-path.ts";
import { createServer } from "./http/server.ts";
import { createCoalesce } from "./jobs/coalesce.ts";
import { createFollow } from "./jobs/follow.ts";
import { createJobs } from "./jobs/jobs.ts";
import { createPolls } from "./jobs/poll.ts";
import { crashesOnUnknownIds } from "./kinds/import/unknown-ids.ts";
import { KINDS } from "./kinds/index.ts";
import type { Kind } from "./kinds/kind.ts";
import { createUpstream } from "./milvus/both-sources.ts";
import { createGrpcSource, originOf } from "./milvus/grpc/client.ts";
import { observeCalls } from "./milvus/observed-upstream.ts";
import { createRestSource, NO_REST } from "./milvus/rest/client.ts";
import type { RestSource, Upstream } from "./milvus/upstream.ts";
import { GatewayError } from "./model/errors.ts";
import type { Clock } from "./sandbox/clock.ts";

export interface Gateway {
  /** `http://host:port`. */
  readonly url: string;
  /** The Milvus behind it, for people: an address, or the sandbox and its release. */
  readonly milvus: string;
  /** Ends waits and streams; running requests go on. */
  drain(): void;
  /** Takes no more connections, drains, and resolves when the last request has its response. */
  stop(): Promise<void>;
  /** Cuts every connection. */
  kill(): Promise<void>;
}

export interface GatewayOptions {
  readonly log: Logger;
  readonly kinds?: readonly Kind[];
  /** The time of the embedded sandbox; the wall clock without it. */
  readonly clock?: Clock;
  /** Whether the log tells Milvus's version, or why it does not answer, at the start. */
  readonly tellsOfMilvus?: boolean;
  /** Whether jobs begin by themselves in the embedded sandbox; without it, where its time is the wall clock. */
  readonly isAlive?: boolean;
}

interface MeetingOptions {
  readonly config: Config;
  readonly log: Logger;
  readonly signal: AbortSignal;
  readonly isTold: boolean;
  readonly isRestOff: boolean;
}

/** Starts a gateway; rejects when it cannot listen, with Node's own error. */
export async function startGateway(config: Config, options: GatewayOptions): Promise<Gateway> {
  const { log, kinds = KINDS } = options;
  const milvus = await findMilvus(config, kinds, options);
  const tls = {
    tlsCa: config.MILVUS_TLS_CA,
    tlsCert: config.MILVUS_TLS_CERT,
    tlsKey: config.MILVUS_TLS_KEY,
    tlsServerName: config.MILVUS_TLS_SERVER_NAME,
  };
  const rest = openRest(milvus.address, tls, config, log);
  const upstream = createUpstream(
    createGrpcSource({ address: milvus.address, ...tls, maxCalls: config.MAX_UPSTREAM_CALLS }),
    rest,
  );
  const stopping = new AbortController();
  const metrics = createMetrics();
  const jobs = createJobs({
    upstream: observeCalls(upstream, metrics.countCall),
    coalesce: createCoalesce(),
    hasCredential: config.MILVUS_TOKEN !== undefined,
  });
  const follow = createFollow({ jobs, polls: createPolls(), settings: config, stopping: stopping.signal });
  const publicPathOf = createPublicPathOf(config);
  const app = createApp({ kinds, jobs, follow, metrics, publicPathOf, config, log });
  const server = createServer(app, { maxConnections: config.MAX_CONNECTIONS, publicPathOf, log });
  const close = () => {
    upstream.close();
    milvus.close();
  };
  server.listen(config.PORT, config.HOST);
  try {
    await once(server, "listening");
  } catch (error) {
    close();
    throw error;
  }
  const { port } = server.address() as AddressInfo; // a listening TCP server has one
  const { tellsOfMilvus: isTold = false } = options;
  const isRestOff = rest === NO_REST;
  if (config.MILVUS_ADDRESS !== undefined && (isTold || isRestOff)) {
    // In the background: the gateway serves whatever comes of it, and stopping it ends the call.
    meetMilvus(upstream, { config, log, signal: stopping.signal, isTold, isRestOff });
  }

  async function stop(): Promise<void> {
    const closed = once(server, "close");
    server.close();
    stopping.abort();
    // Connections that are kept alive become idle one by one, as their requests finish.
    const timer = setInterval(() => server.closeIdleConnections(), 50);
    await closed;
    clearInterval(timer);
    close();
  }

  return {
    url: `http://${config.HOST.includes(":") ? `[${config.HOST}]` : config.HOST}:${port}`,
    milvus: milvus.name,
    drain: () => stopping.abort(),
    stop,
    kill() {
      const stopped = stop();
      server.closeAllConnections();
      return stopped;
    },
  };
}

/** Milvus's own REST: where MILVUS_HTTP says, or with `auto` where its gRPC is, unless that is TLS. */
function openRest(address: string, tls: object, config: Config, log: Logger): RestSource {
  const { MILVUS_HTTP: setting, MAX_UPSTREAM_CALLS: maxCalls } = config;
  const isGuess = setting === "auto";
  if (setting === "off" || (isGuess && address.startsWith("https://"))) return NO_REST;
  const origin = isGuess ? originOf(address) : setting;
  return createRestSource({
    origin,
    ...tls,
    isGuess,
    maxCalls,
    onChange(status, before) {
      if (status.status === "failing") {
        log.warn({ reason: status.reason }, "Milvus's REST fails: not asked for a minute");
      } else if (before?.status === "failing") log.info({ rest: status.status }, "Milvus's REST fails no more");
    },
  });
}

/** How long the Milvus that is there at the start has to tell its version, in milliseconds. */
const VERSION_DEADLINE = 10_000;

/**
 * Asks Milvus for its version once. With `isTold` logs it, or why there is none; and names a Milvus that unknown ids
 * crash where no list of REST's can be looked into first. Never rejects.
 */
async function meetMilvus(
  upstream: Upstream,
  { config, log, signal, isTold, isRestOff }: MeetingOptions,
): Promise<void> {
  const { MILVUS_TOKEN: token } = config;
  const metadata = token === undefined ? {} : { authorization: Buffer.from(token).toString("base64") };
  try {
    const options = { metadata, deadline: Date.now() + VERSION_DEADLINE, signal };
    const { version } = await upstream.call("GetVersion", {}, options);
    if (isTold) log.info({ version }, "Milvus answers");
    if (isRestOff && crashesOnUnknownIds({ version })) log.warn({ version }, CRASHES);
  } catch (error) {
    if (!isTold || signal.aborted) return;
    const { code, message } = GatewayError.from(error);
    if (TOLD_TO_CALLERS.has(code))
      log.info({ code }, "Milvus answers; it tells its version to those with a login only");
    else log.warn({ code, reason: message }, "Milvus does not answer yet: the gateway goes on trying");
  }
}

/** Failures that show that Milvus is there. */
const TOLD_TO_CALLERS: ReadonlySet<string> = new Set(["UNAUTHENTICATED", "PERMISSION_DENIED"]);

const CRASHES =
  "Milvus 2.4.0 to 2.4.4 crashes when it is asked for an import that it does not know: upgrade it, or let MILVUS_HTTP name its REST, so that its list is looked into first";

interface Milvus {
  readonly address: string;
  readonly name: string;
  close(): void;
}

/** The configured Milvus, or a sandbox that is started here. */
async function findMilvus(
  config: Config,
  kinds: readonly Kind[],
  { clock, isAlive = clock === undefined }: GatewayOptions,
): Promise<Milvus> {
  const { MILVUS_ADDRESS: address, SANDBOX_VERSION: version } = config;
  if (address !== undefined) return { address, name: address, close() {} };
  // Loaded only when needed: in production there is no sandbox.
  const [{ startSandbox }, { createClock }] = await Promise.all([
    import("./sandbox/server.ts"),
    import("./sandbox/clock.ts"),
  ]);
  const sandbox = await startSandbox({ kinds, version, clock: clock ?? createClock(), isAlive });
  return { address: sandbox.address, name: `the embedded sandbox (${version})`, close: () => sandbox.close() };
}
