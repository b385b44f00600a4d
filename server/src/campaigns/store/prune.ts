// What is thrown away of old campaigns: their people, when nobody keeps so long what was sent. The counts stay.

import { statement } from "../../kernel/db.ts";

export const campaignPrunes = {
  "prune-campaign-recipients": pruneOfCampaigns("prune_campaign_recipients", {
    table: "campaign_recipient",
    key: "tenant_id, campaign_id, contact_id",
  }),
  // With the people they were for.
  "prune-campaign-links": pruneOfCampaigns("prune_campaign_links", {
    table: "campaign_link",
    key: "tenant_id, campaign_id, contact_id, token",
  }),
  "prune-conversions": pruneByAge("prune_conversions", { table: "conversion", id: "id" }),
  "prune-message-replies": pruneByAge("prune_message_replies", { table: "message_reply", id: "message_id" }),
  // Whoever has not been written to for so long; the counts stay.
  "prune-cohort-people": statement<{ tenant_id: string }>(
    "prune_cohort_people",
    `delete from cohort_person where ctid = any (array(
       select p.ctid from tenant t join cohort_person p on p.tenant_id = t.id
       where p.last_week < week_of(now() - ${keptFor("t.id")}, 'UTC') and ${notOnHold("t.id")} limit $1))
     returning tenant_id`,
  ),
};

/** Rows of campaigns that ended long ago. */
function pruneOfCampaigns(name: string, { table, key }: { table: string; key: string }) {
  return statement<{ tenant_id: string }>(
    name,
    `delete from ${table} where (${key}) in (
       select old.* from campaign c cross join lateral (
         select ${key} from ${table} where tenant_id = c.tenant_id and campaign_id = c.id limit $1) as old
       where c.finished_at < now() - ${keptFor("c.tenant_id")} and ${notOnHold("c.tenant_id")} limit $1)
     returning tenant_id`,
  );
}

/** Rows whose id, which carries its time, is of long ago. */
function pruneByAge(name: string, { table, id }: { table: string; id: string }) {
  return statement<{ tenant_id: string }>(
    name,
    `delete from ${table} where (tenant_id, ${id}) in (
       select old.* from tenant t cross join lateral (
         select tenant_id, ${id} from ${table}
         where tenant_id = t.id and ${id} < lowest_id(now() - ${keptFor("t.id")}) limit $1) as old
       where ${notOnHold("t.id")} limit $1)
     returning tenant_id`,
  );
}

/** As long as what became of messages is kept (docs/retention.md). */
function keptFor(tenant: string): string {
  return `make_interval(days => greatest(30, coalesce(
    (select days from retention_policy p where p.tenant_id = ${tenant} and p.kind = 'metadata'),
    (select default_days from retention_bound b where b.kind = 'metadata'), 730)))`;
}

/** Nothing is thrown away while anything of the tenant's is on hold. */
function notOnHold(tenant: string): string {
  return `not exists (select from legal_hold h where h.tenant_id = ${tenant} and h.lifted_at is null)`;
}
