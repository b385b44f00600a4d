// The one statement about what people wrote that accounts need: who wrote a message, to which sender.

import { statement } from "../../kernel/db.ts";

export type InboundAuthor = {
  sender_id: string;
  provider_message_id: string;
  /** E.164, or Meta's id of who shows no number. */
  person: string;
};

/** Values: [tenant, mode, message id]. */
export const readInboundAuthor = statement<InboundAuthor>(
  "read_inbound_author",
  `select i.sender_id, i.provider_message_id, coalesce(i.sender_phone, i.sender_user_id, '') as person
   from inbound_message i join sender s on s.tenant_id = i.tenant_id and s.id = i.sender_id
   where i.tenant_id = $1 and s.mode = $2 and i.id = $3 and s.deleted_at is null`,
);
