/** Milvus's own REST v2, field by field: what each route takes and returns, against a table of what Milvus has. */
import { describe, expect, it } from "vitest";
import type { MethodName } from "../../src/milvus/methods.ts";
import { V2_OPERATIONS } from "../../src/v2/operations.ts";
import { startScriptedGateway } from "../support/scripted-gateway.ts";

const PREFIX = "/v2/vectordb/jobs/";

/** Whether gRPC has a field: always, only sometimes, or never. */
type Has = "always" | "sometimes" | "never";

interface Row {
  readonly method: MethodName;
  /** Every documented field of the request, and what becomes of it. */
  readonly request: object;
  readonly sent: object;
  readonly reply: object;
  readonly data: object;
  /** Every documented field of `data`, or of a record of it. */
  readonly fields: Readonly<Record<string, Has>>;
}

const ID = "458123456789012345";

const RESTORE = {
  info: {
    job_id: ID,
    snapshot_name: "s1",
    db_name: "library",
    collection_name: "restored",
    state: "RestoreSnapshotFailed",
    progress: 25,
    reason: "no such key",
    start_time: "1762000000000",
    time_cost: "2500",
  },
  record: {
    jobId: ID,
    snapshotName: "s1",
    dbName: "library",
    collectionName: "restored",
    state: "RestoreSnapshotFailed",
    progress: 25,
    reason: "no such key",
    startTime: 1_762_000_000_000,
    timeCost: 2_500,
  },
};
const RESTORE_FIELDS: Row["fields"] = {
  jobId: "always",
  snapshotName: "always",
  dbName: "always",
  collectionName: "always",
  state: "always",
  progress: "always",
  reason: "always",
  startTime: "always",
  timeCost: "always",
};

const REFRESH = {
  info: {
    job_id: ID,
    collection_name: "external_docs",
    state: "RefreshFailed",
    progress: "10",
    reason: "timeout",
    external_source: "s3://key:secret@lake/docs/",
    external_spec: '{"format":"parquet","secret":"secret"}',
    start_time: "1762000000000",
    end_time: "1762003600000",
  },
  record: {
    jobId: ID,
    collectionName: "external_docs",
    state: "RefreshFailed",
    progress: 10,
    externalSource: "s3://***@lake/docs/",
    externalSpec: '{"format":"parquet","secret":"***"}',
    startTime: 1_762_000_000_000,
    endTime: 1_762_003_600_000,
    reason: "timeout",
  },
};
const REFRESH_FIELDS: Row["fields"] = {
  jobId: "always",
  collectionName: "always",
  state: "always",
  progress: "always",
  externalSource: "always",
  externalSpec: "always",
  startTime: "always",
  endTime: "always",
  reason: "sometimes",
};

const DESCRIBED_IMPORT: Row = {
  method: "GetImportState",
  request: { jobId: ID },
  sent: { task: ID },
  reply: {
    state: "ImportCompleted",
    row_count: "1000",
    create_ts: "1704551047",
    infos: [
      { key: "failed_reason", value: "" },
      { key: "progress_percent", value: "100" },
    ],
  },
  data: {
    jobId: ID,
    createTime: "2024-01-06T14:24:07Z",
    state: "Completed",
    progress: 100,
    importedRows: 1000,
    totalRows: 1000,
  },
  fields: {
    jobId: "always",
    createTime: "always",
    collectionName: "sometimes",
    completeTime: "never",
    state: "always",
    progress: "always",
    importedRows: "always",
    totalRows: "sometimes",
    reason: "sometimes",
    fileSize: "never",
    details: "never",
  },
};

/** There is no RPC for it. */
const acted = (method: "import/commit" | "import/abort"): Row => ({
  method,
  request: { jobId: ID },
  sent: { jobId: ID },
  reply: {},
  data: {},
  fields: {},
});

