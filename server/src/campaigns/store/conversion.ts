// Statements about conversions: whose they are, which campaign led to them, each counted once.

import { statement } from "../../kernel/db.ts";

export type Attribution = { contact_id: string | null; campaign_id: string | null; link_id: string | null };

/** A test's link leads to nobody and to no campaign. Values: [tenant, mode, token]. */
export const attributeLink = statement<Attribution>(
  "attribute_campaign_link",
  `select case when is_real then l.contact_id end as contact_id,
          case when is_real then l.campaign_id end as campaign_id, l.link_id
   from campaign_link l
   join campaign c on c.tenant_id = l.tenant_id and c.id = l.campaign_id
   cross join lateral (select l.contact_id <> '00000000-0000-0000-0000-000000000000' as is_real) as whose
   where l.token = $3 and l.tenant_id = $1 and c.mode = $2`,
);

/**
 * The campaign that wrote to them last, within seven days. By their number's messages: a contact has a few. Values:
 * [tenant, mode, contact, at].
 */
export const attributeContact = statement<Attribution>(
  "attribute_contact",
  `select r.contact_id, r.campaign_id, null::uuid as link_id
   from contact p
   cross join lateral (
     select m.id, m.campaign_id from message m
     where m.tenant_id = p.tenant_id and m.recipient = p.lead_phone and m.campaign_id is not null and m.mode = $2
       and m.status in ('sent', 'delivered', 'read', 'played', 'unknown')
       and m.id >= lowest_id($4::timestamptz - interval '7 days') and m.id < lowest_id($4::timestamptz)
     order by m.id desc limit 1) as last
   join campaign_recipient r on r.tenant_id = p.tenant_id and r.campaign_id = last.campaign_id
     and r.message_id = last.id
   where p.tenant_id = $1 and p.id = $3`,
);

/** Whoever was merged into another is the other. Values: [tenant, contact or null, phone or null]. */
export const findContactOf = statement<{ id: string }>(
  "find_contact_of_conversion",
  `select coalesce(merged_into, id) as id from contact
   where tenant_id = $1 and deleted_at is null and (id = $2::uuid or (merged_into is null and lead_phone = $3::text))
   order by merged_into is not null limit 1`,
);

export type ConversionRow = Attribution & {
  id: string;
  name: string;
  reference: string | null;
  value: number | null;
  currency: string | null;
  at: Date;
};

const shown = "id, name, contact_id, campaign_id, link_id, reference, value::float8 as value, currency, at";

/**
 * Nothing when it is there already. Values: [tenant, mode, name, reference or null, id, contact, campaign, link, value,
 * currency, at].
 */
export const insertConversion = statement<ConversionRow>(
  "insert_conversion",
  `insert into conversion (tenant_id, mode, name, reference, id, contact_id, campaign_id, link_id, value, currency, at)
   values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
   on conflict (tenant_id, mode, name, reference) where reference is not null do nothing
   returning ${shown}`,
);

/** Values: [tenant, mode, name, reference]. */
export const readConversion = statement<ConversionRow>(
  "read_conversion",
  `select ${shown} from conversion where tenant_id = $1 and mode = $2 and name = $3 and reference = $4`,
);

/** In campaigns of the seven days before, which are few. Values: [tenant, mode, contact, at]. */
export const markHeldOut = statement<{ campaign_id: string }>(
  "mark_held_out_conversion",
  `update campaign_recipient r set converted_at = $4
   from campaign c
   where c.tenant_id = $1 and c.mode = $2 and c.ab ? 'hold_out_percent'
     and c.launched_at between $4::timestamptz - interval '7 days' and $4::timestamptz
     and r.tenant_id = c.tenant_id and r.campaign_id = c.id and r.contact_id = $3 and r.reason = 'hold_out'
     and r.converted_at is null
   returning r.campaign_id`,
);
