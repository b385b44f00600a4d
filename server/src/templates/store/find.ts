// The statement that finds the templates messages use, for a whole batch at once.

import type { ParameterFormat } from "@waypost/contract";
import { freshStatement, type Tx } from "../../kernel/db.ts";
import type { Json } from "../json.ts";

/** Of a sender whose account keeps templates; with `id` null when it has none of that name and language. */
export type FoundTemplate = {
  sender_id: string;
  name: string;
  language: string;
  /** Whether the account has been read in full, so that what is not known is not there. */
  is_synced: boolean;
  id: string | null;
  status: string;
  paused_until: Date | null;
  category: string;
  parameter_format: ParameterFormat;
  components: readonly Json[] | null;
};

/** No row for senders without an account. */
export async function findTemplates(
  tx: Tx,
  tenantId: string,
  wanted: readonly { sender_id: string; name: string; language: string }[],
): Promise<FoundTemplate[]> {
  return findRows(tx, [tenantId, JSON.stringify(wanted)]);
}

const findRows = freshStatement<FoundTemplate>(
  `select w.sender_id, w.name, w.language, coalesce(a.synced_at is not null, false) as is_synced, t.id,
          coalesce(t.status, '') as status, t.paused_until, coalesce(t.category, '') as category,
          coalesce(t.parameter_format, 'POSITIONAL') as parameter_format, t.components
   from json_to_recordset($2) as w(sender_id uuid, name text, language text)
   join sender s on s.tenant_id = $1 and s.id = w.sender_id and s.transport in ('cloud_api', 'sandbox')
     and s.config ->> 'waba_id' is not null
   left join template_account a on a.tenant_id = $1 and a.mode = s.mode and a.account = s.config ->> 'waba_id'
   left join template t on t.tenant_id = $1 and t.mode = s.mode and t.account = s.config ->> 'waba_id'
     and t.name = w.name and t.language = w.language and t.status <> 'DELETED'`,
);
