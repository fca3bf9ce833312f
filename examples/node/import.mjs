/**
 * Imports one file and follows the job to its end: exit code 0 only when its rows are in Milvus.
 * Usage: node import.mjs [COLLECTION [FILE]], FILE being a path in Milvus's bucket. Needs Node 20 and no package.
 */
import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";

const { GATEWAY = "http://localhost:8080", TOKEN } = process.env;
const [collectionName = "books", file = "books/2026-11.json"] = process.argv.slice(2);
const ATTEMPTS = 5;

/** A problem document (RFC 9457), which is what every failed request gets. */
class Problem extends Error {
  constructor(document, retryAfter) {
    super(`${document.code}: ${document.detail}`);
    this.retryable = document.retryable;
    this.retryAfter = retryAfter;
  }
}

/** Sends a request, again while the problem is retryable: nothing has been started then. */
async function request(path, { headers, ...init } = {}, attempt = 1) {
  const authorization = TOKEN ? { Authorization: `Bearer ${TOKEN}` } : {};
  const response = await fetch(GATEWAY + path, { ...init, headers: { ...authorization, ...headers } });
  if (response.ok) return response;
  const problem = new Problem(await response.json(), Number(response.headers.get("Retry-After") ?? 1));
  if (!problem.retryable || attempt === ATTEMPTS) throw problem;
  console.error(`${problem.message} (again in ${problem.retryAfter} s)`);
  await sleep(problem.retryAfter * 1000);
  return request(path, { headers, ...init }, attempt + 1);
}

/** Starts the import. Servers that honour the key (Milvus 2.6.24, 3.0.2) start one job however often it arrives. */
async function startImport() {
  const response = await request("/v1/jobs/import", {
    method: "POST",
    headers: { "Content-Type": "application/json", "Idempotency-Key": randomUUID() },
    body: JSON.stringify({ collectionName, files: [file] }),
  });
  return response.json();
}

/** The events of a job as they arrive: one line of JSON each. */
async function* eventsOf(name) {
  const { body } = await request(`/v1/jobs/${name}/events`, { headers: { Accept: "application/x-ndjson" } });
  let rest = "";
  for await (const text of body.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + text).split("\n");
    rest = lines.pop();
    for (const line of lines) if (line !== "") yield JSON.parse(line); // an empty line is a heartbeat
  }
}

/** Follows a job to its end, over as many connections as that takes. */
async function follow(name) {
  for (let attempt = 1; ; attempt++) {
    try {
      for await (const { job, problem } of eventsOf(name)) {
        attempt = 1;
        if (problem)
          console.error(problem.detail); // Milvus is in trouble; the stream goes on
        else console.log(`${job.state} ${job.progress ?? "?"} %`);
        if (job?.done) return job;
      }
    } catch (error) {
      if (error instanceof Problem || attempt === ATTEMPTS) throw error;
    }
    await sleep(1000); // the stream ended early: the gateway was restarted
  }
}

try {
  const { name } = await startImport(); // import/ and the id, a string: as a Number its 64 bits would be rounded
  console.log(`started ${name}`);
  const job = await follow(name);
  if (job.state !== "succeeded") throw new Error(job.reason);
  console.log(`imported ${job.details.rowCount} rows`);
} catch (error) {
  console.error(error.cause?.message ?? error.message);
  process.exitCode = 1;
}
