// Statements of idempotency keys for requests that run in a transaction of their own.

import { statement } from "../kernel/db.ts";

/** Waits while another transaction holds the same key. Values: [tenant, mode, route, key, fingerprint]. */
export const claimKey = statement<{ key: string }>(
  "claim_idempotency_key",
  `insert into idempotency_key (tenant_id, mode, route, key, fingerprint, status, response)
   values ($1, $2, $3, $4, $5, 0, 'null') on conflict do nothing returning key`,
);

export type StoredAnswer = { fingerprint: Buffer; status: number; response: unknown };

/** Values: [tenant, mode, route, key]. */
export const readAnswer = statement<StoredAnswer>(
  "read_idempotent_answer",
  `select fingerprint, status, response from idempotency_key
   where tenant_id = $1 and mode = $2 and route = $3 and key = $4`,
);

/** Values: [tenant, mode, route, key, status, response]. */
export const storeAnswer = statement<never>(
  "store_idempotent_answer",
  `update idempotency_key set status = $5, response = $6
   where tenant_id = $1 and mode = $2 and route = $3 and key = $4`,
);

/** Values: [tenant, mode, route, key]. */
export const dropKey = statement<never>(
  "drop_idempotency_key",
  `delete from idempotency_key where tenant_id = $1 and mode = $2 and route = $3 and key = $4`,
);

/** For this transaction only. Values: ["<milliseconds>"]; "0" waits as long as it takes. */
export const setLockTimeout = statement<never>(
  "set_lock_timeout",
  "select set_config('lock_timeout', $1, true)",
);
