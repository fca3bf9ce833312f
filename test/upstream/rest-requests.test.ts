/** How Milvus's REST is asked: with which headers and connections, and what of its responses is taken. */
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer as createHttpServer, type ServerResponse } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo, Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { writeCertificates } from "../real-milvus/certificates.ts";
import { afterProbe, byGrpc, byRest, jobOf, PATH, unavailable, writes } from "../support/import-replies.ts";
import { startScriptedGateway } from "../support/scripted-gateway.ts";
import type { Script } from "../support/scripted-milvus.ts";

const BY_GRPC = { GetImportState: byGrpc("ImportStarted") };
const BY_BOTH: Script = { ...BY_GRPC, "import/get_progress": byRest("Importing") };
const OF_BOTH = jobOf("ImportStarted", {}, { collectionName: "books", details: { rowCount: null } });
const warned = (reason: string) => jobOf("ImportStarted", {}, { warnings: [unavailable(reason)] });

describe("the headers of a request", () => {
  /** What a caller may send besides; none of it is Milvus's business. */
  const OTHERS = {
    "Request-Timeout": "5",
    "X-Request-Id": "r1",
    Cookie: "a=b",
    Forwarded: "for=1.2.3.4",
    "Accept-Language": "de",
    "Accept-Type-Allow-Int64": "true",
    "User-Agent": "test",
    "X-Forwarded-For": "1.2.3.4",
  };
  const TRACEPARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
  const OF_HTTP = { host: expect.any(String), connection: "keep-alive", "content-length": expect.any(String) };
  const ALWAYS = { ...OF_HTTP, "content-type": "application/json", "db-name": "default" };
  const basic = (credential: string) => `Basic ${Buffer.from(credential).toString("base64")}`;

  test.each([
    ["without credentials", {}, {}],
    ["with a user", { Authorization: "Bearer ann:se:cret" }, { authorization: basic("ann:se:cret") }],
    ["with a user by Basic", { Authorization: basic("ann:secret") }, { authorization: basic("ann:secret") }],
    ["with an API key", { Authorization: "Bearer 0123abcd" }, { authorization: "Bearer 0123abcd" }],
    ["with a trace", { traceparent: TRACEPARENT }, { traceparent: TRACEPARENT }],
  ])("are a fixed list: %s", async (_case, headers, expected) => {
    const { send, milvus } = await startScriptedGateway(BY_BOTH);
    expect((await send(PATH, { headers: { ...OTHERS, ...headers } })).json).toEqual(OF_BOTH);
    expect(milvus.restCalls.map((call) => call.headers)).toEqual([
      { ...ALWAYS, ...expected },
      { ...ALWAYS, ...expected },
    ]);
  });

  test("name the database that was asked in", async () => {
    const { send, milvus } = await startScriptedGateway(BY_BOTH);
    await send(`${PATH}?dbName=library`);
    expect(milvus.restCalls.map((call) => call.headers["db-name"])).toEqual(["library", "library"]);
  });

  test("have the key of a start, and only of one", async () => {
    const { send, milvus } = await startScriptedGateway({ ...BY_BOTH, "import/create": { jobId: "457" } });
    const json = { collectionName: "books", files: [["a.json"], ["b.json"]] };
    await send("/v1/jobs/import", { method: "POST", json, headers: { ...OTHERS, "Idempotency-Key": "key-1" } });
    expect(milvus.restCalls.map((call) => call.headers)).toEqual([ALWAYS, { ...ALWAYS, "idempotency-key": "key-1" }]);
  });

  test("have the gateway's own credential where it has one", async () => {
    const { send, milvus } = await startScriptedGateway(BY_BOTH, {
      MILVUS_TOKEN: "root:Milvus",
      GATEWAY_API_KEYS: "k1",
    });
    await send(PATH, { headers: { "X-API-Key": "k1" } });
    const expected = { ...ALWAYS, authorization: basic("root:Milvus") };
    expect(milvus.restCalls.map((call) => call.headers)).toEqual([expected, expected]);
  });
});

test("callers with other credentials share nothing, at the same time either", async () => {
  const byCredential = (response: ServerResponse) => {
    const collectionName = response.req.headers.authorization ?? "nobody";
    writes(JSON.stringify({ code: 0, data: byRest("Importing", { collectionName }) }))(response);
  };
  const { send, milvus } = await startScriptedGateway({ ...BY_GRPC, "import/get_progress": afterProbe(byCredential) });
  const callers = ["Bearer key1", "Bearer key2", "Bearer key3"];
  const responses = await Promise.all(callers.map((Authorization) => send(PATH, { headers: { Authorization } })));
  expect(responses.map(({ json }) => (json as { collectionName: string }).collectionName)).toEqual(callers);
  const asked = milvus.restCalls.filter(({ body }) => body !== "{}").map(({ headers }) => headers.authorization);
  expect(asked.toSorted()).toEqual(callers);
});

