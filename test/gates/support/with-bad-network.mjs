/**
 * Runs a command with GATEWAY set to a proxy in front of GATEWAY_URL that makes waits short and breaks the first stream
 * of events in the middle of a line. Fails, too, when the command came across neither.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer, request } from "node:http";

let shortened = 0;
let broken = 0;

const proxy = createServer((incoming, outgoing) => {
  const path = incoming.url.replace("wait=30s", "wait=1s");
  if (path !== incoming.url) shortened += 1;
  const { method, headers } = incoming;
  const onward = request(process.env.GATEWAY_URL + path, { method, headers }, (response) => {
    outgoing.writeHead(response.statusCode, response.headers);
    if (!path.includes("/events") || broken > 0) return response.pipe(outgoing);
    broken += 1;
    response.once("data", (chunk) => outgoing.write(chunk.subarray(0, -10), () => outgoing.destroy()));
    outgoing.once("close", () => onward.destroy());
  });
  incoming.pipe(onward);
});
proxy.listen(0, "127.0.0.1");
await once(proxy, "listening");

const [command, ...args] = process.argv.slice(2);
const env = { ...process.env, GATEWAY: `http://127.0.0.1:${proxy.address().port}` };
const [code] = await once(spawn(command, args, { env, stdio: "inherit" }), "exit");
console.log(`(${shortened} waits shortened, ${broken} streams broken)`);
process.exit(code === 0 && shortened < 2 && broken === 0 ? 1 : (code ?? 1));
