/**
 * Saves a third of the CPU of a call by leaving out resolver, retries and load balancer; docs/decisions/0002 has the
 * measurements. It can go when grpc-js has a fast path of its own; `openChannel` does the same without it.
 */
import {
  type ChannelCredentials,
  type ChannelOptions,
  connectivityState,
  experimental,
  status as grpc,
  Metadata,
} from "@grpc/grpc-js";
import { CANCELLED, DEADLINE_EXCEEDED, openChannel } from "./channel.ts";
import type { Cancel, OnEnd, Unary, UnaryRequest } from "./unary.ts";

type Subchannel = ReturnType<experimental.SubchannelInterface["getRealSubchannel"]>;

const REFUSED_STREAM = 7; // HTTP/2's error code: the server has not looked at the call, so that it may be made again

/** Opens a channel whose calls go straight to its subchannel while that is connected. */
export function openDirectChannel(target: string, credentials: ChannelCredentials, options: ChannelOptions): Unary {
  const picked = new PickedSubchannel();
  const channel = openChannel(target, credentials, { ...options, ...picked.options });
  const authority = String(options["grpc.default_authority"] ?? target);

  function startDirectly(subchannel: Subchannel, request: UnaryRequest, onEnd: OnEnd): Cancel {
    const { path, metadata, message, deadline } = request;
    const remaining = Math.max(deadline - Date.now(), 0);
    let reply: Buffer | undefined;
    let cancelRepeated: Cancel | undefined;
    const listener: Parameters<Subchannel["createCall"]>[3] = {
      onReceiveMetadata() {},
      onReceiveMessage(received: Buffer) {
        reply = received;
      },
      onReceiveStatus(status) {
        clearTimeout(timer);
        if (status.rstCode === REFUSED_STREAM) cancelRepeated = channel.start(request, onEnd);
        else if (reply?.[0] === 1) onEnd(COMPRESSED, undefined);
        else onEnd(status, reply?.subarray(FRAME_HEADER));
      },
    };
    let call: ReturnType<Subchannel["createCall"]>;
    try {
      call = subchannel.createCall(new CallMetadata(metadata, remaining), authority, path, listener);
    } catch {
      return channel.start(request, onEnd); // the connection was lost this very moment
    }
    const timer = setTimeout(() => call.cancelWithStatus(DEADLINE_EXCEEDED.code, DEADLINE_EXCEEDED.details), remaining);
    call.sendMessageWithContext({}, toFrame(message));
    call.startRead();
    call.halfClose();
    return () => (cancelRepeated ? cancelRepeated() : call.cancelWithStatus(CANCELLED.code, CANCELLED.details));
  }

  return {
    start(request, onEnd) {
      const { subchannel } = picked;
      return subchannel ? startDirectly(subchannel, request, onEnd) : channel.start(request, onEnd);
    },
    close: () => channel.close(),
  };
}

/** Whether it is compressed (never, since we offer no encoding), and its length. */
const FRAME_HEADER = 5;

const COMPRESSED = { code: grpc.INTERNAL, details: "Response message parsing error: it is compressed" };

function toFrame(message: Buffer): Buffer {
  const frame = Buffer.allocUnsafe(FRAME_HEADER + message.length);
  frame[0] = 0;
  frame.writeUInt32BE(message.length, 1);
  message.copy(frame, FRAME_HEADER);
  return frame;
}

/** What a call sends, as it is: a plain Metadata keeps each entry in a list in a Map, and checks it once more. */
class CallMetadata extends Metadata {
  private readonly entries: UnaryRequest["metadata"];
  private readonly timeout: number;

  /** `timeout` in milliseconds. */
  constructor(entries: UnaryRequest["metadata"], timeout: number) {
    super();
    this.entries = entries;
    this.timeout = timeout;
  }

  override toHttp2Headers() {
    // The spread comes last: see docs/decisions/0007.
    return { "grpc-timeout": `${Math.ceil(this.timeout)}m`, ...this.entries };
  }
}

const POLICY = "milvus_job_gateway_pick_first";
/** The option that hands the policy its PickedSubchannel; the prefix keeps it from the subchannels. */
const PICKED = `${experimental.SUBCHANNEL_ARGS_EXCLUDE_KEY_PREFIX}.milvus_job_gateway`;

/** Where the load balancing policy of one channel stores what it has picked. */
class PickedSubchannel {
  /** undefined as long as the channel has to connect first; a call on the channel makes it do so. */
  subchannel: Subchannel | undefined;
  /** For the channel. */
  readonly options: ChannelOptions = {
    [PICKED]: this,
    "grpc.service_config": JSON.stringify({ loadBalancingConfig: [{ [POLICY]: {} }] }),
    // Nobody publishes a service config for Milvus; one would take the policy away.
    "grpc.service_config_disable_resolution": 1,
  };
}

class Config implements experimental.TypedLoadBalancingConfig {
  getLoadBalancerName = () => POLICY;
  toJsonObject = () => ({ [POLICY]: {} });
  static createFromJson = () => new Config();
}

const PICK_FIRST = experimental.parseLoadBalancingConfig({ pick_first: {} });

/** pick_first, which also stores the subchannel that it has picked. */
class Policy extends experimental.ChildLoadBalancerHandler {
  private picked: PickedSubchannel | undefined;

  constructor(parent: experimental.ChannelControlHelper) {
    super(
      experimental.createChildChannelControlHelper(parent, {
        updateState: (state, picker, errorMessage) => {
          if (this.picked) this.picked.subchannel = state === connectivityState.READY ? pick(picker) : undefined;
          parent.updateState(state, picker, errorMessage);
        },
      }),
    );
  }

  override updateAddressList(
    ...[endpoints, , options, note]: Parameters<experimental.LoadBalancer["updateAddressList"]>
  ) {
    this.picked = options[PICKED];
    return super.updateAddressList(endpoints, PICK_FIRST, options, note);
  }

  override destroy(): void {
    if (this.picked) this.picked.subchannel = undefined;
    super.destroy();
  }

  override getTypeName = () => POLICY;
}

function pick(picker: experimental.Picker): Subchannel | undefined {
  return picker.pick({ metadata: new Metadata(), extraPickInfo: {} }).subchannel?.getRealSubchannel();
}

experimental.registerLoadBalancerType(POLICY, Policy, Config);
