/** The document and Swagger UI, as they are served: offline, and behind any path prefix. */
import { readFile } from "node:fs/promises";
import request from "supertest";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { DOCUMENT_FILE } from "../../src/pages/files.ts";
import { type SandboxedGateway, startSandboxedGateway } from "../support/gateway.ts";

const committed = JSON.parse(await readFile(DOCUMENT_FILE, "utf8"));

let gateway: SandboxedGateway;
beforeAll(async () => {
  gateway = await startSandboxedGateway("3.1");
});
afterAll(() => gateway.stop());

describe("The document", () => {
  test("is served as JSON, with an entity tag that returns 304", async () => {
    const response = await request(gateway.url).get("/openapi.json");
    expect(response.status).toBe(200);
    expect(response.headers["content-type"]).toBe("application/json; charset=utf-8");
    expect(response.body).toEqual(committed);
    const { etag = "" } = response.headers;
    const again = await request(gateway.url).get("/openapi.json").set("If-None-Match", etag);
    expect([again.status, again.text]).toEqual([304, ""]);
  });

  test.each(["1.2", "1.1"] as const)("is served as YAML that says the same to readers of YAML %s", async (version) => {
    const response = await request(gateway.url).get("/openapi.yaml").buffer();
    expect(response.status).toBe(200);
    expect(response.headers["content-type"]).toBe("application/yaml; charset=utf-8");
    expect(parse(response.text, { version })).toEqual(committed);
  });

  test.each([
    ["text/plain", "text/plain; charset=utf-8"],
    ["text/plain, application/yaml;q=0.9", "application/yaml; charset=utf-8"],
    ["application/json", "application/yaml; charset=utf-8"],
  ])("is served to whoever accepts %s", async (accept, type) => {
    const { status, headers } = await request(gateway.url).get("/openapi.yaml").set("Accept", accept);
    expect([status, headers["content-type"]]).toEqual([200, type]);
  });

  test("names its server relative to itself, which is right behind every prefix", () => {
    const [{ url }] = committed.servers;
    expect(new URL(url, "https://example.test/milvus/openapi.json").pathname).toBe("/milvus/");
  });
});

describe("Swagger UI", () => {
  const pathOf = (reference: string, base: string) => new URL(reference, base).pathname;

  test("is at /docs, by a redirect that stays behind a prefix", async () => {
    const { status, headers } = await request(gateway.url).get("/docs");
    expect(status).toBe(302);
    expect(pathOf(headers.location ?? "", "https://example.test/milvus/docs")).toBe("/milvus/docs/");
  });

  test("refers only to what the gateway serves, relative to itself", async () => {
    const page = await request(gateway.url).get("/docs/");
    expect([page.status, page.headers["content-type"]]).toEqual([200, "text/html; charset=utf-8"]);
    const references = [...page.text.matchAll(/(?:href|src)=["']([^"']+)["']/g)].map(([, reference = ""]) => reference);
    expect(references).toEqual([
      "./swagger-ui.css",
      "./favicon-32x32.png",
      "./favicon-16x16.png",
      "./swagger-ui-bundle.js",
      "./swagger-ui-standalone-preset.js",
      "./swagger-ui-init.js",
    ]);
    const assets = await Promise.all(
      references.map((path) => request(gateway.url).get(pathOf(path, "http://any/docs/"))),
    );
    expect(assets.map(({ status, headers }) => `${status} ${headers["content-type"]?.split(";")[0]}`)).toEqual([
      "200 text/css",
      "200 image/png",
      "200 image/png",
      "200 text/javascript",
      "200 text/javascript",
      "200 application/javascript",
    ]);
  });

  test("shows this gateway's document and asks no validator of the internet", async () => {
    const { text } = await request(gateway.url).get("/docs/swagger-ui-init.js");
    expect(text).toContain('"url": "../openapi.json"');
    expect(text).toContain('"validatorUrl": null');
  });

  test("runs no inline script and upgrades nothing to https, by its policy", async () => {
    const page = await request(gateway.url).get("/docs/");
    expect(page.headers["content-security-policy"]).toContain("script-src 'self';");
    expect(page.headers["content-security-policy"]).not.toContain("upgrade-insecure-requests");
    expect(page.headers["strict-transport-security"]).toBeUndefined();
    expect(page.text).not.toMatch(/<script>/);
  });

  test.each(["/docs/index.html", "/docs/swagger-initializer.js", "/docs/nothing", "/docs/package.json"])(
    "has no %s: the package's own page would show another API",
    async (path) => {
      const { status, body } = await request(gateway.url).get(path);
      expect([status, body]).toEqual([404, expect.objectContaining({ code: "NOT_FOUND" })]);
    },
  );

  test("is only read", async () => {
    const { status, headers } = await request(gateway.url).post("/docs/");
    expect([status, headers.allow]).toEqual([405, "GET, HEAD, OPTIONS"]);
  });
});
