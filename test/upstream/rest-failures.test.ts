/** A REST that fails never fails or delays what gRPC answers, and is left alone for a minute. */
import type { ServerResponse } from "node:http";
import { setImmediate } from "node:timers/promises";
import { afterEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { afterProbe, byGrpc, byRest, cuts, ID, jobOf, PATH, unavailable, writes } from "../support/import-replies.ts";
import { createLog } from "../support/log.ts";
import { startScriptedGateway } from "../support/scripted-gateway.ts";
import { GrpcFailure, type Script, startScriptedMilvus } from "../support/scripted-milvus.ts";

const FIELDS = { percent: "40", rows: 100 };
const BY_GRPC = { GetImportState: byGrpc("ImportStarted", FIELDS), ListImportTasks: { tasks: [] } };
const warned = (reason: string) => jobOf("ImportStarted", FIELDS, { warnings: [unavailable(reason)] });
const OF_BOTH = jobOf("ImportStarted", FIELDS, { collectionName: "books" });
const IMPORTING = byRest("Importing", { progress: 40, importedRows: 100 });

afterEach(() => {
  vi.useRealTimers();
});

/** Begins a whole response and cuts the connection in the middle of it. */
const cutsInTheMiddle = (response: ServerResponse) => {
  response.writeHead(200, { "Content-Type": "application/json", "Content-Length": 1000 });
  response.write('{"code":0,"data":{"collectionName":"books"', () => response.destroy());
};

const resets = (response: ServerResponse) => {
  response.socket?.resetAndDestroy();
};

const bodiesOf = ({ restCalls }: { restCalls: readonly { method: string; body: string }[] }) =>
  restCalls.map(({ method, body }) => [method, body]);

const QUESTION = ["import/get_progress", "{}"];
const READ = ["import/get_progress", `{"jobId":"${ID}"}`];

/** A method whose responses stay open; `next` resolves with the next one. */
function hanging() {
  const waiting: ((response: ServerResponse) => void)[] = [];
  return {
    hang: (response: ServerResponse) => waiting.shift()?.(response),
    next: () => new Promise<ServerResponse>((resolve) => waiting.push(resolve)),
  };
}

describe("a failure closes REST for reads", () => {
  test.each([
    // Sent once more: Milvus may have closed a connection that was idle.
    ["closed", cuts, "the connection was cut", "the connection was cut", [READ, READ]],
    ["reset", resets, "the connection was cut", "the connection was cut", [READ]],
    ["cut in the middle", cutsInTheMiddle, "the connection was cut", "the connection was cut", [READ]],
    [
      "answered with 408 and a text",
      writes("timeout", { "Content-Type": "text/plain" }, 408),
      "Milvus's REST did not finish import/get_progress in time.",
      "HTTP 408",
      [READ],
    ],
    [
      "answered with 408",
      { status: 408, code: 10_001, message: "request timeout" },
      "request timeout",
      "HTTP 408",
      [READ],
    ],
  ])("when a read is %s", async (_how, failure, first, then, sent) => {
    const { log, lines } = createLog();
    const respond = typeof failure === "function" ? afterProbe(failure) : failure;
    const script: Script = { ...BY_GRPC, "import/get_progress": respond, "import/commit": {}, "import/list": {} };
    const { send, milvus } = await startScriptedGateway(script, {}, { log });
    expect((await send(PATH)).json).toEqual(warned(first));
    const second = await send(PATH);
    const third = await send(PATH);
    expect([second.json, third.json]).toEqual([warned(then), warned(then)]);
    expect(third.headers.etag).toBe(second.headers.etag);
    expect((await send("/v1/jobs/import")).status).toBe(200);
    expect(bodiesOf(milvus)).toEqual([QUESTION, ...sent]);
    expect(lines.filter(({ level }) => level === 40)).toEqual([
      {
        level: 40,
        time: expect.any(Number),
        reason: then,
        msg: "Milvus's REST fails: not asked for a minute",
      },
    ]);

    const commit = await send(`${PATH}:commit`, { method: "POST" });
    expect({ status: commit.status, json: commit.json }).toEqual({ status: 202, json: warned(then) });
    expect(bodiesOf(milvus)).toEqual([QUESTION, ...sent, ["import/commit", `{"jobId":"${ID}"}`]]);
  });

  test("when the question whether it is there gets no response", async () => {
    const rest = await startScriptedMilvus({ "import/get_progress": cuts });
    onTestFinished(() => rest.stop());
    const { send } = await startScriptedGateway(BY_GRPC, { MILVUS_HTTP: `http://${rest.address}` });
    const responses = [await send(PATH), await send(PATH)];
    expect(responses.map(({ json }) => json)).toEqual(Array(2).fill(warned("the connection was cut")));
    expect(bodiesOf(rest)).toEqual([QUESTION]);
  });

  test("when nothing listens there", async () => {
    const gone = await startScriptedMilvus({});
    gone.stop();
    const { send } = await startScriptedGateway(BY_GRPC, { MILVUS_HTTP: `http://${gone.address}` });
    const responses = [await send(PATH), await send(PATH)];
    expect(responses.map(({ json }) => json)).toEqual(Array(2).fill(warned("the connection was refused")));
    expect(new Set(responses.map(({ headers }) => headers.etag)).size).toBe(1);
    const commit = await send(`${PATH}:commit`, { method: "POST" });
    expect(commit.json).toMatchObject({
      status: 503,
      code: "UPSTREAM_UNAVAILABLE",
      detail: "Milvus's REST gave no response to import/commit: the connection was refused.",
      retryable: true,
    });
  });

  test("until a minute is over", async () => {
    const script: Script = { ...BY_GRPC, "import/get_progress": afterProbe(resets) };
    const { send, milvus } = await startScriptedGateway(script);
    expect((await send(PATH)).json).toEqual(warned("the connection was cut"));
    script["import/get_progress"] = IMPORTING;
    expect((await send(PATH)).json).toEqual(warned("the connection was cut"));
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 60_001 });
    expect((await send(PATH)).json).toEqual(OF_BOTH);
    expect(bodiesOf(milvus)).toEqual([QUESTION, READ, QUESTION, READ]);
  });

  test("when a list fails, for reads of one import, too", async () => {
    const { send, milvus } = await startScriptedGateway({
      ...BY_GRPC,
      "import/get_progress": IMPORTING,
      "import/list": resets,
    });
    expect((await send("/v1/jobs/import")).status).toBe(200);
    expect((await send(PATH)).json).toEqual(warned("the connection was cut"));
    expect(bodiesOf(milvus)).toEqual([QUESTION, ["import/list", "{}"]]);
  });
});

