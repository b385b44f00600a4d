// Groups good rows into the batches they are sent in, the same way at every run.

import type { Good } from "./judge-rows.ts";

export type Batch = { index: number; rows: readonly Good[] };

export async function* batchesOf(parts: AsyncIterable<readonly Good[]>, size: number): AsyncGenerator<Batch> {
  let index = 0;
  let rows: Good[] = [];
  let bytes = 0;
  for await (const part of parts) {
    for (const good of part) {
      const weight = weightOf(good);
      if (rows.length === size || (rows.length > 0 && bytes + weight > bytesMax)) {
        yield { index: index++, rows };
        rows = [];
        bytes = 0;
      }
      rows.push(good);
      bytes += weight;
    }
  }
  if (rows.length > 0) yield { index, rows };
}

/** The API takes 8 MB; the rest is room for what surrounds each message. */
const bytesMax = 6 * 1024 * 1024;

function weightOf({ message }: Good): number {
  return Buffer.byteLength(JSON.stringify(message)) + 256;
}
