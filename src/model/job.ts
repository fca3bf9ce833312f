/**
 * The job: the one resource that every long-running work of Milvus becomes.
 * Every field is always present; null means that Milvus did not say.
 */
import { z } from "zod";

/** States that this version knows. The list is open: a client must tolerate new ones. */
export const STATES = ["pending", "running", "succeeded", "failed", "not_started", "unknown"] as const;
export type State = (typeof STATES)[number];

/** Whether a job in this state has ended; never derived from its progress. */
export function isDone(state: State): boolean {
  return state === "succeeded" || state === "failed";
}

/** The warnings that several kinds give: code → what it means, as published. Those of one kind are in its definition. */
export const SHARED_WARNINGS: Readonly<Record<string, string>> = {
  BAD_PROGRESS: "Milvus reported a progress that is no whole number from 0 to 100; `progress` is null.",
  DATABASE_NOT_FILTERED: "Without a collection Milvus lists the jobs of all databases, whichever was named.",
  DUPLICATE_INFO: "Milvus repeats a key; `details` has the last value.",
  NO_POLLABLE_ID: "The job has no id to get it by.",
  UNSAFE_COUNT: "A number is too large for JSON; the field is null.",
};

/** Something unexpected about a job that is no error. */
export interface Warning {
  /** One of SHARED_WARNINGS, or of the warnings that the job's kind declares. */
  readonly code: string;
  readonly message: string;
}

/** Milvus's own name for the state. */
export interface UpstreamState {
  readonly enum: string;
  readonly code: number;
  /** null for a number that the proto does not know. */
  readonly name: string | null;
}

/** What a kind knows of a job; whatever it leaves out is null. */
export interface JobFields<Details> {
  readonly kind: string;
  /** As in the URL; null when the job cannot be read again. */
  readonly id: string | null;
  readonly state: State;
  readonly details: Details;
  readonly stage?: string | null;
  readonly upstreamState?: UpstreamState | null;
  /** 0 to 100; a succeeded job is 100 whatever stands here. */
  readonly progress?: number | null;
  readonly reason?: string | null;
  readonly dbName?: string | null;
  readonly collectionName?: string | null;
  /** RFC 3339 UTC with milliseconds, as are the other times. */
  readonly createTime?: string | null;
  readonly startTime?: string | null;
  readonly endTime?: string | null;
  readonly durationMs?: number | null;
  readonly warnings?: readonly Warning[];
}

export interface Job<Details = object> extends Required<JobFields<Details>> {
  readonly name: string | null;
  readonly done: boolean;
}

/** Makes a whole job out of what is known: derives name, done and the progress of a succeeded job, and fills in null. */
export function makeJob<Details extends object>(fields: JobFields<Details>): Job<Details> {
  return {
    name: fields.id === null ? null : `${fields.kind}/${fields.id}`,
    kind: fields.kind,
    id: fields.id,
    state: fields.state,
    done: isDone(fields.state),
    stage: fields.stage ?? null,
    upstreamState: fields.upstreamState ?? null,
    progress: fields.state === "succeeded" ? 100 : (fields.progress ?? null),
    reason: fields.reason || null,
    dbName: fields.dbName ?? null,
    collectionName: fields.collectionName ?? null,
    createTime: fields.createTime ?? null,
    startTime: fields.startTime ?? null,
    endTime: fields.endTime ?? null,
    durationMs: fields.durationMs ?? null,
    details: fields.details,
    warnings: fields.warnings ?? [],
  };
}

/** One of the words known today, which the document publishes as `Known…`, or any other: clients survive new ones. */
export function openEnum<const Words extends readonly [string, ...string[]]>(name: string, words: Words) {
  return z.union([z.enum(words).meta({ id: `Known${name}`, description: "The words of this version." }), z.string()]);
}

const time = (description: string) => z.iso.datetime({ precision: 3 }).nullable().meta({ description });

// Parts that are the same in every kind: OpenAPI publishes each once, under a name

export const stateSchema = openEnum("JobState", STATES).meta({
  description: "One vocabulary for all kinds. Tolerate words that are not listed here.",
  example: "running",
});

export const upstreamStateSchema = z
  .strictObject({
    enum: z.string().meta({ description: "Milvus's enum." }),
    code: z.int().meta({ description: "The number on the wire." }),
    name: z.string().nullable().meta({ description: "null for a number that this gateway does not know." }),
  })
  .meta({ description: "Milvus's own word for a state." });

export const warningSchema = z
  .strictObject({
    code: z.string(), // the document lists the codes of all kinds
    message: z.string().meta({ description: "For people." }),
  })
  .meta({ description: "What is unusual about a job." });

/** The schema of a job of one kind, strict: an undocumented field is a mistake. */
export function jobSchema<Kind extends string, Details extends z.ZodType>(options: {
  kind: Kind;
  idPattern: string;
  details: Details;
  /** Whether Milvus may give no id, so that there is no name either. */
  mayLackId: boolean;
}) {
  const id = z.string().regex(new RegExp(options.idPattern, "u"));
  const { mayLackId } = options;
  return z.strictObject({
    name: mayLackId
      ? z.string().nullable().meta({ description: "`{kind}/{id}`; null when the job cannot be asked for." })
      : z.string().meta({ description: "`{kind}/{id}`." }),
    kind: z.literal(options.kind),
    id: mayLackId
      ? id.nullable().meta({ description: "The id in the URL, always a string; null when Milvus gives none." })
      : id.meta({ description: "The id in the URL, always a string." }),
    state: stateSchema,
    done: z.boolean().meta({ description: "true exactly for succeeded and failed." }),
    stage: z.string().nullable().meta({ description: "A finer step within the state, in the words of this kind." }),
    upstreamState: upstreamStateSchema
      .nullable()
      .meta({ description: "Milvus's own name of the state; null where Milvus returns a boolean or nothing." }),
    progress: z.int().min(0).max(100).nullable().meta({ description: "Percent. Never decides `done`." }),
    reason: z.string().min(1).nullable().meta({ description: "Why the job failed." }),
    dbName: z.string().nullable().meta({
      description: "What Milvus said, else the database that was asked with; null in what spans all databases.",
    }),
    collectionName: z.string().nullable().meta({ description: "null where Milvus does not tell which." }),
    createTime: time("When Milvus made the job."),
    startTime: time("When the work began."),
    endTime: time("When the work ended."),
    durationMs: z.int().nullable().meta({ description: "How long the work took, in milliseconds." }),
    details: options.details,
    warnings: z.array(warningSchema).meta({ description: "What is unusual about this job; mostly empty." }),
  });
}
