/** Whatever Milvus's REST writes, an import that gRPC tells of is a job of its schema. */
import type { ServerResponse } from "node:http";
import fc from "fast-check";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { z } from "zod";
import { importKind } from "../../src/kinds/import/index.ts";
import { jobSchema } from "../../src/model/job.ts";
import { afterProbe, byGrpc, PATH } from "../support/import-replies.ts";
import { createLog } from "../support/log.ts";
import { startScriptedGateway } from "../support/scripted-gateway.ts";
import type { Script } from "../support/scripted-milvus.ts";

const RUNS = 150;

const known = { kind: "import", idPattern: importKind.id.pattern, details: importKind.details };
const schema = jobSchema({ ...known, mayLackId: false });
const listed = jobSchema({ ...known, mayLackId: true });
const withReply = schema.extend({ reply: z.looseObject({}), restReply: z.looseObject({}).nullable() });
const page = z.strictObject({ jobs: listed.array(), nextPageToken: z.string() });
const envelope = z.looseObject({ code: z.int(), message: z.string().optional() });

// JSON, as text: no value of JavaScript has a number too large or a key twice

const quoted = (text: string) => JSON.stringify(text);

const HOSTILE = [
  "",
  "__proto__",
  "constructor",
  "hasOwnProperty",
  "[",
  "]",
  "[]",
  "[[[",
  "[ ]",
  "[__proto__]",
  "[a b c]",
  "[a.npy  b.npy]",
  "paths:",
  'paths:"',
  'paths:"\\',
  'paths:"a\\"b"',
  "a\nb\r\n\u2028\u0000",
  "\ud800",
  "\ufeff[a.json]",
  `[${"a".repeat(100_000)}]`,
  `[${"a.npy ".repeat(15_000)}]`,
  `paths:"${"\\".repeat(100_000)}`,
  "s3://key:s3cr3t@bucket/a.json?X-Amz-Signature=s3cr3t",
];
const STATES = [
  "None",
  "Pending",
  "Importing",
  "Uncommitted",
  "Committing",
  "Completed",
  "Failed",
  "InProgress",
  "Retry",
];
const TIMES = [
  "2026-07-20T16:00:31+08:00",
  "2026-13-40T25:61:61Z",
  "0001-01-01T00:00:00Z",
  "9999-12-31T23:59:59-23:59",
  "2026-07-20",
];
const NUMBERS = [
  "0",
  "-0",
  "-1",
  "1",
  "50",
  "99",
  "100",
  "101",
  "0.5",
  "1e2",
  "1E400",
  "-1e400",
  "1e-400",
  "9007199254740993",
  "-9223372036854775728",
  "18446744073709551616",
  "9".repeat(39),
  "9".repeat(1_000),
];
/** What is no JSON, though some writers write it. */
const NO_JSON = ["NaN", "Infinity", "-Infinity", "undefined", "01", "+1", "'a'", "nul", ""];

const word = fc.oneof(
  fc.constantFrom(...HOSTILE, ...STATES, ...TIMES),
  fc.string({ unit: "grapheme" }),
  fc.string({ unit: "binary" }),
);
/** Names of fields are Milvus's own, which has no secret for one. */
const name = word.filter((text) => !text.includes("s3cr3t"));
const scalar = fc.oneof(
  { weight: 6, arbitrary: word.map(quoted) },
  { weight: 6, arbitrary: fc.constantFrom(...NUMBERS) },
  { weight: 2, arbitrary: fc.constantFrom("null", "true", "false", "[]", "{}", '[[],{"a":1}]') },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 200_000 }).map((depth) => "[".repeat(depth) + "]".repeat(depth)) },
  { weight: 1, arbitrary: fc.constantFrom(...NO_JSON) },
);

