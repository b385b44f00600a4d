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
               where k.tenant_id = r.tenant_id and k.campaign_id = r.campaign_id and k.contact_id = r.contact_id))
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
     ${ofPerson} and (r.variables is not null or r.state = 'pending'
       or (r.phone is not null and r.phone not like 'erased:%'))
     order by r.campaign_id, r.contact_id limit $5
     for no key update of r
   )
   update campaign_recipient r
   set phone = chosen.mark, variables = null, language = null,
       state = case when r.state = 'pending' then 'skipped' else r.state end,
       reason = case when r.state = 'pending' then 'erased' else r.reason end
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
