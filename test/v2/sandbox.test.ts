/** Milvus's own REST v2 in front of the sandbox: jobs of every kind from their start to their end. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { V2_OPERATIONS } from "../../src/v2/operations.ts";
import { type SandboxedGateway, startSandboxedGateway } from "../support/gateway.ts";
import { sendRequest } from "../support/send-request.ts";

const PREFIX = "/v2/vectordb/jobs/";

describe("Milvus's REST v2 in front of the sandbox", () => {
  let gateway: SandboxedGateway;
  beforeAll(async () => {
    gateway = await startSandboxedGateway("3.1");
  });
  afterAll(() => gateway.stop());

  const post = (path: string, json: object, headers = {}) =>
    sendRequest(gateway.url, path, { method: "POST", json, headers });

  const described = V2_OPERATIONS.filter(({ request }) => "jobId" in request.shape);
  it.each(described.flatMap(({ path, examples }) => examples.map((example) => [path, example] as const)))(
    "%s responses its worked example",
    async (path, { request, data }) => {
      expect((await post(path, request)).json).toEqual({ code: 0, data });
    },
  );

  const startable = [
    ["import/create", "import/describe", "Completed"],
    ["external_collection/refresh", "external_collection/describe", "RefreshCompleted"],
    ["snapshot/restore_external", "snapshot/describe", "RestoreSnapshotCompleted"],
    ["snapshot/export", "snapshot/export/describe", "ExportSnapshotCompleted"],
  ] as const;
  it.each(startable)("%s starts its worked example, and %s follows it to %s", async (start, describing, state) => {
    const example = V2_OPERATIONS.find(({ path }) => path === PREFIX + start)?.examples[0];
    const started = await post(PREFIX + start, example?.request ?? {});
    expect(started.json).toEqual({ code: 0, data: { jobId: expect.stringMatching(/^462\d{15}$/) } });
    const { data } = started.json as { data: { jobId: string } }; // as just seen
    gateway.clock.step(10_000);
    expect((await post(PREFIX + describing, data)).json).toMatchObject({ code: 0, data: { ...data, state } });
  });

  it.each([
    ["commit", ["Uncommitted", "Committing", "Completed"]],
    ["abort", ["Uncommitted", "Failed", "Failed"]],
  ])("%ss an import in two phases: %j", async (name, states) => {
    const json = { collectionName: "books", files: [["a.json"]], options: { auto_commit: "false" } };
    const { data } = (await post(`${PREFIX}import/create`, json)).json as { data: { jobId: string } }; // asserted below
    const early = await post(`${PREFIX}import/commit`, data);
    expect(early.json).toEqual({
      code: 2100,
      message: `job ${data.jobId} is in state Pending, expected Uncommitted: importing data failed`,
    });
    const stateNow = async () => (await post(`${PREFIX}import/describe`, data)).json;
    gateway.clock.step(10_000);
    const seen = [await stateNow()];
    expect((await post(`${PREFIX}import/${name}`, data)).json).toEqual({ code: 0, data: {} });
    seen.push(await stateNow());
    gateway.clock.step(10_000);
    seen.push(await stateNow());
    expect(seen).toMatchObject(states.map((state) => ({ code: 0, data: { ...data, state } })));
  });

  it("lists the jobs of each kind by database and collection", async () => {
    const restored = { jobId: expect.any(String), collectionName: "books_restored" };
    expect((await post(`${PREFIX}snapshot/list`, { collectionName: "books_restored" })).json).toMatchObject({
      code: 0,
      data: { records: expect.arrayContaining([expect.objectContaining(restored)]) },
    });
    expect((await post(`${PREFIX}snapshot/list`, { dbName: "library" })).json).toEqual({
      code: 0,
      data: { records: [] },
    });
  });

  it("returns where the export is on Milvus 3.0, which exports while the caller waits", async () => {
    const old = await startSandboxedGateway("3.0");
    const json = { collectionName: "books", snapshotName: "s1", targetS3Path: "s3://backup/books/" };
    const response = await sendRequest(old.url, `${PREFIX}snapshot/export`, { method: "POST", json });
    await old.stop();
    expect(response.json).toEqual({
      code: 0,
      data: { snapshotMetadataURI: expect.stringMatching(/^s3:\/\/backup\/books\/\d+\/metadata\/\d+\.json$/) },
    });
  });

  it("writes ids as numbers with all their digits for those who allow it, and as strings for others", async () => {
    const path = `${PREFIX}snapshot/describe`;
    const json = { jobId: "461827364510294005" };
    expect((await post(path, json, { "Accept-Type-Allow-Int64": "true" })).text).toContain(
      '"jobId":461827364510294005,"',
    );
    expect((await post(path, json, { "Accept-Type-Allow-Int64": "false" })).text).toContain(
      '"jobId":"461827364510294005","',
    );
    const list = await post(`${PREFIX}snapshot/list`, {}, { "Accept-Type-Allow-Int64": "true" });
    expect(list.text).toContain('"jobId":461827364510294005,"');
  });

  /** https://milvus.io/api-reference/restful/v2.4.x/v2/Import%20(v2)/Get%20Progress.md, with a job that exists. */
  const CURL = `
    curl --request POST \\
      --url "http://\${MILVUS_URI}/v2/vectordb/jobs/import/get_progress" \\
      --header "Request-Timeout: 0" \\
      --header "Authorization: Bearer \${TOKEN}" \\
      --header "Content-Type: application/json" \\
      -d '{
        "jobId": "446781855410077319"
      }'`;

  it.each(["get_progress", "describe"])("returns the curl of Milvus's documentation for %s", async (name) => {
    const line = CURL.replace("get_progress", name).replace(/\$\{TOKEN\}/, "root:Milvus");
    const headers = Object.fromEntries(
      [...line.matchAll(/--header "([^:]+): ([^"]*)"/g)].map(([, key, value]) => [key, value ?? ""]),
    );
    const path = /MILVUS_URI}([^"]+)"/.exec(line)?.[1] ?? "";
    const body = /-d '([^']*)'/.exec(line)?.[1] ?? "";
    const response = await sendRequest(gateway.url, path, { method: "POST", headers, body });
    expect([response.status, response.json]).toEqual([
      200,
      { code: 0, data: V2_OPERATIONS.find(({ path }) => path.endsWith(`import/${name}`))?.examples[0]?.data },
    ]);
  });
});
