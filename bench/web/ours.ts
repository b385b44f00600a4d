// The contender's process with the product's parts: its driver, and sessions that remember in Postgres, sealed.

import { channel } from "node:diagnostics_channel";
import { setTimeout as delay } from "node:timers/promises";
import { createVault, type Vault } from "../../server/src/kernel/crypto.ts";
import { createDatabase, type Database } from "../../server/src/kernel/db.ts";
import { type Node, startNode } from "../../server/src/kernel/nodes.ts";
import { readSendersOfShards, type SenderWithKeys } from "../../server/src/senders/index.ts";
import { createSessionMemory } from "../../server/src/sessions/index.ts";
import type { Session, SessionEvent, Transport } from "../../server/src/transports/transport.ts";
import { createWhatsAppWebTransport } from "../../server/src/transports/whatsapp-web/index.ts";
import { askSimulator } from "../house/house.ts";
import { newId } from "../house/lanes.ts";
import { numberOf } from "./numbers.ts";
import { type Contender, noteDial, serve, type Tally, until, words } from "./tasks.ts";

const [url = "", masterKey = "", simulatorUrl = ""] = process.argv.slice(2);
const patienceMs = 60_000;
const onError = (error: Error): void => console.error(error);

type Ours = {
  db: Database;
  node: Node;
  vault: Vault;
  transport: Transport;
  senders: readonly SenderWithKeys[];
  open: Map<number, Session>;
  tally: Tally;
};

channel("http.client.request.start").subscribe((message) => {
  const { request } = message as { request: { path: string } };
  if (request.path === "/ws/chat") noteDial();
});
const ours = await prepare();
serve({
  pair: (place) => pair(ours, place),
  connect: (place) => connect(ours, place),
  send: (place, to, pace) => (pace === "ack" ? send(ours, place, to) : sendBehind(place, to)),
  tally: ours.tally,
  close: () => close(ours),
  kept: () => 0,
} satisfies Contender);

async function prepare(): Promise<Ours> {
  const database = (connectionsMax: number, patience: number): Database =>
    createDatabase({ url, role: "waypost_engine", connectionsMax, patienceMs: patience, onError });
  // As many connections as the transport process has, and its renewals apart from its work.
  const db = database(4, 30_000);
  const node = await startNode({
    db: database(1, 3_000),
    kinds: ["shard"],
    host: "bench",
    sole: true,
    onGain: () => undefined,
    onLose: async (_units, how) => {
      if (how === "lapse") onError(new Error("the lease has run out: the machine is too busy"));
    },
    onError,
  });
  const shards = Array.from({ length: 64 }, (_, shard) => shard);
  const rows = await readSendersOfShards(db, [shards]);
  return {
    db,
    node,
    vault: createVault(Buffer.from(masterKey, "hex")),
    transport: await loadTransport(),
    senders: rows.toSorted((a, b) => (a.id < b.id ? -1 : 1)),
    open: new Map(),
    tally: { accepted: 0, read: 0, repeated: 0, opened: [], connected: new Set() },
  };
}

async function loadTransport(): Promise<Transport> {
  const { web } = (await askSimulator(simulatorUrl, "config")) as {
    web: { url: string; certificate_root: string; media_certificate: string };
  };
  return createWhatsAppWebTransport({
    production: false,
    endpoint: {
      webSocketUrl: web.url,
      rootKey: Buffer.from(web.certificate_root, "base64"),
      ca: web.media_certificate,
    },
    fetchMedia: () => Promise.reject(new Error("no message of this benchmark has media")),
    log: () => undefined,
  });
}

async function pair(house: Ours, place: number): Promise<void> {
  const phone = numberOf("ours", place);
  let scanned = false;
  await openUntilConnected(house, place, ({ qr }) => {
    if (qr === null || scanned) return;
    scanned = true;
    askSimulator(simulatorUrl, `people/${phone}/scan`, "POST", { qr: qr.text }).catch(onError);
  });
  await house.open.get(place)?.close();
  house.open.delete(place);
}

async function connect(house: Ours, place: number): Promise<void> {
  await openUntilConnected(house, place, ({ qr }) => {
    if (qr !== null) throw new Error(`session ${place} has forgotten who it is`);
  });
}

/** What is told is counted, not kept: evidence has a benchmark of its own. */
async function openUntilConnected(
  house: Ours,
  place: number,
  onSession: (event: SessionEvent) => void,
): Promise<void> {
  const { transport, tally } = house;
  const { connected } = tally;
  const session = await transport.open(accountOf(house, house.senders[place]!), async (events) => {
    for (const event of events) {
      if (event.kind === "status" && event.status === "read") tally.read++;
      if (event.kind !== "session") continue;
      connected.delete(place);
      if (event.state === "connected") {
        connected.add(place);
        tally.opened.push(Date.now());
      }
      onSession(event);
    }
  });
  house.open.set(place, session);
  await until(() => connected.has(place), patienceMs);
}

function accountOf({ db, node, vault }: Ours, sender: SenderWithKeys): Parameters<Transport["open"]>[0] {
  const { id, tenant_id, shard, data_key } = sender;
  const fence = (): { epoch: string; node: string } | null => {
    const holder = node.id();
    const epoch = node.held().get(`shard-${shard}`)?.epoch;
    return holder === null || epoch === undefined || !node.mayWork() ? null : { epoch, node: holder };
  };
  const owner = { tenantId: tenant_id, senderId: id, shard, dataKeys: async () => data_key };
  const memory = createSessionMemory({ db, vault, fence }, owner);
  return { senderId: id, address: sender.address, config: {}, secrets: {}, memory };
}

const aheadMax = 4;
const underWay = new Map<number, Set<Promise<void>>>();

/** Several of one session on their way at once, more than the dispatcher allows: to see what waiting costs. */
async function sendBehind(place: number, to: string): Promise<void> {
  const mine = underWay.get(place) ?? new Set();
  underWay.set(place, mine);
  while (mine.size >= aheadMax) await Promise.race(mine);
  const one = send(ours, place, to).finally(() => mine.delete(one));
  one.catch(onError);
  mine.add(one);
}

/** The port has one pace: it says what WhatsApp said. What may be sent later is sent again, as the dispatcher would. */
async function send({ open, tally }: Ours, place: number, to: string): Promise<void> {
  const message = { type: "text", text: { body: words } } as const;
  const id = newId();
  const signal = AbortSignal.timeout(patienceMs);
  for (let attempt = 1; ; attempt++) {
    const outgoing = { to: `+${to}`, message, correlation: `${id}.${attempt}` };
    const outcome = await open.get(place)!.send(outgoing, signal);
    if (outcome.kind === "accepted") break;
    if (outcome.kind !== "later" || signal.aborted)
      throw new Error(`not accepted: ${JSON.stringify(outcome)}`);
    tally.repeated++;
    await delay(100);
  }
  tally.accepted++;
}

async function close({ open, node, db }: Ours): Promise<void> {
  await Promise.all([...open.values()].map((session) => session.close()));
  await node.leave();
  await db.close();
}
