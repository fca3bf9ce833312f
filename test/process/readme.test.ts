/** The README is true: what it names is there, and every curl that it shows works on a fresh gateway. */
import { existsSync, readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readConfig } from "../../src/config.ts";
import { KINDS } from "../../src/kinds/index.ts";
import { createClock } from "../../src/sandbox/clock.ts";
import { type Sandbox, startSandbox } from "../../src/sandbox/server.ts";
import { type Gateway, startGateway } from "../support/gateway.ts";

const root = new URL("../../", import.meta.url);
const readme = readFileSync(new URL("README.md", root), "utf8");
const blocks = [...readme.matchAll(/```sh\n(.*?)```/gs)].map(([, block = ""]) => block.replaceAll("\\\n", " "));
const lines = blocks.flatMap((block) => block.split("\n"));
const curls = lines.filter((line) => line.startsWith("curl "));

/** The words of a shell line, as far as the README uses the shell: plain words and single quotes. */
const wordsOf = (line: string) =>
  [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? "");

/** A curl command → the request that it sends. */
function toRequest(line: string): { url: string; init: RequestInit } {
  const headers = new Headers();
  let url = "";
  let body: string | undefined;
  const words = wordsOf(line).slice(1);
  while (words.length > 0) {
    const word = words.shift() ?? "";
    if (word === "-H") {
      const [name = "", value = ""] = (words.shift() ?? "").split(/: (.*)/s);
      headers.set(name, value);
    } else if (word === "-d") body = words.shift() ?? "";
    else if (word === "-X") words.shift();
    else if (!word.startsWith("-")) url = word;
  }
  return { url, init: body === undefined ? { headers } : { headers, method: "POST", body } };
}

let sandbox: Sandbox;
let gateway: Gateway;
beforeAll(async () => {
  sandbox = await startSandbox({ kinds: KINDS, version: readConfig({}).SANDBOX_VERSION, clock: createClock() });
  gateway = await startGateway(sandbox.address);
});
afterAll(async () => {
  await gateway.stop();
  sandbox.close();
});

test("the README shows what matters", () => {
  expect(curls.length).toBeGreaterThan(8);
});

test.each(curls)("%s", async (line) => {
  const { url, init } = toRequest(line);
  const response = await fetch(url.replace(/^localhost:8080/, gateway.url), init);
  expect(response.status).toBeLessThan(300);
  expect((await response.text()).length).toBeGreaterThan(0);
});

describe("what the README names is there", () => {
  const { scripts } = JSON.parse(readFileSync(new URL("package.json", root), "utf8")) as {
    scripts: Record<string, string>;
  };
  test.each([...readme.matchAll(/npm run ([\w:]+)/g)].map(([, script = ""]) => script))("npm run %s", (script) => {
    expect(Object.keys(scripts)).toContain(script);
  });
  test.each(
    [...readme.matchAll(/\b((?:src|proto|openapi|test|bench|examples)\/[\w./-]*)/g)].map(([, path = ""]) => path),
  )("%s", (path) => {
    expect(existsSync(new URL(path, root))).toBe(true);
  });
  test("every kind, and no other", () => {
    const rows = [...readme.matchAll(/^\| `([\w-]+)` \|/gm)].map(([, kind]) => kind);
    expect(rows).toEqual(KINDS.map((kind) => kind.name));
  });
  test.each([...new Set(readme.match(/\b(MILVUS|GATEWAY)_[A-Z_]+\b/g))])("the setting %s", (setting) => {
    expect(Object.keys({ ...readConfig({}), MILVUS_ADDRESS: "", MILVUS_TOKEN: "" })).toContain(setting);
  });
});
