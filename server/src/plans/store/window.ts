// Statements of allowances: give a piece of a window to a process, take back what it has left, count again.

import { freshStatement, statement, type Tx } from "../../kernel/db.ts";
import type { Mode } from "../../kernel/route.ts";
import type { WindowKind } from "../window.ts";

export type Use = "accept" | "dispatch";

export type WindowName = {
  tenant_id: string;
  mode: Mode;
  use: Use;
  kind: WindowKind;
  starts_at: string;
};

/** `need`: what somebody waits for. `want`: what is worth a statement. */
export type AskedRow = WindowName & { ends_at: string; cap: number; need: number; want: number };

export type GivenRow = { place: number; given: number };

const sameWindow = (one: string, other: string): string =>
  `${one}.tenant_id = ${other}.tenant_id and ${one}.mode = ${other}.mode and ${one}.use = ${other}.use
     and ${one}.kind = ${other}.kind and ${one}.starts_at = ${other}.starts_at`;

/**
 * A day that begins anew because the tenant has moved its clock begins with what the day it cuts short has taken:
 * nobody gets a second allowance by travelling.
 */
const openWindows = freshStatement<never>(
  `insert into plan_window (tenant_id, mode, use, kind, starts_at, ends_at, taken)
   select a.tenant_id, a.mode, a.use, a.kind, a.starts_at, a.ends_at, coalesce((
     select max(o.taken) from plan_window o
     where o.tenant_id = a.tenant_id and o.mode = a.mode and o.use = a.use and o.kind = a.kind
       and o.starts_at < a.ends_at and o.ends_at > a.starts_at), 0)
   from rows from (json_to_recordset($1) as (
     tenant_id uuid, mode text, use text, kind text, starts_at timestamptz, ends_at timestamptz)) as a
   order by 1, 2, 3, 4, 5
   on conflict do nothing`,
);

/**
 * The window's row is locked before it is looked at, so that all processes together are never given more than the
 * cap. A piece is at most an eighth of what is left: the less there is, the finer it is shared out, and at the end
 * message by message.
 */
const lendPieces = freshStatement<GivenRow>(
  `with asked as materialized (
     select * from rows from (json_to_recordset($1) as (
       tenant_id uuid, mode text, use text, kind text, starts_at timestamptz, cap bigint, need bigint, want bigint))
       with ordinality as a(tenant_id, mode, use, kind, starts_at, cap, need, want, place)
   ), locked as materialized (
     select a.*, a.cap - w.taken as free from asked a join plan_window w on ${sameWindow("w", "a")}
     order by a.tenant_id, a.mode, a.use, a.kind, a.starts_at for update of w
   ), lent as materialized (
     select *, greatest(0, least(free, greatest(need, least(want, ceil(free / 8.0)::bigint)))) as piece from locked
   ), moved as (
     update plan_window w set taken = w.taken + l.piece from lent l where ${sameWindow("w", "l")} and l.piece > 0
   ), noted as (
     insert into plan_lease as held (tenant_id, mode, use, kind, starts_at, holder, granted)
     select tenant_id, mode, use, kind, starts_at, $2, piece from lent where piece > 0
     on conflict (tenant_id, mode, use, kind, starts_at, holder) do update
     set granted = held.granted + excluded.granted, renewed_at = now()
   )
   select place::int as place, piece::float8 as given from lent`,
);

/** Answers by place what each was given; a window is asked for once at most. */
export async function lend(
  tx: Tx,
  holder: string,
  rows: readonly AskedRow[],
  isNew: boolean,
): Promise<number[]> {
  const document = JSON.stringify(rows);
  if (isNew) await openWindows(tx, [document]);
  const given = await lendPieces(tx, [document, holder]);
  return rows.map((_, index) => given.find(({ place }) => place === index + 1)?.given ?? 0);
}

/** `spent` since it was told last: messages that are durable. `back`: what is not wanted any more. */
export type ToldRow = WindowName & { spent: number; back: number };

