/** The official Node SDK's HttpClient, unchanged, pointed at the gateway instead of at Milvus. */
import { status } from "@grpc/grpc-js";
import { HttpClient, HttpError } from "@zilliz/milvus2-sdk-node";
import { expect, it, onTestFinished } from "vitest";
import { KINDS } from "../../src/kinds/index.ts";
import { createClock } from "../../src/sandbox/clock.ts";
import { startSandbox } from "../../src/sandbox/server.ts";
import { startGateway, startSandboxedGateway } from "../support/gateway.ts";
import { startScriptedGateway } from "../support/scripted-gateway.ts";
import { GrpcFailure } from "../support/scripted-milvus.ts";

/** The SDK in front of a sandbox whose time stands, and in front of a gateway that asks the same sandbox. */
async function startBoth(version: string) {
  const clock = createClock();
  clock.hold();
  const sandbox = await startSandbox({ kinds: KINDS, version, clock });
  onTestFinished(sandbox.close);
  const gateway = await startGateway(sandbox.address);
  onTestFinished(gateway.stop);
  const login = { username: "root", password: "Milvus" };
  const direct = new HttpClient({ endpoint: `http://${sandbox.address}`, ...login });
  const through = new HttpClient({ endpoint: gateway.url, ...login });
  // Nobody else's list serves it, as one that is up to 5 s old would.
  const lists = new HttpClient({ endpoint: gateway.url, token: "auditor:Milvus" });
  return { clock, direct, through, lists };
}

/** The second of each step that the sandbox's imports take, and one in between. */
const STEPS = [0, 1_000, 1_000, 1_000, 1_000, 4_000];

const NPY = [
  ["1/id.npy", "1/vector.npy"],
  ["2/id.npy", "2/vector.npy"],
];
/** A whole job's collection, files and options, and its last state. */
const IMPORTS = [
  ["one file", { collectionName: "articles", files: [["articles/1.parquet"]] }, "Completed"],
  ["two file groups", { collectionName: "books", partitionName: "2026", files: NPY }, "Completed"],
  ["one in another database", { dbName: "library", collectionName: "books", files: [["a.json"]] }, "Completed"],
  ["one that fails", { collectionName: "books", files: [["missing.json"]] }, "Failed"],
] as const;
const RELEASES = ["2.4.1", "2.4", "2.5", "2.6", "3.0"];

it.each(
  RELEASES.flatMap((version) => IMPORTS.map(([what, request, state]) => [what, version, request, state] as const)),
)(
  "follows an import of %s on Milvus %s as without the gateway, field by field",
  async (_what, version, request, state) => {
    const { clock, direct, through, lists } = await startBoth(version);
    const body = structuredClone(request) as unknown as Parameters<HttpClient["createImportJobs"]>[0]; // as its types, which know no readonly, have it
    const code = version === "2.4.1" ? 200 : 0;
    const started = { code, data: { jobId: expect.stringMatching(/^462\d{15}$/) } };
    const created = [await direct.createImportJobs(body), await through.createImportJobs(body)];
    expect(created).toEqual([started, started]);

    const ids = created.map(({ data }) => data.jobId);
    const seen: object[] = [];
    for (const milliseconds of STEPS) {
      clock.step(milliseconds);
      for (const jobId of ids) {
        const progress = await through.getImportJobProgress({ jobId });
        expect(progress).toEqual(await direct.getImportJobProgress({ jobId }));
        seen.push(progress);
      }
    }
    expect(seen.at(-1)).toMatchObject({ code, data: { jobId: ids[1], state } });

    for (const of of [{}, { dbName: body.dbName ?? "default", collectionName: body.collectionName }]) {
      const listed = await lists.listImportJobs(of as typeof body); // Milvus lists all without a collection
      expect(listed).toEqual(await direct.listImportJobs(of as typeof body));
      expect(listed.data.records).toEqual(
        expect.arrayContaining(ids.map((jobId) => expect.objectContaining({ jobId, state }))),
      );
    }
  },
);

