/** Who may import whom: the rules of the README's map, read off the sources. */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { describe, expect, test } from "vitest";

const ROOT = fileURLToPath(new URL("../src", import.meta.url));

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

const partOf = (path: string) => path.slice(0, Math.max(0, path.indexOf("/"))) || path;
const packageOf = (specifier: string) => specifier.split("/", specifier.startsWith("@") ? 2 : 1).join("/");
const show = ({ from, to, isType }: Import) => `${from} imports ${isType ? "types of " : ""}${to}`;

/** A type of milvus/rpc.ts: what a call says, and nothing that makes it. */
const isWord = ({ to, isType }: Import) => to === "milvus/rpc.ts" && isType;

/** The imports of our own files that a part makes outside itself, and may not. */
function strays(part: string, mayImport: (imported: Import) => boolean): string[] {
  return IMPORTS.filter(({ from, to, isPackage }) => !isPackage && partOf(from) === part && partOf(to) !== part)
    .filter((imported) => !mayImport(imported))
    .map(show);
}

const into = (...parts: string[]) => {
  return ({ to }: Import) => parts.includes(partOf(to)) || parts.includes(to);
};

test("the sources are read: there are files, and they import each other", () => {
  expect(FILES).toContain("main.ts");
  expect(IMPORTS).toContainEqual({ from: "app.ts", to: "follow/share.ts", isPackage: false, isType: false });
  expect(IMPORTS).toContainEqual({ from: "app.ts", to: "config.ts", isPackage: false, isType: true });
  expect(IMPORTS).toContainEqual({ from: "main.ts", to: "sandbox/server.ts", isPackage: false, isType: false });
});

describe("inside the house", () => {
  test("job/ imports nothing of ours but the words of milvus/rpc.ts", () => {
    expect(strays("job", isWord)).toEqual([]);
  });

  test("kinds/ import only job/ and the words of milvus/rpc.ts", () => {
    expect(strays("kinds", (imported) => isWord(imported) || into("job")(imported))).toEqual([]);
  });

  test("no kind imports another, and only the table knows them all", () => {
    const among = IMPORTS.filter(({ from, to }) => partOf(from) === "kinds" && partOf(to) === "kinds");
    expect(among.filter(({ from }) => from !== "kinds/index.ts").map(show)).toEqual([]);
    const outside = IMPORTS.filter(({ from, to }) => partOf(from) !== "kinds" && partOf(to) === "kinds");
    expect(outside.filter(({ to }) => to !== "kinds/index.ts").map(show)).toEqual([]);
  });

  test("milvus/ imports only job/", () => {
    expect(strays("milvus", into("job"))).toEqual([]);
  });

  test("follow/ knows jobs and what the gateway can do, and nothing of HTTP or of how Milvus is called", () => {
    const mayImport = (imported: Import) => into("job")(imported) || (imported.isType && into("jobs.ts")(imported));
    expect(strays("follow", mayImport)).toEqual([]);
  });

  test("http/ knows what the gateway can do, and nothing of how Milvus is called", () => {
    const mayImport = (imported: Import) =>
      into("job")(imported) ||
      isWord(imported) ||
      (imported.isType && into("config.ts", "jobs.ts", "follow")(imported));
    expect(strays("http", mayImport)).toEqual([]);
  });

  test("compat/ is another face on the same kinds: it stands on http/ and on what the gateway can do", () => {
    const mayImport = (imported: Import) =>
      into("job", "http")(imported) || isWord(imported) || (imported.isType && into("config.ts", "jobs.ts")(imported));
    expect(strays("compat", mayImport)).toEqual([]);
  });

  test("sandbox/ imports job/ and the protocol, which it shares with the client", () => {
    const mayImport = (imported: Import) => into("job", "milvus/proto.ts")(imported) || isWord(imported);
    expect(strays("sandbox", mayImport)).toEqual([]);
  });

  test("only app.ts and main.ts bring the parts together, and nobody imports them", () => {
    expect(IMPORTS.filter(({ to }) => to === "main.ts").map(show)).toEqual([]);
    expect(IMPORTS.filter(({ from, to }) => to === "app.ts" && from !== "main.ts").map(show)).toEqual([]);
  });

  test("no two files import each other in a circle at run time", () => {
    const targets = new Map(
      FILES.map((file) => [file, IMPORTS.filter(({ from, isType }) => from === file && !isType).map(({ to }) => to)]),
    );
    const reachable = (start: string) => {
      const seen = new Set<string>();
      const queue = [...(targets.get(start) ?? [])];
      for (const file of queue) {
        if (seen.has(file)) continue;
        seen.add(file);
        queue.push(...(targets.get(file) ?? []));
      }
      return seen;
    };
    expect(FILES.filter((file) => reachable(file).has(file))).toEqual([]);
  });
});

describe("packages", () => {
  /** Package → where it may be imported: folders and files. */
  const HOMES: Readonly<Record<string, readonly string[]>> = {
    express: ["app.ts", "http", "compat", "openapi/docs.ts"],
    cors: ["app.ts"],
    helmet: ["app.ts", "http", "openapi/docs.ts"],
    "swagger-ui-express": ["openapi/docs.ts"],
    "@grpc/grpc-js": ["milvus", "sandbox"],
    "@grpc/proto-loader": ["milvus"],
    "prom-client": ["http"],
    "openapi3-ts": ["openapi"],
  };

  test.each(Object.entries(HOMES))("%s stays in %j", (name, homes) => {
    const away = IMPORTS.filter(({ to, isPackage }) => isPackage && packageOf(to) === name).filter(
      ({ from }) => !homes.includes(from) && !homes.includes(partOf(from)),
    );
    expect(away.map(show)).toEqual([]);
  });

  test("job/ and kinds/ are pure: zod is all they import, and no module of Node", () => {
    const pure = IMPORTS.filter(({ from, isPackage }) => isPackage && ["job", "kinds"].includes(partOf(from)));
    expect(pure.filter(({ to }) => to !== "zod").map(show)).toEqual([]);
  });

  test("every package that runs in production is a dependency", () => {
    const { dependencies } = JSON.parse(readFileSync(join(ROOT, "../package.json"), "utf8")) as {
      dependencies: Record<string, string>;
    };
    const atRunTime = IMPORTS.filter(({ to, isPackage, isType }) => isPackage && !isType && !to.startsWith("node:"));
    // The document is written by a script of the developer's, which the image leaves out.
    const inProduction = atRunTime.filter(({ from }) => partOf(from) !== "openapi" || from === "openapi/docs.ts");
    expect(inProduction.filter(({ to }) => !(packageOf(to) in dependencies)).map(show)).toEqual([]);
  });
});
