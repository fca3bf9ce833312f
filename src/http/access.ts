/** Who may ask at all: API keys of the gateway's own, and Host headers on a loopback bind. */
import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { isIP } from "node:net";
import { GatewayError } from "../job/errors.ts";

const digest = (text: string) => createHash("sha256").update(text).digest();

/** Makes a check that one of the keys is presented; every key is compared, in constant time. undefined lets all in. */
export function createKeyCheck(keys: readonly string[], allowAnonymous: boolean) {
  if (keys.length === 0 || allowAnonymous) return undefined;
  const digests = keys.map(digest);
  const isKey = (presented: string) => {
    const presentedDigest = digest(presented);
    return digests.map((key) => timingSafeEqual(key, presentedDigest)).includes(true);
  };
  return function assertKey(request: IncomingMessage): void {
    const bearer = /^\s*bearer\s+(.+?)\s*$/i.exec(request.headers.authorization ?? "")?.[1];
    const header = request.headers["x-api-key"];
    const presented = [typeof header === "string" ? header : undefined, bearer].filter((key) => key !== undefined);
    if (!presented.some(isKey)) {
      throw new GatewayError("UNAUTHENTICATED", "Present a key of this gateway as X-API-Key or as a Bearer token.");
    }
    // A key of the gateway is no credential of Milvus, and must not go there.
    if (bearer !== undefined && isKey(bearer)) delete request.headers.authorization;
  };
}

export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || host === "[::1]" || (isIP(host) === 4 && host.startsWith("127."));
}

function hostnameOf(hostHeader: string): string {
  return hostHeader.toLowerCase().replace(/:\d+$/, "").replace(/\.$/, "");
}

/** Makes a check of the Host header: exactly one, and a loopback name where the gateway listens on a loopback address. */
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
      throw new GatewayError(
        "HOST_NOT_ALLOWED",
        `This gateway listens on ${bindHost} and does not answer for other names.`,
      );
    }
  };
}
