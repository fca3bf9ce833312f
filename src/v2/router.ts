/** The table of Milvus's own REST v2 operations → Express routes; a failure of one of them is answered as Milvus does. */
import { type ErrorRequestHandler, type Express, type RequestHandler, Router } from "express";
import { ClientDisconnected, toCaller } from "../api/caller.ts";
import { readIdempotencyKey } from "../api/inputs.ts";
import type { Routing } from "../api/router.ts";
import { bodyText, fromExpress } from "../http/body.ts";
import { logFailure } from "../http/log.ts";
import { mountPath } from "../http/routes.ts";
import type { Kind } from "../kinds/kind.ts";
import { GatewayError } from "../model/errors.ts";
import { invalid, sendData, sendFailure } from "./envelope.ts";
import type { V2Operation } from "./operation.ts";
import { V2_OPERATIONS } from "./operations.ts";
import { readBody, readDatabase, readTimeout, takesNumbers } from "./request.ts";

export type V2Routing = Pick<Routing, "kinds" | "jobs" | "config" | "log">;

/** Mounts every operation whose kind is there. */
export function mountV2(app: Express, routing: V2Routing): void {
  const { kinds, config, log } = routing;
  const router = Router({ caseSensitive: true, strict: true });
  const body = bodyText({ limit: config.MAX_BODY_BYTES, anyType: true });
  for (const operation of V2_OPERATIONS) {
    const kind = kinds.find(({ name }) => name === operation.kind);
    if (kind) mountPath(router, operation.path, { POST: [body, perform(operation, kind, routing)] });
  }
  app.use(router);

  // It also answers what failed before the router, such as the check of API keys.
  const answerFailure: ErrorRequestHandler = (thrown, request, response, next) => {
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
  app.use(answerFailure);
}

function perform(operation: V2Operation, kind: Kind, { jobs, config }: V2Routing): RequestHandler {
  return async (request, response) => {
    if (operation.starts && config.READ_ONLY) throw new GatewayError("READ_ONLY", "This gateway starts no work.");
    const body = readBody(operation.request, request.body);
    const dbName = readDatabase(request, body);
    const caller = toCaller(request, response, { dbName, timeout: readTimeout(request, config), settings: config });
    const keys = operation.takesIdempotencyKey ? request.headersDistinct["idempotency-key"] : undefined;
    const idempotencyKey = readIdempotencyKey(keys?.filter((key) => key !== ""));
    if (typeof idempotencyKey === "object") throw invalid(`${idempotencyKey.field} ${idempotencyKey.message}`);
    const data = await operation.run({ kind, jobs, body, dbName, idempotencyKey, caller });
    sendData(response, data, { numbers: takesNumbers(request) });
  };
}
