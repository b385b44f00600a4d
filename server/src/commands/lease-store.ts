// The statement behind a transport's health check.
import { statement } from "../kernel/db.ts";

/** Values: [host name]. A node's `host` begins with it. */
export const readLease = statement<{ held: boolean }>(
  "read_lease_of_host",
  `select exists (
     select from node where split_part(host, ' ', 1) = $1 and until >= clock_timestamp()) as held`,
);
