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

/** As the owner. One that is there stays. Values: [first day]. */
export const createMonth = statement<never>("create_month", "select create_month($1::date)");

/** As the owner. Values: [first day]. */
export const dropMonth = statement<{ dropped: boolean }>(
  "drop_month",
  "select drop_month($1::date) as dropped",
);

/** Whether anything was written that belongs to no month: the ranges around the months that there are. */
export const readStrays = statement<{ found: boolean }>(
  "read_strays",
  `select exists (select from message where tableoid = 'message_default'::regclass)
       or exists (select from attempt where tableoid = 'attempt_default'::regclass)
       or exists (select from evidence where tableoid = 'evidence_default'::regclass) as found`,
);
