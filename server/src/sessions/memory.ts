// A session's memory in the database: sealed row by row, written only while the session is ours to hold.

import type { Place, Vault } from "../kernel/crypto.ts";
import type { Tx } from "../kernel/db.ts";
import type { SessionMemory } from "../transports/transport.ts";
import { createMemoryWrites, type MemoryWrites } from "./memory-writes.ts";
import { clearMemory, readMemory } from "./store.ts";

export type HeldSender = {
  tenantId: string;
  senderId: string;
  shard: number;
  /** As they are now: a session is held for longer than its tenant keeps its keys. */
  dataKeys(): Promise<Buffer>;
};

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
  const { tenantId, senderId, shard } = sender;
  const writes = writesOver(deps.db);
  const held = (): { epoch: string; node: string } => {
    const fence = deps.fence();
    if (fence === null) throw new SessionLostError();
    return fence;
  };
  return {
    read: async (type, ids) => {
      const rows = await readMemory(deps.db, [tenantId, senderId, type, [...ids]]);
      if (rows.length === 0) return new Map();
      const owner = { tenantId, senderId, dataKeys: await sender.dataKeys() };
      return new Map(rows.map(({ id, value }) => [id, openRow(deps, owner, { type, id }, value)]));
    },
    write: async (changes) => {
      if (changes.length === 0) return;
      const owner = { tenantId, senderId, dataKeys: await sender.dataKeys() };
      const rows = changes.map(({ value, ...name }) => ({
        ...name,
        value: value === null ? null : sealRow(deps, owner, name, value),
      }));
      const written = await writes.add({ shard, tenantId, senderId, rows, ...held() });
      if (!written) throw new SessionLostError();
    },
    clear: async () => {
      const { epoch, node } = held();
      const cleared = await writes.inTurn(senderId, () =>
        clearMemory(deps.db, [shard, epoch, node, tenantId, senderId]),
      );
      if (cleared.length === 0) throw new SessionLostError();
    },
    isHeld: () => deps.fence() !== null,
  };
}

const writesByDatabase = new WeakMap<Tx, MemoryWrites>();

/** Sessions are opened one by one, and share a pool: whose writes travel together is whose pool is the same. */
function writesOver(db: Tx): MemoryWrites {
  const writes = writesByDatabase.get(db) ?? createMemoryWrites(db);
  writesByDatabase.set(db, writes);
  return writes;
}

type Name = { type: string; id: string };
type RowOwner = { tenantId: string; senderId: string; dataKeys: Buffer };

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
