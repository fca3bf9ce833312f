/** The official Node SDK drives the sandbox; at each poll the gateway's `reply` is what the SDK got. */
import { MilvusClient } from "@zilliz/milvus2-sdk-node";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { KINDS } from "../src/kinds/index.ts";
import { createClock } from "../src/sandbox/clock.ts";
import { type Sandbox, startSandbox } from "../src/sandbox/server.ts";
import { type Gateway, startGateway } from "./support/gateway.ts";

const clock = createClock();
let sandbox: Sandbox;
let gateway: Gateway;
let client: MilvusClient;

beforeAll(async () => {
  clock.hold();
  sandbox = await startSandbox({ kinds: KINDS, version: "3.1", clock });
  gateway = await startGateway(sandbox.address);
  client = new MilvusClient({ address: sandbox.address, logLevel: "error" });
});
afterAll(async () => {
  await client.closeConnection();
  await gateway.stop();
  sandbox.close();
});

const replyTo = async (path: string) => {
  const response = await fetch(`${gateway.url}/v1/jobs/${path}?include=reply`);
  const { reply, state } = (await response.json()) as { reply: object; state: string }; // the test asserts what it is
  return { reply, state };
};

/** Polls by both, a second apart, until the gateway says that the job is done; the states on the way. */
async function pollByBoth(path: string, poll: () => Promise<object>): Promise<string[]> {
  const states: string[] = [];
  for (let second = 0; second < 30; second++) {
    const { reply, state } = await replyTo(path);
    expect(reply).toEqual(await poll());
    if (states.at(-1) !== state) states.push(state);
    if (state === "succeeded" || state === "failed") return states;
    clock.step(1_000);
  }
  return states;
}

/** The ids that the gateway lists. */
async function listed(kind: string, collectionName: string): Promise<(string | null)[]> {
  const response = await fetch(`${gateway.url}/v1/jobs/${kind}?collectionName=${collectionName}`);
  const { jobs } = (await response.json()) as { jobs: { id: string | null }[] }; // the test asserts what they are
  return jobs.map(({ id }) => id);
}

test("bulkInsert, getImportState, listImportTasks", async () => {
  const started = await client.bulkInsert({ collection_name: "books", files: ["a.json"] });
  const task = String(started.tasks[0]);
  const poll = () => client.getImportState({ task: task as unknown as number }); // its type says number; a string is exact
  expect(await pollByBoth(`import/${task}`, poll)).toEqual(["pending", "running", "succeeded"]);
  const { tasks } = await client.listImportTasks({ collection_name: "books" });
  expect(tasks.length).toBeGreaterThan(1);
  expect(await listed("import", "books")).toEqual(tasks.map(() => null)); // 2.4 and later list no ids
});

test("an import that fails", async () => {
  const started = await client.bulkInsert({ collection_name: "books", files: ["missing.json"] });
  const task = String(started.tasks[0]);
  const poll = () => client.getImportState({ task: task as unknown as number }); // as above
  expect(await pollByBoth(`import/${task}`, poll)).toEqual(["pending", "running", "failed"]);
});

test("refreshExternalCollection, its progress, its list", async () => {
  const { job_id } = await client.refreshExternalCollection({ collection_name: "external_docs" });
  const poll = () => client.getRefreshExternalCollectionProgress({ job_id });
  expect((await pollByBoth(`refresh/${job_id}`, poll)).at(-1)).toBe("succeeded");
  const { jobs } = await client.listRefreshExternalCollectionJobs({ collection_name: "external_docs" });
  expect(jobs.map((job) => job.job_id)).toContain(job_id);
  expect(await listed("refresh", "external_docs")).toEqual(jobs.map((job) => job.job_id));
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
  expect((await pollByBoth(`refresh/${job_id}`, poll)).at(-1)).toBe("failed");
});

test("restoreSnapshot, its state, its list", async () => {
  const { job_id } = await client.restoreSnapshot({
    snapshot_name: "books_2026_11",
    source_collection_name: "books",
    target_collection_name: "books_again",
  } as Parameters<MilvusClient["restoreSnapshot"]>[0]); // the optional databases are required by its type
  const poll = () => client.getRestoreSnapshotState({ job_id });
  expect((await pollByBoth(`restore/${job_id}`, poll)).at(-1)).toBe("succeeded");
  const { jobs } = await client.listRestoreSnapshotJobs({ collection_name: "books_again" });
  expect(jobs.map((job) => job.job_id)).toContain(job_id);
  expect(await listed("restore", "books_again")).toEqual(jobs.map((job) => job.job_id));
});

