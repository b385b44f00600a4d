// The statement that finds numbers under which a sender has found nobody.

import { freshStatement } from "../../kernel/db.ts";

/**
 * Whose latest message from the sender they are to be sent by, within a month, found nobody. The index by recipient has
 * a person's messages newest first; the last few tell. Values: [tenant, people as {contact_id, phone, sender_id}].
 */
export const readNotFound = freshStatement<{ contact_id: string }>(
  `select p.contact_id
   from json_to_recordset($2) as p(contact_id uuid, phone text, sender_id uuid)
   cross join lateral (
     select recent.code from (
       select id, sender_id, status, error ->> 'code' as code from message
       where tenant_id = $1 and recipient = p.phone and id >= lowest_id(now() - interval '30 days')
       order by id desc limit 20) as recent
     where recent.sender_id = p.sender_id and recent.status in ('sent', 'delivered', 'read', 'played', 'failed')
     order by recent.id desc limit 1) as latest
   where latest.code = 'recipient_undeliverable'`,
);