/** An object whose fields are mostly as Milvus writes them; some are missing, some are there twice. */
function objectOf(fields: Readonly<Record<string, fc.Arbitrary<string>>>): fc.Arbitrary<string> {
  const field = ([key, usual]: [string, fc.Arbitrary<string>]) =>
    fc.tuple(
      fc.oneof({ weight: 12, arbitrary: fc.constant(key) }, { weight: 1, arbitrary: name }),
      fc.oneof({ weight: 8, arbitrary: usual }, { weight: 1, arbitrary: scalar }),
    );
  const all = fc.tuple(...Object.entries(fields).map(field));
  return fc.tuple(all, fc.boolean(), fc.nat(20)).map(([pairs, isTwice, missing]) => {
    const kept = pairs.filter((_, index) => index !== missing);
    const repeated = isTwice && missing < pairs.length ? [...kept, ...kept.slice(0, 1)] : kept;
    return `{${repeated.map(([key, value]) => `${quoted(key)}:${value}`).join(",")}}`;
  });
}

const number = fc.constantFrom("0", "10", "99", "100", "3000");
const state = fc.constantFrom(...STATES).map(quoted);
const time = fc.constantFrom("", ...TIMES).map(quoted);
const reason = fc.constantFrom("", "import timeout", ...HOSTILE).map(quoted);
const listOf = (item: fc.Arbitrary<string>) => fc.array(item, { maxLength: 4 }).map((items) => `[${items.join(",")}]`);

const details = objectOf({
  fileName: fc.constantFrom("[a.parquet]", "[x/id.npy x/vec.npy]", ...HOSTILE).map(quoted),
  fileSize: number,
  state,
  progress: number,
  completeTime: time,
  importedRows: number,
  totalRows: number,
  reason,
});
const progress = objectOf({
  jobId: fc.constant('"449130000000000001"'),
  createTime: time,
  collectionName: fc.constant('"books"'),
  completeTime: time,
  state,
  progress: number,
  importedRows: number,
  totalRows: number,
  reason,
  fileSize: number,
  details: listOf(details),
});
const list = objectOf({
  records: listOf(
    objectOf({
      jobId: fc.constantFrom('"1"', '"449130000000000001"', '"9223372036854775808"', '"-1"', '"__proto__"'),
      collectionName: fc.constant('"books"'),
      state,
      progress: number,
      reason,
    }),
  ),
});

// Bytes, and how they arrive

/** Bytes that are damaged, one time in five or so. */
function bytesOf(data: fc.Arbitrary<string>): fc.Arbitrary<Buffer> {
  const whole = fc
    .oneof(
      { weight: 8, arbitrary: data.map((text) => `{"code":0,"data":${text}}`) },
      { weight: 1, arbitrary: data },
      { weight: 1, arbitrary: objectOf({ code: fc.constantFrom("0", "200", "2100"), data, message: reason }) },
      { weight: 1, arbitrary: fc.json() },
    )
    .map((text) => Buffer.from(text));
  const place = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
  const damaged = fc.tuple(whole, place, fc.uint8Array({ maxLength: 4 })).map(([bytes, at, inserted]) => {
    const cut = Math.floor(at * bytes.length);
    return { before: bytes.subarray(0, cut), inserted, after: bytes.subarray(cut) };
  });
  return fc.oneof(
    { weight: 12, arbitrary: whole },
    { weight: 1, arbitrary: damaged.map(({ before }) => before) },
    { weight: 1, arbitrary: damaged.map(({ before, inserted, after }) => Buffer.concat([before, inserted, after])) },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 64 }).map((bytes) => Buffer.from(bytes)) },
  );
}

interface Wire {
  readonly bytes: Buffer;
  readonly status: number;
  readonly type: string;
  /** The share of the bytes that is written before the connection is cut; 1 and more: it is not cut. */
  readonly share: number;
}

