/** The Express app on one screen: what every request passes, and where each family of routes is mounted. */
import cors from "cors";
import express, { type ErrorRequestHandler, type Express } from "express";
import type { Logger } from "pino";
import { mountCompat } from "./compat/mount.ts";
import type { Config } from "./config.ts";
import { createFollow } from "./follow/follow.ts";
import { createPolls } from "./follow/poll.ts";
import { createShare } from "./follow/share.ts";
import { createHostCheck, Keys } from "./http/access.ts";
import { mountAcross } from "./http/across.ts";
import { mountBoard } from "./http/board.ts";
import { fromExpress } from "./http/body.ts";
import { mountHealth } from "./http/health.ts";
import { logFailure, logWhenDone } from "./http/log.ts";
import { createMetrics, mountMetrics } from "./http/metrics.ts";
import { sendProblem } from "./http/problem.ts";
import { mountProblemPages } from "./http/problem-pages.ts";
import { mountKinds } from "./http/router.ts";
import { GatewayError } from "./job/errors.ts";
import type { Kind } from "./job/kind.ts";
import { createJobs } from "./jobs.ts";
import type { Upstream } from "./milvus/rpc.ts";
import { mountDocs } from "./openapi/docs.ts";

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
