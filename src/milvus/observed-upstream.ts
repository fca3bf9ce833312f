/** An upstream whose calls are observed, for metrics. */
import { GatewayError, isAbandoned } from "../model/errors.ts";
import type { Upstream } from "./upstream.ts";

/** Is told of each call how it ended: OK, CANCELLED when nobody waited any more, or the code of the problem. */
export type CallObserver = (rpc: string, outcome: string) => void;

/** The same upstream; `observe` is called at the end of each call. */
export function observeCalls(upstream: Upstream, observe: CallObserver): Upstream {
  return {
    async call(rpc, request, options) {
      try {
        const reply = await upstream.call(rpc, request, options);
        observe(rpc, "OK");
        return reply;
      } catch (error) {
        observe(rpc, isAbandoned(error, options.signal) ? "CANCELLED" : GatewayError.from(error).code);
        throw error;
      }
    },
    facts: (options) => upstream.facts(options),
    close: () => upstream.close(),
  };
}
