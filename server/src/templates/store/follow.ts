// Statements of following: what is to be told to providers, read from them, and applied to messages that wait.

import { freshStatement, statement, type Tx } from "../../kernel/db.ts";
import type { ProviderTemplate } from "../../transports/template-sync.ts";
import { type AccountKey, columns, columnsOfT, type TemplateRow } from "./rows.ts";

/** Every account that a sender names has a row; found once per round, because senders come and go. */
export const knowAccounts = statement<never>(
  "know_template_accounts",
  `insert into template_account (tenant_id, mode, account)
   select distinct tenant_id, mode, config ->> 'waba_id' from sender
   where transport in ('cloud_api', 'sandbox') and deleted_at is null and config ->> 'waba_id' is not null
   order by 1, 2, 3
   on conflict do nothing`,
);

export type DueAccount = AccountKey & { failures: number; sender_id: string | null };

/**
 * Takes accounts that are due for two minutes, so that one process reads each, and one that dies loses it. With the
 * oldest sender that can ask; none is left when all were deleted. Values: [at most].
 */
export const claimAccounts = statement<DueAccount>(
  "claim_template_accounts",
  `with due as materialized (
     select tenant_id, mode, account from template_account
     where next_sync_at <= now() and (busy_until is null or busy_until <= now())
     order by next_sync_at limit $1 for no key update skip locked
   )
   update template_account a
   set busy_until = now() + interval '2 minutes', next_sync_at = now() + interval '2 minutes'
   from due where (a.tenant_id, a.mode, a.account) = (due.tenant_id, due.mode, due.account)
   returning a.tenant_id, a.mode, a.account, a.failures,
     (select s.id from sender s
      where s.tenant_id = a.tenant_id and s.mode = a.mode and s.config ->> 'waba_id' = a.account
        and s.transport in ('cloud_api', 'sandbox') and s.deleted_at is null
      order by s.created_at limit 1) as sender_id`,
);

/**
 * Gives an account back: read at a time, or not, with the reason. Asked for meanwhile, it stays due. Values:
 * [tenant, mode, account, read at or null, next in seconds, failures, problem].
 */
export const finishAccount = statement<never>(
  "finish_template_account",
  `update template_account
   set busy_until = null, synced_at = coalesce($4::timestamptz, synced_at), failures = $6, problem = $7::jsonb,
       next_sync_at = case when next_sync_at < busy_until then next_sync_at else now() + $5 * interval '1 second' end
   where tenant_id = $1 and mode = $2 and account = $3`,
);

/** The last sender of an account is gone. Values: [tenant, mode, account]. */
export const forgetAccount = statement<never>(
  "forget_template_account",
  "delete from template_account where tenant_id = $1 and mode = $2 and account = $3",
);

export type DueIntent = TemplateRow & { sender_id: string | null };

/**
 * Takes what a provider is to be told for three minutes, the longest that a sample, the call and a look at the list may
 * take. Values: [at most].
 */
export const claimIntents = statement<DueIntent>(
  "claim_template_intents",
  `with due as materialized (
     select tenant_id, id from template
     where intent is not null and intent_error is null and intent_due_at <= now()
     order by intent_due_at limit $1 for no key update skip locked
   )
   update template t set intent_due_at = now() + interval '3 minutes', intent_tries = t.intent_tries + 1
   from due where t.tenant_id = due.tenant_id and t.id = due.id
   returning ${columnsOfT},
     (select s.id from sender s
      where s.tenant_id = t.tenant_id and s.mode = t.mode and s.config ->> 'waba_id' = t.account
        and s.transport in ('cloud_api', 'sandbox') and s.deleted_at is null
      order by s.created_at limit 1) as sender_id`,
);

/** Values: [tenant, id]. */
export const lockTemplate = statement<TemplateRow>(
  "lock_template",
  `select ${columns} from template where tenant_id = $1 and id = $2 for no key update`,
);

/** The provider has it; what was drafted meanwhile stays a draft. Values: [tenant, id, the draft it was sent]. */
export const endIntent = statement<never>(
  "end_template_intent",
  `update template
   set intent = null, intent_at = null, intent_due_at = null, intent_error = null, updated_at = now(),
       variables = case when draft = $3::jsonb then coalesce(draft -> 'variables', '{}') else variables end,
       components = case when draft = $3::jsonb then coalesce(components, draft -> 'components') else components end,
       draft = case when draft = $3::jsonb then null else draft end
   where tenant_id = $1 and id = $2`,
);

