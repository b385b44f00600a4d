// Keeps a staged file: its bytes in the store, then its row. Whatever breaks in between, no row lacks its bytes.

import type { MediaKind } from "@waypost/contract";
import type { Tx } from "../kernel/db.ts";
import type { Mode } from "../kernel/route.ts";
import type { MediaStore } from "./bytes/port.ts";
import type { Staged } from "./staging.ts";
import { insertMedia, type MediaRow, reserveBlob } from "./store.ts";

/** The disk or bucket is full or does not answer. */
export class StoreUnavailableError extends Error {}

export type NewFile = {
  tenantId: string;
  id: string;
  mode: Mode;
  origin: MediaRow["origin"];
  mimeType: string;
  declaredType: string | null;
  kind: MediaKind;
  filename: string | null;
  expiresAt: Date;
};

/** Until then nobody deletes them; the row has to follow within the hour. */
export async function keepBytes(
  store: MediaStore,
  transaction: <T>(work: (tx: Tx) => Promise<T>) => Promise<T>,
  tenantId: string,
  { sha256, sizeBytes, path }: Staged,
): Promise<void> {
  await transaction((tx) => reserveBlob(tx, [tenantId, sha256, sizeBytes]));
  try {
    await store.put({ tenantId, sha256 }, { path, sizeBytes });
  } catch (error) {
    throw new StoreUnavailableError("The file could not be kept.", { cause: error });
  }
}

export async function insertFile(
  tx: Tx,
  file: NewFile,
  staged: Pick<Staged, "sha256" | "sizeBytes">,
): Promise<MediaRow> {
  const [row] = await insertMedia(tx, [
    file.tenantId,
    file.id,
    file.mode,
    staged.sha256,
    file.mimeType,
    file.declaredType,
    staged.sizeBytes,
    file.kind,
    file.filename,
    file.origin,
    file.expiresAt,
  ]);
  if (row === undefined) throw new Error("an insert answers its row");
  return row;
}
