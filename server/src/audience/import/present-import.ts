// An import as the API shows it.

import type { ContactImportResource, ImportPreviewResource } from "@waypost/contract";
import { presentId } from "../../kernel/ids.ts";
import { showTarget } from "./mapping/target.ts";
import type { ImportRow, Layout } from "./store/import.ts";

/** How long what was imported can be taken back. */
export const undoMs = 24 * 3_600_000;

export function presentImport(row: ImportRow): ContactImportResource {
  const { state, rows_done, rows_total, duplicates, rejected, done_at, list_id } = row;
  const id = presentId("imp", row.id);
  const hasRejects = duplicates + rejected > 0;
  return {
    id,
    kind: row.kind,
    mode: row.dry_run ? "dry_run" : "commit",
    // A file that is still coming is nobody's to see.
    state: state === "receiving" ? "waiting" : state,
    filename: row.filename,
    size_bytes: row.size_bytes,
    layout: row.layout === null ? null : presentLayout(row.layout),
    progress: progressOf(row),
    rows: rows_done,
    rows_total,
    created: row.created,
    updated: row.updated,
    unchanged: row.unchanged,
    duplicates,
    rejected,
    consents: row.consents,
    rejects_url: hasRejects ? `/v1/contacts/import/${id}/rejects` : null,
    problem: row.problem,
    undone: undoneOf(row),
    undo_until:
      canBeUndone(row) && done_at !== null ? new Date(done_at.getTime() + undoMs).toISOString() : null,
    list: list_id === null ? null : presentId("lst", list_id),
    created_by: row.actor,
    created_at: row.created_at.toISOString(),
    done_at: done_at?.toISOString() ?? null,
  };
}

/** A file is read twice, and what it says is done the second time: that is most of the work. */
function progressOf({ state, size_bytes, bytes_looked, rows_total, rows_done }: ImportRow): number {
  if (state !== "waiting" && state !== "running") return 1;
  if (rows_total === null) return round((lookShare * bytes_looked) / Math.max(1, size_bytes));
  return round(lookShare + (1 - lookShare) * (rows_done / Math.max(1, rows_total)));
}

const lookShare = 0.15;

function round(share: number): number {
  return Math.min(1, Math.floor(share * 1_000) / 1_000);
}

function canBeUndone({ kind, dry_run, state }: ImportRow): boolean {
  return kind === "contacts" && !dry_run && (state === "done" || state === "failed" || state === "canceled");
}

function undoneOf({
  state,
  undone_removed,
  undone_restored,
  undone_kept,
}: ImportRow): ContactImportResource["undone"] {
  if (state !== "undoing" && state !== "undone") return null;
  return { removed: undone_removed, restored: undone_restored, kept: undone_kept };
}

export function presentLayout(layout: Layout): ImportPreviewResource["layout"] {
  const { header, columns, hasHeader, format } = layout;
  return {
    format,
    encoding: format === "csv" ? layout.encoding : null,
    separator: format === "csv" ? layout.separator : null,
    header: hasHeader,
    columns: columns.map(({ target, confidence }, place) => ({
      header: header[place] ?? "",
      target: showTarget(target),
      confidence: Math.round(confidence * 100) / 100,
    })),
  };
}
