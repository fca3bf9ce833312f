/** The README is true: what it names is there, and every curl that it shows works on a fresh gateway. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readConfig } from "../../src/config.ts";
import { KINDS } from "../../src/kinds/index.ts";
import { createClock } from "../../src/sandbox/clock.ts";
import { type Sandbox, startSandbox } from "../../src/sandbox/server.ts";
import { type Gateway, startGateway } from "../support/gateway.ts";

const root = new URL("../../", import.meta.url);
const readme = readFileSync(new URL("README.md", root), "utf8");
const DOCUMENTS = [
  "README.md",
  "CONTRIBUTING.md",
  "SECURITY.md",
  "examples/README.md",
  "test/README.md",
  ...readdirSync(new URL("docs", root), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".md"))
    .map((file) => `docs/${file}`),
];

/** The anchors of a page's headings, as GitHub makes them. */
const anchorsOf = (page: string) =>
  [...page.matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replace(/[^\w\s-]/g, "")
      .trim()
      .replaceAll(" ", "-"),
  );

const blocks = [...readme.matchAll(/```sh\n(.*?)```/gs)].map(([, block = ""]) => block.replaceAll("\\\n", " "));
const lines = blocks.flatMap((block) => block.split("\n"));
/** Lines that are a curl command, and those that keep the name of the job that one starts. */
const curls = lines.filter((line) => /^(job=\$\()?curl /.test(line));

/** The words of a shell line, as far as the README uses the shell: plain words, single quotes, and double quotes with $job. */
const wordsOf = (line: string, job: string) =>
  [...line.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(
    ([, quoted, expanded, plain]) => quoted ?? expanded?.replace("$job", job) ?? plain ?? "",
  );

/** A curl command → the request that it sends. */
function toRequest(line: string, job: string): { url: string; init: RequestInit } {
  const headers = new Headers();
  let url = "";
  let body: string | undefined;
  const words = wordsOf(line, job).slice(1);
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

let job = "";

/** In order, as a reader types them: later lines use the job that an earlier one has started. */
test.each(curls)("%s", async (line) => {
  const [command = ""] = line.replace(/^job=\$\(/, "").split(" | ");
  const { url, init } = toRequest(command, job);
  const response = await fetch(url.replace(/^localhost:8080/, gateway.url), init);
  expect(response.status).toBeLessThan(300);
  const body = await response.text();
  expect(body.length).toBeGreaterThan(0);
  const sed = /sed 's\/(.*)\/\\1\/'/.exec(line)?.[1]?.replaceAll("\\(", "(").replaceAll("\\)", ")");
  job = sed === undefined ? job : (new RegExp(sed).exec(body)?.[1] ?? "no name");
  expect(job).toMatch(/^import\/\d+$/);
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
  test.each(
    DOCUMENTS.flatMap((file) =>
      [...readFileSync(new URL(file, root), "utf8").matchAll(/\]\((?!https?:)([^)\s]+)\)/g)].map(([, link = ""]) => ({
        file,
        link,
      })),
    ),
  )("$file links to $link", ({ file, link }) => {
    const [path = "", anchor] = link.split("#");
    const target = path === "" ? new URL(file, root) : new URL(path, new URL(file, root));
    expect(existsSync(target)).toBe(true);
    const anchors = anchor === undefined ? [] : anchorsOf(readFileSync(target, "utf8"));
    expect(anchors).toEqual(anchor === undefined ? [] : expect.arrayContaining([anchor]));
  });
  test("every kind, and no other", () => {
    const rows = [...readme.matchAll(/^\| `([\w-]+)` \|/gm)].map(([, kind]) => kind);
    expect(rows).toEqual(KINDS.map((kind) => kind.name));
  });
  test.each([...new Set(readme.match(/\b(MILVUS|GATEWAY)_[A-Z_]+\b/g))])("the setting %s", (setting) => {
    expect(Object.keys({ ...readConfig({}), MILVUS_ADDRESS: "", MILVUS_TOKEN: "" })).toContain(setting);
  });
});
