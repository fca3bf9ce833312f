/** Followed jobs → server-sent events (WHATWG HTML §9.2) or NDJSON lines. */
import type { Logger } from "pino";
import { logOwnFault } from "../http/log.ts";
import { negotiate, varyOf } from "../http/negotiate.ts";
import { type ItemProblem, toItemProblem } from "../http/problem.ts";
import { representJob, tag } from "../http/representation.ts";
import { createStream } from "../http/stream.ts";
import type { Follow, Target } from "../jobs/follow.ts";
import type { Jobs } from "../jobs/jobs.ts";
import type { Outcome } from "../jobs/poll.ts";
import type { JobResult } from "../kinds/kind.ts";
import { GatewayError, isTransient } from "../model/errors.ts";
import type { Exchange } from "./handler.ts";
import { header } from "./inputs.ts";
import { toItemFailure } from "./item-failure.ts";

/** What a stream of events can be answered as; the first is what `Accept: *` gets. */
export const EVENT_TYPES = ["text/event-stream", "application/x-ndjson"] as const;

/** What an event carries besides the job or the problem. */
interface EventMetadata {
  /** On streams of many jobs only. */
  readonly name: string | undefined;
  /** What a reader who has had this event has had: for `Last-Event-ID`. */
  readonly id: string;
}

/** How a followed job is written. */
interface Format {
  job(answer: JobResult, about: EventMetadata): string;
  problem(problem: ItemProblem, about: EventMetadata): string;
  /** Keeps proxies from closing a quiet stream; empty where the format has no word for it. */
  readonly heartbeat: string;
  /** The last words before a stream ends although its jobs go on. */
  readonly retryHint: string;
}

const named = ({ name }: EventMetadata) => (name === undefined ? {} : { name });

const FORMATS: Readonly<Record<string, Format>> = {
  "text/event-stream": {
    job: (answer, { id }) => `event: job\nid: ${id}\ndata: ${representJob(answer, false).text}\n\n`,
    problem: (problem, { name, id }) =>
      name === undefined
        ? `event: problem\ndata: ${JSON.stringify(problem)}\n\n`
        : `event: problem\nid: ${id}\ndata: ${JSON.stringify({ name, problem })}\n\n`,
    heartbeat: ": still here\n\n",
    retryHint: "retry: 1000\n\n",
  },
  "application/x-ndjson": {
    job: ({ job }, about) => `${JSON.stringify({ type: "job", ...named(about), job })}\n`,
    problem: (problem, about) => `${JSON.stringify({ type: "problem", ...named(about), problem })}\n`,
    heartbeat: "",
    retryHint: "",
  },
};

export interface Followed {
  /** As the caller wrote it; undefined on the stream of one job. */
  readonly name: string | undefined;
  readonly target: Target;
}

interface EventsOptions {
  readonly jobs: Jobs;
  readonly follow: Follow;
  readonly heartbeat: number;
  readonly log: Logger;
}

/**
 * Answers a request to follow one job (a failure of its first reading is the answer) or many (a failure is that job's
 * event, but for credentials, which are wrong for all). Ends when all jobs are done or gone.
 */
export async function followJobs(
  exchange: Exchange,
  followed: readonly Followed[],
  { jobs, follow, heartbeat, log }: EventsOptions,
): Promise<void> {
  const { request, response } = exchange;
  const type = negotiate(request, EVENT_TYPES);
  const format = FORMATS[type] as Format; // negotiate answers one of the types it was given
  const firsts = await Promise.all(followed.map((each) => readFirst(each, { jobs, log, exchange })));
  // A reader who reconnects after the end of everything.
  if (firsts.every(isSettled) && header(request, "last-event-id") === idOf(firsts.map(fingerprintOf))) {
    response.writeHead(204, { "Cache-Control": "no-store" }).end();
    return;
  }

  // Before the head: OVERLOADED is still an answer.
  const leave = follow.acquireSlot(() => {
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
  const beat = setInterval(() => format.heartbeat && stream.trySend(format.heartbeat), heartbeat);
  const open = new Set<() => void>();
  const finish = () => {
    release();
    stream.end();
  };
  const release = () => {
    clearInterval(beat);
    for (const close of open) close();
    open.clear();
    leave();
  };
  response.once("close", release);
  if (request.method === "HEAD") {
    finish();
    return;
  }

  const tell = createChangeEmitter(followed, (outcome, about) =>
    stream.send(
      about.name ?? "",
      outcome.ok ? format.job(outcome.value, about) : format.problem(toItemProblem(outcome.error), about),
    ),
  );
  for (const [index, { target }] of followed.entries()) {
    const first = firsts[index] as Outcome<JobResult>; // one for each
    tell(index, first);
    if (isSettled(first)) continue;
    const close = follow.watch(target, first.ok ? first.value : undefined, (outcome) => {
      if (!outcome.ok) logOwnFault(log, outcome.error, request, response);
      tell(index, outcome);
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
  { jobs, log, exchange }: Pick<EventsOptions, "jobs" | "log"> & { readonly exchange: Exchange },
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

/** Whether a job is not worth watching on: it is done, or will never be readable. */
function isSettled(outcome: Outcome<JobResult>): boolean {
  return outcome.ok ? outcome.value.job.done : !isTransient(outcome.error);
}

/** All that a reader need remember of an outcome: the ETag of the job, or the code of the problem. */
function fingerprintOf(outcome: Outcome<JobResult>): string {
  return outcome.ok ? representJob(outcome.value, false).etag : GatewayError.from(outcome.error).code;
}

/** The id of an event: the ETag of the one job, or on a stream of many a tag of what all of them have come to. */
function idOf(words: readonly string[]): string {
  const [only] = words;
  return words.length === 1 && only !== undefined ? only : tag(words.join("\n")).etag;
}

/** Tells each change of each job once. */
function createChangeEmitter(
  followed: readonly Followed[],
  send: (outcome: Outcome<JobResult>, about: EventMetadata) => void,
) {
  const words = followed.map(() => "");
  return (index: number, outcome: Outcome<JobResult>): void => {
    const word = fingerprintOf(outcome);
    if (words[index] === word) return;
    words[index] = word;
    send(outcome, { name: followed[index]?.name, id: idOf(words) });
  };
}
