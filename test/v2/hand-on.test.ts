/** The routes for imports where Milvus has a REST API of its own: the request goes on to it, and its response comes back. */
import type { ServerResponse } from "node:http";
import { describe, expect, it } from "vitest";
import { type ScriptedGateway, startScriptedGateway } from "../support/scripted-gateway.ts";
import type { Script } from "../support/scripted-milvus.ts";

const PREFIX = "/v2/vectordb/jobs/import/";
const ID = "458123456789012345";
const OTHER_ID = "458123456789012346";

/** Every field that Milvus has, and one that it may get. */
const PROGRESS = {
  collectionName: "books",
  completeTime: "2026-07-20T16:00:31+08:00",
  createTime: "2026-07-20T16:00:02+08:00",
  details: [
    {
      completeTime: "2026-07-20T16:00:14+08:00",
      fileName: "[b/2/id.npy b/2/vec.npy]",
      fileSize: 601_200,
      importedRows: 2000,
      progress: 100,
      state: "Completed",
      totalRows: 2000,
    },
    {
      completeTime: "",
      fileName: "[b/1/id.npy b/1/vec.npy]",
      fileSize: 901_200,
      importedRows: 0,
      progress: 0,
      reason: "no such file",
      state: "Failed",
      totalRows: 3000,
    },
  ],
  fileSize: 1_502_400,
  importedRows: 5000,
  jobId: ID,
  newerField: { of: ["a", "later", "release"] },
  progress: 100,
  state: "Completed",
  totalRows: 5000,
};
const RECORDS = [
  { collectionName: "books", jobId: OTHER_ID, progress: 40, state: "Importing" },
  { collectionName: "books", jobId: ID, progress: 0, reason: "import timeout", state: "Failed" },
];
const BOOKS = { collectionName: "books" };
const CREATE = {
  collectionName: "books",
  files: [["1/id.npy", "1/vec.npy"], ["2.parquet"]],
  options: { timeout: "3h" },
};

/** Of a Milvus 3.0 whose every method succeeds, by either protocol. */
const MILVUS: Script = {
  GetVersion: { version: "v3.0.2" },
  GetImportState: {
    state: "ImportStarted",
    row_count: "5",
    create_ts: "1704551047",
    infos: [{ key: "progress_percent", value: "40" }],
  },
  ListImportTasks: { tasks: [{ state: "ImportCompleted", infos: [] }] },
  DescribeCollection: {},
  Import: { tasks: [OTHER_ID] },
  "import/get_progress": PROGRESS,
  "import/list": { records: RECORDS },
  "import/create": { jobId: ID },
  "import/commit": {},
  "import/abort": {},
};

/** What `MILVUS` says of a job by gRPC. */
const BY_GRPC = { jobId: ID, createTime: "2024-01-06T14:24:07Z", state: "Importing", progress: 40, importedRows: 5 };

type Headers = Readonly<Record<string, string>>;

const post = ({ send }: Pick<ScriptedGateway, "send">, route: string, json: object, headers: Headers = {}) =>
  send(PREFIX + route, { method: "POST", json, headers });

/** What Milvus's REST was asked, but for whether it is there. */
const askedByRest = ({ milvus }: ScriptedGateway) =>
  milvus.restCalls.filter(({ body }) => body !== "{}").map(({ method, body }) => [method, JSON.parse(body) as object]);

/** What its gRPC API was asked, but for its version. */
const askedByGrpc = ({ milvus }: ScriptedGateway) =>
  milvus.calls.map(({ rpc }) => rpc).filter((rpc) => rpc !== "GetVersion");

/** How REST responds but to the question whether it is there, which is an error of Milvus's. */
const responding = (write: (response: ServerResponse) => void) => (response: ServerResponse, body: string) =>
  body === "{}" ? void response.end('{"code":1802,"message":"missing required parameters"}') : write(response);

/** A response that is no envelope, such as a proxy on the way or an old Milvus writes. */
const plain = (status: number, body: string) =>
  responding((response) => response.writeHead(status, { "Content-Type": "text/plain" }).end(body));

const cut = responding((response) => response.destroy());

