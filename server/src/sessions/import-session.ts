// Brings a session from a file into a sender that has none: all of it, sealed anew for this place, or nothing.

import type { Vault } from "../kernel/crypto.ts";
import type { Database, Tx } from "../kernel/db.ts";
import { AppError } from "../kernel/errors.ts";
import { lockSenders, notifySender, type SenderWithKeys } from "../senders/index.ts";
import { type ExportedRow, type ExportedSession, openSession } from "./export-file.ts";
import { identity, nextStep } from "./export-session.ts";
import {
  clearWholeMemory,
  findSenderWithAddress,
  insertMemory,
  lockSession,
  restSession,
  type SealedRow,
  type SessionOnTheMove,
} from "./export-store.ts";
import { sealRow } from "./memory.ts";
import { mapInPortions, portionsOf } from "./portions.ts";
import { readMemory, writeAddress } from "./store.ts";

export type ImportDeps = {
  db: Pick<Database, "asTenants">;
  vault: Pick<Vault, "seal">;
  /** Whether a living process holds this shard, and so may have the session open. */
  isHeld(shard: number): Promise<boolean>;
};

/** At rest afterwards: whoever starts it says by that that the other installation has let go of it. */
export async function importSession(
  deps: ImportDeps,
  sender: SenderWithKeys,
  { file, passphrase }: { file: Buffer; passphrase: string },
): Promise<void> {
  const session = await read(file, passphrase);
  if (session.mode !== sender.mode) {
    throw new AppError("mode_mismatch", `The file holds the session of a ${session.mode} sender.`);
  }
  const { address } = session;
  const rows = await sealRows(deps.vault, sender, session.rows);
  const held = await deps.isHeld(sender.shard);
  await deps.db.asTenants([sender.tenant_id], async (tx) => {
    await requireFree(tx, sender, { address, held });
    await settle(tx, sender, address, rows);
  });
}

async function read(file: Buffer, passphrase: string): Promise<ExportedSession> {
  const opened = await openSession(file, passphrase);
  if (opened.kind === "opened" && isLinked(opened.session)) return opened.session;
  if (opened.kind === "other_version") {
    const { found, needed } = opened;
    throw new AppError(
      "session_file_version",
      `The file was written for ${found}; here it must be ${needed}.`,
    );
  }
  throw new AppError(
    "session_file_unreadable",
    "The passphrase is wrong, or the file is damaged or no session file.",
  );
}

function isLinked({ rows }: ExportedSession): boolean {
  return rows.some(({ type, id }) => type === identity.type && id === identity.id);
}

function sealRows(
  vault: Pick<Vault, "seal">,
  { tenant_id: tenantId, id: senderId, data_key: dataKeys }: SenderWithKeys,
  rows: readonly ExportedRow[],
): Promise<SealedRow[]> {
  const owner = { tenantId, senderId, dataKeys };
  return mapInPortions(rows, ({ value, ...name }) => ({
    ...name,
    value: sealRow({ vault }, owner, name, value),
  }));
}

async function requireFree(
  tx: Tx,
  sender: SenderWithKeys,
  { address, held }: { address: string; held: boolean },
): Promise<void> {
  const name = [sender.tenant_id, sender.id];
  // As for a new sender, so that two cannot get one number at the same moment.
  await lockSenders(tx, [sender.tenant_id]);
  const [other] = await findSenderWithAddress(tx, [...name, sender.mode, address]);
  if (other !== undefined) {
    throw new AppError("sender_in_use", `Another sender of this tenant has the number ${address}.`);
  }
  if (sender.address !== null && sender.address !== address) {
    throw wrongState(`A sender keeps its number: this one has ${sender.address}, the file holds ${address}.`);
  }
  const [session] = await lockSession(tx, name);
  if (session === undefined) throw new Error("a lock answers with its row");
  if (nextStep(session, held) !== "take") throw wrongState("The session is open; stop it first.");
  const linked = await readMemory(tx, [...name, identity.type, [identity.id]]);
  if (linked.length > 0 && !isIdle(session)) {
    throw wrongState("The sender is linked to its phone already; log it out first.");
  }
}

/** Such a session's keys open nothing any more, are used elsewhere, or were brought in and never used here. */
function isIdle({ state, reason }: SessionOnTheMove): boolean {
  return state === "logged_out" || reason === "moved_elsewhere" || reason === "imported";
}

async function settle(
  tx: Tx,
  sender: SenderWithKeys,
  address: string,
  rows: readonly SealedRow[],
): Promise<void> {
  const name = [sender.tenant_id, sender.id];
  await clearWholeMemory(tx, name);
  for (const portion of portionsOf(rows)) {
    const types = portion.map(({ type }) => type);
    const ids = portion.map(({ id }) => id);
    await insertMemory(tx, [...name, types, ids, portion.map(({ value }) => value)]);
  }
  await writeAddress(tx, [...name, address]);
  await restSession(tx, [...name, "imported"]);
  await notifySender(tx, [String(sender.shard)]);
}

function wrongState(detail: string): AppError {
  return new AppError("session_wrong_state", detail);
}
