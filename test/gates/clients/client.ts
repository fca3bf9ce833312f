/** What a user of openapi-typescript and openapi-fetch writes; it compiles against the generated types alone. */
import assert from "node:assert/strict";
import createClient from "openapi-fetch";
import type { components, paths } from "./gateway.js";

type Job = components["schemas"]["Job"];
type ImportJob = components["schemas"]["ImportJob"];

const client = createClient<paths>({ baseUrl: process.env.GATEWAY_URL ?? "" });

// Start

const started = await client.POST("/v1/jobs/import", {
  body: { collectionName: "books", files: ["books/2026-11.json"], options: { timeout: "300s" } },
});
assert.equal(started.response.status, 202);
assert.ok(started.data);
const id: string = started.data.id;
assert.equal(started.response.headers.get("location"), `/v1/jobs/import/${id}`);

// Follow, and wait meanwhile

const following = client.GET("/v1/jobs/import/{id}/events", {
  params: { path: { id } },
  headers: { Accept: "application/x-ndjson" },
  parseAs: "text",
});
const waited = await client.GET("/v1/jobs/import/{id}", { params: { path: { id }, query: { wait: "30s" } } });
const job: ImportJob | undefined = waited.data;
assert.deepEqual([job?.state, job?.done, job?.progress, job?.details.rowCount], ["succeeded", true, 100, 1000]);
const { data: lines = "" } = await following;
const followed = lines.split("\n").filter((line) => line !== ""); // an empty line is a heartbeat
const states = followed.map((line) => (JSON.parse(line) as { job: ImportJob }).job.state);
assert.deepEqual([states[0], states.at(-1)], ["pending", "succeeded"]);

// Fail

const { error } = await client.GET("/v1/jobs/import/{id}", { params: { path: { id: "1" } } });
assert.deepEqual([error?.code, error?.retryable], ["JOB_NOT_FOUND", false]);
const { error: failure } = await client.GET("/v1/jobs/import/{id}", {
  params: { path: { id: "446781855410077327" }, query: { failOnFailed: true } },
});
assert.equal(failure?.code, "JOB_FAILED");
assert.deepEqual([failure.job?.kind, failure.job?.state, failure.job?.reason], ["import", "failed", failure.detail]);
const wrong = await client.GET("/v1/jobs/import", { params: { query: { pageSize: 5000 } } });
assert.deepEqual(
  wrong.error?.violations?.map(({ field }) => field),
  ["pageSize"],
);

// List, and tell the kinds apart

const listed = await client.GET("/v1/jobs", { params: { query: { kind: ["import", "refresh"] } } });
const jobs: Job[] = listed.data?.jobs ?? [];
assert.deepEqual([...new Set(jobs.map(({ kind }) => kind))].sort(), ["import", "refresh"]);

/** The union narrows by its discriminator. */
function subject(job: Job): string | null {
  switch (job.kind) {
    case "refresh":
      return job.details.externalSource;
    case "restore":
      return job.details.snapshotName;
    case "import":
      return job.details.files?.[0]?.paths[0] ?? null;
    default:
      return job.collectionName;
  }
}
assert.ok(jobs.map(subject).includes("s3://lake/docs/"));

const found = await client.POST("/v1/jobs:lookup", { body: { names: [`import/${id}`, "import/1"] } });
assert.deepEqual(
  found.data?.results.map(({ job, problem }) => job?.state ?? problem?.code),
  ["succeeded", "JOB_NOT_FOUND"],
);

// Words: editors complete those of today, a typo does not compile, and those of tomorrow are let through

type KnownJobState = components["schemas"]["KnownJobState"];
type JobState = KnownJobState | (string & {});

const icons: Record<KnownJobState, string> = {
  pending: "·",
  running: "▶",
  succeeded: "✓",
  failed: "✗",
  not_started: "○",
  unknown: "?",
};
// @ts-expect-error no such state
const typo: KnownJobState = "runing";
// @ts-expect-error nor is this the code of a problem
const wrongCode: components["schemas"]["KnownProblemCode"] = "JOB_MISSING";
const icon = (state: JobState) => (state in icons ? icons[state as KnownJobState] : "…");
assert.deepEqual([job?.state ?? "", "paused", typo].map(icon), ["✓", "…", "…"]);
assert.notEqual(error?.code, wrongCode);

// Tomorrow

const tomorrow: ImportJob = { ...(job as ImportJob), state: "paused" };
assert.equal(tomorrow.state, "paused");
console.log("the TypeScript client works");
