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

/** In which weeks they were sent something, read and answered. Values: [tenant, numbers, id or null, limit]. */
export const readWeeksOfPerson = freshStatement<Page>(
  `select p.mode || ' ' || p.recipient as id, jsonb_build_object('mode', p.mode, 'number', p.recipient, 'weeks', (
            select jsonb_agg(jsonb_build_object('week', monday_of(p.week + place), 'read', (p.read >> place) & 1 = 1,
                               'replied', (p.replied >> place) & 1 = 1) order by place)
            from generate_series(0, 62) as place where (p.sent >> place) & 1 = 1)) as record
   from cohort_person p
   where p.tenant_id = $1 and p.mode in ('live', 'test') and p.recipient = any ($2::text[])
     and ($3::text is null or p.mode || ' ' || p.recipient > $3)
   order by 1 limit $4`,
);

/**
 * The row stays under a mark, for what is counted by it. Where the mark has a row already, the number was somebody's
 * before and was erased then: they stay two people in what is counted, and the later one's weeks go. Whoever asks has
 * taken the turn of cohorts. Values: [tenant, numbers, their marks].
 */
export const scrubWeeks = freshStatement<{ count: number }>(
  `with chosen as materialized (
     select p.tenant_id, p.mode, p.recipient, n.mark, exists (
              select from cohort_person o
              where o.tenant_id = p.tenant_id and o.mode = p.mode and o.recipient = n.mark) as is_known
     from cohort_person p join unnest($2::text[], $3::text[]) as n(value, mark) on n.value = p.recipient
     where p.tenant_id = $1 and p.mode in ('live', 'test')
   ), dropped as (
     delete from cohort_person p using chosen c
     where c.is_known and p.tenant_id = c.tenant_id and p.mode = c.mode and p.recipient = c.recipient returning 1
   ), marked as (
     update cohort_person p set recipient = c.mark from chosen c
     where not c.is_known and p.tenant_id = c.tenant_id and p.mode = c.mode and p.recipient = c.recipient returning 1
   )
   select ((select count(*) from dropped) + (select count(*) from marked))::int as count`,
);
