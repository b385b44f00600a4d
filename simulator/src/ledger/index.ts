// The ledger: what was accepted, what each person really received and when, and why the rest was not.
import { createRepeats } from "./repeats.ts";
import type { Repeats } from "./repeats.ts";
import { contentPart, createRows, opaquePart } from "./rows.ts";
import type { Rows } from "./rows.ts";
import { createStanzas } from "./stanzas.ts";
import type { Stanzas } from "./stanzas.ts";
import { createWamids } from "./wamid.ts";
import type { Wamids } from "./wamid.ts";

export { acceptMessage } from "./accept.ts";
export type { Acceptance } from "./accept.ts";
export * as mark from "./mark.ts";
export * as entry from "./entry.ts";
export { acceptedPage, lastReceivedBy, receivedPage } from "./pages.ts";
export { FLAG } from "./rows.ts";
export type { Category, Kind } from "./rows.ts";

export type Ledger = {
  rows: Rows;
  /** Receptions that repeat an earlier one: by opaque data, and word for word. */
  repeats: { opaque: Repeats; content: Repeats };
  stanzas: Stanzas;
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
  /** Received again with the same opaque data. */
  duplicates: number;
  /** Received again word for word: what a resend under fresh opaque data looks like. */
  same_content: number;
  /** Arrived again under the same message id, which a phone shows once (WhatsApp Web). */
  repeats: number;
};

export function createLedger(): Ledger {
  const rows = createRows();
  return {
    rows,
    repeats: {
      opaque: createRepeats(rows, (row) => opaquePart(rows, row)),
      content: createRepeats(rows, (row) => contentPart(rows, row)),
    },
    stanzas: createStanzas(),
    wamids: createWamids(),
    lastAccepted: new Map(),
    lastReceived: new Map(),
    counts: { ...NOTHING },
  };
}

export function clearLedger(ledger: Ledger) {
  ledger.rows.clear();
  ledger.repeats.opaque.clear();
  ledger.repeats.content.clear();
  ledger.stanzas.clear();
  ledger.wamids.renew();
  ledger.lastAccepted.clear();
  ledger.lastReceived.clear();
  Object.assign(ledger.counts, NOTHING);
}

const NOTHING: Counts = {
  accepted: 0,
  received: 0,
  read: 0,
  failed: 0,
  lost: 0,
  duplicates: 0,
  same_content: 0,
  repeats: 0,
};
