/** Followed jobs → server-sent events (WHATWG HTML §9.2) or NDJSON lines. */
import { logInternalError } from "../http/log.ts";
import { negotiate, varyOf } from "../http/negotiate.ts";
import { type ItemProblem, toItemProblem } from "../http/problem.ts";
import { tag } from "../http/representation.ts";
import { header } from "../http/request-headers.ts";
import { createStream } from "../http/stream.ts";
import type { Target } from "../jobs/follow.ts";
import type { Outcome } from "../jobs/poll.ts";
import type { JobResult } from "../kinds/kind.ts";
import { GatewayError, isTransient } from "../model/errors.ts";
import type { Exchange } from "./handler.ts";
import { toItemFailure } from "./item-failure.ts";
import { representJob } from "./job-representation.ts";
import type { Routing } from "./routing.ts";

/** The media types of a stream; the first is what `Accept: *` gets. */
export const EVENT_TYPES = ["text/event-stream", "application/x-ndjson"] as const;

/** What an event carries besides the job or the problem. */
interface EventMetadata {
  /** On streams of many jobs only. */
  readonly name: string | undefined;
  /** Stands for all that has been sent up to this event: for `Last-Event-ID`. */
  readonly id: string;
}

/** How a followed job is written. */
interface Format {
  job(result: JobResult, metadata: EventMetadata): string;
  problem(problem: ItemProblem, metadata: EventMetadata): string;
  /** Keeps proxies from closing a quiet stream; readers skip it. */
  readonly heartbeat: string;
  /** Sent last when a stream ends although its jobs go on. */
  readonly retryHint: string;
}

const named = ({ name }: EventMetadata) => (name === undefined ? {} : { name });

const FORMATS: Readonly<Record<string, Format>> = {
  "text/event-stream": {
    job: (result, { id }) => `event: job\nid: ${id}\ndata: ${representJob(result, false).text}\n\n`,
    problem: (problem, { name, id }) =>
      name === undefined
        ? `event: problem\ndata: ${JSON.stringify(problem)}\n\n`
        : `event: problem\nid: ${id}\ndata: ${JSON.stringify({ name, problem })}\n\n`,
    heartbeat: ": still here\n\n",
    retryHint: "retry: 1000\n\n",
  },
  "application/x-ndjson": {
    job: ({ job }, metadata) => `${JSON.stringify({ type: "job", ...named(metadata), job })}\n`,
    problem: (problem, metadata) => `${JSON.stringify({ type: "problem", ...named(metadata), problem })}\n`,
    heartbeat: "\n",
    retryHint: "",
  },
};

export interface Followed {
  /** As the caller wrote it; undefined on the stream of one job. */
  readonly name: string | undefined;
  readonly target: Target;
}

/**
 * Streams one job (a failure of its first read is the response) or many (a failure is that job's event, except for wrong
 * credentials). Ends when all jobs are settled.
 */
export async function streamJobs(
  exchange: Exchange,
  followed: readonly Followed[],
  { jobs, follow, publicPathOf, config, log }: Routing,
): Promise<void> {
  const { request, response } = exchange;
  const publicPath = publicPathOf(request);
  const type = negotiate(request, EVENT_TYPES);
  const format = FORMATS[type] as Format; // negotiate returns one of these
  const firsts = await Promise.all(followed.map((each) => readFirst(each, { jobs, log, exchange })));
  // A reader who reconnects after the end of the stream.
  if (firsts.every(isSettled) && header(request, "last-event-id") === idOf(firsts.map(fingerprintOf))) {
    response.writeHead(204, { "Cache-Control": "no-store" }).end();
    return;
  }

  // Before the head, so that OVERLOADED gets its status.
  const releaseSlot = follow.acquireSlot(() => {
    if (format.retryHint) stream.trySend(format.retryHint);
    finish();
  });
  response.writeHead(200, {
    "Content-Type": `${type}; charset=utf-8`,
    "Cache-Control": "no-cache, no-transform",
    "X-Accel-Buffering": "no",
    "X-Content-Type-Options": "nosniff",
    Vary: varyOf(response),
  });
  const stream = createStream(response);
  const heartbeatTimer = setInterval(() => stream.trySend(format.heartbeat), config.HEARTBEAT_MS);
  const open = new Set<() => void>();
  const finish = () => {
    release();
    stream.end();
  };
  const release = () => {
    clearInterval(heartbeatTimer);
    for (const close of open) close();
    open.clear();
    releaseSlot();
  };
  response.once("close", release);
  if (request.method === "HEAD") {
    finish();
    return;
  }

  const emit = createChangeEmitter(followed, (outcome, metadata) =>
    stream.send(
      metadata.name ?? "",
      outcome.ok
        ? format.job(outcome.value, metadata)
        : format.problem(toItemProblem(outcome.error, publicPath), metadata),
    ),
  );
  for (const [index, { target }] of followed.entries()) {
    const first = firsts[index] as Outcome<JobResult>; // one for each
    emit(index, first);
    if (isSettled(first)) continue;
    const close = follow.watch(target, first.ok ? first.value : undefined, (outcome) => {
      if (!outcome.ok) logInternalError(log, outcome.error, request, response);
      emit(index, outcome);
      if (!isSettled(outcome)) return;
      close();
      open.delete(close);
      if (open.size === 0) finish();
    });
    open.add(close);
  }
  if (open.size === 0) finish();
}

async function readFirst(
  { name, target }: Followed,
  { jobs, log, exchange }: Pick<Routing, "jobs" | "log"> & { readonly exchange: Exchange },
): Promise<Outcome<JobResult>> {
  try {
    const value = await jobs.get(target.kind, target.input, target.caller);
    representJob(value, false); // a job that cannot be written fails alone
    return { ok: true, value };
  } catch (thrown) {
    if (name === undefined) throw thrown;
    return { ok: false, error: toItemFailure(thrown, exchange, log) };
  }
}

/** Whether nothing more will come: the job is done, or can never be read. */
function isSettled(outcome: Outcome<JobResult>): boolean {
  return outcome.ok ? outcome.value.job.done : !isTransient(outcome.error);
}

/** Differs exactly when an outcome differs for its reader: the ETag of the job, or the code of the problem. */
function fingerprintOf(outcome: Outcome<JobResult>): string {
  return outcome.ok ? representJob(outcome.value, false).etag : GatewayError.from(outcome.error).code;
}

/** The id of an event: the ETag of the one job, or on a stream of many a tag over the fingerprints of all. */
function idOf(fingerprints: readonly string[]): string {
  const [only] = fingerprints;
  return fingerprints.length === 1 && only !== undefined ? only : tag(fingerprints.join("\n")).etag;
}

/** Emits each change of each job once. */
function createChangeEmitter(
  followed: readonly Followed[],
  send: (outcome: Outcome<JobResult>, metadata: EventMetadata) => void,
) {
  const fingerprints = followed.map(() => "");
  return (index: number, outcome: Outcome<JobResult>): void => {
    const fingerprint = fingerprintOf(outcome);
    if (fingerprints[index] === fingerprint) return;
    fingerprints[index] = fingerprint;
    send(outcome, { name: followed[index]?.name, id: idOf(fingerprints) });
  };
}
