/** The process itself, as npm start runs it: built, spawned, told to stop. */
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:net";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { beforeAll, expect, onTestFinished, test } from "vitest";
import { GrpcFailure, type ScriptedMilvus, startScriptedMilvus } from "../support/scripted-milvus.ts";
import { sendRequest } from "../support/send-request.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const MAIN = "dist/main.js";

beforeAll(async () => {
  // Types are the check's business; without them building takes seconds.
  const tsc = ["node_modules/typescript/bin/tsc", "-p", "tsconfig.build.json", "--noCheck"];
  await promisify(execFile)(process.execPath, tsc, { cwd: ROOT });
}, 120_000);

/** Starts the gateway with nothing in its environment but this. */
function start(env: Record<string, string>, args: readonly string[] = []): ChildProcess {
  const child = spawn(process.execPath, [MAIN, ...args], { cwd: ROOT, env, stdio: ["ignore", "pipe", "pipe"] });
  onTestFinished(() => {
    child.kill("SIGKILL");
  });
  return child;
}

/** What it says and how it ends. */
async function outcomeOf(child: ChildProcess) {
  if (!child.stdout || !child.stderr) throw new TypeError("its output is piped");
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "exit")]);
  return { code, stdout, stderr };
}

/** Resolves with the first line of its log that has this in it; rejects when it ends without. */
function lineWith(child: ChildProcess, wanted: string): Promise<Record<string, unknown>> {
  return new Promise((resolve, reject) => {
    let log = "";
    child.stdout?.on("data", (chunk) => {
      log += chunk;
      const line = log.split("\n").find((candidate) => candidate.includes(wanted) && candidate.endsWith("}"));
      if (line) resolve(JSON.parse(line));
    });
    child.once("exit", (code) => reject(new Error(`ended with ${code} after ${log}`)));
  });
}

/** Starts it on a free port and resolves when it listens. */
async function startListening(env: Record<string, string>) {
  const child = start({ PORT: "0", ...env });
  const line = await lineWith(child, "listening on");
  return { child, url: urlOf(line), line };
}

const urlOf = (line: Record<string, unknown>) => /http:\/\/[^\s,]+/.exec(String(line.msg))?.[0] ?? "";

async function startMilvus(...script: Parameters<typeof startScriptedMilvus>): Promise<ScriptedMilvus> {
  const milvus = await startScriptedMilvus(...script);
  onTestFinished(() => milvus.stop());
  return milvus;
}

test("without MILVUS_ADDRESS it plays a Milvus itself, and says so", async () => {
  const { url, line } = await startListening({});
  expect(line).toMatchObject({
    milvus: "the embedded sandbox (3.1)",
    msg: `listening on ${url}, the job board is ${url}/, the documentation ${url}/docs`,
  });
  const { status, json } = await sendRequest(url, "/v1/server");
  expect({ status, json }).toEqual({
    status: 200,
    json: { version: "v3.1-sandbox", healthy: true, reasons: [], quotaStates: [], sources: { grpc: "ok", rest: "ok" } },
  });
  expect((await sendRequest(url, "/v1/jobs/import/446781855410077319")).status).toBe(200);
});

test("in the sandbox that it plays itself jobs begin by themselves", async () => {
  const { url } = await startListening({});
  const { json } = await sendRequest(url, "/v1/jobs?collectionName=orders&kind=import");
  expect(json).toEqual({
    jobs: Array.from({ length: 20 }, () => expect.objectContaining({ kind: "import", collectionName: "orders" })),
    nextPageToken: "",
    unavailable: [],
  });
});

test("with MILVUS_ADDRESS it says which Milvus it asks", async () => {
  const { address } = await startMilvus({ GetVersion: { version: "v2.6.5" }, CheckHealth: { isHealthy: true } });
  const { url, line } = await startListening({ MILVUS_ADDRESS: address, NODE_ENV: "production" });
  expect(line).toMatchObject({ milvus: address });
  expect((await sendRequest(url, "/v1/server")).json).toMatchObject({ version: "v2.6.5" });
});

test("Milvus's version is in the log once, at the start", async () => {
  const { address, calls } = await startMilvus({ GetVersion: { version: "v2.6.5" } });
  const settings = { MILVUS_ADDRESS: address, MILVUS_TOKEN: "root:Milvus", GATEWAY_API_KEYS: "key" };
  const child = start({ PORT: "0", ...settings });
  expect(await lineWith(child, "Milvus answers")).toMatchObject({ level: 30, version: "v2.6.5" });
  const authorization = Buffer.from("root:Milvus").toString("base64");
  expect(calls).toMatchObject([{ rpc: "GetVersion", metadata: { authorization } }]);
});

test("a Milvus that cannot be reached is told at the start, which it does not keep from being one", async () => {
  const child = start({ PORT: "0", MILVUS_ADDRESS: "127.0.0.1:1" });
  expect(await lineWith(child, "does not answer")).toMatchObject({
    level: 40,
    code: "UPSTREAM_UNAVAILABLE",
    reason: "Milvus cannot be reached for GetVersion: the connection was refused.",
    msg: "Milvus does not answer yet: the gateway goes on trying",
  });
});

test("a Milvus that wants a login is there, and tells its version to those who have one", async () => {
  const { address } = await startMilvus({ GetVersion: new GrpcFailure(16, "auth check failure") });
  const child = start({ PORT: "0", MILVUS_ADDRESS: address });
  expect(await lineWith(child, "Milvus answers")).toMatchObject({
    level: 30,
    code: "UNAUTHENTICATED",
    msg: "Milvus answers; it tells its version to those with a login only",
  });
});

