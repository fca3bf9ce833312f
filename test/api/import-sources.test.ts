/** One import by two sources: what gRPC says, what Milvus's own REST adds, and the job that comes of both. */
import { describe, expect, it } from "vitest";
import {
  AWAITING_COMMIT,
  afterProbe,
  byGrpc,
  byRest,
  byRestFile,
  type Fields,
  type GrpcFields,
  ID,
  jobOf,
  PATH,
  SOURCES_DISAGREE,
  unavailable,
  writes,
} from "../support/import-replies.ts";
import { startScriptedGateway } from "../support/scripted-gateway.ts";
import { GrpcFailure, type Script } from "../support/scripted-milvus.ts";

/** The whole response to reading the import. */
async function read(script: Script, path = PATH): Promise<{ status: number; json: unknown }> {
  const { send } = await startScriptedGateway(script);
  const { status, json } = await send(path);
  return { status, json };
}

const REASON = "expected dim '8' for field 'vec' with type 'FloatVector', got dim '4': importing data failed";

const file = (fields: object) => ({
  stage: null,
  progress: null,
  reason: null,
  rowCount: null,
  totalRows: null,
  sizeBytes: null,
  endTime: null,
  ...fields,
});

/** The groups of the exchange of 2.6.20, in the order of their paths. */
const WRITTEN = {
  rowCount: 5000,
  totalRows: 5000,
  fileSizeBytes: 1_502_400,
  files: [["b/1", 3000, 901_200] as const, ["b/2", 2000, 601_200] as const].map(([folder, rows, sizeBytes]) =>
    file({
      paths: [`${folder}/id.npy`, `${folder}/vec.npy`],
      state: "succeeded",
      stage: "completed",
      progress: 100,
      rowCount: rows,
      totalRows: rows,
      sizeBytes,
      endTime: "2026-07-20T08:00:14.000Z",
    }),
  ),
};

const COMPLETED =
  '{"code":0,"data":{"collectionName":"books","completeTime":"2026-07-20T16:00:31+08:00","createTime":"2026-07-20T16:00:02+08:00","details":[{"completeTime":"2026-07-20T16:00:14+08:00","fileName":"[b/2/id.npy b/2/vec.npy]","fileSize":601200,"importedRows":2000,"progress":100,"state":"Completed","totalRows":2000},{"completeTime":"2026-07-20T16:00:14+08:00","fileName":"[b/1/id.npy b/1/vec.npy]","fileSize":901200,"importedRows":3000,"progress":100,"state":"Completed","totalRows":3000}],"fileSize":1502400,"importedRows":5000,"jobId":"449130000000000001","progress":100,"state":"Completed","totalRows":5000}}';
const RUNNING =
  '{"code":0,"data":{"collectionName":"books","completeTime":"","details":[{"completeTime":"","fileName":"[in/my books.parquet]","fileSize":812345,"importedRows":900,"progress":30,"state":"InProgress","totalRows":3000}],"fileSize":812345,"importedRows":900,"jobId":"449130000000000001","progress":49,"state":"Importing","totalRows":3000}}';

const runningFile = { paths: ["in/my books.parquet"], totalRows: 3000, sizeBytes: 812_345 };

