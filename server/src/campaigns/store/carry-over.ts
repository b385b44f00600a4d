// Statements that add differences, which triggers leave where they do not wait for each other, to what is counted.

import { freshStatement } from "../../kernel/db.ts";

/** A table of sums. `by` is its key; `of` says it in a difference's columns where they have others. */
type Sums = { into: string; by: string; of?: string };

/**
 * Takes so many differences and adds them to these sums. In the order of keys, so that two that do it at once wait for
 * each other and never lock each other out. Values: [at most].
 */
export function carryingOver(from: string, all: readonly Sums[]) {
  return freshStatement<{ count: number }>(
    `with bite as materialized (
       select ctid from ${from} limit $1 for update skip locked
     ), gone as materialized (
       delete from ${from} where ctid = any (array(select ctid from bite)) returning *
     ), ${all.map(adding).join(", ")}
     select count(*)::int as count from gone`,
  );
}

function adding({ into, by, of = by }: Sums): string {
  const places = by.split(",").map((_, place) => place + 1);
  return `to_${into} as (
       insert into ${into} as s (${by}, count)
       select ${of}, sum(count) from gone
       group by ${places.join()} having sum(count) <> 0 order by ${places.join()}
       on conflict (${by}) do update set count = s.count + excluded.count
     )`;
}
