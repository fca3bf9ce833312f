/**
 * The gateway against what a user would write instead (obvious.mjs), on the same upstream in one run:
 *
 *   npm run bench [-- --quick] [-- --check]
 *
 * The two take short turns, so that whatever else the machine does meets both; printed are the medians of the turns, and
 * as ratio the median of the ratios of neighbouring turns. A second table compares the gateway by what Milvus's REST is:
 * off, absent or there. --quick takes fewer turns; --check fails when a target is missed.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { startProcess, startService } from "./service.mjs";

const { values: flags } = parseArgs({ options: { quick: { type: "boolean" }, check: { type: "boolean" } } });
const STARTS = flags.quick ? 3 : 5;
const TURNS = flags.quick ? 12 : 36;
const TURN_MS = 250;
/** Until V8 has compiled what is hot. */
const WARM_UP_MS = flags.quick ? 2_500 : 5_000;

const GATEWAY = "../dist/main.js";
const upstream = await startProcess("./upstream.mjs");
const { address, restOrigin } = upstream.greeting;

/** What is compared; the first table has the gateway without REST, as it was before it knew of any. */
const SERVICES = {
  gateway: { entry: GATEWAY, env: { MILVUS_ADDRESS: address, MILVUS_HTTP: "off" } },
  obvious: { entry: "./obvious.mjs", env: { MILVUS_ADDRESS: address } },
  "REST absent": { entry: GATEWAY, env: { MILVUS_ADDRESS: address, MILVUS_HTTP: "auto" } },
  "with REST": { entry: GATEWAY, env: { MILVUS_ADDRESS: address, MILVUS_HTTP: restOrigin } },
};
const COMPARED = ["gateway", "obvious"];
const WORKLOADS = {
  "different jobs": {},
  "the same job": { sameJob: true },
  // Every entity tag matches `*`.
  "unchanged (304)": { ifNoneMatch: "*" },
};
const NODE_MAJOR = Number(process.versions.node.split(".")[0]);
/** What has to hold: a bound of the ratio to the obvious service, or of the gateway's own figure. */
const TARGETS = [
  // Before Node 24, Express pays dearly for the prototypes that the gateway's requests are born with.
  { workload: "different jobs", figure: "CPU µs per request", ratio: NODE_MAJOR < 24 ? 0.6 : 1 },
  { workload: "start", figure: "ms to the first answer", most: 1_000 },
  { workload: "start", figure: "MB resident when idle", most: 110 },
];

const quantile = (numbers, share) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length * share)];
const median = (numbers) => quantile(numbers, 0.5);

/** Measures services by turns; what was seen of each in each turn. */
async function inTurns(turns, names, measure) {
  const seen = [];
  for (let turn = 0; turn < turns; turn++) {
    const measured = {};
    for (const name of names) measured[name] = await measure(name);
    seen.push(measured);
  }
  return seen;
}

/** Rows of figure, its median for gateway and obvious service, and the ratio. */
function toRows(seen) {
  return Object.keys(seen[0].gateway).map((figure) => ({
    figure,
    gateway: median(seen.map(({ gateway }) => gateway[figure])),
    obvious: median(seen.map(({ obvious }) => obvious[figure])),
    ratio: median(seen.map(({ gateway, obvious }) => gateway[figure] / obvious[figure])),
  }));
}

async function measureStart({ entry, env }) {
  const service = await startService(entry, env);
  await sleep(1_000);
  const { residentBytes } = await service.usage();
  await service.stop();
  return { "ms to the first answer": service.msToFirstAnswer, "MB resident when idle": residentBytes / 1e6 };
}

