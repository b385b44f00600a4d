// Statements about what is remembered of one person's chats with the tenant's numbers.

import { freshStatement } from "../kernel/db.ts";

/** Values: [tenant, names]. */
export const readChatsOfPerson = freshStatement<{ record: object }>(
  "select to_jsonb(c) - 'tenant_id' as record from chat c where tenant_id = $1 and person = any ($2::text[])",
);

/** Values: [tenant, names]. */
export const readEntryPointsOfPerson = freshStatement<{ record: object }>(
  "select to_jsonb(e) - 'tenant_id' as record from entry_point e where tenant_id = $1 and person = any ($2::text[])",
);

/** What was counted of them by day stays. Values: [tenant, names]. */
export const forgetChats = freshStatement<{ sender_id: string }>(
  "delete from chat where tenant_id = $1 and person = any ($2::text[]) returning sender_id",
);

/** Values: [tenant, names]. */
export const forgetEntryPoints = freshStatement<{ sender_id: string }>(
  "delete from entry_point where tenant_id = $1 and person = any ($2::text[]) returning sender_id",
);
