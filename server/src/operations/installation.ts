// The installation as its processes see it at their start: at home, or in quarantine until a person says it may send.

import type { Database, Tx } from "../kernel/db.ts";
import { type Home, type Quarantine, type QuarantineReason, whyQuarantine } from "./quarantine.ts";
import {
  enterQuarantine,
  leaveQuarantine,
  lockInstallation,
  readHome,
  readInstallation,
  writeHome,
} from "./quarantine-store.ts";

/** Before anything is sent or accepted: notices a copy, and answers the quarantine it is in. */
export async function checkHome(engine: Database): Promise<Quarantine | null> {
  const here = await homeOf(engine);
  return engine.transaction(async (tx) => {
    const [row] = await lockInstallation(tx, []);
    if (row === undefined) throw new Error("the installation has no row");
    if (row.quarantined_at !== null) return quarantineOf(row);
    const known = knownHome(row);
    const reason = here === null ? null : whyQuarantine(known, here, row.trusts_new_timelines);
    if (reason !== null) return begin(tx, reason);
    if (here !== null) await write(tx, here);
    return null;
  });
}

/** Puts the installation into quarantine; one that is in it stays in it, for its first reason. */
export async function quarantine(tx: Tx, reason: QuarantineReason): Promise<void> {
  await enterQuarantine(tx, [reason]);
}

/** The backup may have been made in a quarantine of its own; what counts is the moment of the restore. */
export async function quarantineRestored(tx: Tx): Promise<void> {
  await leaveQuarantine(tx, [null]);
  await quarantine(tx, "restored");
}

export async function readQuarantine(engine: Tx): Promise<Quarantine | null> {
  const [row] = await readInstallation(engine, []);
  return row === undefined ? null : quarantineOf(row);
}

/** Ends it and makes the place where the database is now its home. */
export async function release(tx: Tx, here: Home | null, trustsNewTimelines: boolean | null): Promise<void> {
  if (here !== null) await write(tx, here);
  await leaveQuarantine(tx, [trustsNewTimelines]);
}

/** Null where the operator of a database keeps this to himself: then nothing is noticed, and nothing is in the way. */
export async function homeOf(engine: Tx): Promise<Home | null> {
  try {
    const [home] = await readHome(engine, []);
    return home ?? null;
  } catch (error) {
    if (error instanceof Error && "code" in error && (error.code === "42501" || error.code === "0A000"))
      return null;
    throw error;
  }
}

async function begin(tx: Tx, reason: QuarantineReason): Promise<Quarantine> {
  const [row] = await enterQuarantine(tx, [reason]);
  const begun = row === undefined ? null : quarantineOf(row);
  if (begun === null) throw new Error("a quarantine that was entered has a reason");
  return begun;
}

async function write(tx: Tx, { cluster, timeline, database }: Home): Promise<void> {
  await writeHome(tx, [cluster, timeline, database]);
}

function knownHome(row: {
  cluster: string | null;
  timeline: number | null;
  database: string | null;
}): Home | null {
  const { cluster, timeline, database } = row;
  return cluster === null || timeline === null || database === null ? null : { cluster, timeline, database };
}

function quarantineOf(row: {
  quarantined_at: Date | null;
  quarantine_reason: string | null;
}): Quarantine | null {
  if (row.quarantined_at === null) return null;
  // The column's check allows the reasons only.
  return { since: row.quarantined_at, reason: row.quarantine_reason as QuarantineReason };
}
