/** GET /metrics for Prometheus: requests, calls to Milvus, and the process. */
import type { Express, Request, Response } from "express";
import { Counter, collectDefaultMetrics, Histogram, Registry } from "prom-client";
import { mountPath, routeOf } from "../http/routes.ts";

export interface Metrics {
  readonly registry: Registry;
  /** Counts and times the request once it is over; as 499 when the client disconnected first. */
  observeRequest(request: Request, response: Response): void;
  /** Counts a call to Milvus that has ended. */
  countCall(rpc: string, outcome: string): void;
}

export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const requests = new Histogram({
    name: "gateway_http_request_duration_seconds",
    help: "Time from a request's arrival to the end of its response.",
    labelNames: ["route", "method", "status"],
    buckets: [0.005, 0.025, 0.1, 0.5, 1, 5, 15, 60],
    registers: [registry],
  });
  const calls = new Counter({
    name: "gateway_upstream_calls_total",
    help: "Calls to Milvus by RPC and outcome (OK, CANCELLED when nobody waited any more, or the code of the problem).",
    labelNames: ["rpc", "outcome"],
    registers: [registry],
  });
  return {
    registry,
    observeRequest(request, response) {
      const start = performance.now();
      response.on("close", () => {
        const status = response.writableFinished ? response.statusCode : 499;
        const seconds = (performance.now() - start) / 1000;
        requests.observe({ route: routeOf(request), method: request.method, status }, seconds);
      });
    },
    countCall: (rpc, outcome) => calls.inc({ rpc, outcome }),
  };
}

export function mountMetrics(app: Express, { registry }: Metrics): void {
  mountPath(app, "/metrics", {
    GET: [
      async (_request, response) => {
        response.writeHead(200, { "Content-Type": registry.contentType, "X-Content-Type-Options": "nosniff" });
        response.end(await registry.metrics());
      },
    ],
  });
}
