// Finds messages a person received twice: by their sender's opaque data, or word for word.
import type { Rows } from "./rows.ts";

export type Repeats = {
  /** The row received before by the same person with the same text; remembers this one otherwise. */
  find(row: number): number | undefined;
  clear(): void;
};

/** Where in the arena a row's part of its text lies. */
export type Part = (row: number) => { start: number; length: number };

/** Open addressing over row numbers: eight bytes per message, where a Set of strings costs a hundred. */
export function createRepeats(rows: Rows, part: Part): Repeats {
  let slots = new Int32Array(2_048);
  let hashes = new Int32Array(2_048);
  let used = 0;

  function grow() {
    const [oldSlots, oldHashes] = [slots, hashes];
    slots = new Int32Array(oldSlots.length * 2);
    hashes = new Int32Array(slots.length);
    for (const [at, entry] of oldSlots.entries()) if (entry !== 0) put(oldHashes[at] ?? 0, entry);
  }

  function put(hash: number, entry: number) {
    let at = hash & (slots.length - 1);
    while (slots[at] !== 0) at = (at + 1) & (slots.length - 1);
    slots[at] = entry;
    hashes[at] = hash;
  }

  function same(row: number, other: number): boolean {
    if (rows.phone.get(row) !== rows.phone.get(other)) return false;
    const [mine, theirs] = [part(row), part(other)];
    return mine.length === theirs.length && rows.text.same(mine.start, mine.length, theirs.start);
  }

  return {
    find(row) {
      if (used * 2 >= slots.length) grow();
      const { start, length } = part(row);
      const hash = mix(rows.text.hash(start, length), rows.phone.get(row));
      const mask = slots.length - 1;
      let at = hash & mask;
      for (let entry = slots[at] ?? 0; entry !== 0; entry = slots[at] ?? 0) {
        if (hashes[at] === hash && same(row, entry - 1)) return entry - 1;
        at = (at + 1) & mask;
      }
      put(hash, row + 1);
      used += 1;
      return undefined;
    },
    clear() {
      slots = new Int32Array(2_048);
      hashes = new Int32Array(2_048);
      used = 0;
    },
  };
}

/** Many people get the same words: the person must reach every bit of the hash. */
function mix(hash: number, phone: number): number {
  let value = hash ^ Math.imul(phone % 4_294_967_291, 0x9e3779b1);
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
  return value ^ (value >>> 16);
}
