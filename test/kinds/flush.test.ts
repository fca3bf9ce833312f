/** Flushes, of one collection and of everything: what the worked examples cannot say. */

import { describe, expect, it } from "vitest";
import { runOperation } from "../../src/jobs/run-operation.ts";
import { flushKind } from "../../src/kinds/flush/index.ts";
import { flushAllKind } from "../../src/kinds/flush-all/index.ts";
import { InvalidId } from "../../src/model/ids.ts";
import { makeJob } from "../../src/model/job.ts";
import { GRPC_ONLY } from "../../src/model/server-facts.ts";
import { startScriptedGateway } from "../support/scripted-gateway.ts";
import { createSimulation, failureOf, PATIENT } from "../support/simulated.ts";
import { overWire } from "../support/wire.ts";

const { id: format, get, start } = flushKind;
const { get: getAll, start: startAll } = flushAllKind;
if (!start || !startAll) throw new TypeError("flushes can be started");

const starting = (body: object) => start.run({ body: start.body.parse(body), idempotencyKey: undefined }, GRPC_ONLY);
const startingAll = (body: object) =>
  startAll.run({ body: startAll.body.parse(body), idempotencyKey: undefined }, GRPC_ONLY);

/** An own property of that name, whatever the name. */
const entry = (key: string, value: unknown): object => Object.fromEntries([[key, value]]);

const TS = "470592729907200001";
const TIME = "2026-11-20T10:00:00.000Z";

/** The job of a flush that Milvus returns so. */
async function flushed(collectionName: string, reply: object, isFlushed = false) {
  const { job } = await runOperation(
    starting({ collectionName }),
    async ({ method }) => overWire(method, method === "Flush" ? reply : { flushed: isFlushed }),
    PATIENT,
  );
  return job;
}

const started = (collectionName: string, segmentIds: string[] | null) =>
  makeJob({
    kind: "flush",
    id: `default:${collectionName}:${TS}`,
    state: "running",
    stage: "flushing",
    dbName: "default",
    collectionName,
    createTime: TIME,
    details: { flushTs: TS, flushTime: TIME, segmentIds },
  });

describe("the reply of a flush", () => {
  it.each(["__proto__", "constructor", "toString", "hasOwnProperty"])("is read for a collection %s", async (name) => {
    const reply = { coll_segIDs: entry(name, { data: ["9007199254740993"] }), coll_flush_ts: entry(name, TS) };
    expect(await flushed(name, reply)).toEqual(started(name, ["9007199254740993"]));
  });

  it("may be about the name behind an alias", async () => {
    const reply = { coll_segIDs: { books: { data: ["1"] } }, coll_flush_ts: { books: TS } };
    expect(await flushed("current", reply)).toEqual(started("current", ["1"]));
  });

  it("is not read for another of several collections", async () => {
    const job = await flushed("constructor", { coll_flush_ts: { books: TS, poems: TS } }, true);
    expect([job.id, job.name, job.state, job.warnings.map(({ code }) => code)]).toEqual([
      null,
      null,
      "succeeded",
      ["NO_POLLABLE_ID"],
    ]);
  });

  it("may name no segments, or not speak of them", async () => {
    const times = { coll_flush_ts: { books: TS } };
    expect(await flushed("books", { ...times, coll_segIDs: { books: {} } })).toEqual(started("books", []));
    expect(await flushed("books", times)).toEqual(started("books", null));
  });

  it.each([
    ["18446744073709551615", "4199-11-24T01:22:57.663Z"],
    ["1", null],
  ])("may have the timestamp %s, which is the time %j", async (flushTs, flushTime) => {
    const job = await flushed("books", { coll_flush_ts: { books: flushTs } });
    expect([job.id, job.createTime, job.details]).toEqual([
      `default:books:${flushTs}`,
      flushTime,
      { flushTs, flushTime, segmentIds: null },
    ]);
  });

  it.each([true, false])("without a timestamp is asked about once: flushed %j", async (isFlushed) => {
    const job = await flushed("books", { coll_flush_ts: { books: "0" } }, isFlushed);
    expect([job.name, job.done, job.details]).toEqual([
      null,
      isFlushed,
      { flushTs: null, flushTime: null, segmentIds: null },
    ]);
  });
});

describe("a flush of everything", () => {
  it.each([
    [{}, null, ""],
    [{ dbName: "default" }, null, ""],
    [{ dbName: "library" }, "library", "?dbName=library"],
  ])("that was started with %j is read as the same job", async (json, dbName, query) => {
    const { send } = await startScriptedGateway({ FlushAll: { flush_all_ts: TS }, GetFlushAllState: {} });
    const job = makeJob({
      kind: "flush-all",
      id: TS,
      state: "running",
      stage: "flushing",
      dbName,
      createTime: TIME,
      details: { flushAllTs: TS, flushTime: TIME },
    });
    const started = await send("/v1/jobs/flush-all", { method: "POST", json });
    const location = `/v1/jobs/flush-all/${TS}${query}`;
    expect([started.status, started.headers.location, started.json]).toEqual([202, location, job]);
    const read = await send(location);
    expect([read.status, read.json]).toEqual([200, job]);
  });
});

describe("the id of a flush", () => {
  it("is written as it was read", () => {
    const id = format.read(`library:books:${TS}`);
    expect(id).toEqual({ dbName: "library", collectionName: "books", flushTs: TS });
    expect(format.write({ dbName: "library", collectionName: "books", flushTs: TS })).toBe(`library:books:${TS}`);
  });

  it.each([
    "books",
    "default:books",
    "default:books:",
    `:books:${TS}`,
    `default::${TS}`,
    `default:books:0${TS}`,
    "default:books:-1",
    "default:books:18446744073709551616",
    `default:books:${TS}:1`,
    `default:a,b:${TS}`,
  ])("is not %s", (text) => {
    expect(format.read(text)).toBeInstanceOf(InvalidId);
  });
});

describe("a simulated flush", () => {
  it("is done after two seconds", async () => {
    const { play, pass } = createSimulation(flushKind, "3.0");
    const { job } = await play(starting({ collectionName: "books" }));
    const id = format.read(String(job.id));
    if (id instanceof InvalidId) throw new TypeError(id.message);
    const seen: unknown[] = [];
    for (const milliseconds of [0, 1_999, 1]) {
      pass(milliseconds);
      const { job } = await play(get.run({ id, dbName: "default" }, GRPC_ONLY));
      seen.push([job.state, job.progress]);
    }
    expect(seen).toEqual([
      ["running", null],
      ["running", null],
      ["succeeded", 100],
    ]);
    expect((await failureOf(play(starting({ collectionName: "nowhere" })))).code).toBe("COLLECTION_NOT_FOUND");
  });

  it("of everything is done after three", async () => {
    const { play, pass } = createSimulation(flushAllKind, "3.0");
    const { job } = await play(startingAll({}));
    const states: string[] = [];
    for (const milliseconds of [0, 2_999, 1]) {
      pass(milliseconds);
      states.push((await play(getAll.run({ id: String(job.id), dbName: "default" }, GRPC_ONLY))).job.state);
    }
    expect(states).toEqual(["running", "running", "succeeded"]);
    expect((await play(startingAll({ dbName: "library" }))).job.dbName).toBe("library");
    expect((await failureOf(play(startingAll({ dbName: "nowhere" })))).code).toBe("DATABASE_NOT_FOUND");
  });
});
