/**
 * A Milvus that answers every call with one canned import job, as cheaply as Node can: so that the services before it
 * are what is measured. It speaks gRPC on one port and REST on another. Sends both addresses over IPC.
 */
import { once } from "node:events";
import http from "node:http";
import http2 from "node:http2";
import { fileURLToPath } from "node:url";
import { loadSync } from "@grpc/proto-loader";

const proto = fileURLToPath(new URL("../proto", import.meta.url));
const { "milvus.proto.milvus.MilvusService": service } = loadSync("milvus.proto", {
  includeDirs: [proto],
  keepCase: true,
});

/** A running import, as Milvus 2.4 and later tell of it by gRPC. */
const job = toFrame(
  service.GetImportState.responseSerialize({
    status: {},
    state: 2,
    row_count: 120_000,
    create_ts: 1_700_000_000,
    infos: [
      { key: "failed_reason", value: "" },
      { key: "progress_percent", value: "70" },
    ],
  }),
);

/** Where REST is, the gateway asks once a minute which Milvus it is. */
const version = toFrame(service.GetVersion.responseSerialize({ status: {}, version: "v2.6.4" }));

/** The same import by REST; its text has about 700 bytes. */
const envelope = JSON.stringify({
  code: 0,
  data: {
    collectionName: "books",
    completeTime: "",
    createTime: "2023-11-14T22:13:20Z",
    details: [
      {
        completeTime: "2023-11-14T22:14:02Z",
        fileName: "[imports/2023-11/books-0001.parquet]",
        fileSize: 412_876_301,
        importedRows: 100_000,
        progress: 100,
        state: "Completed",
        totalRows: 100_000,
      },
      {
        completeTime: "",
        fileName: "[imports/2023-11/books-0002.parquet]",
        fileSize: 405_113_920,
        importedRows: 20_000,
        progress: 20,
        state: "InProgress",
        totalRows: 100_000,
      },
    ],
    fileSize: 817_990_221,
    importedRows: 120_000,
    jobId: "446781855410000000",
    progress: 70,
    state: "Importing",
    totalRows: 200_000,
  },
});

/** gRPC's frame: not compressed, then the length (big-endian). */
function toFrame(message) {
  const frame = Buffer.alloc(5 + message.length);
  frame.writeUInt32BE(message.length, 1);
  message.copy(frame, 5);
  return frame;
}

const grpc = http2.createServer().on("stream", (stream, headers) => {
  stream.respond({ ":status": 200, "content-type": "application/grpc" }, { waitForTrailers: true });
  stream.on("wantTrailers", () => stream.sendTrailers({ "grpc-status": "0" }));
  stream.resume();
  stream.end(headers[":path"].endsWith("/GetVersion") ? version : job);
});

const rest = http.createServer((request, response) => {
  request.resume();
  response.writeHead(200, { "Content-Type": "application/json; charset=utf-8" }).end(envelope);
});

for (const server of [grpc, rest]) await once(server.listen(0, "127.0.0.1"), "listening");
process.send({
  address: `127.0.0.1:${grpc.address().port}`,
  restOrigin: `http://127.0.0.1:${rest.address().port}`,
});
process.on("disconnect", () => process.exit());
