/** One example document of every problem code, as the gateway would send it. */
import type { ExampleObject } from "openapi3-ts/oas31";
import { hostRefused } from "../http/access.ts";
import { contentTooLarge } from "../http/body.ts";
import { type ItemProblem, type Problem, toItemProblem, toProblem } from "../http/problem.ts";
import type { Kind } from "../kinds/kind.ts";
import {
  CREDENTIALS,
  GatewayError,
  jobFailed,
  jobNotDone,
  PROBLEMS,
  type ProblemCode,
  type UpstreamFault,
  type Violation,
} from "../model/errors.ts";
import { failuresOf, unfinishedOf } from "./kind-operations.ts";

/** The problems that are about a job, whose examples come from those of the kinds. */
type JobProblem = "JOB_FAILED" | "JOB_NOT_DONE";

interface Occurrence {
  readonly path: string;
  readonly detail: string;
  readonly violations?: readonly Violation[];
  readonly upstream?: UpstreamFault;
}

/** What Milvus said in its Status. */
const said = (rpc: string, milvusCode: number, reason: string, errorCode = "UnexpectedError"): UpstreamFault => ({
  rpc,
  grpcCode: 0,
  grpcName: "OK",
  milvusCode,
  errorCode,
  reason,
});

/** How a call ended that brought no reply. */
const ended = (rpc: string, grpcCode: number, grpcName: string, reason: string): UpstreamFault => ({
  rpc,
  grpcCode,
  grpcName,
  milvusCode: null,
  errorCode: null,
  reason,
});

/** What Milvus said in the envelope of its REST. */
const saidByRest = (rpc: string, milvusCode: number, reason: string): UpstreamFault => ({
  protocol: "rest",
  rpc,
  httpStatus: 200,
  milvusCode,
  reason,
});

const JOB = "/v1/jobs/import/446781855410077319";
const START = "/v1/jobs/import";

