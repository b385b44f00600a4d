// The statement that finds the templates messages use: all languages of a name, for a whole batch at once.

import type { ParameterFormat, TemplateKind } from "@waypost/contract";
import { freshStatement, type Tx } from "../../kernel/db.ts";
import type { Json } from "../json.ts";
import type { VariableValues } from "../values.ts";

export type WantedName = { sender_id: string; name: string };

/** A language of a name that a sender might use; one row with `id` null when there is none. */
export type FoundTemplate = WantedName & {
  transport: string;
  /** The sender's business account; null for senders without one, and for those whose provider keeps none here. */
  account: string | null;
  /** Whether the account has been read in full, so that what is not known is not there. */
  is_synced: boolean;
  /** Of the account's group, and of the local one. */
  fallback: string[] | null;
  local_fallback: string[] | null;
  locale: string;
  id: string | null;
  kind: TemplateKind;
  language: string;
  status: string;
  paused_until: Date | null;
  category: string;
  parameter_format: ParameterFormat;
  /** Of what is sent; null before there is a version to send. */
  components: readonly Json[] | null;
  variables: VariableValues;
  version: number;
};

export async function findTemplates(
  tx: Tx,
  tenantId: string,
  wanted: readonly WantedName[],
): Promise<FoundTemplate[]> {
  return findRows(tx, [tenantId, JSON.stringify(wanted)]);
}

const findRows = freshStatement<FoundTemplate>(
  `with asked as materialized (
     select w.sender_id, w.name, s.mode, s.transport,
            case when s.transport in ('cloud_api', 'sandbox') then s.config ->> 'waba_id' end as account
     from json_to_recordset($2) as w(sender_id uuid, name text)
     join sender s on s.tenant_id = $1 and s.id = w.sender_id
   )
   select w.sender_id, w.name, w.transport, w.account, coalesce(a.synced_at is not null, false) as is_synced,
          g.fallback, l.fallback as local_fallback, n.locale, t.id, coalesce(t.kind, '') as kind,
          coalesce(t.language, '') as language, coalesce(t.status, '') as status, t.paused_until,
          coalesce(t.category, '') as category, coalesce(t.parameter_format, 'POSITIONAL') as parameter_format,
          t.components, coalesce(t.variables, '{}') as variables, coalesce(t.live_version, t.version, 0) as version
   from asked w
   join tenant n on n.id = $1
   left join template_account a on a.tenant_id = $1 and a.mode = w.mode and a.account = w.account
   left join template_group g on g.tenant_id = $1 and g.mode = w.mode and g.account = w.account and g.name = w.name
   left join template_group l on l.tenant_id = $1 and l.mode = w.mode and l.account = '' and l.name = w.name
   left join template t on t.tenant_id = $1 and t.mode = w.mode and t.account in (w.account, '')
     and t.name = w.name and t.status <> 'DELETED'`,
);
