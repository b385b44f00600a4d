// Statements that bring what was told of templates into their rows: found, kept once, written.

import { freshStatement, statement, type Tx } from "../../kernel/db.ts";
import type { Source, TemplateState } from "../state.ts";
import { type AccountKey, columnsOfT, type TemplateRow } from "./rows.ts";

export type ToldOf = { webhook_key: string; account: string; name: string; language: string };

/**
 * The templates that webhooks speak of, of every tenant that has the account under the secret that signed; locked in
 * the order of their keys, as everybody locks them.
 */
export async function lockToldTemplates(
  tx: Tx,
  told: readonly ToldOf[],
): Promise<(TemplateRow & { webhook_key: string })[]> {
  return told.length === 0 ? [] : lockToldRows(tx, [JSON.stringify(told)]);
}

const lockToldRows = freshStatement<TemplateRow & { webhook_key: string }>(
  `with owner as materialized (
     select distinct s.tenant_id, s.mode, w.webhook_key, w.account, w.name, w.language
     from json_to_recordset($1) as w(webhook_key text, account text, name text, language text)
     join sender s on s.webhook_key = w.webhook_key and s.config ->> 'waba_id' = w.account
     where s.deleted_at is null
   )
   select ${columnsOfT}, owner.webhook_key
   from owner join template t using (tenant_id, mode, account, name, language)
   where t.status <> 'DELETED'
   order by t.tenant_id, t.id for no key update of t`,
);

/** Those of one sender's account by name and language, locked. */
export async function lockTemplatesOfSenders(
  tx: Tx,
  wanted: readonly { sender_id: string; name: string; language: string }[],
): Promise<(TemplateRow & { sender_id: string })[]> {
  return wanted.length === 0 ? [] : lockSenderRows(tx, [JSON.stringify(wanted)]);
}

const lockSenderRows = freshStatement<TemplateRow & { sender_id: string }>(
  `select ${columnsOfT}, w.sender_id
   from json_to_recordset($1) as w(sender_id uuid, name text, language text)
   join sender s on s.id = w.sender_id
   join template t on t.tenant_id = s.tenant_id and t.mode = s.mode and t.account = s.config ->> 'waba_id'
     and t.name = w.name and t.language = w.language and t.status <> 'DELETED'
   order by t.tenant_id, t.id for no key update of t`,
);

/** All of an account, locked. */
export async function lockTemplatesOfAccount(tx: Tx, key: AccountKey): Promise<TemplateRow[]> {
  return lockAccountRows(tx, [key.tenant_id, key.mode, key.account]);
}

const lockAccountRows = freshStatement<TemplateRow>(
  `select ${columnsOfT} from template t
   where t.tenant_id = $1 and t.mode = $2 and t.account = $3 and t.status <> 'DELETED'
   order by t.tenant_id, t.id for no key update of t`,
);

export type NewEvent = {
  tenant_id: string;
  template_id: string;
  type: string;
  key: string;
  source: Source;
  at: string;
  detail: Record<string, unknown>;
};

/** Answers the keys of those that were not known before. */
export async function insertEvents(
  tx: Tx,
  rows: readonly NewEvent[],
): Promise<{ template_id: string; type: string; key: string }[]> {
  return rows.length === 0 ? [] : insertEventRows(tx, [JSON.stringify(rows)]);
}

const insertEventRows = freshStatement<{ template_id: string; type: string; key: string }>(
  `insert into template_event (tenant_id, template_id, type, key, source, at, detail)
   select tenant_id, template_id, type, key, source, at, detail
   from json_to_recordset($1) as e(tenant_id uuid, template_id uuid, type text, key text, source text,
                                   at timestamptz, detail jsonb)
   order by tenant_id, template_id, type, key
   on conflict do nothing returning template_id, type, key`,
);

export type StateRow = { tenant_id: string; id: string } & TemplateState;

export async function writeStates(tx: Tx, rows: readonly StateRow[]): Promise<void> {
  if (rows.length > 0) await writeStateRows(tx, [JSON.stringify(rows)]);
}

const writeStateRows = freshStatement<never>(
  `update template t
   set status = n.status, status_at = n.status_at, rejection_reason = n.rejection_reason,
       paused_until = n.paused_until, quality = n.quality, quality_at = n.quality_at, category = n.category,
       previous_category = n.previous_category, correct_category = n.correct_category, category_at = n.category_at,
       updated_at = now()
   from json_to_recordset($1) as n(
     tenant_id uuid, id uuid, status text, status_at timestamptz, rejection_reason text, paused_until timestamptz,
     quality text, quality_at timestamptz, category text, previous_category text, correct_category text,
     category_at timestamptz)
   where t.tenant_id = n.tenant_id and t.id = n.id`,
);

/** Messages that were in flight when the others were held are held now. Values: [template ids]. */
export const holdAgain = statement<never>(
  "hold_for_template_again",
  "update template set applied_status = 'DRAFT' where id = any ($1::uuid[]) and held_until is not null",
);

/** Not twice in half a minute: a provider counts its callers' questions. */
const soon = `next_sync_at = least(template_account.next_sync_at,
    greatest(now(), template_account.synced_at + interval '30 seconds'))`;

/** Whose content has changed elsewhere, or who was told of and is not known: their account is read again soon. */
export async function hurrySync(
  tx: Tx,
  told: readonly { webhook_key: string; account: string }[],
): Promise<void> {
  if (told.length > 0) await hurryRows(tx, [JSON.stringify(told)]);
}

const hurryRows = freshStatement<never>(
  `insert into template_account (tenant_id, mode, account)
   select distinct s.tenant_id, s.mode, w.account
   from json_to_recordset($1) as w(webhook_key text, account text)
   join sender s on s.webhook_key = w.webhook_key and s.config ->> 'waba_id' = w.account
   where s.deleted_at is null
   order by 1, 2, 3
   on conflict (tenant_id, mode, account) do update set ${soon}`,
);

/** The same by sender. Values: [sender ids]. */
export async function hurrySyncOfSenders(tx: Tx, senderIds: readonly string[]): Promise<void> {
  if (senderIds.length > 0) await hurrySenderRows(tx, [senderIds]);
}

const hurrySenderRows = freshStatement<never>(
  `insert into template_account (tenant_id, mode, account)
   select distinct tenant_id, mode, config ->> 'waba_id' from sender
   where id = any ($1::uuid[]) and transport in ('cloud_api', 'sandbox') and config ->> 'waba_id' is not null
   order by 1, 2, 3
   on conflict (tenant_id, mode, account) do update set ${soon}`,
);
