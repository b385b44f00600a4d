// Statements of the installation's roots, and of the master keys that a database is sealed under. By the engine's role.

import { statement } from "./db.ts";

/** `used`: somebody has worked here before. */
export const readRoots = statement<{ roots: Buffer | null; used: boolean }>(
  "read_roots",
  "select roots, exists (select from tenant) as used from installation",
);

/** No row when they are not what they were thought to be. Values: [roots, roots before]. */
export const keepRoots = statement<{ one: boolean }>(
  "keep_roots",
  "update installation set roots = $1 where roots is not distinct from $2 returning one",
);

/**
 * The master keys that tenants' data keys are wrapped by, the most used first. Each wrapped key is 69 bytes
 * (kernel/wrapped-keys.ts), its master's id the second to the ninth.
 */
export const readMasterIds = statement<{ id: Buffer; tenants: number }>(
  "read_master_ids",
  `select substr(data_key, 2 + 69 * place, 8) as id, count(distinct tenant.id)::int as tenants
   from tenant cross join lateral generate_series(0, length(data_key) / 69 - 1) as place
   group by 1 order by 2 desc`,
);
