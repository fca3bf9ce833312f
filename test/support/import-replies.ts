/** What a Milvus says of one import, on gRPC and on REST, and the job of one of which nothing else is known. */
import type { ServerResponse } from "node:http";
import { type Job, makeJob } from "../../src/model/job.ts";

export const ID = "449130000000000001";
export const PATH = `/v1/jobs/import/${ID}`;

export interface GrpcFields {
  readonly percent?: string;
  readonly reason?: string;
  readonly rows?: number;
}

const infosOf = ({ percent = "0", reason = "" }: GrpcFields) => ({ failed_reason: reason, progress_percent: percent });

/** A reply to GetImportState as Milvus 2.4 and later write it. */
export function byGrpc(state: string, fields: GrpcFields = {}): object {
  const infos = Object.entries(infosOf(fields)).map(([key, value]) => ({ key, value }));
  return { state, row_count: String(fields.rows ?? 0), create_ts: "1704551047", infos };
}

/** `data` of get_progress, of a job without files. */
export function byRest(state: string, fields: object = {}): object {
  return {
    collectionName: "books",
    completeTime: "",
    details: [],
    fileSize: 0,
    importedRows: 0,
    jobId: ID,
    progress: 0,
    state,
    totalRows: 0,
    ...fields,
  };
}

/** An entry of `details`. */
export const byRestFile = (fileName: string, state: string, fields: object = {}): object => ({
  completeTime: "",
  fileName,
  fileSize: 1024,
  importedRows: 0,
  progress: 0,
  state,
  totalRows: 10,
  ...fields,
});

/** A response of REST, byte for byte. */
export const writes =
  (body: string | Buffer, headers: Readonly<Record<string, string>> = {}, status = 200) =>
  (response: ServerResponse): void => {
    response.writeHead(status, { "Content-Type": "application/json; charset=utf-8", ...headers }).end(body);
  };

type RestResponder = (response: ServerResponse, body: string) => void;

/** A responder to all but the question whether REST is there, which Milvus answers as ever. */
export const afterProbe =
  (respond: RestResponder): RestResponder =>
  (response, body) =>
    body === "{}" ? writes('{"code":1802,"message":"missing required parameters"}')(response) : respond(response, body);

/** Cuts the connection without a response. */
export const cuts = (response: ServerResponse): void => {
  response.socket?.destroy();
};

export type Fields = Partial<Omit<Job, "details">> & { readonly details?: object };

const STATES: Readonly<Record<string, object>> = {
  ImportPending: { state: "pending", stage: "pending", upstreamState: stateOf(0, "ImportPending") },
  ImportStarted: { state: "running", stage: "started", upstreamState: stateOf(2, "ImportStarted") },
  ImportFailed: { state: "failed", stage: "failed", upstreamState: stateOf(1, "ImportFailed") },
  ImportCompleted: { state: "succeeded", stage: "completed", upstreamState: stateOf(6, "ImportCompleted") },
};

function stateOf(code: number, name: string) {
  return { enum: "ImportState", code, name };
}

export const NO_DETAILS = {
  rowCount: null,
  totalRows: null,
  fileSizeBytes: null,
  collectionId: null,
  segmentIds: null,
  idRanges: null,
  partitionName: null,
  files: null,
  persistCostSeconds: null,
  infos: {},
};

/** The job of a reply of gRPC, and what the fields say besides. */
export function jobOf(grpcState: string, grpc: GrpcFields, { details, ...fields }: Fields = {}): Job {
  return makeJob({
    kind: "import",
    id: ID,
    state: "unknown",
    progress: Number(grpc.percent ?? 0),
    reason: grpc.reason ?? null,
    dbName: "default",
    createTime: "2024-01-06T14:24:07.000Z",
    ...STATES[grpcState],
    ...fields,
    details: { ...NO_DETAILS, rowCount: grpc.rows ?? 0, infos: infosOf(grpc), ...details },
  });
}

/** An import of which nothing but what the fields say is known. */
export const jobSummary = ({ details, ...fields }: Fields & Pick<Job, "id" | "state">): Job =>
  makeJob({ kind: "import", ...fields, details: { ...NO_DETAILS, ...details } });

export const LIST_WITHOUT_IDS = {
  code: "LIST_WITHOUT_IDS",
  message:
    "Milvus 2.4 and later list import jobs without their ids on gRPC; get the job by the id that its start returned.",
};

export const unavailable = (reason: string) => ({
  code: "REST_UNAVAILABLE",
  message: `Milvus's own REST, which knows more of imports, added nothing: ${reason}`,
});

export const AWAITING_COMMIT = {
  code: "AWAITING_COMMIT",
  message: "All rows are there, and Milvus waits for a commit or an abort.",
};

export const SOURCES_DISAGREE = {
  code: "SOURCES_DISAGREE",
  message: "Milvus says on REST that the job has ended one way, and on gRPC the other; the job is as REST has it.",
};
