/**
 * What a user would write instead of the gateway: Express, @grpc/proto-loader, a grpc-js client, res.json. It has the
 * gateway's route and tells the same of a job; it checks, shares and explains nothing.
 */
import { fileURLToPath } from "node:url";
import { credentials, loadPackageDefinition } from "@grpc/grpc-js";
import { loadSync } from "@grpc/proto-loader";
import express from "express";

const directory = fileURLToPath(new URL("../proto", import.meta.url));
const definitions = loadSync("milvus.proto", {
  includeDirs: [directory],
  keepCase: true,
  longs: String,
  enums: String,
  defaults: true,
  oneofs: true,
});
const { milvus } = loadPackageDefinition(definitions);
const client = new milvus.proto.milvus.MilvusService(process.env.MILVUS_ADDRESS, credentials.createInsecure());

const app = express();

app.get("/v1/jobs/import/:id", (req, res) => {
  client.GetImportState({ task: req.params.id }, { deadline: Date.now() + 10_000 }, (error, reply) => {
    if (error) return res.status(502).json({ error: error.details });
    if (reply.status.code !== 0) return res.status(404).json({ error: reply.status.reason });
    const infos = Object.fromEntries(reply.infos.map(({ key, value }) => [key, value]));
    res.json({
      id: req.params.id,
      state: reply.state,
      progress: Number(infos.progress_percent),
      reason: infos.failed_reason || null,
      collectionName: infos.collection ?? null,
      createTime: new Date(Number(reply.create_ts) * 1000).toISOString(),
      rowCount: Number(reply.row_count),
      segmentIds: reply.segment_ids,
      infos,
    });
  });
});

app.listen(Number(process.env.PORT), "127.0.0.1");
