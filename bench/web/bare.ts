// The contender's process with Baileys as it comes: its keys in memory, nothing durable, nothing repaired.

import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { deserialize, serialize } from "node:v8";
import {
  type Client,
  connect as dial,
  endOf,
  isReady,
  type Memory,
  newMemory,
  qrOf,
} from "../../simulator/src/whatsapp-web/testing/client.ts";
import { askSimulator } from "../house/house.ts";
import { numberOf } from "./numbers.ts";
import { type Contender, type Sending, serve, type Tally, until, words } from "./tasks.ts";

const [directory = "", simulatorUrl = ""] = process.argv.slice(2);
const patienceMs = 60_000;
const { web } = (await askSimulator(simulatorUrl, "config")) as { web: { url: string } };
const clients = new Map<number, Client>();
const tally: Tally = { accepted: 0, read: 0, repeated: 0, opened: [], connected: new Set() };

// Its library prints whole sessions, and leaves rejections of closing sockets to nobody.
for (const method of ["info", "warn", "error"] as const) console[method] = () => undefined;
process.on("unhandledRejection", () => undefined);

serve({
  pair,
  connect,
  send,
  tally,
  close: async () => void (await Promise.all([...clients.values()].map((client) => client.close()))),
  kept: () => [...clients.values()].reduce((sum, { memory }) => sum + bytesOf(memory), 0) / 2 ** 20,
} satisfies Contender);

async function pair(place: number): Promise<void> {
  const memory = newMemory();
  const first = open(memory);
  await until(() => qrOf(first) !== undefined, patienceMs);
  await askSimulator(simulatorUrl, `people/${numberOf("bare", place)}/scan`, "POST", { qr: qrOf(first) });
  await until(() => endOf(first) === 515, patienceMs);
  const second = open(memory);
  await until(() => isReady(second), patienceMs);
  await second.close();
  writeFileSync(fileOf(place), serialize({ ...memory, creds: plain(memory.creds) }));
}

async function connect(place: number): Promise<void> {
  const client = open(deserialize(readFileSync(fileOf(place))) as Memory);
  clients.set(place, client);
  await until(() => isReady(client), patienceMs);
  tally.opened.push(Date.now());
}

function open(memory: Memory): Client {
  const client = dial(web.url, memory, { connectTimeoutMs: 20_000, defaultQueryTimeoutMs: 30_000 });
  client.socket.ws.on("CB:ack,class:message", () => void tally.accepted++);
  client.socket.ws.on("CB:receipt", ({ attrs }: { attrs: Record<string, string> }) => {
    if (attrs["type"] === "read") tally.read++;
  });
  return client;
}

async function send(place: number, to: string, pace: Sending["pace"]): Promise<void> {
  const { socket } = clients.get(place)!;
  const acked = pace === "ack" ? once(socket.ws, "CB:ack,class:message") : null;
  await socket.sendMessage(`${to}@s.whatsapp.net`, { text: words });
  await acked;
}

function fileOf(place: number): string {
  return join(directory, `${place}.session`);
}

/** Without the methods of protobuf's objects, which cannot be written down. */
function plain(creds: Memory["creds"]): Memory["creds"] {
  return creds.account ? { ...creds, account: { ...creds.account } } : creds;
}

function bytesOf({ rows }: Memory): number {
  return [...rows].reduce((sum, [id, row]) => sum + id.length + row.length, 0);
}
