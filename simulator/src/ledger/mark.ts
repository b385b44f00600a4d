// What becomes of an accepted message, step by step.
import type { Ledger } from "./index.ts";
import { OUTCOMES } from "./rows.ts";
import type { Outcome } from "./rows.ts";

export function sent(ledger: Ledger, row: number) {
  turn(ledger, row, "sent");
}

export function received(ledger: Ledger, row: number, at: number) {
  const { rows, counts, lastReceived } = ledger;
  const position = counts.received++;
  const phone = rows.phone.get(row);
  turn(ledger, row, "received");
  rows.receivedAt.set(row, at);
  rows.receivedRow.set(position, row);
  rows.previousReceived.set(position, lastReceived.get(phone) ?? 0);
  lastReceived.set(phone, position + 1);
  noteRepeats(ledger, row);
}

function noteRepeats({ rows, counts, repeats }: Ledger, row: number) {
  const marked = rows.opaqueLength.get(row) === 0 ? undefined : repeats.opaque.find(row);
  if (marked !== undefined) {
    rows.duplicateOf.set(row, marked + 1);
    counts.duplicates += 1;
  }
  const said = repeats.content.find(row);
  if (said !== undefined) {
    rows.sameContentAs.set(row, said + 1);
    counts.same_content += 1;
  }
}

/** It arrived once more under the same id. */
export function repeated({ rows, counts }: Ledger, row: number) {
  rows.repeats.set(row, rows.repeats.get(row) + 1);
  counts.repeats += 1;
}

export function read(ledger: Ledger, row: number, at: number) {
  turn(ledger, row, "read");
  ledger.rows.readAt.set(row, at);
  ledger.counts.read += 1;
}

export function played(ledger: Ledger, row: number) {
  turn(ledger, row, "played");
}

export function failed(ledger: Ledger, row: number, code: number) {
  turn(ledger, row, "failed");
  ledger.rows.failure.set(row, code);
  ledger.counts.failed += 1;
}

export function lost(ledger: Ledger, row: number) {
  turn(ledger, row, "lost");
  ledger.counts.lost += 1;
}

function turn({ rows }: Ledger, row: number, outcome: Outcome) {
  rows.outcome.set(row, OUTCOMES.indexOf(outcome));
}
