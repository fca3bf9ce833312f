/** GET /: the job board of src/web, for people. It asks the API like any other client; its files hold no data. */
import { readFile } from "node:fs/promises";
import type { Express } from "express";
import { STATES } from "../job/job.ts";
import type { Kind } from "../job/kind.ts";
import { once, sendLazily } from "./lazy.ts";
import { tag } from "./representation.ts";
import { mountPath } from "./routes.ts";

/** src/http and dist/http are equally deep; nothing of src/web is compiled. */
const WEB = new URL("../../src/web/", import.meta.url);

/** Path → file and media type. */
const FILES: Readonly<Record<string, readonly [file: string, type: string]>> = {
  "/": ["index.html", "text/html"],
  "/board.css": ["board.css", "text/css"],
  "/board.js": ["board.js", "text/javascript"],
};

/** Only what the board needs; what Milvus says is never markup there, and could do nothing if it were. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";

export function mountBoard(app: Express, kinds: readonly Kind[]): void {
  for (const [path, [file, type]] of Object.entries(FILES)) {
    const made = once(async () => tag(fillIn(await readFile(new URL(file, WEB), "utf8"), kinds)));
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
