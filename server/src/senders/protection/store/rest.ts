// Until when senders rest, and why, as their lanes' holders tell it.

import { freshStatement, type Tx } from "../../../kernel/db.ts";
import type { WaitCode } from "../judge.ts";
import type { SenderKey } from "./read.ts";

export type RestRow = SenderKey & { until: string; code: WaitCode; text: string };

/** One row for each sender: what its lane waits for now, or did last. */
export async function writeRests(tx: Tx, rows: readonly RestRow[]): Promise<void> {
  if (rows.length > 0) await writeRestRows(tx, [JSON.stringify(rows)]);
}

const writeRestRows = freshStatement<never>(
  `insert into sender_rest as r (tenant_id, sender_id, until, code, text)
   select tenant_id, sender_id, until, code, text
   from json_to_recordset($1) as given(tenant_id uuid, sender_id uuid, until timestamptz, code text, text text)
   order by tenant_id, sender_id
   on conflict (tenant_id, sender_id) do update
   set until = excluded.until, code = excluded.code, text = excluded.text`,
);
