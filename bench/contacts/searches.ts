// What people are searched for in the benchmark of contacts, and how it was done otherwise.

/** `asked`: the query of `GET /v1/contacts`. */
export type Search = { what: string; asked: Readonly<Record<string, string>> };

/** `count` people are there; the list has all of them. */
export function searchesOf(count: number, list: string): Search[] {
  const number = `+1${2_000_000_000 + Math.floor(count / 2)}`;
  return [
    { what: "no search", asked: {} },
    { what: "a first name of 5 %", asked: { q: "maria" } },
    { what: "how names begin, 7 %", asked: { q: "mar" } },
    { what: "one letter, 17 %", asked: { q: "m" } },
    { what: "a family name", asked: { q: "karenmar" } },
    { what: "first and family name", asked: { q: "maria karenmar" } },
    { what: "two common beginnings", asked: { q: "maria ren" } },
    { what: "nobody's name", asked: { q: "zzyzx" } },
    { what: "a whole number", asked: { q: number } },
    { what: "how a number begins", asked: { q: number.slice(0, 8) } },
    { what: "without its country", asked: { q: number.slice(2, 9) } },
    { what: "how a number ends", asked: { q: number.slice(-5) } },
    { what: "a tag of 1 %", asked: { tag: "vip" } },
    { what: "a tag of everybody", asked: { tag: "imported" } },
    { what: "a list of everybody", asked: { list } },
    { what: "a name in a list", asked: { q: "karen", list } },
    { what: "a name with a tag", asked: { q: "maria", tag: "vip" } },
  ];
}

/**
 * How one would write it, as the role that serves requests and as an owner whom row-level security does not hold: with
 * the trigram index that is made for it.
 */
export const asWritten = `select id from contact
  where tenant_id = $1 and merged_into is null and deleted_at is null and name ilike $2
  order by id desc limit 51`;

export const trigramIndex = `create extension if not exists pg_trgm;
  create index contact_trigrams on contact using gin (name gin_trgm_ops)`;
