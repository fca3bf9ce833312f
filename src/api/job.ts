/** GET /v1/jobs/{kind}/{id}, and what is below it. */
import type { Request } from "express";
import { matches, represent, send } from "../http/representation.ts";
import { retryAfter } from "../jobs/poll-interval.ts";
import type { JobResult, Kind, SubresourceOperation } from "../kinds/kind.ts";
import { jobFailed, jobNotDone } from "../model/errors.ts";
import type { Job } from "../model/job.ts";
import type { Exchange, Handler } from "./handler.ts";
import { representJob } from "./job-representation.ts";
import { getParameters, jobQuery } from "./parameters.ts";
import { readRequest } from "./read-request.ts";
import type { Routing } from "./routing.ts";

export function getJob(kind: Kind, { follow, jobs, config }: Routing): Handler {
  const { MAX_WAIT_MS: maxWait } = config;
  const parts = { id: kind.id, query: jobQuery(kind, getParameters(maxWait)), maxWait };
  return async (exchange) => {
    const { request, response } = exchange;
    const { id, query, dbName, caller, preferredWait } = readRequest(exchange, config, parts);
    const { include, failOnFailed, failUnlessDone, wait = preferredWait } = query;
    const withReply = include === "reply";
    const input = { id, dbName };
    const result =
      wait === undefined
        ? await jobs.get(kind, input, caller)
        : await follow.wait(
            { kind, input, caller },
            {
              until: Date.now() + wait,
              satisfies: (latest) => latest.job.done || (!failUnlessDone && hasChanged(request, latest, withReply)),
            },
          );
    if (preferredWait !== undefined && wait === preferredWait) {
      response.setHeader("Preference-Applied", `wait=${preferredWait / 1000}`);
    }
    if (failOnFailed && result.job.state === "failed") throw jobFailed(toMember(result, withReply));
    if (failUnlessDone && !result.job.done) {
      throw jobNotDone(toMember(result, withReply), retryAfter(result.job, Date.now()));
    }
    sendJob(exchange, result, { withReply });
  };
}

/** Whether the job is another one than the caller has, by If-None-Match; false without it. */
function hasChanged(request: Request, result: JobResult, withReply: boolean): boolean {
  const known = request.headers["if-none-match"];
  return known !== undefined && !matches(known, representJob(result, withReply).etag);
}

/** A job as a member of a problem: what a 200 would have carried, read back from its text. */
function toMember(result: JobResult, withReply: boolean): Job {
  return JSON.parse(representJob(result, withReply).text);
}

/** Sends a job as it is now, with the time after which to ask again. */
export function sendJob(
  { request, response }: Exchange,
  result: JobResult,
  options: {
    readonly withReply: boolean;
    readonly status?: number | undefined;
    readonly location?: string;
  },
): void {
  const { job } = result;
  const { withReply, status, location } = options;
  const headers: string[] = [];
  if (!job.done) headers.push("Retry-After", String(retryAfter(job, Date.now())));
  if (location !== undefined) headers.push("Location", location);
  send(request, response, representJob(result, withReply), { status, headers });
}

export function getSubresource(
  kind: Kind,
  operation: SubresourceOperation<unknown>,
  { jobs, config }: Routing,
): Handler {
  const parts = { id: kind.id, query: jobQuery(kind, {}) };
  return async (exchange) => {
    const { id, dbName, caller } = readRequest(exchange, config, parts);
    const resource = await jobs.getSubresource(kind, operation, { id, dbName }, caller);
    send(exchange.request, exchange.response, represent(resource));
  };
}
