// The statement that counts whom portfolios have begun to write to lately.

import { freshStatement } from "../../kernel/db.ts";

/** Values: [tenant, portfolios]. */
export const countInitiated = freshStatement<{ portfolio: string; people: number }>(
  `select portfolio, count(*)::int as people from initiated_chat
   where tenant_id = $1 and portfolio = any ($2::text[]) and at > now() - interval '24 hours' group by 1`,
);
