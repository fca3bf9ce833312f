/** The sandbox that is alive: jobs begin by themselves, by its clock alone, in each release of Milvus. */
import { describe, expect, onTestFinished, test } from "vitest";
import type { Job } from "../../src/model/job.ts";
import { createClock } from "../../src/sandbox/clock.ts";
import { type SandboxedGateway, startSandboxedGateway } from "../support/gateway.ts";
import { sendRequest } from "../support/send-request.ts";

const TURN = 30_000;
/** What begins comes again after so many turns: some succeed, some fail. */
const ROUND = 6;
const KEPT = 20;

/** A gateway before a sandbox that is alive, at the beginning of a round; its time stands. */
async function startAlive(version: string, settings: Readonly<Record<string, string>> = {}): Promise<SandboxedGateway> {
  const gateway = await startSandboxedGateway(version, settings, { isAlive: true });
  onTestFinished(gateway.stop);
  gateway.clock.step(ROUND * TURN - (gateway.clock.now() % (ROUND * TURN)));
  return gateway;
}

async function list({ url }: { readonly url: string }, query = ""): Promise<readonly Job[]> {
  const { status, json } = await sendRequest(url, `/v1/jobs${query}`);
  expect(status).toBe(200);
  return (json as { readonly jobs: readonly Job[] }).jobs; // a list
}

const isRoutine = ({ collectionName, details }: Job) => JSON.stringify({ collectionName, details }).includes("orders");

const routineOf = async (gateway: SandboxedGateway, query: string) => (await list(gateway, query)).filter(isRoutine);

/** How many there are of each state. */
const countStates = (jobs: readonly Job[]) =>
  Object.fromEntries(
    [...new Set(jobs.map(({ state }) => state))]
      .sort()
      .map((state) => [state, jobs.filter((job) => job.state === state).length]),
  );

const LISTS = {
  import: "?kind=import",
  refresh: "?kind=refresh",
  restore: "?kind=restore",
  index: "?kind=index&collectionName=orders",
};
const BEFORE_3 = { import: KEPT, index: KEPT + 1 };

describe.each([
  ["2.3", BEFORE_3],
  ["2.4", BEFORE_3],
  ["2.5", BEFORE_3],
  ["2.6", BEFORE_3],
  ["3.0", { ...BEFORE_3, refresh: KEPT, restore: KEPT }],
  ["3.1", { ...BEFORE_3, refresh: KEPT, restore: KEPT }],
])("on Milvus %s", (version, expected: Readonly<Record<string, number>>) => {
  test("the newest jobs of every kind that can be listed are there from the start", async () => {
    const gateway = await startAlive(version);
    const jobs = await Promise.all(
      Object.entries(LISTS).map(async ([kind, query]) => [kind, await list(gateway, query).catch(() => [])] as const),
    );
    const counts = jobs.map(([kind, all]) => [kind, all.filter(isRoutine).length] as const);
    expect(Object.fromEntries(counts.filter(([, count]) => count > 0))).toEqual(expected);
    const ids = jobs.flatMap(([, all]) => all.filter(isRoutine)).map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });
});