const ROUTES = [
  ["describe", { jobId: ID }, "import/get_progress", { jobId: ID }, PROGRESS],
  ["get_progress", { jobId: ID }, "import/get_progress", { jobId: ID }, PROGRESS],
  ["list", BOOKS, "import/list", { dbName: "default", ...BOOKS }, { records: RECORDS }],
  ["create", CREATE, "import/create", { dbName: "default", ...CREATE }, { jobId: ID }],
  ["commit", { jobId: ID }, "import/commit", { jobId: ID }, {}],
  ["abort", { jobId: ID }, "import/abort", { jobId: ID }, {}],
] as const;

describe("Milvus's own response comes back", () => {
  it.each(ROUTES)("of %s %j, with every field", async (route, body, method, sent, data) => {
    const gateway = await startScriptedGateway(MILVUS);
    const response = await post(gateway, route, body);
    expect([response.status, response.json]).toEqual([200, { code: 0, data }]);
    expect(askedByRest(gateway).filter(([asked]) => asked === method)).toEqual([[method, sent]]);
    expect(askedByGrpc(gateway)).toEqual([]);
  });

  it.each(ROUTES)("of %s %j, with the code 200 of Milvus before 2.4.3", async (route, body, method, _sent, data) => {
    const { send } = await startScriptedGateway({ ...MILVUS, [method]: { code: 200, data } });
    expect((await post({ send }, route, body)).json).toEqual({ code: 200, data });
  });

  it.each([
    ["an error", { code: 2100, message: `import job does not exist, jobID=${ID}` }, 200],
    ["an unknown partition, whose code is that of an old success", { code: 200, message: "partition not found" }, 200],
    ["an error of a code that nobody knows", { code: 4711, message: "new" }, 200],
    ["a wrong login", { status: 401, code: 1800, message: "user hasn't authenticated" }, 401],
    ["a missing privilege", { status: 403, code: 65535, message: "PrivilegeImport: permission deny to ann" }, 403],
    ["a timeout", { status: 408, code: 10001, message: "request timeout" }, 408],
  ])("of %s, with its status", async (_what, reply, status) => {
    const { code, message } = reply;
    for (const [route, body, method] of ROUTES) {
      const gateway = await startScriptedGateway({ ...MILVUS, [method]: reply });
      const response = await post(gateway, route, body);
      expect([route, response.status, response.json]).toEqual([route, status, { code, message }]);
      expect(askedByGrpc(gateway)).toEqual([]);
    }
  });

  it.each([
    ["the text of an old Milvus's timeout", plain(408, "timeout"), 408, 10001, /^request timeout$/],
    ["an HTML page", plain(502, "<html>Bad Gateway</html>"), 200, 5, /^service internal error, error: .*HTTP 502/],
    ["nothing but a status", plain(500, ""), 200, 5, /^service internal error, error: .*HTTP 500/],
    ["an overloaded proxy", plain(503, "no healthy upstream"), 200, 2, /^service unavailable, error: /],
    ["JSON without a code", plain(200, '{"data":{}}'), 200, 5, /^service internal error, error: /],
    ["an envelope without a message", { status: 500, code: 500 }, 200, 500, /./],
    ["a success with the status of a failure", { status: 500, code: 0, data: {} }, 200, 5, /^service internal error/],
  ])("as an envelope with a code where it is none: %s", async (_what, reply, status, code, message) => {
    for (const [route, body, method] of ROUTES) {
      const gateway = await startScriptedGateway({ ...MILVUS, [method]: reply });
      const response = await post(gateway, route, body);
      const envelope = { code, message: expect.stringMatching(message) };
      expect([route, response.status, response.json]).toEqual([route, status, envelope]);
      expect(askedByGrpc(gateway)).toEqual([]);
    }
  });

  it("with its secrets redacted, in fields and in messages", async () => {
    const script: Script = {
      ...MILVUS,
      "import/get_progress": { ...PROGRESS, reason: "cannot read s3://key:secret@lake/a.json" },
      "import/list": { code: 2100, message: "cannot read s3://key:secret@lake/a.json" },
    };
    const { send } = await startScriptedGateway(script);
    const reason = "cannot read s3://***@lake/a.json";
    expect((await post({ send }, "describe", { jobId: ID })).json).toEqual({ code: 0, data: { ...PROGRESS, reason } });
    expect((await post({ send }, "list", {})).json).toEqual({ code: 2100, message: reason });
  });

  it.each([
    ["describe", { jobId: ID }, `"jobId":${ID},`],
    ["list", {}, `"jobId":${OTHER_ID},`],
    ["create", CREATE, `"jobId":${ID}}`],
  ])("of %s with ids as numbers for those who allow it", async (route, body, text) => {
    const { send } = await startScriptedGateway(MILVUS);
    const numbers = await post({ send }, route, body, { "Accept-Type-Allow-Int64": "true" });
    const texts = await post({ send }, route, body, { "Accept-Type-Allow-Int64": "false" });
    expect(numbers.text).toContain(text);
    expect(texts.text).toContain(text.replace(/\d+/, '"$&"'));
  });

  it.each([
    `"jobId":"${ID}","importedRows":9007199254740993,"fileSize":9223372036854775807,"progress":7`,
    '"segments":[449130000000000001]',
    '"segments":[1,-449130000000000001]',
    '"text":"segments, 449130000000000001, [449130000000000001]"',
  ])("to the last digit: %s", async (fields) => {
    const data = `{${fields}}`;
    const { send } = await startScriptedGateway({
      ...MILVUS,
      "import/get_progress": responding((response) => response.end(`{ "code" : 0 , "data" : ${data} }`)),
    });
    expect((await post({ send }, "describe", { jobId: ID })).text).toBe(`{"code":0,"data":${data}}`);
  });

  it("without any of its headers", async () => {
    const { send } = await startScriptedGateway({
      ...MILVUS,
      "import/list": (response) =>
        response
          .writeHead(200, {
            "Access-Control-Allow-Origin": "*",
            "Access-Control-Allow-Credentials": "true",
            "Content-Type": "application/json",
            "Set-Cookie": "a=b",
            "WWW-Authenticate": "Basic",
            "X-Milvus-Trace-Id": "4bf92f3577b34da6a3ce929d0e0e4736",
          })
          .end('{"code":0,"data":{"records":[]}}'),
    });
    const own = await post({ send }, "list", {});
    const translated = await post(await startScriptedGateway({ ListImportTasks: { tasks: [] } }), "list", {});
    expect(own.text).toBe(translated.text);
    const names = Object.keys(translated.headers).sort();
    expect(Object.keys(own.headers).sort()).toEqual(names);
    expect(own.headers).toEqual({
      ...translated.headers,
      date: expect.any(String),
      "x-request-id": expect.any(String),
    });
  });
});

