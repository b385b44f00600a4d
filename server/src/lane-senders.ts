// The senders of held lanes, with their secrets opened and a session on their transport, as the dispatcher needs them.

import type { Database } from "./kernel/db.ts";
import type { Vault } from "./kernel/crypto.ts";
import type { LaneSender } from "./messaging/index.ts";
import { openSecrets, readSendersOfShards, type SenderWithKeys } from "./senders/index.ts";
import type { Session, Transport } from "./transports/transport.ts";

export type LaneSendersDeps = {
  db: Database;
  vault: Pick<Vault, "open">;
  /** By transport name. */
  transports: ReadonlyMap<string, Transport>;
};

export function createLaneSenders(
  deps: LaneSendersDeps,
): (shards: readonly number[]) => Promise<LaneSender[]> {
  const sessions = new Map<string, { settings: string; session: Promise<Session> }>();
  return async (shards) => {
    const rows = await readSendersOfShards(deps.db, [shards]);
    return rows.flatMap((row) => {
      const transport = deps.transports.get(row.transport);
      if (transport === undefined) return [];
      return [
        laneSender(row, transport.capabilities.maxInFlight, () => openOnce(deps, sessions, transport, row)),
      ];
    });
  };
}

function laneSender(row: SenderWithKeys, inFlightMax: number, open: () => Promise<Session>): LaneSender {
  return {
    tenantId: row.tenant_id,
    id: row.id,
    shard: row.shard,
    ratePerSecond: row.rate_per_second,
    burst: row.burst,
    pausedUntil: pausedUntil(row),
    inFlightMax,
    open,
  };
}

function pausedUntil(row: SenderWithKeys): number | null {
  if (row.paused_at === null) return null;
  return row.paused_until?.getTime() ?? Number.POSITIVE_INFINITY;
}

/** The same session for as long as nothing about it has changed; a changed token opens a new one. */
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
  // Webhooks of every transport there is come in over HTTP; none emits by itself yet.
  const session = transport.open(account, async () => undefined);
  sessions.set(row.id, { settings, session });
  return session;
}
