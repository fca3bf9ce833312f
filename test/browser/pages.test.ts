/** The gateway as a browser meets it: EventSource, Swagger UI, and both behind a path prefix. */
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer, request, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { DOCUMENT_FILE } from "../../src/pages/files.ts";
import { type SandboxedGateway, startSandboxedGateway } from "../support/gateway.ts";
import { sendRequest } from "../support/send-request.ts";
import { open, SCREENSHOTS, startBrowser } from "./chromium.ts";
import { logIn, logOut, OperationBlock } from "./swagger-ui.ts";

interface Operation {
  readonly operationId: string;
  readonly parameters?: readonly { readonly $ref?: string; readonly name?: string; readonly required?: boolean }[];
  readonly requestBody?: object;
  readonly responses: Readonly<Record<string, { readonly content?: object }>>;
}

/** What Swagger UI has to do for an operation: its form, and the media types that it shows. */
function shapeOf(method: string, { parameters = [], requestBody, responses }: Operation): string {
  const form = parameters.map(({ $ref, name, required }) => $ref ?? `${name} ${required}`);
  const media = Object.keys((responses[200] ?? responses[202])?.content ?? {});
  return JSON.stringify([method, form, requestBody !== undefined, media]);
}

const document = JSON.parse(await readFile(DOCUMENT_FILE, "utf8"));
/** One operation of each shape: test/openapi/truth.test.ts sends what Swagger UI sends for all. */
const OPERATIONS = [
  ...new Map(
    Object.values(document.paths as Record<string, Record<string, Operation>>)
      .flatMap((item) => Object.entries(item))
      .map(([method, operation]): [string, string] => [shapeOf(method, operation), operation.operationId])
      .reverse(), // of the same shape, the first stays
  ).values(),
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
  gateway = await startSandboxedGateway("3.1", { POLL_INTERVAL_MS: "50", MAX_POLL_INTERVAL_MS: "50" });
  proxy = await startProxy();
  prefixed = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}/milvus/jobs`; // a listening TCP server has one
  browser = await startBrowser();
});
afterAll(async () => {
  await browser?.close();
  proxy?.closeAllConnections();
  proxy?.close();
  await gateway?.stop();
});

test("an EventSource follows a job to its end and stops", async () => {
  const json = { collectionName: "books", files: ["a.json"] };
  const { headers } = await sendRequest(gateway.url, "/v1/jobs/import", { method: "POST", json });
  const events = `${headers.location}/events`;
  const { page } = await open(browser, `${gateway.url}/livez`); // a page of the same origin
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

describe("Swagger UI", () => {
  const START = "Import one JSON file";
  const START_FAILING = "Import a file that is not there: the job will fail";

  test("alone is enough to start an import, wait for it, and read why another failed", async () => {
    const { page, complaints } = await open(browser, `${gateway.url}/docs`);
    const start = new OperationBlock(page, "startImport");
    const get = new OperationBlock(page, "getImportJob");
    await start.toggle();
    await get.toggle();
    expect(await start.examples()).toEqual([START, START_FAILING, "Import two groups of .npy files in one job"]);

    /** Starts an import, and waits for it by the id that the response shows. */
    async function importAndWait(example: string, name: string) {
      await start.choose(example);
      await start.execute();
      const started = await start.answer();
      await start.photograph(`${SCREENSHOTS}/docs started ${name}.png`, "answer");
      const { id } = JSON.parse(started.text);
      await get.fill("id", id);
      await get.fill("wait", "30s");
      await Promise.all([page.waitForRequest((sent) => sent.url().includes(`/${id}?`)), get.execute()]);
      gateway.clock.step(10_000); // ends either job
      const ended = await get.answer();
      await get.photograph(`${SCREENSHOTS}/docs ended ${name}.png`, "answer");
      return { started, ended };
    }

    const good = await importAndWait(START, "well");
    expect(good.started.status).toBe(202);
    expect(JSON.parse(good.started.text)).toMatchObject({ kind: "import", state: "pending", done: false });
    expect(good.ended.status).toBe(200);
    expect(JSON.parse(good.ended.text)).toMatchObject({
      name: JSON.parse(good.started.text).name,
      state: "succeeded",
      done: true,
      progress: 100,
      reason: null,
      details: { rowCount: 1000 },
    });

    const bad = await importAndWait(START_FAILING, "badly");
    expect(bad.started.status).toBe(202);
    expect(bad.ended.status).toBe(200);
    expect(JSON.parse(bad.ended.text)).toMatchObject({
      name: JSON.parse(bad.started.text).name,
      state: "failed",
      done: true,
      reason: expect.stringContaining("stat books/missing.json: no such file or directory"),
    });
    expect(complaints).toEqual([]);
  });

  test("tells a new user where an id comes from, and what waiting does", async () => {
    const { page } = await open(browser, `${gateway.url}/docs`);
    await page.locator(".opblock-tag").first().waitFor();
    expect(await page.locator(".information-container").innerText()).toContain("To begin, start an import");
    await page.screenshot({ path: `${SCREENSHOTS}/docs.png` });

    const get = new OperationBlock(page, "getImportJob");
    await get.toggle();
    expect(await get.describes("id")).toContain("The id that starting the job returned");
    expect(await get.describes("wait")).toContain("Holds the request until the job is done");
    await get.photograph(`${SCREENSHOTS}/docs get.png`, "form");

    const start = new OperationBlock(page, "startImport");
    await start.toggle();
    expect(await start.links()).toContain("Operation `getImportJob`");
  });

  test("tries out operations of every shape as they are filled in, and each succeeds", async () => {
    const half = Math.ceil(OPERATIONS.length / 2);
    const tries = await Promise.all([tryOut(OPERATIONS.slice(0, half)), tryOut(OPERATIONS.slice(half))]);
    const statuses = tries.flatMap((tried) => tried.statuses);
    expect(statuses.filter(([, status]) => status !== 200 && status !== 202)).toEqual([]);
    expect(statuses.length).toBe(OPERATIONS.length);
    expect(tries.flatMap((tried) => tried.complaints)).toEqual([]);
  }, 120_000);

  /** Executes operations one after the other, on a page of their own. */
  async function tryOut(operations: readonly string[]) {
    const { page, complaints } = await open(browser, `${gateway.url}/docs`);
    const statuses: [string, number][] = [];
    for (const operationId of operations) {
      gateway.clock.step(60_000); // what was started before is over
      const block = new OperationBlock(page, operationId);
      await block.toggle();
      await block.execute();
      statuses.push([operationId, (await block.answer()).status]);
      await block.toggle(); // the page stays quick
    }
    return { statuses, complaints };
  }

  test("sends the credentials that Authorize was given", async () => {
    const { page, complaints } = await open(browser, `${gateway.url}/docs`);
    const get = new OperationBlock(page, "getImportJob");
    await get.toggle();
    const sent: (string | undefined)[] = [];
    for (const { scheme, texts, header } of [
      { scheme: "bearer", texts: ["root:Milvus"], header: "authorization" },
      { scheme: "basic", texts: ["root", "Milvus"], header: "authorization" },
      { scheme: "apiKey", texts: ["k1"], header: "x-api-key" },
    ]) {
      await logIn(page, scheme, texts);
      const [request] = await Promise.all([page.waitForRequest("**/v1/jobs/import/*"), get.execute()]);
      expect((await get.answer()).status).toBe(200);
      sent.push((await request.allHeaders())[header]);
      await logOut(page, scheme);
    }
    expect(sent).toEqual(["Bearer root:Milvus", `Basic ${btoa("root:Milvus")}`, "k1"]);
    expect(complaints).toEqual([]);
  });

  test("has room for its texts on a phone", async () => {
    const { page, complaints } = await open(browser, `${gateway.url}/docs`);
    await page.setViewportSize({ width: 375, height: 800 });
    const get = new OperationBlock(page, "getImportJob");
    await get.toggle();
    await get.execute();
    await get.answer();
    const texts = page.locator(".opblock-tag > small, .responses-table > tbody > tr > td");
    const boxes = await Promise.all((await texts.all()).map((text) => text.boundingBox()));
    expect(boxes.length).toBeGreaterThan(30);
    expect(boxes.filter((box) => box === null || box.width < 250)).toEqual([]);
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(375);
    await page.screenshot({ path: `${SCREENSHOTS}/docs narrow.png`, fullPage: true });
    expect(complaints).toEqual([]);
  });

  test("opens an operation by its link", async () => {
    const { page, complaints } = await open(browser, `${gateway.url}/docs/#/Imports/followImportJob`);
    const follow = new OperationBlock(page, "followImportJob");
    await follow.execute();
    const { status, text } = await follow.answer();
    expect(status).toBe(200);
    expect(text).toMatch(/^event: job\nid: "[\w-]{27}"\ndata: \{"name":"import\/446781855410077325",/);
    expect(complaints).toEqual([]);
  });

  test("works behind a path prefix", async () => {
    const { page, complaints } = await open(browser, `${prefixed}/docs`);
    const list = new OperationBlock(page, "listImportJobs");
    await list.toggle();
    const [sent] = await Promise.all([page.waitForRequest("**/v1/jobs/import*"), list.execute()]);
    expect(new URL(sent.url()).pathname).toBe("/milvus/jobs/v1/jobs/import");
    expect((await list.answer()).status).toBe(200);
    await page.screenshot({ path: `${SCREENSHOTS}/docs behind a prefix.png` });
    expect(complaints).toEqual([]);
  });
});
