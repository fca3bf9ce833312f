// Asks a server whether it is ready, in bytes: the harness must not depend on the gateway it helps to test.
import { readFile } from "node:fs/promises";
import { Client, credentials, Metadata, type ServiceError, status } from "@grpc/grpc-js";

const checkHealth = "/milvus.proto.milvus.MilvusService/CheckHealth";

/** `isHealthy` (field 2) is true. No other field of the reply and its Status can contain these two bytes. */
const healthy = Buffer.from([0x10, 0x01]);

export interface HealthOptions {
  /** PEM file of the certificate authority; without it, plain text. */
  readonly ca?: string;
  /** `user:password` */
  readonly token?: string;
}

/** Whether the server is healthy now, or, as Milvus Lite, serves but has no health check. */
export async function isHealthy(address: string, { ca, token }: HealthOptions): Promise<boolean> {
  const channel = ca ? credentials.createSsl(await readFile(ca)) : credentials.createInsecure();
  const metadata = new Metadata();
  if (token) metadata.set("authorization", Buffer.from(token).toString("base64"));
  const client = new Client(address, channel, {
    // Connections of its own: shared ones would wait out their back-off, here and in the tests.
    "grpc.use_local_subchannel_pool": 1,
    // The certificate has both names, and Node warns when a TLS handshake asks for an IP address.
    ...(ca && { "grpc.ssl_target_name_override": "localhost" }),
  });
  try {
    return await new Promise((resolve) => {
      const response = (error: ServiceError | null, reply?: Buffer) =>
        resolve(error ? error.code === status.UNIMPLEMENTED : (reply?.includes(healthy) ?? false));
      const bytes = (message: Buffer) => message;
      const options = { deadline: Date.now() + 2000 };
      client.makeUnaryRequest(checkHealth, bytes, bytes, Buffer.alloc(0), metadata, options, response);
    });
  } finally {
    client.close();
  }
}
