// The transport process: holds its share of the lanes and sends what is due. Composition only.

import { hostname } from "node:os";
import { createCloudApiTransport } from "./transports/cloud-api/index.ts";
import type { AttachedConfig } from "./config.ts";
import { createDatabase, type Database } from "./kernel/db.ts";
import { createIdMaker } from "./kernel/ids.ts";
import { type Listener, startListener } from "./kernel/listener.ts";
import { createVault } from "./kernel/crypto.ts";
import { createLog } from "./kernel/log.ts";
import { type Node, startNode } from "./kernel/nodes.ts";
import { untilToldToStop } from "./kernel/process-life.ts";
import { createDispatcher, type Dispatcher } from "./messaging/index.ts";
import { pauseSender } from "./senders/index.ts";
import { createLaneSenders } from "./lane-senders.ts";
import type { Transport } from "./transports/transport.ts";

/** How long sends under way may take to end; the supervisor allows 25 s in all. */
const graceMs = 20_000;

/** `sole`: no other process sends for this data directory, so what a former one held is taken over at once. */
export async function runTransport(config: AttachedConfig, { sole }: { sole: boolean }): Promise<void> {
  const vault = createVault(config.masterKey);
  const log = createLog({ level: config.logLevel, role: "transport", phoneKey: vault.derive("log") });
  const onError = (error: Error): void => log.error("background work failed", { error });
  const db = open(config, 4, 30_000, onError);
  const leases = open(config, 1, 3_000, onError);
  const holder: { node: Node | null } = { node: null };
  const dispatcher = createDispatcher({
    db,
    node: { id: () => holder.node?.id() ?? null, mayWork: () => holder.node?.mayWork() ?? false },
    readSenders: createLaneSenders({ db, vault, transports: createTransports(config) }),
    pauseSender: async (tenantId, senderId, reason) =>
      void (await pauseSender(db, [tenantId, senderId, reason])),
    evidence: {
      newId: createIdMaker(Date.now),
      chance: () => ({ now: new Date(), random: Math.random() }),
    },
    onError,
    counters: countNothing,
  });
  const listener = await listen(config, dispatcher, holder, onError);
  holder.node = await startNode({
    db: leases,
    kinds: ["shard"],
    host: sole ? `${hostname()} ${config.dataDir}` : `${hostname()} ${process.pid}`,
    sole,
    onGain: (units) => dispatcher.gain(units),
    onLose: (units, how) => dispatcher.lose(units, how),
    onError,
  });
  dispatcher.wake(null);
  process.send?.({ type: "ready" });
  log.info("the transport process is ready");

  await untilToldToStop();
  log.info("the transport process is stopping");
  await dispatcher.stop(graceMs);
  await holder.node.leave();
  await listener.close();
  await Promise.all([db.close(), leases.close()]);
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

function listen(
  config: AttachedConfig,
  dispatcher: Dispatcher,
  holder: { node: Node | null },
  onError: (error: Error) => void,
): Promise<Listener> {
  return startListener({
    url: config.databaseUrl,
    role: "waypost_engine",
    channels: ["lanes", "senders", "units_free"],
    onNotice: (channel, payload) => {
      if (channel === "units_free") holder.node?.nudge();
      else if (channel === "senders") dispatcher.refresh(shardsIn(payload));
      else dispatcher.wake(shardsIn(payload));
    },
    onConnect: () => {
      dispatcher.refresh(null);
      dispatcher.wake(null);
    },
    onError,
  });
}

/** `3,17,40`; anything else wakes all. */
function shardsIn(payload: string): number[] | null {
  return /^\d+(,\d+)*$/.test(payload) ? payload.split(",").map(Number) : null;
}
