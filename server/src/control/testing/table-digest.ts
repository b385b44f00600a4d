// What stands in the database, as one hash for each table: equal before and after means that nothing was written.

import pg from "pg";

export type Digest = ReadonlyMap<string, string>;

export type Reader = {
  /** Of the rows of these tenants; of all rows when none are named. Tables that `beside` names are left out. */
  digest(tenantIds?: readonly string[], beside?: readonly string[]): Promise<Digest>;
  /** A statement as the owner, who sees everything. */
  run(statement: string, values?: readonly unknown[]): Promise<pg.QueryResult["rows"]>;
  close(): Promise<void>;
};

export async function openReader(url: string): Promise<Reader> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query<{ name: string; owned: boolean }>(tables);
  const run: Reader["run"] = async (text, values = []) => (await client.query(text, [...values])).rows;
  return {
    run,
    digest: async (tenantIds, beside = []) => {
      const looked = rows.filter(
        ({ name, owned }) =>
          !beside.includes(name) && (owned || name === "tenant" || tenantIds === undefined),
      );
      const texts = looked.map(({ name, owned }) => {
        const its = `where ${owned ? "tenant_id" : "id"} = any($1::uuid[])`;
        return `select '${name}' as name, ${hashOfRows} as hash from ${name} t ${tenantIds === undefined ? "" : its}`;
      });
      const found = await run(texts.join(" union all "), tenantIds === undefined ? [] : [tenantIds]);
      return new Map(found.map(({ name, hash }) => [String(name), String(hash)]));
    },
    close: () => client.end(),
  };
}

const hashOfRows = "md5(coalesce(string_agg(t::text, '|' order by t::text), ''))";

/** Partitions are their parent's rows; what belongs to migrations and to the queue of background jobs is no data. */
const tables = `
  select c.relname as name, exists (
    select from pg_attribute a where a.attrelid = c.oid and a.attname = 'tenant_id' and not a.attisdropped
  ) as owned
  from pg_class c
  where c.relkind in ('r', 'p') and not c.relispartition and c.relnamespace = 'public'::regnamespace
  order by 1`;

/** The tables that differ. */
export function changedTables(before: Digest, after: Digest): string[] {
  return [...before.keys()].filter((name) => before.get(name) !== after.get(name));
}