test("there are at most eight connections, which are kept", async () => {
  const sockets = new Set<Socket | null>();
  const held: ServerResponse[] = [];
  let most = 0;
  const hold = (response: ServerResponse) => {
    sockets.add(response.socket);
    held.push(response);
    most = Math.max(most, held.length);
    if (held.length < 8) return;
    for (const each of held.splice(0)) writes(JSON.stringify({ code: 0, data: byRest("Importing") }))(each);
  };
  const { send } = await startScriptedGateway({ ...BY_GRPC, "import/get_progress": afterProbe(hold) });
  const paths = Array.from({ length: 24 }, (_, index) => `/v1/jobs/import/${index + 1}`);
  const responses = await Promise.all(paths.map((path) => send(path)));
  expect(responses.map(({ json }) => (json as { warnings: unknown }).warnings)).toEqual(Array(24).fill([]));
  expect([most, sockets.size]).toEqual([8, 8]);
});

describe("a response of REST", () => {
  test("that is a redirect is not followed", async () => {
    const asked: string[] = [];
    const other = createHttpServer((request, response) => {
      asked.push(request.url ?? "");
      response.end('{"code":0,"data":{}}');
    });
    other.listen(0, "127.0.0.1");
    await once(other, "listening");
    onTestFinished(() => {
      other.close();
    });
    const { port } = other.address() as AddressInfo; // a listening TCP server has one
    const redirect = writes("", { Location: `http://127.0.0.1:${port}/` }, 307);
    const { send } = await startScriptedGateway({ ...BY_GRPC, "import/get_progress": afterProbe(redirect) });
    expect((await send(PATH)).json).toEqual(
      warned("Milvus's REST replied to import/get_progress with HTTP 307 and nothing that can be read."),
    );
    expect(asked).toEqual([]);
  });

  const MEBIBYTE = Buffer.alloc(1024 * 1024, " ");
  const large = (response: ServerResponse, mebibytes: number) => {
    response.writeHead(200, { "Content-Type": "application/json" });
    response.on("error", () => {}); // it is cut
    for (let count = 0; count < mebibytes; count++) response.write(MEBIBYTE);
    response.end(JSON.stringify({ code: 0, data: byRest("Importing") }));
  };

  test("may be large", async () => {
    const respond = afterProbe((response) => large(response, 15));
    const { send } = await startScriptedGateway({ ...BY_GRPC, "import/get_progress": respond });
    expect((await send(PATH)).json).toEqual(OF_BOTH);
  });

  test("is cut when it is larger than 16 MiB", async () => {
    const respond = afterProbe((response) => large(response, 16));
    const { send, milvus } = await startScriptedGateway({ ...BY_GRPC, "import/get_progress": respond });
    expect((await send(PATH)).json).toEqual(warned("the response is larger than 16 MiB"));
    expect((await send(PATH)).json).toEqual(warned("the response is larger than 16 MiB"));
    expect(milvus.restCalls).toHaveLength(2);
  });

  test("has its secrets redacted", async () => {
    const reason = "cannot read s3://key:s3cr3t@bucket/a.parquet?X-Amz-Signature=s3cr3t";
    const { send } = await startScriptedGateway({
      GetImportState: byGrpc("ImportFailed"),
      "import/get_progress": byRest("Failed", { reason }),
    });
    const { text, json } = await send(`${PATH}?include=reply`);
    expect(text).not.toContain("s3cr3t");
    expect(json).toMatchObject({ state: "failed", reason: expect.stringContaining("cannot read s3://") });
  });
});

describe("REST with TLS", () => {
  async function startRest() {
    const folder = await mkdtemp(join(tmpdir(), "gateway-rest-"));
    onTestFinished(() => rm(folder, { recursive: true }));
    const { ca, cert, key } = await writeCertificates(folder);
    const rest = createServer({ cert: await readFile(cert), key: await readFile(key) }, (_request, response) => {
      writes(JSON.stringify({ code: 0, data: byRest("Importing") }))(response);
    });
    rest.listen(0, "127.0.0.1");
    await once(rest, "listening");
    onTestFinished(() => {
      rest.close();
      rest.closeAllConnections();
    });
    const { port } = rest.address() as AddressInfo; // a listening TCP server has one
    return { MILVUS_HTTP: `https://localhost:${port}`, MILVUS_TLS_CA: ca };
  }

  test("is asked beside gRPC without it, and trusted by the authority that was named", async () => {
    const { send, milvus } = await startScriptedGateway(BY_GRPC, await startRest());
    expect((await send(PATH)).json).toEqual(OF_BOTH);
    expect(milvus.restCalls).toEqual([]);
  });

  test("is not trusted without it", async () => {
    const { MILVUS_HTTP } = await startRest();
    const { send } = await startScriptedGateway(BY_GRPC, { MILVUS_HTTP });
    expect((await send(PATH)).json).toEqual(warned("no response (UNABLE_TO_VERIFY_LEAF_SIGNATURE)"));
  });
});
