// A closed loop of HTTP/1.1 connections: each sends its next request when the last one was answered. Raw sockets,
// because a full HTTP client costs more than the servers measured and would be all that is seen.

import { connect, type Socket } from "node:net";

export type Loop = {
  port: number;
  connections: number;
  /** A whole request as text; null when there are no more. */
  next(): string | null;
  /** The status that counts as done; any other ends the run. */
  status: number;
  /** Stops asking for more after that long; Infinity runs until `next` answers null. */
  seconds: number;
};

export type LoopResult = { requests: number; perSecond: number; p50Ms: number; p99Ms: number };

export async function closedLoop(loop: Loop): Promise<LoopResult> {
  const sockets = await Promise.all(Array.from({ length: loop.connections }, () => open(loop.port)));
  const latencies: number[] = [];
  const began = performance.now();
  const deadline = began + loop.seconds * 1_000;
  await Promise.all(sockets.map((socket) => drive(socket, loop, deadline, latencies)));
  const seconds = (performance.now() - began) / 1_000;
  for (const socket of sockets) socket.destroy();
  const sorted = Float64Array.from(latencies).toSorted();
  const at = (share: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return { requests: sorted.length, perSecond: sorted.length / seconds, p50Ms: at(0.5), p99Ms: at(0.99) };
}

function open(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: "127.0.0.1", noDelay: true });
    socket.once("error", reject);
    socket.once("connect", () => resolve(socket));
  });
}

function drive(socket: Socket, loop: Loop, deadline: number, latencies: number[]): Promise<void> {
  return new Promise((resolve, reject) => {
    let sent = 0;
    let received = "";
    const send = (): void => {
      sent = performance.now();
      const request = sent < deadline ? loop.next() : null;
      if (request === null) resolve();
      else socket.write(request);
    };
    socket.on("error", reject);
    socket.on("close", () => reject(new Error("the server closed a connection")));
    socket.on("data", (chunk) => {
      received += chunk.toString("latin1");
      const status = answeredStatus(received);
      if (status === null) return;
      if (status !== loop.status) return reject(new Error(`unexpected answer: ${received}`));
      received = "";
      latencies.push(performance.now() - sent);
      send();
    });
    send();
  });
}

/** The status of a whole answer; null while some of it is missing. One request at a time, so nothing follows it. */
function answeredStatus(text: string): number | null {
  const headEnd = text.indexOf("\r\n\r\n");
  if (headEnd < 0) return null;
  const length = /\ncontent-length: (\d+)/i.exec(text)?.[1] ?? "0";
  return text.length < headEnd + 4 + Number(length) ? null : Number(text.slice(9, 12));
}
