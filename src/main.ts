/** Process entry: config → upstream or sandbox → app → listen → drain on SIGTERM. */
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { pino } from "pino";
import { createApp } from "./app.ts";
import { type Config, ConfigError, help, readConfig } from "./config.ts";
import { createServer } from "./http/server.ts";
import { KINDS } from "./kinds/index.ts";
import { dropAsyncResourceProperty } from "./milvus/grpc/async-resource.ts";
import { createUpstream } from "./milvus/grpc/client.ts";

const args = process.argv.slice(2);
if (args.includes("--help") || args.includes("-h")) {
  process.stdout.write(help());
} else {
  await run(readConfigOrExit());
}

function readConfigOrExit(): Config {
  try {
    return readConfig(process.env, args);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`${error.message}\n\nRun with --help for all settings.\n`);
    process.exit(2);
  }
}

/** The address of Milvus: the configured one, or that of a sandbox started here. */
async function findMilvus(config: Config): Promise<{ address: string; sandboxed: boolean }> {
  if (config.MILVUS_ADDRESS !== undefined) return { address: config.MILVUS_ADDRESS, sandboxed: false };
  // Loaded only when needed: a gateway in production plays no Milvus.
  const [{ startSandbox }, { createClock }] = await Promise.all([
    import("./sandbox/server.ts"),
    import("./sandbox/clock.ts"),
  ]);
  const sandbox = await startSandbox({ kinds: KINDS, version: config.SANDBOX_VERSION, clock: createClock() });
  return { address: sandbox.address, sandboxed: true };
}

async function run(config: Config): Promise<void> {
  dropAsyncResourceProperty();
  const log = pino({ level: config.LOG_LEVEL, base: null });
  const { address, sandboxed } = await findMilvus(config);
  const upstream = createUpstream({
    address,
    tlsCa: config.MILVUS_TLS_CA,
    tlsCert: config.MILVUS_TLS_CERT,
    tlsKey: config.MILVUS_TLS_KEY,
    tlsServerName: config.MILVUS_TLS_SERVER_NAME,
    maxCalls: config.MAX_UPSTREAM_CALLS,
  });
  const stopping = new AbortController();
  const app = createApp({ kinds: KINDS, upstream, config, log, stopping: stopping.signal });
  const server = createServer(app, { maxConnections: config.MAX_CONNECTIONS, log });
  server.listen(config.PORT, config.HOST);
  try {
    await once(server, "listening");
  } catch (error) {
    process.stderr.write(`${whyNotListening(error, config)}\n`);
    process.exit(1);
  }
  const { port } = server.address() as AddressInfo; // a listening TCP server has one
  const url = `http://${config.HOST.includes(":") ? `[${config.HOST}]` : config.HOST}:${port}`;
  log.info(
    { milvus: sandboxed ? `the embedded sandbox (${config.SANDBOX_VERSION})` : address },
    `listening on ${url}, try ${url}/docs`,
  );

  const stop = (signal: NodeJS.Signals) => {
    const deadline = setTimeout(() => process.exit(1), config.SHUTDOWN_GRACE_MS);
    deadline.unref();
    server.close(() => {
      upstream.close();
      log.info("stopped");
      process.exit(0);
    });
    stopping.abort();
    log.info({ signal }, "stopping: running requests finish"); // said when no new ones are taken any more
    // Connections that are kept alive become idle one by one, as their requests finish.
    setInterval(() => server.closeIdleConnections(), 50);
  };
  process.once("SIGTERM", stop).once("SIGINT", stop);
}

function whyNotListening(error: unknown, { HOST, PORT }: Config): string {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "EADDRINUSE")
    return `Port ${PORT} on ${HOST} is taken. Set PORT (or --port) to another one, or 0 for a free one.`;
  if (code === "EACCES")
    return `Port ${PORT} on ${HOST} is not allowed to this user. Set PORT (or --port) to one above 1023.`;
  return `Cannot listen on ${HOST}:${PORT}: ${error instanceof Error ? error.message : String(error)}`;
}
