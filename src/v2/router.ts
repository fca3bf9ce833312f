/** The table of Milvus's own REST v2 operations → Express routes; a failure of one of them is answered as Milvus does. */
import { type ErrorRequestHandler, type Express, type RequestHandler, Router } from "express";
import { CallerLeft, toCaller } from "../api/caller.ts";
import { readIdempotencyKey } from "../api/inputs.ts";
import type { Routing } from "../api/router.ts";
import { bodyText, fromExpress } from "../http/body.ts";
import { logFailure } from "../http/log.ts";
import { mountPath } from "../http/routes.ts";
import type { Kind } from "../kinds/kind.ts";
import { GatewayError } from "../model/errors.ts";
import { invalid, sendData, sendFailure } from "./envelope.ts";
import type { CompatOperation } from "./operation.ts";
import { COMPAT_OPERATIONS } from "./operations.ts";
import { readBody, readDatabase, readTimeout, takesNumbers } from "./request.ts";

export type CompatRouting = Pick<Routing, "kinds" | "jobs" | "config" | "log">;

/** Mounts every operation whose kind is there. */
export function mountCompat(app: Express, routing: CompatRouting): void {
  const { kinds, config, log } = routing;
  const router = Router({ caseSensitive: true, strict: true });
  const body = bodyText({ limit: config.MAX_BODY_BYTES, anyType: true });
  for (const operation of COMPAT_OPERATIONS) {
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
    if (failure instanceof CallerLeft) {
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

function perform(operation: CompatOperation, kind: Kind, { jobs, config }: CompatRouting): RequestHandler {
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
