/** gRPC and REST on one port, told apart by their first bytes, as Milvus does. */
import { once } from "node:events";
import type { Server as HttpServer } from "node:http";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import type { Duplex } from "node:stream";

interface SharedPort {
  readonly port: number;
  /** Takes no more connections and cuts those there are. */
  close(): void;
}

interface Listeners {
  /** Serves HTTP/2 on a connection. */
  serveGrpc(connection: Duplex): void;
  readonly http: HttpServer;
}

/** HTTP/2 begins with `PRI * HTTP/2.0` (RFC 9113 §3.4); no method of HTTP/1.1 begins with these. */
const PREFACE = Buffer.from("PRI");

/** Listens on loopback, on a free port or on the one given; rejects when it cannot. */
export async function listenOnSharedPort({ serveGrpc, http }: Listeners, wantedPort = 0): Promise<SharedPort> {
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket)).on("error", () => {}); // "close" follows
    socket.on("readable", function dispatch() {
      const first: Buffer | null = socket.read(PREFACE.length);
      if (first === null) return; // fewer bytes so far, or none any more
      socket.removeListener("readable", dispatch);
      socket.unshift(first);
      if (first.equals(PREFACE)) serveGrpc(socket);
      else http.emit("connection", socket);
    });
  });
  server.listen(wantedPort, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo; // a listening TCP server has one
  return {
    port,
    close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
