// Statements of the routes: reading templates, and what people want of them. Each names the tenant, though row-level
// security does too.

import { statement } from "../../kernel/db.ts";
import { type AccountKey, columns, type TemplateRow } from "./rows.ts";

/** No row when the account has the name already. Values: [the new template as JSON]. */
export const insertDraft = statement<TemplateRow>(
  "insert_template_draft",
  `with made as (
     insert into template (tenant_id, id, mode, kind, account, name, language, parameter_format, category, draft,
                           draft_author, draft_version, status, applied_status)
     select tenant_id, id, mode, kind, account, name, language, parameter_format, category, draft, draft_author, 1,
            'DRAFT', 'DRAFT'
     from jsonb_to_record($1::jsonb) as w(tenant_id uuid, id uuid, mode text, kind text, account text, name text,
                                          language text, parameter_format text, category text, draft jsonb,
                                          draft_author text)
     on conflict (tenant_id, mode, account, name, language) where status <> 'DELETED' do nothing
     returning *
   ), numbered as (
     insert into template_version (tenant_id, template_id, version, category, parameter_format, components,
                                   ttl_seconds, variables, author)
     select tenant_id, id, version, category, parameter_format, draft -> 'components',
            (draft ->> 'ttl_seconds')::integer, coalesce(draft -> 'variables', '{}'), draft_author
     from made
   )
   select ${columns} from made`,
);

/**
 * Newest first; those before an id. Values: [tenant, mode, account, status, category, name, language, id, limit, kind].
 */
export const listTemplates = statement<TemplateRow>(
  "list_templates",
  `select ${columns} from template
   where tenant_id = $1 and mode = $2 and ($3::text is null or account = $3)
     and case when $4::text is null then status <> 'DELETED' else status = $4 end
     and ($5::text is null or category = $5) and ($6::text is null or name = $6)
     and ($7::text is null or language = $7) and ($8::uuid is null or id < $8)
     and ($10::text is null or kind = $10)
   order by id desc limit $9`,
);

/** Values: [tenant, mode, id]. */
export const readTemplate = statement<TemplateRow>(
  "read_template",
  `select ${columns} from template where tenant_id = $1 and mode = $2 and id = $3`,
);

/** Locked, because what follows decides on what it reads. Values: [tenant, mode, id]. */
export const readTemplateForUpdate = statement<TemplateRow>(
  "read_template_for_update",
  `select ${columns} from template where tenant_id = $1 and mode = $2 and id = $3 for no key update`,
);

/** Values: [tenant, id, draft, author]. */
export const writeDraft = statement<TemplateRow>(
  "write_template_draft",
  `update template set draft = $3::jsonb, draft_author = $4, updated_at = now()
   where tenant_id = $1 and id = $2 returning ${columns}`,
);

/** What needs no provider's word is sent from now on. Values: [tenant, id]. */
export const publishDraft = statement<TemplateRow>(
  "publish_template_draft",
  `update template
   set components = draft -> 'components', variables = coalesce(draft -> 'variables', '{}'), draft = null,
       category = case when kind = 'local' then draft ->> 'category' else category end,
       status = case when kind = 'local' then 'APPROVED' else status end,
       status_at = case when kind = 'local' then now() else status_at end,
       applied_status = case when kind = 'local' then 'APPROVED' else applied_status end,
       updated_at = now()
   where tenant_id = $1 and id = $2 returning ${columns}`,
);

/** Messages go on saying which one they used. Values: [tenant, id]. */
export const endLocal = statement<TemplateRow>(
  "end_local_template",
  `update template set status = 'DELETED', applied_status = 'DELETED', status_at = now(), updated_at = now()
   where tenant_id = $1 and id = $2 returning ${columns}`,
);

/** Values: [tenant, id, intent]. */
export const writeIntent = statement<TemplateRow>(
  "write_template_intent",
  `update template
   set intent = $3, intent_at = now(), intent_due_at = now(), intent_tries = 0, intent_error = null, updated_at = now()
   where tenant_id = $1 and id = $2 returning ${columns}`,
);

/** One the provider has never heard of. Values: [tenant, id]. */
export const dropDraft = statement<never>(
  "drop_template_draft",
  "delete from template where tenant_id = $1 and id = $2",
);

export type EventRow = { at: Date; type: string; source: string; detail: Record<string, unknown> };

/** Oldest first, the last hundred. Values: [tenant, id]. */
export const readHistory = statement<EventRow>(
  "read_template_history",
  `select at, type, source, detail from (
     select * from template_event where tenant_id = $1 and template_id = $2
     order by at desc, recorded_at desc limit 100) as latest
   order by at, recorded_at`,
);

/** The account of a sender; none for senders whose provider keeps no templates here. Values: [tenant, mode, id]. */
export const readAccountOfSender = statement<{ account: string }>(
  "read_template_account_of_sender",
  `select config ->> 'waba_id' as account from sender
   where tenant_id = $1 and mode = $2 and id = $3 and transport in ('cloud_api', 'sandbox') and deleted_at is null
     and config ->> 'waba_id' is not null`,
);

export type AccountRow = AccountKey & {
  synced_at: Date | null;
  problem: { code: string; detail: string } | null;
};

/** Asks for these accounts' templates at once. Values: [tenant, mode, account or null for all]. */
export const askForSync = statement<AccountRow>(
  "ask_for_template_sync",
  `insert into template_account (tenant_id, mode, account)
   select distinct tenant_id, mode, config ->> 'waba_id' from sender
   where tenant_id = $1 and mode = $2 and ($3::text is null or config ->> 'waba_id' = $3)
     and transport in ('cloud_api', 'sandbox') and deleted_at is null and config ->> 'waba_id' is not null
   order by 1, 2, 3
   on conflict (tenant_id, mode, account) do update set next_sync_at = now(), failures = 0
   returning tenant_id, mode, account, synced_at, problem`,
);

/** Wakes whoever speaks with the providers, when the transaction commits. */
export const notifyTemplates = statement<never>("notify_templates", "select pg_notify('templates', '')");
