/** Access to the gateway itself: its own API keys, and the Host header on a loopback bind. */
import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { isIP } from "node:net";
import { GatewayError } from "../model/errors.ts";
import { readAuthorization } from "./authorization.ts";

const digest = (text: string) => createHash("sha256").update(text).digest();

const NEEDS_KEY = "This gateway wants one of its own keys: send `X-API-Key: <key>` or `Authorization: Bearer <key>`.";

/** The gateway's own keys; each is compared in constant time. */
export class Keys {
  private readonly digests: readonly Buffer[];

  constructor(keys: readonly string[]) {
    this.digests = keys.map(digest);
  }

  /** Removes the key from the request, or throws UNAUTHENTICATED when it has none. */
  requireKey(request: IncomingMessage): void {
    if (this.consumeKey(request)) return;
    throw new GatewayError("UNAUTHENTICATED", NEEDS_KEY);
  }

  /** Removes the key from the request, so that it does not go to Milvus; whether there was one. */
  consumeKey(request: IncomingMessage): boolean {
    const { headers } = request;
    const header = headers["x-api-key"];
    const isInHeader = typeof header === "string" && this.has(header);
    if (isInHeader) delete headers["x-api-key"];
    const bearer = bearerOf(request);
    const isBearer = bearer !== undefined && this.has(bearer);
    if (isBearer) delete headers.authorization;
    return isInHeader || isBearer;
  }

  private has(presented: string): boolean {
    const presentedDigest = digest(presented);
    return this.digests.map((key) => timingSafeEqual(key, presentedDigest)).includes(true);
  }
}

/** Throws READ_ONLY where the operator has turned off everything that starts work, or changes it. */
export function assertMayWrite({ READ_ONLY }: { readonly READ_ONLY: boolean }): void {
  if (READ_ONLY) throw new GatewayError("READ_ONLY", "This gateway starts no work.");
}

/** Whether a browser asks what a page of another origin may send; it never presents a key (Fetch, "CORS-preflight fetch"). */
export function isPreflight({ method, headers }: IncomingMessage): boolean {
  return method === "OPTIONS" && headers.origin !== undefined && headers["access-control-request-method"] !== undefined;
}

function bearerOf(request: IncomingMessage): string | undefined {
  const given = readAuthorization(request);
  return given?.scheme === "bearer" ? given.value : undefined;
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || host === "[::1]" || (isIP(host) === 4 && host.startsWith("127."));
}

function hostnameOf(hostHeader: string): string {
  return hostHeader.toLowerCase().replace(/:\d+$/, "").replace(/\.$/, "");
}

export function hostRefused(bindHost: string): string {
  return `This gateway listens on ${bindHost} and serves only loopback names, such as localhost. To serve others, set HOST to an address that is not loopback, or let the proxy in front of it send \`Host: localhost\`.`;
}

/** Makes a check of the Host header: exactly one, and a loopback name on a loopback bind (DNS rebinding). */
export function createHostCheck(bindHost: string) {
  const loopbackOnly = isLoopback(bindHost.toLowerCase());
  return function assertHost(request: IncomingMessage): void {
    const hosts = request.rawHeaders.filter((name, index) => index % 2 === 0 && name.toLowerCase() === "host");
    const given = request.headers.host;
    if (hosts.length > 1 || (given === undefined && request.httpVersion !== "1.0")) {
      throw new GatewayError("INVALID_ARGUMENT", "Host: must be given exactly once", {
        violations: [{ in: "header", field: "Host", message: "must be given exactly once" }],
      });
    }
    if (loopbackOnly && given !== undefined && !isLoopback(hostnameOf(given))) {
      throw new GatewayError("HOST_NOT_ALLOWED", hostRefused(bindHost));
    }
  };
}
