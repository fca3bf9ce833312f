/**
 * Serves the OpenAPI document and Swagger UI: offline, and behind any path prefix, since every reference is relative.
 * The document is the committed file; nothing here is read or loaded before somebody asks for it.
 */
import { readFile } from "node:fs/promises";
import { type Express, type Request, type RequestHandler, Router } from "express";
import { once, sendLazily } from "../http/lazy.ts";
import { send, tag } from "../http/representation.ts";
import { mountPath } from "../http/routes.ts";
import { DOCUMENT_FILE } from "./files.ts";

export function mountDocs(app: Express): void {
  const json = once(async () => tag(await readFile(DOCUMENT_FILE, "utf8")));
  const yaml = once(async () => {
    const { toYaml } = await import("./yaml.ts");
    return tag(await toYaml(JSON.parse((await json()).text)));
  });
  mountPath(app, "/openapi.json", { GET: [sendLazily(json, { type: "application/json" })] });
  mountPath(app, "/openapi.yaml", {
    GET: [async (request, response) => send(request, response, await yaml(), { type: toYamlType(request) })],
  });

  // The page's references begin in its own folder, hence the slash; relative, for the sake of path prefixes.
  mountPath(app, "/docs", { GET: [(_request, response) => response.writeHead(302, { Location: "docs/" }).end()] });
  const ui = once(loadUi);
  const servePage: RequestHandler = async (request, response, next) => (await ui())(request, response, next);
  const pages = Router({ caseSensitive: true, strict: true });
  for (const path of ["/", ...ASSETS]) mountPath(pages, path, { GET: [servePage] });
  app.use("/docs", pages);
}

/** YAML's own type, or plain text for those who ask for that and not for YAML. */
function toYamlType({ headers: { accept = "" } }: Request): string {
  return /\btext\/plain\b/i.test(accept) && !/\bapplication\/yaml\b/i.test(accept) ? "text/plain" : "application/yaml";
}

/** What the page refers to; the package has more files, such as a page of its own that shows another API. */
const ASSETS = [
  "/swagger-ui.css",
  "/swagger-ui-bundle.js",
  "/swagger-ui-standalone-preset.js",
  "/swagger-ui-init.js",
  "/favicon-16x16.png",
  "/favicon-32x32.png",
];

/** Only what Swagger UI needs; on plain http, too, so nothing is upgraded to https. */
const POLICY = {
  "default-src": ["'none'"],
  "script-src": ["'self'"],
  "style-src": ["'self'", "'unsafe-inline'"],
  "img-src": ["'self'", "data:"],
  "connect-src": ["'self'"],
  "base-uri": ["'none'"],
  "form-action": ["'none'"],
  "frame-ancestors": ["'self'"],
};

const SWAGGER_UI = {
  url: "../openapi.json",
  deepLinking: true,
  docExpansion: "list",
  displayRequestDuration: true,
  tryItOutEnabled: true,
  persistAuthorization: false,
  validatorUrl: null,
  syntaxHighlight: { theme: "nord" },
};

/** Swagger UI puts things beside each other that have no room there on a phone; without its bar above. */
const STYLE = `
.swagger-ui .topbar { display: none }
@media (max-width: 640px) {
  .swagger-ui .opblock-tag { flex-wrap: wrap }
  .swagger-ui .opblock-tag > a { flex: 1 }
  .swagger-ui .opblock-tag > small { flex: 0 0 100%; order: 1; padding: 5px 0 0 }
  .swagger-ui .responses-table > thead { display: none }
  .swagger-ui .responses-table > tbody > tr, .swagger-ui .responses-table > tbody > tr > td { display: block }
  .swagger-ui .responses-table > tbody > tr > td { max-width: none; width: auto }
}`;

async function loadUi(): Promise<RequestHandler> {
  const [{ default: swaggerUi }, { default: helmet }] = await Promise.all([
    import("swagger-ui-express"),
    import("helmet"),
  ]);
  const secure = helmet({
    contentSecurityPolicy: { useDefaults: false, directives: POLICY },
    strictTransportSecurity: false,
  });
  const page = swaggerUi.setup(undefined, {
    customSiteTitle: "Milvus job gateway",
    customCss: STYLE,
    swaggerOptions: SWAGGER_UI,
  });
  return Router()
    .use(secure, ...swaggerUi.serve)
    .get("/", page);
}
