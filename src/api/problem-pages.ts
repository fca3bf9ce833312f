/** GET /problems/{slug}: what a problem's type means, as HTML for people or as JSON. */
import type { Express, Request, Response } from "express";
import { negotiate, varyOf } from "../http/negotiate.ts";
import { slugOf, typeOf } from "../http/problem.ts";
import type { PublicPathOf } from "../http/public-path.ts";
import { represent, send } from "../http/representation.ts";
import { mountPath } from "../http/routes.ts";
import { GatewayError, PROBLEMS, type ProblemCode } from "../model/errors.ts";
import { handle } from "./handler.ts";

const TYPES = ["application/json", "text/html"] as const;

const CODES = new Map((Object.keys(PROBLEMS) as ProblemCode[]).map((code) => [slugOf(code), code])); // keys of the table

const escapeHtml = (text: string) =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

function toHtml(code: ProblemCode): string {
  const { status, title, meaning, retryable } = PROBLEMS[code];
  const again = retryable ? "The same request may succeed later." : "The same request will fail again.";
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escapeHtml(title)}</title>
<style>body { font: 1rem/1.5 system-ui, sans-serif; max-width: 40rem; margin: 3rem auto; padding: 0 1rem; color-scheme: light dark }</style>
<h1>${escapeHtml(title)}</h1>
<p><code>${code}</code>, HTTP status ${status}. ${again}</p>
<p>${escapeHtml(meaning).replace(/`([^`]+)`/g, "<code>$1</code>")}</p>
</html>
`;
}

function sendPage(request: Request, response: Response, slug: string, publicPath: string): void {
  const code = CODES.get(slug);
  if (!code) throw new GatewayError("NOT_FOUND", `There is no problem type ${JSON.stringify(slug.slice(0, 80))}.`);
  if (negotiate(request, TYPES) === "text/html") {
    response.writeHead(200, {
      "Content-Type": "text/html; charset=utf-8",
      "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'",
      "X-Content-Type-Options": "nosniff",
      Vary: varyOf(response),
    });
    response.end(toHtml(code));
    return;
  }
  const { status, title, meaning, retryable } = PROBLEMS[code];
  send(request, response, represent({ type: typeOf(code, publicPath), code, title, status, retryable, meaning }));
}

export function mountProblemPages(app: Express, publicPathOf: PublicPathOf): void {
  mountPath(app, "/problems/:id", {
    GET: [handle(async ({ request, response, id }) => sendPage(request, response, id, publicPathOf(request)), TYPES)],
  });
}
