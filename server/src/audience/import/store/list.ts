// The statement that asks whether a list is there.

import { statement } from "../../../kernel/db.ts";

/** Values: [tenant, id]. */
export const readListId = statement<{ id: string }>(
  "read_list_of_import",
  "select id from contact_list where tenant_id = $1 and id = $2",
);
