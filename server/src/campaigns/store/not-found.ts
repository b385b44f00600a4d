// What finds numbers under which a sender has found nobody.

import { freshStatement } from "../../kernel/db.ts";

/**
 * Whether the person's latest message from the sender, within a month, found nobody; null without one. The index by
 * recipient has a person's messages newest first; the last few tell. `$1` is the tenant.
 */
export function foundNobodySql(phone: string, sender: string): string {
  return `(
     select recent.code = 'recipient_undeliverable' from (
       select id, sender_id, status, coalesce(error ->> 'code', '') as code from message
       where tenant_id = $1 and recipient = ${phone} and id >= lowest_id(now() - interval '30 days')
       order by id desc limit 20) as recent
     where recent.sender_id = ${sender} and recent.status in ('sent', 'delivered', 'read', 'played', 'failed')
     order by recent.id desc limit 1)`;
}

/** Values: [tenant, people as {contact_id, phone, sender_id}]. */
export const readNotFound = freshStatement<{ contact_id: string }>(
  `select p.contact_id from json_to_recordset($2) as p(contact_id uuid, phone text, sender_id uuid)
   where ${foundNobodySql("p.phone", "p.sender_id")}`,
);