/** Also says that the process is alive, for windows of which it has nothing new to tell. */
export async function tellSpent(tx: Tx, holder: string, rows: readonly ToldRow[]): Promise<void> {
  if (rows.length > 0) await tellRows(tx, [JSON.stringify(rows), holder]);
}

/** Windows before leases, as everybody locks them. */
const tellRows = freshStatement<never>(
  `with told as materialized (
     select * from json_to_recordset($1) as t(
       tenant_id uuid, mode text, use text, kind text, starts_at timestamptz, spent bigint, back bigint)
   ), locked as materialized (
     select t.* from told t join plan_window w on ${sameWindow("w", "t")}
     order by t.tenant_id, t.mode, t.use, t.kind, t.starts_at for update of w
   ), moved as (
     update plan_window w set taken = w.taken - l.back from locked l where ${sameWindow("w", "l")} and l.back > 0
   )
   update plan_lease held set granted = held.granted - l.back, spent = held.spent + l.spent, renewed_at = now()
   from locked l where ${sameWindow("held", "l")} and held.holder = $2`,
);

/**
 * Open days and months of which a process that is gone may have kept something, locked: nothing is lent while they are
 * counted. A minute is over before anybody could. Values: [milliseconds after which a process is gone].
 */
export const lockStranded = statement<WindowName & { ends_at: Date }>(
  "lock_stranded_windows",
  `select w.tenant_id, w.mode, w.use, w.kind, w.starts_at::text as starts_at, w.ends_at from plan_window w
   where w.ends_at > now() and w.kind <> 'minute' and exists (
     select from plan_lease held
     where ${sameWindow("held", "w")} and held.renewed_at < now() - $1 * interval '1 millisecond')
   order by w.tenant_id, w.mode, w.use, w.kind, w.starts_at for update of w`,
);

/**
 * Taken is what the ledger has, and what living processes may still spend. Both are read in one statement: what is told
 * as spent is committed before it is told, so that it is counted once at least. Values: [windows, gone after].
 */
export const settleStranded = freshStatement<{ returned: number }>(
  `with stranded as materialized (
     select * from json_to_recordset($1) as s(
       tenant_id uuid, mode text, use text, kind text, starts_at timestamptz, ends_at timestamptz)
   ), gone as (
     delete from plan_lease held using stranded s
     where ${sameWindow("held", "s")} and held.renewed_at < now() - $2 * interval '1 millisecond'
   ), counted as materialized (
     select s.*, case s.use when 'accept' then (
         select count(*) from message m
         where m.tenant_id = s.tenant_id and m.mode = s.mode and m.created_at >= s.starts_at
           and m.created_at < s.ends_at and m.id >= lowest_id(s.starts_at - interval '10 minutes'))
       else (
         select count(*) from attempt a join message m on m.tenant_id = a.tenant_id and m.id = a.message_id
         where a.tenant_id = s.tenant_id and a.number = 1 and m.mode = s.mode
           and a.started_at >= s.starts_at and a.started_at < s.ends_at) end
       + coalesce((
         select sum(held.granted - held.spent) from plan_lease held
         where ${sameWindow("held", "s")} and held.renewed_at >= now() - $2 * interval '1 millisecond'), 0) as owed
     from stranded s
   )
   update plan_window w set taken = least(w.taken, c.owed) from counted c where ${sameWindow("w", "c")}
   returning c.owed::float8 as returned`,
);

/** What is given out of the windows that are open now. Values: [tenant, mode, starts of windows]. */
export const readTaken = statement<{ kind: WindowKind; starts_at: Date; taken: number }>(
  "read_plan_windows",
  `select kind, starts_at, taken::float8 as taken from plan_window
   where tenant_id = $1 and mode = $2 and use = 'accept' and starts_at = any ($3::timestamptz[])`,
);

/** Values: [at most]. */
export const pruneWindows = statement<{ kind: string }>(
  "prune_plan_windows",
  `delete from plan_window where (tenant_id, mode, use, kind, starts_at) in (
     select tenant_id, mode, use, kind, starts_at from plan_window
     where ends_at < now() - interval '2 days' limit $1)
   returning kind`,
);
