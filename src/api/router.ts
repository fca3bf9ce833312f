/** The table of kinds → Express routes. Each handler reads its input, performs the operation and sends the result. */
import type { Express, Request } from "express";
import type { Logger } from "pino";
import { z } from "zod";
import type { Config } from "../config.ts";
import { bodyText, readJsonBody } from "../http/body.ts";
import { matches, represent, representJob, send } from "../http/representation.ts";
import { mountPath } from "../http/routes.ts";
import type { Follow } from "../jobs/follow.ts";
import type { Jobs } from "../jobs/jobs.ts";
import { retryAfter } from "../jobs/poll-interval.ts";
import { dbName } from "../kinds/inputs.ts";
import type { JobResult, Kind, SubresourceOperation } from "../kinds/kind.ts";
import { GatewayError, invalidArgument, jobFailed } from "../model/errors.ts";
import type { Job } from "../model/job.ts";
import { locationOf } from "../model/job-location.ts";
import { EVENT_TYPES, followJobs } from "./events.ts";
import { type Exchange, type Handler, handle, readCaller } from "./handler.ts";
import {
  getParameters,
  header,
  includeParameter,
  Reading,
  readIdempotencyKey,
  readPreferWait,
  readQuery,
  refuseIdempotencyKey,
} from "./inputs.ts";
import { listQuery, toPage } from "./page.ts";

export interface Routing {
  readonly kinds: readonly Kind[];
  readonly jobs: Jobs;
  readonly follow: Follow;
  readonly config: Config;
  readonly log: Logger;
}

/** Mounts every operation of every kind. */
export function mountKinds(app: Express, routing: Routing): void {
  for (const kind of routing.kinds) {
    const path = `/v1/jobs/${kind.name}`;
    mountPath(app, path, {
      ...(kind.list && { GET: [handle(listJobs(kind, routing))] }),
      ...(kind.start && {
        POST: [bodyText({ limit: routing.config.MAX_BODY_BYTES }), handle(startJob(kind, routing))],
      }),
    });
    mountPath(app, `${path}/:id`, { GET: [handle(getJob(kind, routing))] });
    mountPath(app, `${path}/:id/events`, { GET: [handle(followJob(kind, routing), EVENT_TYPES)] });
    for (const operation of kind.subresources ?? []) {
      mountPath(app, `${path}/:id/${operation.path}`, { GET: [handle(getSubresource(kind, operation, routing))] });
    }
  }
}

/** The query of a read of one job: its database too, where ids of the kind do not name it. */
export function jobQuery<Shape extends z.ZodRawShape>(kind: Kind, shape: Shape) {
  return z.strictObject(kind.id.namesDatabase ? shape : { dbName: dbName.default("default"), ...shape });
}

/** Which job a request is about. */
function readTarget(kind: Kind, { id: text }: Exchange, reading: Reading, query: object | undefined) {
  const id = reading.id(kind.id, text);
  const named = query && "dbName" in query ? query.dbName : undefined;
  const own = id === undefined ? undefined : kind.id.databaseOf(id);
  return { id, dbName: own ?? (typeof named === "string" ? named : "default") };
}

function getJob(kind: Kind, { follow, jobs, config }: Routing): Handler {
  const schema = jobQuery(kind, getParameters(config.MAX_WAIT_MS));
  return async (exchange) => {
    const { request, response } = exchange;
    const reading = new Reading();
    const query = reading.parse("query", schema, readQuery(request.url, reading));
    const preferred = reading.take(readPreferWait(header(request, "prefer"), config.MAX_WAIT_MS));
    const input = readTarget(kind, exchange, reading, query);
    const caller = readCaller(exchange, reading, config, input.dbName);
    const { include, failOnFailed, wait = preferred } = query ?? {};
    const withReply = include === "reply";
    const answer =
      wait === undefined
        ? await jobs.get(kind, input, caller)
        : await follow.wait(
            { kind, input, caller },
            { until: Date.now() + wait, satisfies: (answer) => isWorthReturning(request, answer, withReply) },
          );
    if (preferred !== undefined && wait === preferred) {
      response.setHeader("Preference-Applied", `wait=${preferred / 1000}`);
    }
    if (failOnFailed && answer.job.state === "failed") {
      // Read back from its text, so that it is what a 200 would have carried.
      const job: Job = JSON.parse(representJob(answer, withReply).text);
      throw jobFailed(job);
    }
    sendJob(exchange, answer, { withReply });
  };
}

