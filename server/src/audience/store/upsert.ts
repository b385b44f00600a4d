// Statements that write many contacts of one tenant at once.

import { freshStatement, type Tx } from "../../kernel/db.ts";
import { type AddressHash, phoneAlias } from "../address.ts";
import type { ContactToCreate, ContactToUpdate } from "../contacts/upsert-rules.ts";
import { oweWords } from "./words.ts";

/**
 * People nobody knows under these numbers, which are all that is known of them: each is what the person is written to.
 * One document for both tables, because reading it is a third of the work. The tenant's identities are locked, and a
 * number that is there was left by who had it.
 */
export async function insertContacts(
  tx: Tx,
  { tenantId, contacts, evidence, at }: Creation,
  hash: AddressHash,
): Promise<void> {
  if (contacts.length === 0) return;
  const rows = contacts.map((each) => ({ ...each, hash: hash(tenantId, phoneAlias(each.phone)) }));
  await insertRows(tx, [tenantId, JSON.stringify(rows), evidence, at]);
}

/** The same, and their words later (contacts/word-latecomers.ts). Ids are in the order of their creation. */
export async function insertManyContacts(tx: Tx, creation: Creation, hash: AddressHash): Promise<void> {
  const { tenantId, contacts } = creation;
  const ids = contacts.map(({ id }) => id).toSorted();
  if (ids.length === 0) return;
  await tx.query("set local app.words_later = on");
  await insertContacts(tx, creation, hash);
  await tx.query("set local app.words_later = off");
  await oweWords(tx, [tenantId, ids[0], ids.at(-1)]);
}

export type Creation = {
  tenantId: string;
  contacts: readonly ContactToCreate[];
  evidence: string;
  at: Date;
};

const insertRows = freshStatement<never>(
  `with given as materialized (
     select * from json_to_recordset($2) as c(
       id uuid, phone text, hash text, name text, language text, "timeZone" text, tags text[], attributes jsonb)
   ), people as (
     insert into contact (tenant_id, id, name, language, time_zone, tags, attributes, lead_phone)
     select $1, id, name, language, "timeZone", tags, attributes, phone from given
   )
   insert into contact_alias (tenant_id, kind, scope, value, contact_id, address_hash, evidence, seen_at)
   select $1, 'phone', '', phone, id, decode(hash, 'hex'), $3, $4 from given order by phone
   on conflict (tenant_id, kind, scope, value) do update
   set contact_id = excluded.contact_id, seen_at = excluded.seen_at, evidence = excluded.evidence, left_at = null`,
);

export type UpdatedRow = { id: string; changed: boolean; refused: boolean };

/**
 * Who is changed by it: a row that says what is known already is not written again. In id order, as everybody locks
 * people. Attributes that would be too many are left out altogether.
 */
export function updateContacts(
  tx: Tx,
  tenantId: string,
  contacts: readonly ContactToUpdate[],
): Promise<UpdatedRow[]> {
  const saying = contacts.flatMap(rowOf);
  return saying.length === 0 ? Promise.resolve([]) : updateRows(tx, [tenantId, JSON.stringify(saying)]);
}

/** Who is only mentioned is not locked. */
function rowOf({ id, set, fill, setAttributes, fillAttributes, tags }: ContactToUpdate): object[] {
  const cleared = Object.entries(set).flatMap(([field, value]) => (value === null ? [field] : []));
  const gone = Object.entries(setAttributes).flatMap(([name, value]) => (value === null ? [name] : []));
  const parts = [set, fill, setAttributes, fillAttributes, tags];
  if (parts.every((part) => Object.keys(part).length === 0)) return [];
  return [
    {
      id,
      tags,
      cleared,
      gone,
      name: set.name,
      language: set.language,
      time_zone: set.timeZone,
      fill_name: fill.name,
      fill_language: fill.language,
      fill_time_zone: fill.timeZone,
      set_attributes: setAttributes,
      fill_attributes: fillAttributes,
    },
  ];
}

/**
 * The tenant is a column of the document: as a constant it would seem to narrow the people down by itself, and where
 * the tables are too new to have been analysed the planner compares everybody with everybody.
 */
const updateRows = freshStatement<UpdatedRow>(
  `with given as materialized (
     select $1::uuid as tenant_id, g.* from json_to_recordset($2) as g(
       id uuid, tags text[], cleared text[], gone text[], name text, language text, time_zone text, fill_name text,
       fill_language text, fill_time_zone text, set_attributes jsonb, fill_attributes jsonb)
   ), known as materialized (
     select g as given, c.tenant_id, c.id, c.name, c.language, c.time_zone, c.attributes, c.tags
     from given g join contact c on c.tenant_id = g.tenant_id and c.id = g.id
     order by c.id for no key update of c
   ), merged as materialized (
     select k.tenant_id, k.id, k.attributes as attributes_before,
       case when 'name' = any ((given).cleared) then null
            else coalesce((given).name, nullif(k.name, ''), (given).fill_name) end as name,
       case when 'language' = any ((given).cleared) then null
            else coalesce((given).language, k.language, (given).fill_language) end as language,
       case when 'timeZone' = any ((given).cleared) then null
            else coalesce((given).time_zone, k.time_zone, (given).fill_time_zone) end as time_zone,
       case when k.tags @> (given).tags then k.tags
            else array(select distinct t collate "C" from unnest(k.tags || (given).tags) as t order by 1) end as tags,
       (case when (given).fill_attributes = '{}' then k.attributes
             else (given).fill_attributes || coalesce((
               select jsonb_object_agg(key, value) from jsonb_each(k.attributes) where value <> '""'), '{}') end
        || (given).set_attributes) - (given).gone as attributes
     from known k
   ), allowed as materialized (
     select m.*, m.attributes <> attributes_before
         and (select count(*) > 100 or octet_length(m.attributes::text) > 65536
              from jsonb_object_keys(m.attributes)) as refused
     from merged m
   ), written as materialized (
     update contact c
     set name = a.name, language = a.language, time_zone = a.time_zone, tags = a.tags,
         attributes = case when a.refused then c.attributes else a.attributes end, updated_at = now()
     from allowed a
     where c.tenant_id = a.tenant_id and c.id = a.id
       and ((c.name, c.language, c.time_zone, c.tags) is distinct from (a.name, a.language, a.time_zone, a.tags)
         or (c.attributes <> a.attributes and not a.refused))
     returning c.id
   )
   select a.id, a.refused, a.id in (select id from written) as changed from allowed a`,
);
