/** THE TABLE: every kind of job there is. Everything else derives from it. */
import type { Kind } from "../job/kind.ts";
import { compactionKind } from "./compaction.ts";
import { exportKind } from "./export.ts";
import { flushKind } from "./flush.ts";
import { flushAllKind } from "./flush-all.ts";
import { importKind } from "./import.ts";
import { indexKind } from "./index-build.ts";
import { loadKind } from "./load.ts";
import { prewarmKind } from "./prewarm.ts";
import { refreshKind } from "./refresh.ts";
import { restoreKind } from "./restore.ts";

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
