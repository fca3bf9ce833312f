/** Refreshes as Milvus and the gateway write them: body, states, details, and the job made of a reply. */
import { z } from "zod";
import type { ReplyOf } from "../../milvus/methods.ts";
import { type Job, makeJob, type Warning } from "../../model/job.ts";
import { stateReader } from "../../model/states.ts";
import * as values from "../../model/values.ts";
import { bodyDbName, collectionName, externalSpec, location } from "../inputs.ts";

export const body = z
  .strictObject({
    dbName: bodyDbName,
    collectionName: collectionName.meta({ description: "The external collection.", example: "external_docs" }),
    externalSource: location(
      "Where the files are from now on; with `externalSpec` or not at all.",
      "s3://lake/docs/",
    ).optional(),
    externalSpec: externalSpec.optional(),
  })
  .superRefine((body, context) => {
    if ((body.externalSource === undefined) === (body.externalSpec === undefined)) return;
    const [missing, given] =
      body.externalSpec === undefined ? ["externalSpec", "externalSource"] : ["externalSource", "externalSpec"];
    context.addIssue({
      code: "custom",
      path: [missing],
      message: `must be given along with ${given}: Milvus takes both, or neither to use those it has stored`,
    });
  })
  .meta({ dependentRequired: { externalSource: ["externalSpec"], externalSpec: ["externalSource"] } });

const readState = stateReader("RefreshExternalCollectionState", {
  RefreshPending: { code: 0, state: "pending", stage: "pending" },
  RefreshInProgress: { code: 1, state: "running", stage: "in_progress" },
  RefreshCompleted: { code: 2, state: "succeeded", stage: "completed" },
  RefreshFailed: { code: 3, state: "failed", stage: "failed" },
});

export const details = z.strictObject({
  externalSource: z.string().nullable().meta({ description: "Where the files are; credentials in it are redacted." }),
  externalSpec: z
    .string()
    .nullable()
    .meta({ description: "How Milvus reaches them, as JSON text; all but its plain settings is redacted." }),
});

export type Details = z.infer<typeof details>;

export type Info = NonNullable<ReplyOf<"GetRefreshExternalCollectionProgress">["job_info"]>;

interface Known {
  readonly id: string | null;
  readonly dbName: string | null;
  readonly collectionName?: string | undefined;
}

export function toJob(info: Info, known: Known, initialWarnings: readonly Warning[] = []): Job<Details> {
  const warnings = [...initialWarnings];
  const startTime = values.fromMilliseconds(info.start_time);
  const endTime = values.fromMilliseconds(info.end_time);
  return makeJob({
    kind: "refresh",
    id: known.id,
    ...readState(info.state),
    progress: values.progress(info.progress, warnings),
    reason: info.reason,
    dbName: known.dbName,
    collectionName: values.text(info.collection_name) ?? known.collectionName ?? null,
    startTime,
    endTime,
    durationMs: values.millisecondsBetween(startTime, endTime),
    details: { externalSource: values.text(info.external_source), externalSpec: values.text(info.external_spec) },
    warnings,
  });
}

export const DATABASE_NOT_FILTERED: Warning = {
  code: "DATABASE_NOT_FILTERED",
  message:
    "Without a collection Milvus lists the refresh jobs of all databases and does not say which one a job is in.",
};
