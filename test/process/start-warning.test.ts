/** A Milvus that unknown imports crash is named at the start where its list cannot be looked into first. */
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Server, ServerCredentials } from "@grpc/grpc-js";
import { pino } from "pino";
import { expect, onTestFinished, test } from "vitest";
import { milvusService } from "../../src/milvus/grpc/proto.ts";
import { writeCertificates } from "../real-milvus/certificates.ts";
import { startGateway } from "../support/gateway.ts";
import { createLog } from "../support/log.ts";
import { startScriptedGateway } from "../support/scripted-gateway.ts";
import { GrpcFailure, type Script, startScriptedMilvus } from "../support/scripted-milvus.ts";

const OFF = { MILVUS_HTTP: "off" };
const HEALTHY = { CheckHealth: { isHealthy: true } };
const WARNING = {
  level: 40,
  time: expect.any(Number),
  version: "v2.4.4",
  msg: "Milvus 2.4.0 to 2.4.4 crashes when it is asked for an import that it does not know: upgrade it, or let MILVUS_HTTP name its REST, so that its list is looked into first",
};

const REPLY = { status: {}, version: "v2.4.4" };

/** A log, and its first line when there is one. */
function createAwaitedLog() {
  let tell: (line: unknown) => void = () => {};
  const first = new Promise<unknown>((resolve) => {
    tell = resolve;
  });
  return { log: pino({ base: null }, { write: (line) => tell(JSON.parse(line)) }), first };
}

/** The lines of the log when a second GetVersion, on the same connection, has its reply. */
async function linesAfterStart(script: Script, settings: Readonly<Record<string, string>>) {
  const { log, lines } = createLog();
  const gateway = await startScriptedGateway(script, settings, { log });
  await gateway.send("/v1/server");
  return { lines, rpcs: gateway.milvus.calls.map(({ rpc }) => rpc) };
}

test("with MILVUS_HTTP=off it is named, and asked for its version with the gateway's own credential", async () => {
  const { log, first } = createAwaitedLog();
  const settings = { ...OFF, MILVUS_TOKEN: "root:Milvus", GATEWAY_API_KEYS: "key" };
  const { milvus } = await startScriptedGateway({ GetVersion: { version: "v2.4.4" } }, settings, { log });
  expect(await first).toEqual(WARNING);
  const authorization = Buffer.from("root:Milvus").toString("base64");
  expect(milvus.calls).toMatchObject([{ rpc: "GetVersion", metadata: { authorization } }]);
});

test("with TLS, where auto means off, it is named, too", async () => {
  const folder = await mkdtemp(join(tmpdir(), "gateway-warning-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const { ca, cert, key } = await writeCertificates(folder);
  const pair = { cert_chain: await readFile(cert), private_key: await readFile(key) };
  const milvus = new Server();
  milvus.addService(
    { GetVersion: milvusService.GetVersion },
    { GetVersion: (_call: object, reply: (error: null, message: object) => void) => reply(null, REPLY) },
  );
  onTestFinished(() => milvus.forceShutdown());
  const port = await new Promise<number>((resolve, reject) => {
    milvus.bindAsync("127.0.0.1:0", ServerCredentials.createSsl(null, [pair]), (error, bound) =>
      error ? reject(error) : resolve(bound),
    );
  });
  const { log, first } = createAwaitedLog();
  const { stop } = await startGateway(`https://localhost:${port}`, { MILVUS_TLS_CA: ca }, { log });
  onTestFinished(stop);
  expect(await first).toEqual(WARNING);
});

test.each([["v2.3.5"], ["v2.4.5"], ["v2.4.10"], ["v2.5.0"], ["v3.0.0"], [""]])(
  "a Milvus %j is not, since it does not crash",
  async (version) => {
    const { lines, rpcs } = await linesAfterStart({ ...HEALTHY, GetVersion: { version } }, OFF);
    expect(lines).toEqual([]);
    expect(rpcs.toSorted()).toEqual(["CheckHealth", "GetVersion", "GetVersion"]);
  },
);

test.each([
  ["wants credentials", new GrpcFailure(16, "auth check failure")],
  ["lacks the call", new GrpcFailure(12, "unknown method GetVersion")],
])("nothing comes of it when Milvus %s", async (_why, failure) => {
  const { lines } = await linesAfterStart({ GetVersion: failure, CheckHealth: failure }, OFF);
  expect(lines).toMatchObject([{ msg: "request failed", route: "/v1/server" }]);
});

test("a Milvus with REST is not asked for its version at the start", async () => {
  const script = { ...HEALTHY, GetVersion: { version: "v2.4.4" }, "import/get_progress": {} };
  const { milvus, send } = await startScriptedGateway(script);
  await send("/readyz");
  expect(milvus.calls.map(({ rpc }) => rpc)).toEqual(["CheckHealth"]);
});

test("a Milvus that hangs delays neither the start nor the stop", async () => {
  const milvus = await startScriptedMilvus({ GetVersion: new Promise<never>(() => {}) });
  onTestFinished(() => milvus.stop());
  const received = milvus.next("received");
  const { url, stop } = await startGateway(milvus.address, OFF);
  expect(await received).toBe("GetVersion");
  expect((await fetch(`${url}/livez`)).status).toBe(200);
  const cancelled = milvus.next("cancelled");
  await stop();
  expect(await cancelled).toBe("GetVersion");
});

test("nor does a Milvus that is not there", async () => {
  const { log, lines } = createLog();
  const milvus = await startScriptedMilvus({});
  milvus.stop();
  const { url, stop } = await startGateway(milvus.address, OFF, { log });
  expect((await fetch(`${url}/livez`)).status).toBe(200);
  await stop();
  expect(lines).toEqual([]);
});
