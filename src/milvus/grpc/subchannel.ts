/** The connected subchannel, which spares a call three layers: docs/decisions/0002-direct-subchannel.md */
import { type ChannelOptions, connectivityState, experimental, Metadata } from "@grpc/grpc-js";

export type Subchannel = ReturnType<experimental.SubchannelInterface["getRealSubchannel"]>;

const POLICY = "milvus_job_gateway_pick_first";
/** The option that hands the policy its Seat; the prefix keeps it from the subchannels. */
const SEAT = `${experimental.SUBCHANNEL_ARGS_EXCLUDE_KEY_PREFIX}.milvus_job_gateway`;

/** Where the policy of one channel leaves what it has picked. */
export class Seat {
  /** undefined as long as the channel has to connect first; a call on the channel makes it do so. */
  subchannel: Subchannel | undefined;
  /** For the channel. */
  readonly options: ChannelOptions = {
    [SEAT]: this,
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

class Policy extends experimental.ChildLoadBalancerHandler {
  private seat: Seat | undefined;

  constructor(parent: experimental.ChannelControlHelper) {
    super(
      experimental.createChildChannelControlHelper(parent, {
        updateState: (state, picker, errorMessage) => {
          if (this.seat) this.seat.subchannel = state === connectivityState.READY ? pick(picker) : undefined;
          parent.updateState(state, picker, errorMessage);
        },
      }),
    );
  }

  override updateAddressList(
    ...[endpoints, , options, note]: Parameters<experimental.LoadBalancer["updateAddressList"]>
  ) {
    this.seat = options[SEAT];
    return super.updateAddressList(endpoints, PICK_FIRST, options, note);
  }

  override destroy(): void {
    if (this.seat) this.seat.subchannel = undefined;
    super.destroy();
  }

  override getTypeName = () => POLICY;
}

function pick(picker: experimental.Picker): Subchannel | undefined {
  return picker.pick({ metadata: new Metadata(), extraPickInfo: {} }).subchannel?.getRealSubchannel();
}

experimental.registerLoadBalancerType(POLICY, Policy, Config);
