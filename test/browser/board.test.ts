/** The job board, as people use it. */
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { type SandboxedGateway, startSandboxedGateway } from "../support/gateway.ts";
import { open, SCREENSHOTS, startBrowser } from "./chromium.ts";

const SETTINGS = { POLL_INTERVAL_MS: "50", MAX_POLL_INTERVAL_MS: "50" };

let browser: Browser;
let gateway: SandboxedGateway;
/** Its lists name their imports, which those of later releases do not. */
let older: SandboxedGateway;
beforeAll(async () => {
  browser = await startBrowser();
  gateway = await startSandboxedGateway("3.1", SETTINGS);
  older = await startSandboxedGateway("2.3", SETTINGS);
});
afterAll(async () => {
  await browser?.close();
  await gateway?.stop();
  await older?.stop();
});

async function start(collectionName: string, file: string): Promise<string> {
  const answer = await fetch(`${older.url}/v1/jobs/import`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ collectionName, files: [file] }),
  });
  const job: unknown = await answer.json();
  return (job as { name: string }).name; // what a 202 has
}

test("shows the jobs of all kinds, and what Milvus they are on", async () => {
  const { page, complaints } = await open(browser, `${gateway.url}/`);
  const kinds = async () => {
    const names = await page.locator("#jobs button").allInnerTexts();
    return [...new Set(names.map((name) => name.split(/[/ ]/)[0]))];
  };
  await expect.poll(kinds).toEqual(expect.arrayContaining(["import", "refresh", "restore"]));
  await expect.poll(() => page.locator("#server").innerText()).toMatch(/^Milvus .+, healthy$/);
  await page.screenshot({ path: `${SCREENSHOTS}/board light.png` });
  await page.emulateMedia({ colorScheme: "dark" });
  await page.screenshot({ path: `${SCREENSHOTS}/board dark.png` });
  await page.setViewportSize({ width: 375, height: 800 });
  await page.screenshot({ path: `${SCREENSHOTS}/board narrow.png` });
  expect(complaints).toEqual([]);
});

test("a job that is started appears, moves and ends, without a reload", async () => {
  const { page, complaints } = await open(browser, `${older.url}/?kind=import`);
  const name = await start("books", "a.json");
  const row = page.locator("#jobs tr", { has: page.getByRole("button", { name, exact: true }) });
  const state = () => row.locator(".state").innerText();
  await row.waitFor({ timeout: 15_000 });
  expect(await state()).toBe("pending");
  older.clock.step(2_000);
  await expect.poll(state, { timeout: 15_000 }).toBe("running");
  older.clock.step(60_000);
  await expect.poll(state, { timeout: 15_000 }).toBe("succeeded");
  expect(complaints).toEqual([]);
});

test("why a job failed stands in its row, and in what opens with Enter", async () => {
  const name = await start("books", "books/missing.json");
  older.clock.step(60_000);
  const { page, complaints } = await open(browser, `${older.url}/?state=failed&kind=import`);
  const button = page.getByRole("button", { name, exact: true });
  await button.waitFor({ timeout: 15_000 });
  expect(await page.locator("#jobs .state").allInnerTexts()).not.toContain("succeeded");
  await button.press("Enter");
  await expect.poll(() => page.locator("#reason").innerText()).toContain("books/missing.json");
  await expect(page.locator("#json").getAttribute("href")).resolves.toBe(`v1/jobs/${name}`);
  await page.screenshot({ path: `${SCREENSHOTS}/board detail.png` });
  expect(complaints).toEqual([]);
});

test("filters are in the address, so that a view can be shared", async () => {
  const { page } = await open(browser, `${gateway.url}/`);
  await page.locator("#jobs tr").first().waitFor();
  await page.selectOption("select[name=state]", "failed");
  await expect
    .poll(async () => new Set(await page.locator("#jobs .state").allInnerTexts()))
    .toEqual(new Set(["failed"]));
  expect(new URL(page.url()).search).toBe("?state=failed");
});

test("a gateway with keys asks for one, and shows its jobs then", async () => {
  const guarded = await startSandboxedGateway("3.1", { ...SETTINGS, GATEWAY_API_KEYS: "a-key-of-the-gateway" });
  onTestFinished(() => guarded.stop());
  const { page } = await open(browser, `${guarded.url}/`);
  await page.locator("#credential input[name=key]").fill("a-key-of-the-gateway");
  await page.screenshot({ path: `${SCREENSHOTS}/board key.png` });
  await page.locator("#credential button").click();
  await page.locator("#jobs tr").first().waitFor();
  await expect(page.locator("#credential").isVisible()).resolves.toBe(false);
});
