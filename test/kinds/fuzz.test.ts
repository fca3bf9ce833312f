/** Whatever Milvus returns, the gateway returns a job of its schema or a problem, and `reply` is what the official SDK decodes. */

import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { isDeepStrictEqual } from "node:util";
import { fromJSON, type ServiceDefinition } from "@grpc/proto-loader";
import fc from "fast-check";
import protobuf from "protobufjs";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { createCoalesce } from "../../src/jobs/coalesce.ts";
import { type Caller, createJobs, type Jobs } from "../../src/jobs/jobs.ts";
import { KINDS } from "../../src/kinds/index.ts";
import { jobSchemaOf } from "../../src/kinds/job-schema.ts";
import type { JobResult, Kind } from "../../src/kinds/kind.ts";
import { isRpc, milvusService } from "../../src/milvus/grpc/proto.ts";
import type { MethodName, ReplyOf, RpcName } from "../../src/milvus/methods.ts";
import type { Upstream } from "../../src/milvus/upstream.ts";
import { GatewayError } from "../../src/model/errors.ts";
import { redactSecrets } from "../../src/model/redact.ts";
import { GRPC_ONLY } from "../../src/model/server-facts.ts";
import { pathOf } from "../support/path-of.ts";
import { startScriptedGateway } from "../support/scripted-gateway.ts";
import type { Script } from "../support/scripted-milvus.ts";
import { fromWire } from "../support/wire.ts";

const RUNS = 200;

const root = new protobuf.Root();
root.resolvePath = (_origin, target) => fileURLToPath(new URL(`../../proto/${target}`, import.meta.url));
root.loadSync("milvus.proto", { keepCase: true }).resolveAll();
const service = root.lookupService("milvus.proto.milvus.MilvusService");

/** The service as the official SDK loads it. */
const descriptors = createRequire(import.meta.url)("@zilliz/milvus2-sdk-node/dist/milvus/proto-json/milvus.js");
const official = fromJSON(descriptors.default, {
  keepCase: true,
  longs: String,
  enums: String,
  defaults: true,
  oneofs: true,
})["milvus.proto.milvus.MilvusService"] as ServiceDefinition;

/** Replies that the SDK's descriptors lack, or know without their newest field. */
const NEWER_THAN_SDK: ReadonlySet<string> = new Set(["GetExportSnapshotState", "ExportSnapshot"]);

const name = fc.oneof(
  fc.string({ unit: "grapheme" }),
  fc.constantFrom(
    "",
    "__proto__",
    "constructor",
    "toString",
    "failed_reason",
    "progress_percent",
    "files",
    "collection",
  ),
);
const text = fc.oneof(
  name,
  fc.constantFrom("0", "50", "99", "100", "101", "-1", "50.5", " 50", "1e1", "ezk", "external_spec"),
  fc.constantFrom('{"extfs":{"secret":"s3cr3t"}}', "s3://key:s3cr3t@bucket/a?X-Amz-Signature=s3cr3t", "http://[", "%"),
);
const integer = (bits: number, signed: boolean) => {
  const max = 2n ** BigInt(signed ? bits - 1 : bits) - 1n;
  const min = signed ? -max - 1n : 0n;
  return fc
    .oneof(fc.constantFrom(0n, 1n, max, min, 99n, 100n, 1_704_551_047n), fc.bigInt({ min, max }))
    .map((value) => (bits === 64 ? value.toString() : Number(value)));
};
const SCALARS: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  string: text,
  bool: fc.boolean(),
  int32: integer(32, true),
  uint32: integer(32, false),
  int64: integer(64, true),
  uint64: integer(64, false),
  bytes: fc.uint8Array({ maxLength: 8 }),
};

function anyOf(field: protobuf.Field): fc.Arbitrary<unknown> {
  const { resolvedType } = field;
  if (resolvedType instanceof protobuf.Enum) {
    return fc.oneof(fc.constantFrom(...Object.values(resolvedType.values)), integer(32, true));
  }
  if (resolvedType instanceof protobuf.Type) return messageOf(resolvedType);
  return SCALARS[field.type] ?? fc.constant(undefined);
}

