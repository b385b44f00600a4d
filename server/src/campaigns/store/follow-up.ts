// Statements of a second message: the campaign that sends it, and who among the first one's people is to get it.

import { freshStatement, statement, type Tx } from "../../kernel/db.ts";
import { type FreezeAs, writtenSql } from "./freeze.ts";
import type { CampaignRow } from "./campaign.ts";

/**
 * A campaign of its own, so that its figures, its pauses and its people are its own; however often it is made, it is
 * there once. Values: [tenant, parent, id, name, content, schedule, ways, minutes].
 */
export const insertFollowUp = statement<{ id: string }>(
  "insert_campaign_follow_up",
  `insert into campaign (tenant_id, id, mode, name, status, content, senders, audience, schedule, pace, stops, ways,
                         version, tested_version, approved_version, approved_by, created_by, launched_at, launched_by,
                         starts_at, parent_id, run_at, is_follow_up)
   select tenant_id, $3, mode, $4, 'scheduled', $5, senders, audience, $6, pace, stops, $7, version, tested_version,
          approved_version, approved_by, created_by, now(), launched_by,
          starts_at + make_interval(mins => $8), id, starts_at, true
   from campaign where tenant_id = $1 and id = $2
   on conflict (tenant_id, parent_id, run_at) where parent_id is not null do nothing
   returning id`,
);

/** Values: [tenant, parent]. */
export const readParent = statement<Pick<CampaignRow, "status" | "finished_at" | "ways">>(
  "read_campaign_parent",
  "select status, finished_at, ways from campaign where tenant_id = $1 and id = $2",
);

export type When = "not_read" | "not_replied" | "not_clicked";

/** Of whom nothing was heard since `m`, a message of theirs; `r` is their row. */
function silentSql(when: When): string {
  const statuses = when === "not_read" ? "('sent', 'delivered')" : "('sent', 'delivered', 'read', 'played')";
  return `m.status in ${statuses} and r.replied_at is null and r.opted_out_at is null
    ${when === "not_clicked" ? "and r.clicked_at is null" : ""}
    and not exists (select from inbound_message i
                    where i.tenant_id = r.tenant_id and i.contact_id = r.contact_id and i.id > r.message_id)`;
}

export type Looked = {
  seen: number;
  /** The last message that was looked at. */
  last: string | null;
  /** The earliest of which it is too soon to say. */
  low: string | null;
};

export type Following = {
  parentId: string;
  when: When;
  /** Only messages that left before. */
  leftBefore: Date;
  /** Messages from here on are too new to be looked at. */
  upTo: string;
};

/** Writes down who is to be asked again among the next people of the parent, in the order they were queued in. */
export async function gatherPage(
  tx: Tx,
  as: FreezeAs,
  { parentId, when, leftBefore, upTo }: Following,
  from: { after: string | null; limit: number },
): Promise<Looked> {
  const values: unknown[] = [as.tenantId, from.after, from.limit];
  const place = (value: unknown): string => `$${values.push(value)}`;
  const left = `${place(leftBefore)}::timestamptz`;
  const { rows } = await tx.query<Looked>(
    `with looked as materialized (
       select r.message_id, r.contact_id, r.phone,
              coalesce(m.status in ('queued', 'scheduled') or (m.left_at > ${left} and m.status <> 'failed'), false)
                as is_early,
              coalesce(m.left_at <= ${left} and ${silentSql(when)}, false) as is_silent
       from (
         select * from campaign_recipient
         where tenant_id = $1 and campaign_id = ${place(parentId)} and message_id is not null
           and ($2::uuid is null or message_id > $2::uuid) and message_id < ${place(upTo)}::uuid
         order by message_id limit $3::int) as r
       left join lateral (
         select status, greatest(created_at, due_at) as left_at from message
         where tenant_id = $1 and id = r.message_id limit 1) m on true
     ), page as materialized (
       select l.contact_id, l.phone from looked l join contact c on c.tenant_id = $1 and c.id = l.contact_id
       where l.is_silent and c.deleted_at is null and l.phone like '+%'
     ), ${writtenSql(as, place)}
     select (select count(*) from looked)::int as seen,
            (select message_id from looked order by message_id desc limit 1) as last,
            (select message_id from looked where is_early order by message_id limit 1) as low`,
    values,
  );
  return rows[0] ?? { seen: 0, last: null, low: null };
}

/** Values: [tenant, campaign, gathered, whether these were all]. */
export const noteGathered = statement<never>(
  "note_campaign_gathered",
  `update campaign set gathered = $3, frozen_at = case when $4::boolean then now() end
   where tenant_id = $1 and id = $2`,
);

export type AnswerRow = { contact_id: string; reason: string };

/** Why a second message does not go to those of these who are silent no more. Values: [tenant, parent, contacts]. */
export const answeredSince: Readonly<Record<When, ReturnType<typeof freshStatement<AnswerRow>>>> = {
  not_read: answeredStatement("not_read"),
  not_replied: answeredStatement("not_replied"),
  not_clicked: answeredStatement("not_clicked"),
};

function answeredStatement(when: When): ReturnType<typeof freshStatement<AnswerRow>> {
  const done = { not_read: "already_read", not_replied: "replied", not_clicked: "already_clicked" }[when];
  return freshStatement<AnswerRow>(
    `select r.contact_id,
            case when r.opted_out_at is not null then 'opted_out'
                 when r.replied_at is not null or exists (
                   select from inbound_message i where i.tenant_id = r.tenant_id and i.contact_id = r.contact_id
                     and i.id > r.message_id) then 'replied'
                 else '${done}' end as reason
     from campaign_recipient r
     join lateral (
       select status from message where tenant_id = r.tenant_id and id = r.message_id limit 1) m on true
     where r.tenant_id = $1 and r.campaign_id = $2 and r.contact_id = any ($3::uuid[]) and not (${silentSql(when)})`,
  );
}
