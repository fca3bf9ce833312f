/** How the streams of events look in the document: texts, since OpenAPI 3.1 has no word for items of a stream. */
import type { ResponseObject } from "openapi3-ts/oas31";
import { represent } from "../http/representation.ts";
import type { Job } from "../model/job.ts";
import { DEFAULTS } from "./defaults.ts";
import { headers } from "./headers.ts";

function serverSentEvent(job: Job): string {
  return `id: ${represent(job).etag}\nevent: job\ndata: ${JSON.stringify(job)}\n\n`;
}

const HEARTBEAT = `Every ${DEFAULTS.HEARTBEAT_MS / 1_000} s comes a comment, or an empty line of NDJSON: skip it.`;
const ONE = `The stream: the job as it is now, then at each change; it ends when the job is done. Events are \`job\` (data: the job; id: its ETag) and \`problem\` (data: an \`ItemProblem\`; the stream goes on, unless the job can never be read). ${HEARTBEAT}`;
const MANY = `The stream: each job as it is now, then each change; it ends when all are done or can never be read. Events are \`job\` (data: the job) and \`problem\` (data: \`name\` and \`problem\`, an \`ItemProblem\`; the stream goes on); their id stands for all that the stream has told. ${HEARTBEAT}`;

/** The response of a stream, shown by one job from start to end; `named` streams say which job each line is about. */
export function streamResponse(life: readonly Job[], named: boolean): ResponseObject {
  const lines = life.map((job) => JSON.stringify({ type: "job", ...(named && { name: job.name }), job }));
  return {
    description: named ? MANY : ONE,
    headers: headers("X-Request-Id"),
    content: {
      "text/event-stream": {
        schema: { type: "string", description: "Server-sent events, for EventSource." },
        example: life.map(serverSentEvent).join(""),
      },
      "application/x-ndjson": {
        schema: {
          type: "string",
          description: "One JSON object on each line, for `curl -N`; an empty line is a heartbeat.",
        },
        example: `${lines.join("\n")}\n`,
      },
    },
  };
}
