// Milvus servers without the REST that later ones have: imports go as they do by gRPC alone, and nobody is warned.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ClientConfig, DataType, MilvusClient } from "@zilliz/milvus2-sdk-node";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { pathsOnly } from "../../src/kinds/import/files.ts";
import type { Job } from "../../src/model/job.ts";
import { type Gateway, startGateway } from "../support/gateway.ts";
import { writeCertificates } from "./certificates.ts";
import { fetchJson, follow, start } from "./jobs.ts";
import { type Counter, type Relay, startCounter, startHttp2Proxy, startNginx } from "./proxies.ts";
import { type MilvusServer, root, startMilvus, startMilvusLite } from "./server.ts";

type Headers = Readonly<Record<string, string>>;

const bearer = (token: string): Headers => ({ Authorization: `Bearer ${token}` });
const GOOD = bearer(`${root.username}:${root.password}`);

let folder: string;
let file: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "rest-"));
  file = join(folder, "rows.json");
  await writeFile(file, JSON.stringify({ rows: Array.from({ length: 100 }, (_, id) => ({ id, vec: [1, 2, 3, 4] })) }));
});

afterAll(() => rm(folder, { recursive: true }));

async function createBooks(options: ClientConfig): Promise<void> {
  const client = new MilvusClient({ ...options, logLevel: "error" });
  await client.createCollection({
    collection_name: "books",
    fields: [
      { name: "id", data_type: DataType.Int64, is_primary_key: true },
      { name: "vec", data_type: DataType.FloatVector, dim: 4 },
    ],
  });
  await client.closeConnection();
}

const serverWith = (rest: string) => ({
  status: 200,
  body: { version: "v2.3.5-lite", healthy: true, reasons: [], quotaStates: [], sources: { grpc: "ok", rest } },
});

const getServer = ({ url }: Gateway, headers: Headers = {}) => fetchJson(`${url}/v1/server`, { headers });
const getImport = ({ url }: Gateway, id: string, headers: Headers = {}) =>
  fetchJson(`${url}/v1/jobs/import/${id}`, { headers });

const notFound = (id: string) => ({
  status: 404,
  body: {
    type: "/problems/job-not-found",
    title: "Job not found",
    status: 404,
    detail: `Milvus knows no import job ${id}: it has expired or never existed.`,
    instance: `/v1/jobs/import/${id}`,
    code: "JOB_NOT_FOUND",
    retryable: false,
    requestId: expect.any(String),
    upstream: {
      rpc: "GetImportState",
      grpcCode: 0,
      grpcName: "OK",
      milvusCode: 1000,
      errorCode: "UnexpectedError",
      reason: `key not found[key=by-dev/meta/importtask/${id}]`,
    },
  },
});

/** A real import from its start to its end, and as the list has it. */
async function importRows({ url }: Gateway, headers: Headers = {}) {
  const started = await start(url, "import", { collectionName: "books", files: [file] }, headers);
  const seen = await follow(url, started, headers);
  const list = await fetchJson<{ jobs: Job[] }>(`${url}/v1/jobs/import?collectionName=books`, { headers });
  const listed = list.body.jobs.find(({ id }) => id === started.id);
  return { started, seen, last: seen.at(-1), listed };
}

const warningsOf = (jobs: readonly (Job | undefined)[]) => new Set(jobs.map((job) => JSON.stringify(job?.warnings)));

function startOfGroups({ url }: Gateway) {
  return fetchJson(`${url}/v1/jobs/import`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ collectionName: "books", files: [["a.json"], ["b.json"]] }),
  });
}

const PROBE = "POST /v2/vectordb/jobs/import/get_progress HTTP/1.1";

const PORTS: readonly [string, string, (address: string) => Promise<Relay | undefined>][] = [
  ["Milvus 2.3.5, which has no such routes", "plain", async () => undefined],
  ["Milvus 2.3.5 behind a proxy that speaks HTTP/2 only", "plain", startHttp2Proxy],
  ["Milvus 2.3.5 behind nginx with grpc_pass", "plain", startNginx],
  ["Milvus 2.3.5 with HTTP off", "without HTTP", async () => undefined],
  ["Milvus 2.3.5 with HTTP off behind nginx with grpc_pass", "without HTTP", startNginx],
];

