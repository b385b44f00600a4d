// What the database says of who worked what, and when: kept by triggers of the test's own, read when all is over.

import type pg from "pg";

export type Change = { at: number; unit: string; owner: string | null };
export type Life = { id: string; host: string; from: number; to: number | null };
export type Journal = { changes: Change[]; lives: Life[] };

export async function keepJournal(owner: pg.Client): Promise<void> {
  await owner.query(`
    create table unit_journal (number bigint generated always as identity, at timestamptz, unit text, owner uuid);
    create table life_journal (at timestamptz, id uuid, host text, gone boolean);
    create function note_unit() returns trigger security definer language plpgsql as $$ begin
      insert into unit_journal (at, unit, owner) values (clock_timestamp(), new.id, new.owner);
      return null;
    end $$;
    create function note_life() returns trigger security definer language plpgsql as $$ begin
      insert into life_journal values (clock_timestamp(), coalesce(new.id, old.id), coalesce(new.host, old.host),
                                       tg_op = 'DELETE');
      return null;
    end $$;
    create trigger note after update on unit for each row
      when (old.owner is distinct from new.owner) execute function note_unit();
    create trigger note after insert or delete on node for each row execute function note_life()`);
}

const ms = (column: string): string => `(extract(epoch from ${column}) * 1000)::float8`;

export async function readJournal(owner: pg.Client): Promise<Journal> {
  const { rows: changes } = await owner.query<Change>(
    `select ${ms("at")} as at, unit, owner from unit_journal order by number`,
  );
  const { rows: lives } = await owner.query<Life>(
    `select id, host, ${ms("min(at) filter (where not gone)")} as "from", ${ms("min(at) filter (where gone)")} as "to"
     from life_journal group by id, host order by 3`,
  );
  return { changes, lives };
}

/** Who holds each unit at that moment. */
export function holdersAt({ changes }: Journal, at: number): Map<string, string | null> {
  const holders = new Map<string, string | null>();
  for (const change of changes) if (change.at <= at) holders.set(change.unit, change.owner);
  return holders;
}

/** How long after `from` the last unit that `life` held then had another holder; null while one has none. */
export function takenOverAfter(journal: Journal, life: string, from: number): number | null {
  const orphans = [...holdersAt(journal, from)].filter(([, holder]) => holder === life).map(([unit]) => unit);
  if (orphans.length === 0) return null;
  const taken = orphans.map((unit) =>
    journal.changes.find(
      (each) => each.unit === unit && each.at > from && ![life, null].includes(each.owner),
    ),
  );
  return taken.includes(undefined) ? null : Math.max(...taken.map((each) => (each?.at ?? 0) - from));
}

/** The longest that a unit released between the two moments was without a holder. */
export function longestGap({ changes }: Journal, from: number, to: number): number {
  const gaps = changes.map((change, index) => {
    if (change.owner !== null || change.at < from || change.at > to) return 0;
    const next = changes.slice(index).find((each) => each.unit === change.unit && each.owner !== null);
    return (next?.at ?? Number.POSITIVE_INFINITY) - change.at;
  });
  return Math.max(0, ...gaps);
}

/** How long after `from` every one of these lives held its share of all units, within a fifth; null if never. */
export function balancedAfter(journal: Journal, lives: readonly string[], from: number): number | null {
  const moments = [from, ...journal.changes.filter(({ at }) => at > from).map(({ at }) => at)];
  for (const moment of moments) {
    const holders = [...holdersAt(journal, moment).values()];
    const share = holders.length / lives.length;
    const isFair = lives.every((life) => {
      const held = holders.filter((holder) => holder === life).length;
      return held >= Math.floor(share * 0.8) && held <= Math.ceil(share * 1.2);
    });
    if (isFair) return moment - from;
  }
  return null;
}
