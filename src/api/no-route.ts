/** A path that is none of the API's; of a kind that is none, the kinds are named. */
import { unknownKind } from "../kinds/job-name.ts";
import type { Kind } from "../kinds/kind.ts";
import { clip, GatewayError } from "../model/errors.ts";

interface Target {
  readonly method: string;
  readonly path: string;
}

/** The failure of a request whose path, below the public one, nothing has matched. */
export function noRoute(kinds: readonly Kind[], { method, path }: Target, publicPath: string): GatewayError {
  const [, name] = /^\/v1\/jobs\/([^/]+)/.exec(path) ?? [];
  const isUnknown = name !== undefined && !kinds.some((kind) => kind.name === name);
  const why = isUnknown ? unknownKind(kinds, name) : `GET ${publicPath}/openapi.json lists all of them.`;
  return new GatewayError("NOT_FOUND", `No route matches ${method} ${publicPath}${clip(path)}. ${why}`);
}
