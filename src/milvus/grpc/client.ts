/** Upstream over @grpc/grpc-js: one channel, deadlines, cancellation, metadata, keepalive, TLS. */
import {
  type ChannelCredentials,
  type ChannelOptions,
  credentials,
  status as grpc,
  type MethodDefinition,
} from "@grpc/grpc-js";
import { badReply } from "../../model/bad-reply.ts";
import { GatewayError } from "../../model/errors.ts";
import {
  type CallOptions,
  NEVER_CANCELLED,
  type ReplyOf,
  type RequestOf,
  type RpcName,
  type Upstream,
} from "../methods.ts";
import { milvusService } from "./proto.ts";
import { fromServiceError } from "./status.ts";
import { openUnary } from "./unary.ts";

export interface UpstreamSettings {
  /** `host`, `host:port`, `http://host:port`, or `https://host:port` for TLS. */
  readonly address: string;
  /** In PEM format. */
  readonly tlsCa?: Buffer | undefined;
  readonly tlsCert?: Buffer | undefined;
  readonly tlsKey?: Buffer | undefined;
  /** The name that the server's certificate has, where it is not the address's. */
  readonly tlsServerName?: string | undefined;
  /** Most calls in flight at once; more fail with OVERLOADED. */
  readonly maxCalls: number;
}

/** How long a call that must not be cancelled has, and at least beyond its caller's deadline, in milliseconds. */
const UNCANCELLED_DEADLINE = 30_000;
const UNCANCELLED_GRACE = 5_000;

const CHANNEL_OPTIONS: ChannelOptions = {
  "grpc.primary_user_agent": "milvus-job-gateway",
  // A start must not be sent twice, and a poll is repeated soon enough.
  "grpc.enable_retries": 0,
  // A restarted Milvus is found again within a second.
  "grpc.initial_reconnect_backoff_ms": 100,
  "grpc.max_reconnect_backoff_ms": 1_000,
  "grpc.dns_min_time_between_resolutions_ms": 1_000,
  "grpc.keepalive_time_ms": 10_000,
  "grpc.keepalive_timeout_ms": 5_000,
  "grpc.max_receive_message_length": 64 * 1024 * 1024,
  // Nobody asks for its statistics.
  "grpc.enable_channelz": 0,
};

/** Where to connect and whether by TLS; the port defaults to Milvus's 19530. */
function readAddress(address: string): { readonly target: string; readonly secure: boolean } {
  const [, scheme, authority = ""] = /^(?:(https?):\/\/)?([^/]+)\/?$/.exec(address) ?? [];
  if (!authority)
    throw new TypeError(`${JSON.stringify(address)} is no address such as localhost:19530 or https://host:443`);
  const hasPort = /:\d+$/.test(authority.replace(/^\[.*\]/, ""));
  return { target: hasPort ? authority : `${authority}:19530`, secure: scheme === "https" };
}

function readCredentials(settings: UpstreamSettings, secure: boolean): ChannelCredentials {
  if (!secure) return credentials.createInsecure();
  const { tlsCa = null, tlsCert = null, tlsKey = null } = settings;
  return credentials.createSsl(tlsCa, tlsKey, tlsCert);
}

/** Opens a channel to Milvus, which connects at the first call and again whenever it must. */
export function createUpstream(settings: UpstreamSettings): Upstream {
  const { target, secure } = readAddress(settings.address);
  const unary = openUnary(target, readCredentials(settings, secure), {
    ...CHANNEL_OPTIONS,
    ...(settings.tlsServerName && {
      "grpc.ssl_target_name_override": settings.tlsServerName,
      "grpc.default_authority": settings.tlsServerName,
    }),
  });
  let inFlight = 0;

  function send<Rpc extends RpcName>(rpc: Rpc, request: RequestOf<Rpc>, options: CallOptions): Promise<ReplyOf<Rpc>> {
    // The cast: the definition of an RPC speaks that RPC's messages, which an indexed access cannot tell.
    const method = milvusService[rpc] as unknown as MethodDefinition<RequestOf<Rpc>, ReplyOf<Rpc>>;
    const { metadata, signal } = options;
    return new Promise((resolve, reject) => {
      const message = method.requestSerialize(request);
      const runsOn = NEVER_CANCELLED.has(rpc);
      const now = Date.now();
      const deadline = runsOn
        ? Math.max(now + UNCANCELLED_DEADLINE, options.deadline + UNCANCELLED_GRACE)
        : options.deadline;
      const cancel = unary.start({ path: method.path, metadata, message, deadline }, (status, reply) => {
        inFlight -= 1;
        clearTimeout(timer);
        signal?.removeEventListener("abort", leave);
        if (status.code !== grpc.OK) return reject(fromServiceError(rpc, status));
        if (reply === undefined) return reject(badReply(rpc, `Milvus answered ${rpc} without a message.`));
        try {
          resolve(method.responseDeserialize(reply));
        } catch (error) {
          const details = `Response message parsing error: ${String(error)}`;
          reject(fromServiceError(rpc, { code: grpc.INTERNAL, details }));
        }
      });
      const timer = runsOn ? setTimeout(() => reject(outOfTime(rpc)), options.deadline - now) : undefined;
      const leave = runsOn ? () => reject(abandoned(rpc)) : cancel;
      inFlight += 1;
      signal?.addEventListener("abort", leave, { once: true });
    });
  }

  return {
    call(rpc, request, options) {
      if (options.signal?.aborted) return Promise.reject(abandoned(rpc));
      if (options.deadline <= Date.now()) return Promise.reject(tooLate(rpc));
      if (inFlight < settings.maxCalls) return send(rpc, request, options);
      return Promise.reject(new GatewayError("OVERLOADED", `${inFlight} calls to Milvus are in flight already.`));
    },
    close: () => unary.close(),
  };
}

const fault = (rpc: RpcName, grpcCode: number, grpcName: string) => ({
  upstream: { rpc, grpcCode, grpcName, milvusCode: null, errorCode: null, reason: null },
});

/** Without `upstream`, since nothing was sent. */
function tooLate(rpc: RpcName): GatewayError {
  return new GatewayError("DEADLINE_EXCEEDED", `The time was over before ${rpc} was sent to Milvus.`);
}

function outOfTime(rpc: RpcName): GatewayError {
  return new GatewayError(
    "DEADLINE_EXCEEDED",
    `Milvus did not answer ${rpc} in time.`,
    fault(rpc, 4, "DEADLINE_EXCEEDED"),
  );
}

function abandoned(rpc: RpcName): GatewayError {
  return new GatewayError("UPSTREAM_ERROR", `Nobody waits for ${rpc} any more.`, {
    status: 502,
    ...fault(rpc, 1, "CANCELLED"),
  });
}
