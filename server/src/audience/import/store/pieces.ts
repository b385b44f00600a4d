// Statements of the file of an import and of its refused rows: kept in pieces, read in their order, thrown
// away.

import { statement } from "../../../kernel/db.ts";

/**
 * Read as a text of twice the size, for which the driver doubles its buffer until it fits: a megabyte left eight to be
 * collected.
 */
export const pieceBytes = 64 * 1024;

/** Values: [tenant, import, place, bytes]. */
export const insertPiece = statement<never>(
  "insert_import_piece",
  "insert into contact_import_piece (tenant_id, import_id, place, bytes) values ($1, $2, $3, $4)",
);

/** Values: [tenant, import, place]. */
export const readPiece = statement<{ bytes: Buffer }>(
  "read_import_piece",
  "select bytes from contact_import_piece where tenant_id = $1 and import_id = $2 and place = $3",
);

/** Values: [tenant, import]. */
export const deletePieces = statement<never>(
  "delete_import_pieces",
  "delete from contact_import_piece where tenant_id = $1 and import_id = $2",
);

/** Values: [tenant, import, place, lines]. */
export const insertRejects = statement<never>(
  "insert_import_rejects",
  "insert into contact_import_reject (tenant_id, import_id, place, lines) values ($1, $2, $3, $4)",
);

/** Those after a place. Values: [tenant, import, place, limit]. */
export const readRejects = statement<{ place: number; lines: string }>(
  "read_import_rejects",
  `select place, lines from contact_import_reject
   where tenant_id = $1 and import_id = $2 and place > $3 order by place limit $4`,
);
