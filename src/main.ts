/** The process: flags, signals and exit codes. */

import { readFileSync } from "node:fs";
import { destination, pino } from "pino";
import { type Config, ConfigError, help, misspeltSettings, readConfig } from "./config.ts";
import { type Gateway, startGateway } from "./gateway.ts";
import { dropAsyncResourceProperty } from "./milvus/grpc/async-resource.ts";

const args = process.argv.slice(2);
if (args.includes("--help") || args.includes("-h")) {
  process.stdout.write(help());
} else if (args.includes("--version")) {
  process.stdout.write(`${readVersion()}\n`);
} else {
  await run(readConfigOrExit());
}

function readVersion(): string {
  const manifest: { readonly version: string } = JSON.parse(
    readFileSync(new URL("../package.json", import.meta.url), "utf8"),
  );
  return manifest.version;
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

async function run(config: Config): Promise<void> {
  dropAsyncResourceProperty();
  // Written at once: at an exit, a line in flight would come after the last one.
  const log = pino({ level: config.LOG_LEVEL, base: null }, destination({ sync: true }));
  for (const { given, meant } of misspeltSettings(process.env)) {
    log.warn({ given, meant }, `the environment variable ${given} is no setting; did you mean ${meant}?`);
  }
  let gateway: Gateway;
  try {
    gateway = await startGateway(config, { log, tellsOfMilvus: true });
  } catch (error) {
    process.stderr.write(`${explainListenError(error, config)}\n`);
    process.exit(1);
  }
  const { url, milvus } = gateway;
  log.info({ milvus }, `listening on ${url}, the job board is ${url}/, the documentation ${url}/docs`);

  const stop = async (signal: NodeJS.Signals) => {
    setTimeout(() => process.exit(1), config.SHUTDOWN_GRACE_MS).unref();
    const stopped = gateway.stop();
    log.info({ signal }, "stopping: running requests finish"); // said when no new ones are taken any more
    await stopped;
    log.info("stopped");
    process.exit(0);
  };
  process.once("SIGTERM", stop).once("SIGINT", stop);
}

function explainListenError(error: unknown, { HOST, PORT }: Config): string {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "EADDRINUSE")
    return `Port ${PORT} on ${HOST} is taken. Set PORT (or --port) to another one, or 0 for a free one.`;
  if (code === "EACCES")
    return `Port ${PORT} on ${HOST} is not allowed to this user. Set PORT (or --port) to one above 1023.`;
  return `Cannot listen on ${HOST}:${PORT}: ${error instanceof Error ? error.message : String(error)}`;
}