describe("an import, as each release of Milvus tells it on both sides", () => {
  it.each([
    {
      release: "2.4.0, waiting to begin",
      grpc: byGrpc("ImportPending"),
      rest: '{"code":200,"data":{"collectionName":"books","completeTime":"","details":[],"fileSize":0,"importedRows":0,"jobId":"449130000000000001","progress":0,"state":"Pending","totalRows":0}}',
      job: jobOf("ImportPending", {}, { collectionName: "books", details: { rowCount: null } }),
    },
    {
      release: "2.4.24, writing",
      grpc: byGrpc("ImportStarted", { percent: "49", rows: 900 }),
      rest: RUNNING,
      job: jobOf(
        "ImportStarted",
        { percent: "49", rows: 900 },
        {
          collectionName: "books",
          details: {
            totalRows: 3000,
            fileSizeBytes: 812_345,
            files: [file({ ...runningFile, state: "running", stage: "in_progress", progress: 30, rowCount: 900 })],
          },
        },
      ),
    },
    {
      release: "2.5.27, indexing",
      grpc: byGrpc("ImportStarted", { percent: "80", rows: 3000 }),
      rest: '{"code":0,"data":{"collectionName":"books","completeTime":"","details":[{"completeTime":"2025-01-16T08:42:09Z","fileName":"[in/my books.parquet]","fileSize":812345,"importedRows":3000,"progress":100,"state":"Completed","totalRows":3000}],"fileSize":812345,"importedRows":3000,"jobId":"449130000000000001","progress":80,"state":"Importing","totalRows":3000}}',
      job: jobOf(
        "ImportStarted",
        { percent: "80", rows: 3000 },
        {
          collectionName: "books",
          details: {
            totalRows: 3000,
            fileSizeBytes: 812_345,
            files: [
              file({
                ...runningFile,
                state: "succeeded",
                stage: "completed",
                progress: 100,
                rowCount: 3000,
                endTime: "2025-01-16T08:42:09.000Z",
              }),
            ],
          },
        },
      ),
    },
    {
      release: "2.6.20, completed",
      grpc: byGrpc("ImportCompleted", { percent: "100", rows: 5000 }),
      rest: COMPLETED,
      job: jobOf(
        "ImportCompleted",
        { percent: "100", rows: 5000 },
        { collectionName: "books", endTime: "2026-07-20T08:00:31.000Z", details: WRITTEN },
      ),
    },
    {
      release: "2.6.20, failed before writing",
      grpc: byGrpc("ImportFailed", { reason: REASON }),
      rest: `{"code":0,"data":{"collectionName":"books","completeTime":"","createTime":"2026-07-20T16:00:02+08:00","details":[],"fileSize":0,"importedRows":0,"jobId":"449130000000000001","progress":0,"reason":${JSON.stringify(REASON)},"state":"Failed","totalRows":0}}`,
      job: jobOf("ImportFailed", { reason: REASON }, { collectionName: "books", details: { rowCount: null } }),
    },
    {
      release: "2.6.20, failed while writing",
      grpc: byGrpc("ImportFailed", { reason: REASON }),
      rest: `{"code":0,"data":{"collectionName":"books","completeTime":"","createTime":"2026-07-20T16:00:02+08:00","details":[{"completeTime":"","fileName":"[in/a.json]","fileSize":4096,"importedRows":0,"progress":0,"reason":${JSON.stringify(REASON)},"state":"Failed","totalRows":10}],"fileSize":4096,"importedRows":0,"jobId":"449130000000000001","progress":0,"reason":${JSON.stringify(REASON)},"state":"Failed","totalRows":0}}`,
      job: jobOf(
        "ImportFailed",
        { reason: REASON },
        {
          collectionName: "books",
          details: {
            rowCount: null,
            fileSizeBytes: 4096,
            files: [
              file({
                paths: ["in/a.json"],
                state: "failed",
                stage: "failed",
                progress: 0,
                reason: REASON,
                totalRows: 10,
                sizeBytes: 4096,
              }),
            ],
          },
        },
      ),
    },
    {
      release: "3.0, waiting for its commit",
      grpc: byGrpc("ImportFailed", { percent: "99", rows: 5000 }),
      rest: COMPLETED.replace('"completeTime":"2026-07-20T16:00:31+08:00"', '"completeTime":""').replace(
        '"progress":100,"state":"Completed","totalRows":5000',
        '"progress":99,"state":"Uncommitted","totalRows":5000',
      ),
      job: jobOf(
        "ImportFailed",
        { percent: "99", rows: 5000 },
        {
          state: "running",
          stage: "awaiting_commit",
          collectionName: "books",
          details: WRITTEN,
          warnings: [AWAITING_COMMIT],
        },
      ),
    },
    {
      release: "3.0, committing",
      grpc: byGrpc("ImportFailed", { percent: "99", rows: 5000 }),
      rest: COMPLETED.replace('"completeTime":"2026-07-20T16:00:31+08:00"', '"completeTime":""').replace(
        '"progress":100,"state":"Completed","totalRows":5000',
        '"progress":99,"state":"Committing","totalRows":5000',
      ),
      job: jobOf(
        "ImportFailed",
        { percent: "99", rows: 5000 },
        { state: "running", stage: "committing", collectionName: "books", details: WRITTEN },
      ),
    },
  ])("$release", async ({ grpc, rest, job }) => {
    const headers = { "X-Milvus-Trace-Id": "4bf92f3577b34da6a3ce929d0e0e4736" };
    const { send } = await startScriptedGateway({ GetImportState: grpc, "import/get_progress": writes(rest, headers) });
    const plain = await send(PATH);
    expect({ status: plain.status, json: plain.json }).toEqual({ status: 200, json: job });
    expect(plain.headers).not.toHaveProperty("x-milvus-trace-id");
    const withReply = await send(`${PATH}?include=reply`);
    expect(withReply.json).toEqual({
      ...job,
      reply: expect.objectContaining(grpc),
      restReply: JSON.parse(rest).data,
    });
  });

  it.each([
    ["2.5", '{"code":2100,"message":"import job does not exist, jobID=7: importing data failed"}'],
    ["3.0", '{"code":2101,"message":"import job does not exist, jobID=7: importing data failed on server side"}'],
  ])("%s, unknown to both", async (_release, rest) => {
    const message = "import job does not exist, jobID=7: importing data failed";
    const { status, json } = await read(
      {
        GetImportState: { status: { code: 2100, reason: message, error_code: "UnexpectedError" } },
        "import/get_progress": writes(rest),
      },
      "/v1/jobs/import/7",
    );
    expect({ status, json }).toEqual({
      status: 404,
      json: {
        type: "/problems/job-not-found",
        title: "Job not found",
        status: 404,
        detail: expect.stringMatching(/^Milvus knows no import job 7: it has expired/),
        instance: "/v1/jobs/import/7",
        code: "JOB_NOT_FOUND",
        retryable: false,
        requestId: expect.any(String),
        upstream: {
          rpc: "GetImportState",
          grpcCode: 0,
          grpcName: "OK",
          milvusCode: 2100,
          errorCode: "UnexpectedError",
          reason: message,
        },
      },
    });
  });
});

