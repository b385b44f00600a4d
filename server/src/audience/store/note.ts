// Statements of notes about people.

import { statement } from "../../kernel/db.ts";

export type NoteRow = { id: string; contact_id: string; author: string; body: string; created_at: Date };

const columns = "id, contact_id, author, body, created_at";

/** Values: [tenant, id, contact, author, body]. */
export const insertNote = statement<NoteRow>(
  "insert_contact_note",
  `insert into contact_note (tenant_id, id, contact_id, author, body) values ($1, $2, $3, $4, $5)
   returning ${columns}`,
);

/** Newest first. Values: [tenant, contact, id or null, limit]. */
export const listNotes = statement<NoteRow>(
  "list_contact_notes",
  `select ${columns} from contact_note
   where tenant_id = $1 and contact_id = $2 and ($3::uuid is null or id < $3) order by id desc limit $4`,
);

/** Values: [tenant, id]. */
export const readNote = statement<NoteRow>(
  "read_contact_note",
  `select ${columns} from contact_note where tenant_id = $1 and id = $2`,
);

/** Values: [tenant, id]. */
export const deleteNote = statement<never>(
  "delete_contact_note",
  "delete from contact_note where tenant_id = $1 and id = $2",
);
