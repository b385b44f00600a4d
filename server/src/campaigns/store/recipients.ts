// A campaign's people as they are shown, and what one person has for a test.

import type { Tx } from "../../kernel/db.ts";
import { type Mapping, variablesSql } from "../variables.ts";

export type RecipientRow = {
  contact_id: string;
  phone: string | null;
  status: string;
  reason: string | null;
  error: string | null;
  message_id: string | null;
  sender_id: string | null;
  language: string | null;
  variables: Record<string, string> | null;
  replied_at: Date | null;
  clicked_at: Date | null;
  converted_at: Date | null;
  variant: number | null;
  opted_out_at: Date | null;
};

/** What the person with this number would be sent; nothing when nobody has it. */
export async function readVariablesOf(
  tx: Tx,
  tenantId: string,
  phone: string,
  mapping: Mapping,
): Promise<{ contact_id: string; language: string | null; variables: Record<string, string> | null } | null> {
  const values: unknown[] = [tenantId, phone];
  const variables = variablesSql(mapping, (value) => `$${values.push(value)}`);
  const { rows } = await tx.query(
    `select c.id as contact_id, c.language, ${variables} as variables from contact c
     where c.tenant_id = $1 and c.lead_phone = $2 and c.deleted_at is null and c.merged_into is null limit 1`,
    values,
  );
  return rows[0] ?? null;
}
