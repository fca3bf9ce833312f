/** A reader who is slow costs bounded memory: only the newest message of each key is kept for it. */
import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { text } from "node:stream/consumers";
import { expect, onTestFinished, test, vi } from "vitest";
import { createStream } from "../../src/http/stream.ts";

/** A response whose reader takes nothing until it is told to. */
async function openForSlowReader() {
  let answer: (response: ServerResponse) => void = () => {};
  const answering = new Promise<ServerResponse>((resolve) => {
    answer = resolve;
  });
  const server = createServer((_request, response) => answer(response)).listen(0, "127.0.0.1");
  onTestFinished(() => void server.close());
  await once(server, "listening");
  const reader = connect((server.address() as AddressInfo).port, "127.0.0.1"); // a listening TCP server has one
  onTestFinished(() => void reader.destroy());
  reader.pause();
  reader.write("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
  return { reader, response: await answering };
}

test("a slow reader gets what fits, and then only the newest", async () => {
  const { reader, response } = await openForSlowReader();
  const stream = createStream(response);
  const filler = "x".repeat(100_000);
  const COUNT = 1_000;
  for (let index = 0; index < COUNT; index++) {
    stream.send("a", `[a${index}]${filler}`);
    stream.send("b", `[b${index}]${filler}`);
    stream.trySend("[hint]");
  }
  const buffered = response.writableLength;
  stream.end();
  const received = await text(reader);

  expect(buffered).toBeLessThan(10 * filler.length);
  const messages = received.match(/\[\w+\]/g) ?? [];
  expect(messages.length).toBeLessThan(COUNT);
  expect(messages.slice(-2).toSorted()).toEqual([`[a${COUNT - 1}]`, `[b${COUNT - 1}]`]);
});

test("a reader who takes nothing for 30 seconds is dropped; one who catches up is not", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  onTestFinished(() => void vi.useRealTimers());
  const [gone, back] = [await openForSlowReader(), await openForSlowReader()];
  for (const { response } of [gone, back]) createStream(response).send("a", "x".repeat(20_000_000));
  vi.advanceTimersByTime(29_999);
  expect([gone.response.destroyed, back.response.destroyed]).toEqual([false, false]);
  back.reader.resume();
  await once(back.response, "drain");
  vi.advanceTimersByTime(1);
  expect([gone.response.destroyed, back.response.destroyed]).toEqual([true, false]);
});