/** Any message of a type: each field may be missing. Half of all Statuses are a success, or few replies would be read. */
function messageOf(type: protobuf.Type): fc.Arbitrary<object> {
  const fields = type.fieldsArray.map((field): [string, fc.Arbitrary<unknown>] => {
    if (field instanceof protobuf.MapField) return [field.name, fc.dictionary(name, anyOf(field), { maxKeys: 3 })];
    return [field.name, field.repeated ? fc.array(anyOf(field), { maxLength: 4 }) : anyOf(field)];
  });
  const any = fc.record(Object.fromEntries(fields), { requiredKeys: [] });
  return type.name === "Status" ? fc.oneof({ weight: 5, arbitrary: fc.constant({}) }, any) : any;
}

/** A reply as bytes; most have a status at all. */
function bytesOf(rpc: RpcName): fc.Arbitrary<Buffer> {
  const method = service.methods[rpc];
  method?.resolve();
  const type = method?.resolvedResponseType;
  if (!type) throw new TypeError(`proto/ has no ${rpc}`);
  return messageOf(type).map((message) => Buffer.from(type.encode(type.fromObject(message)).finish()));
}

const caller: Caller = { metadata: {}, deadline: Date.now() + 60_000, signal: new AbortController().signal };

/** Jobs on a Milvus that returns each RPC with given bytes. */
function jobsOn(replies: Readonly<Record<string, Buffer>>) {
  const upstream: Upstream = {
    async call(method) {
      if (!isRpc(method)) throw new TypeError(`${method} is REST's, which is off`);
      return fromWire(method, replies[method] ?? Buffer.alloc(0)) as ReplyOf<typeof method>;
    },
    facts: () => GRPC_ONLY,
    close: () => {},
  };
  return createJobs({ upstream, coalesce: createCoalesce() });
}

interface Outcome {
  readonly jobs: readonly unknown[];
  /** Untouched replies: one for each call whose reply is shown; of a problem, none. */
  readonly replies: readonly object[];
  readonly problem: string | undefined;
}

/** What came out: the jobs, or the problem; anything else is thrown. */
async function outcomeOf<T>(response: Promise<T>, read: (response: T) => Omit<Outcome, "problem">): Promise<Outcome> {
  try {
    return { ...read(await response), problem: undefined };
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    return { jobs: [], replies: [], problem: error.code };
  }
}

/** A `reply` made of several has them by name. */
const partsOf = (reply: object): object[] =>
  "status" in reply || "error_code" in reply ? [reply] : Object.values(reply).filter((part) => part !== null);

/** What the official SDK decodes from the same bytes; secrets are redacted, as the gateway redacts them. */
function officially(replies: Readonly<Record<string, Buffer>>): object[] {
  return Object.entries(replies).map(([rpc, bytes]) => {
    const method = NEWER_THAN_SDK.has(rpc) ? milvusService[rpc as RpcName] : official[rpc]; // a reply's key is its RPC
    if (!method) throw new TypeError(`the SDK has no ${rpc}`);
    return redactSecrets(method.responseDeserialize(bytes));
  });
}

const repliesOf = (methods: readonly MethodName[]) => {
  const rpcs = methods.filter(isRpc);
  return fc.record(Object.fromEntries(rpcs.map((rpc) => [rpc, bytesOf(rpc)])));
};

/** A problem that is not the gateway's own fault. */
const problemSchema = z.looseObject({
  code: z.string().refine((code) => code !== "INTERNAL"),
  status: z.int().min(400),
});

