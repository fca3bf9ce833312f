/** What the handlers are made of. */
import type { Logger } from "pino";
import type { Config } from "../config.ts";
import type { PublicPathOf } from "../http/public-path.ts";
import type { Follow } from "../jobs/follow.ts";
import type { Jobs } from "../jobs/jobs.ts";
import type { Kind } from "../kinds/kind.ts";

export interface Routing {
  readonly kinds: readonly Kind[];
  readonly jobs: Jobs;
  readonly follow: Follow;
  readonly publicPathOf: PublicPathOf;
  readonly config: Config;
  readonly log: Logger;
}
