/** Lists that Milvus narrows to a database only along with a collection; without one, it lists those of all databases. */
import type { Warning } from "../model/job.ts";
import type { ListInput } from "./kind.ts";

interface ListScope {
  /** null: the jobs may be in any database. */
  readonly dbName: string | null;
  /** For every job of the list. */
  readonly warnings: readonly Warning[];
}

/** What the request says of the database that the listed jobs are in; `work` is such as "import". */
export function scopeOf({ dbName, collectionName }: ListInput, work: string): ListScope {
  if (collectionName !== undefined) return { dbName: dbName ?? "default", warnings: [] };
  const message = `Without a collection Milvus lists the ${work} jobs of all databases and does not say which one a job is in.`;
  return { dbName: null, warnings: dbName === undefined ? [] : [{ code: "DATABASE_NOT_FILTERED", message }] };
}