it("gets all documented fields of an import's progress", async () => {
  const { clock, through } = await startBoth("2.6");
  const time = (after: number) => `${new Date(clock.now() + after).toISOString().slice(0, 19)}Z`;
  const { jobId } = (await through.createImportJobs({ collectionName: "books", files: NPY })).data;
  const [createTime, written, completeTime] = [time(0), time(4_000), time(8_000)];
  clock.step(8_000);
  const group = {
    fileSize: 409_600,
    importedRows: 1000,
    totalRows: 1000,
    progress: 100,
    state: "Completed",
    completeTime: written,
  };
  expect(await through.getImportJobProgress({ jobId })).toEqual({
    code: 0,
    data: {
      jobId,
      collectionName: "books",
      createTime,
      completeTime,
      state: "Completed",
      progress: 100,
      importedRows: 2000,
      totalRows: 2000,
      fileSize: 819_200,
      details: [
        { fileName: "[1/id.npy 1/vector.npy]", ...group },
        { fileName: "[2/id.npy 2/vector.npy]", ...group },
      ],
    },
  });
});

it.each(["2.5", "2.6", "3.0"])("reads the errors of Milvus %s as without the gateway", async (version) => {
  const { direct, through } = await startBoth(version);
  const files = [["a.json"]];
  const inPartition = { collectionName: "books", partitionName: "1999", files }; // which its types do not know
  const answers = (client: HttpClient) =>
    Promise.all([
      client.createImportJobs({ collectionName: "nowhere", files }),
      client.createImportJobs({ dbName: "library", collectionName: "articles", files }),
      client.createImportJobs(inPartition),
      client.createImportJobs({ collectionName: "books", files: [] }),
      client.createImportJobs({ collectionName: "books", files: [["a.json", "b.json"]] }),
      client.getImportJobProgress({ jobId: "7" }),
      client.listImportJobs({ collectionName: "nowhere" }),
    ]);
  const read = await answers(through);
  expect(read).toEqual(await answers(direct));
  expect(read.map(({ code }) => code)).toEqual([100, 100, 200, 1100, 2100, version === "2.5" ? 2100 : 2101, 100]);
});

it("reads an error as Milvus's code and message", async () => {
  const gateway = await startSandboxedGateway("2.6");
  onTestFinished(gateway.stop);
  const client = new HttpClient({ endpoint: gateway.url });

  expect(await client.createImportJobs({ collectionName: "nowhere", files: [["a.json"]] })).toEqual({
    code: 100,
    message: "collection not found[database=default][collection=nowhere]",
  });
  expect(await client.getImportJobProgress({ jobId: "job_12345" })).toEqual({
    code: 1100,
    message: expect.stringContaining('jobId "job_12345" must be a decimal'),
  });
});

it("asks in the database and with the credentials that the client was made with", async () => {
  const { url, milvus } = await startScriptedGateway({ ListImportTasks: { tasks: [] } });
  const anonymous = new HttpClient({ endpoint: url, database: "library" });
  const root = new HttpClient({ endpoint: url, token: "root:Milvus", database: "" });
  for (const client of [anonymous, root]) {
    expect(await client.listImportJobs({ collectionName: "books" })).toEqual({ code: 0, data: { records: [] } });
  }
  expect(milvus.calls.map(({ request, metadata }) => [request, metadata.authorization])).toMatchObject([
    [{ db_name: "library", collection_name: "books" }, undefined],
    [{ db_name: "default", collection_name: "books" }, "cm9vdDpNaWx2dXM="],
  ]);
});

it("throws its own HttpError when the login is wrong", async () => {
  const { url } = await startScriptedGateway({ ListImportTasks: new GrpcFailure(status.UNAUTHENTICATED, "wrong") });
  const client = new HttpClient({ endpoint: url, token: "root:wrong" });
  const listing = client.listImportJobs({ collectionName: "books" });
  await expect(listing).rejects.toBeInstanceOf(HttpError);
  await expect(listing).rejects.toMatchObject({ status: 401, message: expect.stringContaining('{"code":1800,') });
});
