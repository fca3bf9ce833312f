/** The job board, as people use it. */
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { type SandboxedGateway, startSandboxedGateway } from "../support/gateway.ts";
import { startScriptedGateway } from "../support/scripted-gateway.ts";
import { sendRequest } from "../support/send-request.ts";
import { open, SCREENSHOTS, startBrowser } from "./chromium.ts";

const SETTINGS = { POLL_INTERVAL_MS: "50", MAX_POLL_INTERVAL_MS: "50", HEARTBEAT_MS: "50" };

/** What a scripted Milvus says of itself. */
const HEALTHY = { GetVersion: { version: "v3.1.0" }, CheckHealth: { isHealthy: true } };

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
  return post(url, "/v1/jobs/import", { collectionName, files: [file] });
}

/** The name of the job that the response has. */
async function post(url: string, path: string, json?: object): Promise<string> {
  const response = await sendRequest(url, path, { method: "POST", json });
  return (response.json as { name: string }).name; // what a 202 has
}

/** An import that waits for its commit. */
async function startTwoPhase({ url, clock }: SandboxedGateway): Promise<string> {
  const options = { auto_commit: "false" };
  const name = await post(url, "/v1/jobs/import", { collectionName: "books", files: ["two-phase.json"], options });
  clock.step(8_000);
  return name;
}

async function openPanel(page: Page, name: string): Promise<void> {
  await page.getByRole("button", { name, exact: true }).click({ timeout: 15_000 });
}

/** The value of a field of the panel. */
const field = (page: Page, name: string) =>
  page
    .locator("#fields dt", { hasText: new RegExp(`^${name}$`) })
    .locator("+ dd")
    .innerText();

const focused = (page: Page) => page.evaluate("document.activeElement.id");

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
  const { page, complaints } = await open(browser, `${older.url}/?collectionName=unindexed`);
  await page.locator("#empty").waitFor();
  expect(await page.locator("#example").innerText()).toContain(`curl -X POST ${older.url}/v1/jobs/import`);
  const unavailable = await page.locator("#unavailable li").allInnerTexts();
  expect(unavailable).toContainEqual(expect.stringMatching(/^No list of refresh jobs: ./));
  await page.screenshot({ path: `${SCREENSHOTS}/board empty.png` });
  expect(complaints).toEqual([]);
});