/** What each route is made of: docs/milvus.md#milvuss-own-rest-api */
const TABLE: Readonly<Record<string, Row>> = {
  "import/create": {
    method: "Import",
    request: {
      dbName: "library",
      collectionName: "books",
      partitionName: "2026",
      files: [["id.npy", "vec.npy"]],
      options: { timeout: "300s" },
    },
    sent: {
      db_name: "library",
      collection_name: "books",
      partition_name: "2026",
      files: ["id.npy", "vec.npy"],
      options: [{ key: "timeout", value: "300s" }],
      idempotency_key: "night-42",
    },
    reply: { tasks: [ID] },
    data: { jobId: ID },
    fields: { jobId: "always" },
  },
  "import/list": {
    method: "ListImportTasks",
    request: { dbName: "library", collectionName: "books" },
    sent: { db_name: "library", collection_name: "books", limit: "0" },
    reply: {
      tasks: [
        {
          state: "ImportFailed",
          infos: [
            { key: "failed_reason", value: "no such file" },
            { key: "progress_percent", value: "0" },
          ],
        },
      ],
    },
    data: { records: [{ collectionName: "books", state: "Failed", progress: 0, reason: "no such file" }] },
    fields: {
      jobId: "sometimes",
      collectionName: "sometimes",
      state: "always",
      progress: "always",
      reason: "sometimes",
    },
  },
  "import/describe": DESCRIBED_IMPORT,
  "import/get_progress": DESCRIBED_IMPORT,
  "import/commit": acted("import/commit"),
  "import/abort": acted("import/abort"),
  "external_collection/refresh": {
    method: "RefreshExternalCollection",
    request: {
      dbName: "library",
      collectionName: "external_docs",
      externalSource: "s3://lake/docs/",
      externalSpec: "{}",
    },
    sent: {
      db_name: "library",
      collection_name: "external_docs",
      external_source: "s3://lake/docs/",
      external_spec: "{}",
    },
    reply: { job_id: ID },
    data: { jobId: ID },
    fields: { jobId: "always" },
  },
  "external_collection/describe": {
    method: "GetRefreshExternalCollectionProgress",
    request: { jobId: ID },
    sent: { job_id: ID },
    reply: { job_info: REFRESH.info },
    data: REFRESH.record,
    fields: REFRESH_FIELDS,
  },
  "external_collection/list": {
    method: "ListRefreshExternalCollectionJobs",
    request: { dbName: "library", collectionName: "external_docs" },
    sent: { db_name: "library", collection_name: "external_docs" },
    reply: { jobs: [REFRESH.info] },
    data: { records: [REFRESH.record] },
    fields: REFRESH_FIELDS,
  },
  "snapshot/restore_external": {
    method: "RestoreExternalSnapshot",
    request: {
      dbName: "library",
      targetCollectionName: "restored",
      snapshotMetadataURI: "s3://backup/1.json",
      externalSpec: "{}",
    },
    sent: {
      db_name: "library",
      target_collection_name: "restored",
      snapshot_metadata_uri: "s3://backup/1.json",
      external_spec: "{}",
    },
    reply: { job_id: ID },
    data: { jobId: ID },
    fields: { jobId: "always" },
  },
  "snapshot/describe": {
    method: "GetRestoreSnapshotState",
    request: { jobId: ID },
    sent: { job_id: ID },
    reply: { info: RESTORE.info },
    data: RESTORE.record,
    fields: RESTORE_FIELDS,
  },
  "snapshot/list": {
    method: "ListRestoreSnapshotJobs",
    request: { dbName: "library", collectionName: "restored" },
    sent: { db_name: "library", collection_name: "restored" },
    reply: { jobs: [RESTORE.info] },
    data: { records: [RESTORE.record] },
    fields: RESTORE_FIELDS,
  },
  "snapshot/export": {
    method: "ExportSnapshot",
    request: {
      dbName: "library",
      collectionName: "books",
      snapshotName: "s1",
      targetS3Path: "s3://backup/books/",
      externalSpec: "{}",
    },
    sent: {
      db_name: "library",
      collection_name: "books",
      name: "s1",
      target_s3_path: "s3://backup/books/",
      external_spec: "{}",
    },
    reply: { job_id: ID },
    data: { jobId: ID },
    fields: { jobId: "always", snapshotMetadataURI: "sometimes" },
  },
  "snapshot/export/describe": {
    method: "GetExportSnapshotState",
    request: { jobId: ID },
    sent: { job_id: ID },
    reply: {
      info: {
        ...RESTORE.info,
        state: "ExportSnapshotCompleted",
        total_files: "12",
        copied_files: "11",
        total_bytes: "5368709120",
        snapshot_metadata_uri: "s3://backup/1.json",
      },
    },
    data: {
      ...RESTORE.record,
      state: "ExportSnapshotCompleted",
      totalFiles: 12,
      copiedFiles: 11,
      totalBytes: 5_368_709_120,
      snapshotMetadataURI: "s3://backup/1.json",
    },
    fields: {
      ...RESTORE_FIELDS,
      totalFiles: "always",
      copiedFiles: "always",
      totalBytes: "always",
      snapshotMetadataURI: "always",
    },
  },
};

const ROWS = Object.entries(TABLE);

/** The record of a list, or the data itself. */
const recordOf = (data: object): object =>
  "records" in data && Array.isArray(data.records) ? (data.records[0] as object) : data;

