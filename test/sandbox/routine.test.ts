/** The sandbox that is alive: jobs begin by themselves, by its clock alone, as each release of Milvus has them. */
import { describe, expect, onTestFinished, test } from "vitest";
import type { Job } from "../../src/model/job.ts";
import { type SandboxedGateway, startSandboxedGateway } from "../support/gateway.ts";
import { sendRequest } from "../support/send-request.ts";

const TURN = 30_000;
/** What begins in a round begins alike in the next. */
const ROUND = 6 * TURN;
/** As many are kept of each kind. */
const KEPT = 20;

/** A gateway before a sandbox that is alive, just before a round begins; its time stands. */
async function startAlive(version: string): Promise<SandboxedGateway> {
  const gateway = await startSandboxedGateway(version, {}, { isAlive: true });
  onTestFinished(gateway.stop);
  gateway.clock.step(2 * ROUND - (gateway.clock.now() % ROUND) - 1);
  return gateway;
}

let callers = 0;

/** The jobs of one kind that began by themselves; for a new caller each time, because lists are kept for some seconds. */
async function routineOf({ url }: { readonly url: string }, kind: string): Promise<readonly Job[]> {
  callers += 1;
  const path = `/v1/jobs/${kind}${kind === "index" ? "?collectionName=orders" : ""}`;
  const headers = { Authorization: `Bearer caller${callers}:secret` };
  const { jobs } = (await sendRequest(url, path, { headers })).json as { readonly jobs: readonly Job[] }; // a list
  return jobs.filter(({ collectionName, id }) => collectionName?.includes("orders") && id !== "default:orders:vector");
}

const namesOf = (jobs: readonly Job[]) => jobs.map(({ name }) => name);

/** The names of what is in one list and not in the other. */
const without = (jobs: readonly Job[], others: readonly Job[]) =>
  namesOf(jobs).filter((name) => !namesOf(others).includes(name));

describe.each([
  ["2.3", ["import", "index"]],
  ["2.4", ["import", "index"]],
  ["2.5", ["import", "index"]],
  ["2.6", ["import", "index"]],
  ["3.0", ["import", "refresh", "restore", "index"]],
  ["3.1", ["import", "refresh", "restore", "index"]],
])("on Milvus %s", (version, kinds) => {
  test.each(kinds)("one %s begins each half minute, and twenty are kept, of either end", async (kind) => {
    const gateway = await startAlive(version);
    const before = await routineOf(gateway, kind);
    expect([before.length, new Set(namesOf(before)).size]).toEqual([KEPT, KEPT]);
    const states = new Set(before.map(({ state }) => state));
    expect([states.has("succeeded"), states.has("failed"), states.has("unknown")]).toEqual([true, true, false]);
    expect(await routineOf(gateway, kind)).toEqual(before); // the time stands
    gateway.clock.step(TURN);
    const after = await routineOf(gateway, kind);
    expect([without(after, before).length, without(before, after).length]).toEqual([1, 1]);
    gateway.clock.step(100 * ROUND);
    const later = await routineOf(gateway, kind);
    expect([later.length, without(later, after).length]).toEqual([KEPT, KEPT]);
  });
});

test("all that began is told the same by another sandbox at the same time, in ids that no double has", async () => {
  const [one, other] = [await startAlive("3.1"), await startAlive("3.1")];
  other.clock.step(one.clock.now() - other.clock.now());
  const jobs = await Promise.all(["import", "refresh", "restore"].map((kind) => routineOf(one, kind)));
  expect(await Promise.all(["import", "refresh", "restore"].map((kind) => routineOf(other, kind)))).toEqual(jobs);
  expect(jobs.flat().filter(({ id }) => BigInt(id ?? "") === BigInt(Number(id)))).toEqual([]);
});

/** Steps through a round and returns the ends of its six imports, in their order. */
async function importsOfRound(gateway: SandboxedGateway) {
  const known = await routineOf(gateway, "import");
  gateway.clock.step(ROUND + 2 * TURN);
  const jobs = await routineOf(gateway, "import");
  const names = without(jobs, known).reverse().slice(0, 6);
  const reads = await Promise.all(names.map((name) => sendRequest(gateway.url, `/v1/jobs/${name}`)));
  return reads.map(({ json }) => {
    const { state, reason, details } = json as Job; // a name that the list has
    const files = (details as { files: { paths: string[] }[] }).files.map(({ paths }) => paths.join(" "));
    return [state, files.map((file) => file.replace(/\d{6}/, "…")), reason];
  });
}

