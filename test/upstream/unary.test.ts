/** A call on a bare HTTP/2 server, which can return what no gRPC library would. */
import { once } from "node:events";
import http2 from "node:http2";
import type { AddressInfo } from "node:net";
import { credentials, status } from "@grpc/grpc-js";
import { describe, expect, onTestFinished, test } from "vitest";
import { openChannel } from "../../src/milvus/grpc/channel.ts";
import { createGrpcSource } from "../../src/milvus/grpc/client.ts";
import { openDirectChannel } from "../../src/milvus/grpc/subchannel.ts";
import type { Unary, UnaryRequest } from "../../src/milvus/grpc/unary.ts";

type Headers = http2.IncomingHttpHeaders;
type Answer = (stream: http2.ServerHttp2Stream, headers: Headers) => void;

/** Starts a server that returns each call with the next of `returns`, and a client that has made one call already. */
async function startPair(open: typeof openChannel, ...responses: Answer[]) {
  const seen: Headers[] = [];
  const next = [reply("hello"), ...responses];
  const sessions: http2.ServerHttp2Session[] = [];
  const server = http2.createServer();
  server.on("session", (session) => sessions.push(session));
  server.on("stream", (stream, headers) => {
    seen.push(headers);
    stream.on("error", () => {}); // a refused stream ends in one
    stream.resume();
    next.shift()?.(stream, headers);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = `127.0.0.1:${(server.address() as AddressInfo).port}`; // a listening TCP server has one
  const unary = open(address, credentials.createInsecure(), {});
  onTestFinished(() => {
    unary.close();
    server.close();
  });
  expect(await call(unary)).toEqual({ code: status.OK, reply: "hello" });
  return { unary, seen, sessions, address };
}

function frame(text: string, compressed = 0): Buffer {
  const message = Buffer.from(text);
  const header = Buffer.from([compressed, 0, 0, 0, message.length]);
  return Buffer.concat([header, message]);
}

function reply(text: string, compressed = 0): Answer {
  return (stream) => {
    stream.respond({ ":status": 200, "content-type": "application/grpc" }, { waitForTrailers: true });
    stream.on("wantTrailers", () => stream.sendTrailers({ "grpc-status": "0" }));
    stream.end(frame(text, compressed));
  };
}

const refuse: Answer = (stream) => stream.close(http2.constants.NGHTTP2_REFUSED_STREAM);

function call(unary: Unary, more: Partial<UnaryRequest> = {}): Promise<{ code: number; reply: string | undefined }> {
  return new Promise((resolve) => {
    const request = { path: "/a.B/C", metadata: { dbname: "books" }, message: Buffer.from("m"), deadline: soon() };
    unary.start({ ...request, ...more }, ({ code }, bytes) => resolve({ code, reply: bytes?.toString() }));
  });
}

const soon = () => Date.now() + 60_000;

/** What of a call's headers is ours: without the time left, and the encodings that grpc-js offers for itself. */
function ours(headers: Headers | undefined): object {
  const left = Object.entries(headers ?? {}).filter(([name]) => !/^grpc-timeout$|accept-encoding$/.test(name));
  return Object.fromEntries(left);
}

const IMPLEMENTATIONS = [
  { name: "the direct channel", open: openDirectChannel },
  { name: "the plain channel", open: openChannel },
];

describe.each(IMPLEMENTATIONS)("$name", ({ open }) => {
  const startBoth = (...responses: Answer[]) => startPair(open, ...responses);

  test("the server sees the same call whether or not there was a connection", async () => {
    const { unary, seen, address } = await startBoth(reply("again"));
    expect(await call(unary)).toEqual({ code: status.OK, reply: "again" });
    const [first, second] = seen;
    expect(ours(second)).toEqual(ours(first));
    expect(second).toMatchObject({ ":authority": address, ":path": "/a.B/C", dbname: "books" });
    expect(second?.["grpc-timeout"]).toMatch(/^(59\d\d\d|60000)m$/);
  });

  test("a refused stream is made again, once, and its outcome is that of the call", async () => {
    const { unary, seen } = await startBoth(refuse, reply("at last"));
    expect(await call(unary)).toEqual({ code: status.OK, reply: "at last" });
    expect(seen).toHaveLength(3);
  });

  test("a stream that is refused after the channel was closed ends its call, and throws nothing", async () => {
    let close = () => {};
    const { unary } = await startBoth((stream, headers) => {
      close();
      refuse(stream, headers);
    });
    close = () => unary.close();
    expect(await call(unary)).toEqual({ code: status.UNAVAILABLE, reply: undefined });
  });

  test("a call after the channel was closed ends as UNAVAILABLE, and throws nothing", async () => {
    const { unary } = await startBoth();
    unary.close();
    expect(await call(unary)).toEqual({ code: status.UNAVAILABLE, reply: undefined });
  });

  test("a connection that the server is leaving is no reason to fail: the call waits for another", async () => {
    const { unary, sessions } = await startBoth(reply("from the next connection"));
    const [session] = sessions;
    session?.goaway();
    expect(await call(unary)).toEqual({ code: status.OK, reply: "from the next connection" });
  });

  test("a reply that is compressed although nothing was offered is INTERNAL", async () => {
    const { unary } = await startBoth(reply("???", 1));
    expect(await call(unary)).toEqual({ code: status.INTERNAL, reply: undefined });
  });

  test("a call ends with DEADLINE_EXCEEDED when its time is over, also when it is over already", async () => {
    const silence: Answer = () => {};
    const { unary } = await startBoth(silence, silence);
    expect(await call(unary, { deadline: Date.now() + 50 })).toEqual({
      code: status.DEADLINE_EXCEEDED,
      reply: undefined,
    });
    expect(await call(unary, { deadline: Date.now() - 50 })).toEqual({
      code: status.DEADLINE_EXCEEDED,
      reply: undefined,
    });
  });

  test("calls that get no reply in time end in the same words, whether or not there was a connection", async () => {
    const silence: Answer = () => {};
    const { address } = await startBoth(silence, silence);
    const upstream = createGrpcSource({ address, maxCalls: 1 });
    onTestFinished(() => upstream.close());
    for (let round = 0; round < 2; round++) {
      const call = upstream.call("GetVersion", {}, { metadata: {}, deadline: Date.now() + 200 });
      await expect(call).rejects.toMatchObject({
        code: "DEADLINE_EXCEEDED",
        message: "Milvus did not reply to GetVersion in time.",
      });
    }
  });

  test("a call that is given up ends with CANCELLED, and its stream is reset", async () => {
    let cancel = () => {};
    const responses: Answer[] = [];
    const reset = new Promise<number>((resolve) => {
      responses.push((stream) => {
        stream.on("close", () => resolve(stream.rstCode));
        cancel();
      });
    });
    const { unary } = await startBoth(...responses);
    const ended = new Promise((resolve) => {
      const request = { path: "/a.B/C", metadata: {}, message: Buffer.alloc(0), deadline: soon() };
      cancel = unary.start(request, ({ code }) => resolve(code));
    });
    expect(await ended).toBe(status.CANCELLED);
    expect(await reset).toBe(http2.constants.NGHTTP2_CANCEL);
  });

  test("a message larger than the channel allows is RESOURCE_EXHAUSTED", async () => {
    const { unary } = await startBoth((stream) => {
      stream.respond({ ":status": 200, "content-type": "application/grpc" });
      stream.write(Buffer.from([0, 0x7f, 0xff, 0xff, 0xff]));
    });
    expect(await call(unary)).toEqual({ code: status.RESOURCE_EXHAUSTED, reply: undefined });
  });
});

test.each([
  [5, 30],
  [60, 65],
])(
  "a call that cannot be cancelled, for a caller who waits %i s, has %i s: it ends after its caller has left",
  async (wait, has) => {
    const { address, seen } = await startPair(openDirectChannel, reply("\n\0"));
    const upstream = createGrpcSource({ address, maxCalls: 1 });
    onTestFinished(() => upstream.close());
    const now = Date.now();
    await upstream.call(
      "GetImportState",
      { task: "1" },
      { metadata: {}, deadline: now + wait * 1000, cancellable: false },
    );
    const seconds = Number.parseInt(String(seen.at(-1)?.["grpc-timeout"]), 10) / 1000;
    expect(Math.round(seconds)).toBe(has);
  },
);
