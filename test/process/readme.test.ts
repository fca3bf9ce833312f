/** The documents are true: what they name is there, and every curl that they show works on a fresh gateway. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readConfig } from "../../src/config.ts";
import { KINDS } from "../../src/kinds/index.ts";
import { createDocument } from "../../src/openapi/document.ts";
import { createClock } from "../../src/sandbox/clock.ts";
import { type Sandbox, startSandbox } from "../../src/sandbox/server.ts";
import { type Gateway, startGateway } from "../support/gateway.ts";
import { hasShell, startProgram } from "../support/program.ts";

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

/** What the documents show of the shell; the OpenAPI document is one of them. */
const { description = "" } = createDocument({ kinds: KINDS, version: "0" }).info;
const blocks = [...`${everything}\n${description}`.matchAll(/```sh\n(.*?)```/gs)].map(([, block = ""]) =>
  block.replaceAll("\\\n", " "),
);
/** Its commands that use curl: a line, or an if that spans some; some keep the name of the job that they start. */
const commands = blocks.flatMap((block) => block.match(/^(if curl .*?^fi$|(job=\$\()?curl .*?$)/gms) ?? []);

/** In haste: a second of the sandbox takes 25 ms, and one of a wait 50 ms. */
const hurry = (command: string) => command.replace(/wait=(\d+)s/, (_, seconds) => `wait=${Number(seconds) * 50}ms`);

/** Runs a command as a reader does: what it prints, the last status that curl got, and $job then. */
async function run(command: string, job: string) {
  const script = [
    `set -eu; job=${job}`,
    `curl() { command curl -w '%{stderr}%{http_code}\\n' "$@"; }`,
    hurry(command).replaceAll("localhost:8080", gateway.url),
    `printf '\\n%s' "$job"`,
  ];
  const { code, out, err } = await startProgram("bash", ["-c", script.join("\n")], { cwd: folder }).end();
  return { code, printed: out.slice(0, -1).join("\n"), status: err.at(-1), job: out.at(-1) ?? "" };
}

let folder: string;
let sandbox: Sandbox;
let gateway: Gateway;
let ticking: NodeJS.Timeout;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "readme-"));
  const clock = createClock();
  sandbox = await startSandbox({ kinds: KINDS, version: readConfig({}).SANDBOX_VERSION, clock });
  gateway = await startGateway(sandbox.address, { POLL_INTERVAL_MS: "50", MAX_POLL_INTERVAL_MS: "50" });
  ticking = setInterval(() => clock.step(1_000), 25);
});
afterAll(async () => {
  clearInterval(ticking);
  await gateway.stop();
  sandbox.close();
  rmSync(folder, { recursive: true });
});

test("the documents show what matters", () => {
  expect(commands.length).toBeGreaterThan(12);
  expect(commands.filter((command) => /\$(job|\{job\})/.test(command)).length).toBeGreaterThan(4);
  expect(commands.filter((command) => command.startsWith("if ")).length).toBe(2);
});

describe.skipIf(!hasShell)("with bash and curl", () => {
  let job = "";

  /** In order, as a reader types them: later commands use the job that an earlier one has started. */
  test.each(commands)("%s", async (command) => {
    const ran = await run(command, job);
    job = ran.job;
    expect(job).toMatch(/^import\/\d+$/);
    const usesJob = /\$(job|\{job\})/.test(command);
    expect(ran).toEqual({
      code: 0,
      printed: command.startsWith("job=") ? "" : expect.stringMatching(usesJob ? job : /./),
      status: expect.stringMatching(/^2\d\d$/),
      job,
    });
  });
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
  test("every release of Milvus that brought something, and no other", () => {
    const rows = [...readme.matchAll(/^\| (\d\.\d)[^|]* \|/gm)].map(([, release]) => release);
    const releases = KINDS.flatMap(({ since }) => Object.values(since).map(({ version }) => version));
    expect(rows).toEqual(["2.3", ...[...new Set(releases)].toSorted()]);
  });
  test.each([...new Set(readme.match(/\b(MILVUS|GATEWAY)_[A-Z_]+\b/g))])("the setting %s", (setting) => {
    expect(Object.keys({ ...readConfig({}), MILVUS_ADDRESS: "", MILVUS_TOKEN: "" })).toContain(setting);
  });
});
