/** What a person with npm sees: an install without warnings, and a process that ends when npm is told to. */
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { minVersion, satisfies } from "semver";
import { expect, onTestFinished, test } from "vitest";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const read = (file: string) => readFileSync(new URL(`../../${file}`, import.meta.url), "utf8");

interface Locked {
  readonly engines?: { readonly node?: string };
  readonly deprecated?: string;
  readonly hasInstallScript?: boolean;
}

const { packages } = JSON.parse(read("package-lock.json")) as { packages: Record<string, Locked> };
const manifest = JSON.parse(read("package.json")) as {
  engines: { node: string };
  allowScripts: Record<string, boolean>;
};

/** The oldest Node that is supported, and the one of the image. */
const NODES = [minVersion(manifest.engines.node)?.version ?? "", `${read(".nvmrc").trim()}.0.0`];

test.each(NODES)("on Node %s every package fits, so that npm ci prints no EBADENGINE", (version) => {
  const unfit = Object.entries(packages).filter(([, { engines }]) => !satisfies(version, engines?.node ?? "*"));
  expect(unfit.map(([path, { engines }]) => `${path} needs ${engines?.node}`)).toEqual([]);
});

test("no package is deprecated", () => {
  expect(Object.entries(packages).filter(([, { deprecated }]) => deprecated !== undefined)).toEqual([]);
});

test("package.json decides about each package with an install script, which npm 11 asks for", () => {
  const nameOf = (path: string) => path.replace(/^.*node_modules\//, "");
  const scripted = Object.entries(packages).filter(([, { hasInstallScript }]) => hasInstallScript);
  expect(Object.keys(manifest.allowScripts).toSorted()).toEqual(
    [...new Set(scripted.map(([path]) => nameOf(path)))].toSorted(),
  );
});

/** Ends what is left of a process and its children. */
function endGroup({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) process.kill(-pid, "SIGKILL");
  } catch {
    // Nothing is left.
  }
}

/** Resolves when nobody listens on the port any more: npm may end before the server has. */
async function whenFree(url: string): Promise<void> {
  for (;;) {
    try {
      await (await fetch(url)).text();
    } catch {
      return;
    }
  }
}

test.each(["SIGTERM", "SIGINT"] as const)(
  "npm start passes %s on to the server, which ends",
  async (signal) => {
    const build = ["node_modules/typescript/bin/tsc", "-p", "tsconfig.build.json", "--noCheck"];
    await promisify(execFile)(process.execPath, build, { cwd: ROOT });
    // Without prestart's build, which would do the same again; in a group of its own, which can be ended as a whole.
    const npm = spawn("npm", ["start", "--ignore-scripts", "--", "--port", "0"], {
      cwd: ROOT,
      stdio: ["ignore", "pipe", "inherit"],
      detached: true,
    });
    onTestFinished(() => endGroup(npm));
    const lines = createInterface(npm.stdout);
    const said: string[] = [];
    const listening = new Promise<string>((resolve) => {
      lines.on("line", (line) => {
        said.push(line);
        const [url] = /http:\/\/[^\s,/"]+/.exec(line) ?? [];
        if (url) resolve(url);
      });
    });
    const url = await listening;
    expect((await fetch(`${url}/livez`)).status).toBe(200);
    npm.kill(signal);
    await Promise.all([once(npm, "close"), whenFree(`${url}/livez`)]);
    expect(said.slice(-2).map((line) => JSON.parse(line))).toMatchObject([{ signal }, { msg: "stopped" }]);
  },
  30_000,
);
