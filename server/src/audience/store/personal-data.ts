// Statements that find, show and scrub one person's contact, consent and suppressions.

import { freshStatement } from "../../kernel/db.ts";

export type NameRow = { kind: "phone" | "lid" | "user_id"; scope: string; value: string; contact_id: string };

/** Whoever was merged into one of these, or stands for it, is the same person. Values: [tenant, contacts]. */
export const readMerged = freshStatement<{ id: string }>(
  `with named as (
     select coalesce(merged_into, id) as id from contact where tenant_id = $1 and id = any ($2::uuid[])
   )
   select c.id from contact c where c.tenant_id = $1 and (c.id in (select id from named)
     or c.merged_into in (select id from named))`,
);

/**
 * By contact or by hash; Meta's ids also by themselves, because who names one seldom knows in which account it holds.
 * Values: [tenant, contacts, hashes in hex, values].
 */
export const readNames = freshStatement<NameRow>(
  `select kind, scope, value, contact_id from contact_alias
   where tenant_id = $1 and (contact_id = any ($2::uuid[])
     or address_hash in (select decode(hash, 'hex') from unnest($3::text[]) as hash)
     or (kind = 'user_id' and value = any ($4::text[])))`,
);

/** Numbers that are known beside a hash only. Values: [tenant, hashes in hex]. */
export const readPhonesByHash = freshStatement<{ phone: string }>(
  `with asked as (select decode(hash, 'hex') as hash from unnest($2::text[]) as hash)
   select phone from suppression where tenant_id = $1 and phone is not null and address_hash in (select hash from asked)
   union
   select phone from consent_event
   where tenant_id = $1 and phone is not null and address_hash in (select hash from asked)`,
);

/** Values: [tenant, contacts]. */
export const readContactRecords = freshStatement<{ record: object }>(
  `select to_jsonb(c) - 'tenant_id' || jsonb_build_object('names', (
            select jsonb_agg(to_jsonb(a) - array['tenant_id', 'address_hash']) from contact_alias a
            where a.tenant_id = c.tenant_id and a.contact_id = c.id), 'lists', (
            select jsonb_agg(jsonb_build_object('name', l.name, 'added_at', m.added_at))
            from contact_list_member m join contact_list l on l.tenant_id = m.tenant_id and l.id = m.list_id
            where m.tenant_id = c.tenant_id and m.contact_id = c.id), 'notes', (
            select jsonb_agg(to_jsonb(n) - array['tenant_id', 'contact_id']) from contact_note n
            where n.tenant_id = c.tenant_id and n.contact_id = c.id)) as record
   from contact c where c.tenant_id = $1 and c.id = any ($2::uuid[])`,
);

/** Every word they said, oldest first. Values: [tenant, contacts, hashes in hex]. */
export const readConsentRecords = freshStatement<{ record: Record<string, unknown> }>(
  `select to_jsonb(e) - array['tenant_id', 'address_hash']
          || jsonb_build_object('wording_hash', encode(e.wording_hash, 'hex')) as record
   from consent_event e
   where e.tenant_id = $1 and (e.contact_id = any ($2::uuid[])
     or e.address_hash in (select decode(hash, 'hex') from unnest($3::text[]) as hash))
   order by e.at, e.id`,
);

/** What is in force, and what was. Values: [tenant, hashes in hex]. */
export const readSuppressionRecords = freshStatement<{ record: Record<string, unknown> }>(
  `select to_jsonb(s) - array['tenant_id', 'address_hash'] as record from suppression s
   where s.tenant_id = $1 and s.address_hash in (select decode(hash, 'hex') from unnest($2::text[]) as hash)
   order by s.said_at, s.id`,
);

/** The ids stay, because what was counted and audited refers to them. Values: [tenant, contacts]. */
export const scrubContacts = freshStatement<{ id: string }>(
  `update contact set name = null, profile_name = null, language = null, time_zone = null, tags = '{}',
     attributes = '{}', updated_at = now(), deleted_at = coalesce(deleted_at, now())
   where tenant_id = $1 and id = any ($2::uuid[])
     and (deleted_at is null or name is not null or profile_name is not null or attributes <> '{}' or tags <> '{}'
       or language is not null or time_zone is not null)
   returning id`,
);

/** Values: [tenant, contacts]. */
export const dropMemberships = freshStatement<{ list_id: string }>(
  "delete from contact_list_member where tenant_id = $1 and contact_id = any ($2::uuid[]) returning list_id",
);

/** What was written about them. Values: [tenant, contacts]. */
export const dropNotes = freshStatement<{ id: string }>(
  "delete from contact_note where tenant_id = $1 and contact_id = any ($2::uuid[]) returning id",
);

/** Values: [tenant, contacts, hashes in hex]. */
export const dropNames = freshStatement<{ contact_id: string }>(
  `delete from contact_alias
   where tenant_id = $1 and (contact_id = any ($2::uuid[])
     or address_hash in (select decode(hash, 'hex') from unnest($3::text[]) as hash))
   returning contact_id`,
);

/**
 * The evidence stays, under the hash. Proofs of ours are marked, so that a provider's repetition is recognised; what a
 * caller gave as one may be a name or an address that can be guessed. Values: [tenant, contacts, hashes in hex].
 */
export const scrubConsents = freshStatement<{ id: string }>(
  `update consent_event e set phone = null,
     proof = case when e.source in ('keyword', 'provider') or e.proof like 'erased:%'
                  then erased_mark(e.tenant_id, e.proof)
                  else 'erased:' || gen_random_uuid() end
   where e.tenant_id = $1 and (e.contact_id = any ($2::uuid[])
     or e.address_hash in (select decode(hash, 'hex') from unnest($3::text[]) as hash))
     and (e.phone is not null or e.proof not like 'erased:%')
   returning e.id`,
);

/** The silence stays, under the hash; of the reason what is a word of ours. Values: [tenant, hashes in hex]. */
export const scrubSuppressions = freshStatement<{ id: string }>(
  `update suppression s
   set phone = null, reason = case when s.reason ~ '^[a-z_]{1,40}$' then s.reason else 'erased' end
   where s.tenant_id = $1 and s.address_hash in (select decode(hash, 'hex') from unnest($2::text[]) as hash)
     and (s.phone is not null or s.reason !~ '^[a-z_]{1,40}$')
   returning s.id`,
);

/**
 * Which of these words were said by somebody who was erased since, by their place. Values: [tenants, hashes in hex,
 * proofs].
 */
export const readErasedWords = freshStatement<{ place: number }>(
  `select given.place::int as place
   from unnest($1::uuid[], $2::text[], $3::text[]) with ordinality as given(tenant_id, hash, proof, place)
   where exists (
     select from consent_event e
     where e.tenant_id = given.tenant_id and e.address_hash = decode(given.hash, 'hex')
       and e.proof = erased_mark(given.tenant_id, given.proof))`,
);

/**
 * Who was forgotten and is written to again has their number in the row again, by which claims ask. Values: [tenants,
 * hashes in hex, numbers].
 */
export const nameSuppressed = freshStatement<never>(
  `update suppression s set phone = given.phone
   from unnest($1::uuid[], $2::text[], $3::text[]) as given(tenant_id, hash, phone)
   where s.tenant_id = given.tenant_id and s.address_hash = decode(given.hash, 'hex') and s.phone is null
     and s.kind = 'phone'`,
);
