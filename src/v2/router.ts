/** The table of Milvus's own REST v2 operations → Express routes; their failures are responses as Milvus has them. */
import { type ErrorRequestHandler, type Express, type RequestHandler, Router } from "express";
import type { Logger } from "pino";
import { type CallerSettings, toCaller } from "../api/read-request.ts";
import { assertMayWrite } from "../http/access.ts";
import { bodyText, fromExpress } from "../http/body.ts";
import { ClientDisconnected } from "../http/client-disconnected.ts";
import { logFailure } from "../http/log.ts";
import { readIdempotencyKey } from "../http/request-headers.ts";
import { mountPath } from "../http/routes.ts";
import type { Jobs } from "../jobs/jobs.ts";
import type { Kind } from "../kinds/kind.ts";
import { GatewayError } from "../model/errors.ts";
import { invalid, sendData, sendFailure } from "./envelope.ts";
import type { V2Operation } from "./operation.ts";
import { V2_OPERATIONS } from "./operations.ts";
import { readBody, readDatabase, readTimeout, takesNumbers } from "./request.ts";

export interface V2Routing {
  readonly kinds: readonly Kind[];
  readonly jobs: Jobs;
  readonly config: CallerSettings & { readonly READ_ONLY: boolean; readonly MAX_BODY_BYTES: number };
  readonly log: Logger;
}

/** Mounts every operation whose kind is there. */
export function mountV2(app: Express, routing: V2Routing): void {
  const { kinds, config, log } = routing;
  const router = Router({ caseSensitive: true, strict: true });
  const body = bodyText({ limit: config.MAX_BODY_BYTES, anyType: true });
  for (const operation of V2_OPERATIONS) {
    const kind = kinds.find(({ name }) => name === operation.kind);
    if (kind) mountPath(router, operation.path, { POST: [body, handleOperation(operation, kind, routing)] });
  }
  app.use(router);

  // It also handles what failed before the router, such as the check of API keys.
  const handleError: ErrorRequestHandler = (thrown, request, response, next) => {
    if (!/^\/v2(\/|$)/.test(request.path)) {
      next(thrown); // mounted at /v2, it would take that off the request's path
      return;
    }
    const failure = fromExpress(thrown);
    if (failure instanceof ClientDisconnected) {
      next(failure);
      return;
    }
    const error = GatewayError.from(failure);
    if (error.code === "METHOD_NOT_ALLOWED") {
      next(error); // a problem, like every path that is none of Milvus's
      return;
    }
    logFailure(log, error, request, response);
    sendFailure(response, error);
  };
  app.use(handleError);
}

function handleOperation(operation: V2Operation, kind: Kind, { jobs, config }: V2Routing): RequestHandler {
  return async (request, response) => {
    if (operation.starts) assertMayWrite(config);
    const body = readBody(operation.request, request.body);
    const dbName = readDatabase(request, body);
    const caller = toCaller(request, response, { dbName, timeout: readTimeout(request, config), settings: config });
    const keys = operation.takesIdempotencyKey ? request.headersDistinct["idempotency-key"] : undefined;
    const idempotencyKey = readIdempotencyKey(keys?.filter((key) => key !== ""));
    if (typeof idempotencyKey === "object") throw invalid(`${idempotencyKey.field} ${idempotencyKey.message}`);
    const call = { kind, jobs, body, dbName, idempotencyKey, caller };
    const numbers = takesNumbers(request);
    const own = await operation.handOn?.(call);
    if (own) sendData(response, own.data, { numbers, code: own.code });
    else sendData(response, await operation.run(call), { numbers });
  };
}
