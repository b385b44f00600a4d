// Statements that turn people into messages: the campaign's lock, who is next, and how far it has come.

import type { TransportName } from "@waypost/contract";
import { freshStatement, statement, type Tx } from "../../kernel/db.ts";
import type { Brake } from "../campaign.ts";
import type { CampaignRow } from "./campaign.ts";

/**
 * Whoever works on a campaign has its row, so that one process does at a time; who presses a button waits for one step.
 * Nothing when another has it. Values: [tenant, id].
 */
export const lockCampaign = statement<CampaignRow>(
  "lock_campaign",
  "select * from campaign where tenant_id = $1 and id = $2 for no key update skip locked",
);

export type WorkRow = { tenant_id: string; id: string };

/**
 * What there is to do in all tenants that may send: campaigns that have begun or are about to, failures that are tried
 * again, and what waits for a campaign that was canceled. A second message that waits for people's silence is left
 * alone until it looks again. Values: [ahead in seconds, now].
 */
export const findWork = statement<WorkRow>(
  "find_campaigns_to_work",
  `select c.tenant_id, c.id from campaign c join tenant t on t.id = c.tenant_id
   where t.state in ('trial', 'active')
     and ((c.status = 'running' and not (c.is_follow_up and coalesce(c.brake ->> 'code', '') = 'follow_up'
                                         and coalesce((c.gathered ->> 'at')::timestamptz > $2::timestamptz, false)))
          or (c.status = 'scheduled' and c.starts_at <= now() + make_interval(secs => $1)))
   union
   select c.tenant_id, c.id from campaign c join tenant t on t.id = c.tenant_id
   where t.state in ('trial', 'active') and c.retry_due_at <= now()
   union
   select c.tenant_id, c.id from campaign_halt h
   join campaign c on c.tenant_id = h.tenant_id and c.id = h.campaign_id
   where c.status = 'canceled'`,
);

export type SenderRow = {
  id: string;
  shard: number;
  transport: TransportName;
  rate_per_second: number;
  paused_at: Date | null;
  paused_until: Date | null;
  pause_reason: string | null;
  deleted_at: Date | null;
};

/** Values: [tenant, senders]. */
export const readSenders = freshStatement<SenderRow>(
  `select id, shard, transport, rate_per_second, paused_at, paused_until, pause_reason, deleted_at
   from sender where tenant_id = $1 and id = any ($2::uuid[])`,
);

/**
 * How many of the campaign wait in each sender's lane and are due within two minutes: what rests until another day
 * takes nobody's place. Values: [tenant, campaign, senders, class].
 */
export const readWaiting = freshStatement<{ sender_id: string; count: number }>(
  `select s.id as sender_id, waiting.count
   from unnest($3::uuid[]) as s(id) cross join lateral (
     select count(*)::int as count from lane_entry e
     where e.tenant_id = $1 and e.class = $4 and e.sender_id = s.id and e.due_at <= now() + interval '2 minutes'
       and e.campaign_id = $2) as waiting`,
);

/** Those of a sender that is gone are another's. Values: [tenant, campaign, from sender, to sender, at most]. */
export const handOver = freshStatement<{ contact_id: string }>(
  `update campaign_recipient r set sender_id = $4
   where r.tenant_id = $1 and r.campaign_id = $2 and r.state = 'pending' and r.contact_id in (
     select contact_id from campaign_recipient
     where tenant_id = $1 and campaign_id = $2 and sender_id = $3 and state = 'pending' limit $5)
   returning r.contact_id`,
);

export type NextRecipient = {
  contact_id: string;
  phone: string;
  sender_id: string;
  language: string | null;
  variables: Record<string, string> | null;
  variant: number | null;
};

/** Who is next in each sender's share, of the zones where it is time. */
export function readNext(
  tx: Tx,
  { tenant_id, id }: WorkRow,
  free: readonly { id: string; free: number }[],
  zones: readonly string[],
): Promise<NextRecipient[]> {
  return readNextRows(tx, [tenant_id, id, JSON.stringify(free), zones]);
}

const readNextRows = freshStatement<NextRecipient>(
  `select next.* from json_to_recordset($3) as s(id uuid, free int)
   cross join lateral (
     select each.* from unnest($4::text[]) as z(zone)
     cross join lateral (
       select contact_id, phone, sender_id, language, variables, variant from campaign_recipient
       where tenant_id = $1 and campaign_id = $2 and sender_id = s.id and zone = z.zone and state = 'pending'
       order by contact_id limit s.free for no key update) as each
     limit s.free) as next`,
);

export type Queued = {
  contact_id: string;
  state: "queued" | "skipped";
  reason: string | null;
  message_id: string | null;
};

/** All of them or none: who is not pending any more was somebody's mistake, and takes the messages along. */
export async function markQueued(
  tx: Tx,
  { tenant_id, id }: WorkRow,
  recipients: readonly Queued[],
): Promise<void> {
  const marked = await markRows(tx, [tenant_id, id, JSON.stringify(recipients)]);
  if (marked[0]?.count !== recipients.length) throw new Error("a recipient was queued before");
}

const markRows = freshStatement<{ count: number }>(
  `with marked as (
     update campaign_recipient r set state = q.state, reason = q.reason, message_id = q.message_id
     from json_to_recordset($3) as q(contact_id uuid, state text, reason text, message_id uuid)
     where r.tenant_id = $1 and r.campaign_id = $2 and r.contact_id = q.contact_id and r.state = 'pending'
     returning r.contact_id
   )
   select count(*)::int as count from marked`,
);

/** Where the campaign stands. Values: [tenant, id, paced to, brake]. */
export async function noteStanding(
  tx: Tx,
  { tenant_id, id }: WorkRow,
  pacedTo: Date | null,
  brake: Brake | null,
): Promise<void> {
  await noteRow(tx, [tenant_id, id, pacedTo, brake === null ? null : JSON.stringify(brake)]);
}

/** Looked at every second; written when there is something new. */
const noteRow = statement<never>(
  "note_campaign_standing",
  `update campaign set paced_to = $3, brake = $4
   where tenant_id = $1 and id = $2 and (paced_to is distinct from $3 or brake is distinct from $4::jsonb)`,
);

/**
 * From when on nothing of it leaves; null for never. Only written when it changes, and never for one that is paused.
 * Values: [tenant, id, from].
 */
export async function setHalt(tx: Tx, { tenant_id, id }: WorkRow, from: Date | null): Promise<void> {
  await (from === null ? liftHalt(tx, [tenant_id, id]) : placeHalt(tx, [tenant_id, id, from]));
}

const placeHalt = statement<never>(
  "place_campaign_halt",
  `insert into campaign_halt as h (tenant_id, campaign_id, from_at) values ($1, $2, $3)
   on conflict (tenant_id, campaign_id) do update set from_at = excluded.from_at
   where h.from_at > excluded.from_at or (excluded.from_at > now() and h.from_at <> excluded.from_at)`,
);
const liftHalt = statement<never>(
  "lift_campaign_halt",
  "delete from campaign_halt where tenant_id = $1 and campaign_id = $2",
);
