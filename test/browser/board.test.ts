/** The job board, as people use it. */
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { type SandboxedGateway, startSandboxedGateway } from "../support/gateway.ts";
import { sendRequest } from "../support/send-request.ts";
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

async function start(collectionName: string, file: string, { url }: SandboxedGateway = older): Promise<string> {
  const { json } = await sendRequest(url, "/v1/jobs/import", {
    method: "POST",
    json: { collectionName, files: [file] },
  });
  return (json as { name: string }).name; // what a 202 has
}

/** Where a box ends. */
const right = (box: { x: number; width: number } | null) => (box ? box.x + box.width : Number.POSITIVE_INFINITY);

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
  const overflowing: number[] = [];
  for (const width of [1280, 1100, 1000, 768, 375]) {
    await page.setViewportSize({ width, height: 800 });
    const needed = Number(await page.evaluate("document.documentElement.scrollWidth"));
    const table = await page.locator("#table").boundingBox();
    const filters = await page.locator("#filters").boundingBox();
    if (needed > width || right(table) > right(filters)) overflowing.push(width);
  }
  expect(overflowing).toEqual([]);
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
  await page.route("**/v1/jobs?*", () => {}); // no list is served any more: the stream alone tells the rest
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
  expect(new Set(await page.locator("#jobs .state").allInnerTexts())).toEqual(new Set(["failed"]));
  await button.press("Enter");
  await expect.poll(() => page.locator("#reason").innerText()).toContain("books/missing.json");
  await expect(page.locator("#json").getAttribute("href")).resolves.toBe(`v1/jobs/${name}`);
  await page.screenshot({ path: `${SCREENSHOTS}/board detail.png` });
  expect(complaints).toEqual([]);
});

test("what Milvus says is text, never markup", async () => {
  const file = "<img src=x onerror=alert(1)>missing.json";
  const name = await start("books", file);
  older.clock.step(60_000);
  const { page, complaints } = await open(browser, `${older.url}/?kind=import`);
  await page.getByRole("button", { name, exact: true }).click();
  await expect.poll(() => page.locator("#reason").innerText()).toContain(file);
  await expect(page.locator("#details").innerText()).resolves.toContain(file);
  await expect(page.locator("img").count()).resolves.toBe(0);
  expect(complaints).toEqual([]);
});

test("the focus and the open panel stay where they are when the list is read again", async () => {
  const { page, complaints } = await open(browser, `${gateway.url}/?kind=restore`);
  const button = page.locator("#jobs button").nth(2);
  await button.focus();
  const label = await button.innerText();
  const focused = () => page.evaluate("document.activeElement.textContent");
  const isList = (response: { url(): string }) => response.url().includes("/v1/jobs?");
  for (let round = 0; round < 2; round++) await page.waitForResponse(isList, { timeout: 15_000 });
  expect(await focused()).toBe(label);
  await page.keyboard.press("Enter");
  await page.waitForResponse(isList, { timeout: 15_000 });
  expect(await page.locator("#detail[open] #name").innerText()).toBe(label);
  await page.keyboard.press("Escape");
  await expect.poll(focused).toBe(label);
  expect(complaints).toEqual([]);
});

test("a tab that nobody sees lets go of its stream, and takes it up again", async () => {
  const { page, complaints } = await open(browser, "about:blank");
  const isStream = (request: { url(): string }) => request.url().includes("/v1/jobs/events?");
  const turn = (hidden: boolean) =>
    page.evaluate(`{
      Object.defineProperty(document, "hidden", { value: ${hidden}, configurable: true });
      document.dispatchEvent(new Event("visibilitychange"));
    }`);
  await Promise.all([page.waitForRequest(isStream), page.goto(`${gateway.url}/?kind=refresh`)]);
  await Promise.all([page.waitForEvent("requestfailed", isStream), turn(true)]);
  await Promise.all([page.waitForRequest(isStream), turn(false)]);
  expect(complaints).toEqual([]);
});

test("a long list is loaded page by page", async () => {
  const many = await startSandboxedGateway("2.3", SETTINGS);
  onTestFinished(() => many.stop());
  for (let wave = 0; wave < 12; wave++) {
    await Promise.all(Array.from({ length: 10 }, (_, index) => start("books", `${wave}-${index}.json`, many)));
  }
  const { page, complaints } = await open(browser, `${many.url}/?kind=import`);
  const count = () => page.locator("#count").innerText();
  await expect.poll(count).toBe("100+ jobs");
  await page.getByRole("button", { name: "Load more" }).click();
  await expect.poll(count).toMatch(/^1[2-9]\d jobs$/);
  await expect(page.locator("#more").isVisible()).resolves.toBe(false);
  expect(complaints).toEqual([]);
});

test("kinds that this Milvus cannot list are named below, and an empty list shows how to begin", async () => {
  const { page, complaints } = await open(browser, `${older.url}/?collectionName=nothing_here`);
  await page.locator("#empty").waitFor();
  expect(await page.locator("#example").innerText()).toContain(`curl -X POST ${older.url}/v1/jobs/import`);
  const unavailable = await page.locator("#unavailable li").allInnerTexts();
  expect(unavailable).toContainEqual(expect.stringMatching(/^No list of refresh jobs: ./));
  await page.screenshot({ path: `${SCREENSHOTS}/board empty.png` });
  expect(complaints).toEqual([]);
});

test("filters are in the address, so that a view can be shared", async () => {
  const { page, complaints } = await open(browser, `${gateway.url}/?length=1&kind=restore`);
  await page.locator("#jobs tr").first().waitFor();
  await page.selectOption("select[name=state]", "failed");
  await expect
    .poll(async () => new Set(await page.locator("#jobs .state").allInnerTexts()))
    .toEqual(new Set(["failed"]));
  expect(new URL(page.url()).search).toBe("?kind=restore&state=failed");
  expect(complaints).toEqual([]);
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
  await expect(page.locator("#problem").isVisible()).resolves.toBe(false);
  await page.reload();
  await page.locator("#jobs tr").first().waitFor(); // the tab remembers
});
