// Whether a tenant's plan has room for one more: counted under a lock, where the thing is made.

import type { CapName } from "@waypost/contract";
import type { Tx } from "../kernel/db.ts";
import type { Mode } from "../kernel/route.ts";
import { capacityReached } from "./refusals.ts";
import { countContacts, countMediaBytes, countSenders, lockPlaces, readCaps } from "./store/place.ts";

export type PlaceName = Exclude<CapName, "messages_per_minute" | "messages_per_day" | "messages_per_month">;
type Owner = { tenantId: string; mode: Mode };

/**
 * Throws `plan_capacity_reached` when `adding` more would be too many. In the transaction that adds them: what it
 * counts stays so until that ends. Live and test are counted apart where things have a mode. `count` answers what there
 * is, for what this room cannot count by itself: seats and webhook endpoints.
 */
export async function capacity(
  tx: Tx,
  owner: Owner,
  name: PlaceName,
  { adding = 1, count }: { adding?: number; count?(): Promise<number> } = {},
): Promise<void> {
  const [row] = await readCaps(tx, [owner.tenantId]);
  const cap = row?.caps?.[name];
  if (cap === undefined) return;
  await lockPlaces(tx, [owner.tenantId, owner.mode, name]);
  // Another statement, so that it sees what was committed while it waited for the lock.
  const have = count === undefined ? await countOwn(tx, owner, name) : await count();
  if (have === null) throw new Error(`who adds ${name} says how many there are`);
  if (have + adding > cap) throw capacityReached(name, cap);
}

/**
 * How many more there may be of what this room counts, held like `capacity`'s answer; null where the plan sets no cap.
 * For who adds many at once and takes as many of them as there is room for.
 */
export async function placesLeft(tx: Tx, owner: Owner, name: PlaceName): Promise<number | null> {
  const [row] = await readCaps(tx, [owner.tenantId]);
  const cap = row?.caps?.[name];
  if (cap === undefined) return null;
  await lockPlaces(tx, [owner.tenantId, owner.mode, name]);
  const have = await countOwn(tx, owner, name);
  if (have === null) throw new Error(`who adds ${name} says how many there are`);
  return Math.max(0, cap - have);
}

/** Null for what other rooms count. */
export async function countOwn(tx: Tx, { tenantId, mode }: Owner, name: PlaceName): Promise<number | null> {
  switch (name) {
    case "senders":
      return (await countSenders(tx, [tenantId, mode]))[0]?.count ?? 0;
    case "contacts":
      return (await countContacts(tx, [tenantId]))[0]?.count ?? 0;
    case "media_bytes":
      return (await countMediaBytes(tx, [tenantId, mode]))[0]?.count ?? 0;
    default:
      return null;
  }
}
