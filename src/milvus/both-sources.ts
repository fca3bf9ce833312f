/** Milvus by both of its protocols: a call goes where its method is, and the server's facts are asked for once. */
import { GatewayError } from "../model/errors.ts";
import { orAt } from "../model/or-at.ts";
import type { RestStatus, ServerFacts } from "../model/server-facts.ts";
import { isRestMethod, type MethodName, type ReplyOf, type RequestOf } from "./methods.ts";
import type { CallOptions, GrpcSource, RestSource, Upstream } from "./upstream.ts";

/** How long the version is remembered, in milliseconds: a Milvus is upgraded now and then. */
const VERSION_LIFETIME = 60_000;

export function createUpstream(grpc: GrpcSource, rest: RestSource): Upstream {
  const versionOf = createVersionMemory(grpc);

  function call<M extends MethodName>(method: M, request: RequestOf<M>, options: CallOptions): Promise<ReplyOf<M>> {
    // The casts: the method decides the types of its request and reply, which a narrowed name does not tell.
    const reply = isRestMethod(method)
      ? rest.call(method, request as RequestOf<typeof method>, options)
      : grpc.call(method, request as never, options);
    return reply as Promise<ReplyOf<M>>;
  }

  /** The version matters only where REST can tell which imports there are. */
  async function askFacts(found: RestStatus | Promise<RestStatus>, options: CallOptions): Promise<ServerFacts> {
    const status = await found;
    return { rest: status, version: status.status === "ok" ? await versionOf(options) : null };
  }

  return {
    call,
    facts(options) {
      const status = rest.status(options);
      if (!("status" in status)) return askFacts(status, options);
      if (status.status !== "ok") return { rest: status, version: null };
      const version = versionOf.known();
      return version === undefined ? askFacts(status, options) : { rest: status, version };
    },
    close() {
      grpc.close();
      rest.close();
    },
  };
}

interface VersionMemory {
  (options: CallOptions): Promise<string | null>;
  /** undefined when it has to be asked for. */
  known(): string | null | undefined;
}

/** Asks for the version once for all who want to know it; where that fails, it is the last one, or null. */
function createVersionMemory(grpc: GrpcSource): VersionMemory {
  let known: { readonly version: string | null; readonly until: number } | undefined;
  let asking: Promise<string | null> | undefined;

  async function ask({ metadata, deadline }: CallOptions): Promise<string | null> {
    try {
      const { version } = await grpc.call("GetVersion", {}, { metadata, deadline });
      return remember(version || null);
    } catch (error) {
      const { code } = GatewayError.from(error);
      return code === "NOT_SUPPORTED_BY_SERVER" ? remember(null) : last();
    } finally {
      asking = undefined;
    }
  }

  function remember(version: string | null): string | null {
    known = { version, until: Date.now() + VERSION_LIFETIME };
    return version;
  }

  const last = () => known?.version ?? null;
  const isKnown = () => known !== undefined && known.until > Date.now();
  const memory = (options: CallOptions) => {
    if (isKnown()) return Promise.resolve(last());
    asking ??= ask(options);
    // Who has asked may have more time.
    return orAt(options.deadline, asking, last);
  };
  return Object.assign(memory, { known: () => (isKnown() ? known?.version : undefined) });
}
