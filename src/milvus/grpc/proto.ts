/** Loads proto/ once: the service definition that client and sandbox both speak. */
import { fileURLToPath } from "node:url";
import { loadPackageDefinition } from "@grpc/grpc-js";
import { loadSync, type MethodDefinition } from "@grpc/proto-loader";
import type { RpcName } from "../methods.ts";
import type { ProtoGrpcType } from "./generated/milvus.ts";

// src/milvus and dist/milvus are equally deep, so this finds proto/ from both.
const directory = fileURLToPath(new URL("../../../proto", import.meta.url));

const definitions = loadSync("milvus.proto", {
  includeDirs: [directory],
  // The names of the wire, capitals included: compactionID, coll_segIDs.
  keepCase: true,
  // Ids and hybrid timestamps exceed 2^53.
  longs: String,
  enums: String,
  defaults: true,
  oneofs: true,
});

// The cast: what a file declares is unknown to the loader. The type is generated from the same files, and
// scripts/generate-types.mjs repeats the options above.
const { milvus } = loadPackageDefinition(definitions) as unknown as ProtoGrpcType;

/** milvus.proto.milvus.MilvusService, as far as the gateway uses it. */
export const milvusService = milvus.proto.milvus.MilvusService.service;

/** Whether a method of Milvus is one of its gRPC API. */
export const isRpc = (method: string): method is RpcName => method in milvusService;

/** Writes a request as it goes over the wire, and reads one as a server does. */
export function requestCodecOf(rpc: string) {
  // The cast: every RPC's codec takes that RPC's requests, which a lookup by name cannot express.
  return milvusService[rpc] as unknown as {
    requestSerialize(request: object): Buffer;
    requestDeserialize(bytes: Buffer): object;
  };
}

/** A request as it arrives, with every default written out. */
export function asReceived(rpc: string, request: object): object {
  const codec = requestCodecOf(rpc);
  return codec.requestDeserialize(codec.requestSerialize(request));
}

/** RPCs whose whole reply is a common.Status; all others have one inside. */
export const BARE_STATUS: ReadonlySet<string> = new Set(
  // The cast: proto-loader's definitions have the descriptors of their messages, grpc-js's types do not say so.
  Object.entries(milvusService as unknown as Record<string, MethodDefinition<object, object>>)
    .filter(([, { responseType }]) => "name" in responseType.type && responseType.type.name === "Status")
    .map(([rpc]) => rpc),
);

/** Names of common.ErrorCode → numbers. */
export const errorCodeNumbers: ReadonlyMap<string, number> = new Map(
  // The cast: an enum's descriptor is typed as any object.
  (milvus.proto.common.ErrorCode.type as { value: { name: string; number: number }[] }).value.map((row) => [
    row.name,
    row.number,
  ]),
);
