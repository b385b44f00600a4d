// The senders of held lanes, with their secrets opened and a session on their transport, as the dispatcher
// needs them.

import { readSendingRules, type RulesInForce } from "./audience/index.ts";
import type { Database } from "./kernel/db.ts";
import type { Vault } from "./kernel/crypto.ts";
import type { LaneProtection, LaneSender } from "./messaging/index.ts";
import type { Plans } from "./plans/index.ts";
import {
  needsSession,
  openSecrets,
  protectionOf,
  readRemembered,
  readSendersOfShards,
  type SenderWithKeys,
} from "./senders/index.ts";
import { canSend, type Holder, readSessionsOfSenders, type SenderOnTransport } from "./sessions/index.ts";
import type { Session, Transport } from "./transports/transport.ts";

export type LaneSendersDeps = {
  db: Database;
  vault: Pick<Vault, "open">;
  /** The transport of a sender that needs no session of its own; null where there is none. */
  direct(sender: SenderWithKeys): Transport | null;
  /** The transport of a linked phone, by the world its sender lives in; null where there is none. */
  linked(sender: SenderWithKeys): Promise<Transport | null>;
  holder: Pick<Holder, "hold" | "session">;
  /** Who is held to a plan; without it nobody is. */
  plans?: Pick<Plans, "purseOf" | "inForce">;
  /** The database's time: it says which of a number's days today is. */
  now(): Date;
};

export function createLaneSenders(
  deps: LaneSendersDeps,
): (shards: readonly number[]) => Promise<LaneSender[]> {
  const sessions = new Map<string, { settings: string; session: Promise<Session> }>();
  return async (shards) => {
    const rows = await readSendersOfShards(deps.db, [shards]);
    // Before the first claim, which must not take what a plan forbids.
    await deps.plans?.inForce.known();
    const rules = await readSendingRules(deps.db, [...new Set(rows.map(({ tenant_id }) => tenant_id))]);
    const linked = await linkedSenders(deps, rows);
    await deps.holder.hold(shards, linked);
    const alone = rows.filter((row) => !needsSession(row.transport));
    const protections = await readProtections(deps, alone);
    const direct = alone.flatMap((row) => {
      const transport = deps.direct(row);
      if (transport === null) return [];
      const open = (): Promise<Session> => openOnce(deps, sessions, transport, row);
      const protection = protections.get(row.id) ?? null;
      const rest = { open, pausedUntil: pausedUntil(row), protection };
      return [{ ...laneSender(row, transport, rest), ...purseOf(deps, row) }];
    });
    return [...direct, ...(await lanesOfLinked(deps, linked))].map((lane) => underRules(lane, rules));
  };
}

function underRules(lane: LaneSender, rules: ReadonlyMap<string, RulesInForce>): LaneSender {
  const own = rules.get(lane.tenantId);
  return own === undefined ? lane : { ...lane, rules: own };
}

async function linkedSenders(
  deps: LaneSendersDeps,
  rows: readonly SenderWithKeys[],
): Promise<SenderOnTransport[]> {
  const linked: SenderOnTransport[] = [];
  for (const sender of rows) {
    if (!needsSession(sender.transport)) continue;
    const transport = await deps.linked(sender);
    if (transport !== null) linked.push({ sender, transport });
  }
  return linked;
}

/** A lane whose phone is not connected stands still; the session's next state wakes it. */
async function lanesOfLinked(
  deps: LaneSendersDeps,
  linked: readonly SenderOnTransport[],
): Promise<LaneSender[]> {
  if (linked.length === 0) return [];
  const states = await readSessionsOfSenders(deps.db, [linked.map(({ sender }) => sender.id)]);
  const protections = await readProtections(
    deps,
    linked.map(({ sender }) => sender),
  );
  const sending = new Set(states.filter((row) => canSend(row.state)).map((row) => row.sender_id));
  return linked.map(({ sender, transport }) => {
    const open = async (): Promise<Session> => ({
      ...deps.holder.session(sender.id),
      close: async () => undefined,
    });
    const paused = sending.has(sender.id) ? pausedUntil(sender) : Number.POSITIVE_INFINITY;
    const protection = protections.get(sender.id) ?? null;
    const rest = { open, pausedUntil: paused, protection };
    return { ...laneSender(sender, transport, rest), ...purseOf(deps, sender) };
  });
}

/** By sender id: the rules of those that are protected, and what is remembered of them. */
async function readProtections(
  { db, now }: LaneSendersDeps,
  senders: readonly SenderWithKeys[],
): Promise<Map<string, LaneProtection>> {
  const rules = senders.flatMap((sender) => {
    const protection = protectionOf(sender);
    return protection === null ? [] : [{ sender, protection }];
  });
  const numbers = rules.map(({ sender, protection }) => ({
    tenantId: sender.tenant_id,
    senderId: sender.id,
    zone: protection.zone,
  }));
  const remembered = await readRemembered(db, numbers, now());
  return new Map(
    rules.flatMap(({ sender, protection }) => {
      const known = remembered.get(sender.id);
      return known === undefined ? [] : [[sender.id, { protection, remembered: known }]];
    }),
  );
}

function purseOf(
  { plans }: LaneSendersDeps,
  { tenant_id: tenantId, mode }: SenderWithKeys,
): Pick<LaneSender, "purse"> {
  return plans === undefined ? {} : { purse: plans.purseOf({ tenantId, mode }) };
}

function laneSender(
  row: SenderWithKeys,
  { capabilities }: Transport,
  rest: Pick<LaneSender, "open" | "pausedUntil" | "protection">,
): LaneSender {
  return {
    tenantId: row.tenant_id,
    id: row.id,
    shard: row.shard,
    version: row.version,
    ratePerSecond: row.rate_per_second,
    burst: row.burst,
    // A protected number's gap begins with the answer.
    inFlightMax: rest.protection === null ? capabilities.maxInFlight : 1,
    ...rest,
  };
}

function pausedUntil(row: SenderWithKeys): number | null {
  if (row.paused_at === null) return null;
  return row.paused_until?.getTime() ?? Number.POSITIVE_INFINITY;
}

/**
 * The same session for as long as nothing about it has changed; a changed token opens a new one. So does a shard that
 * comes back: its lanes closed their sessions when it went.
 */
function openOnce(
  { vault }: LaneSendersDeps,
  sessions: Map<string, { settings: string; session: Promise<Session> }>,
  transport: Transport,
  row: SenderWithKeys,
): Promise<Session> {
  const settings = JSON.stringify([row.config, row.secrets?.toString("base64") ?? null]);
  const known = sessions.get(row.id);
  if (known?.settings === settings) return known.session;
  void known?.session.then((session) => session.close());
  const account = {
    senderId: row.id,
    address: row.address,
    config: row.config,
    secrets: openSecrets(vault, row),
  };
  // Webhooks of these transports come in over HTTP; none emits by itself.
  const session = transport
    .open(account, async () => undefined)
    .then((opened) => ({
      ...opened,
      close: (): Promise<void> => {
        if (sessions.get(row.id)?.session === session) sessions.delete(row.id);
        return opened.close();
      },
    }));
  sessions.set(row.id, { settings, session });
  return session;
}
