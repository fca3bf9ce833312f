/** What a person with npm sees: an install without warnings, on every Node that is supported. */
import { readFileSync } from "node:fs";
import { minVersion, satisfies } from "semver";
import { expect, test } from "vitest";

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
