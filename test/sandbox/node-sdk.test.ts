/** The official Node SDK drives the sandbox; at each poll the gateway's `reply` is what the SDK got. */
import { MilvusClient } from "@zilliz/milvus2-sdk-node";
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from "vitest";
import { KINDS } from "../../src/kinds/index.ts";
import { milvusService } from "../../src/milvus/grpc/proto.ts";
import type { Job } from "../../src/model/job.ts";
import { type Clock, createClock } from "../../src/sandbox/clock.ts";
import { startSandbox } from "../../src/sandbox/server.ts";
import { startGateway } from "../support/gateway.ts";
import { sendRequest } from "../support/send-request.ts";

/** The SDK's methods for the RPCs that the sandbox plays; for some it has none. */
const NAMED_OTHERWISE = new Map([
  ["Import", "bulkInsert"],
  ["ManualCompaction", "compact"],
]);
const METHODS = Object.keys(milvusService)
  .map((rpc) => NAMED_OTHERWISE.get(rpc) ?? rpc.charAt(0).toLowerCase() + rpc.slice(1))
  .filter((method) => method in MilvusClient.prototype);

/** What was called, also by the SDK itself. The cast: one of its methods stands for all. */
const called = new Map(METHODS.map((method) => [method, vi.spyOn(MilvusClient.prototype, method as "getVersion")]));

/** A Milvus that the SDK and a gateway talk to. */
async function startBoth(version: string, clock: Clock, settings: Readonly<Record<string, string>> = {}) {
  const sandbox = await startSandbox({ kinds: KINDS, version, clock });
  const gateway = await startGateway(sandbox.address, settings);
  const client = new MilvusClient({ address: sandbox.address, logLevel: "error" });
  const read = async (path: string) => (await sendRequest(gateway.url, path)).json;
  return {
    client,
    read,
    job: async (name: string) => (await read(`/v1/jobs/${name}?include=reply`)) as Job & { reply: object }, // tests assert it
    list: async (path: string) => ((await read(`/v1/jobs/${path}`)) as { jobs: Job[] }).jobs, // as above
    async stop() {
      await client.closeConnection();
      await gateway.stop();
      sandbox.close();
    },
  };
}
type Both = Awaited<ReturnType<typeof startBoth>>;

const clock = createClock();
clock.hold();

let both: Both;
let client: MilvusClient;
beforeAll(async () => {
  both = await startBoth("3.1", clock);
  client = both.client;
});
afterAll(() => both.stop());

/** The same id, which the SDK takes as exact text where its types say number. */
const exact = (id: unknown) => id as number;

/** Its id and Milvus's word for its state, or the number of a state that has none. */
const idAndState = ({ id, upstreamState }: Job) => [id, upstreamState?.name ?? upstreamState?.code];

/** Polls by both at each of ten seconds; the job's states on the way. */
async function pollByBoth(name: string, poll: () => Promise<object>, { job } = both): Promise<string[]> {
  const states: string[] = [];
  for (let second = 0; second < 10; second++) {
    const { state, reply } = await job(name);
    expect(reply).toEqual(await poll());
    if (states.at(-1) !== state) states.push(state);
    clock.step(1_000);
  }
  return states;
}

test.each([
  ["a.json", ["pending", "running", "succeeded"]],
  ["missing.json", ["pending", "running", "failed"]],
])("bulkInsert of %s, getImportState", async (file, states) => {
  const { tasks } = await client.bulkInsert({ collection_name: "books", files: [file] });
  const task = exact(tasks[0]);
  expect(await pollByBoth(`import/${task}`, () => client.getImportState({ task }))).toEqual(states);
});

test("bulkInsert and getImportState on Milvus 2.3, whose replies say more", async () => {
  const old = await startBoth("2.3", clock);
  onTestFinished(old.stop);
  const { tasks } = await old.client.bulkInsert({ collection_name: "books", files: ["a.json"] });
  const task = exact(tasks[0]);
  const poll = () => old.client.getImportState({ task });
  expect(await pollByBoth(`import/${task}`, poll, old)).toEqual(["pending", "running", "succeeded"]);
  expect((await poll()).id).toBe(task);
});

test.each([
  ["2.3", {}, ({ id }: { id: number }) => id],
  ["3.1", { MILVUS_HTTP: "off" }, () => null], // by gRPC, 2.4 and later list no ids
])("listImportTasks on Milvus %s with %j", async (version, settings, idOf) => {
  const { client, list, stop } = await startBoth(version, clock, settings);
  onTestFinished(stop);
  await client.bulkInsert({ collection_name: "articles", files: ["a.json"] });
  const { tasks } = await client.listImportTasks({ collection_name: "articles" });
  expect(tasks.length).toBeGreaterThan(0);
  const listed = await list("import?collectionName=articles");
  expect(listed.map(idAndState)).toEqual(tasks.map((task) => [idOf(task), task.state]));
});

