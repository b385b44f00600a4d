// A WhatsApp Web client for tests: the real one, with its keys in memory as JSON, as a database has them.
import { BufferJSON, initAuthCreds, makeCacheableSignalKeyStore, makeWASocket, WAProto } from "baileys";
import type {
  AuthenticationCreds,
  BaileysEventMap,
  BinaryNode,
  ConnectionState,
  SignalDataSet,
  SignalDataTypeMap,
  UserFacingSocketConfig,
  WAMessage,
  WASocket,
} from "baileys";
import { isObject } from "../../json.ts";

export type Ack = { id: string; error: string | undefined };

export type Client = {
  socket: WASocket;
  memory: Memory;
  /** Everything told so far. */
  upserts: { type: string; message: WAMessage }[];
  updates: BaileysEventMap["messages.update"];
  presences: BaileysEventMap["presence.update"][];
  acks: Ack[];
  /** Ids of messages a receipt spoke of, each time it did. */
  receipts: string[];
  states: Partial<ConnectionState>[];
  close(): Promise<void>;
};

/** What survives a restart of the client. */
export type Memory = {
  creds: AuthenticationCreds;
  rows: Map<string, string>;
  /** Writes neither succeed nor fail, as in a process that is killed in the middle. */
  stuck: boolean;
};

export function newMemory(): Memory {
  return { creds: initAuthCreds(), rows: new Map(), stuck: false };
}

export function connect(url: string, memory: Memory, config: Partial<UserFacingSocketConfig> = {}): Client {
  const socket = makeWASocket({
    waWebSocketUrl: url,
    logger: SILENCE,
    connectTimeoutMs: 5_000,
    defaultQueryTimeoutMs: 10_000,
    markOnlineOnConnect: false,
    auth: { creds: memory.creds, keys: makeCacheableSignalKeyStore(keysOf(memory), SILENCE) },
    ...config,
  });
  const client: Client = {
    socket,
    memory,
    upserts: [],
    updates: [],
    presences: [],
    acks: [],
    receipts: [],
    states: [],
    close: () => Promise.resolve(socket.end(undefined)),
  };
  socket.ev.on("creds.update", (update) => void Object.assign(memory.creds, update));
  socket.ev.on("messages.upsert", ({ type, messages }) => {
    client.upserts.push(...messages.map((message) => ({ type, message })));
  });
  socket.ev.on("messages.update", (updates) => void client.updates.push(...updates));
  socket.ev.on("presence.update", (presence) => void client.presences.push(presence));
  socket.ev.on("connection.update", (state) => void client.states.push(state));
  socket.ws.on("CB:ack,class:message", ({ attrs }: BinaryNode) => {
    client.acks.push({ id: attrs["id"] ?? "", error: attrs["error"] });
  });
  socket.ws.on("CB:receipt", ({ attrs }: BinaryNode) => void client.receipts.push(attrs["id"] ?? ""));
  return client;
}

export function qrOf({ states }: Client): string | undefined {
  return states.findLast(({ qr }) => qr)?.qr;
}

/** The status code a connection ended with; undefined while it lives. */
export function endOf({ states }: Client): number | undefined {
  const error: unknown = states.find(({ connection }) => connection === "close")?.lastDisconnect?.error;
  const output = isObject(error) && isObject(error["output"]) ? error["output"] : {};
  return typeof output["statusCode"] === "number" ? output["statusCode"] : undefined;
}

/** Logged in, and through with its backlog: only then are live events told as they come. */
export function isReady({ states }: Client): boolean {
  return (
    states.some(({ connection }) => connection === "open") &&
    states.some(({ receivedPendingNotifications }) => receivedPendingNotifications)
  );
}

/** The highest status told of one of our messages, in updates or in the message itself; 0 is failed. */
export function statusOf({ updates, upserts }: Client, id: string): number {
  const told = [
    ...updates.filter(({ key }) => key.id === id).map(({ update }) => update.status),
    ...upserts.filter(({ message }) => message.key.id === id).map(({ message }) => message.status),
  ];
  if (told.includes(WAProto.WebMessageInfo.Status.ERROR)) return WAProto.WebMessageInfo.Status.ERROR;
  return Math.max(-1, ...told.map((status) => status ?? -1));
}

export function textOf({ message }: WAMessage): string | undefined {
  return message?.conversation ?? message?.extendedTextMessage?.text ?? undefined;
}

function keysOf(memory: Memory) {
  const { rows } = memory;
  return {
    get<T extends keyof SignalDataTypeMap>(type: T, ids: string[]) {
      const found: Record<string, SignalDataTypeMap[T]> = {};
      for (const id of ids) {
        const row = rows.get(`${type}/${id}`);
        if (row) found[id] = JSON.parse(row, BufferJSON.reviver) as SignalDataTypeMap[T];
      }
      return Promise.resolve(found);
    },
    set(data: SignalDataSet) {
      if (memory.stuck) return new Promise<void>(() => undefined);
      for (const [type, entries] of Object.entries(data)) {
        for (const [id, value] of Object.entries(entries)) {
          if (value === null) rows.delete(`${type}/${id}`);
          else rows.set(`${type}/${id}`, JSON.stringify(value, BufferJSON.replacer));
        }
      }
      return Promise.resolve();
    },
  };
}

type Logger = NonNullable<UserFacingSocketConfig["logger"]>;

const silent = () => undefined;
const SILENCE: Logger = {
  level: "silent",
  child: () => SILENCE,
  trace: silent,
  debug: silent,
  info: silent,
  warn: silent,
  error: silent,
};
