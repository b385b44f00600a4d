// What a protected number's lane may choose from: its next due messages, with what is known of their chats.

import type { MessageCategory, MessageObject } from "@waypost/contract";
import { statement, type Tx } from "../../kernel/db.ts";
import { dueEntries } from "./dispatch.ts";
import { ofEntry } from "./entry-key.ts";

export type ReviewedLane = { tenant_id: string; sender_id: string; most: number };

export type CandidateRow = {
  tenant_id: string;
  sender_id: string;
  id: string;
  category: MessageCategory;
  recipient: string;
  body: MessageObject;
  due_at: Date;
  first_sent_at: Date | null;
  last_sent_at: Date | null;
  delivered_at: Date | null;
  last_heard_at: Date | null;
  unanswered: number;
};

/**
 * In the order they would be claimed in, lane by lane. It is a look and takes nothing: what is chosen has to
 * be claimed, and may be gone by then. Only the first message to a person is there, as in a claim (see
 * dispatch.ts, also for the shape of the sub-selects, which is the same and for the same reasons).
 */
export function readCandidates(tx: Tx, lanes: readonly ReviewedLane[]): Promise<CandidateRow[]> {
  return readCandidateRows(tx, [JSON.stringify(lanes)]);
}

const classes = [0, 1, 2];

const readCandidateRows = statement<CandidateRow>(
  "read_candidates",
  `with lane as materialized (
     select l.*, row_number() over () as place
     from json_to_recordset($1) as l(tenant_id uuid, sender_id uuid, most int)
   )
   select lane.tenant_id, lane.sender_id, next.message_id as id, m.category, m.recipient, m.body, next.due_at,
          chat.first_sent_at, chat.last_sent_at, chat.delivered_at, chat.last_heard_at,
          coalesce(chat.unanswered, 0) as unanswered
   from lane
   cross join lateral (
     select * from (${classes.map((each) => dueEntries(each, "lane.most")).join(" union all ")}) as each
     order by each.class, each.due_at, each.message_id limit lane.most
   ) as next
   cross join lateral (
     select category, recipient, body from message where ${ofEntry("next")} limit 1
   ) as m
   left join lateral (
     select c.* from chat c
     where c.tenant_id = lane.tenant_id and c.sender_id = lane.sender_id and c.person = m.recipient limit 1
   ) as chat on true
   order by lane.place, next.class, next.due_at, next.message_id`,
);
