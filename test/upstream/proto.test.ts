/**
 * proto/ says the same as Milvus's own descriptors, as the official Node SDK ships them.
 *
 * Both sides are flattened to facts (a name and what is declared for it), and the facts compared. Every message we
 * declare must be complete, so that a reply we pass on equals what the SDK decodes; what may differ is in two tables.
 */
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import protobuf from "protobufjs";
import { describe, expect, test } from "vitest";
import { milvusService } from "../../src/milvus/grpc/proto.ts";

/** Ours alone: newer than the descriptors of SDK 3.0.6. */
const NEWER_THAN_SDK = {
  "milvus.proto.milvus.ImportRequest.idempotency_key": "milvus-proto#633, served by Milvus 2.6.24 and 3.0.2",
  "milvus.proto.milvus.ExportSnapshotResponse.job_id": "asynchronous export, after Milvus 3.0.0",
  "milvus.proto.milvus.MilvusService.GetExportSnapshotState": "asynchronous export",
  "milvus.proto.milvus.GetExportSnapshotStateRequest": "asynchronous export",
  "milvus.proto.milvus.GetExportSnapshotStateResponse": "asynchronous export",
  "milvus.proto.milvus.ExportSnapshotInfo": "asynchronous export",
  "milvus.proto.milvus.ExportSnapshotState": "asynchronous export",
};

/** The SDK's alone: left out by us. `base`, which the server fills, is left out of every request by rule. */
const LEFT_OUT = {
  "milvus.proto.milvus.DescribeCollectionRequest.time_stamp": "the present is meant",
  "milvus.proto.milvus.DescribeCollectionResponse": "read for names and ids, never passed on",
  "milvus.proto.schema.CollectionSchema": "sent by the sandbox alone, and read by nobody but its users' SDKs",
  "milvus.proto.schema.FieldSchema": "as CollectionSchema",
  "milvus.proto.schema.DataType": "the sandbox's collections have no others",
};

/** Full name of a message, field, enum, enum value or RPC → what is declared for it. */
type Facts = ReadonlyMap<string, string>;

interface Difference {
  readonly kind: "only ours" | "only official" | "differs";
  readonly name: string;
  readonly detail: string;
}

const nameOf = (object: protobuf.ReflectionObject) => object.fullName.replace(/^\./, "");

function describeField(field: protobuf.Field): string {
  const type = field.resolvedType ? nameOf(field.resolvedType) : field.type;
  const shape = field instanceof protobuf.MapField ? `map<${field.keyType}, ${type}>` : type;
  const optional = field.options?.proto3_optional ? "optional " : "";
  const oneof = field.partOf ? ` in oneof ${field.partOf.name}` : "";
  return `${optional}${field.repeated ? "repeated " : ""}${shape} = ${field.id}${oneof}`;
}

function describeRpc(method: protobuf.Method): string {
  const side = (type: protobuf.Type | null, stream?: boolean) => `${stream ? "stream " : ""}${type && nameOf(type)}`;
  return `${side(method.resolvedRequestType, method.requestStream)} → ${side(method.resolvedResponseType, method.responseStream)}`;
}

/** The facts of one declaration, its members included. */
function* factsOf(object: protobuf.ReflectionObject): Generator<[string, string]> {
  if (object instanceof protobuf.Type) {
    yield [nameOf(object), "message"];
    for (const field of object.fieldsArray) yield [`${nameOf(object)}.${field.name}`, describeField(field)];
  }
  if (object instanceof protobuf.Enum) {
    yield [nameOf(object), "enum"];
    for (const [name, number] of Object.entries(object.values)) yield [`${nameOf(object)}.${name}`, `${number}`];
  }
  if (object instanceof protobuf.Service) {
    yield [nameOf(object), "service"];
    for (const rpc of object.methodsArray) yield [`${nameOf(object)}.${rpc.name}`, describeRpc(rpc)];
  }
  if (object instanceof protobuf.Namespace) {
    for (const nested of object.nestedArray) yield* factsOf(nested);
  }
}

const toFacts = (root: protobuf.Root): Facts => new Map(factsOf(root.resolveAll()));

const ownerOf = (name: string) => name.slice(0, name.lastIndexOf("."));

/** Every disagreement about what we declare. Messages and RPCs that we do not declare are no concern of ours. */
function compare(ours: Facts, official: Facts): Difference[] {
  const declared = (name: string): Difference[] => {
    const detail = ours.get(name) ?? "";
    const officialDetail = official.get(name);
    if (officialDetail === undefined) return [{ kind: "only ours", name, detail }];
    if (officialDetail !== detail) return [{ kind: "differs", name, detail: `${detail}; official: ${officialDetail}` }];
    return [];
  };
  const isMissing = (name: string) =>
    !ours.has(name) && ["message", "enum"].includes(ours.get(ownerOf(name)) ?? "") && !name.endsWith("Request.base");
  const missing = [...official].filter(([name]) => isMissing(name));
  return [
    ...[...ours.keys()].flatMap(declared),
    ...missing.map(([name, detail]): Difference => ({ kind: "only official", name, detail })),
  ];
}

const covers = (exception: string, name: string) => name === exception || name.startsWith(`${exception}.`);

/** Readable lines: differences that no exception covers, and exceptions that cover no difference. */
function report(differences: readonly Difference[], newer: readonly string[], leftOut: readonly string[]): string[] {
  const exceptions = { "only ours": newer, "only official": leftOut, differs: [] };
  const unexplained = differences.filter(({ kind, name }) => !exceptions[kind].some((e) => covers(e, name)));
  const unused = (["only ours", "only official"] as const).flatMap((kind) =>
    exceptions[kind].filter((e) => !differences.some((d) => d.kind === kind && covers(e, d.name))),
  );
  return [
    ...unexplained.map(({ kind, name, detail }) => `${kind}: ${name} = ${detail}`),
    ...unused.map((name) => `exception no longer needed: ${name}`),
  ];
}

