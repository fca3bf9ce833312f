/** GET …/events: follows one job, or many over one connection. */
import { z } from "zod";
import { dbName } from "../kinds/inputs.ts";
import { type NamedJob, readName } from "../kinds/job-name.ts";
import type { Kind } from "../kinds/kind.ts";
import { InvalidId } from "../model/ids.ts";
import { streamJobs } from "./event-stream.ts";
import type { Handler } from "./handler.ts";
import { jobNames } from "./lookup.ts";
import { jobQuery } from "./parameters.ts";
import { inDatabase, readRequest } from "./read-request.ts";
import type { Routing } from "./routing.ts";

export function followJob(kind: Kind, routing: Routing): Handler {
  const parts = { id: kind.id, query: jobQuery(kind, {}) };
  return async (exchange) => {
    const { id, dbName, caller } = readRequest(exchange, routing.config, parts);
    const target = { kind, input: { id, dbName }, caller };
    await streamJobs(exchange, [{ name: undefined, target }], routing);
  };
}

/** The query of a stream of many jobs. */
export const followQuery = z.strictObject({
  dbName: dbName.default("default"),
  name: jobNames.meta({
    description: "A job to follow, `{kind}/{id}`; repeat it.",
    example: ["import/446781855410077325"],
  }),
});
export const REPEATED_NAMES: ReadonlySet<string> = new Set(["name"]);

export function followJobs(routing: Routing): Handler {
  const { kinds, config } = routing;
  const { name: names } = followQuery.shape;
  const query = followQuery.extend({
    name: names.prefault([]).transform((texts, context) => {
      // A job that is named twice, however it is spelt, is followed once.
      const jobs = new Map<string, Named>();
      for (const text of texts) {
        const job = readNamed(kinds, text, context);
        if (job && !jobs.has(canonicalName(job))) jobs.set(canonicalName(job), job);
      }
      return [...jobs.values()];
    }),
  });
  const parts = { query, repeated: REPEATED_NAMES };
  return async (exchange) => {
    const { query, dbName, caller } = readRequest(exchange, config, parts);
    const followed = query.name.map(({ name, kind, id }) => {
      const ownDatabase = kind.id.databaseOf(id) ?? dbName;
      const input = { id, dbName: ownDatabase };
      return { name, target: { kind, input, caller: inDatabase(caller, ownDatabase) } };
    });
    await streamJobs(exchange, followed, routing);
  };
}

interface Named extends NamedJob {
  /** As the caller wrote it. */
  readonly name: string;
}

function readNamed(kinds: readonly Kind[], name: string, context: z.core.$RefinementCtx): Named | undefined {
  const job = readName(kinds, name);
  if (!(job instanceof InvalidId)) return { name, ...job };
  context.addIssue({ code: "custom", message: `${JSON.stringify(name)} ${job.message}` });
  return undefined;
}

const canonicalName = ({ kind, id }: NamedJob) => `${kind.name}/${kind.id.write(id)}`;