async function measureLoad(caller, service, task) {
  const before = await service.usage();
  const begun = performance.now();
  const { latencies, statuses } = await caller.ask({ url: service.url, milliseconds: TURN_MS, ...task });
  const seconds = (performance.now() - begun) / 1000;
  const after = await service.usage();
  const expected = task.ifNoneMatch === undefined ? 200 : 304;
  if (statuses.some((status) => status !== expected)) throw new Error(`${service.url} answered ${statuses}`);
  return {
    "requests per second": latencies.length / seconds,
    "CPU µs per request": (after.cpuMicroseconds - before.cpuMicroseconds) / latencies.length,
    "ms p99": quantile(latencies, 0.99),
  };
}

function verdict(workload, { figure, gateway, ratio }) {
  const target = TARGETS.find((row) => row.workload === workload && row.figure === figure);
  if (!target) return undefined;
  return target.most === undefined
    ? { met: ratio <= target.ratio, bound: `${target.ratio} of it` }
    : { met: gateway <= target.most, bound: target.most };
}

/** Prints the rows of a workload; how many of its targets are missed. */
function print(workload, rows) {
  let missed = 0;
  for (const row of rows) {
    const target = verdict(workload, row);
    if (target?.met === false) missed += 1;
    const [gateway, obvious] = [row.gateway, row.obvious].map((number) => number.toFixed(1).padStart(9));
    const judged = target ? `  ${target.met ? "ok" : "MISSED"}: at most ${target.bound}` : "";
    console.log(
      `${workload.padEnd(16)}${row.figure.padEnd(24)}${gateway}${obvious}${row.ratio.toFixed(2).padStart(8)}${judged}`,
    );
  }
  return missed;
}

/** Prints what a request costs by each service, its ratio to the obvious one, and how much more it is than without REST. */
function printByRest(workload, seen) {
  const cost = (turn, name) => turn[name]["CPU µs per request"];
  for (const name of Object.keys(SERVICES).filter((name) => name !== "obvious")) {
    const own = median(seen.map((turn) => cost(turn, name)));
    const ratio = median(seen.map((turn) => cost(turn, name) / cost(turn, "obvious")));
    const more = median(seen.map((turn) => cost(turn, name) - cost(turn, "gateway")));
    const label = name === "gateway" ? "REST off" : name;
    console.log(
      `${workload.padEnd(16)}${label.padEnd(24)}${own.toFixed(1).padStart(9)}${ratio.toFixed(2).padStart(9)}${more.toFixed(1).padStart(8)}`,
    );
  }
}

let missed = 0;
const caller = await startProcess("./load.mjs");
const services = {};

async function startAndWarmUp(names) {
  for (const name of names) services[name] ??= await startService(SERVICES[name].entry, SERVICES[name].env);
  // In turns: a service closes connections that rest for some seconds.
  await inTurns(WARM_UP_MS / TURN_MS, names, (name) => caller.ask({ url: services[name].url, milliseconds: TURN_MS }));
}

const measureByTurns = (names, task) => inTurns(TURNS, names, (name) => measureLoad(caller, services[name], task));

try {
  console.log(`Node ${process.versions.node}, medians of ${STARTS} starts and of ${TURNS} turns of ${TURN_MS} ms\n`);
  console.log(`${" ".repeat(40)}  gateway  obvious   ratio`);
  missed += print("start", await toRows(await inTurns(STARTS, COMPARED, (name) => measureStart(SERVICES[name]))));
  await startAndWarmUp(COMPARED);
  for (const [workload, task] of Object.entries(WORKLOADS)) {
    missed += print(workload, toRows(await measureByTurns(COMPARED, task)));
  }
  console.log(`\n${"CPU µs per request, by Milvus's REST".padEnd(40)}  gateway    ratio    more`);
  await startAndWarmUp(Object.keys(SERVICES));
  for (const workload of ["different jobs", "the same job"]) {
    printByRest(workload, await measureByTurns(Object.keys(SERVICES), WORKLOADS[workload]));
  }
} finally {
  for (const process of [...Object.values(services), caller, upstream]) await process.stop();
}
if (flags.check && missed > 0) process.exitCode = 1;
