// Statements of identity: the tenant's lock, what is known under which name, and what is written under the lock.

import { freshStatement, statement, type Tx } from "../../kernel/db.ts";
import type { AddressHash, Alias } from "../address.ts";
import type { AliasToWrite, ContactPlan, KnownAlias, Named } from "../contacts/plan.ts";

/**
 * Whoever changes whose an alias is does so alone among its tenant's: two that join the same people from different
 * ends would each miss what the other does. In one order, and first in its transaction. Values: [tenant ids].
 */
export const lockIdentities = statement<never>(
  "lock_identities",
  `select pg_advisory_xact_lock(hashtextextended('contacts ' || id::text, 0))
   from (select distinct unnest($1::uuid[]) as id order by 1) as each`,
);

export type SoughtAlias = Alias & { tenantId: string };

type AliasRow = Alias & {
  tenant_id: string;
  contact_id: string;
  seen_at: Date;
  left_at: Date | null;
  profile_name: string | null;
};

export async function readAliases(tx: Tx, sought: readonly SoughtAlias[]): Promise<KnownAlias[]> {
  if (sought.length === 0) return [];
  const rows = await readAliasRows(tx, [
    JSON.stringify(sought.map(({ tenantId, ...alias }) => ({ tenant_id: tenantId, ...alias }))),
  ]);
  return rows.map(({ tenant_id, contact_id, seen_at, left_at, profile_name, ...alias }) => ({
    ...alias,
    tenantId: tenant_id,
    contactId: contact_id,
    seenAt: seen_at,
    leftAt: left_at,
    profileName: profile_name,
  }));
}

const readAliasRows = freshStatement<AliasRow>(
  `select a.tenant_id, a.kind, a.scope, a.value, a.contact_id, a.seen_at, a.left_at, c.profile_name
   from (
     select distinct tenant_id, kind, scope, value
     from json_to_recordset($1) as s(tenant_id uuid, kind text, scope text, value text)
   ) as s
   join contact_alias a using (tenant_id, kind, scope, value)
   join contact c on c.tenant_id = a.tenant_id and c.id = a.contact_id`,
);

/** All that a plan says, under the tenants' lock. */
export async function writeIdentity(tx: Tx, plan: ContactPlan, hash: AddressHash): Promise<void> {
  if (plan.created.length > 0) await insertContacts(tx, [JSON.stringify(plan.created.map(rowOf))]);
  if (plan.aliases.length > 0) {
    await upsertAliases(tx, [JSON.stringify(plan.aliases.map((each) => aliasRow(each, hash)))]);
  }
  if (plan.merges.length > 0) {
    const merges = JSON.stringify(plan.merges.map((merge) => ({ ...merge, tenant_id: merge.tenantId })));
    await inheritFromLosers(tx, [merges]);
    await mergeContacts(tx, [merges]);
  }
}

function rowOf({ tenantId, id }: { tenantId: string; id: string }): object {
  return { tenant_id: tenantId, id };
}

function aliasRow(alias: AliasToWrite, hash: AddressHash): object {
  const { tenantId, contactId, seenAt, leftAt, ...rest } = alias;
  return {
    ...rest,
    tenant_id: tenantId,
    contact_id: contactId,
    seen_at: seenAt.toISOString(),
    left_at: leftAt?.toISOString() ?? null,
    address_hash: hash(tenantId, alias),
  };
}

const insertContacts = freshStatement<never>(
  `insert into contact (tenant_id, id)
   select tenant_id, id from json_to_recordset($1) as c(tenant_id uuid, id uuid)`,
);

const upsertAliases = freshStatement<never>(
  `insert into contact_alias as a (tenant_id, kind, scope, value, contact_id, address_hash, evidence, seen_at,
                                   left_at)
   select tenant_id, kind, scope, value, contact_id, decode(address_hash, 'hex'), evidence, seen_at, left_at
   from json_to_recordset($1) as n(
     tenant_id uuid, kind text, scope text, value text, contact_id uuid, address_hash text, evidence text,
     seen_at timestamptz, left_at timestamptz)
   order by tenant_id, kind, scope, value
   on conflict (tenant_id, kind, scope, value) do update
   set contact_id = excluded.contact_id, seen_at = greatest(a.seen_at, excluded.seen_at),
       left_at = excluded.left_at,
       evidence = case when excluded.evidence = '' then a.evidence else excluded.evidence end`,
);

