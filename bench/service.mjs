/** Starts the processes of the benchmark and talks with them over IPC. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const here = (file) => fileURLToPath(new URL(file, import.meta.url));

/** The next thing that a process says; rejects when it ends instead. */
async function nextMessage(child, name) {
  const heard = new AbortController();
  const silence = once(child, "exit", { signal: heard.signal }).then(([code]) => {
    throw new Error(`${name} ended with ${code} instead of an answer`);
  });
  try {
    const [message] = await Promise.race([once(child, "message", { signal: heard.signal }), silence]);
    return message;
  } finally {
    silence.catch(() => {}); // aborted: it goes on living
    heard.abort();
  }
}

async function stop(child) {
  if (child.exitCode !== null) return;
  child.kill("SIGKILL");
  await once(child, "exit");
}

/** Runs a script of this folder; resolves once it has sent its first message. */
export async function startProcess(file) {
  const child = spawn(process.execPath, [here(file)], { stdio: ["ignore", "inherit", "inherit", "ipc"] });
  return {
    greeting: await nextMessage(child, file),
    /** Sends it something and resolves with its answer. */
    ask(question) {
      const answer = nextMessage(child, file);
      child.send(question);
      return answer;
    },
    stop: () => stop(child),
  };
}

async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return port;
}

/** Starts one of the services that are compared, all of them alike but for `env`; resolves at its first answer. */
export async function startService(entry, env) {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const begun = performance.now();
  const child = spawn(process.execPath, ["--import", new URL("./probe.mjs", import.meta.url).href, here(entry)], {
    stdio: ["ignore", "ignore", "inherit", "ipc"],
    env: { ...process.env, NODE_ENV: "production", ...env, PORT: String(port) },
  });
  await firstAnswer(`${url}/v1/jobs/import/1`, child);
  const msToFirstAnswer = performance.now() - begun;
  return {
    url,
    msToFirstAnswer,
    /** CPU time and resident memory of its process until now. */
    async usage() {
      const answer = nextMessage(child, entry);
      child.send("usage");
      return answer;
    },
    stop: () => stop(child),
  };
}

async function firstAnswer(url, child) {
  for (;;) {
    if (child.exitCode !== null) throw new Error(`The service ended with ${child.exitCode} before it answered`);
    try {
      const answer = await fetch(url);
      const text = await answer.text();
      if (answer.status !== 200) throw new Error(`${url} answers ${answer.status}: ${text}`);
      return;
    } catch (error) {
      if (error.cause?.code !== "ECONNREFUSED") throw error;
      await sleep(5);
    }
  }
}
