/** What spans the kinds: the list over all of them, the lookup of many jobs, and the server behind them. */
import { type Express, Router } from "express";
import { z } from "zod";
import { bodyText, readJsonBody } from "../http/body.ts";
import { type ItemProblem, toItemProblem } from "../http/problem.ts";
import { represent, send } from "../http/representation.ts";
import { mountPath } from "../http/routes.ts";
import type { Caller } from "../jobs/jobs.ts";
import { dbName } from "../kinds/inputs.ts";
import { type NamedJob, readName } from "../kinds/job-name.ts";
import type { Kind } from "../kinds/kind.ts";
import type { ReplyOf } from "../milvus/methods.ts";
import { GatewayError, invalidArgument } from "../model/errors.ts";
import { InvalidId } from "../model/ids.ts";
import type { Job } from "../model/job.ts";
import { inDatabase } from "./caller.ts";
import { EVENT_TYPES, followJobs } from "./events.ts";
import { type Exchange, type Handler, handle, readCaller } from "./handler.ts";
import { Reading, readQuery } from "./inputs.ts";
import { toItemFailure } from "./item-failure.ts";
import { listQuery, toPage } from "./page.ts";
import type { Routing } from "./router.ts";

const MAX_NAMES = 100;

/** Mounts the operations that belong to no single kind. */
export function mountAllKinds(app: Express, routing: Routing): void {
  const router = Router({ caseSensitive: true, strict: true });
  const { MAX_BODY_BYTES } = routing.config;
  mountPath(router, "/v1/jobs/events", { GET: [handle(followMany(routing), EVENT_TYPES)] });
  mountPath(router, "/v1/jobs", { GET: [handle(listAll(routing))] });
  // The colon is escaped: path-to-regexp would read a parameter.
  mountPath(router, "/v1/jobs\\:lookup", { POST: [bodyText({ limit: MAX_BODY_BYTES }), handle(lookUp(routing))] });
  mountPath(router, "/v1/server", { GET: [handle(getServer(routing))] });
  app.use(router);
}

// GET /v1/jobs

export const REPEATED_KINDS: ReadonlySet<string> = new Set(["kind"]);

/** The query of the list over all kinds. */
export function allJobsQuery(kinds: readonly Kind[]) {
  const listable = kinds.filter((kind) => kind.list).map((kind) => kind.name);
  return listQuery.extend({
    kind: z
      .array(z.string())
      .transform((texts) => texts.flatMap((text) => text.split(",")))
      .pipe(z.array(z.enum(listable, `must be some of ${listable.join(", ")}, joined with commas`)))
      .optional()
      .meta({ description: "Only these kinds; repeat it, or join them with commas.", example: listable.slice(0, 1) }),
  });
}

interface Listed {
  readonly jobs: readonly Job[];
  readonly unavailable: readonly { readonly kind: string; readonly problem: ItemProblem }[];
  readonly failure?: GatewayError;
}

function listAll(routing: Routing): Handler {
  const { kinds, config } = routing;
  const schema = allJobsQuery(kinds);
  return async (exchange) => {
    const { request, response } = exchange;
    const reading = new Reading();
    const query = reading.parse("query", schema, readQuery(request.url, reading, REPEATED_KINDS));
    const caller = readCaller(exchange, reading, config, query?.dbName ?? "default");
    if (!query) throw invalidArgument(reading.violations);
    const { dbName, collectionName } = query;
    const asked = kinds.filter((kind) => {
      if (!kind.list) return false;
      if (query.kind) return query.kind.includes(kind.name);
      return !kind.list.needsCollection || collectionName !== undefined;
    });
    const lists = await Promise.all(
      asked.map((kind) => listOne(kind, { dbName, collectionName }, { ...routing, caller, exchange })),
    );
    throwIfMilvusIsAway(lists);
    const { jobs: page, nextPageToken } = toPage(
      lists.flatMap((list) => list.jobs),
      `all ${query.kind?.join(",") ?? ""}`,
      query,
    );
    const unavailable = lists.flatMap((list) => list.unavailable);
    send(request, response, represent({ jobs: page, nextPageToken, unavailable }));
  };
}

/** A list in which every kind failed because Milvus does not answer is no list. */
function throwIfMilvusIsAway(lists: readonly Listed[]): void {
  const away = lists.map(({ failure }) => failure).filter((failure) => failure?.retryable === true);
  if (away[0] && away.length === lists.length) throw away[0];
}

/** One kind's jobs, or why there are none. */
async function listOne(
  kind: Kind,
  filter: { readonly dbName: string | undefined; readonly collectionName: string | undefined },
  { jobs, log, caller, exchange }: Pick<Routing, "jobs" | "log"> & { caller: Caller; exchange: Exchange },
): Promise<Listed> {
  if (kind.list?.needsCollection && filter.collectionName === undefined) {
    const message = "is needed to list jobs of this kind";
    const error = invalidArgument([{ in: "query", field: "collectionName", message }]);
    return { jobs: [], unavailable: [{ kind: kind.name, problem: toItemProblem(error) }] };
  }
  try {
    const list = await jobs.list(kind, filter, caller);
    return { jobs: list.jobs, unavailable: [] };
  } catch (thrown) {
    const failure = toItemFailure(thrown, exchange, log);
    return { jobs: [], unavailable: [{ kind: kind.name, problem: toItemProblem(failure) }], failure };
  }
}

// POST /v1/jobs:lookup

/** The body of a lookup. */
export const lookupBody = z.strictObject({
  names: z
    .array(z.string().max(1_000))
    .min(1, `must name 1 to ${MAX_NAMES} jobs`)
    .max(MAX_NAMES, `must name 1 to ${MAX_NAMES} jobs`)
    .meta({ description: "Names of jobs, `{kind}/{id}`, of any kinds.", example: ["import/446781855410077319"] }),
});