describe("a response of Milvus's closes nothing", () => {
  test.each([
    ["without credentials", { status: 401, code: 1800, message: "user hasn't authenticated" }],
    ["without the privilege", { status: 403, code: 65_535, message: "permission deny" }],
    ["with a code", { code: 2100, message: "import job does not exist" }],
    ["while it is not ready", { code: 1, message: "service not ready" }],
    ["after a panic", { status: 500, code: 500, message: "panic" }],
  ])("%s", async (_case, reply) => {
    const script: Script = { ...BY_GRPC, "import/get_progress": reply };
    const { send, milvus } = await startScriptedGateway(script);
    const responses = [await send(PATH), await send(PATH)];
    expect(responses.map(({ json }) => json)).toEqual(Array(2).fill(warned(reply.message)));
    expect(bodiesOf(milvus)).toEqual([QUESTION, READ, READ]);
    script["import/get_progress"] = IMPORTING;
    expect((await send(PATH)).json).toEqual(OF_BOTH);
  });
});

/** A gateway that has read an import once, in front of a Milvus whose REST answers no further read. */
async function startHanging() {
  const { hang, next } = hanging();
  const script: Script = { ...BY_GRPC, "import/get_progress": IMPORTING };
  const { send, milvus } = await startScriptedGateway(script);
  expect((await send(PATH)).json).toEqual(OF_BOTH);
  script["import/get_progress"] = afterProbe(hang);
  return { send, script, milvus, arrived: next() };
}

/** From now on time passes only when the test says so. */
function holdTime(): void {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date"], shouldClearNativeTimers: true });
}

/** What comes of it while no time passes at all. */
async function atOnce<T>(pending: Promise<T>): Promise<T> {
  let isOver = false;
  const over = pending.finally(() => {
    isOver = true;
  });
  while (!isOver) {
    await setImmediate();
    await vi.advanceTimersByTimeAsync(0);
  }
  return over;
}