test("refreshExternalCollection, getRefreshExternalCollectionProgress, listRefreshExternalCollectionJobs", async () => {
  const { job_id } = await client.refreshExternalCollection({ collection_name: "external_docs" });
  const poll = () => client.getRefreshExternalCollectionProgress({ job_id });
  expect(await pollByBoth(`refresh/${job_id}`, poll)).toEqual(["pending", "running", "succeeded"]);
  const { jobs } = await client.listRefreshExternalCollectionJobs({ collection_name: "external_docs" });
  expect(jobs.map((job) => job.job_id)).toContain(job_id);
  const listed = await both.list("refresh?collectionName=external_docs");
  expect(listed.map(idAndState)).toEqual(jobs.map((job) => [job.job_id, job.state]));
});

test("a refresh that fails, and whose secret nobody is shown", async () => {
  const { job_id } = await client.refreshExternalCollection({
    collection_name: "external_docs",
    external_source: "s3://lake/missing/",
    external_spec: '{"format":"parquet","extfs":{"access_key_value":"s3cr3t"}}',
  });
  const poll = async () => {
    const { job_info, ...reply } = await client.getRefreshExternalCollectionProgress({ job_id });
    const external_spec = '{"format":"parquet","extfs":{"access_key_value":"***"}}';
    return { ...reply, job_info: { ...job_info, external_spec } };
  };
  expect(await pollByBoth(`refresh/${job_id}`, poll)).toEqual(["pending", "running", "failed"]);
});

test.each([
  ["books_2026_11", ["pending", "running", "succeeded"]],
  ["fails", ["pending", "running", "failed"]],
])("restoreSnapshot of %s, getRestoreSnapshotState, listRestoreSnapshotJobs", async (snapshot_name, states) => {
  const target = `restored_${snapshot_name}`;
  const { job_id } = await client.restoreSnapshot({
    snapshot_name,
    source_collection_name: "books",
    target_collection_name: target,
  });
  const poll = () => client.getRestoreSnapshotState({ job_id });
  expect(await pollByBoth(`restore/${job_id}`, poll)).toEqual(states);
  const { jobs } = await client.listRestoreSnapshotJobs({ collection_name: target });
  expect(jobs.map((job) => job.job_id)).toEqual([job_id]);
  const listed = await both.list(`restore?collectionName=${target}`);
  expect(listed.map(idAndState)).toEqual([[job_id, jobs[0]?.state]]);
});

test.each([
  ["books", ["running", "succeeded"]],
  ["fails_to_load", ["running", "failed"]],
  ["empty", ["succeeded"]], // whose compaction is -1
])("compact %s, getCompactionState, getCompactionStateWithPlans", async (collection_name, states) => {
  const { compactionID } = await client.compact({ collection_name });
  const poll = async () => {
    const { mergeInfos, state } = await client.getCompactionStateWithPlans({ compactionID });
    const plans = await both.read(`/v1/jobs/compaction/${compactionID}/plans`);
    expect(plans).toMatchObject({
      upstreamState: { name: state },
      plans: mergeInfos.map(({ sources, target }) => ({ sources, target: String(target) === "-1" ? null : target })),
    });
    return client.getCompactionState({ compactionID });
  };
  expect(await pollByBoth(`compaction/${compactionID}`, poll)).toEqual(states);
});

test("describeCollection, whose schema has a primary key and a vector", async () => {
  const { fields } = (await client.describeCollection({ collection_name: "books" })).schema;
  expect(fields.map(({ name, data_type, is_primary_key, dim }) => [name, data_type, is_primary_key, dim])).toEqual([
    ["id", "Int64", true, undefined],
    ["vector", "FloatVector", false, "8"],
  ]);
});

test("flush, getFlushState by timestamp and by segments", async () => {
  const collection_name = "books";
  const flushed = await client.flush({ collection_names: [collection_name] });
  const { coll_flush_ts } = flushed as unknown as { coll_flush_ts: Record<string, string> }; // its type has it not
  const flush_ts = exact(coll_flush_ts[collection_name]);
  const poll = async () => {
    const reply = await client.getFlushState({ collection_name, flush_ts });
    expect(await client.getFlushState({ segmentIDs: flushed.coll_segIDs[collection_name].data })).toEqual(reply);
    return reply;
  };
  expect(await pollByBoth(`flush/default:books:${flush_ts}`, poll)).toEqual(["running", "succeeded"]);
});

test("flush of several collections, each of which is a job", async () => {
  const collection_names = ["books", "articles"];
  const flushed = await client.flush({ collection_names });
  const { coll_flush_ts } = flushed as unknown as { coll_flush_ts: Record<string, string> }; // its type has it not
  expect([Object.keys(flushed.coll_segIDs), Object.keys(coll_flush_ts)]).toEqual([collection_names, collection_names]);
  for (const collection_name of collection_names) {
    const flush_ts = exact(coll_flush_ts[collection_name]);
    const poll = () => client.getFlushState({ collection_name, flush_ts });
    expect(await pollByBoth(`flush/default:${collection_name}:${flush_ts}`, poll)).toContain("succeeded");
  }
  const { status } = await client.flush({ collection_names: ["books", "nowhere"] });
  expect(status.reason).toBe("collection not found[database=default][collection=nowhere]");
});

