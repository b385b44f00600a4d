// One WebSocket of a client: the encrypted stream, the server's latency, and every way it can end.
import type { BinaryNode } from "baileys";
import type { RawData, WebSocket } from "ws";
import type { LinkedDevice } from "./linked-device.ts";
import type { Pairing } from "./pairing/pairing.ts";
import { createNoise } from "./protocol/noise.ts";
import type { Hello } from "./protocol/noise.ts";
import { BadStanza, node } from "./protocol/stanza.ts";
import type { Web } from "./web.ts";
import type { Ending } from "./words.ts";

export type Connection = {
  /** Set once it logged in. */
  device: LinkedDevice | undefined;
  /** Set while it waits to be linked. */
  pairing: Pairing | undefined;
  /** It has asked for its backlog: stanzas may be sent as they come. */
  listening: boolean;
  send(stanza: BinaryNode): void;
  /** Says it, then closes the socket. */
  leave(stanza: BinaryNode): void;
  end(ending: Ending): void;
};

export type Handling = {
  onHello(connection: Connection, hello: Hello): void;
  onStanza(connection: Connection, stanza: BinaryNode): void;
};

export function openConnection(web: Web, socket: WebSocket, handling: Handling): Connection {
  // What a client says after it was sent away is not heard: it may have slept, and another has its place.
  let deaf = false;
  const isSilent = () => web.network.conditions.faults.web.silence;
  const noise = createNoise({
    identity: web.identity,
    write: (data) => socket.send(data),
    onHello: (hello) => handling.onHello(connection, hello),
    onNode(stanza) {
      if (deaf && stanza.tag === "message") web.tally.unheard += 1;
      if (!deaf && !isSilent()) handling.onStanza(connection, stanza);
    },
  });
  const say = createSpeech(web, (stanza) => {
    if (socket.readyState === socket.OPEN && !isSilent()) noise.send(stanza);
  });
  const connection: Connection = {
    device: undefined,
    pairing: undefined,
    listening: false,
    send: say,
    leave(stanza) {
      say(stanza);
      say(() => socket.close());
      deaf = true;
      connection.listening = false;
    },
    end(ending) {
      if (ending === "drop") return socket.terminate();
      if (ending !== "silence") return connection.leave(farewell(ending));
      deaf = true;
      connection.listening = false;
    },
  };
  web.connections.add(connection);
  socket.on("message", (data) => {
    noise.receive(bytesOf(data)).catch((problem: unknown) => reject(web, socket, problem));
  });
  // A reset connection is an ordinary end here.
  socket.on("error", () => socket.terminate());
  socket.on("close", () => {
    web.connections.delete(connection);
    connection.listening = false;
    if (connection.device?.connection === connection) connection.device.connection = undefined;
  });
  return connection;
}

/** Clients that break the protocol are cut off; what is not the client's fault is told. */
function reject({ onError }: Web, socket: WebSocket, problem: unknown) {
  if (!(problem instanceof BadStanza)) onError(problem);
  socket.terminate();
}

type Utterance = BinaryNode | (() => void);

/** Says things in order, each after the latency of its moment. */
function createSpeech(web: Web, speak: (stanza: BinaryNode) => void): (utterance: Utterance) => void {
  const waiting: Utterance[] = [];
  const utter = (utterance: Utterance) => {
    if (typeof utterance === "function") utterance();
    else speak(utterance);
  };
  return (utterance) => {
    const { faults, random } = web.network.conditions;
    const wait = random.between("web latency", faults.web.latency_ms);
    if (wait === 0 && waiting.length === 0) return utter(utterance);
    waiting.push(utterance);
    // Each turn says the oldest, so a shorter wait never lets a later stanza overtake.
    setTimeout(() => {
      const next = waiting.shift();
      if (next) utter(next);
    }, wait);
  };
}

function farewell(ending: Exclude<Ending, "silence" | "drop">): BinaryNode {
  if (ending === "stream_end") return node("xmlstreamend", {});
  if (ending === "replaced") return node("stream:error", {}, [node("conflict", { type: "replaced" })]);
  if (ending === "device_removed") {
    return node("stream:error", { code: "401" }, [node("conflict", { type: "device_removed" })]);
  }
  const codes = { restart: "515", unavailable: "503", banned: "403" } as const;
  return node("stream:error", { code: codes[ending] });
}

function bytesOf(data: RawData): Buffer {
  if (Buffer.isBuffer(data)) return data;
  return Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data);
}
