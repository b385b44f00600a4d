// Queues what confirms a person's word about being written to, through the number they wrote it to.

import type { ConsentState } from "@waypost/contract";
import { freshStatement, type Tx } from "../../kernel/db.ts";
import { notifyShards } from "./accept.ts";

export type Confirmation = {
  tenant_id: string;
  id: string;
  sender_id: string;
  /** E.164. */
  recipient: string;
  confirms: ConsentState;
  text: string;
  /** The end of the window in which one may answer in free words. */
  expires_at: string;
};

/** An automaton at the other end that answers each with another word hears no more than these in a day. */
const perPersonAndDay = 3;

/** Answers those that were queued: people were told enough today, or the number is gone. */
export async function confirmConsents(tx: Tx, rows: readonly Confirmation[]): Promise<{ id: string }[]> {
  if (rows.length === 0) return [];
  const queued = await insertRows(tx, [JSON.stringify(rows), perPersonAndDay]);
  if (queued.length > 0) await notifyShards(tx, new Set(queued.map(({ shard }) => shard)));
  return queued;
}

/**
 * Not through acceptance: no caller asked for it, and its transaction is the one in which the word comes into force.
 * Those of the last day are counted by the index of messages by recipient, which a day's ids bound to a month or two.
 */
const insertRows = freshStatement<{ id: string; shard: number }>(
  `with given as materialized (
     select g.*, s.shard, s.mode
     from json_to_recordset($1) as g(tenant_id uuid, id uuid, sender_id uuid, recipient text, confirms text,
                                     text text, expires_at timestamptz)
     join sender s on s.tenant_id = g.tenant_id and s.id = g.sender_id and s.deleted_at is null
     where g.expires_at > now() and (
       select count(*) from (
         select from message m
         where m.tenant_id = g.tenant_id and m.recipient = g.recipient and m.confirms is not null
           and m.id >= lowest_id(now() - interval '1 day')
         limit $2) as told) < $2
   ), stored as (
     insert into message (tenant_id, id, mode, sender_id, shard, recipient, class, category, type, body, status,
                          due_at, expires_at, unknown_policy, confirms, created_at, updated_at)
     select tenant_id, id, mode, sender_id, shard, recipient, 1, 'service', 'text',
            jsonb_build_object('type', 'text', 'text', jsonb_build_object('body', text)), 'queued',
            now(), expires_at, 'once', confirms, now(), now()
     from given
     returning tenant_id, sender_id, recipient, id, shard, class, status, due_at, expires_at
   ), waiting as (
     insert into lane_entry (tenant_id, sender_id, recipient, message_id, shard, class, status, due_at, expires_at)
     select * from stored
   )
   select id, shard from stored`,
);
