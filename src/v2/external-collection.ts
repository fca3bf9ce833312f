/** `/v2/vectordb/jobs/external_collection/*`: docs/milvus.md#rest-routes-for-snapshots-and-refreshes */
import { z } from "zod";
import type { GetReply, Info, ListReply } from "../kinds/refresh/mapping.ts";
import { openEnum } from "../model/job.ts";
import { describeJob, jobId, listJobs, replyOf, required, startJob, toNumber, type V2Operation } from "./operation.ts";
import { dbName, optionalText, requiredText } from "./request.ts";

const record = z.strictObject({
  jobId,
  collectionName: z.string(),
  state: openEnum("MilvusRefreshState", ["RefreshPending", "RefreshInProgress", "RefreshCompleted", "RefreshFailed"]),
  progress: z.int(),
  externalSource: z.string().meta({ description: "Credentials in it are redacted." }),
  externalSpec: z.string().meta({ description: "All but its plain settings are redacted." }),
  startTime: z.int().meta({ description: "Unix milliseconds." }),
  endTime: z.int().meta({ description: "Unix milliseconds; 0 until the job has ended." }),
  reason: z.string().optional().meta({ description: "Why the job failed; absent when it did not." }),
});

function toRecord(info: Info): object {
  return {
    jobId: info.job_id,
    collectionName: info.collection_name,
    state: String(info.state),
    progress: toNumber(info.progress),
    externalSource: info.external_source,
    externalSpec: info.external_spec,
    startTime: toNumber(info.start_time),
    endTime: toNumber(info.end_time),
    ...(info.reason !== "" && { reason: info.reason }),
  };
}

const COMPLETED = {
  jobId: "461827364510293005",
  collectionName: "external_docs",
  state: "RefreshCompleted",
  progress: 100,
  externalSource: "s3://lake/docs/",
  externalSpec: '{"format":"parquet","extfs":{"region":"eu-central-1","access_key_id":"***"}}',
  startTime: 1_762_000_000_000,
  endTime: 1_762_000_012_345,
};

export const EXTERNAL_COLLECTION_OPERATIONS: readonly V2Operation[] = [
  startJob({
    path: "external_collection/refresh",
    kind: "refresh",
    operationId: "milvusRefreshExternalCollection",
    summary: "Refresh an external collection",
    description: "Reads the list of files of an external collection again. Milvus 3.0 and later.",
    request: z.object({
      dbName,
      collectionName: requiredText("The external collection.", "external_docs"),
      externalSource: optionalText("Where the files are from now on; only together with `externalSpec`."),
      externalSpec: optionalText("How Milvus reads them, as JSON text; only together with `externalSource`."),
    }),
    data: z.strictObject({ jobId }),
    toBody: ({ collectionName, externalSource, externalSpec }, dbName) => ({
      dbName,
      collectionName,
      externalSource: externalSource || undefined,
      externalSpec: externalSpec || undefined,
    }),
    toData: ({ job }) => ({ jobId: job.id }),
    examples: [
      {
        summary: "Refresh from the same place",
        request: { collectionName: "external_docs" },
        data: { jobId: "461827364510293015" },
      },
    ],
  }),
  describeJob({
    path: "external_collection/describe",
    kind: "refresh",
    operationId: "milvusDescribeExternalCollectionJob",
    summary: "Describe a refresh",
    description: "The state of a refresh. Milvus itself takes and returns `jobId` only as a number.",
    data: record,
    toData: (result) => toRecord(required(replyOf<GetReply>(result).job_info)),
    examples: [{ summary: "Completed", request: { jobId: "461827364510293005" }, data: COMPLETED }],
  }),
  listJobs({
    path: "external_collection/list",
    kind: "refresh",
    operationId: "milvusListExternalCollectionJobs",
    summary: "List refreshes",
    description: "Newest first; without `collectionName`, the refreshes of all databases.",
    record,
    toRecords: (list) => replyOf<ListReply>(list).jobs.map(toRecord),
    examples: [
      {
        summary: "The refreshes of one collection",
        request: { collectionName: "external_docs" },
        data: { records: [COMPLETED] },
      },
    ],
  }),
];
