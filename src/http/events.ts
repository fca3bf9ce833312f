/** Followed jobs → server-sent events (WHATWG HTML §9.2) or NDJSON lines (contract §3, §9). */
import type { Follow, Target } from "../follow/follow.ts";
import type { Outcome } from "../follow/poll.ts";
import { GatewayError, isPassing } from "../job/errors.ts";
import type { Answer } from "../job/kind.ts";
import type { Jobs } from "../jobs.ts";
import type { Exchange } from "./handler.ts";
import { header } from "./inputs.ts";
import { negotiate } from "./negotiate.ts";
import { type Problem, pathOf, toProblem } from "./problem.ts";
import { representAnswer } from "./representation.ts";
import { requestIdOf } from "./request-id.ts";
import { createStream, type MessageStream } from "./stream.ts";

/** What a stream of events can be answered as; the first is what `Accept: *` gets. */
export const EVENT_TYPES = ["text/event-stream", "application/x-ndjson"] as const;

/** How a followed job is written. */
interface Format {
  job(answer: Answer, name: string | undefined): string;
  problem(problem: Problem, name: string | undefined): string;
  /** Keeps proxies from closing a quiet stream; empty where the format has no word for it. */
  readonly heartbeat: string;
  /** The last words before a stream ends although its jobs go on. */
  readonly comeBack: string;
}

/** `name` is given on streams of many jobs only. */
const named = (name: string | undefined) => (name === undefined ? {} : { name });

const FORMATS: Readonly<Record<string, Format>> = {
  "text/event-stream": {
    job(answer) {
      const { bytes, etag } = representAnswer(answer, false);
      return `event: job\nid: ${etag}\ndata: ${bytes}\n\n`;
    },
    problem: (problem, name) =>
      `event: problem\ndata: ${JSON.stringify(name === undefined ? problem : { name, problem })}\n\n`,
    heartbeat: ": still here\n\n",
    comeBack: "retry: 1000\n\n",
  },
  "application/x-ndjson": {
    job: ({ job }, name) => `${JSON.stringify({ type: "job", ...named(name), job })}\n`,
    problem: (problem, name) => `${JSON.stringify({ type: "problem", ...named(name), problem })}\n`,
    heartbeat: "",
    comeBack: "",
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
}

/**
 * Answers a request to follow one job (a failure of its first reading is the answer) or many (a failure is that job's
 * event, but for credentials, which are wrong for all). Ends when all jobs are done or gone.
 */
export async function followJobs(
  { request, response }: Exchange,
  followed: readonly Followed[],
  { jobs, follow, heartbeat }: EventsOptions,
): Promise<void> {
  const type = negotiate(request, EVENT_TYPES);
  const format = FORMATS[type] as Format; // negotiate answers one of the types it was given
  const firsts = await Promise.all(followed.map((each) => readFirst(jobs, each)));
  if (isAllSeen(firsts, header(request, "last-event-id"))) {
    response.writeHead(204, { "Cache-Control": "no-store" }).end();
    return;
  }

  // Before the head: OVERLOADED is still an answer.
  const leave = follow.enter(() => {
    if (format.comeBack) stream.hint(format.comeBack);
    finish();
  });
  response.writeHead(200, {
    "Content-Type": `${type}; charset=utf-8`,
    "Cache-Control": "no-cache, no-transform",
    "X-Accel-Buffering": "no",
    "X-Content-Type-Options": "nosniff",
    Vary: "Authorization, Accept",
  });
  const stream = createStream(response);
  const beat = setInterval(() => format.heartbeat && stream.hint(format.heartbeat), heartbeat);
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

  const occasion = { instance: pathOf(request.originalUrl), requestId: requestIdOf(response) };
  for (const [index, { name, target }] of followed.entries()) {
    const first = firsts[index] as Outcome<Answer>; // one for each
    const tell = createTeller(stream, name ?? "", {
      job: (answer) => format.job(answer, name),
      problem: (error) => format.problem(toProblem(error, occasion), name),
    });
    if (!tell(first) || !first.ok) continue;
    const close = follow.watch(target, first.value, (outcome) => {
      if (tell(outcome)) return;
      close();
      open.delete(close);
      if (open.size === 0) finish();
    });
    open.add(close);
  }
  if (open.size === 0) finish();
}

async function readFirst(jobs: Jobs, { name, target }: Followed): Promise<Outcome<Answer>> {
  try {
    return { ok: true, value: await jobs.get(target.kind, target.input, target.caller) };
  } catch (error) {
    const isOnly = name === undefined;
    if (isOnly || !(error instanceof GatewayError) || error.status === 401) throw error;
    return { ok: false, error };
  }
}

/** Whether a reconnecting reader has seen the end of everything: all is over, and its last event is among the ends. */
function isAllSeen(firsts: readonly Outcome<Answer>[], lastEventId: string | undefined): boolean {
  if (lastEventId === undefined) return false;
  const isOver = (first: Outcome<Answer>) => (first.ok ? first.value.job.done : !isPassing(first.error));
  return (
    firsts.every(isOver) && firsts.some((first) => first.ok && representAnswer(first.value, false).etag === lastEventId)
  );
}

/** Writes each change of one job once; answers whether the job is worth watching on. */
function createTeller(
  stream: MessageStream,
  key: string,
  write: { job(answer: Answer): string; problem(error: unknown): string },
): (outcome: Outcome<Answer>) => boolean {
  let lastWord = "";
  return (outcome) => {
    const word = outcome.ok ? representAnswer(outcome.value, false).etag : GatewayError.from(outcome.error).code;
    if (word !== lastWord) stream.send(key, outcome.ok ? write.job(outcome.value) : write.problem(outcome.error));
    lastWord = word;
    return outcome.ok ? !outcome.value.job.done : isPassing(outcome.error);
  };
}
