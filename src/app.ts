/** The Express app on one screen: what every request passes, and where each family of routes is mounted. */
import cors from "cors";
import express, { type ErrorRequestHandler, type Express } from "express";
import type { Logger } from "pino";
import { mountHealth } from "./api/health.ts";
import { type Metrics, mountMetrics } from "./api/metrics.ts";
import { noRoute } from "./api/no-route.ts";
import { mountProblemPages } from "./api/problem-pages.ts";
import { mountAllKinds, mountKinds } from "./api/router.ts";
import type { Config } from "./config.ts";
import { createHostCheck, isPreflight, Keys } from "./http/access.ts";
import { fromExpress } from "./http/body.ts";
import { logFailure, logWhenDone } from "./http/log.ts";
import { sendProblem } from "./http/problem.ts";
import type { PublicPathOf } from "./http/public-path.ts";
import type { Follow } from "./jobs/follow.ts";
import type { Jobs } from "./jobs/jobs.ts";
import type { Kind } from "./kinds/kind.ts";
import { mountBoard } from "./pages/board.ts";
import { mountDocs } from "./pages/docs.ts";
import { mountV2 } from "./v2/router.ts";

export interface AppOptions {
  readonly kinds: readonly Kind[];
  readonly jobs: Jobs;
  readonly follow: Follow;
  readonly metrics: Metrics;
  readonly publicPathOf: PublicPathOf;
  readonly config: Config;
  readonly log: Logger;
}

const EXPOSED_HEADERS = ["ETag", "Location", "Preference-Applied", "Retry-After", "X-Request-Id"];

export function createApp({ kinds, jobs, follow, metrics, publicPathOf, config, log }: AppOptions): Express {
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
        if (!isPreflight(request)) keys.requireKey(request);
        next();
      });
    }
    app.use((request, _response, next) => {
      keys.consumeKey(request);
      next();
    });
  }
  // The busiest routes first: Express tries them in order.
  const routing = { kinds, jobs, follow, publicPathOf, config, log };
  mountKinds(app, routing);
  mountAllKinds(app, routing);
  mountV2(app, { kinds, jobs, config, log });
  mountHealth(app, { jobs, config });
  mountMetrics(app, metrics);
  mountProblemPages(app, publicPathOf);
  mountDocs(app);
  mountBoard(app, kinds);

  app.use((request) => {
    throw noRoute(kinds, request, publicPathOf(request));
  });
  const handleError: ErrorRequestHandler = (thrown, request, response, _next) => {
    const error = fromExpress(thrown);
    logFailure(log, error, request, response);
    sendProblem(response, error, { target: request.originalUrl, publicPath: publicPathOf(request) });
  };
  app.use(handleError);
  return app;
}
