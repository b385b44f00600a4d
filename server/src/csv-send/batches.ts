// Groups good rows into the batches they are sent in, the same way at every run.

import type { Good } from "./judge-rows.ts";

export type Batch = { index: number; rows: readonly Good[] };

export async function* batchesOf(rows: AsyncIterable<Good>, size: number): AsyncGenerator<Batch> {
  let index = 0;
  let batch: Good[] = [];
  let bytes = 0;
  for await (const good of rows) {
    const weight = weightOf(good);
    if (batch.length === size || (batch.length > 0 && bytes + weight > bytesMax)) {
      yield { index: index++, rows: batch };
      batch = [];
      bytes = 0;
    }
    batch.push(good);
    bytes += weight;
  }
  if (batch.length > 0) yield { index, rows: batch };
}

/** The API takes 8 MB; the rest is room for what surrounds each message. */
const bytesMax = 6 * 1024 * 1024;

function weightOf({ message }: Good): number {
  return Buffer.byteLength(JSON.stringify(message)) + 256;
}
