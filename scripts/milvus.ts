// Runs a real Milvus for a developer: npm run milvus -- [--lite] [--auth] [--port 19530]. Ctrl-C ends it.
import { once } from "node:events";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { cacheFolder } from "../test/real-milvus/paths.ts";
import { root, startMilvus, startMilvusLite } from "../test/real-milvus/server.ts";

const { values } = parseArgs({
  options: { lite: { type: "boolean" }, auth: { type: "boolean" }, port: { type: "string", default: "19530" } },
});
const { lite = false, auth = false } = values;
const port = Number(values.port);
if (!Number.isInteger(port) || port < 1 || port > 65_535) fail("--port takes a number from 1 to 65535");
if (lite && auth) fail("Milvus Lite has no authorization");

// Until it is ready, Ctrl-C needs no care: the server dies with this process.
const dataDir = join(cacheFolder, "data", lite ? "lite" : "milvus");
const starting = lite ? startMilvusLite({ port, dataDir }) : startMilvus({ port, dataDir, authorization: auth });
const server = await starting.catch((error: Error) => fail(error.message));

console.log(`
${lite ? "Milvus Lite 3.2.2" : "Milvus 2.3.5"} serves on ${server.address}; its data stays in ${dataDir}

The gateway in front of it:
  MILVUS_ADDRESS=${server.address} npm start
${auth ? `Callers log in:\n  curl -H 'Authorization: Bearer ${root.username}:${root.password}' …\n` : ""}
Ctrl-C stops it.`);

const signals = ["SIGINT", "SIGTERM", "SIGHUP"].map((signal) => once(process, signal));
const outcome = await Promise.race([server.ended().then(() => "ended"), ...signals]);
if (outcome === "ended") fail(`The server has ended by itself; see ${server.logFile}`);
console.log("\nStopping …");
await server.stop();

function fail(message: string): never {
  console.error(message);
  process.exit(1);
}
