// What Postgres alone takes for the two changes every sent message makes to its row: to sending, and to sent.

import { type Database, statement } from "../../server/src/kernel/db.ts";

const batch = 1_000;
const connections = 2;

/** Answers the seconds it took. No claims, no order, no attempts, no transport. */
export async function updateInBatches(
  engine: Database,
  tenantId: string,
  ids: readonly string[],
): Promise<number> {
  const batches = Array.from({ length: Math.ceil(ids.length / batch) }, (_, index) =>
    ids.slice(index * batch, (index + 1) * batch),
  );
  const began = performance.now();
  const work = async (): Promise<void> => {
    for (let each = batches.shift(); each !== undefined; each = batches.shift()) {
      await begin(engine, [tenantId, each]);
      await finish(engine, [tenantId, each]);
    }
  };
  await Promise.all(Array.from({ length: connections }, work));
  return (performance.now() - began) / 1_000;
}

const begin = statement<never>(
  "floor_begin",
  `update message set status = 'sending', lane_state = 1, tries = 1, attempts = 1, updated_at = now()
   where tenant_id = $1 and id = any ($2::uuid[])`,
);

const finish = statement<never>(
  "floor_finish",
  `update message set status = 'sent', lane_state = null, provider_message_id = id::text, updated_at = now()
   where tenant_id = $1 and id = any ($2::uuid[])`,
);