interface Differing {
  readonly rule: string;
  readonly grpc: readonly [state: string, fields: GrpcFields];
  readonly rest: object;
  /** What the job has that a job of gRPC alone has not. */
  readonly job: Fields;
}

describe("two reports that differ", () => {
  const rows = (importedRows: number) => ({ importedRows, totalRows: 3000 });
  const books = { collectionName: "books" } as const;

  it.each<Differing>([
    {
      rule: "the later state wins: importing on REST before pending on gRPC",
      grpc: ["ImportPending", { percent: "0" }],
      rest: byRest("Importing", { progress: 40, ...rows(100) }),
      job: { ...books, state: "running", stage: "started", progress: 40, details: { rowCount: 100, totalRows: 3000 } },
    },
    {
      rule: "the later state wins: importing on gRPC before pending on REST",
      grpc: ["ImportStarted", { percent: "30", rows: 50 }],
      rest: byRest("Pending"),
      job: { ...books, progress: 30, details: { rowCount: 50 } },
    },
    {
      rule: "the later state wins: completed on REST before importing on gRPC",
      grpc: ["ImportStarted", { percent: "90", rows: 2000 }],
      rest: byRest("Completed", { progress: 100, completeTime: "2024-01-06T15:00:00Z", ...rows(3000) }),
      job: {
        ...books,
        state: "succeeded",
        stage: "completed",
        progress: 100,
        endTime: "2024-01-06T15:00:00.000Z",
        details: { rowCount: 3000, totalRows: 3000 },
      },
    },
    {
      rule: "the later state wins: completed on gRPC before importing on REST",
      grpc: ["ImportCompleted", { percent: "100", rows: 3000 }],
      rest: byRest("Importing", { progress: 90, ...rows(2000) }),
      job: { ...books, details: { rowCount: 3000, totalRows: 3000 } },
    },
    {
      rule: "the later state wins: failed on REST before importing on gRPC, with its reason",
      grpc: ["ImportStarted", { percent: "60", rows: 2000 }],
      rest: byRest("Failed", { reason: "import timeout" }),
      job: {
        ...books,
        state: "failed",
        stage: "failed",
        progress: 0,
        reason: "import timeout",
        details: { rowCount: null },
      },
    },
    {
      rule: "the later state wins: failed on gRPC before importing on REST, with its reason",
      grpc: ["ImportFailed", { reason: "import timeout" }],
      rest: byRest("Importing", { progress: 60, ...rows(2000) }),
      job: { ...books, details: { rowCount: null, totalRows: 3000 } },
    },
    {
      rule: "uncommitted is later than importing",
      grpc: ["ImportStarted", { percent: "80", rows: 3000 }],
      rest: byRest("Uncommitted", { progress: 99, ...rows(3000) }),
      job: {
        ...books,
        stage: "awaiting_commit",
        progress: 99,
        details: { totalRows: 3000 },
        warnings: [AWAITING_COMMIT],
      },
    },
    {
      rule: "a failure at 99 percent without a reason is later than importing",
      grpc: ["ImportFailed", { percent: "99", rows: 3000 }],
      rest: byRest("Importing", { progress: 80, ...rows(2900) }),
      job: {
        ...books,
        state: "running",
        stage: "awaiting_commit",
        details: { rowCount: 3000, totalRows: 3000 },
        warnings: [AWAITING_COMMIT],
      },
    },
    {
      rule: "a failure at 99 percent without a reason is earlier than completed",
      grpc: ["ImportFailed", { percent: "99", rows: 3000 }],
      rest: byRest("Completed", { progress: 100, completeTime: "2024-01-06T15:00:00Z", ...rows(3000) }),
      job: {
        ...books,
        state: "succeeded",
        stage: "completed",
        progress: 100,
        endTime: "2024-01-06T15:00:00.000Z",
        details: { totalRows: 3000 },
      },
    },
    {
      rule: "a failure at 99 percent without a reason is earlier than failed",
      grpc: ["ImportFailed", { percent: "99", rows: 3000 }],
      rest: byRest("Failed", { reason: "aborted by user" }),
      job: { ...books, progress: 0, reason: "aborted by user", details: { rowCount: null } },
    },
    {
      rule: "of two equal states the larger progress and rows win: those of REST",
      grpc: ["ImportStarted", { percent: "40", rows: 100 }],
      rest: byRest("Importing", { progress: 41, ...rows(101) }),
      job: { ...books, progress: 41, details: { rowCount: 101, totalRows: 3000 } },
    },
    {
      rule: "of two equal states the larger progress and rows win: those of gRPC",
      grpc: ["ImportStarted", { percent: "41", rows: 101 }],
      rest: byRest("Importing", { progress: 40, ...rows(100) }),
      job: { ...books, details: { totalRows: 3000 } },
    },
    {
      rule: "of two equal states the reason is the one that there is: that of REST",
      grpc: ["ImportFailed", {}],
      rest: byRest("Failed", { reason: "import timeout" }),
      job: { ...books, reason: "import timeout", details: { rowCount: null } },
    },
    {
      rule: "of two equal states the reason is the one that there is: that of gRPC",
      grpc: ["ImportFailed", { reason: "import timeout" }],
      rest: byRest("Failed"),
      job: { ...books, details: { rowCount: null } },
    },
    {
      rule: "REST decides between a failure on gRPC and a success on REST, with a warning",
      grpc: ["ImportFailed", { reason: "import timeout" }],
      rest: byRest("Completed", { progress: 100, completeTime: "2024-01-06T15:00:00Z", ...rows(3000) }),
      job: {
        ...books,
        state: "succeeded",
        stage: "completed",
        reason: null,
        endTime: "2024-01-06T15:00:00.000Z",
        details: { rowCount: 3000, totalRows: 3000 },
        warnings: [SOURCES_DISAGREE],
      },
    },
    {
      rule: "REST decides between a success on gRPC and a failure on REST, with a warning",
      grpc: ["ImportCompleted", { percent: "100", rows: 3000 }],
      rest: byRest("Failed", { reason: "import timeout" }),
      job: {
        ...books,
        state: "failed",
        stage: "failed",
        progress: 0,
        reason: "import timeout",
        details: { rowCount: null },
        warnings: [SOURCES_DISAGREE],
      },
    },
    {
      rule: "a state of REST that is no known one decides nothing",
      grpc: ["ImportStarted", { percent: "40", rows: 100 }],
      rest: byRest("Sorting", { progress: 50, ...rows(100) }),
      job: { ...books, details: { totalRows: 3000 } },
    },
  ])("$rule", async ({ grpc: [state, fields], rest, job }) => {
    const { status, json } = await read({ GetImportState: byGrpc(state, fields), "import/get_progress": rest });
    expect({ status, json }).toEqual({ status: 200, json: jobOf(state, fields, job) });
  });

  it("have the files follow a job that has succeeded: all of them have, with all rows", async () => {
    const fields = { percent: "100", rows: 30 };
    const { json } = await read({
      GetImportState: byGrpc("ImportCompleted", fields),
      "import/get_progress": byRest("Completed", {
        progress: 100,
        importedRows: 30,
        totalRows: 30,
        fileSize: 2048,
        details: [
          byRestFile("[b.json]", "InProgress", { progress: 0, totalRows: 20 }),
          byRestFile("[a.json]", "Completed", { progress: 100, importedRows: 10 }),
        ],
      }),
    });
    const done = { state: "succeeded", stage: "completed", progress: 100, sizeBytes: 1024 };
    expect(json).toEqual(
      jobOf("ImportCompleted", fields, {
        collectionName: "books",
        details: {
          totalRows: 30,
          fileSizeBytes: 2048,
          files: [
            file({ paths: ["a.json"], ...done, rowCount: 10, totalRows: 10 }),
            file({ paths: ["b.json"], ...done, rowCount: 20, totalRows: 20 }),
          ],
        },
      }),
    );
  });

  it("have the files follow a job that has failed, with its reason where they have none", async () => {
    const { json } = await read({
      GetImportState: byGrpc("ImportFailed", { reason: "import timeout" }),
      "import/get_progress": byRest("Importing", {
        progress: 60,
        fileSize: 2048,
        details: [
          byRestFile("[b.json]", "InProgress", { progress: 50, importedRows: 5 }),
          byRestFile("[a.json]", "Failed", { reason: "no such file" }),
        ],
      }),
    });
    const failed = { state: "failed", stage: "failed", totalRows: 10, sizeBytes: 1024 };
    expect(json).toEqual(
      jobOf(
        "ImportFailed",
        { reason: "import timeout" },
        {
          collectionName: "books",
          details: {
            rowCount: null,
            fileSizeBytes: 2048,
            files: [
              file({ paths: ["a.json"], ...failed, progress: 0, reason: "no such file" }),
              file({ paths: ["b.json"], ...failed, progress: 50, reason: "import timeout", rowCount: 5 }),
            ],
          },
        },
      ),
    );
  });

  it("have files in states of their own while the job runs", async () => {
    const states = ["None", "Pending", "InProgress", "Retry", "Completed", "Failed", "Sorting"];
    const { json } = await read({
      GetImportState: byGrpc("ImportStarted"),
      "import/get_progress": byRest("Importing", {
        details: states.map((state, index) => byRestFile(`[${index}.json]`, state)),
      }),
    });
    const { files } = (json as { details: { files: { state: string; stage: string | null }[] } }).details;
    expect(files.map(({ state, stage }) => [state, stage])).toEqual([
      ["pending", "none"],
      ["pending", "pending"],
      ["running", "in_progress"],
      ["running", "retry"],
      ["succeeded", "completed"],
      ["failed", "failed"],
      ["unknown", null],
    ]);
  });

  it.each([-9_223_372_036_854_775_000, 50.5, 101, "50", null, [50], { toString: 1, valueOf: 2 }, [{ toString: 1 }]])(
    "have a progress of REST that is none: %j",
    async (progress) => {
      const { json } = await read({
        GetImportState: byGrpc("ImportPending"),
        "import/get_progress": byRest("Importing", { progress }),
      });
      expect(json).toMatchObject({ state: "running", progress: null, warnings: [{ code: "BAD_PROGRESS" }] });
    },
  );
});

