// Opens a file by its signed address without the way over the network: our own server may be out of the guard's reach.

import type { Readable } from "node:stream";
import type { Database } from "../kernel/db.ts";
import type { MediaStore } from "./bytes/port.ts";
import { verifyLink } from "./link.ts";
import type { Links } from "./present-media.ts";
import { readLinkedMedia } from "./store.ts";

export type LinkDeps = {
  /** Under the engine's role; the address names the tenant. */
  db: Database;
  store: MediaStore;
  links: Links;
  now(): Date;
};

/** Null for an address that is not of our files; rejects for one that is and opens nothing. */
export async function openLink(
  { db, store, links, now }: LinkDeps,
  url: string,
): Promise<{ stream: Readable; contentType: string } | null> {
  const start = `${links.publicUrl}/media/`;
  if (!url.startsWith(start)) return null;
  const target = verifyLink(links.key, url.slice(start.length), now());
  const [row] = target === null ? [] : await readLinkedMedia(db, [target.tenantId, target.mediaId]);
  const stream = row && (await store.open({ tenantId: row.tenant_id, sha256: row.sha256 }));
  if (!row || !stream) throw new Error("The address opens no file any more.");
  return { stream, contentType: row.mime_type };
}
