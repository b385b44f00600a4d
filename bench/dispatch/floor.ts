// What Postgres alone takes for the two changes every sent message makes: its entry in flight, and both at their end.

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

const entriesOf = `select e.ctid as at from message m join lane_entry e on e.tenant_id = m.tenant_id
       and e.sender_id = m.sender_id and e.recipient = m.recipient and e.message_id = m.id
     where m.tenant_id = $1 and m.id = any ($2::uuid[])`;

const begin = statement<never>(
  "floor_begin",
  `update lane_entry set status = 'sending', tries = 1, attempts = 1, claimed_at = now()
   from (${entriesOf}) as entry where ctid = entry.at`,
);

const finish = statement<never>(
  "floor_finish",
  `with gone as (delete from lane_entry using (${entriesOf}) as entry where ctid = entry.at)
   update message set status = 'sent', tries = 1, attempts = 1, provider_message_id = id::text, updated_at = now()
   where tenant_id = $1 and id = any ($2::uuid[])`,
);
