/** What a proxy takes off the paths of requests, and the gateway therefore puts before the paths that it tells. */
import type { IncomingMessage } from "node:http";
import { isPublicPath } from "../model/public-path.ts";

interface PublicPathSettings {
  readonly PUBLIC_PATH: string;
  /** Whether forwarded headers from an address count, which is so many hops away. */
  readonly TRUST_PROXY?: ((address: string, hop: number) => boolean) | undefined;
}

/** The public path of a request, such as `/gw`; empty where there is none. Without a request: of one that cannot be read. */
export type PublicPathOf = (request?: IncomingMessage) => string;

/** PUBLIC_PATH, unless a trusted proxy says better by `X-Forwarded-Prefix`. */
export function createPublicPathOf({ PUBLIC_PATH: preset, TRUST_PROXY: trusts }: PublicPathSettings): PublicPathOf {
  if (!trusts) return () => preset;
  return (request) => {
    const given = request?.headers["x-forwarded-prefix"];
    if (typeof given !== "string" || !trusts(request?.socket.remoteAddress ?? "", 0)) return preset;
    const path = given.replace(/\/$/, "");
    return isPublicPath(path) ? path : preset;
  };
}