test("a collection that is not there is told", async () => {
  const { page } = await open(browser, `${gateway.url}/?collectionName=nothing_here`);
  await page.locator("#problem").waitFor();
  expect(await page.locator("#problem").innerText()).toContain("collection not found");
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

test("the files of an import stand in its panel, and move", async () => {
  const files = [
    ["books/1/id.npy", "books/1/vector.npy"],
    ["books/2/id.npy", "books/2/vector.npy"],
  ];
  const name = await post(gateway.url, "/v1/jobs/import", { collectionName: "books", files });
  gateway.clock.step(3_000);
  const { page, complaints } = await open(browser, `${gateway.url}/?kind=import`);
  await openPanel(page, name);
  const items = page.locator("#files li");
  const texts = async () => (await items.allInnerTexts()).map((text) => text.split(/\s*\n\s*/));
  const [first, second] = files as [string[], string[]];
  await expect.poll(texts).toEqual([
    [...first, "succeeded", "100 %", "1,000 of 1,000 rows, 410 kB"],
    [...second, "running", "50 %", "500 of 1,000 rows, 410 kB"],
  ]);
  await page.screenshot({ path: `${SCREENSHOTS}/board files.png` });
  gateway.clock.step(5_000);
  await expect.poll(() => field(page, "state")).toBe("succeeded");
  expect(await texts()).toEqual([
    [...first, "succeeded", "100 %", "1,000 of 1,000 rows, 410 kB"],
    [...second, "succeeded", "100 %", "1,000 of 1,000 rows, 410 kB"],
  ]);
  expect(await page.locator("#files-sum").innerText()).toBe("2 groups, 2,000 of 2,000 rows, 819 kB");
  await page.keyboard.press("Escape");
  await openPanel(page, "import/446781855410077325"); // ended before the page was opened
  await expect.poll(texts).toEqual([
    [...first, "succeeded", "100 %", "3,000 of 3,000 rows, 901 kB"],
    ["books/2/id.npy", "books/2/vector.npy", "succeeded", "100 %", "2,000 of 2,000 rows, 601 kB"],
  ]);
  expect(complaints).toEqual([]);
});

test("of many files the first are shown; what Milvus does not tell is left out, and nothing is markup", async () => {
  const markup = "<img src=x onerror=alert(1)>";
  const detail = { fileSize: 0, state: "Pending", progress: 0, importedRows: 0, totalRows: 0, completeTime: "" };
  const odd = { ...detail, fileName: `[a/${markup}.json]`, state: "InProgress", progress: 30, importedRows: 900 };
  const reason = `${markup} is no number`;
  const details = [
    { ...odd, fileSize: 812_345, totalRows: 3_000 },
    { ...detail, fileName: "[b.json]", state: "Failed", reason, totalRows: 3_000, fileSize: 1_502_400_000 },
    ...Array.from({ length: 1_200 }, (_, index) => ({ ...detail, fileName: `[c/${index}.json]`, state: "Renamed" })),
  ];
  const record = { jobId: "7", collectionName: "books", state: "Importing", progress: 40 };
  const { url } = await startScriptedGateway({
    ...HEALTHY,
    GetImportState: { state: "ImportStarted", infos: [{ key: "progress_percent", value: "40" }] },
    "import/list": { records: [record] },
    "import/get_progress": { ...record, details, fileSize: 0, importedRows: 900, totalRows: 0, completeTime: "" },
  });
  const { page, complaints } = await open(browser, `${url}/?kind=import`);
  await openPanel(page, "import/7");
  const texts = () => page.locator("#files li").allInnerTexts();
  await expect.poll(texts).toHaveLength(100);
  const lines = (await texts()).map((text) => text.split(/\s*\n\s*/));
  expect(lines.slice(0, 3)).toEqual([
    [`a/${markup}.json`, "running", "30 %", "900 of 3,000 rows, 812 kB"],
    ["b.json", "failed", "0 %", "3,000 rows, 1.5 GB", reason],
    ["c/0.json", "unknown", "0 %", "0 rows"],
  ]);
  expect(await page.locator("#files-more").innerText()).toBe("and 1,102 more");
  expect(await page.locator("img").count()).toBe(0);
  const overflowing: number[] = [];
  for (const width of [1280, 375]) {
    await page.setViewportSize({ width, height: 800 });
    const spare =
      "[document.documentElement, document.querySelector('dialog')].map((e) => e.scrollWidth - e.clientWidth)";
    overflowing.push(...((await page.evaluate(spare)) as number[]));
  }
  expect(overflowing).toEqual([0, 0, 0, 0]);
  await page.screenshot({ path: `${SCREENSHOTS}/board many files.png` });
  expect(complaints).toEqual([]);
});

test("without Milvus's REST an import has no files, and the panel says why", async () => {
  const record = { jobId: "7", collectionName: "books", state: "Importing", progress: 40 };
  const { url } = await startScriptedGateway({
    ...HEALTHY,
    GetImportState: { state: "ImportStarted", infos: [{ key: "progress_percent", value: "40" }] },
    "import/list": { records: [record] },
    "import/get_progress": { status: 403, code: 65_535, message: "permission deny to ann" },
  });
  const { page, complaints } = await open(browser, `${url}/?kind=import`);
  await openPanel(page, "import/7");
  await expect
    .poll(() => page.locator("#warnings li").allInnerTexts())
    .toEqual([
      "REST_UNAVAILABLE: Milvus's own REST, which knows more of imports, added nothing: permission deny to ann",
    ]);
  expect(await page.locator("#files-head").isVisible()).toBe(false);
  expect(complaints).toEqual([]);
});

test("a job that cannot be read shows what the list says, and why", async () => {
  const { url } = await startScriptedGateway({
    ...HEALTHY,
    GetImportState: { status: { code: 2100, reason: "import job does not exist, jobID=7: importing data failed" } },
    "import/list": { records: [{ jobId: "7", collectionName: "books", state: "Completed", progress: 100 }] },
    "import/get_progress": { code: 2100, message: "import job does not exist, jobID=7: importing data failed" },
  });
  const { page } = await open(browser, `${url}/?kind=import`);
  await openPanel(page, "import/7");
  await expect
    .poll(() => page.locator("#unread").innerText())
    .toMatch(/^Only what the list says\. Job not found: Milvus knows no import job 7/);
  expect(await field(page, "collectionName")).toBe("books");
});

test("what a job itself has told, no list takes back", async () => {
  const name = await post(gateway.url, "/v1/jobs/import", { collectionName: "books", files: ["told.json"] });
  const { page, complaints } = await open(browser, `${gateway.url}/?kind=import`);
  const row = page.locator("#jobs tr", { has: page.getByRole("button", { name, exact: true }) });
  const began = () => row.locator("td").nth(4).innerText();
  await expect.poll(began, { timeout: 15_000 }).not.toBe(""); // which lists of imports do not have
  const before = await began();
  const isList = (response: { url(): string }) => response.url().includes("/v1/jobs?");
  for (let round = 0; round < 2; round++) await page.waitForResponse(isList, { timeout: 15_000 });
  expect(await began()).toBe(before);
  expect(complaints).toEqual([]);
});

test("an import that waits for its commit is committed with the keyboard, once, and the focus stays", async () => {
  const name = await startTwoPhase(gateway);
  const { page, complaints } = await open(browser, `${gateway.url}/?kind=import`);
  const commits: string[] = [];
  let release = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  await page.route("**/*:commit", async (route) => {
    commits.push(new URL(route.request().url()).pathname);
    await released;
    await route.continue();
  });
  await openPanel(page, name);
  const row = page.locator("#jobs tr", { has: page.locator("button", { hasText: name }) });
  expect(await row.locator("td").nth(1).innerText()).toBe("running\nawaits commit");
  await page.screenshot({ path: `${SCREENSHOTS}/board commit.png` });
  await page.locator("#commit").press("Enter");
  await expect.poll(() => page.locator("#decision [aria-disabled=true]").count()).toBe(3);
  await page.locator("#commit").press("Enter");
  expect(await focused(page)).toBe("commit");
  release();
  await expect.poll(() => page.locator("#outcome").innerText()).toBe("Milvus has accepted the commit.");
  expect(await field(page, "stage")).toBe("committing");
  expect(await page.locator("#decision").isVisible()).toBe(false);
  expect(await focused(page)).toBe("name");
  gateway.clock.step(1_000);
  await expect.poll(() => field(page, "state")).toBe("succeeded");
  expect(await row.locator(".state").innerText()).toBe("succeeded");
  expect(commits).toEqual([`/v1/jobs/${name}:commit`]);
  expect(complaints).toEqual([]);
});

test("a commit names the database of the job", async () => {
  const record = { jobId: "7", collectionName: "books", state: "Uncommitted", progress: 99 };
  const { url, milvus } = await startScriptedGateway({
    ...HEALTHY,
    GetImportState: { state: "ImportFailed", infos: [{ key: "progress_percent", value: "99" }] },
    "import/list": { records: [record] },
    "import/get_progress": { ...record, details: [] },
    "import/commit": {},
  });
  const { page, complaints } = await open(browser, `${url}/?kind=import&dbName=sales&collectionName=books`);
  await openPanel(page, "import/7");
  await page.locator("#commit").click();
  await expect.poll(() => page.locator("#outcome").innerText()).toBe("Milvus has accepted the commit.");
  const commits = milvus.restCalls.filter(({ method }) => method === "import/commit");
  expect(commits.map(({ headers, body }) => [headers["db-name"], body])).toEqual([["sales", '{"jobId":"7"}']]);
  expect(complaints).toEqual([]);
});

test("an abort is asked for twice", async () => {
  const name = await startTwoPhase(gateway);
  const { page, complaints } = await open(browser, `${gateway.url}/?kind=import`);
  const aborts: string[] = [];
  page.on("request", (request) => request.method() === "POST" && aborts.push(new URL(request.url()).pathname));
  await openPanel(page, name);
  const abort = page.getByRole("button", { name: "Abort", exact: true });
  const really = page.getByRole("button", { name: "Really abort" });
  await abort.press("Enter");
  expect(await page.locator("#outcome").innerText()).toBe("An abort discards the rows of this import.");
  expect(await abort.getAttribute("aria-expanded")).toBe("true");
  await abort.press("Enter");
  expect(await really.isVisible()).toBe(false);
  await abort.press("Enter");
  await page.screenshot({ path: `${SCREENSHOTS}/board abort.png` });
  expect(aborts).toEqual([]);
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await expect.poll(() => page.locator("#outcome").innerText()).toBe("Milvus has accepted the abort.");
  expect(await field(page, "state")).toBe("failed");
  expect(await page.locator("#reason").innerText()).toBe("aborted by user");
  expect(await focused(page)).toBe("name");
  expect(aborts).toEqual([`/v1/jobs/${name}:abort`]);
  expect(complaints).toEqual([]);
});

test("why an abort is refused stands beside the buttons", async () => {
  const name = await startTwoPhase(gateway);
  const { page, complaints } = await open(browser, "about:blank");
  await page.route("**/v1/jobs/events?*", () => {}); // never answered
  await page.goto(`${gateway.url}/?kind=import`);
  await openPanel(page, name);
  await page.locator("#files li").waitFor();
  await page.route(/\/v1\/jobs/, (route) => (route.request().method() === "GET" ? undefined : route.continue()));
  await post(gateway.url, `/v1/jobs/${name}:commit`);
  await page.locator("#abort").click();
  await page.locator("#really-abort").click();
  await expect
    .poll(() => page.locator("#refusal").innerText())
    .toBe(
      `The job is not in the state for this: job ${name.replace("import/", "")} is in terminal/committed state Committing, abort not allowed: importing data failed`,
    );
  expect(await focused(page)).toBe("really-abort");
  expect(complaints).toEqual([expect.stringContaining("409")]);
});

test("a gateway that starts no work says so", async () => {
  const reading = await startSandboxedGateway("3.1", { ...SETTINGS, READ_ONLY: "true" });
  onTestFinished(() => reading.stop());
  const { page } = await open(browser, `${reading.url}/?kind=import`);
  await page.locator("#jobs tr", { hasText: "awaits commit" }).click();
  await page.locator("#commit").click();
  await expect
    .poll(() => page.locator("#refusal").innerText())
    .toBe("This gateway is read-only: This gateway starts no work.");
  expect(await page.locator("#commit").getAttribute("aria-disabled")).toBe("false");
});
