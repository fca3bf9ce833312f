/** The table of kinds → Express routes. */
import { type Express, Router } from "express";
import { bodyText } from "../http/body.ts";
import { mountPath } from "../http/routes.ts";
import { unlistable } from "../kinds/job-name.ts";
import { actOnJob } from "./action.ts";
import { listAllJobs } from "./all-jobs.ts";
import { EVENT_TYPES } from "./event-stream.ts";
import { followJob, followJobs } from "./events.ts";
import { handle } from "./handler.ts";
import { getJob, getSubresource } from "./job.ts";
import { listJobs } from "./list.ts";
import { lookUpJobs } from "./lookup.ts";
import type { Routing } from "./routing.ts";
import { getServer } from "./server.ts";
import { startJob } from "./start.ts";

/** Mounts every operation of every kind. */
export function mountKinds(app: Express, routing: Routing): void {
  const body = bodyText({ limit: routing.config.MAX_BODY_BYTES });
  for (const kind of routing.kinds) {
    const path = `/v1/jobs/${kind.name}`;
    const methods = {
      ...(kind.list && { GET: [handle(listJobs(kind, routing))] }),
      ...(kind.start && { POST: [body, handle(startJob(kind, kind.start, routing))] }),
    };
    mountPath(app, path, methods, kind.list ? undefined : unlistable(kind));
    const get = handle(getJob(kind, routing));
    // The busiest first: a read need not pass the actions, unless what looks like an id may be one.
    if (kind.actions)
      app.get(`${path}/:id`, (request, _response, next) => next(/:/.test(request.path) ? "route" : undefined), get);
    for (const operation of kind.actions ?? []) {
      // Before the path of the job, whose id would take in the colon, which is escaped: path-to-regexp would read a parameter.
      mountPath(app, `${path}/:id\\:${operation.name}`, { POST: [body, handle(actOnJob(kind, operation, routing))] });
    }
    mountPath(app, `${path}/:id`, { GET: [get] });
    mountPath(app, `${path}/:id/events`, { GET: [handle(followJob(kind, routing), EVENT_TYPES)] });
    for (const operation of kind.subresources ?? []) {
      mountPath(app, `${path}/:id/${operation.path}`, { GET: [handle(getSubresource(kind, operation, routing))] });
    }
  }
}

/** Mounts the operations that belong to no single kind. */
export function mountAllKinds(app: Express, routing: Routing): void {
  const router = Router({ caseSensitive: true, strict: true });
  const body = bodyText({ limit: routing.config.MAX_BODY_BYTES });
  mountPath(router, "/v1/jobs/events", { GET: [handle(followJobs(routing), EVENT_TYPES)] });
  mountPath(router, "/v1/jobs", { GET: [handle(listAllJobs(routing))] });
  // The colon is escaped: path-to-regexp would read a parameter.
  mountPath(router, "/v1/jobs\\:lookup", { POST: [body, handle(lookUpJobs(routing))] });
  mountPath(router, "/v1/server", { GET: [handle(getServer(routing))] });
  app.use(router);
}
