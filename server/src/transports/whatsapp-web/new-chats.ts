// Whether WhatsApp lets this number begin new chats, and until when not: what its words on it amount to.

import { NewChatMessageCappingStatusType } from "baileys";
import type { BaileysEventMap } from "baileys";

/** Until when new chats are locked; null while they are not. */
export type Lock = Date | null;

/**
 * For a lock that comes without its end. Locks reported by others last from hours to a few days; a day stops
 * the harm (each further try prolongs it), and whoever is locked for longer is told so again by the first
 * refusal after it.
 */
const usualLockMs = 24 * 60 * 60_000;

/** A message was refused with 463. A lock that is known already knows its end better. */
export function lockOfRefusal(known: Lock, now: Date): Lock {
  return known !== null && known > now ? known : new Date(now.getTime() + usualLockMs);
}

type TimeLock = NonNullable<BaileysEventMap["connection.update"]["reachoutTimeLock"]>;

/**
 * The account's time lock, told by WhatsApp or asked for after a refusal. Baileys gives one that came without
 * an end a minute from now, as WhatsApp's web client does for its display, and a minute is no reason to try
 * again. The stand-in shows by its milliseconds: WhatsApp's own ends are whole seconds.
 */
export function lockOfNotice({ isActive, timeEnforcementEnds }: TimeLock, known: Lock, now: Date): Lock {
  if (isActive !== true) return null;
  const end = timeEnforcementEnds?.getTime() ?? Number.NaN;
  const isReal = end % 1000 === 0 && end > now.getTime();
  return isReal ? new Date(end) : lockOfRefusal(known, now);
}

/** The monthly number of new chats is used up: until the cycle ends. */
export function lockOfCap(cap: BaileysEventMap["message-capping.update"], known: Lock, now: Date): Lock {
  const { capping_status, cycle_end_timestamp } = cap;
  if (capping_status === undefined) return known;
  if (capping_status !== NewChatMessageCappingStatusType.CAPPED) return null;
  const end = Number(cycle_end_timestamp) * 1000;
  return Number.isFinite(end) && end > now.getTime() ? new Date(end) : lockOfRefusal(known, now);
}
