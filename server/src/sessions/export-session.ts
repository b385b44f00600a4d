// Takes a session out of this installation: ends it here, reads all it must not forget, and seals that into a file.

import { setTimeout as wait } from "node:timers/promises";
import { sessionFileBytesMax } from "@waypost/contract";
import type { Vault } from "../kernel/crypto.ts";
import type { Database, Tx } from "../kernel/db.ts";
import { AppError } from "../kernel/errors.ts";
import { notifySender, type SenderWithKeys } from "../senders/index.ts";
import { type ExportedRow, library, sealSession } from "./export-file.ts";
import {
  lockSession,
  readWholeMemory,
  restSession,
  type SealedRow,
  type SessionOnTheMove,
} from "./export-store.ts";
import { openRow } from "./memory.ts";
import { mapInPortions } from "./portions.ts";
import { isAtRest } from "./session.ts";
import { readMemory, wantSession } from "./store.ts";

export type ExportDeps = {
  db: Pick<Database, "asTenants">;
  vault: Pick<Vault, "open">;
  now(): Date;
  /** Whether a living process holds this shard, and so may have the session open. */
  isHeld(shard: number): Promise<boolean>;
};

export type SealedSession = { file: Buffer; address: string; exportedAt: string };

/**
 * Ended before it is read, because two holders of one link throw each other out and spoil its ratchets; and marked, so
 * that only a person starts it again. The keys stay here: an answer that is lost on its way must not cost the link, so
 * the same can be asked for again.
 */
export async function exportSession(
  deps: ExportDeps,
  sender: SenderWithKeys,
  passphrase: string,
): Promise<SealedSession> {
  const givesUpAt = performance.now() + patienceMs;
  for (;;) {
    const held = await deps.isHeld(sender.shard);
    const sealed = await deps.db.asTenants([sender.tenant_id], (tx) =>
      takeOrEnd(deps, tx, { sender, held, passphrase }),
    );
    if (sealed !== null) return sealed;
    if (performance.now() > givesUpAt) throw stillOpen();
    await wait(everyMs);
  }
}

/** A session that is sending ends within its grace, which is this long. */
const patienceMs = 20_000;
const everyMs = 150;

type Taking = { sender: SenderWithKeys; held: boolean; passphrase: string };

/** Null while the session is not at its end. */
async function takeOrEnd(
  deps: ExportDeps,
  tx: Tx,
  { sender, held, passphrase }: Taking,
): Promise<SealedSession | null> {
  const name = [sender.tenant_id, sender.id];
  const [session] = await lockSession(tx, name);
  if (session === undefined) throw new Error("a lock answers with its row");
  const linked = await readMemory(tx, [...name, identity.type, [identity.id]]);
  // Before it is ended: a session that waits for its phone goes on waiting.
  if (linked.length === 0 || session.state === "logged_out") throw notLinked();
  const step = nextStep(session, held);
  if (step === "end") {
    await wantSession(tx, [...name, "stopped"]);
    await notifySender(tx, [String(sender.shard)]);
  }
  if (step !== "take") return null;
  const sealed = await take(deps, tx, sender, passphrase);
  await restSession(tx, [...name, "moved_elsewhere"]);
  return sealed;
}

/**
 * Taken only once it is not wanted: whoever gains its shard from then on leaves it closed. Wanted and at rest, its
 * holder is about to open it, and what is read now would be old in a moment.
 */
export function nextStep({ wanted, state }: SessionOnTheMove, held: boolean): "take" | "end" | "wait" {
  const isOpen = held && !isAtRest(state);
  if (wanted === "stopped") return isOpen ? "wait" : "take";
  return held && !isOpen ? "wait" : "end";
}

async function take(
  { vault, now }: ExportDeps,
  tx: Tx,
  sender: SenderWithKeys,
  passphrase: string,
): Promise<SealedSession> {
  const { tenant_id, id, address, mode } = sender;
  if (address === null) throw notLinked();
  const sealedRows = await readWholeMemory(tx, [tenant_id, id, leftBehind, "sent", repeatedMs]);
  const rows = await openRows(vault, sender, sealedRows);
  const exportedAt = now().toISOString();
  const file = await sealSession({ address, mode, exportedAt, library, rows }, passphrase);
  if (file.length > sessionFileBytesMax) {
    throw new AppError("session_too_large", `The session would make a file of ${file.length} bytes.`);
  }
  return { file, address, exportedAt };
}

/** What the driver remembers of conversations and not of the link: their messages are not on the other side. */
export const leftBehind = ["heard", "choices"];
/** Sent messages go along while a recipient who could not decrypt one may ask for it again. */
const repeatedMs = 24 * 60 * 60_000;

/** The driver keeps this row once the phone has signed for the device: without it there are keys, and no link. */
export const identity = { type: "creds", id: "main" };

function openRows(
  vault: Pick<Vault, "open">,
  { tenant_id: tenantId, id: senderId, data_key: dataKeys }: SenderWithKeys,
  sealed: readonly SealedRow[],
): Promise<ExportedRow[]> {
  const owner = { tenantId, senderId, dataKeys };
  return mapInPortions(sealed, ({ value, ...name }) => ({
    ...name,
    value: openRow({ vault }, owner, name, value),
  }));
}

function notLinked(): AppError {
  return new AppError(
    "session_wrong_state",
    "The sender is linked to no phone, so there is nothing to export.",
  );
}

function stillOpen(): AppError {
  return new AppError(
    "session_wrong_state",
    "The session could not be ended in time. Stop it, wait until its state is stopped, and export it again.",
  );
}
