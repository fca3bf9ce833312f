/** Starts the built gateway with its sandbox on a free port, runs a command with GATEWAY_URL set, and stops it again. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const main = fileURLToPath(new URL("../../../dist/main.js", import.meta.url));
const gateway = spawn(process.execPath, [main], {
  env: { ...process.env, PORT: "0", LOG_LEVEL: "info", MILVUS_ADDRESS: "" },
  stdio: ["ignore", "pipe", "inherit"],
});
process.once("exit", () => gateway.kill());

const lines = createInterface({ input: gateway.stdout });
const url = await new Promise((resolve, reject) => {
  lines.on("line", (line) => {
    const found = /listening on (http:\/\/[^ ,"]+)/.exec(line)?.[1];
    if (found) resolve(found);
  });
  lines.once("close", () => reject(new Error("the gateway did not start")));
});

const [command, ...args] = process.argv.slice(2);
const child = spawn(command, args, { env: { ...process.env, GATEWAY_URL: url }, stdio: "inherit" });
const [code] = await once(child, "exit");
process.exit(code ?? 1);
