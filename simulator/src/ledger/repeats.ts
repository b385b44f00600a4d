// Finds messages a person received twice, by what their sender wrote into biz_opaque_callback_data.
import type { Rows } from "./rows.ts";

export type Repeats = {
  /** The row received before with the same person and opaque data; remembers this one otherwise. */
  find(row: number, opaque: string): number | undefined;
  clear(): void;
};

/** Open addressing over row numbers: eight bytes per message, where a Set of strings costs a hundred. */
export function createRepeats(rows: Rows): Repeats {
  let slots = new Int32Array(2_048);
  let hashes = new Int32Array(2_048);
  let used = 0;

  function grow() {
    const [oldSlots, oldHashes] = [slots, hashes];
    slots = new Int32Array(oldSlots.length * 2);
    hashes = new Int32Array(slots.length);
    for (let at = 0; at < oldSlots.length; at++) {
      if (oldSlots[at] !== 0) put(oldHashes[at]!, oldSlots[at]!);
    }
  }

  function put(hash: number, entry: number) {
    let at = hash & (slots.length - 1);
    while (slots[at] !== 0) at = (at + 1) & (slots.length - 1);
    slots[at] = entry;
    hashes[at] = hash;
  }

  return {
    find(row, opaque) {
      if (used * 2 >= slots.length) grow();
      const hash = hashOf(rows.phone.get(row), opaque);
      for (let at = hash & (slots.length - 1); slots[at] !== 0; at = (at + 1) & (slots.length - 1)) {
        if (hashes[at] === hash && same(rows, row, slots[at]! - 1)) return slots[at]! - 1;
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

function same(rows: Rows, row: number, other: number): boolean {
  const length = rows.opaqueLength.get(row);
  if (rows.phone.get(row) !== rows.phone.get(other) || rows.opaqueLength.get(other) !== length) return false;
  return rows.text.same(rows.textStart.get(row), length, rows.textStart.get(other));
}

function hashOf(phone: number, opaque: string): number {
  let value = Math.imul(phone % 4_294_967_291, 0x9e3779b1);
  for (let i = 0; i < opaque.length; i++) value = Math.imul(value ^ opaque.charCodeAt(i), 0x01000193);
  return value ^ (value >>> 15);
}
