/** Unary calls on a grpc-js channel, by its public API alone: it connects when it must, and repeats refused streams. */
import {
  Channel,
  type ChannelCredentials,
  type ChannelOptions,
  status as grpc,
  Metadata,
  type StatusObject,
} from "@grpc/grpc-js";
import type { Unary } from "./unary.ts";

const CLOSED = { code: grpc.UNAVAILABLE, details: "The channel has been closed" };
export const CANCELLED = { code: grpc.CANCELLED, details: "Cancelled on client" };
export const DEADLINE_EXCEEDED = { code: grpc.DEADLINE_EXCEEDED, details: "Deadline exceeded" };

/** Opens a channel, which connects at the first call and again whenever it must. */
export function openChannel(target: string, credentials: ChannelCredentials, options: ChannelOptions): Unary {
  const channel = new Channel(target, credentials, options);
  let isClosed = false;
  return {
    start({ path, metadata, message, deadline }, onEnd) {
      if (isClosed) {
        process.nextTick(onEnd, CLOSED, undefined); // grpc-js throws then, also where nobody could catch it
        return () => {};
      }
      const call = channel.createCall(path, deadline, null, null, null);
      let reply: Buffer | undefined;
      call.start(toMetadata(metadata), {
        onReceiveMetadata() {},
        onReceiveMessage(received: Buffer) {
          reply = received;
        },
        onReceiveStatus: (status) => onEnd(normalize(status), reply),
      });
      call.sendMessageWithContext({}, message);
      call.startRead();
      call.halfClose();
      return () => call.cancelWithStatus(CANCELLED.code, CANCELLED.details);
    },
    close() {
      isClosed = true;
      channel.close();
    },
  };
}

type Status = Pick<StatusObject, "code" | "details">;

/**
 * Without how long each step took, which grpc-js adds to the text of a deadline: no two such failures would be alike.
 * It also gives no code at all for a reply that is compressed although no encoding was offered.
 */
function normalize(status: { readonly code?: number; readonly details?: string }): Status {
  const { code = grpc.INTERNAL, details = "Response message parsing error: it is compressed" } = status;
  const isDeadline = code === grpc.DEADLINE_EXCEEDED && details.startsWith("Deadline exceeded after ");
  return isDeadline ? DEADLINE_EXCEEDED : { code, details };
}

function toMetadata(entries: Readonly<Record<string, string>>): Metadata {
  const metadata = new Metadata();
  for (const key in entries) metadata.set(key, entries[key] ?? "");
  return metadata;
}
