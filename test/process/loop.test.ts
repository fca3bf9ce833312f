/** The loop that a script needs, wherever it is shown: start a job, wait for its end however long, say why it failed. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { readConfig } from "../../src/config.ts";
import { KINDS } from "../../src/kinds/index.ts";
import { createDocument } from "../../src/openapi/document.ts";
import { createClock } from "../../src/sandbox/clock.ts";
import { startSandbox } from "../../src/sandbox/server.ts";
import { startGateway } from "../support/gateway.ts";
import { createLog } from "../support/log.ts";
import { hasShell, startProgram } from "../support/program.ts";

const read = (file: string) => readFileSync(new URL(`../../${file}`, import.meta.url), "utf8");

/** The block of a page that has a loop. */
const loopIn = (page: string) =>
  [...page.matchAll(/```sh\n(.*?)```/gs)].map(([, block = ""]) => block).find((block) => block.includes("if curl")) ??
  "";

const SUCCEEDED = /^import\/\d+ has succeeded$/;
const REASON = /^import\/\d+: .*stat books\/missing\.json: no such file.*$/;
const LOOPS = [
  { where: "the README", script: loopIn(read("README.md")), succeeded: SUCCEEDED, failsWith: 0 },
  {
    where: "the OpenAPI document",
    script: loopIn(createDocument({ kinds: KINDS, version: "0" }).info.description ?? ""),
    succeeded: SUCCEEDED,
    failsWith: 0,
  },
  {
    where: "the example for curl",
    script: read("examples/curl/wait-in-ci.sh"),
    succeeded: /^succeeded import\/\d+$/,
    failsWith: 1,
  },
];

/** Runs a loop whose waits are over at once, in front of a sandbox whose time stands. */
async function start(script: string) {
  const clock = createClock();
  clock.hold();
  const sandbox = await startSandbox({ kinds: KINDS, version: readConfig({}).SANDBOX_VERSION, clock });
  onTestFinished(() => sandbox.close());
  const { log, lines } = createLog("info");
  const gateway = await startGateway(sandbox.address, {}, { log });
  onTestFinished(gateway.stop);
  const cwd = mkdtempSync(join(tmpdir(), "loop-"));
  onTestFinished(() => rmSync(cwd, { recursive: true }));
  const text = script.replaceAll("localhost:8080", gateway.url.replace("http://", "")).replace("wait=30s", "wait=20ms");
  return { loop: startProgram("bash", ["-c", text], { cwd }), clock, lines };
}

const NOT_DONE = { status: 504, code: "JOB_NOT_DONE" };

describe.skipIf(!hasShell).each(LOOPS)("The loop of $where", ({ script, succeeded, failsWith }) => {
  test("waits over a 504 until the job has succeeded", async () => {
    const { loop, clock, lines } = await start(script);
    await expect.poll(() => lines, { timeout: 10_000 }).toContainEqual(expect.objectContaining(NOT_DONE));
    clock.step(20_000);
    const { code, out } = await loop.end();
    expect({ code, out }).toEqual({ code: 0, out: expect.arrayContaining([expect.stringMatching(succeeded)]) });
  });

  test("says why the job has failed", async () => {
    const { loop, clock, lines } = await start(script.replaceAll("books/2026-11.json", "books/missing.json"));
    await expect.poll(() => lines, { timeout: 10_000 }).toContainEqual(expect.objectContaining(NOT_DONE));
    clock.step(20_000);
    const { code, out, err } = await loop.end();
    expect({ code, said: [...out, ...err] }).toEqual({
      code: failsWith,
      said: expect.arrayContaining([expect.stringMatching(REASON)]),
    });
    expect(out).not.toContainEqual(expect.stringMatching(/succeeded/));
  });
});
