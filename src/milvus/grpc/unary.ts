/** Unary calls on a channel, bytes to bytes, each by the shortest way there is. */
import {
  Channel,
  type ChannelCredentials,
  type ChannelOptions,
  status as grpc,
  Metadata,
  type StatusObject,
} from "@grpc/grpc-js";
import { Seat, type Subchannel } from "./subchannel.ts";

export interface UnaryRequest {
  /** `/package.Service/Method` */
  readonly path: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly message: Buffer;
  /** Epoch milliseconds. */
  readonly deadline: number;
}

/** Hears once how a call ended, and the reply's bytes if any came. */
type End = (status: Pick<StatusObject, "code" | "details">, reply: Buffer | undefined) => void;
/** Gives a call up. */
type Cancel = () => void;

export interface Unary {
  start(request: UnaryRequest, end: End): Cancel;
  close(): void;
}

const REFUSED_STREAM = 7; // HTTP/2's error code: the server has not looked at the call, so that it may be made again
const CANCELLED = "Cancelled on client";

/** Opens a channel, which connects at the first call and again whenever it must. */
export function openUnary(target: string, credentials: ChannelCredentials, options: ChannelOptions): Unary {
  const seat = new Seat();
  const channel = new Channel(target, credentials, { ...options, ...seat.options });
  const authority = String(options["grpc.default_authority"] ?? target);

  let isClosed = false;

  /** The long way, which waits for a connection and repeats what was refused. */
  function onChannel({ path, metadata, message, deadline }: UnaryRequest, end: End): Cancel {
    if (isClosed) {
      process.nextTick(end, CLOSED, undefined); // grpc-js throws then, also where nobody could catch it
      return () => {};
    }
    const call = channel.createCall(path, deadline, null, null, null);
    let reply: Buffer | undefined;
    call.start(toMetadata(metadata), {
      onReceiveMetadata() {},
      onReceiveMessage(received: Buffer) {
        reply = received;
      },
      onReceiveStatus: (status) => end(inEqualWords(status), reply),
    });
    call.sendMessageWithContext({}, message);
    call.startRead();
    call.halfClose();
    return () => call.cancelWithStatus(grpc.CANCELLED, CANCELLED);
  }

  /** Straight on the connection that there is. */
  function onSubchannel(subchannel: Subchannel, request: UnaryRequest, end: End): Cancel {
    const { path, metadata, message, deadline } = request;
    const remaining = Math.max(deadline - Date.now(), 0);
    let reply: Buffer | undefined;
    let again: Cancel | undefined;
    const listener: Parameters<Subchannel["createCall"]>[3] = {
      onReceiveMetadata() {},
      onReceiveMessage(received: Buffer) {
        reply = received;
      },
      onReceiveStatus(status) {
        clearTimeout(timer);
        if (status.rstCode === REFUSED_STREAM) again = onChannel(request, end);
        else if (reply?.[0] === 1) end(COMPRESSED, undefined);
        else end(status, reply?.subarray(FRAME_HEADER));
      },
    };
    let call: ReturnType<Subchannel["createCall"]>;
    try {
      call = subchannel.createCall(new CallMetadata(metadata, remaining), authority, path, listener);
    } catch {
      return onChannel(request, end); // the connection was lost this very moment
    }
    const timer = setTimeout(() => call.cancelWithStatus(OUT_OF_TIME.code, OUT_OF_TIME.details), remaining);
    call.sendMessageWithContext({}, toFrame(message));
    call.startRead();
    call.halfClose();
    return () => (again ? again() : call.cancelWithStatus(grpc.CANCELLED, CANCELLED));
  }

  return {
    start(request, end) {
      const { subchannel } = seat;
      return subchannel ? onSubchannel(subchannel, request, end) : onChannel(request, end);
    },
    close() {
      isClosed = true;
      channel.close();
    },
  };
}

/** Whether it is compressed (never, since we offer no encoding), and its length. */
const FRAME_HEADER = 5;

const OUT_OF_TIME = { code: grpc.DEADLINE_EXCEEDED, details: "Deadline exceeded" };
const CLOSED = { code: grpc.UNAVAILABLE, details: "The channel has been closed" };
const COMPRESSED = { code: grpc.INTERNAL, details: "Response message parsing error: it is compressed" };

/** grpc-js tells of a deadline how long each step took, so that no two such failures were alike. */
function inEqualWords(status: StatusObject): Pick<StatusObject, "code" | "details"> {
  const isOutOfTime = status.code === grpc.DEADLINE_EXCEEDED && status.details.startsWith("Deadline exceeded after ");
  return isOutOfTime ? OUT_OF_TIME : status;
}

/** What a call sends, as it is, without the copies of a plain Metadata: docs/decisions/0002-direct-subchannel.md */
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
    // The spread comes last: docs/decisions/0007-spreads-come-last.md
    return { "grpc-timeout": `${Math.ceil(this.timeout)}m`, ...this.entries };
  }
}

function toMetadata(entries: UnaryRequest["metadata"]): Metadata {
  const metadata = new Metadata();
  for (const key in entries) metadata.set(key, entries[key] ?? "");
  return metadata;
}

function toFrame(message: Buffer): Buffer {
  const frame = Buffer.allocUnsafe(FRAME_HEADER + message.length);
  frame[0] = 0;
  frame.writeUInt32BE(message.length, 1);
  message.copy(frame, FRAME_HEADER);
  return frame;
}
