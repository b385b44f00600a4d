// A privacy request as the API shows it, with an address that opens its file. Pure.

import type { PrivacyRequest } from "@waypost/contract";
import { presentId } from "../../kernel/ids.ts";
import { signLink } from "../../media/index.ts";
import type { RequestRow } from "./store.ts";

export type ExportLinks = { key: Buffer; publicUrl: string };

export function presentRequest(
  row: RequestRow,
  { links, now }: { links: ExportLinks; now(): Date },
): PrivacyRequest {
  return {
    id: presentId("prv", row.id),
    kind: row.kind,
    reason: row.reason,
    requested_by: row.actor,
    state: row.state,
    waits_for: row.waits_for,
    problem: row.problem,
    counts: row.counts,
    certificate: row.certificate as PrivacyRequest["certificate"],
    download: downloadOf(row, links, now()),
    created_at: row.created_at.toISOString(),
    updated_at: row.updated_at.toISOString(),
    done_at: row.done_at?.toISOString() ?? null,
  };
}

function downloadOf(row: RequestRow, { key, publicUrl }: ExportLinks, now: Date): PrivacyRequest["download"] {
  const { tenant_id: tenantId, id: mediaId, archive_ends_at: expiresAt, archive_sha256 } = row;
  if (row.state !== "done" || archive_sha256 === null || expiresAt === null || expiresAt <= now) return null;
  const token = signLink(key, { tenantId, mediaId, expiresAt });
  return { url: `${publicUrl}/privacy/exports/${token}`, expires_at: expiresAt.toISOString() };
}
