// Statements that find people: by words and numbers, tags, lists. Each answers ids only, newest first.
//
// Under row-level security an index is reached only by comparisons that leak nothing: equality and order. So all of
// these are ranges over text in byte order; the planner sees their bounds, as none of them is prepared.

import type { Range, Sought } from "../contacts/search.ts";
import { freshStatement, type Tx } from "../../kernel/db.ts";

export type Filters = {
  tenantId: string;
  listId: string | null;
  /** Ids from here on were made since then. */
  sinceId: string | null;
  /** The page comes after this one. */
  afterId: string | null;
  limit: number;
};

/** As the words of people are written. Values: [text]. */
export const foldText = freshStatement<{ folded: string }>("select fold_text($1) as folded");

/** How many people each of these finds, up to a bound. */
export async function countSought(
  tx: Tx,
  tenantId: string,
  sought: readonly Sought[],
  bound: number,
): Promise<number[]> {
  const values: unknown[] = [tenantId, bound];
  const counts = sought.map(
    (each) =>
      `(select count(*)::int from (select from (${peopleOf(each, values)}) as found limit $2) as bounded)`,
  );
  const { rows } = await tx.query<{ counts: number[] }>({
    text: `select array[${counts.join(", ")}]::int[] as counts`,
    values,
  });
  return rows[0]?.counts ?? [];
}

/**
 * Who is found by all of `within`, which are looked up as a whole, and by `also`, asked of one after the other from the
 * newest on until the page is full.
 */
export async function findSought(
  tx: Tx,
  filters: Filters,
  within: readonly Sought[],
  also: readonly Sought[],
): Promise<string[]> {
  const values: unknown[] = [filters.tenantId];
  const found = within.map((each) => `(${peopleOf(each, values)})`).join(" intersect ");
  return pageOf(tx, filters, {
    values,
    also,
    base: `select distinct contact_id from (${found}) as found order by contact_id desc offset 0`,
  });
}

/**
 * Newest first through all people, or those who have one of these words, until the page is full: for what is found
 * everywhere.
 */
export function walkSought(
  tx: Tx,
  filters: Filters,
  also: readonly Sought[],
  words: readonly string[] = [],
): Promise<string[]> {
  const values: unknown[] = [filters.tenantId];
  const base = words.length === 0 ? baseOf(filters, values) : wordedPeople(words, filters, values);
  return pageOf(tx, filters, { values, also, base });
}

/** Each word's people lie in the index in the order of their ids, and are merged in it: `offset 0` keeps it so. */
function wordedPeople(words: readonly string[], { afterId }: Filters, values: unknown[]): string {
  const before = afterId === null ? "" : ` and contact_id < ${bind(values, afterId)}::uuid`;
  const streams = words.map(
    (word) => `(select contact_id from contact_word
      where tenant_id = $1 and word = ${bind(values, word)}${before} order by contact_id desc offset 0)`,
  );
  return `select contact_id from (${streams.join(" union all ")}) as merged order by contact_id desc offset 0`;
}

/** The words of people within these ranges, each once and no more than so many: from one to the next by the index. */
export async function listWords(
  tx: Tx,
  tenantId: string,
  ranges: readonly Range[],
  limit: number,
): Promise<string[]> {
  const values: unknown[] = [tenantId, limit];
  const { rows } = await tx.query<{ word: string }>({
    text: `with recursive each as (
       select r.high, (select w.word from contact_word w where w.tenant_id = $1 and w.word >= r.low and w.word < r.high
                       order by w.word limit 1) as word, 1 as place
       from unnest(${boundsOf(ranges, values)}) as r(low, high)
       union all
       select e.high, (select w.word from contact_word w where w.tenant_id = $1 and w.word > e.word and w.word < e.high
                       order by w.word limit 1), place + 1
       from each e where e.word is not null and place < $2
     )
     select word from each where word is not null limit $2`,
    values,
  });
  return rows.map(({ word }) => word);
}

