// Identifiers: UUIDv7 in the database, `<prefix>_<32 hex digits>` outside, so that a log line greps straight to a row.

import { randomFillSync } from "node:crypto";

export type IdPrefix =
  | "msg"
  | "snd"
  | "ten"
  | "key"
  | "whk"
  | "whe"
  | "whd"
  | "tpl"
  | "med"
  | "req"
  | "inb"
  | "con"
  | "seg"
  | "lst"
  | "nte"
  | "sup"
  | "imp"
  | "cns"
  | "prk"
  | "usr"
  | "ses"
  | "inv"
  | "rol"
  | "plan"
  | "prv"
  | "adt"
  | "hold"
  | "evt"
  | "alr"
  | "cmp"
  | "cnv"
  | "node";

/** Presents a stored uuid to the outside: `msg_0193…`. */
export function presentId(prefix: IdPrefix, uuid: string): string {
  return `${prefix}_${uuid.replaceAll("-", "")}`;
}

/** The uuid behind a presented id, or null when the text is not an id of that kind, or there is none. */
export function parseId(prefix: IdPrefix, text: string | undefined): string | null {
  const match = /^([a-z]+)_([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})$/.exec(
    text ?? "",
  );
  if (match === null || match[1] !== prefix) return null;
  return match.slice(2).join("-");
}

/** When an id of ours was made: the first 48 bits of a UUIDv7 are milliseconds (RFC 9562 §5.7). */
export function instantOf(uuid: string): Date {
  return new Date(Number.parseInt(uuid.slice(0, 8) + uuid.slice(9, 13), 16));
}

/** A maker of UUIDv7s (RFC 9562 §6.2 method 1) that never go backwards within the process. */
export function createIdMaker(clock: () => number): () => string {
  const random = Buffer.alloc(4096);
  let at = random.length;
  let lastMs = 0;
  let counter = 0;
  return () => {
    if (at === random.length) {
      randomFillSync(random);
      at = 0;
    }
    const ms = clock();
    if (ms > lastMs) {
      lastMs = ms;
      counter = random.readUInt16BE(at) & 0x7ff;
    } else if (++counter > 0xfff) {
      // More than 2048 ids in one millisecond: borrow the next one rather than repeat or reorder.
      lastMs += 1;
      counter = 0;
    }
    const tail = random.toString("hex", at, at + 8);
    at += 8;
    return formatUuid(lastMs, counter, tail);
  };
}

/** `tail` is 64 random bits as 16 digits, of which two bits give way to the variant. */
function formatUuid(ms: number, counter: number, tail: string): string {
  const time = ms.toString(16).padStart(12, "0");
  const variant = ((Number.parseInt(tail.charAt(0), 16) & 0x3) | 0x8).toString(16);
  const version = (0x7000 | counter).toString(16);
  return `${time.slice(0, 8)}-${time.slice(8)}-${version}-${variant}${tail.slice(1, 4)}-${tail.slice(4)}`;
}
