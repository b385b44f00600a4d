// The file of an import as those see it who read it: from the database, piece by piece.

import type { Database } from "../../../kernel/db.ts";
import type { ImportFile } from "../file/import-file.ts";
import { readPiece } from "../store/pieces.ts";

export type Stored = { tenant_id: string; id: string; size_bytes: number };

/** `onBytes` hears how far a reading is. */
export function pieceFile(db: Database, stored: Stored, onBytes?: (bytes: number) => void): ImportFile {
  return { sizeBytes: stored.size_bytes, read: () => pieces(db, stored, onBytes) };
}

/** Some hundred rows, which are read and judged in a few milliseconds: requests wait no longer than that. */
const sliceBytes = 24 * 1024;

async function* pieces(
  db: Database,
  { tenant_id, id, size_bytes }: Stored,
  onBytes: ((bytes: number) => void) | undefined,
): AsyncGenerator<Buffer> {
  let bytes = 0;
  for (let place = 0; bytes < size_bytes; place++) {
    // oxlint-disable-next-line no-await-in-loop -- one piece after the other
    const [piece] = await db.asTenants([tenant_id], (tx) => readPiece(tx, [tenant_id, id, place]));
    if (piece === undefined) throw new Error(`the file of import ${id} has lost its piece ${place}`);
    for (let at = 0; at < piece.bytes.length; at += sliceBytes) {
      const slice = piece.bytes.subarray(at, at + sliceBytes);
      bytes += slice.length;
      onBytes?.(bytes);
      yield slice;
    }
  }
}

/** Its first bytes, at most so many. */
export async function headOf(file: Pick<ImportFile, "read">, bytesMax: number): Promise<Buffer> {
  for await (const bytes of file.read()) return bytes.subarray(0, bytesMax);
  return Buffer.alloc(0);
}