describe("a port on which REST is not to be found", () => {
  let servers: Readonly<Record<string, MilvusServer>>;

  beforeAll(async () => {
    const plain = await startMilvus();
    servers = { plain };
    servers = { plain, "without HTTP": await startMilvus({ settings: { "proxy.http.enabled": false } }) };
    await Promise.all(Object.values(servers).map(({ address }) => createBooks({ address })));
  });

  afterAll(async () => {
    await Promise.all(Object.values(servers ?? {}).map((server) => server.stop()));
  });

  describe.each(PORTS)("%s", (_what, name, startProxy) => {
    let proxy: Relay | undefined;
    let counter: Counter;
    let gateway: Gateway;

    beforeAll(async () => {
      const { address } = servers[name] as MilvusServer; // PORTS names only those
      proxy = await startProxy(address);
      counter = await startCounter(proxy?.address ?? address);
      gateway = await startGateway(counter.address);
    });

    afterAll(async () => {
      await gateway?.stop();
      await counter?.stop();
      await proxy?.stop();
    });

    test("is absent in GET /v1/server", async () => {
      expect(await getServer(gateway)).toEqual(serverWith("absent"));
    });

    test("knows no unknown import", async () => {
      expect(await getImport(gateway, "12345")).toEqual(notFound("12345"));
    });

    test("imports rows without a warning", async () => {
      const { started, seen, last, listed } = await importRows(gateway);
      expect(last).toMatchObject({
        name: `import/${started.id}`,
        state: "succeeded",
        progress: 100,
        collectionName: "books",
        details: { rowCount: 100, totalRows: null, fileSizeBytes: null, files: [pathsOnly([file])] },
      });
      expect(listed).toEqual(last);
      expect(warningsOf([...seen, listed])).toEqual(new Set(["[]"]));
      expect(await getImport(gateway, `${started.id}?include=reply`)).toMatchObject({
        status: 200,
        body: { restReply: null, reply: { id: started.id } },
      });
    });

    test("serves Milvus's own routes by gRPC", async () => {
      const post = (route: string, body: object) =>
        fetchJson<{ data: { jobId: string } }>(`${gateway.url}/v2/vectordb/jobs/import/${route}`, {
          method: "POST",
          body: JSON.stringify(body),
        });
      const created = await post("create", { collectionName: "books", files: [[file]] });
      expect(created).toEqual({ status: 200, body: { code: 0, data: { jobId: expect.stringMatching(/^\d+$/) } } });
      const { jobId } = created.body.data;
      expect(await post("get_progress", { jobId })).toMatchObject({ status: 200, body: { code: 0, data: { jobId } } });
      expect(await post("list", { collectionName: "books" })).toMatchObject({
        status: 200,
        body: { code: 0, data: { records: expect.arrayContaining([expect.objectContaining({ jobId })]) } },
      });
    });

    test("takes no import of several file groups", async () => {
      expect(await startOfGroups(gateway)).toMatchObject({
        status: 501,
        body: {
          code: "NOT_SUPPORTED_BY_SERVER",
          detail: "An import of several file groups needs Milvus's own REST, which this Milvus does not have here.",
        },
      });
    });

    test("is asked by HTTP only once, whatever is read", async () => {
      await Promise.all(Array.from({ length: 50 }, (_, id) => getImport(gateway, String(id + 1))));
      expect(counter.requests).toEqual([PROBE]);
    });
  });

  test("is absent also where MILVUS_HTTP names it", async () => {
    const address = servers["without HTTP"]?.address ?? "";
    const gateway = await startGateway(address, { MILVUS_HTTP: `http://${address}` });
    onTestFinished(gateway.stop);
    expect(await getServer(gateway)).toEqual(serverWith("absent"));
    expect(warningsOf((await importRows(gateway)).seen)).toEqual(new Set(["[]"]));
  });

  test("fails where MILVUS_HTTP says https for plain HTTP, and what was never sent has started nothing", async () => {
    const address = servers.plain?.address ?? "";
    const gateway = await startGateway(address, { MILVUS_HTTP: `https://${address}` });
    onTestFinished(gateway.stop);
    expect(await getServer(gateway)).toEqual(serverWith("it does not speak TLS"));
    expect(await startOfGroups(gateway)).toMatchObject({
      status: 503,
      body: {
        code: "UPSTREAM_UNAVAILABLE",
        detail: "Milvus's REST gave no response to import/create: it does not speak TLS.",
        retryable: true,
      },
    });
  });

  test("is absent, and nobody is warned, when Milvus comes after the gateway", async () => {
    const early = await startCounter("127.0.0.1:1");
    await early.stop();
    const gateway = await startGateway(early.address);
    onTestFinished(gateway.stop);
    expect(await getImport(gateway, "1")).toMatchObject({ status: 503, body: { code: "UPSTREAM_UNAVAILABLE" } });

    const counter = await startCounter(servers.plain?.address ?? "", Number(early.address.split(":")[1]));
    onTestFinished(counter.stop);
    await expect.poll(async () => (await fetch(`${gateway.url}/readyz`)).status, { timeout: 10_000 }).toBe(200);

    const { seen, listed } = await importRows(gateway);
    expect(warningsOf([...seen, listed])).toEqual(new Set(["[]"]));
    expect(await getServer(gateway)).toEqual(serverWith("absent"));
    expect(counter.requests).toEqual([PROBE]);
  });
});

