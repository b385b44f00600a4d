// The transport process: holds its share of the lanes and sends what is due. Composition only.

import { hostname } from "node:os";
import { createLimitGuard } from "./accounts/index.ts";
import type { AttachedConfig } from "./config.ts";
import { type Listener, startListener } from "./kernel/listener.ts";
import { type Node, startNode } from "./kernel/nodes.ts";
import { endWithin, untilToldToStop } from "./kernel/process-life.ts";
import { requireSchema } from "./kernel/schema.ts";
import { createHolder, type Holder } from "./sessions/index.ts";
import { keepEvents } from "./keep-events.ts";
import type { LaneSendersDeps } from "./lane-senders.ts";
import { startInboundFiles } from "./inbound-files.ts";
import type { InboundFiles } from "./media/index.ts";
import { createSentCounts } from "./messaging/index.ts";
import { createRefusalNotes } from "./templates/index.ts";
import { announcePresence, quarantineReasons } from "./operations/index.ts";
import { productVersion } from "./product-version.ts";
import { watchQuarantine } from "./quarantine-watch.ts";
import { announcementOf } from "./open-vault.ts";
import { openDispatcher } from "./transport/dispatcher.ts";
import { type House, openHouse } from "./transport/house.ts";
import { createTransports } from "./transport/roads.ts";
import { openTransportFiles, type TransportFiles } from "./transport-files.ts";

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
  const house = await openHouse(config);
  const { db, log, onError } = house;
  let stopping = false;
  const told = untilToldToStop().then(() => {
    stopping = true;
    endWithin(stopMs, () => log.error("the transport process did not end in time; it is cut off"));
  });
  const presence = announcePresence({
    engine: db,
    role: "transport",
    version: productVersion(),
    nodeId: () => house.parts.node?.id() ?? null,
    onError,
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
  await Promise.all([watch.close(), house.plans.stop(), presence.stop()]);
  await Promise.all([db.close(), house.leases.close()]);
  // Baileys leaves timers behind, of half a minute after a phone has connected; nothing is left that they could do.
  process.exit();
}

type Sending = { stop(): Promise<void> };

/** Takes a share of the lanes and works them; without a lease of this process's, none of it happens. */
async function startSending(config: AttachedConfig, house: House, standing: Standing): Promise<Sending> {
  const { db, vault, log, onError, parts } = house;
  parts.draining = false;
  const files = await openTransportFiles(config, house);
  const guard = createLimitGuard({ engine: db, now: () => new Date(), onError });
  const transports = createTransports(config, log, files, guard);
  const holder = createHolder({
    db,
    vault,
    fence: (shard) => fenceOf(parts.node, shard),
    keep: (sender, events) => keepEvents(db, house, sender, events),
    onChange: (shard) => void parts.dispatcher?.refresh([shard]),
    onError,
  });
  const refusals = createRefusalNotes({ db, onError });
  const sent = createSentCounts({ db, onError });
  const dispatcher = openDispatcher(house, { transports, holder, refusals, sent });
  parts.dispatcher = dispatcher;
  const inbound = fetchInbound(house, { files, transports, holder });
  const listener = await listen(config, house, { holder, inbound });
  const node = await startNode({
    db: house.leases,
    kinds: ["shard"],
    host: standing === "alone" ? `${hostname()} ${process.pid}` : `${hostname()} ${config.dataDir}`,
    sole: standing === "sole",
    onGain: (units) => dispatcher.gain(units),
    onLose: async (units, how) => {
      const lost = dispatcher.lose(units, how);
      // Handing over, a session first sends what it has begun. A lost lease leaves no time: sockets close at once.
      if (how === "release") await lost;
      await holder.release(units.map(shardOf));
    },
    onError,
  });
  parts.node = node;
  void dispatcher.refresh(null);
  const sweeping = setInterval(() => void holder.sweep().catch(onError), sweepMs);
  return {
    stop: async () => {
      clearInterval(sweeping);
      parts.draining = true;
      await Promise.all([dispatcher.stop(graceMs), inbound.stop()]);
      await Promise.all([refusals.drained(), sent.stop()]);
      await node.leave();
      await listener.close();
      await files.close();
      parts.node = null;
      parts.dispatcher = null;
    },
  };
}

type Fetching = {
  files: TransportFiles;
  transports: Pick<LaneSendersDeps, "direct">;
  holder: Holder;
};

/** Of senders whose shard is held at the moment. */
function fetchInbound(
  { db, vault, evidence, onError, parts }: House,
  { files, transports, holder }: Fetching,
): InboundFiles {
  return startInboundFiles({
    db,
    vault,
    store: files.store,
    direct: transports.direct,
    holder,
    shards: () => [...(parts.node?.held().keys() ?? [])].map(shardOf),
    newId: evidence.newId,
    onError,
  });
}

function fenceOf(node: Node | null, shard: number): { epoch: string; node: string } | null {
  const id = node?.id() ?? null;
  const epoch = node?.held().get(`shard-${shard}`)?.epoch;
  return id === null || epoch === undefined || node?.mayWork() !== true ? null : { epoch, node: id };
}

function listen(
  config: AttachedConfig,
  { parts, onError }: House,
  { holder, inbound }: { holder: Holder; inbound: InboundFiles },
): Promise<Listener> {
  const serve = (): void => void holder.serve().catch(onError);
  return startListener({
    url: config.databaseUrl,
    role: "waypost_engine",
    name: announcementOf(config),
    channels: ["lanes", "senders", "session_requests", "units_free", "inbound_files"],
    onNotice: (channel, payload) => {
      if (channel === "units_free") parts.node?.nudge();
      else if (channel === "inbound_files") inbound.nudge();
      else if (channel === "session_requests") serve();
      else if (channel === "senders") void parts.dispatcher?.refresh(shardsIn(payload));
      else parts.dispatcher?.wake(shardsIn(payload));
    },
    onConnect: () => {
      void parts.dispatcher?.refresh(null);
      parts.dispatcher?.wake(null);
      serve();
    },
    onError,
  });
}

function shardOf(unit: string): number {
  return Number(unit.slice("shard-".length));
}

/** `3,17,40`; anything else wakes all. */
function shardsIn(payload: string): number[] | null {
  return /^\d+(,\d+)*$/.test(payload) ? payload.split(",").map(Number) : null;
}
