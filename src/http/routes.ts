/** One path with the methods it has: others get 405 with Allow, OPTIONS gets 204 (RFC 9110 §9.3.7, §15.5.6). */
import type { IncomingMessage } from "node:http";
import type { IRouter, Request, RequestHandler } from "express";
import { GatewayError } from "../model/errors.ts";

type Methods = { readonly [Method in "GET" | "POST"]?: readonly RequestHandler[] };

/**
 * Mounts a path; `HEAD` comes with `GET`. A path without methods is not mounted. `noGet` says why a path cannot be read,
 * as a sentence without its full stop.
 */
export function mountPath(router: IRouter, path: string, methods: Methods, noGet?: string): void {
  const { GET, POST } = methods;
  if (!GET && !POST) return;
  const allow = [...(GET ? ["GET", "HEAD"] : []), ...(POST ? ["POST"] : []), "OPTIONS"];
  const route = router.route(path);
  if (GET) route.get(...GET);
  if (POST) route.post(...POST);
  route.options((_request, response) => {
    response.writeHead(204, { Allow: allow.join(", ") }).end();
  });
  route.all((request) => {
    const isRead = request.method === "GET" || request.method === "HEAD";
    const detail = isRead && noGet ? noGet : `Method ${request.method} is not allowed; use ${listed(allow)}`;
    throw new GatewayError("METHOD_NOT_ALLOWED", `${detail}.`, { allow });
  });
}

/** `GET, HEAD or OPTIONS` */
function listed(names: readonly string[]): string {
  return `${names.slice(0, -1).join(", ")} or ${names.at(-1)}`;
}

/** The template of the path that the request matched, such as `/v1/jobs/import/:id`; `none` when it matched none. */
export function routeOf(request: IncomingMessage & Partial<Pick<Request, "route" | "baseUrl">>): string {
  const path: unknown = request.route?.path;
  // Backslashes are path-to-regexp's.
  return typeof path === "string" ? `${request.baseUrl}${path.replaceAll("\\", "")}` : "none";
}
