/** The example for browsers, as its reader has it: a page of another origin, with a credential. */
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { type AddressInfo, connect, createServer as createRelay, type Socket } from "node:net";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { type SandboxedGateway, startSandboxedGateway } from "../support/gateway.ts";
import { open, SCREENSHOTS, startBrowser } from "./chromium.ts";

const EXAMPLE = new URL("../../examples/browser/", import.meta.url);
const FILES: Readonly<Record<string, readonly [file: string, type: string]>> = {
  "/": ["index.html", "text/html"],
  "/app.js": ["app.js", "text/javascript"],
};
const KEY = "a-key-of-the-gateway";

let browser: Browser;
let pages: Server;
let origin: string;
let gateway: SandboxedGateway;

/** Any web server that is not the gateway. */
async function servePages(): Promise<Server> {
  const server = createServer(async ({ url = "" }, response) => {
    const [file, type] = FILES[url] ?? [];
    if (file)
      response.writeHead(200, { "Content-Type": `${type}; charset=utf-8` }).end(await readFile(new URL(file, EXAMPLE)));
    else response.writeHead(404).end();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return server;
}

beforeAll(async () => {
  pages = await servePages();
  origin = `http://127.0.0.1:${(pages.address() as AddressInfo).port}`; // a listening TCP server has one
  gateway = await startSandboxedGateway("3.1", {
    POLL_INTERVAL_MS: "50",
    MAX_POLL_INTERVAL_MS: "50",
    HEARTBEAT_MS: "50",
    GATEWAY_API_KEYS: KEY,
    CORS_ORIGINS: origin,
  });
  browser = await startBrowser();
});
afterAll(async () => {
  await browser?.close();
  pages?.closeAllConnections();
  pages?.close();
  await gateway?.stop();
});

/** Opens the page and fills in its form. */
async function openForm(token: string, file: string, url = gateway.url) {
  const { page, complaints } = await open(browser, origin);
  await page.getByLabel("Gateway").fill(url);
  await page.getByLabel("Token").fill(token);
  await page.getByLabel("File").fill(file);
  const output = () => page.locator("output").innerText();
  const progress = () => page.locator("progress").evaluate((bar) => Number(bar.getAttribute("value")));
  return { page, complaints, output, progress, start: () => page.getByRole("button").click() };
}

test("follows an import to its end, and the bar is full then", async () => {
  const { page, complaints, output, progress, start } = await openForm(KEY, "books/2026-11.json");
  await start();
  await expect.poll(output).toMatch(/^import\/\d+ pending$/);
  expect(await progress()).toBe(0);
  gateway.clock.step(4_500);
  await expect.poll(progress).toBe(70);
  expect(await output()).toMatch(/^import\/\d+ running$/);
  gateway.clock.step(10_000);
  await expect.poll(progress).toBe(100);
  expect(await output()).toMatch(/^import\/\d+ succeeded$/);
  await page.screenshot({ path: `${SCREENSHOTS}/example.png` });
  expect(complaints).toEqual([]);
});

test("says why an import failed", async () => {
  const { complaints, output, start } = await openForm(KEY, "books/missing.json");
  await start();
  await expect.poll(output).toMatch(/^import\/\d+ pending$/);
  gateway.clock.step(2_000);
  await expect.poll(output).toMatch(/^import\/\d+ failed .*stat books\/missing\.json: no such file or directory/);
  expect(complaints).toEqual([]);
});

test("shows the gateway's words when the credential is wrong", async () => {
  const { output, start } = await openForm("another-key", "books/2026-11.json");
  await start();
  await expect
    .poll(output)
    .toBe("This gateway wants one of its own keys: send `X-API-Key: <key>` or `Authorization: Bearer <key>`.");
});

/** A relay in front of the gateway, whose connections can be cut. */
async function startRelay(): Promise<{ url: string; cut(): void }> {
  const sockets = new Set<Socket>();
  const relay = createRelay((socket) => {
    const behind = connect(Number(new URL(gateway.url).port), "127.0.0.1");
    for (const end of [socket, behind]) sockets.add(end.on("error", () => {})); // a cut one
    socket.pipe(behind).pipe(socket);
  });
  relay.listen(0, "127.0.0.1");
  await once(relay, "listening");
  const cut = () => {
    for (const socket of sockets) socket.destroy();
    sockets.clear();
  };
  onTestFinished(() => {
    cut();
    relay.close();
  });
  return { url: `http://127.0.0.1:${(relay.address() as AddressInfo).port}`, cut }; // a listening TCP server has one
}

test("follows on after the stream was cut", async () => {
  const relay = await startRelay();
  const { output, start } = await openForm(KEY, "books/2026-12.json", relay.url);
  await start();
  await expect.poll(output).toMatch(/^import\/\d+ pending$/);
  relay.cut();
  gateway.clock.step(10_000);
  await expect.poll(output, { timeout: 10_000 }).toMatch(/^import\/\d+ succeeded$/);
});

test("the ten lines of docs/concepts.md follow a job with a token, from another origin", async () => {
  const concepts = await readFile(new URL("../../docs/concepts.md", import.meta.url), "utf8");
  const [, lines = ""] = /```js\n([^`]*(?:`[^`]+`[^`]*)*?)\n```/.exec(concepts) ?? [];
  const { page } = await open(browser, origin);
  const name = "import/446781855410077325"; // a worked example, which is done
  const seen = await page.evaluate(
    async ({ lines, gateway, name, token }) => {
      const shown: { job: { state: string } }[] = [];
      const AsyncFunction = (async () => {}).constructor as new (
        ...texts: string[]
      ) => (...given: unknown[]) => unknown;
      const follow = new AsyncFunction("gateway", "name", "token", "show", lines);
      await follow(gateway, name, token, (line: { job: { state: string } }) => shown.push(line));
      return shown.map(({ job }) => job.state);
    },
    { lines, gateway: gateway.url, name, token: KEY },
  );
  expect(seen).toEqual(["succeeded"]);
});
