// Statements of webhook intake: raw bodies in, claims on them, people's messages out of them.

import type { ReceivedType } from "@waypost/contract";
import { freshStatement, statement, type Tx } from "../kernel/db.ts";
import type { ReceivedFile } from "./received/file-of.ts";

export type RawWebhook = { id: string; source: string; webhookKey: string; body: Buffer };

export async function insertWebhooks(tx: Tx, rows: readonly RawWebhook[]): Promise<void> {
  await insertRows(tx, [
    rows.map((row) => row.id),
    rows.map((row) => row.source),
    rows.map((row) => row.webhookKey),
    rows.map((row) => row.body),
  ]);
}

const insertRows = statement<never>(
  "insert_webhooks",
  `with stored as (
     insert into webhook_in (id, source, webhook_key, body)
     select * from unnest($1::uuid[], $2::text[], $3::text[], $4::bytea[]) returning 1)
   select pg_notify('intake', '') from stored limit 1`,
);

export type ClaimedWebhook = Claim & { source: string; webhook_key: string; body: Buffer };

/** A body under the number of its try, which is this claim's alone: the next claim counts on. */
export type Claim = { id: string; tries: number };

/**
 * Takes open bodies, oldest first. Rows are claimed one by one with SKIP LOCKED and marked: reading on by an id
 * cursor skips rows whenever several processes insert, because ids commit out of order. Stops behind the body that
 * fills the bytes. A claim needs to last only until its round holds the body (`holdWebhooks`): whose process is killed,
 * people's replies and receipts included, is taken by another after 5 s. From the second try on it is a minute, so that
 * three tries outlast a process that keeps dying or a database that is unwell. Values: [at most, bytes].
 */
export const claimWebhooks = statement<ClaimedWebhook>(
  "claim_webhooks",
  `update webhook_in w set tries = w.tries + 1,
     busy_until = now() + case w.tries when 0 then interval '5 s' else interval '60 s' end
   where w.id in (
     select id from (
       select id, sum(size) over (order by received_at, id) - size as before from (
         select id, received_at, octet_length(body) as size from webhook_in
         where done_at is null and (busy_until is null or busy_until < now()) and tries < 3
         order by received_at limit $1 for update skip locked) as open) as ranked
     where before < $2)
   returning w.id, w.tries, w.source, w.webhook_key, w.body`,
);

/**
 * Which of these bodies are still their claim's, locked until the transaction ends: however long a round takes, nobody
 * else gets them, and with its process the lock ends. (A claim that is extended again and again would have to outlast
 * a process that stands still, and does not.) It waits for who has one locked, and that is not long: a claim that read
 * the body just before ours was committed locks it too, sees that it is taken, and keeps the lock until its statement
 * ends. (Passing those over, as a claim does, left up to one body in fifty lying for 5 s with two processes, one that
 * met it twice for a minute more, and one that met it three times would have been set aside.) What another claim has
 * by now is not waited for. First in its transaction and in order, and whoever else waits for these rows does so in a
 * statement of its own: so nobody who waits has what others wait for. Values: [ids, tries].
 */
export const holdWebhooks = freshStatement<{ id: string }>(
  `select w.id from unnest($1::uuid[], $2::smallint[]) as claim(id, tries) join webhook_in w on w.id = claim.id
   where w.tries = claim.tries and w.done_at is null
   order by w.id for update of w`,
);

/** Of bodies that are held. Values: [ids, problems (null where all was well)]. */
export const finishWebhooks = freshStatement<never>(
  `update webhook_in w set done_at = now(), problem = done.problem
   from unnest($1::uuid[], $2::text[]) as done(id, problem) where w.id = done.id`,
);

/** Bodies that ended three workers are put aside for a person to look at; one that is held is being worked on. */
export const setAsideWebhooks = statement<{ id: string }>(
  "set_aside_webhooks",
  `update webhook_in set done_at = now(), problem = 'set aside after three tries'
   where id in (
     select id from webhook_in where done_at is null and tries >= 3 and busy_until < now() for update skip locked)
   returning id`,
);

export type InboundRow = {
  tenant_id: string;
  sender_id: string;
  provider_message_id: string;
  id: string;
  sender_phone: string | null;
  sender_user_id: string | null;
  sender_lid: string | null;
  /** The business account whose name for the person `sender_user_id` is; not kept here but with the contact. */
  account: string | null;
  contact_id: string | null;
  name: string | null;
  type: ReceivedType;
  body: Readonly<Record<string, unknown>>;
  media: ReceivedFile | null;
  shape: number;
  at: string;
};

/** A message told twice is one row. In order, so that two rounds told the same never deadlock. */
export async function insertInbound(tx: Tx, rows: readonly InboundRow[]): Promise<void> {
  await insertInboundRows(tx, [JSON.stringify(rows)]);
}

const insertInboundRows = statement<never>(
  "insert_inbound_messages",
  `insert into inbound_message (tenant_id, sender_id, provider_message_id, id, sender_phone, sender_user_id,
                                sender_lid, contact_id, name, type, body, media, shape, at)
   select tenant_id, sender_id, provider_message_id, id, sender_phone, sender_user_id, sender_lid, contact_id, name,
          type, body, media, shape, at
   from json_to_recordset($1) as m(
     tenant_id uuid, sender_id uuid, provider_message_id text, id uuid, sender_phone text, sender_user_id text,
     sender_lid text, contact_id uuid, name text, type text, body jsonb, media jsonb, shape smallint, at timestamptz)
   order by tenant_id, sender_id, provider_message_id
   on conflict do nothing`,
);

/** Around what may fail without costing the rest of its transaction. */
export const beginAttempt = freshStatement<never>("savepoint attempt");
export const keepAttempt = freshStatement<never>("release savepoint attempt");
export const undoAttempt = freshStatement<never>("rollback to savepoint attempt");
