// A file as the API shows it, with an address that opens it for a while. Pure.

import type { MediaResource } from "@waypost/contract";
import { presentId } from "../kernel/ids.ts";
import { signLink } from "./link.ts";
import type { MediaRow } from "./store.ts";
import { whatsappType } from "./whatsapp-types.ts";

export type Links = { key: Buffer; publicUrl: string };

export function presentMedia(row: MediaRow, links: Links, linkEndsAt: Date): MediaResource {
  // Not beyond the file's own end.
  const ends = new Date(Math.min(linkEndsAt.getTime(), row.expires_at.getTime()));
  return {
    id: presentId("med", row.id),
    kind: row.kind,
    mime_type: row.mime_type,
    declared_type: row.declared_type,
    size_bytes: row.size_bytes,
    sha256: row.sha256,
    filename: row.filename,
    origin: row.origin,
    created_at: row.created_at.toISOString(),
    expires_at: row.expires_at.toISOString(),
    url: linkTo(row, links, ends),
    url_expires_at: ends.toISOString(),
  };
}

/** Its ending tells programs that look no further what comes. */
export function linkTo(
  { tenant_id: tenantId, id: mediaId, mime_type }: Pick<MediaRow, "tenant_id" | "id" | "mime_type">,
  { key, publicUrl }: Links,
  expiresAt: Date,
): string {
  const ending = whatsappType(mime_type)?.ending;
  const token = signLink(key, { tenantId, mediaId, expiresAt });
  return `${publicUrl}/media/${token}${ending === undefined ? "" : `.${ending}`}`;
}

/** What a file without a name is saved as. */
export function nameOf(row: Pick<MediaRow, "id" | "filename" | "mime_type">): string {
  const ending = whatsappType(row.mime_type)?.ending ?? "bin";
  return row.filename ?? `${presentId("med", row.id)}.${ending}`;
}