const DIMENSION = "array size 4 doesn't equal to vector dimension 8 of field 'vector': importing data failed";
const GONE = expect.stringMatching(
  /^failed to get file size of 'orders\/\d{6}-missing\.json'.+no such file or directory/,
);

test.each([
  ["2.3", ["orders/….json"], ["orders/….json"]],
  ["2.6", ["orders/…-1.parquet", "orders/…-2.parquet"], ["orders/….json"]],
  ["3.1", ["orders/…-1.parquet", "orders/…-2.parquet"], ["orders/….parquet"]],
])("of six imports on Milvus %s two fail", async (version, second, fourth) => {
  expect(await importsOfRound(await startAlive(version))).toEqual([
    ["succeeded", ["orders/….json"], null],
    ["succeeded", second, null],
    ["failed", ["orders/…-wrong-dim.json"], DIMENSION],
    ["succeeded", fourth, null],
    ["succeeded", ["orders/….json"], null],
    ["failed", ["orders/…-missing.json"], GONE],
  ]);
});

test("an import in two phases waits for its commit, and is committed when nobody else does", async () => {
  const gateway = await startAlive("3.1");
  gateway.clock.step(3 * TURN + 1);
  const [newest] = await routineOf(gateway, "import");
  const seen: unknown[] = [];
  for (const milliseconds of [0, 1_000, 9_000, 2 * TURN - 10_000, 2_000]) {
    gateway.clock.step(milliseconds);
    const { state, stage } = (await sendRequest(gateway.url, `/v1/jobs/${newest?.name}`)).json as Job; // as listed
    seen.push(`${state} ${stage}`);
  }
  expect(seen).toEqual([
    "pending pending",
    "running started",
    "running awaiting_commit",
    "running committing",
    "succeeded completed",
  ]);
});

test("what has no list is there for those who know its name", async () => {
  const gateway = await startAlive("3.1");
  const round = gateway.clock.now() + 1 - ROUND;
  // Kinds take their turns in different seconds.
  const ids = Array.from({ length: TURN / 1_000 }, (_, second) => (BigInt(round + second * 1_000) << 18n) + 1n);
  const json = { names: ids.flatMap((id) => [`export/${id}`, `compaction/${id}`, `prewarm/prewarm-${id}`]) };
  const { results } = (await sendRequest(gateway.url, "/v1/jobs:lookup", { method: "POST", json })).json as {
    readonly results: readonly { readonly job?: Job }[]; // a lookup
  };
  const succeeded = results.flatMap(({ job }) => job ?? []).filter(({ state }) => state === "succeeded");
  // To Milvus every compaction that it does not know is over, and had no plans.
  const found = succeeded.filter(({ details }) => !JSON.stringify(details).includes('"completed":0'));
  expect(found.map(({ kind }) => kind).sort()).toEqual(["compaction", "export", "prewarm"]);
});

test("a load succeeds, another fails", async () => {
  const gateway = await startAlive("3.1");
  const load = async (name: string) => (await sendRequest(gateway.url, `/v1/jobs/load/default:${name}`)).json;
  expect(await load("orders")).toMatchObject({ state: "succeeded" });
  expect(await load("fails_to_load_orders")).toMatchObject({ state: "failed" });
});

test("what somebody starts stays, and comes first", async () => {
  const gateway = await startAlive("3.1");
  const json = { collectionName: "orders", files: ["mine.json"] };
  const { name } = (await sendRequest(gateway.url, "/v1/jobs/import", { method: "POST", json })).json as Job; // a 202
  expect(namesOf(await routineOf(gateway, "import"))[0]).toBe(name);
  gateway.clock.step(100 * ROUND);
  const jobs = await routineOf(gateway, "import");
  expect([jobs.length, jobs.at(-1)?.name]).toEqual([KEPT + 1, name]);
});

test("nothing begins by itself where that is not asked for", async () => {
  const gateway = await startSandboxedGateway("3.1");
  onTestFinished(gateway.stop);
  gateway.clock.step(ROUND);
  const kinds = ["import", "refresh", "restore", "index"];
  expect(await Promise.all(kinds.map((kind) => routineOf(gateway, kind)))).toEqual([[], [], [], []]);
});
