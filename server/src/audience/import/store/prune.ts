// Statements that throw away what imports leave behind, under the engine's role and across tenants.

import { statement } from "../../../kernel/db.ts";

/** Files whose upload never ended, or whose import has. Values: [limit]. */
const pruneImportPieces = statement<{ place: number }>(
  "prune_import_pieces",
  `delete from contact_import_piece where ctid = any (array(
     select p.ctid from contact_import_piece p
     join contact_import i on i.tenant_id = p.tenant_id and i.id = p.import_id
     where i.state not in ('receiving', 'waiting', 'running')
        or (i.state = 'receiving' and i.created_at < now() - interval '1 day')
     limit $1))
   returning place`,
);

/** Values: [limit]. */
const pruneUploads = statement<{ id: string }>(
  "prune_import_uploads",
  `delete from contact_import where ctid = any (array(
     select ctid from contact_import where state = 'receiving' and created_at < now() - interval '1 day' limit $1))
   returning id`,
);

/**
 * What can be undone for a day. A day more, so that an undoing which has begun has all it needs. Values:
 * [limit].
 */
const pruneImportChanges = statement<{ place: number }>(
  "prune_import_changes",
  `delete from contact_import_change where ctid = any (array(
     select ctid from contact_import_change where at < now() - interval '2 days' limit $1))
   returning place`,
);

/** The rows that were refused are people's data as well, and are kept for a month. Values: [limit]. */
const pruneImportRejects = statement<{ place: number }>(
  "prune_import_rejects",
  `delete from contact_import_reject where ctid = any (array(
     select r.ctid from contact_import_reject r
     join contact_import i on i.tenant_id = r.tenant_id and i.id = r.import_id
     where i.done_at < now() - interval '30 days' limit $1))
   returning place`,
);

/** By the names of their jobs. */
export const importPrunes = {
  "prune-import-pieces": pruneImportPieces,
  "prune-import-uploads": pruneUploads,
  "prune-import-changes": pruneImportChanges,
  "prune-import-rejects": pruneImportRejects,
} as const;
