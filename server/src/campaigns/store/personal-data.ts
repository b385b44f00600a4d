// Statements that find, show and scrub one person in campaigns. Through the campaigns, which are few: an index of
// people over all of them would cost every recipient a fifth of what writing them down costs.

import { freshStatement } from "../../kernel/db.ts";

type Page = { id: string; record: object };

const ofPerson = `from campaign c join campaign_recipient r on r.tenant_id = c.tenant_id and r.campaign_id = c.id
     and r.contact_id = any ($2::uuid[])
   where c.tenant_id = $1`;

/** Values: [tenant, contacts, campaign or null, limit]. */
export const readRecipientsOfPerson = freshStatement<Page>(
  `select r.campaign_id as id, to_jsonb(r) - array['tenant_id', 'sender_id', 'variant']
          || jsonb_build_object('campaign', c.name, 'clicks', (
               select jsonb_agg(k.clicked_at order by k.clicked_at) from campaign_click k
               where k.tenant_id = r.tenant_id and k.campaign_id = r.campaign_id and k.contact_id = r.contact_id),
             'links', (
               select jsonb_agg(l.target order by l.target) from campaign_link l
               where l.tenant_id = r.tenant_id and l.campaign_id = r.campaign_id and l.contact_id = r.contact_id))
            as record
   ${ofPerson} and ($3::uuid is null or r.campaign_id > $3)
   order by r.campaign_id limit $4`,
);

/**
 * The row stays for what is counted by it, under a mark instead of the number. Who was still to be sent something is
 * not. Values: [tenant, contacts, numbers, their marks, limit].
 */
export const scrubRecipients = freshStatement<{ contact_id: string }>(
  `with chosen as materialized (
     select r.tenant_id, r.campaign_id, r.contact_id,
            coalesce((select n.mark from unnest($3::text[], $4::text[]) as n(value, mark) where n.value = r.phone),
                     $4[1]) as mark
     ${ofPerson} and (r.variables is not null or r.state in ('pending', 'held')
       or (r.phone is not null and r.phone not like 'erased:%'))
     order by r.campaign_id, r.contact_id limit $5
     for no key update of r
   )
   update campaign_recipient r
   set phone = chosen.mark, variables = null, language = null,
       state = case when r.state in ('pending', 'held') then 'skipped' else r.state end,
       reason = case when r.state in ('pending', 'held') then 'erased' else r.reason end
   from chosen
   where r.tenant_id = chosen.tenant_id and r.campaign_id = chosen.campaign_id and r.contact_id = chosen.contact_id
   returning r.contact_id`,
);

/** Values: [tenant, contacts]. */
export const dropClicks = freshStatement<{ contact_id: string }>(
  `delete from campaign_click k using campaign c
   where c.tenant_id = $1 and k.tenant_id = c.tenant_id and k.campaign_id = c.id and k.contact_id = any ($2::uuid[])
   returning k.contact_id`,
);

/** Where they led may name the person; the links lead nowhere from now on. Values: [tenant, contacts]. */
export const dropLinks = freshStatement<{ token: string }>(
  `delete from campaign_link l using campaign c
   where c.tenant_id = $1 and l.tenant_id = c.tenant_id and l.campaign_id = c.id and l.contact_id = any ($2::uuid[])
   returning l.token`,
);

/** Values: [tenant, contacts, conversion or null, limit]. */
export const readConversionsOfPerson = freshStatement<Page>(
  `select id, to_jsonb(k) - array['tenant_id', 'contact_id'] as record from conversion k
   where tenant_id = $1 and contact_id = any ($2::uuid[]) and ($3::uuid is null or id > $3) order by id limit $4`,
);

/** What was sold stays, and nobody's. Values: [tenant, contacts, limit]. */
export const scrubConversions = freshStatement<{ id: string }>(
  `update conversion set contact_id = null, reference = null, link_id = null
   where tenant_id = $1 and id in (
     select id from conversion where tenant_id = $1 and contact_id = any ($2::uuid[]) limit $3)
   returning id`,
);
