// Ports as locks. A port that is held stays ours until this process ends, whatever ends it, so two test runs on one
// machine never meet, and no lock file is ever left behind.
import { once } from "node:events";
import { createServer, type Server } from "node:net";
import { setTimeout } from "node:timers/promises";

// Below 32768, where Linux takes the ports of outgoing connections from.
const installLock = 24_999;
const firstBlock = 25_000;
const lastBlock = 29_980;
const blockSize = 20;

// A process does not come back to a block: its gRPC channels may still be backing off from the server that was there.
let nextBlock = firstBlock;

export interface PortBlock {
  readonly first: number;
  readonly release: () => void;
}

/** Reserves 19 ports in a row for one server. */
export async function reservePorts(): Promise<PortBlock> {
  while (nextBlock <= lastBlock) {
    const port = nextBlock;
    nextBlock += blockSize;
    const lock = await hold(port);
    if (lock) return { first: port + 1, release: () => lock.close() };
  }
  throw new Error(`No free block of ports between ${firstBlock} and ${lastBlock + blockSize}`);
}

/** Runs one installation at a time on this machine. */
export async function whileNobodyElseInstalls<T>(install: () => Promise<T>): Promise<T> {
  let lock = await hold(installLock);
  while (!lock) {
    await setTimeout(250);
    lock = await hold(installLock);
  }
  try {
    return await install();
  } finally {
    lock.close();
  }
}

export async function isFree(port: number): Promise<boolean> {
  const server = await hold(port);
  server?.close();
  return server !== undefined;
}

async function hold(port: number): Promise<Server | undefined> {
  const server = createServer().unref();
  server.listen({ port, host: "127.0.0.1", exclusive: true });
  try {
    await once(server, "listening");
    return server;
  } catch {
    return undefined;
  }
}
