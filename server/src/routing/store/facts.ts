// Statements that gather what decisions know: how senders are doing, and what is remembered of people.

import type { ProtectionSettings, SessionState, TransportName } from "@waypost/contract";
import { freshStatement, type Tx } from "../../kernel/db.ts";
import type { Mode } from "../../kernel/route.ts";

/** `within_s`: how long a lane may be before it makes a difference, 0 when it makes none. */
export type WantedSender = { tenant_id: string; mode: Mode; sender_id: string; within_s: number };

export type SenderStateRow = {
  tenant_id: string;
  id: string;
  transport: TransportName;
  mode: Mode;
  address: string | null;
  protection: ProtectionSettings;
  shard: number;
  rate_per_second: number;
  /** The provider's business account, whose templates it sends. */
  account: string | null;
  paused_at: Date | null;
  paused_until: Date | null;
  pause_reason: string | null;
  session_state: SessionState | null;
  session_reason: string | null;
  rest_until: Date | null;
  waiting: [number, number, number];
};

/** Of these senders, those that are there. */
export function readSenderStates(tx: Tx, wanted: readonly WantedSender[]): Promise<SenderStateRow[]> {
  return wanted.length === 0 ? Promise.resolve([]) : readStateRows(tx, [JSON.stringify(wanted)]);
}

/** What waits is counted up to where the lane is too long; a million more change nothing. */
const waiting = (messageClass: number): string => `
  (select count(*)::int from (
     select from lane_entry e
     where e.tenant_id = s.tenant_id and e.class = ${messageClass} and e.sender_id = s.id and e.due_at <= now()
     limit least(50000, case when w.within_s > 0 then ceil(s.rate_per_second * w.within_s) + 1 else 0 end)::int
   ) as due)`;

const readStateRows = freshStatement<SenderStateRow>(
  `select s.tenant_id, s.id, s.transport, s.mode, s.address, s.protection, s.shard, s.rate_per_second,
          s.config ->> 'waba_id' as account, s.paused_at, s.paused_until, s.pause_reason,
          session.state as session_state, session.reason as session_reason,
          rest.until as rest_until,
          array[${[0, 1, 2].map(waiting).join(", ")}] as waiting
   from json_to_recordset($1) as w(tenant_id uuid, mode text, sender_id uuid, within_s int)
   join sender s on s.tenant_id = w.tenant_id and s.id = w.sender_id and s.mode = w.mode
   left join session on session.tenant_id = s.tenant_id and session.sender_id = s.id
   left join sender_rest rest on rest.tenant_id = s.tenant_id and rest.sender_id = s.id and rest.until > now()
   where s.deleted_at is null`,
);

export type Owned = Owner & { account: string };

/** Name, language and status of each. */
export type TemplatesRow = Owned & { is_complete: boolean; templates: [string, string, string][] };

/** What these accounts have; a row for each. */
export function readTemplates(tx: Tx, accounts: readonly Owned[]): Promise<TemplatesRow[]> {
  return accounts.length === 0 ? Promise.resolve([]) : readTemplateRows(tx, [JSON.stringify(accounts)]);
}

const readTemplateRows = freshStatement<TemplatesRow>(
  `select w.*, coalesce(a.synced_at is not null, false) as is_complete, has.templates
   from json_to_recordset($1) as w(tenant_id uuid, mode text, account text)
   left join template_account a using (tenant_id, mode, account)
   cross join lateral (
     select coalesce(jsonb_agg(jsonb_build_array(t.name, t.language, t.status)), '[]') as templates
     from template t
     where t.tenant_id = w.tenant_id and t.mode = w.mode and t.account = w.account
       and t.status not in ('DRAFT', 'DELETED')
   ) as has`,
);

/** A person, and the senders whose acquaintance with them matters. */
export type WantedPerson = { tenant_id: string; person: string; senders: readonly string[] };

export type ChatRow = {
  tenant_id: string;
  person: string;
  sender_id: string;
  talked_at: Date;
  heard_at: Date | null;
};

/** When these people last talked with each of the senders, and last wrote. */
export function readChats(tx: Tx, wanted: readonly WantedPerson[]): Promise<ChatRow[]> {
  return wanted.length === 0 ? Promise.resolve([]) : readChatRows(tx, [JSON.stringify(wanted)]);
}

const readChatRows = freshStatement<ChatRow>(
  `select c.tenant_id, c.person, c.sender_id, greatest(c.last_sent_at, c.last_heard_at) as talked_at,
          c.last_heard_at as heard_at
   from json_to_recordset($1) as w(tenant_id uuid, person text, senders uuid[])
   cross join lateral (
     select * from chat
     where tenant_id = w.tenant_id and sender_id = any (w.senders) and person = w.person
     limit 100
   ) as c
   where c.last_sent_at is not null or c.last_heard_at is not null`,
);

export type NotFoundRow = { tenant_id: string; person: string; sender_id: string };

/** Senders whose latest message to a person, within a month, found nobody under the number. */
export function readNotFound(tx: Tx, wanted: readonly WantedPerson[]): Promise<NotFoundRow[]> {
  return wanted.length === 0 ? Promise.resolve([]) : readNotFoundRows(tx, [JSON.stringify(wanted)]);
}

/** The index by recipient has them newest first; the last few tell. */
const readNotFoundRows = freshStatement<NotFoundRow>(
  `select w.tenant_id, w.person, latest.sender_id
   from json_to_recordset($1) as w(tenant_id uuid, person text, senders uuid[])
   cross join lateral (
     select distinct on (recent.sender_id) recent.sender_id, recent.code
     from (
       select id, sender_id, error ->> 'code' as code, status from message
       where tenant_id = w.tenant_id and recipient = w.person and id >= lowest_id(now() - interval '30 days')
       order by id desc limit 20
     ) as recent
     where recent.status in ('sent', 'delivered', 'read', 'played', 'failed')
     order by recent.sender_id, recent.id desc
   ) as latest
   where latest.code = 'recipient_undeliverable' and latest.sender_id = any (w.senders)`,
);

export type Owner = { tenant_id: string; mode: Mode };

/** Under the engine's role: the tenants' senders with routed messages in their lanes, deleted ones as well. */
export function readSendersWithWork(tx: Tx, owners: readonly Owner[]): Promise<SenderWithWork[]> {
  return readSendersWithWorkRows(tx, [JSON.stringify(owners)]);
}

export type SenderWithWork = { tenant_id: string; mode: Mode; sender_id: string };

const readSendersWithWorkRows = freshStatement<SenderWithWork>(
  `select s.tenant_id, s.mode, s.id as sender_id
   from json_to_recordset($1) as owner(tenant_id uuid, mode text)
   join sender s on s.tenant_id = owner.tenant_id and s.mode = owner.mode
   where exists (
     select from lane_entry e where e.tenant_id = s.tenant_id and e.sender_id = s.id and e.routed)`,
);

/** One sweep at a time over all processes; who finds it taken leaves it to them. */
export async function tryToSweep(tx: Tx): Promise<boolean> {
  return (await trySweepLock(tx, []))[0]?.mine === true;
}

const trySweepLock = freshStatement<{ mine: boolean }>(
  "select pg_try_advisory_xact_lock(hashtextextended('reroute', 0)) as mine",
);
