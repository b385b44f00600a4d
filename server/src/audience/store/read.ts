// Statements that read and change contacts as the API shows them.

import type { AliasKind, ConsentPurpose } from "@waypost/contract";
import { statement, type Tx } from "../../kernel/db.ts";

export type ContactRow = {
  /** The contact that stands, whichever id was asked for. */
  id: string;
  name: string | null;
  profile_name: string | null;
  attributes: Record<string, unknown>;
  created_at: Date;
  updated_at: Date;
  /** Without those the person has left, the latest seen first. */
  aliases: { kind: AliasKind; scope: string; value: string; seen_at: string }[];
  suppressed: ConsentPurpose[];
};

const columns = `c.id, c.name, c.profile_name, c.attributes, c.created_at, c.updated_at,
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

/** Newest first; of one address when it is named. Values: [tenant, address hash or null, id or null, limit]. */
export const listContacts = statement<ContactRow>(
  "list_contacts",
  `select ${columns}
   from contact c ${withAliases}
   where c.tenant_id = $1 and c.merged_into is null and c.deleted_at is null
     and ($2::text is null or c.id in (
       select contact_id from contact_alias
       where tenant_id = $1 and address_hash = decode($2, 'hex') and left_at is null))
     and ($3::uuid is null or c.id < $3)
   order by c.id desc limit $4`,
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

export type ContactChange = {
  tenantId: string;
  id: string;
  /** Null takes the name away; absent leaves it. */
  name?: string | null | undefined;
  /** A null within takes that attribute away. */
  attributes?: Record<string, unknown> | undefined;
};

export async function changeContact(
  tx: Tx,
  { tenantId, id, name, attributes }: ContactChange,
): Promise<void> {
  await changeRow(tx, [tenantId, id, name !== undefined, name ?? null, JSON.stringify(attributes ?? {})]);
}

const changeRow = statement<never>(
  "change_contact",
  `update contact
   set name = case when $3 then $4 else name end,
       attributes = jsonb_strip_nulls(attributes || $5::jsonb), updated_at = now()
   where tenant_id = $1 and id = $2`,
);

/**
 * Forgets who the person is: name, attributes, all addresses. The row stays, because what they wrote refers to it.
 * Answers the hashes of the addresses, under which consent and suppressions are kept. Values: [tenant, id].
 */
export const deleteContact = statement<{ address_hash: string }>(
  "delete_contact",
  `with gone as (
     update contact set name = null, profile_name = null, attributes = '{}', deleted_at = now(), updated_at = now()
     where tenant_id = $1 and id = $2
   )
   delete from contact_alias where tenant_id = $1 and contact_id = $2
   returning encode(address_hash, 'hex') as address_hash`,
);
