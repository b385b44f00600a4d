// What the installation's long-lived keys come from: made once, sealed under the master key, and outliving it.

import { randomBytes } from "node:crypto";
import type { Purpose } from "./crypto.ts";
import type { Tx } from "./db.ts";
import type { MasterKey, MasterRing } from "./master-ring.ts";
import { Refusal } from "./refusal.ts";
import { keepRoots, readMasterIds, readRoots } from "./roots-store.ts";
import { CannotOpenError, decrypt, deriveKey, encrypt, keyBytes, keyIdOf } from "./sealing.ts";

/**
 * Hashes of phone numbers, API keys and app secrets stand in tables and cannot be made anew, so what they are keyed
 * with must not change with the master key. `kept`: keys that are not derived, because there were none of these yet
 * when they were first used.
 */
export type Roots = { seed: Buffer; kept: Partial<Record<Purpose, Buffer>> };

/** Makes them where there are none. Refuses when the master keys that are here are not those of this database. */
export async function openRoots(engine: Tx, masters: MasterRing): Promise<Roots> {
  await requireMasters(engine, masters);
  const [row] = await readRoots(engine, []);
  if (row === undefined) throw new Error("the installation has no row");
  if (row.roots !== null) return open(masters, row.roots);
  const made = row.used ? await rootsOfOld(engine, masters) : { seed: randomBytes(keyBytes), kept: {} };
  const [kept] = await keepRoots(engine, [sealRoots(masters.current(), made), null]);
  // Another process was first.
  return kept === undefined ? openRoots(engine, masters) : made;
}

/**
 * Refuses in words where tenants' keys are wrapped by a master key that is not here: whoever went on would fail at each
 * of them, and make new ones that nobody else can open.
 */
export async function requireMasters(engine: Tx, { find, ids }: MasterRing): Promise<void> {
  const used = await readMasterIds(engine, []);
  const missing = used.filter(({ id }) => find(id) === null);
  if (missing.length > 0)
    throw otherKey(
      missing.map(({ id }) => id.toString("hex")),
      ids(),
    );
}

export function keyFromRoots({ seed, kept }: Roots, purpose: Purpose): Buffer {
  return kept[purpose] ?? deriveKey(seed, `waypost ${purpose}`);
}

/** Seals them by the current master key, where they are sealed by another. */
export async function rewrapRoots(engine: Tx, masters: MasterRing): Promise<void> {
  const [row] = await readRoots(engine, []);
  const sealed = row?.roots ?? null;
  const current = masters.current();
  if (sealed === null || keyIdOf(sealed).equals(current.id)) return;
  // Who comes second finds them changed, by somebody with the same current key.
  await keepRoots(engine, [sealRoots(current, open(masters, sealed)), sealed]);
}

/** By which master key they are sealed; null where there are none yet. */
export async function readRootsMaster(engine: Tx): Promise<Buffer | null> {
  const [row] = await readRoots(engine, []);
  return row === undefined || row.roots === null ? null : keyIdOf(row.roots);
}

const place = "installation|||roots";

function sealRoots(master: MasterKey, { seed, kept }: Roots): Buffer {
  const text = JSON.stringify({
    seed: seed.toString("base64"),
    kept: Object.fromEntries(
      Object.entries(kept).map(([purpose, value]) => [purpose, value.toString("base64")]),
    ),
  });
  return encrypt(master, place, Buffer.from(text));
}

function open({ find, ids }: MasterRing, sealed: Buffer): Roots {
  try {
    const { seed, kept } = JSON.parse(decrypt(find, place, sealed).toString()) as {
      seed: string;
      kept: Record<string, string>;
    };
    return {
      seed: Buffer.from(seed, "base64"),
      kept: Object.fromEntries(
        Object.entries(kept).map(([purpose, value]) => [purpose, Buffer.from(value, "base64")]),
      ),
    };
  } catch (error) {
    if (error instanceof CannotOpenError) throw otherKey([keyIdOf(sealed).toString("hex")], ids());
    throw error;
  }
}

function otherKey(wanted: readonly string[], here: readonly string[]): Refusal {
  return new Refusal(
    `The database is sealed under another master key: under ${wanted.join(", ")}, and here is ${here.join(", ")}. ` +
      "Restore that key, or name it in WAYPOST_MASTER_KEY_RETIRED while the master key is being rotated.",
  );
}

/** What releases before derived from the master key itself stays what it was. */
async function rootsOfOld(engine: Tx, masters: MasterRing): Promise<Roots> {
  const [used] = await readMasterIds(engine, []);
  const master = (used && masters.find(used.id)) ?? masters.current();
  const kept = oldPurposes.map((purpose) => [purpose, deriveKey(master.secret, `waypost ${purpose}`)]);
  return { seed: randomBytes(keyBytes), kept: Object.fromEntries(kept) };
}

const oldPurposes: readonly Purpose[] = [
  "api_key_pepper",
  "sandbox_key",
  "webhook_key",
  "suppression",
  "log",
  "media_link",
];
