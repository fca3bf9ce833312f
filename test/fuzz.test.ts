/** Whatever Milvus answers, the gateway answers a job of its schema or a problem, and `reply` is what the official SDK decodes. */
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { fromJSON, type ServiceDefinition } from "@grpc/proto-loader";
import fc from "fast-check";
import protobuf from "protobufjs";
import { describe, expect, test } from "vitest";
import { createShare } from "../src/follow/share.ts";
import { GatewayError } from "../src/job/errors.ts";
import { jobSchema } from "../src/job/job.ts";
import type { Kind } from "../src/job/kind.ts";
import { type Caller, createJobs } from "../src/jobs.ts";
import { KINDS } from "../src/kinds/index.ts";
import { milvusService } from "../src/milvus/proto.ts";
import type { ReplyOf, RpcName, Upstream } from "../src/milvus/rpc.ts";

const root = new protobuf.Root();
root.resolvePath = (_origin, target) => fileURLToPath(new URL(`../proto/${target}`, import.meta.url));
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

const text = fc.oneof(
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
    return fc.oneof(fc.constantFrom(...Object.values(resolvedType.values)), fc.integer({ min: 0, max: 1_000 }));
  }
  if (resolvedType instanceof protobuf.Type) return messageOf(resolvedType);
  return SCALARS[field.type] ?? fc.constant(undefined);
}

/** Any message of a type: each field may be missing. Half of all Statuses are a success, or few replies would be read. */
function messageOf(type: protobuf.Type): fc.Arbitrary<object> {
  const fields = type.fieldsArray.map((field): [string, fc.Arbitrary<unknown>] => {
    if (field instanceof protobuf.MapField) return [field.name, fc.dictionary(text, anyOf(field), { maxKeys: 3 })];
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

/** Jobs on a Milvus that answers each RPC with given bytes. */
function jobsOn(replies: Readonly<Record<string, Buffer>>) {
  const upstream: Upstream = {
    async call(rpc) {
      return milvusService[rpc].responseDeserialize(replies[rpc] ?? Buffer.alloc(0)) as ReplyOf<typeof rpc>;
    },
    close: () => {},
  };
  return createJobs({ upstream, share: createShare() });
}

/** What came out: the jobs, or the problem; anything else is thrown. */
async function outcomeOf<T>(answer: Promise<T>, toJobs: (answer: T) => readonly unknown[]) {
  try {
    return { jobs: toJobs(await answer), problem: undefined };
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    return { jobs: [], problem: error.code };
  }
}

const repliesOf = (rpcs: readonly RpcName[]) => fc.record(Object.fromEntries(rpcs.map((rpc) => [rpc, bytesOf(rpc)])));

describe.each(KINDS)("$name", (kind: Kind) => {
  const schema = jobSchema({ kind: kind.name, idPattern: kind.id.pattern, details: kind.details }).array();
  const { get, list, start } = kind;
  const [example] = get.examples;
  const operations = [
    {
      operation: "get",
      rpcs: get.rpcs,
      run: (jobs: ReturnType<typeof jobsOn>) =>
        outcomeOf(jobs.get(kind, example?.input ?? { id: "1", dbName: "default" }, caller), ({ job }) => [job]),
    },
    ...(list
      ? [
          {
            operation: "list",
            rpcs: list.rpcs,
            run: (jobs: ReturnType<typeof jobsOn>) =>
              outcomeOf(
                jobs.list(kind, { dbName: "default", collectionName: "books" }, caller),
                (answer) => answer.jobs,
              ),
          },
        ]
      : []),
    ...(start?.examples ?? []).map((begin) => ({
      operation: `start: ${begin.summary}`,
      rpcs: start?.rpcs ?? [],
      run: (jobs: ReturnType<typeof jobsOn>) =>
        outcomeOf(
          jobs.start(kind, { body: start?.body.parse(begin.input.body), idempotencyKey: undefined }, caller),
          ({ job }) => [job],
        ),
    })),
  ];

  test.each(operations)("$operation answers a valid job or a problem, and shows no secret", async ({ rpcs, run }) => {
    await fc.assert(
      fc.asyncProperty(repliesOf(rpcs), async (replies) => {
        const { jobs, problem } = await run(jobsOn(replies));
        expect(problem).not.toBe("INTERNAL");
        expect(schema.safeParse(jobs)).toMatchObject({ success: true });
        expect(JSON.stringify(jobs)).not.toContain("s3cr3t");
      }),
      { numRuns: 150 },
    );
  });
});

const RPCS = [
  ...new Set(KINDS.flatMap(({ get, list, start }) => [...get.rpcs, ...(list?.rpcs ?? []), ...(start?.rpcs ?? [])])),
];
const known = RPCS.filter((rpc) => !NEWER_THAN_SDK.has(rpc) && rpc !== "DescribeCollection");

test.each(known)("%s is decoded as the official SDK decodes it", (rpc) => {
  fc.assert(
    fc.property(bytesOf(rpc), (bytes) => {
      expect(milvusService[rpc].responseDeserialize(bytes)).toEqual(official[rpc]?.responseDeserialize(bytes));
    }),
    { numRuns: 100 },
  );
});

test.each(KINDS.map((kind) => kind.get.rpcs[0] as RpcName))(
  "garbage instead of a reply to %s is no crash",
  async (rpc) => {
    await fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (garbage) => {
        const decode = () => milvusService[rpc].responseDeserialize(Buffer.from(garbage));
        try {
          decode();
        } catch (error) {
          return error instanceof Error; // grpc-js turns it into a status; test/upstream-errors.test.ts has the answer
        }
        return true;
      }),
    );
  },
);
