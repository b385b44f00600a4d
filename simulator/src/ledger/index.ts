// The ledger: what was accepted, what each person really received and when, and why the rest was not.
import { createRepeats } from "./repeats.ts";
import type { Repeats } from "./repeats.ts";
import { createRows } from "./rows.ts";
import type { Rows } from "./rows.ts";
import { createWamids } from "./wamid.ts";
import type { Wamids } from "./wamid.ts";

export { acceptMessage } from "./accept.ts";
export type { Acceptance } from "./accept.ts";
export * as mark from "./mark.ts";
export * as entry from "./entry.ts";
export { acceptedPage, lastReceivedBy, receivedPage } from "./pages.ts";
export { FLAG, KINDS } from "./rows.ts";
export type { Category, Kind, Outcome } from "./rows.ts";

export type Ledger = {
  rows: Rows;
  repeats: Repeats;
  wamids: Wamids;
  /** Per person, 1-based: the last accepted row, and the position of the last reception. */
  lastAccepted: Map<number, number>;
  lastReceived: Map<number, number>;
  counts: Counts;
};

export type Counts = {
  accepted: number;
  received: number;
  read: number;
  failed: number;
  lost: number;
  duplicates: number;
};

export function createLedger(): Ledger {
  const rows = createRows();
  return {
    rows,
    repeats: createRepeats(rows),
    wamids: createWamids(),
    lastAccepted: new Map(),
    lastReceived: new Map(),
    counts: { ...NOTHING },
  };
}

export function clearLedger(ledger: Ledger) {
  ledger.rows.clear();
  ledger.repeats.clear();
  ledger.wamids.renew();
  ledger.lastAccepted.clear();
  ledger.lastReceived.clear();
  Object.assign(ledger.counts, NOTHING);
}

const NOTHING: Counts = { accepted: 0, received: 0, read: 0, failed: 0, lost: 0, duplicates: 0 };
