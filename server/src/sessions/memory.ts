// A session's memory in the database: sealed row by row, written only while the session is ours to hold.

import type { Place, Vault } from "../kernel/crypto.ts";
import type { Tx } from "../kernel/db.ts";
import type { SessionMemory } from "../transports/transport.ts";
import { clearMemory, readMemory, writeMemory } from "./store.ts";

export type HeldSender = { tenantId: string; senderId: string; shard: number; dataKeys: Buffer };

/** The proof that a write may be made: the shard's epoch and the node that holds it. Null once it is lost. */
export type Fence = () => { epoch: string; node: string } | null;

/** Another process holds the session by now: whatever this one still wants to write is history. */
export class SessionLostError extends Error {
  constructor() {
    super("The session has moved to another process.");
    this.name = "SessionLostError";
  }
}

export type MemoryDeps = { db: Tx; vault: Pick<Vault, "seal" | "open">; fence: Fence };

export function createSessionMemory(deps: MemoryDeps, sender: HeldSender): SessionMemory {
  const fenced = (): [number, string, string, string, string] => {
    const held = deps.fence();
    if (held === null) throw new SessionLostError();
    return [sender.shard, held.epoch, held.node, sender.tenantId, sender.senderId];
  };
  return {
    read: async (type, ids) => {
      const rows = await readMemory(deps.db, [sender.tenantId, sender.senderId, type, [...ids]]);
      return new Map(rows.map(({ id, value }) => [id, openRow(deps, sender, { type, id }, value)]));
    },
    write: async (changes) => {
      if (changes.length === 0) return;
      const values = changes.map(({ value, ...name }) =>
        value === null ? null : sealRow(deps, sender, name, value),
      );
      const types = changes.map(({ type }) => type);
      const ids = changes.map(({ id }) => id);
      requireHeld(await writeMemory(deps.db, [...fenced(), types, ids, values]));
    },
    clear: async () => requireHeld(await clearMemory(deps.db, fenced())),
  };
}

function requireHeld(rows: readonly unknown[]): void {
  if (rows.length === 0) throw new SessionLostError();
}

type Name = { type: string; id: string };
type RowOwner = Omit<HeldSender, "shard">;

/** Base64, because sealing takes text; a third more bytes of a few hundred. */
export function sealRow(
  { vault }: { vault: Pick<Vault, "seal"> },
  sender: RowOwner,
  name: Name,
  value: Uint8Array,
): Buffer {
  return vault.seal(sender.dataKeys, placeOf(sender, name), Buffer.from(value).toString("base64"));
}

export function openRow(
  { vault }: { vault: Pick<Vault, "open"> },
  sender: RowOwner,
  name: Name,
  sealed: Buffer,
): Uint8Array {
  return Buffer.from(vault.open(sender.dataKeys, placeOf(sender, name), sealed), "base64");
}

function placeOf(sender: RowOwner, { type, id }: Name): Place {
  return {
    table: "session_memory",
    tenantId: sender.tenantId,
    rowId: sender.senderId,
    column: `${type}/${id}`,
  };
}
