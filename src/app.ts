/** The Express app on one screen: what every request passes, and where each family of routes is mounted. */
import cors from "cors";
import express, { type ErrorRequestHandler, type Express } from "express";
import type { Logger } from "pino";
import { mountAcross } from "./api/across.ts";
import { mountHealth } from "./api/health.ts";
import { createMetrics, mountMetrics } from "./api/metrics.ts";
import { mountProblemPages } from "./api/problem-pages.ts";
import { mountKinds } from "./api/router.ts";
import type { Config } from "./config.ts";
import { createHostCheck, Keys } from "./http/access.ts";
import { fromExpress } from "./http/body.ts";
import { logFailure, logWhenDone } from "./http/log.ts";
import { sendProblem } from "./http/problem.ts";
import { createShare } from "./jobs/coalesce.ts";
import { createFollow } from "./jobs/follow.ts";
import { createJobs } from "./jobs/jobs.ts";
import { createPolls } from "./jobs/poll.ts";
import type { Kind } from "./kinds/kind.ts";
import type { Upstream } from "./milvus/methods.ts";
import { GatewayError } from "./model/errors.ts";
import { mountBoard } from "./pages/board.ts";
import { mountDocs } from "./pages/docs.ts";
import { mountCompat } from "./v2/router.ts";

export interface AppOptions {
  readonly kinds: readonly Kind[];
  readonly upstream: Upstream;
  readonly config: Config;
  readonly log: Logger;
  /** Aborts when the gateway stops: waits and streams end then. */
  readonly stopping?: AbortSignal;
}

const EXPOSED_HEADERS = ["ETag", "Location", "Preference-Applied", "Retry-After", "X-Request-Id"];

export function createApp({
  kinds,
  upstream,
  config,
  log,
  stopping = new AbortController().signal,
}: AppOptions): Express {
  const metrics = createMetrics();
  const jobs = createJobs({ upstream: metrics.observed(upstream), share: createShare() });
  const follow = createFollow({ jobs, polls: createPolls(), settings: config, stopping });
  const app = express();
  app.disable("x-powered-by").disable("etag").set("query parser", false);
  app.enable("case sensitive routing").enable("strict routing");

  const assertHost = createHostCheck(config.HOST);
  app.use((request, response, next) => {
    logWhenDone(log, request, response);
    metrics.observeRequest(request, response);
    assertHost(request);
    next();
  });
  if (config.CORS_ORIGINS.length > 0) {
    const origin = config.CORS_ORIGINS.includes("*") ? "*" : [...config.CORS_ORIGINS];
    app.use(cors({ origin, exposedHeaders: EXPOSED_HEADERS, maxAge: 600 }));
  }

  if (config.GATEWAY_API_KEYS.length > 0) {
    const keys = new Keys(config.GATEWAY_API_KEYS);
    if (!config.ALLOW_ANONYMOUS) {
      app.use(["/v1", "/v2"], (request, _response, next) => {
        keys.demand(request);
        next();
      });
    }
    app.use((request, _response, next) => {
      keys.takeOff(request);
      next();
    });
  }
  // What is asked for most stands first: routes are tried one after the other.
  mountKinds(app, { kinds, jobs, follow, config, log });
  mountAcross(app, { kinds, jobs, follow, config, log });
  mountCompat(app, { kinds, jobs, config, log });
  mountHealth(app, { jobs, config });
  mountMetrics(app, metrics);
  mountProblemPages(app);
  mountDocs(app);
  mountBoard(app, kinds);

  app.use((request) => {
    throw new GatewayError(
      "NOT_FOUND",
      `${request.method} ${request.path.slice(0, 200)} is nothing here; see /openapi.json.`,
    );
  });
  const answerFailure: ErrorRequestHandler = (thrown, request, response, _next) => {
    const error = fromExpress(thrown);
    logFailure(log, error, request, response);
    sendProblem(response, error, request.originalUrl);
  };
  app.use(answerFailure);
  return app;
}
