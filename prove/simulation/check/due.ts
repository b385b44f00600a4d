// Whether another try comes when it should: the waits, written down here once more, on the database's clock.

import { Violation } from "../journal.ts";
import type { MessageRow } from "../model/rows.ts";

/** Reckoned once in whole milliseconds, and stored without. */
const roundingMs = 1;
/** The longest an attempt that costs nothing is put off here: a person's pair limit, with its jitter. */
const uncountedMostMs = 8_500;

/** `now` is the database's. */
export function checkDue(name: string, before: MessageRow, change: Partial<MessageRow>, now: number): void {
  if (change.lane_state !== 0 || change.due_at === undefined) return;
  const wait = change.due_at - now;
  const [least, most] = boundsOf(before, change);
  if (wait < least - roundingMs || wait > most + roundingMs)
    throw new Violation(
      "I9",
      `${name} is to be tried again in ${Math.round(wait)} ms, not in ${least} to ${most} (${change.status})`,
    );
}

function boundsOf(before: MessageRow, change: Partial<MessageRow>): [number, number] {
  if (change.status === "unknown") {
    const wait = before.unknown_policy === "otp" ? 20_000 : 300_000;
    return [wait, wait];
  }
  const isGivenBack = change.attempts !== undefined && change.attempts < before.attempts;
  if (isGivenBack) return [0, uncountedMostMs];
  const middle = 5_000 * 3 ** Math.max(0, before.attempts - 1);
  return [middle * 0.8, middle * 1.2];
}
