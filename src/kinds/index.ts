/** THE TABLE: every kind of job there is. Everything else derives from it. */
import type { Kind } from "../job/kind.ts";
import { importKind } from "./import.ts";

export const KINDS: readonly Kind[] = [importKind];