describe.each(KINDS)("$name", (kind: Kind) => {
  const { get, list, start, subresources } = kind;
  const input = get.examples[0]?.input ?? { id: "1", dbName: "default" };
  const one = ({ job, reply }: JobResult) => ({ jobs: [job], replies: partsOf(reply) });
  const operations = [
    {
      operation: "get",
      methods: get.methods,
      schema: jobSchemaOf(kind).array(),
      run: (jobs: Jobs) => outcomeOf(jobs.get(kind, input, caller), one),
    },
    ...(subresources ?? []).map((operation) => ({
      operation: operation.path,
      methods: operation.methods,
      schema: operation.schema.array(),
      run: (jobs: Jobs) =>
        outcomeOf(jobs.getSubresource(kind, operation, input, caller), (response) => ({
          jobs: [response],
          replies: [],
        })),
    })),
    ...(list
      ? [
          {
            operation: "list",
            methods: list.methods,
            schema: jobSchemaOf(kind, list).array(),
            run: (jobs: Jobs) =>
              outcomeOf(jobs.list(kind, { dbName: "default", collectionName: "books" }, caller), (response) => ({
                jobs: response.jobs,
                replies: partsOf(response.reply),
              })),
          },
        ]
      : []),
    ...(start?.examples ?? []).map((begin) => ({
      operation: `start: ${begin.summary}`,
      methods: start?.methods ?? [],
      schema: jobSchemaOf(kind, start).array(),
      run: (jobs: Jobs) =>
        outcomeOf(
          jobs.start(kind, { body: start?.body.parse(begin.input.body), idempotencyKey: undefined }, caller),
          one,
        ),
    })),
  ];

  test.each(operations)("$operation returns a valid job or a problem", async ({ methods, schema, run }) => {
    await fc.assert(
      fc.asyncProperty(repliesOf(methods), async (bytes) => {
        const { jobs, replies, problem } = await run(jobsOn(bytes));
        expect(problem).not.toBe("INTERNAL");
        expect(schema.safeParse(jobs)).toMatchObject({ success: true });
        expect(JSON.stringify([jobs, replies])).not.toContain("s3cr3t");
        const decoded = officially(bytes);
        expect(replies.filter((reply) => !decoded.some((other) => isDeepStrictEqual(reply, other)))).toEqual([]);
      }),
      { numRuns: RUNS },
    );
  });
});

const RPCS = [
  ...new Set(
    KINDS.flatMap(({ get, list, start }) => [...get.methods, ...(list?.methods ?? []), ...(start?.methods ?? [])]),
  ),
].filter(isRpc);
const known = RPCS.filter((rpc) => !NEWER_THAN_SDK.has(rpc) && rpc !== "DescribeCollection");

test.each(known)("%s is decoded as the official SDK decodes it", (rpc) => {
  fc.assert(
    fc.property(bytesOf(rpc), (bytes) => {
      expect(milvusService[rpc].responseDeserialize(bytes)).toEqual(official[rpc]?.responseDeserialize(bytes));
    }),
    { numRuns: 100 },
  );
});

/** Bytes that are no reply: random ones, and replies that are cut off, have something added, or have a byte changed. */
function brokenBytesOf(rpc: RpcName): fc.Arbitrary<Buffer> {
  const random = fc.uint8Array({ maxLength: 64 }).map((bytes) => Buffer.from(bytes));
  const place = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
  const broken = fc.tuple(bytesOf(rpc), place, fc.integer({ min: 0, max: 255 }), random);
  return fc.oneof(
    random,
    broken.map(([bytes, at]) => bytes.subarray(0, Math.floor(at * bytes.length))),
    broken.map(([bytes, , , more]) => Buffer.concat([bytes, more])),
    broken.map(([bytes, at, byte]) => {
      const start = Math.floor(at * bytes.length);
      return Buffer.concat([bytes.subarray(0, start), Buffer.of(byte), bytes.subarray(start + 1)]);
    }),
  );
}

test.each(KINDS)("over sockets, any bytes of a $name reply become a job or a problem", async (kind: Kind) => {
  const schema = jobSchemaOf(kind);
  const { id } = kind.get.examples[0]?.input ?? { id: "1" };
  const script: Script = {};
  const { send } = await startScriptedGateway(script);
  const replies = fc.record(Object.fromEntries(kind.get.methods.filter(isRpc).map((rpc) => [rpc, brokenBytesOf(rpc)])));
  await fc.assert(
    fc.asyncProperty(replies, async (bytes) => {
      Object.assign(script, bytes);
      const { status, json } = await send(pathOf(kind, id));
      const accepted = status === 200 ? schema : problemSchema;
      expect(accepted.safeParse(json)).toMatchObject({ success: true });
    }),
    { numRuns: 40 },
  );
});
