// PyMilvus's REST helpers, unchanged, get through a gateway what they get from the sandbox behind it. Needs no Milvus.
import { type ChildProcessByStdio, spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { KINDS } from "../../src/kinds/index.ts";
import { createClock } from "../../src/sandbox/clock.ts";
import { startSandbox } from "../../src/sandbox/server.ts";
import { startGateway } from "../support/gateway.ts";
import { installMilvusLite } from "./install.ts";
import { harnessFolder } from "./paths.ts";

interface Arguments {
  readonly [name: string]: unknown;
}
type HelperCall = readonly ["bulk_import" | "get_import_progress" | "list_import_jobs", Arguments];

let python: ChildProcessByStdio<Writable, Readable, null>;
let answers: AsyncIterator<string>;
beforeAll(async () => {
  const script = join(harnessFolder, "bulk-writer.py");
  python = spawn(await installMilvusLite(), [script], { stdio: ["pipe", "pipe", "ignore"] }); // it logs what it raises
  answers = createInterface({ input: python.stdout })[Symbol.asyncIterator]();
});
afterAll(() => python?.kill());

/** What the helpers returned or raised. */
async function callHelpers(url: string, calls: readonly HelperCall[], login = "root:Milvus"): Promise<unknown[]> {
  const asked = calls.map(([helper, given]) => [helper, { url, api_key: login, ...given }]);
  python.stdin.write(`${JSON.stringify(asked)}\n`);
  const { value } = await answers.next();
  return JSON.parse(value) as unknown[]; // what the script writes
}

/** A sandbox whose time stands, and a gateway in front of it. */
async function startBoth(version: string) {
  const clock = createClock();
  clock.hold();
  const sandbox = await startSandbox({ kinds: KINDS, version, clock });
  onTestFinished(sandbox.close);
  const gateway = await startGateway(sandbox.address);
  onTestFinished(gateway.stop);
  return { clock, direct: `http://${sandbox.address}`, through: gateway.url };
}

const IMPORTS: readonly Arguments[] = [
  { collection_name: "books", partition_name: "2026", files: [["a.parquet"]], options: { timeout: "300s" } },
  {
    collection_name: "books",
    files: [
      ["1/id.npy", "1/vector.npy"],
      ["2/id.npy", "2/vector.npy"],
    ],
  },
  { collection_name: "books", db_name: "library", files: [["a.json"]] },
  { collection_name: "books", files: [["missing.json"]] },
];

const REFUSED: readonly HelperCall[] = [
  ["bulk_import", { collection_name: "nowhere", files: [["a.json"]] }],
  ["bulk_import", { collection_name: "books", partition_name: "1999", files: [["a.json"]] }],
  ["bulk_import", { collection_name: "books", files: [["a.json", "b.json"]] }],
  ["bulk_import", { collection_name: "books", files: [] }],
  ["get_import_progress", { job_id: "7" }],
  ["list_import_jobs", { collection_name: "nowhere" }],
];

const jobId = expect.stringMatching(/^462\d{15}$/);

test.each(["2.4", "2.5", "2.6", "3.0"])(
  "PyMilvus follows imports on Milvus %s as without the gateway",
  async (version) => {
    const { clock, direct, through } = await startBoth(version);
    const starts = IMPORTS.map((given): HelperCall => ["bulk_import", given]);
    const created = [...(await callHelpers(direct, starts)), ...(await callHelpers(through, starts))];
    expect(created).toEqual(created.map(() => ({ code: 0, data: { jobId } })));
    const ids = created.map((answer) => (answer as { data: { jobId: string } }).data.jobId); // as just seen

    const reads: HelperCall[] = [
      ...ids.map((id): HelperCall => ["get_import_progress", { job_id: id }]),
      ["list_import_jobs", {}],
      ["list_import_jobs", { collection_name: "books" }],
      ["list_import_jobs", { collection_name: "books", db_name: "library" }],
    ];
    for (const milliseconds of [0, 3_000, 5_000]) {
      clock.step(milliseconds);
      const login = `reader-${milliseconds}:Milvus`; // nobody else's list serves it, as one that is up to 5 s old would
      expect(await callHelpers(through, reads, login)).toEqual(await callHelpers(direct, reads, login));
    }
    const states = ["Completed", "Completed", "Completed", "Failed"];
    expect(await callHelpers(through, reads.slice(0, ids.length))).toMatchObject(
      [...states, ...states].map((state) => ({ code: 0, data: { state } })),
    );
  },
);

test.each(["2.4", "2.6", "3.0"])("PyMilvus reads errors of Milvus %s as without the gateway", async (version) => {
  const { direct, through } = await startBoth(version);
  const raised = await callHelpers(through, REFUSED);
  expect(raised).toEqual(raised.map(() => ({ raised: expect.stringMatching(/code: \d+, message: ./) })));
  expect(raised).toEqual(await callHelpers(direct, REFUSED));
});

test("PyMilvus gets all documented fields of an import's progress", async () => {
  const { clock, through } = await startBoth("2.6");
  const time = (after: number) => `${new Date(clock.now() + after).toISOString().slice(0, 19)}Z`;
  const [createTime, written, completeTime] = [time(0), time(4_000), time(8_000)];
  const [created] = await callHelpers(through, [["bulk_import", { collection_name: "books", files: [["a.parquet"]] }]]);
  expect(created).toEqual({ code: 0, data: { jobId } });
  const { data } = created as { data: { jobId: string } }; // as just seen
  clock.step(8_000);
  const [progress] = await callHelpers(through, [["get_import_progress", { job_id: data.jobId }]]);
  expect(progress).toEqual({
    code: 0,
    data: {
      ...data,
      collectionName: "books",
      createTime,
      completeTime,
      state: "Completed",
      progress: 100,
      importedRows: 1000,
      totalRows: 1000,
      fileSize: 409_600,
      details: [
        {
          fileName: "[a.parquet]",
          fileSize: 409_600,
          importedRows: 1000,
          totalRows: 1000,
          progress: 100,
          state: "Completed",
          completeTime: written,
        },
      ],
    },
  });
});
