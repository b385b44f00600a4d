// Which row of a file stands for a phone number: a hash table of numbers only, 12 bytes a place. As a Map, a
// million of them would take as much as the whole process may.

export type PhoneIndex = {
  /** Null for a number that is not in it. `phone` in E.164. */
  rowOf(phone: string): number | null;
  put(phone: string, row: number): void;
};

export function createPhoneIndex(): PhoneIndex {
  let table = emptyTable(2 ** 12);
  return {
    rowOf: (phone) => {
      const row = table.rows[placeOf(table, keyOf(phone))];
      return row === undefined || row === 0 ? null : row;
    },
    put: (phone, row) => {
      if (table.count * 5 > table.keys.length * 3) table = grown(table);
      set(table, keyOf(phone), row);
    },
  };
}

/** `rows` has 0 where nothing is: rows are counted from 1. */
type Table = { keys: Float64Array; rows: Uint32Array; count: number };

function emptyTable(places: number): Table {
  return { keys: new Float64Array(places), rows: new Uint32Array(places), count: 0 };
}

/** At most fifteen digits, so that a number is exact. */
function keyOf(phone: string): number {
  return Number(phone.slice(1));
}

/**
 * Where the key is, or would be. The number of places is a power of two, and at least a third of them are
 * free.
 */
function placeOf({ keys, rows }: Table, key: number): number {
  const mask = keys.length - 1;
  // Both halves, mixed: numbers of one country differ in their last digits only.
  let place =
    (Math.imul((key % 4_294_967_296) | 0, 0x9e3779b1) ^ Math.imul((key / 4_294_967_296) | 0, 0x85ebca6b)) >>>
    0;
  place = (place ^ (place >>> 15)) & mask;
  while (rows[place] !== 0 && keys[place] !== key) place = (place + 1) & mask;
  return place;
}

function set(table: Table, key: number, row: number): void {
  const place = placeOf(table, key);
  if (table.rows[place] === 0) table.count += 1;
  table.keys[place] = key;
  table.rows[place] = row;
}

function grown(table: Table): Table {
  const larger = emptyTable(table.keys.length * 2);
  table.rows.forEach((row, place) => {
    if (row !== 0) set(larger, table.keys[place] ?? 0, row);
  });
  return larger;
}
