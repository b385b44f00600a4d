// A growing typed array: one column of the ledger.

type Numbers = Float64Array | Int32Array | Uint8Array;

export type Column = {
  get(row: number): number;
  set(row: number, value: number): void;
  clear(): void;
};

function createColumn(make: (length: number) => Numbers): Column {
  let cells = make(1_024);
  return {
    get: (row) => cells[row] ?? 0,
    set(row, value) {
      if (row >= cells.length) {
        const grown = make(Math.max(row + 1, cells.length * 2));
        grown.set(cells);
        cells = grown;
      }
      cells[row] = value;
    },
    clear() {
      cells = make(1_024);
    },
  };
}

export const instants = () => createColumn((length) => new Float64Array(length));
export const integers = () => createColumn((length) => new Int32Array(length));
export const bytes = () => createColumn((length) => new Uint8Array(length));
