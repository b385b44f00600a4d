// What is thrown away of old campaigns: their people, when nobody keeps so long what was sent. The counts stay.

import { statement } from "../../kernel/db.ts";

/** As long as what became of messages is kept (docs/retention.md), and not while anything is on hold. */
const pruneRecipients = statement<{ contact_id: string }>(
  "prune_campaign_recipients",
  `delete from campaign_recipient r
   where (r.tenant_id, r.campaign_id, r.contact_id) in (
     select old.tenant_id, old.campaign_id, old.contact_id
     from campaign c cross join lateral (
       select tenant_id, campaign_id, contact_id from campaign_recipient
       where tenant_id = c.tenant_id and campaign_id = c.id limit $1) as old
     where c.finished_at < now() - make_interval(days => greatest(30, coalesce(
         (select days from retention_policy p where p.tenant_id = c.tenant_id and p.kind = 'metadata'),
         (select default_days from retention_bound b where b.kind = 'metadata'), 730)))
       and not exists (select from legal_hold h where h.tenant_id = c.tenant_id and h.lifted_at is null)
     limit $1)
   returning r.contact_id`,
);

/** With the people they were for. */
const pruneLinks = statement<{ token: string }>(
  "prune_campaign_links",
  `delete from campaign_link l
   where (l.tenant_id, l.campaign_id, l.contact_id, l.token) in (
     select old.tenant_id, old.campaign_id, old.contact_id, old.token
     from campaign c cross join lateral (
       select tenant_id, campaign_id, contact_id, token from campaign_link
       where tenant_id = c.tenant_id and campaign_id = c.id limit $1) as old
     where c.finished_at < now() - make_interval(days => greatest(30, coalesce(
         (select days from retention_policy p where p.tenant_id = c.tenant_id and p.kind = 'metadata'),
         (select default_days from retention_bound b where b.kind = 'metadata'), 730)))
       and not exists (select from legal_hold h where h.tenant_id = c.tenant_id and h.lifted_at is null)
     limit $1)
   returning l.token`,
);

const pruneConversions = statement<{ id: string }>(
  "prune_conversions",
  `delete from conversion k
   where (k.tenant_id, k.id) in (
     select old.tenant_id, old.id
     from tenant t cross join lateral (
       select tenant_id, id from conversion
       where tenant_id = t.id and id < lowest_id(now() - make_interval(days => greatest(30, coalesce(
         (select days from retention_policy p where p.tenant_id = t.id and p.kind = 'metadata'),
         (select default_days from retention_bound b where b.kind = 'metadata'), 730))))
       limit $1) as old
     where not exists (select from legal_hold h where h.tenant_id = t.id and h.lifted_at is null)
     limit $1)
   returning k.id`,
);

export const campaignPrunes = {
  "prune-campaign-recipients": pruneRecipients,
  "prune-campaign-links": pruneLinks,
  "prune-conversions": pruneConversions,
};
