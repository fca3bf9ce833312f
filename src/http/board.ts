/** GET /: the job board of src/web, for people. It asks the API like any other client; its files hold no data. */
import { readFile } from "node:fs/promises";
import type { Express, RequestHandler } from "express";
import { send, tag } from "./representation.ts";
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

export function mountBoard(app: Express): void {
  for (const [path, [file, type]] of Object.entries(FILES)) mountPath(app, path, { GET: [sendFile(file, type)] });
}

function sendFile(file: string, type: string): RequestHandler {
  return async (request, response) => {
    const representation = tag(await readFile(new URL(file, WEB), "utf8"));
    send(request, response, representation, {
      type,
      headers: { "Content-Security-Policy": POLICY, "Referrer-Policy": "no-referrer" },
    });
  };
}
