// The transport process: holds its share of the lanes and sends what is due. Composition only.

import { hostname } from "node:os";
import { createCloudApiTransport } from "./transports/cloud-api/index.ts";
import type { AttachedConfig } from "./config.ts";
import { systemClock } from "./kernel/clock.ts";
import { createDatabase, type Database } from "./kernel/db.ts";
import { createIdMaker } from "./kernel/ids.ts";
import { type Listener, startListener } from "./kernel/listener.ts";
import { createVault, type Vault } from "./kernel/crypto.ts";
import { createLog, type Log } from "./kernel/log.ts";
import { type Node, startNode } from "./kernel/nodes.ts";
import { untilToldToStop } from "./kernel/process-life.ts";
import { keepInbound } from "./intake/index.ts";
import {
  applyStatuses,
  createDispatcher,
  createLaneStore,
  type Dispatcher,
  type EvidenceDeps,
} from "./messaging/index.ts";
import { pauseSender, type SenderWithKeys } from "./senders/index.ts";
import { createHolder, type Holder } from "./sessions/index.ts";
import { createLaneSenders } from "./lane-senders.ts";
import { createLinkedTransports } from "./linked-transports.ts";
import type { Transport, TransportEvent } from "./transports/transport.ts";

/** How long sends under way may take to end; the supervisor allows 25 s in all. */
const graceMs = 20_000;
const sweepMs = 60 * 60_000;

/** `sole`: no other process sends for this data directory, so what a former one held is taken over at once. */
export async function runTransport(config: AttachedConfig, { sole }: { sole: boolean }): Promise<void> {
  const house = openHouse(config);
  const { db, vault, log, onError, parts } = house;
  const holder = createHolder({
    db,
    vault,
    fence: (shard) => fenceOf(parts.node, shard),
    keep: (sender, events) => keepEvents(db, house.evidence, sender, events),
    onChange: (shard) => parts.dispatcher?.refresh([shard]),
    onError,
  });
  const dispatcher = createDispatcher({
    store: createLaneStore(db, house.evidence),
    clock: systemClock,
    node: { id: () => parts.node?.id() ?? null, mayWork: () => parts.node?.mayWork() ?? false },
    readSenders: createLaneSenders({
      db,
      vault,
      transports: createTransports(config),
      linked: createLinkedTransports(config, log),
      holder,
    }),
    pauseSender: async (tenantId, senderId, reason) =>
      void (await pauseSender(db, [tenantId, senderId, reason])),
    onError,
    counters: countNothing,
  });
  parts.dispatcher = dispatcher;
  const listener = await listen(config, house, holder);
  const node = await startNode({
    db: house.leases,
    kinds: ["shard"],
    host: sole ? `${hostname()} ${config.dataDir}` : `${hostname()} ${process.pid}`,
    sole,
    onGain: (units) => dispatcher.gain(units),
    onLose: async (units, how) => {
      const sent = dispatcher.lose(units, how);
      // Handing over, a session first sends what it has begun. A lost lease leaves no time: sockets close at once.
      if (how === "release") await sent;
      await holder.release(units.map((unit) => Number(unit.slice("shard-".length))));
    },
    onError,
  });
  parts.node = node;
  dispatcher.refresh(null);
  const sweeping = setInterval(() => void holder.sweep().catch(onError), sweepMs);
  process.send?.({ type: "ready" });
  log.info("the transport process is ready");

  await untilToldToStop();
  log.info("the transport process is stopping");
  clearInterval(sweeping);
  await dispatcher.stop(graceMs);
  await node.leave();
  await listener.close();
  await Promise.all([db.close(), house.leases.close()]);
}

/** What every part of the process needs; `parts` are those that need each other. */
type House = {
  vault: Vault;
  log: Log;
  db: Database;
  /** A connection of its own with little patience: a renewal that waits behind work is a lost lease. */
  leases: Database;
  evidence: EvidenceDeps;
  onError(error: Error): void;
  parts: { node: Node | null; dispatcher: Dispatcher | null };
};

function openHouse(config: AttachedConfig): House {
  const vault = createVault(config.masterKey);
  const log = createLog({ level: config.logLevel, role: "transport", phoneKey: vault.derive("log") });
  const onError = (error: Error): void => log.error("background work failed", { error });
  return {
    vault,
    log,
    db: open(config, 4, 30_000, onError),
    leases: open(config, 1, 3_000, onError),
    evidence: {
      newId: createIdMaker(Date.now),
      chance: () => ({ now: new Date(), random: Math.random() }),
    },
    onError,
    parts: { node: null, dispatcher: null },
  };
}

function fenceOf(node: Node | null, shard: number): { epoch: string; node: string } | null {
  const id = node?.id() ?? null;
  const epoch = node?.held().get(`shard-${shard}`)?.epoch;
  return id === null || epoch === undefined || node?.mayWork() !== true ? null : { epoch, node: id };
}

/** What a session hears is durable before the session acknowledges it. */
async function keepEvents(
  db: Database,
  evidence: EvidenceDeps,
  sender: SenderWithKeys,
  events: readonly TransportEvent[],
): Promise<void> {
  const owner = { tenantId: sender.tenant_id, senderId: sender.id };
  const statuses = events.flatMap((event) =>
    event.kind === "status" ? [{ ...owner, source: sender.transport, event }] : [],
  );
  const inbound = events.filter((event) => event.kind === "inbound");
  await db.transaction(async (tx) => {
    await applyStatuses(tx, statuses, evidence);
    await keepInbound(tx, owner, inbound, evidence.newId);
  });
}

/** The sandbox is the Cloud API against WhatsApp on localhost: the same driver, allowed to reach one more server. */
function createTransports(config: AttachedConfig): Map<string, Transport> {
  const origins = new Set(["https://graph.facebook.com"]);
  if (config.simulator.enabled) origins.add(`http://127.0.0.1:${config.simulator.port}`);
  const cloudApi = createCloudApiTransport({ graphOrigins: origins });
  return new Map([
    ["cloud_api", cloudApi],
    ["sandbox", cloudApi],
  ]);
}

const countNothing = { claimed: () => undefined, settled: () => undefined, stale: () => undefined };

function open(
  config: AttachedConfig,
  connectionsMax: number,
  patienceMs: number,
  onError: (error: Error) => void,
): Database {
  return createDatabase({
    url: config.databaseUrl,
    role: "waypost_engine",
    connectionsMax,
    patienceMs,
    onError,
  });
}

function listen(config: AttachedConfig, { parts, onError }: House, holder: Holder): Promise<Listener> {
  const serve = (): void => void holder.serve().catch(onError);
  return startListener({
    url: config.databaseUrl,
    role: "waypost_engine",
    channels: ["lanes", "senders", "session_requests", "units_free"],
    onNotice: (channel, payload) => {
      if (channel === "units_free") parts.node?.nudge();
      else if (channel === "session_requests") serve();
      else if (channel === "senders") parts.dispatcher?.refresh(shardsIn(payload));
      else parts.dispatcher?.wake(shardsIn(payload));
    },
    onConnect: () => {
      parts.dispatcher?.refresh(null);
      parts.dispatcher?.wake(null);
      serve();
    },
    onError,
  });
}

/** `3,17,40`; anything else wakes all. */
function shardsIn(payload: string): number[] | null {
  return /^\d+(,\d+)*$/.test(payload) ? payload.split(",").map(Number) : null;
}
