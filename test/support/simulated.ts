/** The sandbox's Milvus without its server: operations performed on the simulation of one kind, over the wire format. */

import { runOperation } from "../../src/jobs/run-operation.ts";
import type { Calls, Kind } from "../../src/kinds/kind.ts";
import { milvusService } from "../../src/milvus/grpc/proto.ts";
import { GatewayError } from "../../src/model/errors.ts";
import { createClock } from "../../src/sandbox/clock.ts";
import { createWorld } from "../../src/sandbox/world.ts";
import { fromWire, toWire } from "./wire.ts";

/** Makes a world of one release, whose time stands until it is stepped, and what performs operations in it. */
export function createSimulation({ simulation, notFound }: Pick<Kind, "simulation" | "notFound">, version: string) {
  const clock = createClock();
  clock.hold();
  const world = createWorld({ version, clock, seeds: new Map() });
  return {
    startedAt: clock.now(),
    pass: (milliseconds: number) => clock.step(milliseconds),
    /** The operation's result; rejects with the GatewayError of a failure. */
    play: <T>(calls: Calls<T>): Promise<T> =>
      runOperation(calls, async ({ rpc, request }) => {
        // The casts: a request and its reply are those of the RPC beside them, which a lookup by name cannot tell.
        const { requestSerialize, requestDeserialize } = milvusService[rpc];
        const received = requestDeserialize((requestSerialize as (request: object) => Buffer)(request));
        const response = simulation[rpc] as (request: object, world: object) => object;
        return fromWire(rpc, toWire(rpc, response(received, world)), notFound);
      }),
  };
}

/** The GatewayError that an operation fails with. */
export async function failureOf(operation: Promise<unknown>): Promise<GatewayError> {
  const thrown: unknown = await operation.then(
    () => new TypeError("the operation succeeded"),
    (error: unknown) => error,
  );
  if (thrown instanceof GatewayError) return thrown;
  throw thrown;
}
