/** Milvus's own REST v2 as a second source: gently asked, and left alone for a minute when it fails. */
import { GatewayError, type RestFault } from "../../model/errors.ts";
import type { RestStatus } from "../../model/server-facts.ts";
import { notSent, tooManyCalls, uncancelledDeadline } from "../call-limits.ts";
import { shorten } from "../decide.ts";
import type { RestMethodName, RestReply } from "../rest-methods.ts";
import type { CallOptions, RestSource } from "../upstream.ts";
import { ABSENT, createAvailability, type Finding, OK } from "./availability.ts";
import { isGrpc, isNoRoute, readEnvelope, readReply } from "./envelope.ts";
import { toHeaders } from "./headers.ts";
import { abandoned, CONNECTIONS, late, NoResponse, openPool, type PoolSettings, type RestResponse } from "./pool.ts";
import { createTurns } from "./turns.ts";

export interface RestSettings extends PoolSettings {
  /** Whether the address is a guess, the one of gRPC: then what answers nothing there is no fault. */
  readonly isGuess: boolean;
  /** Most calls in flight at once; more fail with OVERLOADED. */
  readonly maxCalls: number;
  /** Is told when the status has changed; `before` is undefined at first. */
  onChange(status: RestStatus, before: RestStatus | undefined): void;
}

/** A Milvus whose REST is not to be used. */
export const NO_REST: RestSource = {
  call: (method) =>
    Promise.reject(
      new GatewayError("NOT_SUPPORTED_BY_SERVER", `Milvus's REST is turned off, and ${method} is there only.`),
    ),
  status: () => ({ status: "off" }),
  close() {},
};

/** A response that takes longer than this closes REST for a minute: before 2.6.18 Milvus's own timer can kill its proxy. */
const SLOW = 5_000;
const TOO_SLOW = "no response within 5 s";

/** How long a progress waits for its turn, in milliseconds: nobody waits longer for its reply. */
const PROGRESS_TURN = 2_500;

const READS: ReadonlySet<RestMethodName> = new Set<RestMethodName>(["import/get_progress", "import/list"]);

/** Routes that came later than the others: that one is missing says nothing of the rest. */
const LATER: ReadonlySet<RestMethodName> = new Set<RestMethodName>(["import/commit", "import/abort"]);

const pathOf = (method: RestMethodName) => `/v2/vectordb/jobs/${method}`;

export function createRestSource(settings: RestSettings): RestSource {
  const pool = openPool(settings);
  const turns = createTurns(CONNECTIONS);
  const availability = createAvailability(settings.onChange);
  let inFlight = 0;

  /** Without a job's id no coordinator is asked, and the answer shows whether the route is there. */
  async function probe({ metadata }: CallOptions): Promise<Finding> {
    try {
      const response = await inTurn({ deadline: Date.now() + SLOW, isUrgent: true }, () =>
        pool.post(pathOf("import/get_progress"), "{}", {
          headers: toHeaders(metadata, undefined),
          deadline: Date.now() + SLOW,
          repeatable: true,
        }),
      );
      return toFinding(response);
    } catch (error) {
      if (!(error instanceof NoResponse)) throw error;
      const { kind, mayBeSent, message } = error;
      if (kind === "no-http" || (settings.isGuess && kind === "lost")) return { status: ABSENT, isGeneral: true };
      // Where gRPC is away as well, nothing is known of REST.
      const isGeneral = kind !== "busy" && (!settings.isGuess || mayBeSent);
      return { status: { status: "failing", reason: message }, isGeneral };
    }
  }

  async function inTurn<T>(waiting: Parameters<typeof turns.take>[0], work: () => Promise<T>): Promise<T> {
    const release = await turns.take(waiting);
    return work().finally(release);
  }

  function toFinding(response: RestResponse): Finding {
    const { status } = response;
    const envelope = readEnvelope(response);
    if (status === 401 && (envelope || !settings.isGuess)) {
      // Milvus looks at credentials before routes, so others may find something else.
      const reason = shorten(envelope?.message ?? "") || "HTTP 401";
      return { status: { status: "failing", reason }, isGeneral: false };
    }
    return { status: toStatus(response), isGeneral: true };
  }

  function toStatus(response: RestResponse): RestStatus {
    // A 404 as JSON comes from a gateway in front of gRPC.
    if (isNoRoute(response) || response.status === 404) return ABSENT;
    if (response.status === 408) return { status: "failing", reason: "HTTP 408" };
    if (readEnvelope(response)) return OK;
    // What is no response of Milvus's comes from something in front of its gRPC.
    return settings.isGuess ? ABSENT : { status: "failing", reason: `HTTP ${response.status}` };
  }

  /** Sends a call when it is its turn; what must not be lost is not cancelled any more once it waits for that. */
  async function send(method: RestMethodName, request: object, options: CallOptions): Promise<RestReply> {
    const { cancellable, deadline } = options;
    const isRead = READS.has(method);
    const turn = {
      deadline: method === "import/get_progress" ? Math.min(deadline, Date.now() + PROGRESS_TURN) : deadline,
      signal: cancellable === false ? undefined : options.signal,
      isUrgent: !isRead,
    };
    inFlight += 1;
    const release = await turns.take(turn).catch((error) => {
      inFlight -= 1;
      throw toError(method, error);
    });
    const reply = perform(method, request, options).finally(() => {
      inFlight -= 1;
      release();
    });
    return cancellable === false ? withinDeadline(method, reply, options) : reply;
  }

  async function perform(method: RestMethodName, request: object, options: CallOptions): Promise<RestReply> {
    const isRead = READS.has(method);
    const known = availability.known(); // again: it may have waited
    if (known?.status === "failing" && isRead) throw closed(method, known.reason);
    const slow = setTimeout(() => availability.open(TOO_SLOW), SLOW);
    try {
      const response = await pool.post(pathOf(method), JSON.stringify(request), {
        headers: toHeaders(options.metadata, options.idempotencyKey),
        deadline: deadlineOf(method, options, Date.now()),
        signal: options.cancellable === false ? undefined : options.signal,
        repeatable: isRead,
      });
      judge(method, response);
      return readReply(method, response, options.notFound);
    } catch (error) {
      if (!(error instanceof NoResponse)) throw error;
      if (error.kind !== "abandoned") availability.open(error.kind === "late" ? TOO_SLOW : error.message);
      throw toError(method, error);
    } finally {
      clearTimeout(slow);
    }
  }

  function judge(method: RestMethodName, response: RestResponse): void {
    if (response.status === 408) availability.open("HTTP 408");
    else if (isNoRoute(response) && (!LATER.has(method) || isGrpc(response))) availability.markAbsent();
  }

  return {
    call(method, request, options) {
      if (options.signal?.aborted) return Promise.reject(toError(method, abandoned()));
      if (options.deadline <= Date.now()) return Promise.reject(notSent(method));
      const known = availability.known();
      if (known?.status === "failing" && READS.has(method)) return Promise.reject(closed(method, known.reason));
      if (inFlight >= settings.maxCalls) {
        return Promise.reject(tooManyCalls(inFlight));
      }
      return send(method, request, options);
    },
    status(options) {
      const owner = `${options.metadata.authorization ?? ""}\n${options.metadata.dbname ?? ""}`;
      return availability.status({ owner, ask: () => probe(options) }, options.deadline);
    },
    close: () => pool.close(),
  };
}

