// Statements of what an import changed, so that it can be put back: what people were before, and undoing it.

import { freshStatement, statement } from "../../../kernel/db.ts";

export type Before = {
  id: string;
  name: string | null;
  language: string | null;
  time_zone: string | null;
  tags: string[];
  attributes: Record<string, unknown>;
};

/**
 * Whoever has one of these numbers, as they are now. Under the tenant's lock of identities. Values: [tenant,
 * numbers].
 */
export const readBefore = freshStatement<Before & { phone: string }>(
  `select a.value as phone, c.id, c.name, c.language, c.time_zone, c.tags, c.attributes
   from contact_alias a join contact c on c.tenant_id = a.tenant_id and c.id = a.contact_id
   where a.tenant_id = $1 and a.kind = 'phone' and a.scope = '' and a.value = any ($2::text[]) and a.left_at is null`,
);

/**
 * In the transaction of the batch, whose time it has. Values: [tenant, import, place, created, before,
 * listed, words].
 */
export const insertChange = statement<never>(
  "insert_import_change",
  `insert into contact_import_change (tenant_id, import_id, place, created, changed, listed, granted)
   values ($1, $2, $3, $4, $5, $6, $7)`,
);

export type ChangeRow = {
  place: number;
  /** With every digit the database has. */
  at: string;
  created: string[];
  changed: Before[];
  listed: string[];
  granted: string[];
};

/** The last one that is left. Values: [tenant, import]. */
export const readChange = freshStatement<ChangeRow>(
  `select place, at::text, created, changed, listed, granted from contact_import_change
   where tenant_id = $1 and import_id = $2 order by place desc limit 1`,
);

/** Values: [tenant, import, place]. */
export const deleteChange = freshStatement<never>(
  "delete from contact_import_change where tenant_id = $1 and import_id = $2 and place = $3",
);

/**
 * Who was created by the batch and whom nobody has changed since goes, as if deleted one by one: the row
 * stays, because others may refer to it, without a word about the person. Once for each name they had.
 * Values: [tenant, contacts, the batch's time].
 */
export const removeCreated = freshStatement<{ id: string; hash: string | null }>(
  `with gone as materialized (
     select c.id from contact c
     where c.tenant_id = $1 and c.id = any ($2::uuid[]) and c.updated_at = $3::timestamptz
       and c.deleted_at is null and c.merged_into is null
     order by c.id for update
   ), unlisted as (
     delete from contact_list_member m using gone g where m.tenant_id = $1 and m.contact_id = g.id
   ), unnamed as (
     delete from contact_alias a using gone g where a.tenant_id = $1 and a.contact_id = g.id
     returning a.contact_id, encode(a.address_hash, 'hex') as hash
   ), scrubbed as (
     update contact c
     set name = null, profile_name = null, language = null, time_zone = null, tags = '{}', attributes = '{}',
         deleted_at = now(), updated_at = now()
     from gone g where c.tenant_id = $1 and c.id = g.id
   )
   select g.id, u.hash from gone g left join unnamed u on u.contact_id = g.id`,
);

/**
 * Who was changed by the batch, and by nobody since, is as before. Values: [tenant, before, the batch's
 * time].
 */
export const restoreChanged = freshStatement<{ id: string }>(
  `with before as materialized (
     select * from jsonb_to_recordset($2) as b(
       id uuid, name text, language text, time_zone text, tags text[], attributes jsonb)
   ), held as materialized (
     select c.id from contact c join before b on b.id = c.id
     where c.tenant_id = $1 and c.updated_at = $3::timestamptz and c.deleted_at is null and c.merged_into is null
     order by c.id for no key update of c
   )
   update contact c
   set name = b.name, language = b.language, time_zone = b.time_zone, tags = b.tags, attributes = b.attributes,
       updated_at = now()
   from before b join held h on h.id = b.id
   where c.tenant_id = $1 and c.id = b.id returning c.id`,
);

/** Whom the batch put on the list leaves it. Values: [tenant, list, contacts, the batch's time]. */
export const removeListed = freshStatement<never>(
  `delete from contact_list_member
   where tenant_id = $1 and list_id = $2 and contact_id = any ($3::uuid[]) and added_at = $4::timestamptz`,
);

/**
 * What nobody else has said anything about since is not in force any more; that it was said stays on record.
 * Values: [tenant, words].
 */
export const withdrawGranted = freshStatement<never>(
  "delete from suppression where tenant_id = $1 and id = any ($2::uuid[]) and lifted_at = said_at",
);
