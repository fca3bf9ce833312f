// Writes docs/board.png: the job board of a sandbox, in Chromium. CHROMIUM names the browser; Debian's is the default.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { chromium } from "playwright-core";

const gateway = spawn(process.execPath, ["dist/main.js"], { env: { PORT: "0" }, stdio: ["ignore", "pipe", "inherit"] });
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-sync"],
});
try {
  const [line] = await once(gateway.stdout, "data");
  const [url] = /http:\/\/[^\s,]+/.exec(String(line)) ?? [];
  const start = (kind, body) =>
    fetch(`${url}/v1/jobs/${kind}`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    });
  await start("import", { collectionName: "books", files: ["books/2026-11.json"] });
  await start("index", { collectionName: "articles", fieldName: "vector", indexName: "by_vector" });
  const page = await browser.newPage({ viewport: { width: 1280, height: 720 }, colorScheme: "light" });
  await page.goto(url);
  await page.locator("tbody tr").nth(5).waitFor();
  await page.screenshot({ path: "docs/board.png" });
} finally {
  await browser.close();
  gateway.kill();
}