describe("what goes on to Milvus's REST", () => {
  it("is the body's fields, and of the headers a fixed few", async () => {
    const gateway = await startScriptedGateway(MILVUS);
    const body = { ...CREATE, dbName: null, partitionName: "", clusterId: "x", secret: "y" };
    const response = await post(gateway, "create", body, {
      Accept: "text/html",
      "Accept-Type-Allow-Int64": "true",
      Authorization: "Bearer root:Milvus",
      Cookie: "a=b",
      "DB-Name": "library",
      "Idempotency-Key": "night-42",
      "Request-Timeout": "7",
      "User-Agent": "curl/8",
      "X-Forwarded-For": "10.0.0.1",
    });
    expect(response.json).toMatchObject({ code: 0 });
    const { headers, body: sent } = gateway.milvus.restCalls.find(({ method }) => method === "import/create") ?? {};
    expect(headers).toEqual({
      host: gateway.milvus.address,
      connection: "keep-alive",
      "content-type": "application/json",
      "content-length": String(sent?.length),
      authorization: "Basic cm9vdDpNaWx2dXM=",
      "db-name": "library",
      "idempotency-key": "night-42",
    });
    expect(JSON.parse(sent ?? "")).toEqual({ dbName: "library", ...CREATE });
  });

  it.each([
    ["Bearer root:Milvus", "Basic cm9vdDpNaWx2dXM="],
    ["Basic cm9vdDpNaWx2dXM=", "Basic cm9vdDpNaWx2dXM="],
    ["Bearer 0123abcd", "Bearer 0123abcd"],
    ["Bearer ", undefined],
  ])("is Authorization: %s as %s", async (authorization, sent) => {
    const { send, milvus } = await startScriptedGateway(MILVUS);
    for (const [route, body] of ROUTES) await post({ send }, route, body, { Authorization: authorization });
    expect(new Set(milvus.restCalls.map(({ headers }) => headers.authorization))).toEqual(new Set([sent]));
  });

  it.each([
    ["list", { dbName: "library", ...BOOKS }, {}, "library", { dbName: "library", ...BOOKS }],
    ["list", BOOKS, { "DB-Name": "library" }, "library", { dbName: "library", ...BOOKS }],
    ["list", BOOKS, {}, "default", { dbName: "default", ...BOOKS }],
    ["list", { dbName: "library" }, {}, "library", {}],
    ["describe", { jobId: ID, dbName: "other" }, { "DB-Name": "library" }, "library", { jobId: ID }],
    ["commit", { jobId: ID }, { "DB-Name": "library" }, "library", { jobId: ID }],
  ])("is the database of %s %j with the headers %j: %s", async (route, body, headers, database, sent) => {
    const { send, milvus } = await startScriptedGateway(MILVUS);
    await post({ send }, route, body, headers);
    expect(milvus.restCalls.map((call) => call.headers["db-name"])).toEqual([database, database]);
    expect(JSON.parse(milvus.restCalls.at(-1)?.body ?? "")).toEqual(sent);
  });

  it("is an id in exact digits, as text, that was sent as a number", async () => {
    const gateway = await startScriptedGateway(MILVUS);
    const body = `{"jobId":${ID}}`;
    const response = await gateway.send(`${PREFIX}describe`, { method: "POST", body });
    expect(response.json).toEqual({ code: 0, data: PROGRESS });
    expect(askedByRest(gateway)).toEqual([["import/get_progress", { jobId: ID }]]);
  });

  it.each(["describe", "get_progress", "commit", "abort"])("is no id of another form: %s", async (route) => {
    const gateway = await startScriptedGateway(MILVUS);
    const response = await post(gateway, route, { jobId: "job-0123456789" });
    expect([response.status, response.json]).toEqual([
      200,
      { code: 1100, message: expect.stringContaining('error: jobId "job-0123456789" must be a decimal') },
    ]);
    expect([gateway.milvus.restCalls, gateway.milvus.calls]).toEqual([[], []]);
  });

  it.each(["create", "commit", "abort"])("is no %s on a gateway that is read-only", async (route) => {
    const gateway = await startScriptedGateway(MILVUS, { READ_ONLY: "true" });
    const response = await post(gateway, route, { ...CREATE, jobId: ID });
    expect([response.status, response.json]).toEqual([403, { code: 65535, message: "This gateway starts no work." }]);
    expect([gateway.milvus.restCalls, gateway.milvus.calls]).toEqual([[], []]);
    expect((await post(gateway, "describe", { jobId: ID })).json).toEqual({ code: 0, data: PROGRESS });
  });
});