test("a setting that is misspelt is told at the start, without its value", async () => {
  const child = start({ PORT: "0", READONLY: "s3cr3t" });
  const line = await lineWith(child, "READONLY");
  expect(line).toEqual({
    level: 40,
    time: expect.any(Number),
    given: "READONLY",
    meant: "READ_ONLY",
    msg: "the environment variable READONLY is no setting; did you mean READ_ONLY?",
  });
});

test("--version prints the version and ends well", async () => {
  const { version } = JSON.parse(readFileSync(`${ROOT}package.json`, "utf8"));
  expect(await outcomeOf(start({}, ["--version"]))).toEqual({ code: 0, stdout: `${version}\n`, stderr: "" });
});

test("--help prints every setting and ends well", async () => {
  const { code, stdout, stderr } = await outcomeOf(start({}, ["--help"]));
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout).toMatch(/^Usage: npm start -- /);
  expect(stdout).toContain("--milvus-address VALUE, MILVUS_ADDRESS");
});

test("every mistake in the configuration is told at once, before anything listens", async () => {
  const { code, stdout, stderr } = await outcomeOf(
    start({ PORT: "eighty", NODE_ENV: "production" }, ["--read-only", "maybe"]),
  );
  expect({ code, stdout, stderr }).toEqual({
    code: 2,
    stdout: "",
    stderr: `The configuration has mistakes:
  PORT: must be a whole number
  READ_ONLY: must be true or false
  MILVUS_ADDRESS: must be set in production, such as localhost:19530 (the sandbox is for trying out)

Run with --help for all settings.
`,
  });
});

test("a TLS file that is not there is a mistake in the configuration, too", async () => {
  const env = { MILVUS_ADDRESS: "https://localhost:1", MILVUS_TLS_CA: "/nowhere/ca.pem" };
  const { code, stderr } = await outcomeOf(start({ PORT: "0", ...env }));
  expect(code).toBe(2);
  expect(stderr).toMatch(/MILVUS_TLS_CA: .*\/nowhere\/ca\.pem/);
  expect(stderr).not.toMatch(/\n\s+at /);
});

test("a port that is taken is told in a sentence", async () => {
  const taken = createServer().listen(0, "127.0.0.1");
  await once(taken, "listening");
  onTestFinished(() => {
    taken.close();
  });
  const address = taken.address();
  const port = typeof address === "object" ? address?.port : undefined;
  const { code, stderr } = await outcomeOf(start({ PORT: String(port) }));
  expect({ code, stderr }).toEqual({
    code: 1,
    stderr: `Port ${port} on 127.0.0.1 is taken. Set PORT (or --port) to another one, or 0 for a free one.\n`,
  });
});

test.each([["SIGTERM"], ["SIGINT"]] as const)("on %s running requests finish, then it ends well", async (signal) => {
  let reply: (reply: object) => void = () => {};
  const milvus = await startMilvus({
    GetImportState: new Promise((resolve) => {
      reply = resolve;
    }),
  });
  const { child, url } = await startListening({ MILVUS_ADDRESS: milvus.address });
  const received = milvus.next("received");
  const response = sendRequest(url, "/v1/jobs/import/1");
  await received;
  const stopping = lineWith(child, "stopping");
  const ended = once(child, "exit");
  child.kill(signal);
  await stopping;
  await expect(sendRequest(url, "/livez")).rejects.toThrow(/ECONNREFUSED/);
  reply({ state: "ImportCompleted" });
  expect((await response).json).toMatchObject({ state: "succeeded" });
  expect(await ended).toEqual([0, null]);
});

test("on SIGTERM an idle gateway ends at once, also with an idle connection", async () => {
  const { child, url } = await startListening({});
  await (await fetch(`${url}/livez`)).text(); // fetch keeps its connection open
  const ended = once(child, "exit");
  child.kill("SIGTERM");
  expect(await ended).toEqual([0, null]);
});

test("a request that does not finish in SHUTDOWN_GRACE_MS does not keep the gateway from ending", async () => {
  const milvus = await startMilvus({ GetImportState: new Promise<never>(() => {}) });
  const { child, url } = await startListening({ MILVUS_ADDRESS: milvus.address, SHUTDOWN_GRACE_MS: "100" });
  const received = milvus.next("received");
  const response = sendRequest(url, "/v1/jobs/import/1");
  await received;
  const ended = once(child, "exit");
  child.kill("SIGTERM");
  await expect(response).rejects.toThrow(/hang up|ECONNRESET/);
  expect(await ended).toEqual([1, null]);
});

/** Ends what is left of a process and its children. */
function endGroup({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) process.kill(-pid, "SIGKILL");
  } catch {
    // Nothing is left.
  }
}

/** Resolves when nobody listens there any more: npm may end before the server has. */
async function whenGone(url: string): Promise<void> {
  for (;;) {
    try {
      await (await fetch(url)).text();
    } catch {
      return;
    }
  }
}

test.each([["SIGTERM"], ["SIGINT"]] as const)(
  "npm start passes %s on to the server, which ends",
  async (signal) => {
    // Without prestart's build, which was done above; in a group of its own, which can be ended as a whole.
    const args = ["start", "--ignore-scripts", "--", "--port", "0"];
    const npm = spawn("npm", args, { cwd: ROOT, stdio: ["ignore", "pipe", "inherit"], detached: true });
    onTestFinished(() => endGroup(npm));
    const url = urlOf(await lineWith(npm, "listening on"));
    expect((await fetch(`${url}/livez`)).status).toBe(200);
    const stopped = lineWith(npm, "stopped");
    npm.kill(signal);
    expect(await stopped).toMatchObject({ level: 30, msg: "stopped" });
    await whenGone(`${url}/livez`);
  },
  30_000,
);