export const lookupQuery = z.strictObject({ dbName: dbName.default("default") });

function lookUp({ kinds, jobs, config, log }: Routing): Handler {
  return async (exchange) => {
    const { request, response } = exchange;
    const reading = new Reading();
    const query = reading.parse("query", lookupQuery, readQuery(request.url, reading));
    const body = reading.parse("body", lookupBody, readJsonBody(request));
    const caller = readCaller(exchange, reading, config, query?.dbName);
    if (!query || !body) throw invalidArgument(reading.violations);
    const found = new Map([...new Set(body.names)].map((name) => [name, jobOrProblem(name)]));
    const results = await Promise.all(body.names.map((name) => found.get(name)));
    send(request, response, represent({ results }));

    async function jobOrProblem(name: string): Promise<LookupResult> {
      try {
        return { name, job: await getJob(name) };
      } catch (thrown) {
        return { name, problem: toItemProblem(toItemFailure(thrown, exchange, log)) };
      }
    }
    async function getJob(name: string): Promise<Job> {
      const named = readName(kinds, name);
      if (named instanceof InvalidId) throw invalidArgument([{ in: "body", field: "names", message: named.message }]);
      const { kind, id } = named;
      const dbName = kind.id.databaseOf(id) ?? query?.dbName ?? "default";
      const { job } = await jobs.get(kind, { id, dbName }, inDatabase(caller, dbName));
      return job;
    }
  };
}

type LookupResult = { readonly name: string } & ({ readonly job: Job } | { readonly problem: ItemProblem });

// GET /v1/jobs/events

/** The query of a stream of many jobs. */
export const followQuery = z.strictObject({
  dbName: dbName.default("default"),
  name: z
    .array(z.string().max(1_000))
    .min(1, `must name 1 to ${MAX_NAMES} jobs`)
    .max(MAX_NAMES, `must name 1 to ${MAX_NAMES} jobs`)
    .meta({ description: "A job to follow, `{kind}/{id}`; repeat it.", example: ["import/446781855410077325"] }),
});
export const REPEATED_NAMES: ReadonlySet<string> = new Set(["name"]);

function followMany({ kinds, jobs, follow, config, log }: Routing): Handler {
  return async (exchange) => {
    const { request } = exchange;
    const reading = new Reading();
    const query = reading.parse("query", followQuery, { name: [], ...readQuery(request.url, reading, REPEATED_NAMES) });
    const database = query?.dbName ?? "default";
    // A job that is named twice, however it is spelt, is followed once.
    const named = new Map<string, NamedJob & { readonly name: string }>();
    for (const name of query?.name ?? []) {
      const read = readName(kinds, name);
      if (read instanceof InvalidId) {
        reading.violations.push({ in: "query", field: "name", message: `${JSON.stringify(name)} ${read.message}` });
        continue;
      }
      const job = `${read.kind.name}/${read.kind.id.write(read.id)}`;
      if (!named.has(job)) named.set(job, { name, ...read });
    }
    const caller = readCaller(exchange, reading, config, database);
    const followed = [...named.values()].map(({ name, kind, id }) => {
      const dbName = kind.id.databaseOf(id) ?? database;
      return { name, target: { kind, input: { id, dbName }, caller: inDatabase(caller, dbName) } };
    });
    await followJobs(exchange, followed, { jobs, follow, heartbeat: config.HEARTBEAT_MS, log });
  };
}

// GET /v1/server

export const serverSchema = z.strictObject({
  version: z
    .string()
    .nullable()
    .meta({ description: "As Milvus writes it, such as v2.6.5; null when it does not tell." }),
  healthy: z.boolean().meta({ description: "true also for a Milvus that answers but cannot tell its health." }),
  reasons: z.array(z.string()).meta({ description: "Why Milvus is not healthy." }),
  quotaStates: z.array(z.string()).meta({
    description: "What Milvus limits or denies now: ReadLimited, WriteLimited, DenyToRead, DenyToWrite, DenyToDDL.",
  }),
});

function getServer({ jobs, config }: Routing): Handler {
  const noQuery = z.strictObject({});
  return async (exchange) => {
    const { request, response } = exchange;
    const reading = new Reading();
    reading.parse("query", noQuery, readQuery(request.url, reading));
    const caller = readCaller(exchange, reading, config);
    const [version, health] = await Promise.all([
      jobs.callUpstream("GetVersion", caller).catch(unlessUnsupported),
      jobs.callUpstream("CheckHealth", caller).catch(unlessUnsupported),
    ]);
    if (version instanceof GatewayError && health instanceof GatewayError) throw version;
    const server: z.infer<typeof serverSchema> = {
      version: version instanceof GatewayError ? null : version.version || null,
      ...(health instanceof GatewayError ? UP : toHealth(health)),
    };
    send(request, response, represent(server));
  };
}

type Health = Omit<z.infer<typeof serverSchema>, "version">;

/** A Milvus that cannot tell its health, but answers. */
const UP: Health = { healthy: true, reasons: [], quotaStates: [] };

function toHealth({ isHealthy, reasons, quota_states }: ReplyOf<"CheckHealth">): Health {
  return { healthy: isHealthy, reasons, quotaStates: quota_states.map(String) };
}

/** Returns the failure of an RPC that this Milvus does not have; throws every other one. */
function unlessUnsupported(thrown: unknown): GatewayError {
  if (thrown instanceof GatewayError && thrown.code === "NOT_SUPPORTED_BY_SERVER") return thrown;
  throw thrown;
}
