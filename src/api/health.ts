/** /livez: the process runs. /readyz: Milvus is up, even if it only says that credentials are missing. */
import type { Express } from "express";
import { z } from "zod";
import { represent, send } from "../http/representation.ts";
import { mountPath } from "../http/routes.ts";
import type { Jobs } from "../jobs/jobs.ts";
import { GatewayError } from "../model/errors.ts";
import { type Handler, handle } from "./handler.ts";
import { type CallerSettings, readRequest } from "./read-request.ts";

/** Failures that show that Milvus is up, although it does not tell its health. */
const FAILURES_OF_A_RUNNING_MILVUS: ReadonlySet<string> = new Set([
  "UNAUTHENTICATED",
  "PERMISSION_DENIED",
  "NOT_SUPPORTED_BY_SERVER",
]);

export function mountHealth(app: Express, { jobs, config }: { jobs: Jobs; config: CallerSettings }): void {
  mountPath(app, "/livez", { GET: [handle(async ({ request, response }) => send(request, response, ALIVE))] });
  mountPath(app, "/readyz", { GET: [handle(isReady(jobs, config))] });
}

const ALIVE = represent({ status: "ok" });

function isReady(jobs: Jobs, config: CallerSettings): Handler {
  // A probe may add parameters of its own.
  const parts = { query: z.looseObject({}), withoutDatabase: true };
  return async (exchange) => {
    const { caller } = readRequest(exchange, config, parts);
    const reasons = await whyNotReady(jobs, caller);
    const body = reasons.length === 0 ? { status: "ready" } : { status: "not_ready", reasons };
    send(exchange.request, exchange.response, represent(body), {
      status: reasons.length === 0 ? 200 : 503,
      ...(reasons.length > 0 && { headers: ["Retry-After", "1"] }),
    });
  };
}

async function whyNotReady(jobs: Jobs, caller: Parameters<Jobs["callUpstream"]>[1]): Promise<readonly string[]> {
  try {
    const { isHealthy, reasons } = await jobs.callUpstream("CheckHealth", caller);
    if (isHealthy) return [];
    return reasons.length > 0 ? reasons : ["Milvus says that it is not healthy, without a reason."];
  } catch (thrown) {
    if (!(thrown instanceof GatewayError)) throw thrown;
    return FAILURES_OF_A_RUNNING_MILVUS.has(thrown.code) ? [] : [thrown.message];
  }
}