const merge = `merge as materialized (
     select * from json_to_recordset($1) as m(tenant_id uuid, loser uuid, winner uuid))`;

/** What the winner does not have itself, from the oldest of those that have it. */
const inheritFromLosers = freshStatement<never>(
  `with ${merge}, lost as materialized (
     select m.winner, c.* from merge m join contact c on c.tenant_id = m.tenant_id and c.id = m.loser
   ), inherited as (
     select tenant_id, winner, (array_agg(name order by id) filter (where name is not null))[1] as name,
            (array_agg(profile_name order by id) filter (where profile_name is not null))[1] as profile_name,
            (array_agg(language order by id) filter (where language is not null))[1] as language,
            (array_agg(time_zone order by id) filter (where time_zone is not null))[1] as time_zone,
            array(select t from lost other cross join unnest(other.tags) as t
                  where other.tenant_id = lost.tenant_id and other.winner = lost.winner) as tags,
            coalesce((select jsonb_object_agg(each.key, each.value order by other.id desc)
                      from lost other cross join jsonb_each(other.attributes) as each
                      where other.tenant_id = lost.tenant_id and other.winner = lost.winner), '{}') as attributes
     from lost group by tenant_id, winner
   )
   update contact c
   set name = coalesce(c.name, i.name), profile_name = coalesce(c.profile_name, i.profile_name),
       language = coalesce(c.language, i.language), time_zone = coalesce(c.time_zone, i.time_zone),
       tags = array(select distinct t collate "C" from unnest(c.tags || i.tags) as t order by 1),
       attributes = i.attributes || c.attributes, updated_at = now()
   from inherited i where c.tenant_id = i.tenant_id and c.id = i.winner`,
);

/**
 * Who was merged into a loser before is the winner's too, so that `merged_into` always names who stands. So are the
 * loser's lists and notes.
 */
const mergeContacts = freshStatement<never>(
  `with ${merge}, repointed as (
     update contact_alias a set contact_id = m.winner from merge m
     where a.tenant_id = m.tenant_id and a.contact_id = m.loser
   ), earlier as (
     update contact c set merged_into = m.winner from merge m
     where c.tenant_id = m.tenant_id and c.merged_into = m.loser
   ), listed as (
     insert into contact_list_member (tenant_id, list_id, contact_id, added_at)
     select l.tenant_id, l.list_id, m.winner, min(l.added_at) from merge m
     join contact_list_member l on l.tenant_id = m.tenant_id and l.contact_id = m.loser
     group by 1, 2, 3 order by 1, 2, 3 on conflict do nothing
   ), unlisted as (
     delete from contact_list_member l using merge m where l.tenant_id = m.tenant_id and l.contact_id = m.loser
   ), noted as (
     update contact_note n set contact_id = m.winner from merge m
     where n.tenant_id = m.tenant_id and n.contact_id = m.loser
   )
   update contact c
   set merged_into = m.winner, merged_at = now(), name = null, profile_name = null, language = null,
       time_zone = null, tags = '{}', attributes = '{}', updated_at = now()
   from merge m where c.tenant_id = m.tenant_id and c.id = m.loser`,
);

/** In id order, as nothing else locks these rows. */
export async function writeNames(tx: Tx, names: readonly Named[]): Promise<void> {
  if (names.length === 0) return;
  await writeNameRows(tx, [
    JSON.stringify(
      names.map(({ tenantId, contactId, profileName }) => ({
        tenant_id: tenantId,
        id: contactId,
        profile_name: profileName,
      })),
    ),
  ]);
}

const writeNameRows = freshStatement<never>(
  `with named as materialized (
     select c.tenant_id, c.id, n.profile_name
     from json_to_recordset($1) as n(tenant_id uuid, id uuid, profile_name text)
     join contact c on c.tenant_id = n.tenant_id and c.id = n.id
     where c.profile_name is distinct from n.profile_name
     order by c.tenant_id, c.id for no key update of c
   )
   update contact c set profile_name = named.profile_name, updated_at = now()
   from named where c.tenant_id = named.tenant_id and c.id = named.id`,
);