function loadOurs(): protobuf.Root {
  const root = new protobuf.Root();
  root.resolvePath = (_origin, target) => fileURLToPath(new URL(`../../proto/${target}`, import.meta.url));
  return root.loadSync("milvus.proto", { keepCase: true });
}

/** The SDK's descriptors are inside its package, not in its API: an update that moves them fails here. */
function loadOfficial(): protobuf.Root {
  const path = "@zilliz/milvus2-sdk-node/dist/milvus/proto-json/milvus.js";
  const descriptors: { default: protobuf.INamespace } = createRequire(import.meta.url)(path);
  return protobuf.Root.fromJSON(descriptors.default);
}

describe("proto/", () => {
  const ours = toFacts(loadOurs());
  const official = toFacts(loadOfficial());

  test("agrees with the official descriptors, apart from the stated exceptions", () => {
    expect(report(compare(ours, official), Object.keys(NEWER_THAN_SDK), Object.keys(LEFT_OUT))).toEqual([]);
  });

  test("declares nothing that no RPC needs", () => {
    const used = [...ours.values()].join(" ").split(/[^\w.]+/);
    const declared = [...ours].filter(([, detail]) => ["message", "enum"].includes(detail)).map(([name]) => name);
    expect(declared.filter((name) => !used.includes(name))).toEqual([]);
  });

  test("is what the service definition offers", () => {
    const rpcs = [...ours.keys()].filter((name) => ownerOf(name) === "milvus.proto.milvus.MilvusService");
    const paths = Object.values(milvusService).map(({ path }) => path);
    expect(paths.sort()).toEqual(rpcs.map((name) => `/${name.replace(/\.(\w+)$/, "/$1")}`).sort());
  });
});

describe("the comparison", () => {
  const source = `
    syntax = "proto3";
    package p;
    enum State { Pending = 0; Done = 2; }
    message ARequest { int64 id = 2; }
    message A { State state = 1; repeated int64 ids = 2; map<string, int64> ts = 3; optional string ns = 4; }
    service S { rpc Get(ARequest) returns (A); rpc List(ARequest) returns (A); }`;
  const parse = (proto: string) => toFacts(protobuf.parse(proto, { keepCase: true }).root);
  const official = parse(
    source
      .replace("int64 id = 2;", "int64 id = 2; string base = 1;")
      .replace("service S {", "$& rpc Other(A) returns (A);"),
  );

  test("accepts what agrees, a request without base, and an RPC that is not used", () => {
    expect(report(compare(parse(source), official), [], [])).toEqual([]);
  });

  test.each([
    ["a wrong number", "ids = 2", "ids = 5", ["differs: p.A.ids = repeated int64 = 5; official: repeated int64 = 2"]],
    ["a wrong type", "State state", "int32 state", ["differs: p.A.state = int32 = 1; official: p.State = 1"]],
    [
      "a wrong sign",
      "int64 ids",
      "uint64 ids",
      ["differs: p.A.ids = repeated uint64 = 2; official: repeated int64 = 2"],
    ],
    ["a lost repeated", "repeated ", "", ["differs: p.A.ids = int64 = 2; official: repeated int64 = 2"]],
    [
      "a wrong map value",
      "map<string, int64>",
      "map<string, string>",
      ["differs: p.A.ts = map<string, string> = 3; official: map<string, int64> = 3"],
    ],
    ["a lost optional", "optional ", "", ["differs: p.A.ns = string = 4; official: optional string = 4 in oneof _ns"]],
    [
      "a wrong name",
      "ids = 2",
      "id_list = 2",
      ["only ours: p.A.id_list = repeated int64 = 2", "only official: p.A.ids = repeated int64 = 2"],
    ],
    ["a missing reply field", "repeated int64 ids = 2;", "", ["only official: p.A.ids = repeated int64 = 2"]],
    ["a missing request field", "int64 id = 2;", "", ["only official: p.ARequest.id = int64 = 2"]],
    ["a wrong enum number", "Done = 2", "Done = 1", ["differs: p.State.Done = 1; official: 2"]],
    ["a missing enum value", "Done = 2;", "", ["only official: p.State.Done = 2"]],
    [
      "a wrong reply type",
      "Get(ARequest) returns (A)",
      "Get(ARequest) returns (ARequest)",
      ["differs: p.S.Get = p.ARequest → p.ARequest; official: p.ARequest → p.A"],
    ],
    [
      "a stream",
      "Get(ARequest) returns (A)",
      "Get(ARequest) returns (stream A)",
      ["differs: p.S.Get = p.ARequest → stream p.A; official: p.ARequest → p.A"],
    ],
    ["an invented RPC", "rpc Get(", "rpc Fetch(", ["only ours: p.S.Fetch = p.ARequest → p.A"]],
  ])("notices %s", (_what, right, wrong, expected) => {
    expect(report(compare(parse(source.replace(right, wrong)), official), [], [])).toEqual(expected);
  });

  test("lets an exception excuse an absence, but never a disagreement", () => {
    const broken = parse(source.replace("repeated int64 ids = 2;", "").replace("State state = 1", "State state = 7"));
    expect(report(compare(broken, official), [], ["p.A"])).toEqual([
      "differs: p.A.state = p.State = 7; official: p.State = 1",
    ]);
  });

  test("notices an exception that is no longer needed", () => {
    expect(report(compare(parse(source), official), ["p.A.ids"], ["p.State"])).toEqual([
      "exception no longer needed: p.A.ids",
      "exception no longer needed: p.State",
    ]);
  });
});