function fieldsThat(fields: Row["fields"], ...are: readonly Has[]): string[] {
  return Object.keys(fields).filter((field) => are.includes(fields[field] ?? "never"));
}

describe("Milvus's REST v2, field by field", () => {
  it("has every route of the table and no other", () => {
    expect(V2_OPERATIONS.map(({ path }) => path).sort()).toEqual(ROWS.map(([route]) => PREFIX + route).sort());
  });

  it.each(ROWS)("%s takes every documented field and, by gRPC, returns those that it has", async (route, row) => {
    const { method, request, sent, reply, data } = row;
    const { send, milvus } = await startScriptedGateway({ DescribeCollection: {}, [method]: reply });
    const headers = { "Idempotency-Key": "night-42" };
    const response = await send(PREFIX + route, { method: "POST", json: request, headers });
    expect([response.status, response.json]).toEqual([200, { code: 0, data }]);
    expect(response.headers["content-type"]).toBe("application/json; charset=utf-8");
    const asked = [
      ...milvus.calls.map(({ rpc, request }) => ({ method: rpc, request })),
      ...milvus.restCalls.map(({ method, body }) => ({ method, request: JSON.parse(body) as object })),
    ];
    expect(asked.findLast((call) => call.method === method)?.request).toMatchObject(sent);
  });

  it.each(ROWS)(
    "%s documents the fields that it takes, responses, and leaves out",
    (route, { request, data, fields }) => {
      const operation = V2_OPERATIONS.find(({ path }) => path === PREFIX + route);
      const answered = Object.keys(recordOf(data));
      expect(Object.keys(operation?.request.shape ?? {}).sort()).toEqual(Object.keys(request).sort());
      expect(answered).toEqual(expect.arrayContaining(fieldsThat(fields, "always")));
      expect(fieldsThat(fields, "always", "sometimes")).toEqual(expect.arrayContaining(answered));
      expect(Object.keys(operation?.leftOut ?? {})).toEqual(expect.arrayContaining(fieldsThat(fields, "never")));
      expect(fieldsThat(fields, "never", "sometimes")).toEqual(
        expect.arrayContaining(Object.keys(operation?.leftOut ?? {})),
      );
      expect(Object.keys(operation?.leftOut ?? {}).filter((name) => !operation?.description.includes(name))).toEqual(
        [],
      );
      expect(operation?.data.safeParse(data)).toMatchObject({ success: true });
    },
  );

  it.each([
    ["ImportPending", "10", "", "Pending"],
    ["ImportStarted", "40", "", "Importing"],
    ["ImportPersisted", "90", "", "Importing"],
    ["ImportFlushed", "95", "", "Importing"],
    ["ImportFailed", "99", "", "Uncommitted"],
    ["ImportFailed", "0", "no such file", "Failed"],
    ["ImportFailedAndCleaned", "0", "no such file", "Failed"],
    ["ImportCompleted", "100", "", "Completed"],
    [42, "50", "", "None"],
  ])("calls an import that gRPC says is %s at %s%% with reason '%s' %s", async (state, percent, reason, word) => {
    const infos = [
      { key: "failed_reason", value: reason },
      { key: "progress_percent", value: percent },
    ];
    const { send } = await startScriptedGateway({
      GetImportState: { state, row_count: "7", create_ts: "1704551047", infos },
    });
    const response = await send(`${PREFIX}import/describe`, { method: "POST", json: { jobId: ID } });
    const isWhole = word === "Completed" || word === "Uncommitted";
    expect(response.json).toEqual({
      code: 0,
      data: {
        jobId: ID,
        createTime: "2024-01-06T14:24:07Z",
        state: word,
        progress: Number(percent),
        importedRows: 7,
        ...(isWhole && { totalRows: 7 }),
        ...(reason && { reason }),
      },
    });
  });

  it("returns what Milvus 2.3 says of an import, and an old one's missing progress as 0", async () => {
    const infos = [
      { key: "collection", value: "books" },
      { key: "failed_reason", value: "" },
    ];
    const task = { id: ID, state: "ImportPending", create_ts: "0", infos };
    const { send } = await startScriptedGateway({ GetImportState: task, ListImportTasks: { tasks: [task] } });
    const record = { jobId: ID, collectionName: "books", state: "Pending", progress: 0 };
    expect((await send(`${PREFIX}import/describe`, { method: "POST", json: { jobId: ID } })).json).toEqual({
      code: 0,
      data: { ...record, importedRows: 0 },
    });
    expect((await send(`${PREFIX}import/list`, { method: "POST", json: {} })).json).toEqual({
      code: 0,
      data: { records: [record] },
    });
  });
});
