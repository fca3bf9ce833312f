/**
 * The document takes nothing away from callers since its last version: oasdiff finds no breaking change that
 * CHANGELOG.md does not announce, in its topmost section, by an item such as
 * - **Breaking** (`request-property-became-required`): starting an import needs a partition.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";

const DOCUMENT = "openapi/openapi.json";
const WORK = ".cache/gates/compatibility";
const OASDIFF = "github.com/oasdiff/oasdiff@v1.35.0";
const SKIPPED = 75;

const git = (...args) => execFileSync("git", args, { encoding: "utf8", maxBuffer: 64 * 1024 * 1024 });

/** The commit whose document callers know: HEAD's while there are changes, else the one before the last change. */
function lastVersion() {
  if (git("status", "--porcelain", "--", DOCUMENT) !== "") {
    return git("ls-tree", "--name-only", "HEAD", DOCUMENT) === "" ? undefined : "HEAD";
  }
  const [, before] = git("log", "-n", "2", "--format=%H", "--", DOCUMENT).trim().split("\n");
  return before;
}

/** An open enum: its known words, in place or by their name, or any text. */
function isOpenEnum(anyOf) {
  const [known, text, ...rest] = anyOf ?? [];
  return rest.length === 0 && (known?.enum || known?.$ref) && text?.type === "string" && !text.enum;
}

/** An open enum may get words and lose some: to oasdiff it is just a text. */
function withoutOpenEnums(node) {
  if (Array.isArray(node)) return node.map(withoutOpenEnums);
  if (typeof node !== "object" || node === null) return node;
  const { anyOf, ...rest } = node;
  if (isOpenEnum(anyOf)) return { ...rest, type: "string" };
  return Object.fromEntries(Object.entries(node).map(([key, child]) => [key, withoutOpenEnums(child)]));
}

function write(name, text) {
  const file = `${WORK}/${name}.json`;
  writeFileSync(file, JSON.stringify(withoutOpenEnums(JSON.parse(text))));
  return file;
}

/** What the topmost section of the change log announces as breaking, by oasdiff's names. */
function announced() {
  if (!existsSync("CHANGELOG.md")) return new Set();
  const [, topmost = ""] = readFileSync("CHANGELOG.md", "utf8").split(/^## /m);
  const breaking = topmost.split(/^- /m).filter((item) => item.startsWith("**Breaking**"));
  return new Set(breaking.flatMap((item) => [...item.matchAll(/`([a-z-]+)`/g)].map(([, name]) => name)));
}

if (spawnSync("go", ["version"]).error) {
  console.log("needs Go");
  process.exit(SKIPPED);
}
const base = lastVersion();
if (base === undefined) {
  console.log("this is the first version of the document");
  process.exit(0);
}
mkdirSync(WORK, { recursive: true });
const before = write("before", git("show", `${base}:${DOCUMENT}`));
const now = write("now", readFileSync(DOCUMENT, "utf8"));
const found = execFileSync("go", ["run", OASDIFF, "breaking", before, now, "--format", "json"], {
  encoding: "utf8",
  maxBuffer: 64 * 1024 * 1024,
  env: { ...process.env, GOFLAGS: "-mod=mod" },
});
const intended = announced();
const surprises = JSON.parse(found || "[]").filter(({ id }) => !intended.has(id));
for (const { id, operation, path, text } of surprises) console.log(`${id}: ${operation} ${path}: ${text}`);
console.log(`since ${base}: ${surprises.length} breaking changes that CHANGELOG.md does not announce`);
process.exit(surprises.length === 0 ? 0 : 1);
