// What windows are reckoned from, read for many people at once.

import { freshStatement, statement, type Tx } from "../../kernel/db.ts";

export type PersonKey = { tenant_id: string; sender_id: string; person: string };

export type WindowRow = {
  index: number;
  last_heard_at: Date | null;
  entry_at: Date | null;
  answered_at: Date | null;
};

/** A row for each person asked for, in their order. */
export function readWindowFacts(tx: Tx, people: readonly PersonKey[]): Promise<WindowRow[]> {
  return readWindowRows(tx, [JSON.stringify(people.map((key, index) => ({ index, ...key })))]);
}

/** Few people come from an ad, so the look for our first answer to one is rare. */
const readWindowRows = freshStatement<WindowRow>(
  `select p.index, c.last_heard_at, entry.at as entry_at, answer.at as answered_at
   from json_to_recordset($1) as p(index int, tenant_id uuid, sender_id uuid, person text)
   left join chat c on c.tenant_id = p.tenant_id and c.sender_id = p.sender_id and c.person = p.person
   left join entry_point entry on entry.tenant_id = p.tenant_id and entry.sender_id = p.sender_id
     and entry.person = p.person and entry.at > now() - interval '97 hours'
   left join lateral (
     select min(a.started_at) as at from message m
     join attempt a on a.tenant_id = m.tenant_id and a.message_id = m.id and a.state = 'accepted'
     where entry.at is not null and m.tenant_id = p.tenant_id and m.recipient = p.person
       and m.sender_id = p.sender_id and m.id >= lowest_id(entry.at) and a.message_id >= lowest_id(entry.at)
   ) answer on true
   order by p.index`,
);

export type EntryRow = PersonKey & { at: string };

/** People who have just come from an ad; a later ad opens another free entry. */
export async function writeEntryPoints(tx: Tx, rows: readonly EntryRow[]): Promise<void> {
  if (rows.length > 0) await writeEntryRows(tx, [JSON.stringify(rows)]);
}

const writeEntryRows = freshStatement<never>(
  `insert into entry_point as e (tenant_id, sender_id, person, at)
   select tenant_id, sender_id, person, max(at)
   from json_to_recordset($1) as r(tenant_id uuid, sender_id uuid, person text, at timestamptz)
   group by tenant_id, sender_id, person order by tenant_id, sender_id, person
   on conflict (tenant_id, sender_id, person) do update set at = greatest(e.at, excluded.at)`,
);

/** A free entry lasts 96 hours at most. Values: [limit]. */
export const pruneEntryPoints = statement<{ person: string }>(
  "prune_entry_points",
  `delete from entry_point where ctid = any (array(
     select ctid from entry_point where at < now() - interval '5 days' limit $1))
   returning person`,
);
