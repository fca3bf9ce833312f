/** GET /: the job board of public/, for people. It asks the API like any other client; its files hold no data. */
import { readFile } from "node:fs/promises";
import type { Express } from "express";
import { once, sendLazily } from "../http/lazy.ts";
import { tag } from "../http/representation.ts";
import { mountPath } from "../http/routes.ts";
import type { Kind } from "../kinds/kind.ts";
import { STATES } from "../model/job.ts";

/** src/pages and dist/pages are equally deep. */
const PUBLIC = new URL("../../public/", import.meta.url);

/** Path → file and media type. */
const FILES: Readonly<Record<string, readonly [file: string, type: string]>> = {
  "/": ["board.html", "text/html"],
  "/board.css": ["board.css", "text/css"],
  "/board.js": ["board.js", "text/javascript"],
};

/** Only what the board needs; what Milvus says is never markup there, and could do nothing if it were. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";

export function mountBoard(app: Express, kinds: readonly Kind[]): void {
  for (const [path, [file, type]] of Object.entries(FILES)) {
    const made = once(async () => tag(fillIn(await readFile(new URL(file, PUBLIC), "utf8"), kinds)));
    const headers = ["Content-Security-Policy", POLICY, "Referrer-Policy", "no-referrer"];
    mountPath(app, path, { GET: [sendLazily(made, { type, headers })] });
  }
}

/** The choices of the filters, which the table of kinds and the states have. */
function fillIn(text: string, kinds: readonly Kind[]): string {
  const listed = kinds.filter((kind) => kind.list).map((kind) => kind.name);
  return text.replace("<!-- kinds -->", toOptions(listed)).replace("<!-- states -->", toOptions(STATES));
}

const toOptions = (words: readonly string[]) => words.map((word) => `<option>${word}</option>`).join("");
