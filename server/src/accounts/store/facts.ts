// Statements of what Meta said: read with its recent past, appended, and confirmed.

import { freshStatement, statement, type Tx } from "../../kernel/db.ts";
import type { Mode } from "../../kernel/route.ts";

/** One of Meta's objects as one tenant knows it. */
export type ObjectKey = { tenant_id: string; mode: Mode; object: string };

export type FactRow = ObjectKey & {
  fact: string;
  at: Date;
  seen_at: Date;
  value: unknown;
};

/**
 * Whoever changes what is known of an object waits for its turn, in one order: what follows is decided on what is read.
 */
export async function lockObjects(tx: Tx, objects: readonly ObjectKey[]): Promise<void> {
  await lockNames(tx, [
    objects.map(({ tenant_id, mode, object }) => `account ${tenant_id} ${mode} ${object}`),
  ]);
}

const lockNames = statement<never>(
  "lock_account_objects",
  `select pg_advisory_xact_lock(hashtextextended(name, 0))
   from (select distinct unnest($1::text[]) as name order by 1) as each`,
);

/** The last words about each fact of these objects, newest first: what comes later than these has no past to fit in. */
export function readRecentFacts(tx: Tx, objects: readonly ObjectKey[]): Promise<FactRow[]> {
  return readRecentRows(tx, [JSON.stringify(objects)]);
}

const readRecentRows = freshStatement<FactRow>(
  `select f.tenant_id, f.mode, f.object, f.fact, f.at, f.seen_at, f.value
   from json_to_recordset($1) as o(tenant_id uuid, mode text, object text)
   cross join lateral (
     select a.*, row_number() over (partition by fact order by seen_at desc, at desc) as place from account_fact a
     where a.tenant_id = o.tenant_id and a.mode = o.mode and a.object = o.object
   ) as f
   where f.place <= 50
   order by f.object, f.fact, f.seen_at desc, f.at desc`,
);

/** What was said last of each fact. */
export function readCurrentFacts(tx: Tx, objects: readonly ObjectKey[]): Promise<FactRow[]> {
  return readCurrentRows(tx, [JSON.stringify(objects)]);
}

const readCurrentRows = freshStatement<FactRow>(
  `select f.tenant_id, f.mode, f.object, f.fact, f.at, f.seen_at, f.value
   from json_to_recordset($1) as o(tenant_id uuid, mode text, object text)
   cross join lateral (
     select distinct on (a.fact) a.* from account_fact a
     where a.tenant_id = o.tenant_id and a.mode = o.mode and a.object = o.object
     order by a.fact, a.seen_at desc, a.at desc
   ) as f`,
);

export type NewFact = Omit<FactRow, "at" | "seen_at"> & { at: string; seen_at: string; source: string };

/** A row that is there already was confirmed: its last sight moves up. */
export async function writeFacts(tx: Tx, rows: readonly NewFact[]): Promise<void> {
  if (rows.length > 0) await writeFactRows(tx, [JSON.stringify(rows)]);
}

const writeFactRows = freshStatement<never>(
  `insert into account_fact as a (tenant_id, mode, object, fact, at, seen_at, value, source)
   -- A limit that is none is JSON's null, which a record set reads as no value at all.
   select tenant_id, mode, object, fact, at, seen_at, coalesce(value, 'null'), source
   from json_to_recordset($1) as f(
     tenant_id uuid, mode text, object text, fact text, at timestamptz, seen_at timestamptz, value jsonb,
     source text)
   on conflict (tenant_id, mode, object, fact, at) do update
   set seen_at = greatest(a.seen_at, excluded.seen_at)`,
);

export type HistoryRow = Pick<FactRow, "object" | "fact" | "at" | "seen_at" | "value"> & { source: string };

/** Newest first; the page before an instant. Values: [tenant, mode, objects, before or null, limit]. */
export const readHistory = statement<HistoryRow>(
  "read_account_history",
  `select object, fact, at, seen_at, value, source from account_fact
   where tenant_id = $1 and mode = $2 and object = any ($3::text[]) and ($4::timestamptz is null or at < $4)
   order by at desc, object, fact limit $5`,
);

/** History is kept for 400 days; what still holds stays whatever its age. Values: [limit]. */
export const pruneAccountFacts = statement<{ fact: string }>(
  "prune_account_facts",
  `delete from account_fact where ctid = any (array(
     select a.ctid from account_fact a
     where a.seen_at < now() - interval '400 days' and exists (
       select from account_fact later
       where later.tenant_id = a.tenant_id and later.mode = a.mode and later.object = a.object
         and later.fact = a.fact and later.seen_at > a.seen_at)
     limit $1))
   returning fact`,
);
