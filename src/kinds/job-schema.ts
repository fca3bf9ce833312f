/** The schemas of the jobs that the operations of a kind return. */
import { jobSchema } from "../model/job.ts";
import type { Kind } from "./kind.ts";

/** The schema of a job that an operation of a kind returns. */
export function jobSchemaOf(kind: Kind, { mayLackId = false }: { readonly mayLackId?: boolean | undefined } = {}) {
  return jobSchema({ kind: kind.name, idPattern: kind.id.pattern, details: kind.details, mayLackId });
}

/** The schema of a job of a kind, whichever operation it comes from. */
export function anyJobSchemaOf(kind: Kind) {
  return jobSchemaOf(kind, { mayLackId: kind.list?.mayLackId || kind.start?.mayLackId });
}