test("flushAll, getFlushAllState", async () => {
  const { flush_all_ts } = await client.flushAll();
  const poll = () => client.getFlushAllState({ flush_all_ts });
  expect(await pollByBoth(`flush-all/${flush_all_ts}`, poll)).toEqual(["running", "succeeded"]);
});

/** Both polls of a load, as the gateway makes them: a progress call that fails is a reason and no reply. */
async function pollLoad(of: { collection_name: string; partition_names?: string[] }) {
  const state = await client.getLoadState(of);
  const progress = await client.getLoadingProgress(of);
  return { state, progress: progress.status.code === 0 ? progress : null };
}

test("loadCollectionAsync, getLoadState, getLoadingProgress, refreshLoad", async () => {
  const of = { collection_name: "books" };
  await client.loadCollectionAsync(of);
  expect(await pollByBoth("load/default:books", () => pollLoad(of))).toEqual(["running", "succeeded"]);
  await client.refreshLoad(of);
  expect((await both.job("load/default:books")).details).toMatchObject({ refreshProgress: 0 });
  expect(await pollByBoth("load/default:books", () => pollLoad(of))).toEqual(["succeeded"]);
  expect((await both.job("load/default:books")).details).toMatchObject({ refreshProgress: 100 });
});

test("loadPartitions", async () => {
  const of = { collection_name: "articles", partition_names: ["_default"] };
  await client.loadPartitions(of);
  expect(await pollByBoth("load/default:articles:_default", () => pollLoad(of))).toEqual(["running", "succeeded"]);
});

test("a load that fails", async () => {
  const of = { collection_name: "fails_to_load" };
  await client.loadCollectionAsync(of);
  expect(await pollByBoth("load/default:fails_to_load", () => pollLoad(of))).toEqual(["running", "failed"]);
  const { status } = await client.getLoadingProgress(of);
  expect(await both.job("load/default:fails_to_load")).toMatchObject({ reason: status.reason });
});

test.each([
  ["by_title", ["running", "succeeded"]],
  ["restless", ["running", "succeeded", "running", "succeeded"]],
  ["fails", ["running", "failed"]],
])("createIndex %s, describeIndex, listIndexes", async (index_name, states) => {
  const of = { collection_name: "articles", index_name };
  await client.createIndex({ ...of, field_name: `field_${index_name}`, index_type: "HNSW" });
  const poll = () => client.describeIndex(of);
  expect(await pollByBoth(`index/default:articles:${index_name}`, poll)).toEqual(states);
  const { indexes } = await client.listIndexes({ collection_name: "articles" });
  expect(indexes).toContain(index_name);
  expect((await both.list("index?collectionName=articles")).map(({ id }) => id)).toEqual(
    indexes.map((name) => `default:articles:${name}`),
  );
});

test("what polls by itself comes to its end: flushSync, flushAllSync, loadCollection, loadPartitionsSync", async () => {
  let time = clock.now();
  const passing = { ...createClock(), now: () => (time += 1_000) }; // whenever it is looked at
  const { client, job, stop } = await startBoth("3.1", passing);
  onTestFinished(stop);
  const replies = await Promise.all([
    client.flushSync({ collection_names: ["books"] }),
    client.flushAllSync(),
    client.loadCollection({ collection_name: "articles" }),
    client.loadPartitionsSync({ collection_name: "books", partition_names: ["2026"] }),
  ]);
  expect(replies).toMatchObject([{ flushed: true }, { flushed: true }, { code: 0 }, { code: 0 }]);
  await expect(client.loadCollection({ collection_name: "fails_to_load" })).rejects.toThrow(/memory limit exceeded/);
  const names = ["load/default:articles", "load/default:books:2026", "load/default:fails_to_load"];
  const states = (await Promise.all(names.map(job))).map(({ state }) => state);
  expect(states).toEqual(["succeeded", "succeeded", "failed"]);
});

test("what an older Milvus lacks is {} for the SDK, and a 501 for the gateway", async () => {
  const { client, read, stop } = await startBoth("2.6", clock);
  onTestFinished(stop);
  expect(await client.getRestoreSnapshotState({ job_id: "1" })).toEqual({});
  expect(await read("/v1/jobs/restore/1")).toMatchObject({
    status: 501,
    code: "NOT_SUPPORTED_BY_SERVER",
    detail: "This Milvus does not implement GetRestoreSnapshotState; it came with Milvus 3.0.",
  });
});

test("getVersion and checkHealth are what GET /v1/server says", async () => {
  const { version } = await client.getVersion();
  const { isHealthy } = await client.checkHealth();
  expect(await both.read("/v1/server")).toMatchObject({ version, healthy: isHealthy });
});

test("every RPC that the SDK has a method for was driven by it", () => {
  expect(METHODS).toContain("getImportState");
  expect([...called].filter(([, spy]) => spy.mock.calls.length === 0).map(([method]) => method)).toEqual([]);
});