/** What a wait is for: the end of the job, or, with If-None-Match, its next change. */
function isWorthReturning(request: Request, answer: JobResult, withReply: boolean): boolean {
  const known = request.headers["if-none-match"];
  return answer.job.done || (known !== undefined && !matches(known, representJob(answer, withReply).etag));
}

function followJob(kind: Kind, { jobs, follow, config, log }: Routing): Handler {
  const schema = jobQuery(kind, {});
  return async (exchange) => {
    const reading = new Reading();
    const query = reading.parse("query", schema, readQuery(exchange.request.url, reading));
    const input = readTarget(kind, exchange, reading, query);
    const caller = readCaller(exchange, reading, config, input.dbName);
    const target = { kind, input, caller };
    await followJobs(exchange, [{ name: undefined, target }], { jobs, follow, heartbeat: config.HEARTBEAT_MS, log });
  };
}

/** Sends a job as it is now, with how long to leave it alone. */
function sendJob(
  { request, response }: Exchange,
  answer: JobResult,
  options: {
    readonly withReply: boolean;
    readonly status?: number | undefined;
    readonly location?: string;
  },
): void {
  const { job } = answer;
  const { withReply, status, location } = options;
  const headers: string[] = [];
  if (!job.done) headers.push("Retry-After", String(retryAfter(job, Date.now())));
  if (location !== undefined) headers.push("Location", location);
  send(request, response, representJob(answer, withReply), { status, headers });
}

function listJobs(kind: Kind, { jobs, config }: Routing): Handler {
  return async (exchange) => {
    const { request, response } = exchange;
    const reading = new Reading();
    const query = reading.parse("query", listQuery, readQuery(request.url, reading));
    if (kind.list?.needsCollection && query && query.collectionName === undefined) {
      reading.violations.push({ in: "query", field: "collectionName", message: "is needed to list jobs of this kind" });
    }
    const caller = readCaller(exchange, reading, config, query?.dbName ?? "default");
    if (!query) throw invalidArgument(reading.violations);
    const { dbName, collectionName } = query;
    const { jobs: all } = await jobs.list(kind, { dbName, collectionName }, caller);
    send(request, response, represent(toPage(all, kind.name, query)));
  };
}

/** The query of every start. */
export const startQuery = z.strictObject({ include: includeParameter });

function startJob(kind: Kind, { kinds, jobs, config }: Routing): Handler {
  const takers = kinds.filter(({ start }) => start?.takesIdempotencyKey).map(({ name }) => name);
  return async (exchange) => {
    const { request } = exchange;
    if (config.READ_ONLY) throw new GatewayError("READ_ONLY", "This gateway starts no work.");
    const reading = new Reading();
    const query = reading.parse("query", startQuery, readQuery(request.url, reading));
    const body = reading.parse("body", kind.start?.body ?? z.never(), readJsonBody(request));
    const keys = request.headersDistinct["idempotency-key"];
    const isTaker = kind.start?.takesIdempotencyKey === true;
    const key = reading.take(isTaker ? readIdempotencyKey(keys) : refuseIdempotencyKey(keys, takers));
    const dbName = databaseOf(body);
    const caller = readCaller(exchange, reading, config, dbName);
    const answer = await jobs.start(kind, { body, idempotencyKey: key }, caller);
    const { name } = answer.job;
    sendJob(exchange, answer, {
      withReply: query?.include === "reply",
      status: 202,
      ...(name !== null && { location: locationOf(name, kind.id.namesDatabase ? "default" : dbName) }),
    });
  };
}

/** The database that a body names; it goes upstream as metadata, too. */
function databaseOf(body: unknown): string {
  const named = typeof body === "object" && body !== null && "dbName" in body ? body.dbName : undefined;
  return typeof named === "string" ? named : "default";
}

function getSubresource(kind: Kind, operation: SubresourceOperation<unknown>, { jobs, config }: Routing): Handler {
  const schema = jobQuery(kind, {});
  return async (exchange) => {
    const { request, response } = exchange;
    const reading = new Reading();
    const target = readTarget(kind, exchange, reading, reading.parse("query", schema, readQuery(request.url, reading)));
    const caller = readCaller(exchange, reading, config, target.dbName);
    send(request, response, represent(await jobs.getSubresource(kind, operation, target, caller)));
  };
}
