// Statements of Meta's limits on people: whom a portfolio has begun to write to, and who gets no marketing for a while.

import { freshStatement, statement, type Tx } from "../../kernel/db.ts";
import type { Mode } from "../../kernel/route.ts";

export type SenderPlace = {
  tenant_id: string;
  id: string;
  mode: Mode;
  external_id: string;
  waba_id: string | null;
  portfolio_id: string | null;
};

/** Under the engine's role. Values: [sender]. */
export const readSenderPlace = statement<SenderPlace>(
  "read_sender_place",
  `select s.tenant_id, s.id, s.mode, s.external_id, s.config->>'waba_id' as waba_id, c.portfolio_id
   from sender s left join account_check c on c.tenant_id = s.tenant_id and c.sender_id = s.id
   where s.id = $1 and s.external_id is not null and s.deleted_at is null`,
);

export type Initiation = {
  index: number;
  tenant_id: string;
  sender_id: string;
  portfolio: string;
  person: string;
  /** People the portfolio may begin to write to in 24 hours. */
  allowed: number;
};

export type Initiated = { index: number; admitted: boolean; oldest: Date | null };

/**
 * Who has written in the last 24 hours is answered, not begun with, and counts for nothing. Whoever is counted already
 * is so for another day from now. The others are let in as long as there is room, and counted at once. A row for each,
 * in any order. Two processes that ask for one portfolio wait for each other: the lock is a statement of its own, so
 * that the count sees what was written while it waited.
 */
export async function initiate(tx: Tx, wanted: readonly Initiation[]): Promise<Initiated[]> {
  const portfolios = wanted.map(({ tenant_id, portfolio }) => `initiated ${tenant_id} ${portfolio}`);
  await lockPortfolios(tx, [portfolios]);
  return initiateRows(tx, [JSON.stringify(wanted)]);
}

const lockPortfolios = statement<never>(
  "lock_portfolios",
  `select pg_advisory_xact_lock(hashtextextended(name, 0))
   from (select distinct unnest($1::text[]) as name order by 1) as each`,
);

const initiateRows = freshStatement<Initiated>(
  `with wanted as materialized (
     select * from json_to_recordset($1) as w(
       index int, tenant_id uuid, sender_id uuid, portfolio text, person text, allowed int)
   ), portfolio as materialized (
     select tenant_id, portfolio, min(allowed) as allowed from wanted group by tenant_id, portfolio
   ), counted as materialized (
     select p.tenant_id, p.portfolio, p.allowed, recent.people, recent.oldest
     from portfolio p cross join lateral (
       select count(*)::int as people, min(at) as oldest from initiated_chat i
       where i.tenant_id = p.tenant_id and i.portfolio = p.portfolio and i.at > now() - interval '24 hours'
     ) recent
   ), judged as materialized (
     select w.index, w.tenant_id, w.portfolio, w.person, c.allowed, c.people, c.oldest,
            coalesce(chat.last_heard_at > now() - interval '24 hours', false) as heard,
            coalesce(i.at > now() - interval '24 hours', false) as known
     from wanted w
     join counted c on c.tenant_id = w.tenant_id and c.portfolio = w.portfolio
     left join chat on chat.tenant_id = w.tenant_id and chat.sender_id = w.sender_id and chat.person = w.person
     left join initiated_chat i on i.tenant_id = w.tenant_id and i.portfolio = w.portfolio and i.person = w.person
   ), placed as materialized (
     select j.*, case when heard or known then 0
       else dense_rank() over (partition by tenant_id, portfolio, heard or known order by person) end as place
     from judged j
   ), admitted as (
     insert into initiated_chat as i (tenant_id, portfolio, person, at)
     select distinct tenant_id, portfolio, person, now() from placed
     where not heard and people + place <= greatest(allowed, people)
     order by tenant_id, portfolio, person
     on conflict (tenant_id, portfolio, person) do update set at = excluded.at
   )
   select index, heard or people + place <= greatest(allowed, people) as admitted, oldest from placed`,
);

/** Values: [limit]. */
export const pruneInitiatedChats = statement<{ person: string }>(
  "prune_initiated_chats",
  `delete from initiated_chat where ctid = any (array(
     select ctid from initiated_chat where at < now() - interval '25 hours' limit $1))
   returning person`,
);

export type RestRow = { tenant_id: string; person: string; withheld_at: Date; until: Date };

/** Locked, because the next rest follows from the last. Values: [tenants, people], pairwise. */
export const lockMarketingRests = freshStatement<RestRow>(
  `select r.tenant_id, r.person, r.withheld_at, r.until
   from unnest($1::uuid[], $2::text[]) as wanted(tenant_id, person)
   join marketing_rest r using (tenant_id, person)
   order by r.tenant_id, r.person for update of r`,
);

/** Those who rest now. Values: [tenants, people, now]. */
export const readMarketingRests = freshStatement<RestRow>(
  `select r.tenant_id, r.person, r.withheld_at, r.until
   from unnest($1::uuid[], $2::text[]) as wanted(tenant_id, person)
   join marketing_rest r using (tenant_id, person) where r.until > $3`,
);

export type NewRest = { tenant_id: string; person: string; withheld_at: string; until: string };

export async function writeMarketingRests(tx: Tx, rows: readonly NewRest[]): Promise<void> {
  if (rows.length > 0) await writeRestRows(tx, [JSON.stringify(rows)]);
}

const writeRestRows = freshStatement<never>(
  `insert into marketing_rest as r (tenant_id, person, withheld_at, until)
   select tenant_id, person, withheld_at, until
   from json_to_recordset($1) as n(tenant_id uuid, person text, withheld_at timestamptz, until timestamptz)
   order by tenant_id, person
   on conflict (tenant_id, person) do update
   set withheld_at = excluded.withheld_at, until = greatest(r.until, excluded.until)`,
);

/** The last rest says how long the next one is, for eight days more. Values: [limit]. */
export const pruneMarketingRests = statement<{ person: string }>(
  "prune_marketing_rests",
  `delete from marketing_rest where ctid = any (array(
     select ctid from marketing_rest where until < now() - interval '9 days' limit $1))
   returning person`,
);
