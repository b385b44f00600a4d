// The statement that finds who uses a list or a segment.

import { statement } from "../../kernel/db.ts";

/** Values: [tenant, "list" or "segment", presented id]. */
export const readUsers = statement<{ id: string; name: string }>(
  "read_campaigns_of_audience",
  `select id, name from campaign
   where tenant_id = $1 and status in ('draft', 'scheduled', 'running', 'paused')
     and (coalesce(audience -> $2, '[]') ? $3 or coalesce(audience -> 'exclude' -> $2, '[]') ? $3)
   order by id limit 100`,
);
