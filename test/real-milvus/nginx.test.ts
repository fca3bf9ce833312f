/** A gateway below a path of nginx, set up as docs/operations.md shows it, with nginx's own defaults. */
import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { startSandboxedGateway } from "../support/gateway.ts";
import { openStream } from "../support/lines.ts";
import { type RequestOptions, sendRequest } from "../support/send-request.ts";
import { startNginxWith } from "./proxies.ts";

const OPERATIONS = await readFile(new URL("../../docs/operations.md", import.meta.url), "utf8");
const [, DIRECTIVES = ""] = /```nginx\n(.*?)```/s.exec(OPERATIONS) ?? [];

const SETTINGS = { TRUST_PROXY: "loopback", POLL_INTERVAL_MS: "10", MAX_POLL_INTERVAL_MS: "10" };
const START = { method: "POST", json: { collectionName: "books", files: ["a.json"] } };

/** nginx before a gateway, both until the test is over; `extra` is in its server, too. */
async function start(settings: Record<string, string>, directives = DIRECTIVES, extra = "") {
  const gateway = await startSandboxedGateway("3.1", settings);
  const nginx = await startNginxWith(`${directives.replace("127.0.0.1:8080", new URL(gateway.url).host)}${extra}`);
  const url = `http://${nginx.address}`;
  return {
    gateway,
    url,
    send: (path: string, options?: RequestOptions) => sendRequest(url, path, options),
    stop: () => Promise.all([nginx.stop(), gateway.stop()]),
  };
}

async function startForTest(...args: Parameters<typeof start>) {
  const started = await start(...args);
  onTestFinished(async () => void (await started.stop()));
  return started;
}

test("the documentation shows a location below /gw", () => {
  expect(DIRECTIVES).toContain("location /gw/ {");
  expect(DIRECTIVES).toContain("127.0.0.1:8080");
});

// Until 1.29.7 nginx spoke HTTP/1.0 to what is behind it.
describe.each(["1.1", "1.0"])("behind nginx that speaks HTTP/%s to the gateway", (version) => {
  let nginx: Awaited<ReturnType<typeof start>>;
  beforeAll(async () => {
    nginx = await start(SETTINGS, DIRECTIVES, `proxy_http_version ${version};`);
  });
  afterAll(() => nginx?.stop());

  test("the Location of a start leads to its job", async () => {
    const { status, headers, json } = await nginx.send("/gw/v1/jobs/import", START);
    const { name } = json as { name: string };
    expect([status, headers.location]).toEqual([202, `/gw/v1/jobs/${name}`]);
    const job = await nginx.send(`${headers.location}`);
    expect(job.status).toBe(200);
    expect(job.json).toMatchObject({ name, state: "pending" });
  });

  test("a problem says where it is explained, and what was asked for", async () => {
    const { status, json } = await nginx.send("/gw/nowhere?a=b", { headers: { "X-Request-Id": "r1" } });
    expect([status, json]).toEqual([
      404,
      {
        type: "/gw/problems/not-found",
        title: "No such resource",
        status: 404,
        detail: expect.stringContaining("/gw/nowhere"),
        instance: "/gw/nowhere",
        code: "NOT_FOUND",
        retryable: false,
        requestId: "r1",
      },
    ]);
    const page = await nginx.send("/gw/problems/not-found", { headers: { Accept: "text/html" } });
    expect([page.status, page.headers["content-type"]]).toEqual([200, "text/html; charset=utf-8"]);
  });

  test("a prefix that the caller makes up is overwritten", async () => {
    const { json } = await nginx.send("/gw/nowhere", { headers: { "X-Forwarded-Prefix": "/evil" } });
    expect(json).toMatchObject({ type: "/gw/problems/not-found" });
  });

  test("an id keeps its percent-encoding", async () => {
    const { json } = await nginx.send("/gw/v1/jobs/flush/default:no%253Asuch%20one:7");
    expect(json).toMatchObject({ instance: "/gw/v1/jobs/flush/default:no%253Asuch%20one:7" });
  });

  test.each([
    ["text/event-stream", "event: job"],
    ["application/x-ndjson", '{"type":"job"'],
  ])("each event of %s arrives at once, and the stream ends with its job", async (Accept, beginning) => {
    const { headers } = await nginx.send("/gw/v1/jobs/import", START);
    const stream = await openStream(`${nginx.url}${headers.location}/events`, { Accept });
    expect(await stream.next()).toContain(beginning);
    nginx.gateway.clock.step(3_600_000);
    expect((await stream.rest()).at(-1)).toContain('"state":"succeeded"');
  });

  test("what the board, the documentation and the document refer to is there", async () => {
    const base = `${nginx.url}/gw/`;
    const board = await nginx.send("/gw/");
    const references = [...board.text.matchAll(/(?:src|href)="([^"#]+)"/g)].map(([, reference = ""]) => reference);
    expect(references).toEqual(expect.arrayContaining(["board.css", "board.js", "docs/", "openapi.json"]));
    const ui = await nginx.send("/gw/docs");
    expect([ui.status, new URL(`${ui.headers.location}`, `${base}docs`).href]).toEqual([302, `${base}docs/`]);
    const script = await nginx.send("/gw/docs/swagger-ui-init.js");
    expect(script.text).toContain('"url": "../openapi.json"');
    const document = await nginx.send("/gw/openapi.json");
    const { servers } = document.json as { servers: readonly { url: string }[] };
    expect(servers.map(({ url }) => new URL(url, `${base}openapi.json`).href)).toEqual([base]);
    const own = references.filter((reference) => !reference.startsWith("data:"));
    const paths = [...own.map((reference) => new URL(reference, base).pathname), "/gw/docs/swagger-ui.css"];
    const responses = await Promise.all(paths.map((path) => nginx.send(path)));
    expect(responses.map(({ status }) => status)).toEqual(paths.map(() => 200));
  });
});

test("PUBLIC_PATH does the same where the proxy says nothing", async () => {
  const silent = DIRECTIVES.replace(/^.*X-Forwarded-Prefix.*\n/m, "");
  expect(silent).not.toBe(DIRECTIVES);
  const { send } = await startForTest({ PUBLIC_PATH: "/gw" }, silent);
  const { headers, json } = await send("/gw/v1/jobs/import", START);
  const { name } = json as { name: string };
  expect(headers.location).toBe(`/gw/v1/jobs/${name}`);
  expect((await send(`${headers.location}`)).status).toBe(200);
});

test("a proxy that is not trusted changes nothing", async () => {
  const { send } = await startForTest({});
  const { headers, json } = await send("/gw/v1/jobs/import", START);
  const { name } = json as { name: string };
  expect(headers.location).toBe(`/v1/jobs/${name}`);
});

test.each([
  ["$host", 403],
  ["localhost", 200],
])("on a loopback address, nginx that sends Host: %s for a public name gets %i", async (host, status) => {
  const withHost = DIRECTIVES.replace("proxy_set_header", `proxy_set_header Host ${host};\n  proxy_set_header`);
  const { send } = await startForTest(SETTINGS, withHost);
  expect((await send("/gw/livez", { headers: { Host: "jobs.example" } })).status).toBe(status);
});