/** Values: [tenant, id, error]. */
export const failIntent = statement<never>(
  "fail_template_intent",
  "update template set intent_error = $3::jsonb, updated_at = now() where tenant_id = $1 and id = $2",
);

/** Values: [tenant, id, seconds]. */
export const postponeIntent = statement<never>(
  "postpone_template_intent",
  `update template set intent_due_at = now() + $3 * interval '1 second' where tenant_id = $1 and id = $2`,
);

/** What the provider has of templates that are known here. */
export async function writeContents(
  tx: Tx,
  rows: readonly ({ tenant_id: string; row_id: string } & ProviderTemplate)[],
): Promise<void> {
  if (rows.length > 0) await writeContentRows(tx, [JSON.stringify(rows)]);
}

const writeContentRows = freshStatement<never>(
  `update template t
   set provider_id = n.id, parameter_format = n."parameterFormat", components = n.components,
       ttl_seconds = n."ttlSeconds", updated_at = now()
   from json_to_recordset($1) as n(tenant_id uuid, row_id uuid, id text, "parameterFormat" text, components jsonb,
                                   "ttlSeconds" integer)
   where t.tenant_id = n.tenant_id and t.id = n.row_id
     and (t.provider_id, t.parameter_format, t.components, t.ttl_seconds)
       is distinct from (n.id, n."parameterFormat", n.components, n."ttlSeconds")`,
);

/** Templates made elsewhere. Messages may wait for one that is not approved only once it is known. */
export async function insertFound(
  tx: Tx,
  key: AccountKey,
  rows: readonly ({ row_id: string; at: string } & ProviderTemplate)[],
): Promise<void> {
  if (rows.length === 0) return;
  await insertFoundRows(tx, [key.tenant_id, key.mode, key.account, JSON.stringify(rows)]);
}

const insertFoundRows = freshStatement<never>(
  `with made as (
   insert into template (tenant_id, id, mode, account, name, language, parameter_format, category, components,
                         ttl_seconds, provider_id, status, status_at, rejection_reason, quality, quality_at,
                         previous_category, correct_category, category_at, applied_status, live_version)
   select $1, n.row_id, $2, $3, n.name, n.language, n."parameterFormat", n.category, n.components, n."ttlSeconds",
          n.id, n.status, n.at, n."rejectionReason", n.quality, n.at, n."previousCategory", n."correctCategory",
          n.at, 'DRAFT', 1
   from json_to_recordset($4) as n(
     row_id uuid, at timestamptz, id text, name text, language text, "parameterFormat" text, category text,
     components jsonb, "ttlSeconds" integer, status text, "rejectionReason" text, quality text,
     "previousCategory" text, "correctCategory" text)
   on conflict (tenant_id, mode, account, name, language) where status <> 'DELETED' do nothing
   returning *)
   insert into template_version (tenant_id, template_id, version, category, parameter_format, components, ttl_seconds,
                                 variables, author)
   select tenant_id, id, version, category, parameter_format, components, ttl_seconds, variables, 'provider'
   from made`,
);

export type ToApply = TemplateRow & {
  applied_status: string;
  held_until: Date | null;
  sender_ids: string[];
};

const toApply = `t.applied_status <> t.status or t.held_until <= now() + interval '10 minutes'`;
const sendersOfT = `array(select s.id from sender s
     where s.tenant_id = t.tenant_id and s.mode = t.mode and s.config ->> 'waba_id' = t.account
     order by s.id) as sender_ids`;

/** Whose messages do not yet stand as their template does, or are held for little longer. Values: [at most]. */
export const findToApply = statement<ToApply>(
  "find_templates_to_apply",
  `select ${columnsOfT}, t.applied_status, t.held_until, ${sendersOfT} from template t
   where ${toApply} order by t.tenant_id, t.id limit $1`,
);

/**
 * Locked for one step, so that its state changes between steps only. No row when it has changed or another process
 * has done it. Templates are locked before messages and entries. Values: [tenant, id, the status to apply].
 */
export const lockToApply = statement<{ id: string }>(
  "lock_template_to_apply",
  `select t.id from template t
   where t.tenant_id = $1 and t.id = $2 and t.status = $3 and (${toApply}) for no key update`,
);

/** Values: [tenant, id, status, held until]. */
export const markApplied = statement<never>(
  "mark_template_applied",
  "update template set applied_status = $3, held_until = $4 where tenant_id = $1 and id = $2",
);
