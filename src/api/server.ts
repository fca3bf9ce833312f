/** GET /v1/server: the Milvus behind the gateway. */
import { z } from "zod";
import { represent, send } from "../http/representation.ts";
import { GatewayError } from "../model/errors.ts";
import { openEnum } from "../model/job.ts";
import type { Handler } from "./handler.ts";
import { readRequest } from "./read-request.ts";
import type { Routing } from "./routing.ts";

export const serverSchema = z.strictObject({
  version: z
    .string()
    .nullable()
    .meta({ description: "As Milvus writes it, such as v2.6.5; null when it does not tell." }),
  healthy: z.boolean().meta({ description: "true also for a Milvus that answers but cannot tell its health." }),
  reasons: z.array(z.string()).meta({ description: "Why Milvus is not healthy." }),
  quotaStates: z.array(z.string()).meta({
    description: "What Milvus limits or denies now: ReadLimited, WriteLimited, DenyToRead, DenyToWrite, DenyToDDL.",
  }),
  sources: z
    .strictObject({
      grpc: z.literal("ok"),
      rest: openEnum("RestStatus", ["ok", "absent", "off"]).meta({
        description:
          "Milvus's own REST, which knows more of imports: `ok`; `absent` where this Milvus has none; `off` by the operator (MILVUS_HTTP), or with TLS to Milvus; else why it fails: then it is not asked for a minute.",
      }),
    })
    .meta({ description: "Which of Milvus's protocols answer." }),
});

export function getServer({ jobs, config }: Routing): Handler {
  const parts = { query: z.strictObject({}), withoutDatabase: true };
  return async (exchange) => {
    const { caller } = readRequest(exchange, config, parts);
    const [version, health, { rest }] = await Promise.all([
      jobs.callUpstream("GetVersion", caller).catch(unlessUnsupported),
      jobs.callUpstream("CheckHealth", caller).catch(unlessUnsupported),
      jobs.facts(caller),
    ]);
    if (version instanceof GatewayError && health instanceof GatewayError) throw version;
    const server: z.infer<typeof serverSchema> = {
      version: version instanceof GatewayError ? null : version.version || null,
      ...(health instanceof GatewayError ? UP : toHealth(health)),
      sources: { grpc: "ok", rest: rest.status === "failing" ? rest.reason : rest.status },
    };
    send(exchange.request, exchange.response, represent(server));
  };
}

type Health = Omit<z.infer<typeof serverSchema>, "version" | "sources">;

/** The health of a Milvus that answers but has no CheckHealth. */
const UP: Health = { healthy: true, reasons: [], quotaStates: [] };

interface HealthReply {
  readonly isHealthy: boolean;
  readonly reasons: readonly string[];
  readonly quota_states: readonly (string | number)[];
}

function toHealth({ isHealthy, reasons, quota_states }: HealthReply): Health {
  return { healthy: isHealthy, reasons: [...reasons], quotaStates: quota_states.map(String) };
}

/** Returns the failure of an RPC that this Milvus does not have; throws every other one. */
function unlessUnsupported(thrown: unknown): GatewayError {
  if (thrown instanceof GatewayError && thrown.code === "NOT_SUPPORTED_BY_SERVER") return thrown;
  throw thrown;
}
