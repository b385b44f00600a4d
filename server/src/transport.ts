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
import { endWithin, untilToldToStop } from "./kernel/process-life.ts";
import { requireSchema } from "./kernel/schema.ts";
import { createDispatcher, createLaneStore, type Dispatcher, type EvidenceDeps } from "./messaging/index.ts";
import { pauseSender } from "./senders/index.ts";
import { createHolder, type Holder } from "./sessions/index.ts";
import { keepEvents } from "./keep-events.ts";
import { createLaneSenders } from "./lane-senders.ts";
import { createLinkedTransports } from "./linked-transports.ts";
import { quarantineReasons } from "./operations/index.ts";
import { watchQuarantine } from "./quarantine-watch.ts";
import type { Transport } from "./transports/transport.ts";

/** How long sends under way may take to end, before they are called off. */
const graceMs = 15_000;
/** Sends, what is recorded of them, and sessions that close. */
const stopMs = 24_000;
const sweepMs = 60 * 60_000;

/**
 * `alone`: known by its own name only. `sole`: no other process sends for this data directory, so what a former one
 * held is taken over at once. `successor`: one does, and is about to hand over.
 */
export type Standing = "alone" | "sole" | "successor";

export async function runTransport(config: AttachedConfig, standing: Standing): Promise<void> {
  await requireSchema(config.databaseUrl);
  const house = openHouse(config);
  const { db, log, onError } = house;
  let stopping = false;
  const told = untilToldToStop().then(() => {
    stopping = true;
    endWithin(stopMs, () => log.error("the transport process did not end in time; it is cut off"));
  });
  const watch = await watchQuarantine({ databaseUrl: config.databaseUrl, engine: db, onError });
  while (!stopping) {
    const change = watch.change();
    const quarantine = watch.now();
    const sending = quarantine === null ? await startSending(config, house, standing) : null;
    process.send?.({ type: "ready" });
    if (quarantine === null) log.info("the transport process is ready");
    else log.warn(`nothing is sent: ${quarantineReasons[quarantine.reason]}; \`waypost confirm\` ends this`);
    await Promise.race([told, change]);
    log.info("the transport process is stopping what it does");
    await sending?.stop();
  }
  await watch.close();
  await Promise.all([db.close(), house.leases.close()]);
}

type Sending = { stop(): Promise<void> };

/** Takes a share of the lanes and works them; without a lease of this process's, none of it happens. */
async function startSending(config: AttachedConfig, house: House, standing: Standing): Promise<Sending> {
  const { db, vault, log, onError, parts } = house;
  parts.draining = false;
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
    // While draining there is no new claim, also when a lane is opened meanwhile.
    node: {
      id: () => (parts.draining ? null : (parts.node?.id() ?? null)),
      mayWork: () => parts.node?.mayWork() ?? false,
    },
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
    host: standing === "alone" ? `${hostname()} ${process.pid}` : `${hostname()} ${config.dataDir}`,
    sole: standing === "sole",
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
  return {
    stop: async () => {
      clearInterval(sweeping);
      parts.draining = true;
      await dispatcher.stop(graceMs);
      await node.leave();
      await listener.close();
      parts.node = null;
      parts.dispatcher = null;
    },
  };
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
  parts: { node: Node | null; dispatcher: Dispatcher | null; draining: boolean };
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
    parts: { node: null, dispatcher: null, draining: false },
  };
}

function fenceOf(node: Node | null, shard: number): { epoch: string; node: string } | null {
  const id = node?.id() ?? null;
  const epoch = node?.held().get(`shard-${shard}`)?.epoch;
  return id === null || epoch === undefined || node?.mayWork() !== true ? null : { epoch, node: id };
}

/** The sandbox is the Cloud API against WhatsApp on localhost: the same driver, allowed to reach one more server. */
function createTransports(config: AttachedConfig): Map<string, Transport> {
  const origins = new Set(["https://graph.facebook.com"]);
  if (config.simulator.enabled) origins.add(new URL(config.simulator.url).origin);
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
