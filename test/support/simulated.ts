/** The sandbox's Milvus without its server: operations performed on the simulation of one kind, over the wire format. */

import { runOperation } from "../../src/jobs/run-operation.ts";
import type { Calls, Kind } from "../../src/kinds/kind.ts";
import * as proto from "../../src/milvus/grpc/proto.ts";
import type { MethodName } from "../../src/milvus/methods.ts";
import { GatewayError } from "../../src/model/errors.ts";
import { createClock } from "../../src/sandbox/clock.ts";
import { createWorld } from "../../src/sandbox/world.ts";
import { overWire } from "./wire.ts";

/** Every call is waited for: a day from now, since a timer cannot be longer than some weeks. */
const TOMORROW = Date.now() + 86_400_000;
export const PATIENT = { brief: TOMORROW, long: TOMORROW };

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
      runOperation(
        calls,
        async ({ method, request }) => {
          const response = simulation[method] as (request: object, world: object, headers: object) => object; // its own
          const headers = { idempotencyKey: "", dbName: "default" };
          return overWire(method, response(asReceived(method, request), world, headers), notFound);
        },
        PATIENT,
      ),
  };
}

/** A request as a server receives it. */
export function asReceived(method: MethodName, request: object): object {
  return proto.isRpc(method) ? proto.asReceived(method, request) : JSON.parse(JSON.stringify(request));
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
