/** A stream as it arrives, in pieces that end with a separator. */
import { type IncomingHttpHeaders, type IncomingMessage, request } from "node:http";

export interface OpenStream {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** The next piece without its separator; undefined when the stream has ended. */
  next(): Promise<string | undefined>;
  /** Every piece to the end. */
  rest(): Promise<string[]>;
  close(): void;
  readonly response: IncomingMessage;
}

/** Opens a stream; events end with an empty line, lines of NDJSON with one newline. */
export async function openStream(
  url: string,
  headers: Readonly<Record<string, string>> = {},
  method = "GET",
): Promise<OpenStream> {
  const outgoing = request(url, { headers, agent: false, method });
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    outgoing.once("response", resolve).once("error", reject).end();
  });
  response.setEncoding("utf8");
  const separator = response.headers["content-type"]?.startsWith("text/event-stream") ? "\n\n" : "\n";
  const pieces = split(response, separator);
  return {
    status: response.statusCode ?? 0,
    headers: response.headers,
    response,
    next: async () => (await pieces.next()).value,
    async rest() {
      const all: string[] = [];
      for await (const piece of pieces) all.push(piece);
      return all;
    },
    close: () => outgoing.destroy(),
  };
}

async function* split(response: IncomingMessage, separator: string): AsyncGenerator<string, undefined> {
  let buffered = "";
  for await (const chunk of response) {
    buffered += chunk;
    const pieces = buffered.split(separator);
    buffered = pieces.pop() ?? "";
    yield* pieces;
  }
  if (buffered !== "") throw new Error(`the stream ended in the middle of ${JSON.stringify(buffered)}`);
}
