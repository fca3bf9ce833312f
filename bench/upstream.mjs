/**
 * A Milvus that answers every call with one canned import job, as cheaply as Node can: so that the services before it
 * are what is measured. Sends its address over IPC.
 */
import http2 from "node:http2";
import { fileURLToPath } from "node:url";
import { loadSync } from "@grpc/proto-loader";

const proto = fileURLToPath(new URL("../proto", import.meta.url));
const { "milvus.proto.milvus.MilvusService": service } = loadSync("milvus.proto", {
  includeDirs: [proto],
  keepCase: true,
});

/** A running import, as Milvus 2.4 and later tell of it. */
const message = service.GetImportState.responseSerialize({
  status: {},
  state: 2,
  row_count: 120_000,
  create_ts: 1_700_000_000,
  infos: [
    { key: "failed_reason", value: "" },
    { key: "progress_percent", value: "70" },
  ],
});
// gRPC's frame: not compressed, then the length (big-endian).
const frame = Buffer.alloc(5 + message.length);
frame.writeUInt32BE(message.length, 1);
message.copy(frame, 5);

const server = http2.createServer();
server.on("stream", (stream) => {
  stream.respond({ ":status": 200, "content-type": "application/grpc" }, { waitForTrailers: true });
  stream.on("wantTrailers", () => stream.sendTrailers({ "grpc-status": "0" }));
  stream.resume();
  stream.end(frame);
});
server.listen(0, "127.0.0.1", () => process.send({ address: `127.0.0.1:${server.address().port}` }));
process.on("disconnect", () => process.exit());
