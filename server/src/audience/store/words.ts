// Statements of the words that people are found by, where they are written later.

import { freshStatement, statement } from "../../kernel/db.ts";

export type DueWords = { tenant_id: string; first_id: string; last_id: string };

/**
 * Of several processes each takes another one. The newest first: a search for what many have in common goes through
 * people from there. While a tenant's file is being read their people wait, ten minutes at most: the words take longer
 * than the people, and would halve what the file gets of the database. No values.
 */
export const takeDue = statement<DueWords>(
  "take_due_words",
  `select d.tenant_id, d.first_id, d.last_id from contact_word_due d
   where not exists (
     select from contact_import i where i.tenant_id = d.tenant_id and i.state = 'running'
       and i.busy_until > now() and i.created_at > now() - interval '10 minutes')
   order by d.tenant_id, d.first_id desc limit 1 for update of d skip locked`,
);

/** Values: [tenant, first id, last id]. */
export const oweWords = statement<never>(
  "owe_words",
  `insert into contact_word_due as d (tenant_id, first_id, last_id) values ($1, $2, $3)
   on conflict (tenant_id, first_id) do update set last_id = greatest(d.last_id, excluded.last_id)`,
);

/**
 * The first people of a range, locked in the order in which everybody locks people. Merged and deleted ones have no
 * words, and lose what they had. Values: [tenant, first id, last id, limit].
 */
export const rewordPeople = freshStatement<{ count: number; last_id: string }>(
  `with bite as materialized (
     select c from contact c where c.tenant_id = $1 and c.id between $2 and $3 order by c.id limit $4
     for no key update of c
   ), people as materialized (
     select array_agg(c) as people, count(*)::int as count, (array_agg((c).id order by (c).id desc))[1] as last_id
     from bite
   ), worded as materialized (select reword_contacts(people) from people where people is not null)
   select p.count, p.last_id from people p left join worded on true where p.count > 0`,
);

/** What is left of a range begins with `next`, or nothing is. Values: [tenant, first id, next id or null]. */
export const oweNext = statement<never>(
  "owe_next_words",
  `with done as (delete from contact_word_due where tenant_id = $1 and first_id = $2 returning last_id)
   insert into contact_word_due as d (tenant_id, first_id, last_id)
   select $1, $3::uuid, done.last_id from done where $3::uuid is not null
   on conflict (tenant_id, first_id) do update set last_id = greatest(d.last_id, excluded.last_id)`,
);