const wireOf = (data: fc.Arbitrary<string>): fc.Arbitrary<Wire> =>
  fc.record({
    bytes: bytesOf(data),
    status: fc.oneof(
      { weight: 12, arbitrary: fc.constant(200) },
      { weight: 1, arbitrary: fc.constantFrom(201, 204, 301, 304, 400, 401, 403, 404, 408, 418, 429, 500, 502, 503) },
    ),
    type: fc.oneof(
      { weight: 12, arbitrary: fc.constant("application/json; charset=utf-8") },
      { weight: 1, arbitrary: fc.constantFrom("", "text/plain", "text/html", "application/grpc", "a") },
    ),
    share: fc.oneof(
      { weight: 6, arbitrary: fc.constant(1) },
      { weight: 1, arbitrary: fc.double({ min: 0, max: 1, noNaN: true }) },
    ),
  });

function transmit(response: ServerResponse, { bytes, status, type, share }: Wire): void {
  response.on("error", () => {}); // the gateway may have enough
  response.writeHead(status, { "Content-Type": type });
  if (share >= 1) response.end(bytes);
  else response.write(bytes.subarray(0, Math.floor(share * bytes.length)), () => response.destroy());
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** A minute later nothing is known any more of a REST that has failed, and no list is kept. */
const passMinute = () => vi.setSystemTime(Date.now() + 60_001);

/** A gateway in front of a Milvus whose gRPC is right, and what REST writes from now on. */
async function start(method: "import/get_progress" | "import/list", isAnsweredFirst = true) {
  const { log, lines } = createLog();
  let wire: Wire | undefined;
  const respond = (response: ServerResponse) => wire && transmit(response, wire);
  const script: Script = {
    GetImportState: byGrpc("ImportStarted", { percent: "40", rows: 100 }),
    ListImportTasks: { tasks: [{ status: {}, ...byGrpc("ImportStarted") }] },
    "import/get_progress": {},
    [method]: isAnsweredFirst ? afterProbe(respond) : respond,
  };
  const { send } = await startScriptedGateway(script, {}, { log });
  return {
    send,
    /** What went wrong in the gateway itself. */
    faults: () => lines.filter(({ level, code }) => Number(level) >= 50 || code === "INTERNAL"),
    write(next: Wire) {
      wire = next;
      passMinute();
    },
  };
}

test.each([
  ["a progress", true],
  ["the question whether it is there", false],
])(
  "any response to %s leaves a job",
  async (_what, isAnsweredFirst) => {
    const { send, write, faults } = await start("import/get_progress", isAnsweredFirst);
    await fc.assert(
      fc.asyncProperty(wireOf(progress), async (wire) => {
        write(wire);
        const { status, text, json } = await send(`${PATH}?include=reply`);
        expect({ status, ...withReply.safeParse(json) }).toMatchObject({ status: 200, success: true });
        expect(text).not.toContain("s3cr3t");
      }),
      { numRuns: RUNS },
    );
    expect(faults()).toEqual([]);
  },
  60_000,
);

test("any response to a list leaves a list", async () => {
  const { send, write, faults } = await start("import/list");
  await fc.assert(
    fc.asyncProperty(wireOf(list), async (wire) => {
      write(wire);
      const { status, text, json } = await send("/v1/jobs/import");
      expect({ status, ...page.safeParse(json) }).toMatchObject({ status: 200, success: true });
      expect(text).not.toContain("s3cr3t");
    }),
    { numRuns: RUNS },
  );
  expect(faults()).toEqual([]);
}, 60_000);

test.each([
  ["import/get_progress", "/v2/vectordb/jobs/import/get_progress", { jobId: "449130000000000001" }, progress],
  ["import/list", "/v2/vectordb/jobs/import/list", {}, list],
] as const)(
  "any response to %s is an envelope when it is handed on",
  async (method, path, json, data) => {
    const { send, write, faults } = await start(method);
    await fc.assert(
      fc.asyncProperty(wireOf(data), async (wire) => {
        write(wire);
        const response = await send(path, { method: "POST", json });
        expect(envelope.safeParse(response.json)).toMatchObject({ success: true });
        expect(response.text).not.toContain("s3cr3t");
      }),
      { numRuns: RUNS },
    );
    expect(faults()).toEqual([]);
  },
  60_000,
);
