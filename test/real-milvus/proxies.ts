// What stands between a gateway and a Milvus: a relay that counts, and two proxies that are for gRPC only. And nginx
// before a gateway.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { connect as connectHttp2, createServer as createHttp2Server, type ServerHttp2Session } from "node:http2";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { installNginx } from "./install.ts";
import { harnessFolder } from "./paths.ts";

export interface Relay {
  /** `127.0.0.1:port` */
  readonly address: string;
  stop(): Promise<void>;
}

export interface Counter extends Relay {
  /** The request lines of HTTP/1.1 so far; gRPC, which is HTTP/2, has none. */
  readonly requests: readonly string[];
}

const listenOn = async (server: Server, port: number): Promise<string> => {
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  return `127.0.0.1:${(server.address() as AddressInfo).port}`; // a listening TCP server has one
};

function connectTo(address: string): Socket {
  const [host, port] = address.split(":");
  return connect({ host, port: Number(port) });
}

/** Hands all bytes on; Milvus has no pipelining, so each request of HTTP/1.1 begins a chunk. */
export async function startCounter(target: string, port = 0): Promise<Counter> {
  const requests: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connectTo(target);
    client.on("data", (chunk) => {
      const [, line] = /^([A-Z]+ \S+ HTTP\/1\.1)\r\n/.exec(chunk.toString("latin1")) ?? [];
      if (line) requests.push(line);
    });
    client.pipe(upstream).pipe(client);
    for (const [socket, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(socket);
      socket.on("error", () => other.destroy());
      socket.on("close", () => sockets.delete(socket));
    }
  });
  const address = await listenOn(server, port);
  return {
    address,
    requests,
    async stop() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}

/** Node's HTTP/2 in front of Milvus's: it does not understand HTTP/1.1 at all. */
export async function startHttp2Proxy(target: string): Promise<Relay> {
  const upstream = connectHttp2(`http://${target}`);
  await once(upstream, "connect");
  const sessions = new Set<ServerHttp2Session>();
  const server = createHttp2Server();
  server.on("session", (session) => {
    sessions.add(session);
    session.on("error", () => {}); // those who speak HTTP/1.1 are what it is for
    session.on("close", () => sessions.delete(session));
  });
  server.on("stream", (client, headers) => {
    const call = upstream.request(headers);
    call.on("response", (reply, flags) => {
      const isAll = (flags & 1) !== 0; // END_STREAM: a failure of gRPC has no body
      client.respond(reply, { endStream: isAll, waitForTrailers: !isAll });
    });
    call.on("trailers", (trailers) => client.once("wantTrailers", () => client.sendTrailers(trailers)));
    call.on("error", () => client.close());
    client.on("error", () => call.close());
    client.pipe(call).pipe(client);
  });
  const address = await listenOn(server, 0);
  return {
    address,
    async stop() {
      upstream.destroy();
      for (const session of sessions) session.destroy();
      server.close();
      await once(server, "close");
    },
  };
}

/** nginx with `grpc_pass`, which takes HTTP/1.1 as well, and hands it to Milvus as HTTP/2. */
export function startNginx(target: string): Promise<Relay> {
  return startNginxWith(`http2 on; location / { grpc_pass grpc://${target}; }`);
}

/** nginx with its own defaults, and one server that has these directives. */
export async function startNginxWith(directives: string): Promise<Relay> {
  const folder = await mkdtemp(join(tmpdir(), "nginx-"));
  const reserved = createServer();
  const address = await listenOn(reserved, 0);
  reserved.close();
  await once(reserved, "close");
  await writeFile(join(folder, "nginx.conf"), configuration(address, directives));
  const request = { parent: process.pid, server: "nginx", folder };
  const child = spawn(await installNginx(), [join(harnessFolder, "launch.py"), JSON.stringify(request)], {
    stdio: ["ignore", "inherit", "inherit"],
  });
  const ended = once(child, "exit");
  while (child.exitCode === null && !(await accepts(address))) await sleep(20);
  if (child.exitCode !== null) throw new Error(`nginx ended with ${child.exitCode}`);
  return {
    address,
    async stop() {
      child.kill();
      await ended;
      await rm(folder, { recursive: true });
    },
  };
}

// One process, so that the kernel ends all of it with us.
const configuration = (address: string, directives: string) => `
daemon off;
master_process off;
pid nginx.pid;
events {}
http {
  access_log off;
  client_body_temp_path body;
  proxy_temp_path proxy;
  fastcgi_temp_path fastcgi;
  uwsgi_temp_path uwsgi;
  scgi_temp_path scgi;
  server {
    listen ${address};
    ${directives}
  }
}
`;

async function accepts(address: string): Promise<boolean> {
  const socket = connectTo(address);
  try {
    await once(socket, "connect");
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