describe("a REST that never answers", () => {
  test("holds no good response of gRPC up until its own is over", async () => {
    const { hang, next } = hanging();
    const arrived = next();
    const { send } = await startScriptedGateway({ ...BY_GRPC, "import/get_progress": afterProbe(hang) });
    const { status, json } = await send(PATH);
    const { destroyed, writableEnded } = await arrived;
    expect({ status, json, destroyed, writableEnded }).toEqual({
      status: 200,
      json: warned("Milvus did not reply to import/get_progress in time."),
      destroyed: false,
      writableEnded: false,
    });
  });

  test("holds no failure of gRPC up at all", async () => {
    const { send, script, arrived } = await startHanging();
    holdTime(); // no patience ends
    script.GetImportState = new GrpcFailure(14, "no connection");
    const { json } = await atOnce(send(PATH));
    const { writableEnded } = await arrived;
    expect({ json, writableEnded }).toMatchObject({ json: { code: "UPSTREAM_UNAVAILABLE" }, writableEnded: false });
  });

  test("is not asked any more after five seconds", async () => {
    const { send, script, milvus, arrived } = await startHanging();
    script["import/commit"] = {};
    holdTime();
    const response = send(PATH);
    await arrived;
    await vi.advanceTimersByTimeAsync(2_000);
    expect((await atOnce(response)).json).toEqual(warned("Milvus did not reply to import/get_progress in time."));
    await vi.advanceTimersByTimeAsync(3_000);
    const later = [await atOnce(send(PATH)), await atOnce(send(PATH))];
    expect(later.map(({ json }) => json)).toEqual(Array(2).fill(warned("no response within 5 s")));
    expect(new Set(later.map(({ headers }) => headers.etag)).size).toBe(1);
    expect(bodiesOf(milvus)).toEqual([QUESTION, READ, READ]);
    expect((await atOnce(send(`${PATH}:commit`, { method: "POST" }))).status).toBe(202);
    expect(bodiesOf(milvus)).toHaveLength(4);
  });

  test("delays nobody who asks for the same in the meantime", async () => {
    const { send, milvus, arrived } = await startHanging();
    const patient = send(PATH);
    await arrived;
    const hurried = await send(PATH, { headers: { "Request-Timeout": "0.5" } });
    expect(hurried.json).toEqual(warned("Milvus did not reply to import/get_progress in time."));
    expect((await patient).json).toEqual(hurried.json);
    expect(milvus.calls.filter(({ rpc }) => rpc === "GetImportState")).toHaveLength(3);
  });

  test("to a list, delays nobody who asks for the same in the meantime", async () => {
    const { send, script, milvus } = await startHanging();
    const { hang, next } = hanging();
    script["import/list"] = hang;
    const arrived = next();
    const patient = send("/v1/jobs/import", { headers: { "Request-Timeout": "2" } });
    await arrived;
    const hurried = await send("/v1/jobs/import", { headers: { "Request-Timeout": "0.5" } });
    expect({ status: hurried.status, json: hurried.json }).toEqual({
      status: 200,
      json: { jobs: [], nextPageToken: "" },
    });
    expect((await patient).json).toEqual(hurried.json);
    expect(milvus.restCalls.filter(({ method }) => method === "import/list")).toHaveLength(1);
  });

  test("to the question whether it is there, delays one response, and no more than that", async () => {
    const { hang, next } = hanging();
    const arrived = next();
    const { send, milvus } = await startScriptedGateway({ ...BY_GRPC, "import/get_progress": hang });
    const { status, json } = await send(PATH);
    const { destroyed } = await arrived;
    expect({ status, json, destroyed }).toEqual({ status: 200, json: warned("no response yet"), destroyed: false });
    expect(bodiesOf(milvus)).toEqual([QUESTION]);
  });

  test("to the question whether it is there, leaves gRPC most of a short time", async () => {
    const { hang, next } = hanging();
    const arrived = next();
    const { send, milvus } = await startScriptedGateway({ ...BY_GRPC, "import/get_progress": hang });
    holdTime();
    const response = send(PATH, { headers: { "Request-Timeout": "0.9" } });
    await arrived;
    const called = milvus.next("received");
    await vi.advanceTimersByTimeAsync(300);
    expect(await called).toBe("GetImportState");
    expect((await atOnce(response)).json).toEqual(warned("no response yet"));
  });

  test("to the question whether it is there, delays no start that does not need it", async () => {
    const { hang } = hanging();
    const { send, milvus } = await startScriptedGateway({
      DescribeCollection: {},
      Import: { tasks: ["5"] },
      "import/get_progress": hang,
    });
    const json = { collectionName: "books", files: ["a.json"] };
    expect((await send("/v1/jobs/import", { method: "POST", json })).status).toBe(202);
    expect(milvus.restCalls).toEqual([]);
  });

  test("to a list, lets gRPC answer in what is left of the time", async () => {
    const { hang, next } = hanging();
    const arrived = next();
    const { send } = await startScriptedGateway({
      ...BY_GRPC,
      "import/get_progress": IMPORTING,
      "import/list": hang,
    });
    const { status, json } = await send("/v1/jobs/import", { headers: { "Request-Timeout": "1" } });
    const { writableEnded } = await arrived;
    expect({ status, json, writableEnded }).toEqual({
      status: 200,
      json: { jobs: [], nextPageToken: "" },
      writableEnded: false,
    });
  });
});

