/** The job board as it is served: offline, behind any path prefix, and to everybody, since it holds no data. */
import request from "supertest";
import { afterAll, beforeAll, expect, test } from "vitest";
import { KINDS } from "../../src/kinds/index.ts";
import { STATES } from "../../src/model/job.ts";
import { type SandboxedGateway, startSandboxedGateway } from "../support/gateway.ts";

let gateway: SandboxedGateway;
beforeAll(async () => {
  gateway = await startSandboxedGateway("3.1", { GATEWAY_API_KEYS: "a-key-of-the-gateway" });
});
afterAll(() => gateway.stop());

test("GET / is a page that runs no inline script and loads nothing from elsewhere", async () => {
  const { status, headers, text } = await request(gateway.url).get("/").set("Accept", "text/html");
  expect(status).toBe(200);
  expect(headers["content-type"]).toBe("text/html; charset=utf-8");
  expect(headers["content-security-policy"]).toBe(
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'",
  );
  expect(text).toMatch(/^<!doctype html>/);
  expect(text).not.toMatch(/<script>|style="|onclick/);
});

test("the page refers only to what the gateway serves, relative to itself", async () => {
  const { text } = await request(gateway.url).get("/");
  const references = [...text.matchAll(/(?:href|src)="([^"#]+)"/g)].map(([, reference = ""]) => reference);
  expect(references).toEqual(["data:,", "board.css", "board.js", "docs/", "openapi.json", "docs/", "."]);
  const assets = await Promise.all(["board.css", "board.js"].map((path) => request(gateway.url).get(`/${path}`)));
  expect(assets.map(({ status, headers }) => [status, headers["content-type"]])).toEqual([
    [200, "text/css; charset=utf-8"],
    [200, "text/javascript; charset=utf-8"],
  ]);
});

test("an unchanged page is a 304, HEAD has no body, and any other method is a 405", async () => {
  const { headers } = await request(gateway.url).get("/");
  const again = await request(gateway.url)
    .get("/")
    .set("If-None-Match", headers.etag ?? "");
  expect([again.status, again.text]).toEqual([304, ""]);
  const head = await request(gateway.url).head("/");
  expect([head.status, head.headers["content-length"]]).toEqual([200, headers["content-length"]]);
  const post = await request(gateway.url).post("/");
  expect([post.status, post.headers.allow, post.body.code]).toEqual([405, "GET, HEAD, OPTIONS", "METHOD_NOT_ALLOWED"]);
});

test("nothing else of its folder, or beside it, is served", async () => {
  const responses = await Promise.all(
    ["/board.html", "/public/board.js", "/..%2fhttp/board.ts", "/package.json"].map((path) =>
      request(gateway.url).get(path),
    ),
  );
  expect(responses.map(({ status }) => status)).toEqual([404, 404, 404, 404]);
});

test("the filters offer every kind that has a list, and every state", async () => {
  const { text } = await request(gateway.url).get("/");
  const offered = [...text.matchAll(/<option>(\w+)<\/option>/g)].map(([, word]) => word);
  const listed = KINDS.filter((kind) => kind.list).map((kind) => kind.name);
  expect(offered.toSorted()).toEqual([...listed, ...STATES].toSorted());
});
