// Where the harness keeps its things. Found by going up, because scripts/milvus.ts runs it compiled, from .cache/.
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";

function findRoot(folder: string): string {
  return existsSync(join(folder, "package.json")) ? folder : findRoot(dirname(folder));
}

const root = findRoot(import.meta.dirname);

/** This folder, with the Python files. */
export const harnessFolder = join(root, "test/real-milvus");

/** What is installed and written; git ignores it, and it may be deleted at any time. */
export const cacheFolder = join(root, ".cache/milvus");