describe("work that was sent by REST is sent once, and never by gRPC", () => {
  const CHANGES = ROUTES.filter(([route]) => ["create", "commit", "abort"].includes(route));
  const lost = "It may have been done all the same.";
  it.each([
    ["a cut connection", cut, 200, 2, new RegExp(`^service unavailable, error: .*the connection was cut\\. ${lost}$`)],
    ["a broken response", plain(500, "oops"), 200, 5, new RegExp(`${lost}$`)],
    ["a timeout of Milvus's", plain(408, "timeout"), 408, 10001, /^request timeout$/],
    ["a route that is missing", plain(404, "404 page not found"), 200, 10, /^service unimplemented, error: /],
    ["an error", { code: 2100, message: "no" }, 200, 2100, /^no$/],
  ])("after %s", async (_what, reply, status, code, message) => {
    for (const [route, body, method] of CHANGES) {
      const gateway = await startScriptedGateway({ ...MILVUS, [method]: reply });
      const response = await post(gateway, route, body);
      const envelope = { code, message: expect.stringMatching(message) };
      expect([route, response.status, response.json]).toEqual([route, status, envelope]);
      expect(askedByRest(gateway).map(([asked]) => asked)).toEqual([method]);
      expect(askedByGrpc(gateway)).toEqual([]);
    }
  });

  it("when there is no response in time", async () => {
    const script = { ...MILVUS, "import/create": new Promise<object>(() => {}) };
    const gateway = await startScriptedGateway(script, { DEFAULT_TIMEOUT_MS: "100" });
    const response = await post(gateway, "create", CREATE);
    expect([response.status, response.json]).toEqual([408, { code: 10001, message: "request timeout" }]);
    expect([askedByRest(gateway).length, askedByGrpc(gateway)]).toEqual([1, []]);
  });

  it("while REST fails: reads go by gRPC then, but work is sent by REST all the same", async () => {
    const script: Script = { ...MILVUS, "import/list": cut };
    const gateway = await startScriptedGateway(script);
    await post(gateway, "list", BOOKS);
    expect((await post(gateway, "create", CREATE)).json).toEqual({ code: 0, data: { jobId: ID } });
    expect((await post(gateway, "commit", { jobId: ID })).json).toEqual({ code: 0, data: {} });
    expect((await post(gateway, "abort", { jobId: ID })).json).toEqual({ code: 0, data: {} });
    expect(askedByGrpc(gateway)).toEqual(["ListImportTasks"]);
  });

  it("when its caller leaves: it is not cancelled", async () => {
    let reply: (data: object) => void = () => {};
    const script = { ...MILVUS, "import/create": new Promise<object>((resolve) => (reply = resolve)) };
    const gateway = await startScriptedGateway(script);
    await post(gateway, "describe", { jobId: ID });
    const caller = new AbortController();
    const received = gateway.milvus.next("received");
    const creating = gateway.send(`${PREFIX}create`, { method: "POST", json: CREATE, signal: caller.signal });
    expect(await received).toBe("import/create");
    caller.abort();
    await expect(creating).rejects.toThrow("aborted");
    const cancelled: unknown[] = [];
    gateway.milvus.next("cancelled").then((method) => cancelled.push(method));
    await post(gateway, "get_progress", { jobId: ID }); // the gateway has noticed by then
    reply({ jobId: ID });
    await post(gateway, "get_progress", { jobId: ID });
    expect(cancelled).toEqual([]);
    expect(askedByGrpc(gateway)).toEqual([]);
  });
});