const OCCURRENCES: Readonly<Record<Exclude<ProblemCode, JobProblem>, Occurrence>> = {
  INVALID_ARGUMENT: {
    path: JOB,
    detail:
      "inclde: unknown parameter; did you mean include?; id: must be a decimal from 0 to 9223372036854775807, without sign, leading zeros or spaces",
    violations: [
      { in: "query", field: "inclde", message: "unknown parameter; did you mean include?" },
      {
        in: "path",
        field: "id",
        message: "must be a decimal from 0 to 9223372036854775807, without sign, leading zeros or spaces",
      },
    ],
  },
  UPSTREAM_REJECTED: {
    path: START,
    detail: "for JSON, Parquet or CSV files, each job accepts only one file: importing data failed: invalid parameter",
    upstream: said(
      "Import",
      2100,
      "for JSON, Parquet or CSV files, each job accepts only one file: importing data failed: invalid parameter",
    ),
  },
  UNAUTHENTICATED: {
    path: JOB,
    detail: `Milvus refuses these credentials: send ${CREDENTIALS}.`,
    upstream: ended(
      "GetImportState",
      16,
      "UNAUTHENTICATED",
      "auth check failure, please check username and password are correct",
    ),
  },
  PERMISSION_DENIED: {
    path: START,
    detail: "PrivilegeImport: permission deny to reader",
    upstream: ended("Import", 7, "PERMISSION_DENIED", "PrivilegeImport: permission deny to reader"),
  },
  WRONG_STATE: {
    path: `${JOB}:commit`,
    detail: "job 446781855410077319 is in state Sorting, expected Uncommitted: importing data failed",
    upstream: saidByRest(
      "import/commit",
      2100,
      "job 446781855410077319 is in state Sorting, expected Uncommitted: importing data failed",
    ),
  },
  READ_ONLY: { path: START, detail: "This gateway starts no work." },
  HOST_NOT_ALLOWED: {
    path: JOB,
    detail: hostRefused("127.0.0.1"),
  },
  NOT_FOUND: { path: "/v1/job", detail: "No route matches GET /v1/job. GET /openapi.json lists all of them." },
  JOB_NOT_FOUND: {
    path: "/v1/jobs/import/1",
    detail: "Milvus knows no import job 1: it has expired (finished jobs are kept for about 48 h) or never existed.",
    upstream: said("GetImportState", 2100, "import job does not exist, jobID=1: importing data failed"),
  },
  COLLECTION_NOT_FOUND: {
    path: START,
    detail: "collection not found[database=default][collection=bookz]",
    upstream: said(
      "DescribeCollection",
      100,
      "collection not found[database=default][collection=bookz]",
      "CollectionNotExists",
    ),
  },
  DATABASE_NOT_FOUND: {
    path: START,
    detail: "database not found[database=libary]",
    upstream: said("Import", 800, "database not found[database=libary]"),
  },
  PARTITION_NOT_FOUND: {
    path: START,
    detail: "partition not found[partition=2027]",
    upstream: said("Import", 200, "partition not found[partition=2027]", "MetaFailed"),
  },
  SNAPSHOT_NOT_FOUND: {
    path: "/v1/jobs/restore",
    detail: "snapshot not found[snapshot=books_2026_13]",
    upstream: said("RestoreSnapshot", 2600, "snapshot not found[snapshot=books_2026_13]"),
  },
  INDEX_NOT_FOUND: {
    path: "/v1/jobs/index/default:books:vektor",
    detail: "index not found[collection=books]",
    upstream: said("DescribeIndex", 700, "index not found[collection=books]", "IndexNotExist"),
  },
  METHOD_NOT_ALLOWED: { path: JOB, detail: "Method DELETE is not allowed; use GET, HEAD or OPTIONS." },
  NOT_ACCEPTABLE: { path: JOB, detail: "This operation responds with application/json." },
  REQUEST_TIMEOUT: {
    path: "",
    detail: "The headers did not arrive within 20 s, or the whole request within 60 s.",
  },
  JOB_ALREADY_RUNNING: {
    path: "/v1/jobs/refresh",
    detail: "refresh job 446781855410077401 is already in progress for collection external_docs",
    upstream: said(
      "RefreshExternalCollection",
      703,
      "refresh job 446781855410077401 is already in progress for collection external_docs",
    ),
  },
  CONTENT_TOO_LARGE: { path: START, detail: contentTooLarge(1_000_000).message },
  UNSUPPORTED_MEDIA_TYPE: { path: START, detail: "The body must be sent as Content-Type: application/json, in UTF-8." },
  EXPECTATION_FAILED: { path: START, detail: "Only 100-continue can be expected." },
  RATE_LIMITED: {
    path: START,
    detail: "The number of jobs has reached the limit, please try again later. The limit is 1024",
    upstream: said(
      "Import",
      2100,
      "The number of jobs has reached the limit, please try again later. The limit is 1024",
    ),
  },
  HEADERS_TOO_LARGE: {
    path: "",
    detail: "The request line and headers are larger than 16384 bytes together.",
  },
  UPSTREAM_ERROR: {
    path: JOB,
    detail: "etcdserver: request timed out",
    upstream: said("GetImportState", 65535, "etcdserver: request timed out"),
  },
  INTERNAL: { path: JOB, detail: "The gateway failed to handle this request." },
  NOT_SUPPORTED_BY_SERVER: {
    path: "/v1/jobs/export/446781855410077601",
    detail: "This Milvus does not implement GetExportSnapshotState; it came with Milvus 3.1.",
    upstream: ended(
      "GetExportSnapshotState",
      12,
      "UNIMPLEMENTED",
      "unknown method GetExportSnapshotState for service milvus.proto.milvus.MilvusService",
    ),
  },
  BAD_UPSTREAM_REPLY: {
    path: JOB,
    detail: "Milvus's reply to GetImportState has no status.",
    upstream: {
      rpc: "GetImportState",
      grpcCode: 0,
      grpcName: "OK",
      milvusCode: null,
      errorCode: null,
      reason: null,
    },
  },
  UPSTREAM_UNAVAILABLE: {
    path: JOB,
    detail: "Milvus cannot be reached for GetImportState: the connection was refused.",
    upstream: ended("GetImportState", 14, "UNAVAILABLE", "the connection was refused"),
  },
  OVERLOADED: {
    path: JOB,
    detail: "1000 calls to Milvus are in flight already, the most that this gateway makes at once.",
  },
  DEADLINE_EXCEEDED: {
    path: JOB,
    detail:
      "Milvus did not reply to GetImportState in time. The limit was 10 s; the header Request-Timeout sets another, up to 60 s.",
    upstream: { ...ended("GetImportState", 4, "DEADLINE_EXCEEDED", ""), reason: null },
  },
};

function errorOf(code: Exclude<ProblemCode, JobProblem>): GatewayError {
  const { detail, violations, upstream } = OCCURRENCES[code];
  return new GatewayError(code, detail, { violations, upstream });
}

function exampleOf(code: ProblemCode, kinds: readonly Kind[]): Problem {
  const requestId = "01986a3e-6d7b-7c3a-9b0e-2f6f2f1c8a54";
  if (code !== "JOB_FAILED" && code !== "JOB_NOT_DONE") {
    return toProblem(errorOf(code), { instance: OCCURRENCES[code].path, requestId, publicPath: "" });
  }
  const [job] = kinds.flatMap(code === "JOB_FAILED" ? failuresOf : unfinishedOf);
  if (!job) throw new Error(`no kind has an example of a job for ${code}`);
  const error = code === "JOB_FAILED" ? jobFailed(job) : jobNotDone(job, 1);
  return toProblem(error, { instance: `/v1/jobs/${job.name}`, requestId, publicPath: "" });
}

/** The same problem, as that of an item inside a 200. */
export function itemProblemExample(code: Exclude<ProblemCode, JobProblem>): ItemProblem {
  return toItemProblem(errorOf(code), "");
}

/** Code → example, with what the problem means in its description. */
export function problemExamples(kinds: readonly Kind[]): Record<ProblemCode, ExampleObject> {
  const codes = Object.keys(PROBLEMS) as ProblemCode[]; // the table has every code
  const examples = codes.map((code): [string, ExampleObject] => [
    code,
    { summary: PROBLEMS[code].title, description: PROBLEMS[code].meaning, value: exampleOf(code, kinds) },
  ]);
  return Object.fromEntries(examples) as Record<ProblemCode, ExampleObject>;
}
