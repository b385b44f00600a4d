// The port of what keeps the bytes of files: a disk or a bucket. Each is named by its tenant and its hash.

import type { Readable } from "node:stream";
import type { ByteRange } from "../byte-range.ts";

/** `sha256` in hex: the same bytes have one name, so putting them twice changes nothing. */
export type BlobName = { tenantId: string; sha256: string };

/** A file that lies on this machine, whole and flushed. */
export type StagedFile = { path: string; sizeBytes: number };

export type MediaStore = {
  /** Where files are put together on this machine; on the store's own disk, where it is one. Made when it is needed. */
  stagingDir: string;
  /** Durable when it resolves; a crash before leaves nothing under the name, or all of it. May take the file away. */
  put(name: BlobName, file: StagedFile): Promise<void>;
  /** Null when it is not there. Rejects when the store cannot be reached. */
  open(name: BlobName, range?: ByteRange): Promise<Readable | null>;
  /** What is not there is deleted already. */
  delete(name: BlobName): Promise<void>;
  close(): Promise<void>;
};

/** A name becomes a path, so anything but our own ids and hashes is a mistake of ours. */
export function pathOf({ tenantId, sha256 }: BlobName): string {
  const isName =
    /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(tenantId) && /^[0-9a-f]{64}$/.test(sha256);
  if (!isName) throw new Error("the name of a blob is a tenant's id and a hash");
  return `${tenantId}/${sha256.slice(0, 2)}/${sha256}`;
}