describe("where Milvus's REST is only partly there", () => {
  it("describes a job where Milvus has only get_progress", async () => {
    const gateway = await startScriptedGateway({ "import/get_progress": PROGRESS });
    expect((await post(gateway, "describe", { jobId: ID })).json).toEqual({ code: 0, data: PROGRESS });
    expect(gateway.milvus.restCalls.map(({ method }) => method)).not.toContain("import/describe");
  });

  it.each(["commit", "abort"])("says that Milvus 2.6 has no %s, and goes on using the rest", async (route) => {
    const gateway = await startScriptedGateway({ ...MILVUS, [`import/${route}`]: undefined });
    expect((await post(gateway, route, { jobId: ID })).json).toEqual({
      code: 10,
      message: `service unimplemented, error: This Milvus does not implement import/${route}; it came with Milvus 3.0.`,
    });
    expect((await post(gateway, "describe", { jobId: ID })).json).toEqual({ code: 0, data: PROGRESS });
    expect(askedByGrpc(gateway)).toEqual([]);
  });
});

describe("where Milvus's REST is not to be had, gRPC is translated", () => {
  const WITHOUT: Script = Object.fromEntries(Object.entries(MILVUS).filter(([method]) => !method.includes("/")));
  const RECORD = { state: "Completed", progress: 100 };

  it.each([
    ["absent", WITHOUT, {}],
    ["turned off", MILVUS, { MILVUS_HTTP: "off" }],
  ])("because it is %s", async (_what, script, settings: Headers) => {
    const gateway = await startScriptedGateway(script, settings);
    expect((await post(gateway, "describe", { jobId: ID })).json).toEqual({ code: 0, data: BY_GRPC });
    expect((await post(gateway, "get_progress", { jobId: ID })).json).toEqual({ code: 0, data: BY_GRPC });
    expect((await post(gateway, "list", {})).json).toEqual({ code: 0, data: { records: [RECORD] } });
    const one = { ...CREATE, files: [["2.parquet"]] };
    expect((await post(gateway, "create", one)).json).toEqual({ code: 0, data: { jobId: OTHER_ID } });
    expect((await post(gateway, "create", CREATE)).json).toEqual({
      code: 1100,
      message: expect.stringContaining("files has 2 lists, but a job started by gRPC takes one"),
    });
    for (const route of ["commit", "abort"]) {
      expect((await post(gateway, route, { jobId: ID })).json).toEqual({
        code: 10,
        message: expect.stringMatching(/^service unimplemented, error: Only Milvus's own REST has this/),
      });
    }
    expect(askedByRest(gateway)).toEqual([]);
  });

  it.each([
    ["describe", { jobId: ID }, "import/get_progress", BY_GRPC],
    ["list", BOOKS, "import/list", { records: [{ ...BOOKS, ...RECORD }] }],
  ] as const)("because it fails for %s %j, and is not asked again for a minute", async (route, body, method, data) => {
    const gateway = await startScriptedGateway({ ...MILVUS, [method]: cut });
    expect((await post(gateway, route, body)).json).toEqual({ code: 0, data });
    const asked = askedByRest(gateway); // twice: the connection that was cut had been used before
    expect(asked.map(([about]) => about)).toEqual([method, method]);
    expect((await post(gateway, route, body)).json).toEqual({ code: 0, data });
    expect(askedByRest(gateway)).toEqual(asked);
    expect(askedByGrpc(gateway)).toHaveLength(2);
  });

  it("because it does not respond in time, within the caller's", async () => {
    const script: Script = { ...MILVUS, "import/list": new Promise<object>(() => {}) };
    const gateway = await startScriptedGateway(script, { DEFAULT_TIMEOUT_MS: "500" });
    const response = await post(gateway, "list", BOOKS);
    expect(response.json).toEqual({ code: 0, data: { records: [{ ...BOOKS, ...RECORD }] } });
  });
});

describe("a list serves for 5 s", () => {
  it("to those who ask for the same, at once and later, and costs Milvus one request", async () => {
    const script: Script = { ...MILVUS };
    const gateway = await startScriptedGateway(script);
    const { send, milvus } = gateway;
    const first = await Promise.all([post({ send }, "list", {}), post({ send }, "list", { dbName: "default" })]);
    script["import/list"] = { records: [] };
    const later = await post({ send }, "list", {});
    const expected = { code: 0, data: { records: RECORDS } };
    expect([...first, later].map(({ json }) => json)).toEqual([expected, expected, expected]);
    const lists = () => milvus.restCalls.filter(({ method }) => method === "import/list");
    expect(lists()).toHaveLength(1);

    const others = [
      await post({ send }, "list", BOOKS),
      await post({ send }, "list", {}, { Authorization: "Bearer ann:Milvus" }),
      await post({ send }, "list", {}, { "DB-Name": "library" }),
    ];
    expect(others.map(({ json }) => json)).toEqual(others.map(() => ({ code: 0, data: { records: [] } })));
    expect(lists()).toHaveLength(4);
  });
});

describe("a Milvus 2.4.1, which an unknown id would kill", () => {
  const OLD: Script = { ...MILVUS, GetVersion: { version: "v2.4.1" } };

  it("is asked for its list before it is asked for a job", async () => {
    const gateway = await startScriptedGateway(OLD);
    expect((await post(gateway, "describe", { jobId: ID })).json).toEqual({ code: 0, data: PROGRESS });
    expect(gateway.milvus.restCalls.map(({ method }) => method)).toEqual([
      "import/get_progress", // whether it is there
      "import/list",
      "import/get_progress",
    ]);
    expect(askedByGrpc(gateway)).toEqual([]);
  });

  it.each(["describe", "get_progress"])("is not asked for a job that no list shows: %s", async (route) => {
    const gateway = await startScriptedGateway(OLD);
    expect((await post(gateway, route, { jobId: "7" })).json).toEqual({
      code: 2100,
      message: "job does not exist, error: Milvus lists no import job 7.",
    });
    expect(gateway.milvus.restCalls.map(({ method }) => method)).toEqual([
      "import/get_progress", // whether it is there
      "import/list",
      "import/list", // afresh: a kept one may be older than the job
    ]);
    expect(askedByGrpc(gateway)).toEqual([]);
  });

  it("is asked for a job that only a fresh list shows", async () => {
    const script: Script = { ...OLD, "import/list": { records: [] } };
    const gateway = await startScriptedGateway(script);
    await post(gateway, "list", {});
    script["import/list"] = { records: RECORDS };
    expect((await post(gateway, "describe", { jobId: ID })).json).toEqual({ code: 0, data: PROGRESS });
  });
});
