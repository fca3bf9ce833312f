// Writes docs/board.png: the job board of a sandbox, in Chromium. CHROMIUM names the browser; Debian's is the default.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { chromium } from "playwright-core";

/** Snapshots to restore: started one after the other, they are in different states; the sandbox fails the second. */
const SNAPSHOTS = ["books_2026_09", "books_fails", "books_2026_10", "books_2026_11"];

const gateway = spawn(process.execPath, ["dist/main.js"], { env: { PORT: "0" }, stdio: ["ignore", "pipe", "inherit"] });
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-sync"],
});
try {
  const [line] = await once(gateway.stdout, "data");
  const [url] = /http:\/\/[^\s,]+/.exec(String(line)) ?? [];
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, colorScheme: "light" });
  await page.goto(`${url}/?kind=restore`);
  for (const snapshotName of SNAPSHOTS) {
    const response = await fetch(`${url}/v1/jobs/restore`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ source: { snapshotName, collectionName: "books" }, collectionName: snapshotName }),
    });
    if (!response.ok) throw new Error(await response.text());
    await sleep(2_500);
  }
  await page.screenshot({ path: "docs/board.png" });
} finally {
  await browser.close();
  gateway.kill();
}
