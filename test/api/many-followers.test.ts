/** Thousands of callers cost one poll: asserted by counting what reaches Milvus, not by clocks. */

import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Job } from "../../src/model/job.ts";
import { type SandboxedGateway, startSandboxedGateway } from "../support/gateway.ts";
import { openStream } from "../support/lines.ts";
import { startScriptedGateway } from "../support/scripted-gateway.ts";
import type { Script } from "../support/scripted-milvus.ts";
import { type Response, sendRequest } from "../support/send-request.ts";

const JOBS = 20;
const EACH = 100; // waiters, and as many followers, of each job
const INTERVAL = "200";

let gateway: SandboxedGateway;

beforeAll(async () => {
  gateway = await startSandboxedGateway("3.1", { POLL_INTERVAL_MS: INTERVAL, MAX_POLL_INTERVAL_MS: INTERVAL });
});
afterAll(() => gateway.stop());

/** How often Milvus was asked, by RPC. */
async function callsOf(rpc: string): Promise<number> {
  const metrics = await (await fetch(`${gateway.url}/metrics`)).text();
  const [, count = "0"] =
    new RegExp(`^gateway_upstream_calls_total\\{rpc="${rpc}",outcome="OK"\\} (\\d+)$`, "m").exec(metrics) ?? [];
  return Number(count);
}

async function startJob(kind: string, body: object): Promise<string> {
  const response = await fetch(`${gateway.url}/v1/jobs/${kind}`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
  const { name } = (await response.json()) as { name: string }; // a start returns a job
  return name;
}

const startImport = () => startJob("import", { collectionName: "books", files: ["a.json"] });

/** Sends a GET: resolves when the gateway has begun to handle it, with the promise of its response. */
function begin(url: string, path: string): Promise<{ answer: Promise<Response> }> {
  return new Promise((resolve) => {
    const answer = sendRequest(url, path, { onArrival: () => resolve({ answer }) });
  });
}

/** Begins to follow a job: resolves once the stream is open, with the states it will have shown at its end. */
async function follow(name: string, tell: (seen: string) => void): Promise<{ seen: Promise<string[]> }> {
  const stream = await openStream(`${gateway.url}/v1/jobs/${name}/events`, { Accept: "application/x-ndjson" });
  return { seen: readAll() };

  async function readAll() {
    const seen: string[] = [];
    for (let line = await stream.next(); line !== undefined; line = await stream.next()) {
      if (line === "") continue; // a heartbeat
      const { job } = JSON.parse(line) as { job: Job }; // the test asserts what it is
      const state = `${job.state} ${job.progress}`;
      if (state === seen.at(-1)) continue; // the two sources may be read at different moments, and then agree
      seen.push(state);
      tell(state);
    }
    return seen;
  }
}

test("1,000 GETs of one job that come while Milvus is being asked cost one call more", async () => {
  const script: Script = { GetImportState: new Promise(() => {}) };
  const { url, milvus } = await startScriptedGateway(script);
  let release: (reply: object) => void = () => {};
  script.GetImportState = new Promise<object>((resolve) => {
    release = resolve;
  });
  const first = sendRequest(url, "/v1/jobs/import/1");
  await milvus.next("received");
  script.GetImportState = { state: "ImportCompleted" };
  const waiting = await inBatches(1_000, 250, () => begin(url, "/v1/jobs/import/1"));
  release({ state: "ImportStarted" });

  expect((await first).json).toMatchObject({ state: "running" });
  const answers = await Promise.all(waiting.map(({ answer }) => answer));
  expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
  expect(answers[0]?.json).toMatchObject({ state: "succeeded" });
  expect(milvus.calls).toHaveLength(2);
});

/** Makes many things, some at a time: the kernel resets connections that come all at once. */
async function inBatches<T>(count: number, size: number, make: (index: number) => Promise<T>): Promise<T[]> {
  const made: T[] = [];
  while (made.length < count) {
    const batch = Array.from({ length: Math.min(size, count - made.length) }, (_, index) => make(made.length + index));
    made.push(...(await Promise.all(batch)));
  }
  return made;
}

const LIFE: readonly (readonly [step: number, seen: string])[] = [
  [0, "pending 0"],
  [1_000, "running 10"],
  [1_000, "running 40"],
  [2_000, "running 70"],
  [2_000, "running 80"],
  [2_000, "succeeded 100"],
];

test("2,000 waiters and 2,000 followers of 20 jobs cost one poll of each job in an interval, and see every change", async () => {
  const names = await Promise.all(Array.from({ length: JOBS }, startImport));
  // One more job of another kind, with a single follower: its polls are the measure of how many intervals have passed.
  const measure = await startJob("restore", {
    source: { snapshotName: "books_2026_11", collectionName: "books" },
    collectionName: "measure",
  });
  const counts = new Map<string, number>();
  const everybody = names.flatMap((name) => Array.from({ length: EACH }, () => name));
  const note = (seen: string) => counts.set(seen, (counts.get(seen) ?? 0) + 1);
  const followers = await inBatches(everybody.length, 250, (index) => follow(everybody[index] ?? "", note));
  await expect.poll(() => counts.get("pending 0"), { timeout: 30_000 }).toBe(JOBS * EACH);
  const waiters = await inBatches(everybody.length, 250, (index) =>
    begin(gateway.url, `/v1/jobs/${everybody[index]}?wait=50s`),
  );
  const measuring = await openStream(`${gateway.url}/v1/jobs/${measure}/events`);
  await measuring.next();

  const [importsBefore, measureBefore] = [await callsOf("GetImportState"), await callsOf("GetRestoreSnapshotState")];
  for (const [step, seen] of LIFE) {
    gateway.clock.step(step);
    await expect.poll(() => counts.get(seen), { timeout: 30_000 }).toBe(JOBS * EACH);
  }
  const sequences = await Promise.all(followers.map(({ seen }) => seen));
  const waited = await Promise.all(waiters.map(({ answer }) => answer));
  const intervals = (await callsOf("GetRestoreSnapshotState")) - measureBefore;
  const calls = (await callsOf("GetImportState")) - importsBefore;
  measuring.close();

  expect(new Set(sequences.map((seen) => seen.join(", ")))).toEqual(new Set([LIFE.map(([, seen]) => seen).join(", ")]));
  expect(new Set(waited.map(({ json }) => (json as Job).state))).toEqual(new Set(["succeeded"]));
  expect(waited).toHaveLength(JOBS * EACH);
  // Three more: one at each end of the measured time, and the first looks of the last waiters.
  expect(calls).toBeLessThanOrEqual(JOBS * (intervals + 3));
}, 90_000);

describe("when they have gone", () => {
  test("memory is back where it was: nothing grows over ten rounds", async () => {
    setFlagsFromString("--expose-gc");
    const collectGarbage = runInNewContext("gc") as () => void; // what the flag exposes
    const used: number[] = [];
    const name = await startImport();
    for (let round = 0; round < 10; round++) {
      const streams = await Promise.all(
        Array.from({ length: 200 }, () => openStream(`${gateway.url}/v1/jobs/${name}/events`)),
      );
      await Promise.all(streams.map((stream) => stream.next()));
      for (const stream of streams) stream.close();
      await Promise.all(streams.map((stream) => stream.rest().catch(() => [])));
      collectGarbage();
      used.push(process.memoryUsage().heapUsed);
    }
    const [early = 0, late = 0] = [Math.max(...used.slice(1, 4)), Math.min(...used.slice(-3))];
    expect(late - early).toBeLessThan(3_000_000);
  }, 60_000);
});
