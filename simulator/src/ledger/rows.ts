// The ledger's columns: everything accepted, in order, and the order in which people received it.
import { bytes, instants, integers } from "./column.ts";
import { createTextArena } from "./text-arena.ts";

export const KINDS = [
  "text",
  "image",
  "video",
  "audio",
  "document",
  "sticker",
  "location",
  "contacts",
  "reaction",
  "interactive",
  "template",
  // WhatsApp Web only.
  "poll",
  "protocol",
  "unsupported",
] as const;
export type Kind = (typeof KINDS)[number];

export const CATEGORIES = ["service", "marketing", "utility", "authentication", "marketing_lite"] as const;
export type Category = (typeof CATEGORIES)[number];

/** `lost`: accepted, never received, and no failure told (a person who never gets it, a wiped phone). */
export const OUTCOMES = ["pending", "sent", "received", "read", "played", "failed", "lost"] as const;
export type Outcome = (typeof OUTCOMES)[number];

export type Rows = ReturnType<typeof createRows>;

export function createRows() {
  const text = createTextArena();
  const columns = {
    phone: instants(),
    number: integers(),
    kind: bytes(),
    category: bytes(),
    outcome: bytes(),
    flags: bytes(),
    failure: integers(),
    acceptedAt: instants(),
    receivedAt: instants(),
    readAt: instants(),
    textStart: instants(),
    opaqueLength: integers(),
    contentLength: integers(),
    /** Chains are 1-based so that an empty cell ends them: the same person's row before this one. */
    previousAccepted: integers(),
    /** By order of reception: the row, and the same person's reception before it. */
    receivedRow: integers(),
    previousReceived: integers(),
    /** The row (1-based) this one repeats: same person, same biz_opaque_callback_data. */
    duplicateOf: integers(),
    /** Times it arrived again under the same message id, which a phone shows once (WhatsApp Web). */
    repeats: integers(),
    /** The row (1-based) that said the same to the same person, word for word. */
    sameContentAs: integers(),
  };
  return {
    text,
    ...columns,
    clear() {
      text.clear();
      for (const column of Object.values(columns)) column.clear();
    },
  };
}

/** Opaque data and content lie side by side in the arena. */
export function opaquePart(rows: Rows, row: number) {
  return { start: rows.textStart.get(row), length: rows.opaqueLength.get(row) };
}

export function contentPart(rows: Rows, row: number) {
  const start = rows.textStart.get(row) + rows.opaqueLength.get(row);
  return { start, length: rows.contentLength.get(row) };
}

/** Bits of `flags`: voice note; addressed by user id or LID; not billed; never to arrive; by WhatsApp Web. */
export const FLAG = { voice: 1, userId: 2, free: 4, undeliverable: 8, web: 16 } as const;
