// Starts real Milvus servers as child processes: Milvus 2.3.5 and Milvus Lite 3.2.2. Linux only.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, open, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type HealthOptions, isHealthy } from "./health.ts";
import { installMilvus, installMilvusLite } from "./install.ts";
import { cacheFolder, harnessFolder } from "./paths.ts";
import { isFree, reservePorts } from "./ports.ts";

// A test worker does not notice that its runner was killed; the servers are to go with both.
process.once("disconnect", () => process.exit());

/** The superuser that every Milvus with authorization begins with. */
export const root = { username: "root", password: "Milvus" };

export interface LiteOptions {
  /** Default: a free one. */
  readonly port?: number;
  /** Kept when the server stops; default: a new folder, removed then. */
  readonly dataDir?: string;
}

export interface MilvusOptions extends LiteOptions {
  /** Callers need a login; see `root`. */
  readonly authorization?: boolean;
  /** PEM files; see certificates.ts. */
  readonly tls?: { readonly ca: string; readonly cert: string; readonly key: string };
  /**
   * Seconds after which the sessions of a stopped server end; default 5. Started again on the same data, it is not
   * healthy before. One that is paused for longer shuts down when it goes on, and hangs on the way: raise this then.
   */
  readonly sessionTtl?: number;
  /** Any key of its milvus.yaml, dotted, such as `quotaAndLimits.flushRate.enabled`. */
  readonly settings?: Readonly<Record<string, string | number | boolean>>;
}

export interface MilvusServer {
  /** `127.0.0.1:port` */
  readonly address: string;
  readonly port: number;
  readonly dataDir: string;
  /** What the server printed, from all its starts. */
  readonly logFile: string;
  /** Resolves when the running process has ended, for whatever reason. */
  ended(): Promise<void>;
  /** Ends it, and resolves when it is gone: by default without a farewell, with SIGTERM gracefully. */
  kill(signal?: "SIGKILL" | "SIGTERM"): Promise<void>;
  /** SIGSTOP: connections stay open, nothing returns. */
  pause(): void;
  resume(): void;
  /** Starts it on the same data and port, after a graceful end if it still runs; resolves when healthy. */
  restart(): Promise<void>;
  /** Ends it for good: gracefully if its data is kept; else it is killed and its data removed. */
  stop(): Promise<void>;
}

/** Milvus 2.3.5, healthy. */
export async function startMilvus(options: MilvusOptions = {}): Promise<MilvusServer> {
  const { authorization = false, tls, sessionTtl = 5 } = options;
  const settings = {
    "common.session.ttl": sessionTtl,
    authorization_enabled: authorization,
    ...(tls && { tls_mode: 1, ca_pem_path: tls.ca, server_pem_path: tls.cert, server_key_path: tls.key }),
    ...options.settings,
  };
  const health = {
    ...(tls && { ca: tls.ca }),
    ...(authorization && { token: `${root.username}:${root.password}` }),
  };
  return start({ python: await installMilvus(), server: "milvus", settings, health }, options);
}

/** Milvus Lite 3.2.2, serving. */
export async function startMilvusLite(options: LiteOptions = {}): Promise<MilvusServer> {
  return start({ python: await installMilvusLite(), server: "lite", settings: {}, health: {} }, options);
}

interface Launch {
  readonly python: string;
  readonly server: "milvus" | "lite";
  readonly settings: NonNullable<MilvusOptions["settings"]>;
  readonly health: HealthOptions;
}

/** A restarted 2.3.5 now and then panics in its own CheckHealth, between its coordinators; a supervisor starts it again. */
const LAUNCHES = 3;

async function start({ python, server, settings, health }: Launch, options: LiteOptions): Promise<MilvusServer> {
  // Otherwise whatever is there might return in its place, and be healthy.
  if (options.port && !(await isFree(options.port))) throw new Error(`Port ${options.port} is taken`);
  const ports = await reservePorts();
  const port = options.port ?? ports.first;
  const address = `127.0.0.1:${port}`;
  // The block of ports is ours alone, so what lies in its folder was left by a process that was killed.
  const ownDir = join(cacheFolder, "runs", String(ports.first));
  await rm(ownDir, { recursive: true, force: true });
  const dataDir = options.dataDir ?? ownDir;
  const logFile = join(dataDir, "server.log");
  let child: ChildProcess;

  async function launch(attempt = 1): Promise<void> {
    await mkdir(dataDir, { recursive: true });
    const log = await open(logFile, "a");
    const { size: before } = await log.stat();
    const request = { parent: process.pid, server, settings, dataDir, port, internalPorts: ports.first + 1 };
    child = spawn(python, [join(harnessFolder, "launch.py"), JSON.stringify(request)], {
      stdio: ["ignore", log.fd, log.fd],
      // A process group of its own: Ctrl-C is for us, and we end the server gracefully.
      detached: true,
    });
    await log.close();
    const deadline = Date.now() + 120_000;
    while (!(await isHealthy(address, health))) {
      if (!hasEnded(child) && Date.now() < deadline) await sleep(100);
      else {
        await kill();
        if (attempt < LAUNCHES) return launch(attempt + 1);
        const tail = (await readFile(logFile)).subarray(before).subarray(-2000);
        throw new Error(`The server did not become healthy; ${logFile} ends with\n${tail}`);
      }
    }
  }

  async function ended(): Promise<void> {
    if (!hasEnded(child)) await once(child, "exit");
  }

  async function kill(signal: "SIGKILL" | "SIGTERM" = "SIGKILL"): Promise<void> {
    child.kill(signal);
    child.kill("SIGCONT"); // a paused process would not notice SIGTERM
    // On SIGTERM, Milvus closes its stores in milliseconds, and then its proxy often hangs without its coordinators.
    const impatience = setTimeout(() => child.kill("SIGKILL"), 3000);
    await ended();
    clearTimeout(impatience);
    await rm(`/tmp/milvus/server_id_${child.pid}`, { force: true }); // the one thing it writes outside its folder
  }

  async function restart(): Promise<void> {
    await kill("SIGTERM");
    await launch();
  }

  async function stop(): Promise<void> {
    await kill(options.dataDir ? "SIGTERM" : "SIGKILL");
    await rm(ownDir, { recursive: true, force: true });
    ports.release();
  }

  try {
    await launch();
  } catch (error) {
    ports.release();
    throw error;
  }
  return {
    address,
    port,
    dataDir,
    logFile,
    ended,
    kill,
    pause: () => void child.kill("SIGSTOP"),
    resume: () => void child.kill("SIGCONT"),
    restart,
    stop,
  };
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}
