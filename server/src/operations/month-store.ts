// Statements about the months of message, attempt and evidence: which there are, make one, drop one.

import { statement } from "../kernel/db.ts";

/** The first days of the months there are. Any role may ask. */
export const readMonths = statement<{ month: string }>(
  "read_months",
  `select to_char(to_date(right(c.relname, 7), 'YYYY_MM'), 'YYYY-MM-DD') as month
   from pg_inherits i join pg_class c on c.oid = i.inhrelid
   where i.inhparent = 'message'::regclass and c.relname ~ '^message_[0-9]{4}_[0-9]{2}$'
   order by 1`,
);

/** As the owner. One that is there stays; what lay in the default partition moves. Values: [first day]. */
export const createMonth = statement<never>("create_month", "select create_month($1::date)");

/** As the owner. Values: [first day]. */
export const dropMonth = statement<{ dropped: boolean }>(
  "drop_month",
  "select drop_month($1::date) as dropped",
);

/** The months of what lies in the default partition, because they were not made; null where an id is no time. */
export const readStrays = statement<{ month: string | null }>(
  "read_strays",
  "select to_char(month, 'YYYY-MM-DD') as month from stray_months() as month order by 1",
);
