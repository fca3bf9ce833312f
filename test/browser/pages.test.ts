/** The gateway as a browser meets it: EventSource, Swagger UI, and both behind a path prefix. */
import { once } from "node:events";
import { mkdirSync } from "node:fs";
import { createServer, request, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { type SandboxedGateway, startSandboxedGateway } from "../support/gateway.ts";

const SCREENSHOTS = ".cache/screenshots";
/** Without these Chromium asks its maker's hosts at every start. */
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

let gateway: SandboxedGateway;
let proxy: Server;
let prefixed: string;
let browser: Browser;

/** A reverse proxy that serves the gateway below /milvus/jobs, as an ingress does. */
async function startProxy(): Promise<Server> {
  const server = createServer((incoming, outgoing) => {
    const path = (incoming.url ?? "").replace(/^\/milvus\/jobs/, "");
    const onward = request(
      `${gateway.url}${path}`,
      { method: incoming.method, headers: incoming.headers },
      (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(outgoing);
      },
    );
    incoming.pipe(onward);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return server;
}

beforeAll(async () => {
  mkdirSync(SCREENSHOTS, { recursive: true });
  gateway = await startSandboxedGateway("3.1", { POLL_INTERVAL_MS: "50", MAX_POLL_INTERVAL_MS: "50" });
  proxy = await startProxy();
  prefixed = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}/milvus/jobs`; // a listening TCP server has one
  browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: FLAGS });
});
afterAll(async () => {
  await browser?.close();
  proxy?.closeAllConnections();
  proxy?.close();
  await gateway?.stop();
});

/** A page, and everything that it complained about. */
async function open(url: string): Promise<{ page: Page; complaints: string[] }> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  onTestFinished(() => page.close());
  const complaints: string[] = [];
  page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(error.message));
  await page.goto(url);
  return { page, complaints };
}

test("an EventSource follows a job to its end and stops", async () => {
  const response = await fetch(`${gateway.url}/v1/jobs/import`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ collectionName: "books", files: ["a.json"] }),
  });
  const events = `${response.headers.get("Location")}/events`;
  const { page } = await open(`${gateway.url}/livez`); // a page of the same origin
  const answers: number[] = [];
  page.on("response", (answer) => answer.url().endsWith("/events") && answers.push(answer.status()));

  const seen: string[] = [];
  await page.exposeFunction("tell", (word: string) => void seen.push(word));
  // As text: it runs in the page, whose globals are not this program's.
  await page.evaluate(`{
    const source = new EventSource(${JSON.stringify(events)});
    source.addEventListener("job", (event) => tell(JSON.parse(event.data).state));
    source.addEventListener("error", () => tell(source.readyState === EventSource.CLOSED ? "closed" : "reconnecting"));
  }`);
  await expect.poll(() => seen.at(-1)).toBe("pending");
  gateway.clock.step(2_000);
  await expect.poll(() => seen.at(-1)).toBe("running");
  gateway.clock.step(10_000);
  await expect.poll(() => seen.at(-1), { timeout: 20_000 }).toBe("closed");

  expect(seen.filter((word, index) => word !== seen[index - 1])).toEqual([
    "pending",
    "running",
    "succeeded",
    "reconnecting",
    "closed",
  ]);
  expect(answers).toEqual([200, 204]);
});

test.each([
  ["at the root", () => gateway.url],
  ["behind a path prefix", () => prefixed],
])("Swagger UI %s shows every kind, can log in, and tries operations out", async (where, url) => {
  const { page, complaints } = await open(`${url()}/docs`);
  await page.locator(".opblock-tag").first().waitFor();
  await page.screenshot({ path: `${SCREENSHOTS}/docs ${where}.png` });

  await page.locator(".btn.authorize").first().click();
  await expect(page.locator(".auth-container").count()).resolves.toBeGreaterThanOrEqual(2);
  await page.locator(".btn-done").first().click();

  for (const operation of ["getImportJob", "followImportJob", "startImport"]) {
    const block = page.locator(`[id^="operations-"][id$="-${operation}"]`);
    await block.locator(".opblock-summary-control").first().click();
    await block.locator(".btn.execute").click();
    const status = block.locator(".live-responses-table .response-col_status").last();
    await status.waitFor();
    expect((await status.innerText()).trim()).toMatch(/^(200|202)/);
  }
  await page.screenshot({ path: `${SCREENSHOTS}/docs tried out ${where}.png`, fullPage: true });
  expect(complaints).toEqual([]);
});