describe("Milvus 2.3.5 with authorization", () => {
  let milvus: MilvusServer;
  let counter: Counter;

  beforeAll(async () => {
    milvus = await startMilvus({ authorization: true });
    counter = await startCounter(milvus.address);
    await createBooks({ address: milvus.address, ...root });
  });

  afterAll(async () => {
    await counter?.stop();
    await milvus?.stop();
  });

  const refused = (reason: string) => ({
    status: 401,
    body: {
      type: "/problems/unauthenticated",
      title: "Credentials are missing or wrong",
      status: 401,
      detail: `Milvus ${reason.startsWith("missing") ? "wants" : "refuses these"} credentials: send \`Authorization: Bearer user:password\`, \`Bearer <api key>\` or \`Basic <base64 of user:password>\`.`,
      instance: "/v1/jobs/import/12345",
      code: "UNAUTHENTICATED",
      retryable: false,
      requestId: expect.any(String),
      upstream: {
        rpc: "GetImportState",
        grpcCode: 16,
        grpcName: "UNAUTHENTICATED",
        milvusCode: null,
        errorCode: null,
        reason,
      },
    },
  });
  const WRONG = "auth check failure, please check username and password are correct";

  test.each([
    ["without credentials", {}, "missing authorization in header"],
    ["with a wrong password", bearer("root:wrong"), WRONG],
    ["with an unknown user", bearer("bob:secret"), WRONG],
  ])("refuses those %s, and REST is absent for the others all the same", async (_what, headers: Headers, reason) => {
    const gateway = await startGateway(counter.address);
    onTestFinished(gateway.stop);

    expect(await getImport(gateway, "12345", headers)).toEqual(refused(reason));
    expect((await getServer(gateway, headers)).status).toBe(401);

    expect(await getServer(gateway, GOOD)).toEqual(serverWith("absent"));
    expect(await getImport(gateway, "12345", GOOD)).toEqual(notFound("12345"));
    const { last, seen, listed } = await importRows(gateway, GOOD);
    expect(last).toMatchObject({ state: "succeeded", details: { rowCount: 100 } });
    expect(warningsOf([...seen, listed])).toEqual(new Set(["[]"]));

    const asked = counter.requests.length;
    expect(await getImport(gateway, "12345", headers)).toEqual(refused(reason));
    expect(counter.requests.length).toBe(asked);
  });

  test("starts an import by Milvus's own route right after somebody was refused", async () => {
    const gateway = await startGateway(counter.address);
    onTestFinished(gateway.stop);
    const create = (headers: Headers) =>
      fetchJson(`${gateway.url}/v2/vectordb/jobs/import/create`, {
        method: "POST",
        headers,
        body: JSON.stringify({ collectionName: "books", files: [[file]] }),
      });
    expect(await create({})).toMatchObject({ status: 401, body: { code: 1800 } });
    expect(await create(GOOD)).toEqual({
      status: 200,
      body: { code: 0, data: { jobId: expect.stringMatching(/^\d+$/) } },
    });
  });

  test("finds REST absent for good credentials while others are refused", async () => {
    const gateway = await startGateway(counter.address);
    onTestFinished(gateway.stop);
    const [anonymous, server, job] = await Promise.all([
      getImport(gateway, "12345"),
      getServer(gateway, GOOD),
      getImport(gateway, "12345", GOOD),
    ]);
    expect(anonymous).toEqual(refused("missing authorization in header"));
    expect(server).toEqual(serverWith("absent"));
    expect(job).toEqual(notFound("12345"));
  });
});

