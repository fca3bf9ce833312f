/** Milvus's gRPC API over @grpc/grpc-js: one channel, deadlines, cancellation, metadata, keepalive, TLS. */
import {
  type ChannelCredentials,
  type ChannelOptions,
  credentials,
  status as grpc,
  type MethodDefinition,
} from "@grpc/grpc-js";
import { badReply } from "../../model/bad-reply.ts";
import { GatewayError } from "../../model/errors.ts";
import { redactSecrets } from "../../model/redact.ts";
import { notSent, tooManyCalls, uncancelledDeadline } from "../call-limits.ts";
import type { ReplyOf, RequestOf, RpcName } from "../methods.ts";
import type { CallOptions, GrpcSource } from "../upstream.ts";
import { milvusService } from "./proto.ts";
import { assertSuccess, fromServiceError } from "./status.ts";
import { openDirectChannel } from "./subchannel.ts";

export interface GrpcSettings {
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
  "grpc.max_receive_message_length": 64 * 1024 * 1024, // status.ts says so
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

/** The same address over plain HTTP, where Milvus by default has its REST, too. */
export function originOf(address: string): string {
  return `http://${readAddress(address).target}`;
}

function readCredentials(settings: GrpcSettings, secure: boolean): ChannelCredentials {
  if (!secure) return credentials.createInsecure();
  const { tlsCa = null, tlsCert = null, tlsKey = null } = settings;
  return credentials.createSsl(tlsCa, tlsKey, tlsCert);
}

/** Opens a channel to Milvus, which connects at the first call and again whenever it must. */
export function createGrpcSource(settings: GrpcSettings): GrpcSource {
  const { target, secure } = readAddress(settings.address);
  const unary = openDirectChannel(target, readCredentials(settings, secure), {
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
    const { metadata, signal, cancellable = true } = options;
    return new Promise((resolve, reject) => {
      const message = method.requestSerialize(request);
      const now = Date.now();
      const deadline = cancellable ? options.deadline : uncancelledDeadline(options.deadline, now);
      const cancel = unary.start({ path: method.path, metadata, message, deadline }, (status, reply) => {
        inFlight -= 1;
        clearTimeout(timer);
        signal?.removeEventListener("abort", onAbort);
        if (status.code !== grpc.OK) return reject(fromServiceError(rpc, status));
        if (reply === undefined) return reject(badReply(rpc, `Milvus replied to ${rpc} without a message.`));
        try {
          resolve(readReply(rpc, method, reply, options.notFound));
        } catch (error) {
          reject(error);
        }
      });
      const timer = cancellable ? undefined : setTimeout(() => reject(deadlineExceeded(rpc)), options.deadline - now);
      const onAbort = cancellable ? cancel : () => reject(abandoned(rpc));
      inFlight += 1;
      signal?.addEventListener("abort", onAbort, { once: true });
    });
  }

  return {
    call(rpc, request, options) {
      if (options.signal?.aborted) return Promise.reject(abandoned(rpc));
      if (options.deadline <= Date.now()) return Promise.reject(notSent(rpc));
      if (inFlight < settings.maxCalls) return send(rpc, request, options);
      return Promise.reject(tooManyCalls(inFlight));
    },
    close: () => unary.close(),
  };
}

/** The one place where a reply is decoded, redacted, and its Status read. */
function readReply<Rpc extends RpcName>(
  rpc: Rpc,
  { responseDeserialize }: MethodDefinition<RequestOf<Rpc>, ReplyOf<Rpc>>,
  bytes: Buffer,
  notFound: CallOptions["notFound"],
): ReplyOf<Rpc> {
  let reply: ReplyOf<Rpc>;
  try {
    reply = redactSecrets(responseDeserialize(bytes));
  } catch (error) {
    const details = `Response message parsing error: ${String(error)}`;
    throw fromServiceError(rpc, { code: grpc.INTERNAL, details });
  }
  assertSuccess(rpc, reply, notFound);
  return reply;
}

const fault = (rpc: RpcName, grpcCode: number, grpcName: string) => ({
  upstream: { rpc, grpcCode, grpcName, milvusCode: null, errorCode: null, reason: null },
});

function deadlineExceeded(rpc: RpcName): GatewayError {
  return new GatewayError("DEADLINE_EXCEEDED", `Milvus did not reply to ${rpc} in time.`, {
    outcomeUnknown: true,
    ...fault(rpc, 4, "DEADLINE_EXCEEDED"),
    rule: "grpc:4",
  });
}

function abandoned(rpc: RpcName): GatewayError {
  return new GatewayError("UPSTREAM_ERROR", `The call of ${rpc} was cancelled by its caller.`, {
    status: 502,
    ...fault(rpc, 1, "CANCELLED"),
  });
}