test("a version that is waited for takes nobody's time but his who has it", async () => {
  let tell: (message: object) => void = () => {};
  const version = new Promise<object>((resolve) => {
    tell = resolve;
  });
  const script: Script = { ...BY_GRPC, GetVersion: version, "import/get_progress": IMPORTING };
  const { send, milvus } = await startScriptedGateway(script);
  const asked = milvus.next("received");
  const patient = send(PATH);
  expect(await asked).toBe("GetVersion");
  const hurried = await send("/v1/jobs/import/5", { headers: { "Request-Timeout": "0.3" } });
  expect(hurried.json).toMatchObject({ id: "5", collectionName: "books", warnings: [] });
  tell({ version: "v2.6.20" });
  expect((await patient).json).toEqual(OF_BOTH);
});

describe("more calls than there are connections", () => {
  const names = Array.from({ length: 10 }, (_, index) => `import/${index + 1}`);
  const lookUp = { method: "POST", json: { names } };
  const READ_WELL = JSON.stringify({ code: 0, data: IMPORTING });

  /** A gateway whose eight connections all wait for a response; two reads wait for a connection. */
  async function startBusy() {
    const held: ServerResponse[] = [];
    const { log, lines } = createLog();
    const script: Script = {
      ...BY_GRPC,
      "import/get_progress": IMPORTING,
      "import/list": { records: [{ jobId: ID, state: "Importing", progress: 40 }] },
      "import/commit": {},
    };
    const { send, milvus } = await startScriptedGateway(script, {}, { log });
    await send(PATH);
    script["import/get_progress"] = afterProbe((response) => held.push(response));
    holdTime();
    const lookedUp = send("/v1/jobs:lookup", lookUp);
    while (held.length < 8) await setImmediate();
    const answer = () => {
      script["import/get_progress"] = IMPORTING;
      for (const response of held) writes(READ_WELL)(response);
    };
    return {
      send,
      milvus,
      lines,
      lookedUp,
      answer,
      methods: () => milvus.restCalls.slice(2).map((call) => call.method),
    };
  }

  const EIGHT = Array(8).fill("import/get_progress");

  test("are not sent when nobody waits for them any more", async () => {
    const { send, lookedUp, answer, methods } = await startBusy();
    await vi.advanceTimersByTimeAsync(3_000);
    await atOnce(lookedUp);
    expect(methods()).toEqual(EIGHT);
    answer();
    expect((await atOnce(send(PATH))).json).toEqual(OF_BOTH);
    expect(methods()).toEqual([...EIGHT, "import/get_progress"]);
  });

  test("do not close REST because they had to wait", async () => {
    const { send, milvus, lines, answer, methods } = await startBusy();
    const received = milvus.next("received");
    const list = send("/v1/jobs");
    await received; // the list of another kind
    await vi.advanceTimersByTimeAsync(4_000);
    answer();
    const { json } = await atOnce(list);
    expect(json).toMatchObject({ jobs: [{ id: ID }] });
    await vi.advanceTimersByTimeAsync(2_000);
    expect((await atOnce(send(PATH))).json).toEqual(OF_BOTH);
    expect(methods()).toEqual([...EIGHT, "import/list", "import/get_progress"]);
    expect(lines).toEqual([]);
  });

  test("come after what must not be lost", async () => {
    const { send, milvus, answer, methods } = await startBusy();
    const commit = send(`${PATH}:commit`, { method: "POST" });
    const received = milvus.next("received");
    const later = send("/v1/jobs/flush-all/5");
    await received; // the commit has come before it
    await atOnce(later);
    answer();
    expect((await atOnce(commit)).status).toBe(202);
    expect(methods().slice(0, 9)).toEqual([...EIGHT, "import/commit"]);
  });
});
