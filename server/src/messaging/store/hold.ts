// Statements by which messages are held back, by a protected number or by their tenant's rules, and let go again.

import { freshStatement, type Tx } from "../../kernel/db.ts";

export type DeferredRow = {
  tenant_id: string;
  sender_id: string;
  recipient: string;
  id: string;
  /** When the person was last heard, as far as the decision knew. */
  heard_at: string | null;
  until: string;
  code: string;
  text: string;
};

/**
 * Moves messages to when their rules allow them; the reason becomes part of each one's history. Whose person has been
 * heard since is left alone: the decision took them for a stranger. The caller holds the senders' chats (`lockChats`),
 * as whoever counts what was heard does, so that of the two the later one sees what the earlier one did.
 */
export async function deferMessages(tx: Tx, rows: readonly DeferredRow[]): Promise<void> {
  if (rows.length > 0) await deferRows(tx, [JSON.stringify(rows)]);
}

export type HeldRow = Omit<DeferredRow, "heard_at">;

/**
 * The same for what a tenant's rules hold back, whoever has been heard: it is the tenant's wish, not the number's. From
 * then on it is scheduled: what comes after it to the same person does not queue up behind it, but is judged by itself.
 */
export async function holdMessages(tx: Tx, rows: readonly HeldRow[]): Promise<void> {
  if (rows.length > 0) await holdRows(tx, [JSON.stringify(rows)]);
}

/** In id order, as everybody locks entries; what is no longer waiting is left alone. */
const moveLater = (unless: string, status: string): string => `with locked as materialized (
     select e.ctid as at, d.tenant_id, d.id, d.until, d.code, d.text
     from json_to_recordset($1) as d(tenant_id uuid, sender_id uuid, recipient text, id uuid, heard_at timestamptz,
                                     until timestamptz, code text, text text)
     join lane_entry e on e.tenant_id = d.tenant_id and e.sender_id = d.sender_id and e.recipient = d.recipient
       and e.message_id = d.id
     where e.status <> 'sending' and not ${unless}
     order by e.tenant_id, e.message_id for no key update of e
   ), moved as (
     update lane_entry e set due_at = locked.until, status = ${status} from locked where e.ctid = locked.at
   )
   insert into evidence (tenant_id, message_id, type, key, source, at, detail)
   select tenant_id, id, 'held', code || ' ' || until, 'dispatcher', now(),
          jsonb_build_object('code', code, 'reason', text, 'until', until)
   from locked on conflict do nothing`;

const wasHeard = `exists (
       select from chat c
       where c.tenant_id = d.tenant_id and c.sender_id = d.sender_id and c.person = d.recipient
         and c.last_heard_at is distinct from d.heard_at)`;

const deferRows = freshStatement<never>(moveLater(wasHeard, "e.status"));

const holdRows = freshStatement<never>(
  moveLater("false", "case e.status when 'unknown' then 'unknown' else 'scheduled' end"),
);

export type HeardFrom = { tenant_id: string; sender_id: string; person: string };

/**
 * Who writes is no stranger any more: what their rules held back for them is looked at again now. Retries and
 * scheduled messages keep their times: only a time that a rule has set is taken back. After the people were counted
 * as heard, because what is held until then is not seen.
 */
export async function releaseHeld(tx: Tx, people: readonly HeardFrom[]): Promise<void> {
  if (people.length > 0) await releaseRows(tx, [JSON.stringify(people)]);
}

const releaseRows = freshStatement<never>(
  `with waiting as materialized (
     select e.ctid as at
     from (
       select distinct tenant_id, sender_id, person
       from json_to_recordset($1) as p(tenant_id uuid, sender_id uuid, person text)
     ) as heard
     join lane_entry e on e.tenant_id = heard.tenant_id and e.sender_id = heard.sender_id
       and e.recipient = heard.person and e.status <> 'sending' and e.due_at > now()
     where exists (
       select from evidence
       where tenant_id = e.tenant_id and message_id = e.message_id and type = 'held'
         and (detail ->> 'until')::timestamptz = e.due_at)
     order by e.tenant_id, e.message_id for no key update of e
   )
   update lane_entry e set due_at = now() from waiting where e.ctid = waiting.at and e.status <> 'sending'`,
);
