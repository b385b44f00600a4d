// Statements about what sessions remember of one person: keys, numbers that were looked up, sent messages' bytes.

import { freshStatement } from "../kernel/db.ts";

/**
 * Keys and answers are named by the person's number or LID (`<digits>.0`, `<digits>_1.0`, `+<digits>`), what was sent
 * and heard by the message's id. Values: [tenant, a pattern of their digits, contacts, names].
 */
export const forgetInMemory = freshStatement<{ id: string }>(
  `delete from session_memory s
   where s.tenant_id = $1 and (
     s.id ~ $2
     or (s.type = 'sent' and s.id in (
       select a.provider_message_id
       from message m join attempt a on a.tenant_id = m.tenant_id and a.message_id = m.id
       where m.tenant_id = $1 and m.recipient = any ($4::text[])))
     or (s.type = 'heard' and s.id in (
       select i.provider_message_id from inbound_message i
       where i.tenant_id = $1 and (i.contact_id = any ($3::uuid[]) or i.sender_phone = any ($4::text[])
         or i.sender_lid = any ($4::text[])))))
   returning s.id`,
);

/** Numbers that were asked about. Values: [tenant, a pattern of their digits]. */
export const forgetRequests = freshStatement<{ id: string }>(
  "delete from session_request where tenant_id = $1 and body::text ~ $2 returning id",
);
