// The HTTP listener: reads requests, writes answers, and breaks connections when asked to.
import { createServer } from "node:http";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import type { Answer, Request } from "./answer.ts";
import { reply } from "./answer.ts";

export type Listener = { start(port: number, host: string): Promise<number>; stop(): Promise<void> };

/** Media up to 100 MB are the largest thing Meta takes (Meta: media). */
const BODY_LIMIT = 110 * 1024 * 1024;

/** Takes over the connection of a client that asks for a WebSocket. */
export type Upgrade = (incoming: IncomingMessage, socket: Duplex, head: Buffer) => void;

export type ListenerDeps = {
  answer(request: Request): Promise<Answer>;
  upgrade: Upgrade;
  /** Hears of requests that failed by our own mistake. */
  onError(problem: unknown): void;
};

export function createListener(deps: ListenerDeps): Listener {
  const server = createServer((incoming, outgoing) => void serve(deps, incoming, outgoing));
  server.on("upgrade", deps.upgrade);
  // Clients pool connections for a minute; closing earlier races with their next request.
  server.keepAliveTimeout = 75_000;
  return {
    start: (port, host) => listen(server, port, host),
    stop: () => close(server),
  };
}

async function serve(deps: ListenerDeps, incoming: IncomingMessage, outgoing: ServerResponse) {
  try {
    const request = readRequest(incoming);
    write(outgoing, request ? await deps.answer(request) : reply({ error: "bad request line" }, 400));
  } catch (problem) {
    if (problem instanceof BodyTooLarge) return write(outgoing, reply({ error: "body too large" }, 413));
    if (incoming.destroyed && !incoming.complete) return;
    deps.onError(problem);
    write(outgoing, reply({ error: "internal error" }, 500));
  }
}

function readRequest(incoming: IncomingMessage): Request | undefined {
  const target = incoming.url ?? "/";
  const mark = target.indexOf("?");
  const path = mark === -1 ? target : target.slice(0, mark);
  const segments = segmentsOf(path);
  return (
    segments && {
      method: incoming.method ?? "GET",
      path: segments,
      query: new URLSearchParams(mark === -1 ? "" : target.slice(mark + 1)),
      headers: incoming.headers,
      body: () => readBody(incoming),
      origin: `http://${incoming.headers.host ?? "127.0.0.1"}`,
    }
  );
}

function segmentsOf(path: string): string[] | undefined {
  const parts = path.split("/").filter((part) => part !== "");
  if (!path.includes("%")) return parts;
  try {
    return parts.map(decodeURIComponent);
  } catch {
    return undefined;
  }
}

class BodyTooLarge extends Error {}

function readBody(incoming: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    incoming.on("data", (chunk: Buffer) => {
      size += chunk.length;
      if (size > BODY_LIMIT) return reject(new BodyTooLarge());
      chunks.push(chunk);
    });
    incoming.on("end", () => resolve(only(chunks) ?? Buffer.concat(chunks)));
    incoming.on("error", reject);
  });
}

/** Small bodies come in one piece and need no copy. */
function only(chunks: readonly Buffer[]): Buffer | undefined {
  return chunks.length === 1 ? chunks[0] : undefined;
}

function write(outgoing: ServerResponse, answer: Answer) {
  if (answer.kind === "reset") return void outgoing.socket?.resetAndDestroy();
  if (answer.kind === "silence") {
    const hangUp = setTimeout(() => outgoing.socket?.destroy(), answer.ms);
    outgoing.on("close", () => clearTimeout(hangUp));
    return;
  }
  outgoing.writeHead(answer.status, {
    ...answer.headers,
    "content-length": Buffer.byteLength(answer.body),
  });
  outgoing.end(answer.body);
}

function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => resolve((server.address() as AddressInfo).port));
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