/** A progress has five seconds; a list as long as its caller; what must not be lost, longer than its caller. */
function deadlineOf(method: RestMethodName, { deadline, cancellable }: CallOptions, now: number): number {
  if (cancellable === false) return uncancelledDeadline(deadline, now);
  return method === "import/get_progress" ? now + SLOW : Math.max(now + SLOW, deadline);
}

/** The reply, unless the caller's time is over or he leaves: the call itself runs on. */
function withinDeadline(method: RestMethodName, reply: Promise<RestReply>, options: CallOptions): Promise<RestReply> {
  const { deadline, signal } = options;
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(toError(method, abandoned()));
    const onTimeout = () => reject(toError(method, late()));
    const timer = setTimeout(onTimeout, deadline - Date.now());
    signal?.addEventListener("abort", onAbort, { once: true });
    reply.then(resolve, reject).finally(() => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", onAbort);
    });
  });
}

function faultOf(method: RestMethodName, reason: string): RestFault {
  return { protocol: "rest", rpc: method, httpStatus: null, milvusCode: null, reason };
}

function toError(method: RestMethodName, { kind, mayBeSent, message }: NoResponse): GatewayError {
  const upstream = faultOf(method, message);
  if (kind === "busy") {
    const detail = `The time was over before ${method} was sent to Milvus: other calls were waited for.`;
    return new GatewayError("DEADLINE_EXCEEDED", detail, { upstream, rule: "rest:busy" });
  }
  if (kind === "abandoned") {
    const detail = `The call of ${method} was cancelled by its caller.`;
    return new GatewayError("UPSTREAM_ERROR", detail, { status: 502, upstream, rule: "rest:cancelled" });
  }
  return kind === "late"
    ? new GatewayError("DEADLINE_EXCEEDED", `Milvus's REST did not reply to ${method} in time.`, {
        outcomeUnknown: true,
        upstream,
        rule: "rest:late",
      })
    : new GatewayError("UPSTREAM_UNAVAILABLE", `Milvus's REST gave no response to ${method}: ${message}.`, {
        outcomeUnknown: mayBeSent,
        upstream,
        rule: "rest:no-response",
      });
}

function closed(method: RestMethodName, reason: string): GatewayError {
  return new GatewayError("UPSTREAM_UNAVAILABLE", `Milvus's REST is not asked for ${method} for a minute: ${reason}.`, {
    upstream: faultOf(method, reason),
    rule: "rest:closed",
  });
}
