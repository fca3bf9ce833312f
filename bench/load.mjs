/**
 * The caller: puts load on a service for some milliseconds whenever it is told to, and tells what it saw. One process
 * serves the whole run and keeps its connections, so that turns can be short.
 */
import http from "node:http";

const CONNECTIONS = 32;
/** Ids that one connection asks for in turn; no two connections share one, so that no two calls at a time are alike. */
const IDS_PER_CONNECTION = 1_000;
const FIRST_ID = 446_781_855_410_000_000n;

const agent = new http.Agent({ keepAlive: true, maxSockets: CONNECTIONS });

process.on("message", async ({ url, sameJob, ifNoneMatch, milliseconds }) => {
  const headers = ifNoneMatch === undefined ? {} : { "if-none-match": ifNoneMatch };
  const until = performance.now() + milliseconds;
  const seen = { latencies: [], statuses: [] };
  await Promise.all(
    Array.from({ length: CONNECTIONS }, async (_, connection) => {
      for (let turn = 0; performance.now() < until; turn++) {
        const offset = sameJob ? 0 : connection * IDS_PER_CONNECTION + (turn % IDS_PER_CONNECTION);
        const begun = performance.now();
        const status = await get(`${url}/v1/jobs/import/${FIRST_ID + BigInt(offset)}`, headers);
        seen.latencies.push(performance.now() - begun);
        if (!seen.statuses.includes(status)) seen.statuses.push(status);
      }
    }),
  );
  process.send(seen);
});

/** One exchange, its body read; resolves with the status. */
function get(url, headers) {
  return new Promise((resolve, reject) => {
    http
      .get(url, { agent, headers }, (response) => response.resume().on("end", () => resolve(response.statusCode)))
      .on("error", reject);
  });
}

process.send("ready");
process.on("disconnect", () => process.exit());
