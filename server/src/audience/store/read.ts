// Statements that read and change contacts as the API shows them.

import type { AliasKind, ConsentPurpose } from "@waypost/contract";
import { freshStatement, statement } from "../../kernel/db.ts";

export type ContactRow = {
  /** The contact that stands, whichever id was asked for. */
  id: string;
  name: string | null;
  profile_name: string | null;
  language: string | null;
  time_zone: string | null;
  lead_phone: string | null;
  tags: string[];
  list_ids: string[];
  attributes: Record<string, unknown>;
  created_at: Date;
  updated_at: Date;
  /** Without those the person has left, the latest seen first. */
  aliases: { kind: AliasKind; scope: string; value: string; seen_at: string }[];
  suppressed: ConsentPurpose[];
};

const columns = `c.id, c.name, c.profile_name, c.language, c.time_zone, c.lead_phone, c.tags, c.attributes,
  c.created_at, c.updated_at, array(
    select l.list_id from contact_list_member l where l.tenant_id = c.tenant_id and l.contact_id = c.id
    order by l.list_id) as list_ids,
  coalesce(a.aliases, '[]') as aliases, coalesce(a.suppressed, '{}') as suppressed`;

const withAliases = `left join lateral (
    select (array_agg(distinct s.purpose) filter (where s.purpose is not null)) as suppressed,
           json_agg(distinct jsonb_build_object('kind', a.kind, 'scope', a.scope, 'value', a.value,
                                                'seen_at', a.seen_at)) as aliases
    from contact_alias a
    left join suppression s on s.tenant_id = a.tenant_id and s.address_hash = a.address_hash
      and s.lifted_at is null
    where a.tenant_id = c.tenant_id and a.contact_id = c.id and a.left_at is null
  ) a on true`;

/** By any id the person ever had. Values: [tenant, id]. */
export const readContact = statement<ContactRow>(
  "read_contact",
  `select ${columns}
   from contact asked
   join contact c on c.tenant_id = asked.tenant_id and c.id = coalesce(asked.merged_into, asked.id)
   ${withAliases}
   where asked.tenant_id = $1 and asked.id = $2 and c.deleted_at is null`,
);

/** Newest first, those who stand among these. Values: [tenant, ids]. */
export const readContacts = freshStatement<ContactRow>(
  `select ${columns}
   from contact c ${withAliases}
   where c.tenant_id = $1 and c.id = any ($2::uuid[]) and c.merged_into is null and c.deleted_at is null
   order by c.id desc`,
);

/** Who has this address. Values: [tenant, address hash]. */
export const readContactOfAddress = statement<{ id: string }>(
  "read_contact_of_address",
  `select distinct contact_id as id from contact_alias
   where tenant_id = $1 and address_hash = decode($2, 'hex') and left_at is null`,
);

/**
 * Who stands for these ids now, each once, locked in the order in which everybody locks people. Values: [tenant, ids].
 */
export const lockStanding = freshStatement<{ id: string; asked: string[] }>(
  `with standing as materialized (
     select asked.tenant_id, coalesce(asked.merged_into, asked.id) as id, array_agg(asked.id) as asked
     from contact asked where asked.tenant_id = $1 and asked.id = any ($2::uuid[]) group by 1, 2
   )
   select c.id, s.asked from contact c join standing s on s.tenant_id = c.tenant_id and s.id = c.id
   where c.deleted_at is null
   order by c.id for no key update of c`,
);

export type ContactSummary = { asked: string; id: string; name: string | null } & Record<
  AliasKind,
  string | null
>;

/** How people are named beside what they wrote, by the ids that were written down then. Values: [tenant, ids]. */
export const readContactSummaries = statement<ContactSummary>(
  "read_contact_summaries",
  `select asked.id as asked, c.id, coalesce(c.name, c.profile_name) as name, a.phone, a.lid, a.user_id
   from contact asked
   join contact c on c.tenant_id = asked.tenant_id and c.id = coalesce(asked.merged_into, asked.id)
   cross join lateral (
     select (array_agg(value order by seen_at desc) filter (where kind = 'phone'))[1] as phone,
            (array_agg(value order by seen_at desc) filter (where kind = 'lid'))[1] as lid,
            (array_agg(value order by seen_at desc) filter (where kind = 'user_id'))[1] as user_id
     from contact_alias
     where tenant_id = c.tenant_id and contact_id = c.id and left_at is null
   ) a
   where asked.tenant_id = $1 and asked.id = any ($2::uuid[]) and c.deleted_at is null`,
);

/** All ids this person ever had. Values: [tenant, any of them]. */
export const readContactIds = statement<{ id: string }>(
  "read_contact_ids",
  `select every.id
   from contact asked
   join contact c on c.tenant_id = asked.tenant_id and c.id = coalesce(asked.merged_into, asked.id)
   join contact every on every.tenant_id = c.tenant_id and (every.id = c.id or every.merged_into = c.id)
   where asked.tenant_id = $1 and asked.id = $2 and c.deleted_at is null`,
);

/**
 * Forgets who the person is: name, attributes, tags, lists, notes, all addresses. The row stays, because what they
 * wrote refers to it. Answers the hashes of the addresses, under which consent and suppressions are kept. Values:
 * [tenant, id].
 */
export const deleteContact = statement<{ address_hash: string }>(
  "delete_contact",
  `with gone as (
     update contact set name = null, profile_name = null, language = null, time_zone = null, tags = '{}',
       attributes = '{}', deleted_at = now(), updated_at = now()
     where tenant_id = $1 and id = $2
   ), unlisted as (
     delete from contact_list_member where tenant_id = $1 and contact_id = $2
   ), unnoted as (
     delete from contact_note where tenant_id = $1 and contact_id = $2
   )
   delete from contact_alias where tenant_id = $1 and contact_id = $2
   returning encode(address_hash, 'hex') as address_hash`,
);