describe("Milvus 2.3.5 with TLS, whose port is for gRPC only", () => {
  let milvus: MilvusServer;
  let ca: string;

  beforeAll(async () => {
    const tls = await writeCertificates(join(folder, "tls"));
    ca = tls.ca;
    milvus = await startMilvus({ tls });
    await createBooks({ address: milvus.address, tls: { rootCertPath: ca, serverName: "localhost" } });
  });

  afterAll(() => milvus?.stop());

  async function startTlsGateway(settings: Readonly<Record<string, string>>): Promise<Gateway> {
    const gateway = await startGateway(`https://localhost:${milvus.port}`, { MILVUS_TLS_CA: ca, ...settings });
    onTestFinished(gateway.stop);
    return gateway;
  }

  test.each([
    ["is off by default", "off", () => ({})],
    ["is absent at the port of gRPC", "absent", () => ({ MILVUS_HTTP: `https://localhost:${milvus.port}` })],
  ])("%s, and nobody is warned", async (_what, rest, settings) => {
    const gateway = await startTlsGateway(settings());
    expect(await getServer(gateway)).toEqual(serverWith(rest));
    expect(await getImport(gateway, "12345")).toEqual(notFound("12345"));
    const { last, seen, listed } = await importRows(gateway);
    expect(last).toMatchObject({ state: "succeeded", details: { rowCount: 100 } });
    expect(warningsOf([...seen, listed])).toEqual(new Set(["[]"]));
  });

  test.each([
    ["plain HTTP at the port of TLS", "the connection was cut", () => `http://127.0.0.1:${milvus.port}`],
    ["a port where nothing is", "the connection was refused", () => "http://127.0.0.1:1"],
  ])("fails by MILVUS_HTTP with %s, and imports go on with a warning", async (_what, reason, url) => {
    const gateway = await startTlsGateway({ MILVUS_HTTP: url() });
    expect(await getServer(gateway)).toEqual(serverWith(reason));
    expect(await getImport(gateway, "12345")).toEqual(notFound("12345"));
    const { started, seen, last, listed } = await importRows(gateway);
    expect(last).toMatchObject({ state: "succeeded", details: { rowCount: 100 } });
    expect(started.warnings).toEqual([]);
    const warning = { code: "REST_UNAVAILABLE", message: expect.stringContaining(reason) };
    expect(seen.slice(1).map(({ warnings }) => warnings)).toEqual(seen.slice(1).map(() => [warning]));
    expect(listed).toMatchObject({ state: "succeeded", warnings: [warning] });
  });
});

describe("Milvus Lite 3.2.2", () => {
  let milvus: MilvusServer;
  let counter: Counter;
  let gateway: Gateway;

  beforeAll(async () => {
    milvus = await startMilvusLite();
    counter = await startCounter(milvus.address);
    gateway = await startGateway(counter.address);
    await createBooks({ address: milvus.address });
  });

  afterAll(async () => {
    await gateway?.stop();
    await counter?.stop();
    await milvus?.stop();
  });

  test("has no REST, which GET /v1/server says", async () => {
    expect(await getServer(gateway)).toEqual({
      status: 200,
      body: {
        version: "milvus_lite-3.2.2",
        healthy: true,
        reasons: [],
        quotaStates: [],
        sources: { grpc: "ok", rest: "absent" },
      },
    });
  });

  test.each([
    ["read", "GET", "/12345", "GetImportState"],
    ["listed", "GET", "", "ListImportTasks"],
    ["started", "POST", "", "Import"],
  ])("has no imports that could be %s", async (_what, method, path, rpc) => {
    const response = await fetchJson(`${gateway.url}/v1/jobs/import${path}`, {
      method,
      headers: { "Content-Type": "application/json" },
      ...(method === "POST" && { body: JSON.stringify({ collectionName: "books", files: [file] }) }),
    });
    expect(response).toEqual({
      status: 501,
      body: {
        type: "/problems/not-supported-by-server",
        title: "This Milvus does not have the operation",
        status: 501,
        detail: `This Milvus does not implement ${rpc}; every Milvus from 2.3 on has it, Milvus Lite does not.`,
        instance: `/v1/jobs/import${path}`,
        code: "NOT_SUPPORTED_BY_SERVER",
        retryable: false,
        requestId: expect.any(String),
        upstream: {
          rpc,
          grpcCode: 12,
          grpcName: "UNIMPLEMENTED",
          milvusCode: null,
          errorCode: null,
          reason: "Method not implemented!",
        },
      },
    });
  });

  test("is asked by HTTP only once, whatever is read", async () => {
    await Promise.all(Array.from({ length: 50 }, (_, id) => getImport(gateway, String(id + 1))));
    expect(counter.requests).toEqual([PROBE]);
  });
});