test("getCompactionState, getCompactionStateWithPlans", async () => {
  // Not by the SDK's compact: it reads the collection's schema first, which the sandbox's DescribeCollection has not.
  const started = await fetch(`${gateway.url}/v1/jobs/compaction`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ collectionName: "books" }),
  });
  const { id: compactionID } = (await started.json()) as { id: string };
  const poll = () => client.getCompactionState({ compactionID });
  expect((await pollByBoth(`compaction/${compactionID}`, poll)).at(-1)).toBe("succeeded");
  const { mergeInfos } = await client.getCompactionStateWithPlans({ compactionID });
  const plans = await (await fetch(`${gateway.url}/v1/jobs/compaction/${compactionID}/plans`)).json();
  expect(mergeInfos.length).toBeGreaterThan(0);
  expect(plans).toMatchObject({ state: "succeeded", plans: mergeInfos });
});

test("flush, getFlushState; flushAll, getFlushAllState", async () => {
  const flushed = (await client.flush({ collection_names: ["books"] })) as unknown as {
    coll_flush_ts: Record<string, string>;
  }; // not in its type
  const flush_ts = flushed.coll_flush_ts.books;
  const pollFlush = () => client.getFlushState({ collection_name: "books", flush_ts } as never); // its type wants segments
  expect(await pollByBoth(`flush/default:books:${flush_ts}`, pollFlush)).toEqual(["running", "succeeded"]);

  const { flush_all_ts } = (await client.flushAll()) as unknown as { flush_all_ts: string };
  const pollAll = () => client.getFlushAllState({ flush_all_ts } as never);
  expect(await pollByBoth(`flush-all/${flush_all_ts}`, pollAll)).toEqual(["running", "succeeded"]);
});

test("loadCollectionAsync, getLoadState, getLoadingProgress", async () => {
  await client.loadCollectionAsync({ collection_name: "books" });
  const poll = async () => ({
    state: await client.getLoadState({ collection_name: "books" }),
    progress: await client.getLoadingProgress({ collection_name: "books" }),
  });
  expect((await pollByBoth("load/default:books", poll)).at(-1)).toBe("succeeded");
});

test("createIndex, describeIndex", async () => {
  await client.createIndex({
    collection_name: "articles",
    field_name: "vec",
    index_name: "by_vec",
    index_type: "HNSW",
  });
  const poll = () => client.describeIndex({ collection_name: "articles", index_name: "by_vec" });
  expect((await pollByBoth("index/default:articles:by_vec", poll)).at(-1)).toBe("succeeded");
});

test("a load that fails, whose failed progress call is its reason and no reply", async () => {
  const collection_name = "fails_to_load";
  await client.loadCollectionAsync({ collection_name });
  const poll = async () => {
    const progress = await client.getLoadingProgress({ collection_name });
    const state = await client.getLoadState({ collection_name });
    return { state, progress: progress.status.code === 0 ? progress : null };
  };
  expect(await pollByBoth(`load/default:${collection_name}`, poll)).toEqual(["running", "failed"]);
  const job = await (await fetch(`${gateway.url}/v1/jobs/load/default:${collection_name}`)).json();
  const { status } = await client.getLoadingProgress({ collection_name });
  expect(job).toMatchObject({ state: "failed", reason: status.reason });
});

test("what an older Milvus lacks is {} for the SDK, and a 501 for the gateway", async () => {
  const old = await startSandbox({ kinds: KINDS, version: "2.6", clock });
  const oldGateway = await startGateway(old.address);
  const oldClient = new MilvusClient({ address: old.address, logLevel: "error" });
  onTestFinished(async () => {
    await oldClient.closeConnection();
    await oldGateway.stop();
    old.close();
  });
  expect(await oldClient.getRestoreSnapshotState({ job_id: "1" })).toEqual({});
  expect(await (await fetch(`${oldGateway.url}/v1/jobs/restore/1`)).json()).toMatchObject({
    status: 501,
    code: "NOT_SUPPORTED_BY_SERVER",
    detail: "This Milvus does not implement GetRestoreSnapshotState; it came with Milvus 3.0.",
  });
});

test("getVersion and checkHealth are what GET /v1/server says", async () => {
  const { version } = await client.getVersion();
  const { isHealthy } = await client.checkHealth();
  expect(await (await fetch(`${gateway.url}/v1/server`)).json()).toMatchObject({ version, healthy: isHealthy });
});
