/** Who may import whom, read off the sources: the table of docs/architecture.md. */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { describe, expect, test } from "vitest";

const ROOT = fileURLToPath(new URL("../../src", import.meta.url));

interface Import {
  /** Path below src/. */
  readonly from: string;
  /** Path below src/, or the package's specifier. */
  readonly to: string;
  readonly isPackage: boolean;
  /** It vanishes at run time. */
  readonly isType: boolean;
}

const FILES = readdirSync(ROOT, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".ts"));

/** Every import and re-export of a file, `import("…")` included. */
function importsOf(file: string): Import[] {
  const source = ts.createSourceFile(file, readFileSync(join(ROOT, file), "utf8"), ts.ScriptTarget.Latest);
  const found: Import[] = [];
  const add = (specifier: ts.Node | undefined, isType: boolean) => {
    if (!specifier || !ts.isStringLiteral(specifier)) return;
    const { text } = specifier;
    const isPackage = !text.startsWith(".");
    found.push({
      from: file,
      to: isPackage ? text : relative(ROOT, join(ROOT, dirname(file), text)),
      isPackage,
      isType,
    });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) add(node.moduleSpecifier, isTypeOnly(node.importClause));
    if (ts.isExportDeclaration(node)) add(node.moduleSpecifier, node.isTypeOnly);
    if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword)
      add(node.arguments[0], false);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function isTypeOnly(clause: ts.ImportClause | undefined): boolean {
  if (!clause) return false;
  if (clause.isTypeOnly) return true;
  const named = clause.namedBindings;
  if (clause.name || !named || !ts.isNamedImports(named)) return false;
  return named.elements.every((element) => element.isTypeOnly);
}

const IMPORTS = FILES.flatMap(importsOf);
const OWN = IMPORTS.filter(({ isPackage }) => !isPackage);

/** The parts of the house, the narrower before the wider; a file at the top is a part of its own. */
const FOLDERS = [
  "milvus/grpc/generated",
  "milvus/grpc",
  "milvus/rest",
  "milvus",
  "model",
  "kinds",
  "jobs",
  "http",
  "api",
  "v2",
  "pages",
  "sandbox",
  "openapi",
];
const partOf = (path: string) => FOLDERS.find((folder) => path.startsWith(`${folder}/`)) ?? path;

/** What kinds have in common, in which no kind is named. */
const KIND = ["kinds/kind.ts", "kinds/inputs.ts", "kinds/job-name.ts"];

const packageOf = (specifier: string) => specifier.split("/", specifier.startsWith("@") ? 2 : 1).join("/");
const show = ({ from, to, isType }: Import) => `${from} imports ${isType ? "types of " : ""}${to}`;

/** What a file, or a part, imports, and what that imports, to the end. */
function reachable(start: string, toNode: (path: string) => string): Set<string> {
  const seen = new Set<string>();
  const queue = [start];
  for (const node of queue) {
    const targets = OWN.filter(({ from, to }) => toNode(from) === node && toNode(to) !== node).map(({ to }) =>
      toNode(to),
    );
    for (const target of targets) {
      if (seen.has(target)) continue;
      seen.add(target);
      queue.push(target);
    }
  }
  return seen;
}

interface Rule {
  /** Parts and single files. */
  readonly may: readonly string[];
  /** Of which only types, besides. */
  readonly types?: readonly string[];
}

/** Who may import whom: docs/architecture.md has the same table. */
const RULES: Readonly<Record<string, Rule>> = {
  model: { may: [] },
  "milvus/grpc/generated": { may: [] },
  milvus: { may: ["model"], types: ["milvus/grpc/generated"] },
  "milvus/grpc": { may: ["milvus", "milvus/grpc/generated", "model"] },
  "milvus/rest": { may: ["milvus", "model"] },
  kinds: { may: ["model"], types: ["milvus/methods.ts"] },
  jobs: { may: ["model", "kinds/kind.ts"], types: ["milvus"] },
  http: { may: ["model"] },
  api: { may: ["http", "jobs", ...KIND, "model"], types: ["config.ts"] },
  v2: { may: ["api/read-request.ts", "http", "jobs", "kinds", "model"], types: ["milvus/methods.ts"] },
  pages: { may: ["http", "kinds/kind.ts", "model"] },
  sandbox: { may: ["kinds", "model", "milvus/grpc/proto.ts"] },
  openapi: { may: ["api", "config.ts", "http", "kinds", "model", "pages", "v2"] },
  "config.ts": { may: ["model"] },
  "app.ts": { may: ["api", "http", "jobs", "kinds/kind.ts", "model", "pages", "v2"], types: ["config.ts"] },
  "gateway.ts": {
    may: [
      "api",
      "app.ts",
      "config.ts",
      "http",
      "jobs",
      "kinds",
      "milvus",
      "milvus/grpc",
      "milvus/rest",
      "model",
      "sandbox",
    ],
  },
  "main.ts": { may: ["config.ts", "gateway.ts", "milvus/grpc/async-resource.ts"] },
};

