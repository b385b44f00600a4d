// Statements that find, show and scrub what one person wrote, and the raw webhooks that speak of them.

import { freshStatement } from "../kernel/db.ts";

/** By their contact or, for what was written down before there were any, by any of their names. */
const theirs = `(m.contact_id = any ($2::uuid[]) or m.sender_phone = any ($3::text[]) or m.sender_lid = any ($3::text[])
     or m.sender_user_id = any ($3::text[]))`;

/** Values: [tenant, contacts, names, id or null, limit]. */
export const readInboundOfPerson = freshStatement<{ id: string; record: object }>(
  `select m.id, to_jsonb(m) - array['tenant_id', 'shape'] as record from inbound_message m
   where m.tenant_id = $1 and ${theirs} and ($4::uuid is null or m.id > $4)
   order by m.id limit $5`,
);

/**
 * That something came, when, of which kind, from which country and how large stays, because it is counted. Values:
 * [tenant, contacts, names, limit, the names' marks].
 */
export const scrubInbound = freshStatement<{ id: string }>(
  `with chosen as materialized (
     select m.tenant_id, m.sender_id, m.provider_message_id from inbound_message m
     where m.tenant_id = $1 and ${theirs} and m.provider_message_id not like 'erased:%'
     order by m.tenant_id, m.sender_id, m.provider_message_id limit $4 for update
   )
   update inbound_message m
   set provider_message_id = erased_mark(m.tenant_id, m.provider_message_id), sender_lid = null,
       sender_phone = (select min(name.mark) from unnest($3::text[], $5::text[]) as name(value, mark)
                       where name.value = m.sender_phone),
       sender_user_id = null, name = null, body = '{}',
       media = case when m.media is not null then jsonb_build_object(
         'source', '{}'::jsonb, 'mime_type', null, 'sha256', null, 'filename', null, 'size', m.media -> 'size') end
   from chosen c
   where m.tenant_id = c.tenant_id and m.sender_id = c.sender_id and m.provider_message_id = c.provider_message_id
   returning m.id`,
);

/** Which of these were erased, by their place. Values: [tenants, senders, provider's ids]. */
export const readErasedInbound = freshStatement<{ place: number }>(
  `select given.place::int as place
   from unnest($1::uuid[], $2::uuid[], $3::text[]) with ordinality
     as given(tenant_id, sender_id, provider_message_id, place)
   join inbound_message m on m.tenant_id = given.tenant_id and m.sender_id = given.sender_id
     and m.provider_message_id = erased_mark(given.tenant_id, given.provider_message_id)`,
);

export type RawBody = { id: string; source: string; body: Buffer; received_at: Date; is_read: boolean };

/**
 * What came under the secrets of this tenant's senders and names the person, the page after an id. `seen` is the last
 * row that was looked at, so that a page may be empty and not the last. Under the engine's role. Values: [tenant,
 * needles, id or null, rows to look at].
 */
export const readWebhooksAbout = freshStatement<{ seen: string | null; found: RawBody[] | null }>(
  `with looked as materialized (
     select w.* from webhook_in w
     where ($3::uuid is null or w.id > $3)
       and w.webhook_key in (select webhook_key from sender where tenant_id = $1 and webhook_key is not null)
     order by w.id limit $4
   ), found as (
     select id, source, encode(body, 'base64') as body, received_at, done_at is not null as is_read
     from looked w
     where exists (
       select from unnest($2::text[]) as needle where position(convert_to(needle, 'UTF8') in w.body) > 0)
   )
   select (select max(id::text) from looked) as seen, (select jsonb_agg(to_jsonb(found)) from found) as found`,
);

/** The bodies of what was read. Under the engine's role. Values: [ids]. */
export const dropWebhooks = freshStatement<{ id: string }>(
  "delete from webhook_in where id = any ($1::uuid[]) and done_at is not null returning id",
);

/** Read bodies of some time, for whoever looks what they name. As the engine. Values: [from, until, limit]. */
export const readReadBodies = freshStatement<{
  id: string;
  webhook_key: string;
  body: Buffer;
  received_at: Date;
}>(
  `select id, webhook_key, body, received_at from webhook_in
   where received_at > $1 and received_at <= $2 and done_at is not null order by received_at, id limit $3`,
);

/** When the oldest body came that is still to be read. Under the engine's role. */
export const readOldestUnread = freshStatement<{ received_at: Date | null }>(
  "select min(received_at) as received_at from webhook_in where done_at is null",
);

/** The secrets of these tenants' senders. Under the engine's role. Values: [tenants]. */
export const readWebhookKeys = freshStatement<{ tenant_id: string; webhook_key: string }>(
  "select distinct tenant_id, webhook_key from sender where tenant_id = any ($1::uuid[]) and webhook_key is not null",
);
