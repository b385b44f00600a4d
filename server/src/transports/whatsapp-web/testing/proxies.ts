// Proxies on loopback that let through, write down what they were asked for, and can be switched off.

import { createServer as createHttpServer } from "node:http";
import { connect, createServer } from "node:net";
import type { AddressInfo, Server, Socket } from "node:net";
import type { Duplex } from "node:stream";

export type TestProxy = {
  /** `http://…` or `socks5://…`, with the user and password it asks for. */
  url: string;
  /** Each connection it was asked for, `host:port`. */
  asked: string[];
  /** From now on it refuses this port, or all of them. */
  refuse(port: number | "all" | null): void;
  /** Breaks every connection that goes through it. */
  cut(): void;
  stop(): Promise<void>;
};

export const proxyUser = "sender one";
export const proxyPassword = "s3cret/:@";

/** What a proxy needs to decide and to remember. */
type Gate = { asked: string[]; refused: number | "all" | null; open: Set<Duplex> };

export async function startConnectProxy(): Promise<TestProxy> {
  const gate: Gate = { asked: [], refused: null, open: new Set() };
  const server = createHttpServer((_request, response) => response.writeHead(405).end());
  const expected = `Basic ${Buffer.from(`${proxyUser}:${proxyPassword}`).toString("base64")}`;
  server.on("connect", (request, client: Duplex) => {
    client.on("error", () => client.destroy());
    const { hostname, port } = new URL(`tcp://${request.url}`);
    if (request.headers["proxy-authorization"] !== expected) {
      return void client.end("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n");
    }
    through(gate, { host: hostname, port: Number(port) }, client, (isOpen) => {
      if (isOpen) client.write("HTTP/1.1 200 Connection established\r\n\r\n");
      else client.end("HTTP/1.1 403 Forbidden\r\n\r\n");
    });
  });
  return await start(server, gate, "http");
}

/** RFC 1928 with the login of RFC 1929, as far as a client of one request goes. */
export async function startSocksProxy(): Promise<TestProxy> {
  const gate: Gate = { asked: [], refused: null, open: new Set() };
  const server = createServer((client) => {
    client.on("error", () => client.destroy());
    gate.open.add(client);
    greet(client, gate);
  });
  return await start(server, gate, "socks5");
}

function greet(client: Socket, gate: Gate): void {
  client.once("data", () => {
    client.write(Buffer.from([5, 2]));
    client.once("data", (login) => {
      const user = login.subarray(2, 2 + (login[1] ?? 0)).toString();
      const password = login.subarray(3 + (login[1] ?? 0)).toString();
      const isKnown = user === proxyUser && password === proxyPassword;
      client.write(Buffer.from([1, isKnown ? 0 : 1]));
      if (isKnown) client.once("data", (request) => serve(client, gate, request));
    });
  });
}

function serve(client: Socket, gate: Gate, request: Buffer): void {
  const isName = request[3] === 3;
  const end = isName ? 5 + (request[4] ?? 0) : 8;
  const host = isName ? request.subarray(5, end).toString() : request.subarray(4, end).join(".");
  through(gate, { host, port: request.readUInt16BE(end) }, client, (isOpen) => {
    client.write(Buffer.from([5, isOpen ? 0 : 2, 0, 1, 0, 0, 0, 0, 0, 0]));
    if (!isOpen) client.end();
  });
}

type Target = { host: string; port: number };

function through(
  gate: Gate,
  { host, port }: Target,
  client: Duplex,
  answer: (isOpen: boolean) => void,
): void {
  gate.asked.push(`${host}:${port}`);
  if (gate.refused === "all" || gate.refused === port) return answer(false);
  // By this address the proxy's own connections are told from those of the process it is tried with.
  const target = connect({ host, port, localAddress: proxyAddress });
  gate.open.add(client).add(target);
  target.on("error", () => client.destroy());
  client.on("close", () => target.destroy());
  target.once("connect", () => {
    answer(true);
    client.pipe(target).pipe(client);
  });
}

export const proxyAddress = "127.0.0.1";

async function start(server: Server, gate: Gate, scheme: string): Promise<TestProxy> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const cut = () => {
    for (const socket of gate.open) socket.destroy();
    gate.open.clear();
  };
  const login = `${encodeURIComponent(proxyUser)}:${encodeURIComponent(proxyPassword)}`;
  return {
    url: `${scheme}://${login}@127.0.0.1:${port}`,
    asked: gate.asked,
    refuse: (refused) => void (gate.refused = refused),
    cut,
    stop: async () => {
      cut();
      if (server.listening) await new Promise((resolve) => server.close(resolve));
    },
  };
}
