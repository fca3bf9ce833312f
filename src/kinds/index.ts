/** THE TABLE: every kind of job there is. Everything else derives from it. */

import { compactionKind } from "./compaction/index.ts";
import { exportKind } from "./export/index.ts";
import { flushKind } from "./flush/index.ts";
import { flushAllKind } from "./flush-all/index.ts";
import { importKind } from "./import/index.ts";
import { indexKind } from "./index-build/index.ts";
import type { Kind } from "./kind.ts";
import { loadKind } from "./load/index.ts";
import { prewarmKind } from "./prewarm/index.ts";
import { refreshKind } from "./refresh/index.ts";
import { restoreKind } from "./restore/index.ts";

export const KINDS: readonly Kind[] = [
  importKind,
  refreshKind,
  restoreKind,
  exportKind,
  compactionKind,
  flushKind,
  flushAllKind,
  loadKind,
  indexKind,
  prewarmKind,
];