describe("an error of one source", () => {
  const fields = { percent: "40", rows: 100 };
  const DENIED =
    "rpc error: code = PermissionDenied desc = PrivilegeImport: permission deny to ann in the `default` database";

  it.each([
    ["no credentials", { status: 401, code: 1800, message: "user hasn't authenticated" }, "user hasn't authenticated"],
    ["no privilege", { status: 403, code: 65_535, message: DENIED }, DENIED],
    [
      "no such job",
      { code: 2100, message: `import job does not exist, jobID=${ID}` },
      `import job does not exist, jobID=${ID}`,
    ],
    [
      "not ready",
      { code: 1, message: "service not ready[proxy=1]: Initializing" },
      "service not ready[proxy=1]: Initializing",
    ],
    [
      "a panic",
      { status: 500, code: 500 },
      "Milvus's REST replied to import/get_progress with HTTP 500 and nothing that can be read.",
    ],
    ["no state", {}, "the response has no state"],
    [
      "what is no JSON",
      afterProbe(writes("{")),
      "Milvus's REST replied to import/get_progress with HTTP 200 and nothing that can be read.",
    ],
  ])("on REST leaves the job as gRPC has it: %s", async (_case, rest, reason) => {
    const { status, json } = await read({
      GetImportState: byGrpc("ImportStarted", fields),
      "import/get_progress": rest,
    });
    expect({ status, json }).toEqual({
      status: 200,
      json: jobOf("ImportStarted", fields, { warnings: [unavailable(reason)] }),
    });
  });

  it("on gRPC fails the request, whatever REST says", async () => {
    const script: Script = {
      GetImportState: { status: { code: 2100, reason: `import job does not exist, jobID=${ID}` } },
      "import/get_progress": byRest("Importing"),
    };
    const { send } = await startScriptedGateway(script);
    expect((await send(PATH)).json).toMatchObject({ status: 404, code: "JOB_NOT_FOUND" });
    script.GetImportState = new GrpcFailure(14, "no connection");
    expect((await send(PATH)).json).toMatchObject({ status: 503, code: "UPSTREAM_UNAVAILABLE" });
  });
});

describe("a Milvus without REST", () => {
  it.each([{}, { MILVUS_HTTP: "off" }])("has the job of gRPC, and restReply null: %j", async (settings) => {
    const { send } = await startScriptedGateway({ GetImportState: byGrpc("ImportStarted") }, settings);
    const job = jobOf("ImportStarted", {});
    expect((await send(PATH)).json).toEqual(job);
    expect((await send(`${PATH}?include=reply`)).json).toEqual({
      ...job,
      reply: expect.objectContaining(byGrpc("ImportStarted")),
      restReply: null,
    });
  });
});
