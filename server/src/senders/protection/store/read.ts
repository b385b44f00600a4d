// What is remembered of numbers, read for many of them at once.

import type { ProtectionSettings } from "@waypost/contract";
import { freshStatement, type Tx } from "../../../kernel/db.ts";
import type { Day } from "../day.ts";
import type { DayFacts } from "../facts.ts";

export type SenderKey = { tenant_id: string; sender_id: string };

export type FactsRow = SenderKey & {
  days: DayFacts[];
  failures_in_a_row: number;
  failed_at: Date | null;
  new_chats_locked_at: Date | null;
  new_chats_locked_until: Date | null;
  older_chats: number;
  older_undelivered: number;
};

/** A row for each sender asked for, also for one of which nothing is known. */
export function readFacts(tx: Tx, senders: readonly SenderKey[]): Promise<FactsRow[]> {
  return readFactRows(tx, [JSON.stringify(senders)]);
}

const readFactRows = freshStatement<FactsRow>(
  `select s.tenant_id, s.sender_id, days.list as days, coalesce(t.failures_in_a_row, 0) as failures_in_a_row,
          t.failed_at, t.new_chats_locked_at, t.new_chats_locked_until,
          older.chats as older_chats, older.undelivered as older_undelivered
   from json_to_recordset($1) as s(tenant_id uuid, sender_id uuid)
   left join sender_trouble t on t.tenant_id = s.tenant_id and t.sender_id = s.sender_id
   cross join lateral (
     select coalesce(jsonb_agg(to_jsonb(d) - 'tenant_id' - 'sender_id'), '[]') as list
     from sender_day d
     where d.tenant_id = s.tenant_id and d.sender_id = s.sender_id and d.day > current_date - 61
   ) as days
   cross join lateral (
     -- Who has written since has received it, whatever became of the receipt.
     select count(*)::int as chats,
            (count(*) filter (
              where greatest(c.delivered_at, c.last_heard_at, '-infinity') < c.last_sent_at))::int as undelivered
     from (
       select last_sent_at, delivered_at, last_heard_at from chat
       where tenant_id = s.tenant_id and sender_id = s.sender_id
         and last_sent_at between now() - interval '8 days' and now() - interval '1 day'
       order by last_sent_at desc limit 100
     ) as c
   ) as older`,
);

export type TextRow = SenderKey & { day: Day; fingerprint: string; people: number };

/** Texts of these senders' days that went to more than a few people. */
export function readTexts(tx: Tx, days: readonly (SenderKey & { day: Day })[]): Promise<TextRow[]> {
  return readTextRows(tx, [JSON.stringify(days)]);
}

const readTextRows = freshStatement<TextRow>(
  `select t.tenant_id, t.sender_id, t.day::text as day, encode(t.fingerprint, 'hex') as fingerprint, t.people
   from json_to_recordset($1) as s(tenant_id uuid, sender_id uuid, day date)
   join sender_text t on t.tenant_id = s.tenant_id and t.sender_id = s.sender_id and t.day = s.day
   where t.people >= 5`,
);

export type ZoneRow = SenderKey & { address: string | null; protection: ProtectionSettings };

/** What the zones of these senders are found from. */
export function readZoneFacts(tx: Tx, senders: readonly SenderKey[]): Promise<ZoneRow[]> {
  return readZoneRows(tx, [JSON.stringify(senders)]);
}

const readZoneRows = freshStatement<ZoneRow>(
  `select s.tenant_id, s.id as sender_id, s.address, s.protection
   from json_to_recordset($1) as wanted(tenant_id uuid, sender_id uuid)
   join sender s on s.tenant_id = wanted.tenant_id and s.id = wanted.sender_id`,
);
