// Where exports lie: beside the tenant's files, wherever those are kept.

import type { Readable } from "node:stream";

export type ExportName = { tenantId: string; sha256: string };

/** What is needed of the store of files. */
export type ExportStore = {
  stagingDir: string;
  /** Durable when it resolves; may take the file away. */
  put(name: ExportName, file: { path: string; sizeBytes: number }): Promise<void>;
  /** Null when it is not there. */
  open(name: ExportName): Promise<Readable | null>;
  /** What is not there is deleted already. */
  delete(name: ExportName): Promise<void>;
};
