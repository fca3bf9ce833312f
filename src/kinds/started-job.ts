/** What the starts of several kinds share: the job that a start returns, and the id without which there is none. */
import { badReply } from "../model/bad-reply.ts";
import { type Job, type JobFields, makeJob } from "../model/job.ts";

interface StartedFields<Details>
  extends Pick<JobFields<Details>, "kind" | "id" | "dbName" | "collectionName" | "details" | "warnings"> {
  readonly dbName: string;
  readonly collectionName: string;
}

/** The job of a start that Milvus has accepted: pending, with what the request named. */
export function startedJob<Details extends object>(fields: StartedFields<Details>): Job<Details> {
  return makeJob({ ...fields, state: "pending", stage: "pending" });
}

/** The id that a start returned; throws a GatewayError BAD_UPSTREAM_REPLY when there is none. */
export function requireId(rpc: string, work: string, id: string | null | undefined): string {
  if (id === null || id === undefined) throw badReply(rpc, `Milvus accepted the ${work} but returned no id.`);
  return id;
}
