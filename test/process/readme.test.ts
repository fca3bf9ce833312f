/** The documents are true: what they name is there, and every curl that they show works on a fresh gateway. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readConfig } from "../../src/config.ts";
import { KINDS } from "../../src/kinds/index.ts";
import { createClock } from "../../src/sandbox/clock.ts";
import { type Sandbox, startSandbox } from "../../src/sandbox/server.ts";
import { type Gateway, startGateway } from "../support/gateway.ts";

const root = new URL("../../", import.meta.url);
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

const pageOf = (file: string) => readFileSync(new URL(file, root), "utf8");
const readme = pageOf("README.md");
const everything = DOCUMENTS.map(pageOf).join("\n");

/** The anchors of a page's headings, as GitHub makes them. */
const anchorsOf = (page: string) =>
  [...page.matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replace(/[^\w\s-]/g, "")
      .trim()
      .replaceAll(" ", "-"),
  );

const blocks = [...everything.matchAll(/```sh\n(.*?)```/gs)].map(([, block = ""]) => block.replaceAll("\\\n", " "));
const lines = blocks.flatMap((block) => block.split("\n"));
/** Lines that are a curl command, and those that keep the name of the job that one starts. */
const curls = lines.filter((line) => /^(job=\$\()?curl /.test(line));

/** In haste: a second of the sandbox takes 25 ms, and one of a wait 50 ms. */
const hurry = (url: string) => url.replace(/wait=(\d+)s/, (_, seconds) => `wait=${Number(seconds) * 50}ms`);

/** The words of a shell line, as far as the README uses the shell: plain words, single quotes, and double quotes with $job. */
const wordsOf = (line: string, job: string) =>
  [...line.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(
    ([, quoted, expanded, plain]) => quoted ?? expanded?.replace(/\$(job|\{job\})/, job) ?? plain ?? "",
  );

/** A curl command → the request that it sends. */
function toRequest(line: string, job: string): { url: string; init: RequestInit } {
  const headers = new Headers();
  let url = "";
  let body: string | undefined;
  let method = "GET";
  const words = wordsOf(line, job).slice(1);
  while (words.length > 0) {
    const word = words.shift() ?? "";
    if (word === "-H") {
      const [name = "", value = ""] = (words.shift() ?? "").split(/: (.*)/s);
      headers.set(name, value);
    } else if (word === "-d") {
      body = words.shift() ?? "";
      method = "POST";
    } else if (word === "-X") method = words.shift() ?? "";
    else if (!word.startsWith("-")) url = word;
  }
  return { url, init: { headers, method, ...(body !== undefined && { body }) } };
}

let sandbox: Sandbox;
let gateway: Gateway;
let ticking: NodeJS.Timeout;
beforeAll(async () => {
  const clock = createClock();
  sandbox = await startSandbox({ kinds: KINDS, version: readConfig({}).SANDBOX_VERSION, clock });
  gateway = await startGateway(sandbox.address, { POLL_INTERVAL_MS: "50", MAX_POLL_INTERVAL_MS: "50" });
  ticking = setInterval(() => clock.step(1_000), 25);
});
afterAll(async () => {
  clearInterval(ticking);
  await gateway.stop();
  sandbox.close();
});

test("the documents show what matters", () => {
  expect(curls.length).toBeGreaterThan(12);
  expect(curls.filter((line) => /\$(job|\{job\})/.test(line)).length).toBeGreaterThan(4);
});

let job = "";

/** In order, as a reader types them: later lines use the job that an earlier one has started. */
test.each(curls)("%s", async (line) => {
  const [command = ""] = line.replace(/^job=\$\(/, "").split(" | ");
  const { url, init } = toRequest(command, job);
  const response = await fetch(hurry(url).replace(/^localhost:8080/, gateway.url), init);
  expect(response.status).toBeLessThan(300);
  const body = await response.text();
  expect(body.length).toBeGreaterThan(0);
  expect(body).toContain(/\$(job|\{job\})/.test(line) ? `"name":"${job}"` : "");
  const sed = /sed 's\/(.*)\/\\1\/'/.exec(line)?.[1]?.replaceAll("\\(", "(").replaceAll("\\)", ")");
  job = sed === undefined ? job : (new RegExp(sed).exec(body)?.[1] ?? "no name");
  expect(job).toMatch(/^import\/\d+$/);
});

describe("what the documents name is there", () => {
  const { scripts } = JSON.parse(pageOf("package.json")) as { scripts: Record<string, string> };
  const inText = (pattern: RegExp) => [...new Set([...everything.matchAll(pattern)].map(([, name = ""]) => name))];

  test.each(inText(/npm run ([\w:-]+)/g))("npm run %s", (script) => {
    expect(Object.keys(scripts)).toContain(script);
  });
  test.each(inText(/(?<![\w/.:(-])((?:src|proto|openapi|test|bench|examples|docs|scripts|public|\.ci)\/[\w./<>-]*)/g))(
    "%s",
    (path) => {
      const file = path.replace("<kind>", "import").replace(/\.$/, "");
      expect(existsSync(new URL(file, root))).toBe(true);
    },
  );
  test.each(
    DOCUMENTS.flatMap((file) =>
      [...pageOf(file).matchAll(/\]\((?!https?:)([^)\s]+)\)/g)].map(([, link = ""]) => ({
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
  test("every place in a document that the sources cite", () => {
    const sources = ["src", "test", "scripts", "bench"].flatMap((folder) =>
      readdirSync(new URL(folder, root), { recursive: true, encoding: "utf8" })
        .filter((file) => /\.(ts|mjs)$/.test(file))
        .map((file) => `${folder}/${file}`),
    );
    const cited = sources.flatMap((file) =>
      [...pageOf(file).matchAll(/(docs\/[\w/-]+\.md)(#[\w-]+)?/g)].map(([, page = "", anchor]) => ({
        file,
        page,
        anchor,
      })),
    );
    const isThere = ({ page, anchor }: { page: string; anchor: string | undefined }) =>
      existsSync(new URL(page, root)) && (anchor === undefined || anchorsOf(pageOf(page)).includes(anchor.slice(1)));
    expect(cited.length).toBeGreaterThan(40);
    expect(cited.filter((place) => !isThere(place))).toEqual([]);
  });
  test("every kind, and no other", () => {
    const rows = [...readme.matchAll(/^\| `([\w-]+)` \|/gm)].map(([, kind]) => kind);
    expect(rows).toEqual(KINDS.map((kind) => kind.name));
  });
  test.each([...new Set(readme.match(/\b(MILVUS|GATEWAY)_[A-Z_]+\b/g))])("the setting %s", (setting) => {
    expect(Object.keys({ ...readConfig({}), MILVUS_ADDRESS: "", MILVUS_TOKEN: "" })).toContain(setting);
  });
});