/** Who has one of these words: of each word the newest, which the index has in order. */
export async function findWorded(tx: Tx, filters: Filters, words: readonly string[]): Promise<string[]> {
  const values: unknown[] = [filters.tenantId, words];
  const limit = bind(values, filters.limit);
  const conditions = filterConditions(filters, values, "w.contact_id").join("");
  const { rows } = await tx.query<{ id: string }>({
    text: `select distinct newest.contact_id as id from unnest($2::text[]) as each(word) cross join lateral (
       select w.contact_id from contact_word w where w.tenant_id = $1 and w.word = each.word${conditions}
       order by w.contact_id desc limit ${limit}
     ) as newest order by 1 desc limit ${limit}`,
    values,
  });
  return rows.map(({ id }) => id);
}

/**
 * `base` is in order. What is asked of each of its people stays behind `offset 0`: joined, it would be read as a whole.
 */
async function pageOf(
  tx: Tx,
  filters: Filters,
  { values, also, base }: { values: unknown[]; also: readonly Sought[]; base: string },
): Promise<string[]> {
  const conditions = [
    ...filterConditions(filters, values, "h.contact_id"),
    ...also.map((each) => hasSought(each, values, "h.contact_id")),
  ];
  const { rows } = await tx.query<{ id: string }>({
    text: `select distinct on (h.contact_id) h.contact_id as id from (${base}) as h
     where true${conditions.join("")}
     order by h.contact_id desc limit ${bind(values, filters.limit)}`,
    values,
  });
  return rows.map(({ id }) => id);
}

function baseOf({ listId }: Filters, values: unknown[]): string {
  return listId === null
    ? "select id as contact_id from contact where tenant_id = $1 and merged_into is null and deleted_at is null"
    : `select contact_id from contact_list_member where tenant_id = $1 and list_id = ${bind(values, listId)}::uuid`;
}

function filterConditions({ listId, sinceId, afterId }: Filters, values: unknown[], id: string): string[] {
  return [
    ...(afterId === null ? [] : [` and ${id} < ${bind(values, afterId)}::uuid`]),
    ...(sinceId === null ? [] : [` and ${id} >= ${bind(values, sinceId)}::uuid`]),
    ...(listId === null
      ? []
      : [
          ` and exists (select from contact_list_member l where l.tenant_id = $1
              and l.list_id = ${bind(values, listId)}::uuid and l.contact_id = ${id} offset 0)`,
        ]),
  ];
}

/** Everybody whom one of the ranges finds, some of them more than once. */
function peopleOf({ words, numbers }: Sought, values: unknown[]): string {
  const byWord = words.map(
    ({ low, high }) => `select contact_id from contact_word
      where tenant_id = $1 and word >= ${bind(values, low)} and word < ${bind(values, high)}`,
  );
  const byNumber = numbers.length === 0 ? [] : [peopleWithNumbers(numbers, values)];
  return [...byWord, ...byNumber].join(" union all ");
}

function peopleWithNumbers(numbers: readonly Range[], values: unknown[]): string {
  return `select c.id from unnest(${boundsOf(numbers, values)}) as r(low, high)
    join contact c on c.tenant_id = $1 and c.lead_phone >= r.low and c.lead_phone < r.high`;
}

/** Whether one person is found. */
function hasSought({ words, numbers }: Sought, values: unknown[], id: string): string {
  const byWord = words.map(
    ({ low, high }) => `w.word >= ${bind(values, low)} and w.word < ${bind(values, high)}`,
  );
  const byNumber =
    numbers.length === 0
      ? ""
      : ` or exists (select from contact c join unnest(${boundsOf(numbers, values)}) as r(low, high)
            on c.lead_phone >= r.low and c.lead_phone < r.high
          where c.tenant_id = $1 and c.id = ${id} offset 0)`;
  return ` and (exists (select from contact_word w where w.tenant_id = $1 and w.contact_id = ${id}
      and (${byWord.map((each) => `(${each})`).join(" or ")}) offset 0)${byNumber})`;
}

function boundsOf(ranges: readonly Range[], values: unknown[]): string {
  const lows = bind(
    values,
    ranges.map(({ low }) => low),
  );
  const highs = bind(
    values,
    ranges.map(({ high }) => high),
  );
  return `${lows}::text[], ${highs}::text[]`;
}

function bind(values: unknown[], value: unknown): string {
  return `$${values.push(value)}`;
}
