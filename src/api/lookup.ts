/** POST /v1/jobs:lookup: up to 100 jobs of any kinds, each with its job or its problem. */
import { z } from "zod";
import { type ItemProblem, toItemProblem } from "../http/problem.ts";
import { represent, send } from "../http/representation.ts";
import type { Caller } from "../jobs/jobs.ts";
import { dbName } from "../kinds/inputs.ts";
import { readName } from "../kinds/job-name.ts";
import { invalidArgument } from "../model/errors.ts";
import { InvalidId } from "../model/ids.ts";
import type { Job } from "../model/job.ts";
import type { Handler } from "./handler.ts";
import { toItemFailure } from "./item-failure.ts";
import { inDatabase, readRequest } from "./read-request.ts";
import type { Routing } from "./routing.ts";

const MAX_NAMES = 100;

export const jobNames = z
  .array(z.string().max(1_000))
  .min(1, `must name 1 to ${MAX_NAMES} jobs`)
  .max(MAX_NAMES, `must name 1 to ${MAX_NAMES} jobs`);

export const lookupBody = z.strictObject({
  names: jobNames.meta({
    description: "Names of jobs, `{kind}/{id}`, of any kinds.",
    example: ["import/446781855410077319"],
  }),
});

export const lookupQuery = z.strictObject({ dbName: dbName.default("default") });

type Result = { readonly name: string } & ({ readonly job: Job } | { readonly problem: ItemProblem });

export function lookUpJobs(routing: Routing): Handler {
  const { publicPathOf, config, log } = routing;
  const parts = { query: lookupQuery, body: lookupBody };
  return async (exchange) => {
    const { body, dbName, caller } = readRequest(exchange, config, parts);
    const lookUp = async (name: string): Promise<Result> => {
      try {
        return { name, job: await getByName(name, { ...routing, dbName, caller }) };
      } catch (thrown) {
        return { name, problem: toItemProblem(toItemFailure(thrown, exchange, log), publicPathOf(exchange.request)) };
      }
    };
    const found = new Map([...new Set(body.names)].map((name) => [name, lookUp(name)]));
    const results = await Promise.all(body.names.map((name) => found.get(name)));
    send(exchange.request, exchange.response, represent({ results }));
  };
}

async function getByName(
  name: string,
  { kinds, jobs, dbName, caller }: Pick<Routing, "kinds" | "jobs"> & { dbName: string; caller: Caller },
): Promise<Job> {
  const named = readName(kinds, name);
  if (named instanceof InvalidId) throw invalidArgument([{ in: "body", field: "names", message: named.message }]);
  const { kind, id } = named;
  const ownDatabase = kind.id.databaseOf(id) ?? dbName;
  const { job } = await jobs.get(kind, { id, dbName: ownDatabase }, inDatabase(caller, ownDatabase));
  return job;
}
