/** Unary gRPC calls, bytes to bytes: what the client needs of a channel. */
import type { StatusObject } from "@grpc/grpc-js";

export interface UnaryRequest {
  /** `/package.Service/Method` */
  readonly path: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly message: Buffer;
  /** Epoch milliseconds. */
  readonly deadline: number;
}

/** Called once with the status that a call ended with, and the bytes of the reply if any came. */
export type OnEnd = (status: Pick<StatusObject, "code" | "details">, reply: Buffer | undefined) => void;

/** Ends a call with CANCELLED. */
export type Cancel = () => void;

export interface Unary {
  start(request: UnaryRequest, onEnd: OnEnd): Cancel;
  close(): void;
}
