// A file on this machine's disk for as long as it is read out of order, under no name that could be left
// behind.

import { randomUUID } from "node:crypto";
import { open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ImportFile } from "./import-file.ts";

export type Spool = { fd: number; close(): Promise<void> };

/** The directory of a zip container is its end, so that it cannot be read as it comes. */
export async function openSpool(file: Pick<ImportFile, "read">): Promise<Spool> {
  const path = join(tmpdir(), `waypost-import-${randomUUID()}`);
  const handle = await open(path, "wx+", 0o600);
  try {
    // Without a name it is gone with the process, however that ends.
    await rm(path);
    for await (const bytes of file.read()) await handle.writeFile(bytes);
    return { fd: handle.fd, close: () => handle.close() };
  } catch (error) {
    await handle.close();
    throw error;
  }
}
