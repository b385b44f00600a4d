// Makes waiting messages follow their template: held when it cannot be sent, let go when it can. In steps, so that
// no lock is held for long and the messages that are due next come first.

import type { ErrorCode } from "@waypost/contract";
import type { Database, Tx } from "../kernel/db.ts";
import { findToApply, lockToApply, markApplied, type ToApply } from "./store/follow.ts";
import type { TemplateRow } from "./store/rows.ts";
import { sendabilityOf, waitReason } from "./template.ts";

/** What is done with messages, by the room that has them. `Place` is where a walk through them has come to. */
export type WaitingMessages<Place> = {
  hold(tx: Tx, which: WhichMessages, hold: Hold, from: Place | null): Promise<Place | null>;
  release(tx: Tx, which: WhichMessages, from: Place | null): Promise<Place | null>;
};

export type WhichMessages = {
  tenantId: string;
  senderIds: readonly string[];
  template: { id: string; name: string; language: string };
};

export type Hold = { until: Date; code: ErrorCode; reason: string };

const atOnce = 50;

/** Answers how many templates were looked at. */
export async function applyStandings<Place>(
  db: Database,
  messages: WaitingMessages<Place>,
  now: () => Date,
): Promise<number> {
  const found = await findToApply(db, [atOnce]);
  for (const row of found) await applyOne(db, messages, row, now());
  return found.length;
}

async function applyOne<Place>(
  db: Database,
  messages: WaitingMessages<Place>,
  row: ToApply,
  now: Date,
): Promise<void> {
  const hold = sameHold(row, holdOf(row, now), now);
  const isNew = row.applied_status === "DRAFT" && row.held_until === null;
  const which = { tenantId: row.tenant_id, senderIds: row.sender_ids, template: row };
  let from: Place | null = null;
  let more = true;
  while (more) {
    more = await db.transaction(async (tx) => {
      const [locked] = await lockToApply(tx, [row.tenant_id, row.id, row.status]);
      if (locked === undefined) return false;
      // Nothing waits for a template that was a draft, or unknown, until now.
      if (isNew && hold === null) from = null;
      else if (hold === null) from = await messages.release(tx, which, from);
      else from = await messages.hold(tx, which, hold, from);
      if (from === null) await markApplied(tx, [row.tenant_id, row.id, row.status, hold?.until ?? null]);
      return from !== null;
    });
  }
}

/** For messages that came back after the others were held: until the same time, so that only they are moved. */
function sameHold(row: ToApply, hold: Hold | null, now: Date): Hold | null {
  const { applied_status: applied, held_until: until } = row;
  const isAgain = hold !== null && applied === "DRAFT" && until !== null;
  return isAgain && until.getTime() > now.getTime() + 15 * minuteMs ? { ...hold, until } : hold;
}

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;

/**
 * Null: its messages may go. A pause with an end is waited for a little beyond it, so that the provider lifts it
 * first; else the hold is renewed before it ends, for as long as the state lasts.
 */
export function holdOf(
  template: Pick<TemplateRow, "name" | "language" | "status" | "paused_until">,
  now: Date,
): Hold | null {
  const standing = sendabilityOf(template.status);
  if (standing === "go") return null;
  const { paused_until: pausedUntil } = template;
  const code = codes[template.status] ?? "template_not_approved";
  const reason = waitReason(template);
  if (standing === "stop") return { until: new Date(now.getTime() + 30 * dayMs), code, reason };
  const lift = pausedUntil === null ? 0 : pausedUntil.getTime() + 2 * minuteMs;
  const until = lift > now.getTime() + 15 * minuteMs ? lift : now.getTime() + dayMs;
  return { until: new Date(until), code, reason };
}

const codes: Partial<Record<string, ErrorCode>> = {
  PAUSED: "template_paused",
  DISABLED: "template_disabled",
  DELETED: "template_missing",
};
