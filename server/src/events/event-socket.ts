// Events over a WebSocket (RFC 6455): the same as on the stream, each in a message of its own.

import type { ServerResponse } from "node:http";
import { type WebSocket, WebSocketServer } from "ws";
import type { Ending, Line } from "./follower.ts";

/** Nobody has anything to say to us: what is larger than a word of goodbye ends the connection. */
const server = new WebSocketServer({
  noServer: true,
  clientTracking: false,
  perMessageDeflate: false,
  maxPayload: 1_024,
});

/** So much may wait on a line before it counts as full; a page of events is less. */
const waitingMax = 64 * 1024;

/** RFC 6455, section 7.4, and IANA's registry: come back (1012), or come back only with better rights (1008). */
const codes: Readonly<Record<Exclude<Ending, "slow">, number>> = { moving: 1012, refused: 1008 };

type Heard = { room(): void; gone(): void };

/** Calls `open` with the line once the handshake is written; whoever asks wrongly is refused by the library. */
export function openSocket(
  response: ServerResponse,
  from: string,
  { open, heard }: { open(line: Line): void; heard: Heard },
): void {
  const { socket, req } = response;
  if (socket === null) return;
  response.detachSocket(socket);
  server.handleUpgrade(req, socket, Buffer.alloc(0), (webSocket) => {
    webSocket.on("error", () => webSocket.terminate());
    webSocket.once("close", heard.gone);
    socket.on("drain", heard.room);
    const line = lineOver(webSocket);
    line.beat(from);
    open(line);
  });
}

function lineOver(socket: WebSocket): Line {
  return {
    tell: (events) => {
      for (const { text } of events) socket.send(text);
      return socket.bufferedAmount < waitingMax;
    },
    beat: (id) => {
      socket.ping();
      socket.send(JSON.stringify({ place: id }));
    },
    end: (why) => {
      if (why === "slow") socket.terminate();
      else socket.close(codes[why]);
    },
  };
}