test("the sources are read: there are files, and they import each other", () => {
  expect(FILES).toContain("main.ts");
  expect(IMPORTS).toContainEqual({ from: "gateway.ts", to: "jobs/jobs.ts", isPackage: false, isType: false });
  expect(IMPORTS).toContainEqual({ from: "app.ts", to: "config.ts", isPackage: false, isType: true });
  expect(IMPORTS).toContainEqual({ from: "gateway.ts", to: "sandbox/server.ts", isPackage: false, isType: false });
});

describe("who may import whom", () => {
  test("every file belongs to a part with a rule", () => {
    expect(FILES.filter((file) => !(partOf(file) in RULES))).toEqual([]);
  });

  test.each(Object.entries(RULES))("%s imports only what it may", (part, { may, types = [] }) => {
    const isIn = (path: string, places: readonly string[]) => places.includes(path) || places.includes(partOf(path));
    const strays = OWN.filter(({ from, to }) => partOf(from) === part && partOf(to) !== part).filter(
      ({ to, isType }) => !isIn(to, may) && !(isType && isIn(to, types)),
    );
    expect(strays.map(show)).toEqual([]);
  });

  test("no kind imports another, and only the table knows them all", () => {
    const kindOf = (path: string) => /^kinds\/[^/]+\//.exec(path)?.[0];
    const among = OWN.filter(({ from, to }) => kindOf(from) !== undefined && kindOf(to) !== undefined);
    expect(among.filter(({ from, to }) => kindOf(from) !== kindOf(to)).map(show)).toEqual([]);
    const shared = OWN.filter(({ from, to }) => partOf(from) === "kinds" && !kindOf(from) && kindOf(to));
    expect(shared.filter(({ from }) => from !== "kinds/index.ts").map(show)).toEqual([]);
  });

  test("every kind has the same four files; one may have more", () => {
    const folders = new Set(FILES.filter((file) => /^kinds\/[^/]+\//.test(file)).map((file) => dirname(file)));
    expect(folders.size).toBeGreaterThan(0);
    for (const folder of folders) {
      const names = ["examples", "index", "mapping", "simulation"].map((name) => `${folder}/${name}.ts`);
      expect(FILES).toEqual(expect.arrayContaining(names));
    }
  });

  test("no two files import each other in a circle, types included", () => {
    const written = FILES.filter((file) => partOf(file) !== "milvus/grpc/generated");
    expect(written.filter((file) => reachable(file, (path) => path).has(file))).toEqual([]);
  });

  test("no two parts import each other in a circle", () => {
    expect(Object.keys(RULES).filter((part) => reachable(part, partOf).has(part))).toEqual([]);
  });
});

describe("packages", () => {
  /** Package → where it may be imported: folders and files. */
  const HOMES: Readonly<Record<string, readonly string[]>> = {
    express: ["app.ts", "http", "api", "v2", "pages"],
    cors: ["app.ts"],
    "proxy-addr": ["config.ts"],
    helmet: ["pages"],
    "swagger-ui-express": ["pages"],
    "@grpc/grpc-js": ["milvus/grpc", "milvus/grpc/generated", "sandbox"],
    "@grpc/proto-loader": ["milvus/grpc", "milvus/grpc/generated"],
    "lossless-json": ["model/json.ts", "v2/envelope.ts"],
    leven: ["model/nearest.ts"],
    undici: ["milvus/rest"],
    "prom-client": ["api"],
    "openapi3-ts": ["openapi"],
  };

  test.each(Object.entries(HOMES))("%s stays in %j", (name, homes) => {
    const away = IMPORTS.filter(({ to, isPackage }) => isPackage && packageOf(to) === name).filter(
      ({ from }) => !homes.includes(from) && !homes.includes(partOf(from)),
    );
    expect(away.map(show)).toEqual([]);
  });

  test("model/ and kinds/ are pure: zod, a parser of JSON and a distance of words are all they import, and no module of Node", () => {
    const pure = IMPORTS.filter(({ from, isPackage }) => isPackage && ["model", "kinds"].includes(partOf(from)));
    expect(pure.filter(({ to }) => !["zod", "lossless-json", "leven"].includes(to)).map(show)).toEqual([]);
  });

  test("every package that runs in production is a dependency", () => {
    const { dependencies } = JSON.parse(readFileSync(join(ROOT, "../package.json"), "utf8")) as {
      dependencies: Record<string, string>;
    };
    const atRunTime = IMPORTS.filter(({ to, isPackage, isType }) => isPackage && !isType && !to.startsWith("node:"));
    // The document is written by a script of the developer's, which the image leaves out.
    const inProduction = atRunTime.filter(({ from }) => partOf(from) !== "openapi");
    expect(inProduction.filter(({ to }) => !(packageOf(to) in dependencies)).map(show)).toEqual([]);
  });
});
