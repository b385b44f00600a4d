// Finds the sender a request means, from a tenant's senders remembered for a moment: every message asks.

import type { Database } from "../kernel/db.ts";
import type { Mode } from "../kernel/route.ts";
import { parsePhone } from "../kernel/phone.ts";
import { defaultSender, type Directory, type Sender, senderByAddress, senderById } from "./sender.ts";
import { readAllSenders, readTenant, type SenderRow } from "./store.ts";

export type SenderFinder = {
  /**
   * `reference` is an id, a number in any spelling, or null for the tenant's default. Null when there is
   * none.
   */
  find(tenantId: string, mode: Mode, reference: string | null): Promise<Sender | null>;
  /** By what its provider calls it, such as Meta's phone number id. */
  findByExternalId(tenantId: string, mode: Mode, externalId: string): Promise<Sender | null>;
  /** The country that numbers without a country code belong to. */
  defaultCountry(tenantId: string): Promise<string | null>;
  /** Own writes are seen at once; those of other processes within `rememberMs`. */
  forget(tenantId: string): void;
};

const rememberMs = 2_000;
/** A write is forgotten about before it commits; what is read in between must not be remembered. */
const unsettledMs = 1_000;
const tenantsMax = 5_000;

/** `db` under the application's role: even a wrong tenant id would find that tenant's senders only. */
export function createSenderFinder(deps: { db: Database; now(): number }): SenderFinder {
  const known = new Map<string, { directory: Promise<Directory>; until: number }>();
  const unsettled = new Map<string, number>();
  const directoryOf = (tenantId: string): Promise<Directory> => {
    const remembered = known.get(tenantId);
    if (remembered !== undefined && deps.now() < remembered.until) return remembered.directory;
    if (deps.now() < (unsettled.get(tenantId) ?? 0)) return readDirectory(deps.db, tenantId);
    unsettled.delete(tenantId);
    if (known.size >= tenantsMax) known.clear();
    // The promise is kept, so that a thousand requests at once ask the database once.
    const directory = readDirectory(deps.db, tenantId);
    known.set(tenantId, { directory, until: deps.now() + rememberMs });
    directory.catch(() => known.delete(tenantId));
    return directory;
  };
  return {
    find: async (tenantId, mode, reference) => meant(await directoryOf(tenantId), mode, reference),
    findByExternalId: async (tenantId, mode, externalId) =>
      (await directoryOf(tenantId)).senders.find(
        (sender) => sender.mode === mode && sender.externalId === externalId,
      ) ?? null,
    defaultCountry: async (tenantId) => (await directoryOf(tenantId)).defaultCountry,
    forget: (tenantId) => {
      known.delete(tenantId);
      unsettled.set(tenantId, deps.now() + unsettledMs);
    },
  };
}

function meant(directory: Directory, mode: Mode, reference: string | null): Sender | null {
  if (reference === null) return defaultSender(directory, mode);
  if (reference.startsWith("snd_")) return senderById(directory, mode, reference);
  const phone = parsePhone(reference, directory.defaultCountry);
  return phone.ok ? senderByAddress(directory, mode, phone.e164) : null;
}

function readDirectory(db: Database, tenantId: string): Promise<Directory> {
  return db.asTenants([tenantId], async (tx) => {
    const [tenant] = await readTenant(tx, [tenantId]);
    const rows = await readAllSenders(tx, [tenantId]);
    return {
      senders: rows.map(senderOf),
      defaultId: tenant?.default_sender_id ?? null,
      defaultCountry: tenant?.default_country ?? null,
    };
  });
}

export function senderOf(row: SenderRow): Sender {
  return {
    id: row.id,
    name: row.name,
    transport: row.transport,
    mode: row.mode,
    address: row.address,
    externalId: row.external_id,
    shard: row.shard,
    paused:
      row.paused_at === null
        ? null
        : { at: row.paused_at, until: row.paused_until, reason: row.pause_reason },
    createdAt: row.created_at,
  };
}
