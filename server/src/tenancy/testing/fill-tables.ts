// A row of a tenant in as many tables as there are, made from what the catalogue says of their columns; and a search of
// every table for a tenant, in whatever way a row might name it.

import { randomUUID } from "node:crypto";
import pg from "pg";
import { inject } from "vitest";
import type { Database } from "../../kernel/db.ts";

type Column = { name: string; type: string; words: string | null };

/** Runs as the owner of the very database a test works on. */
export async function asOwnerOf<T>(
  database: Pick<Database, "query">,
  work: (tx: pg.Client) => Promise<T>,
): Promise<T> {
  const { rows } = await database.query<{ name: string }>("select current_database() as name");
  const url = new URL(inject("postgresUrl"));
  url.pathname = rows[0]?.name ?? "";
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** Answers the names of the tables that have a row of the tenant's now. */
export function fillTables(database: Pick<Database, "query">, tenantId: string): Promise<string[]> {
  return asOwnerOf(database, async (tx) => {
    // References are not looked at, so that any order does.
    await tx.query("set session_replication_role = replica");
    const filled: string[] = [];
    for (const { name, columns } of await tablesOf(tx)) {
      // oxlint-disable-next-line no-await-in-loop -- one connection
      if (await fillTable(tx, { name, columns }, tenantId)) filled.push(name);
    }
    return filled;
  });
}

/** How many rows of which tables name a tenant: as a uuid, as an id of ours, or in bytes. */
export function rowsNaming(
  database: Pick<Database, "query">,
  tenantId: string,
): Promise<Record<string, number>> {
  return asOwnerOf(database, async (tx) => {
    const { rows: tables } = await tx.query<{ name: string }>(
      `select c.oid::regclass::text as name from pg_class c
       where c.relkind in ('r', 'p') and not c.relispartition and c.relnamespace = 'public'::regnamespace`,
    );
    const found: Record<string, number> = {};
    for (const { name } of tables) {
      // The platform's own chain tells of the tenants it had.
      const chain = name === "audit_entry" ? "and t.tenant_id::text not like '00000000-%'" : "";
      // oxlint-disable-next-line no-await-in-loop -- one connection
      const { rows } = await tx.query<{ n: number }>(
        `select count(*)::int as n from ${name} t where (t::text like $1 or t::text like $2) ${chain}`,
        [`%${tenantId}%`, `%${tenantId.replaceAll("-", "")}%`],
      );
      if ((rows[0]?.n ?? 0) > 0) found[name] = rows[0]?.n ?? 0;
    }
    return found;
  });
}

async function tablesOf(tx: pg.Client): Promise<{ name: string; columns: Column[] }[]> {
  const { rows } = await tx.query<{ name: string; columns: Column[] }>(
    `select c.relname as name, jsonb_agg(jsonb_build_object(
              'name', a.attname, 'type', format_type(a.atttypid, null),
              'words', (select string_agg(pg_get_constraintdef(k.oid), ' ') from pg_constraint k
                        where k.conrelid = c.oid and k.contype = 'c' and a.attnum = any (k.conkey)))) as columns
     from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
     where c.relkind in ('r', 'p') and not c.relispartition and c.relnamespace = 'public'::regnamespace
       and a.attgenerated = '' and a.attidentity = '' and (a.attnotnull and not a.atthasdef or a.attname = 'tenant_id')
       and exists (select from pg_attribute t where t.attrelid = c.oid and t.attname = 'tenant_id')
     group by c.relname order by c.relname`,
  );
  return rows;
}

async function fillTable(
  tx: pg.Client,
  { name, columns }: { name: string; columns: Column[] },
  tenantId: string,
): Promise<boolean> {
  const values = columns.map((column) => (column.name === "tenant_id" ? tenantId : valueFor(column)));
  const places = columns.map(({ type }, place) => `$${place + 1}::${type}`);
  try {
    await tx.query(
      `insert into "${name}" (${columns.map((column) => `"${column.name}"`).join(", ")}) values (${places.join(", ")})`,
      values,
    );
    return true;
  } catch {
    // A rule between columns that no guess keeps.
    return false;
  }
}

function valueFor({ type, words, name }: Column): unknown {
  const word = /'([^']+)'::text/.exec(words ?? "")?.[1];
  if (type === "uuid") return randomUUID();
  if (type === "bytea") return Buffer.alloc(32, 7);
  if (type.endsWith("[]")) return [];
  if (type === "jsonb" || type === "json") return "{}";
  if (type.startsWith("timestamp")) return new Date();
  if (type === "date") return "2026-11-21";
  if (type === "boolean") return true;
  if (/int|real|double|numeric/.test(type)) return 1;
  if (word !== undefined && !word.startsWith("^")) return word;
  return word?.includes("{3}") === true ? "EUR" : name;
}
