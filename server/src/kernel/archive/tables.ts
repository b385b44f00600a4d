// Which tables a backup holds, in an order in which they can be filled: what is referred to comes first.

import type pg from "pg";

export type ArchivedTable = { name: string; columns: string[] };

/** `node`, `process`: what runs, which lives elsewhere. `migration`: told by the level. `unit.owner`: a node. */
const leftOut: ReadonlySet<string> = new Set(["node", "process", "migration"]);
const leftOutColumns: ReadonlySet<string> = new Set(["unit.owner"]);

export async function archivedTables(client: pg.ClientBase): Promise<ArchivedTable[]> {
  const { rows } = await client.query<{ name: string; columns: string[]; needs: string[] }>(`
    select c.relname as name,
           array(select a.attname::text from pg_attribute a
                 where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
                 order by a.attnum) as columns,
           array(select f.confrelid::regclass::text from pg_constraint f
                 where f.conrelid = c.oid and f.contype = 'f' and f.confrelid <> c.oid) as needs
    from pg_class c
    where c.relkind in ('r', 'p') and not c.relispartition and c.relnamespace = 'public'::regnamespace
    order by c.relname`);
  const tables = rows.filter(({ name }) => !leftOut.has(name));
  return inOrder(tables).map(({ name, columns }) => ({
    name,
    columns: columns.filter((column) => !leftOutColumns.has(`${name}.${column}`)),
  }));
}

function inOrder<T extends { name: string; needs: string[] }>(tables: readonly T[]): T[] {
  const sorted: T[] = [];
  const done = new Set(leftOut);
  while (sorted.length < tables.length) {
    const next = tables.filter(({ name, needs }) => !done.has(name) && needs.every((need) => done.has(need)));
    if (next.length === 0) throw new Error("tables refer to each other in a circle");
    for (const table of next) done.add(table.name);
    sorted.push(...next);
  }
  return sorted;
}

/** Sequences go on after what was given out. */
export async function readSequences(client: pg.ClientBase): Promise<{ name: string; value: string }[]> {
  const { rows } = await client.query<{ name: string; value: string }>(
    `select sequencename as name, last_value::text as value from pg_sequences
     where schemaname = 'public' and last_value is not null`,
  );
  return rows;
}

export function columnList(client: pg.ClientBase, { name, columns }: ArchivedTable): string {
  return `${client.escapeIdentifier(name)} (${quoted(client, columns)})`;
}

/** As a query, because copying a table by its name under row-level security leaves out what lies in its partitions. */
export function rowsOf(client: pg.ClientBase, { name, columns }: ArchivedTable): string {
  return `(select ${quoted(client, columns)} from ${client.escapeIdentifier(name)})`;
}

function quoted(client: pg.ClientBase, columns: readonly string[]): string {
  return columns.map((column) => client.escapeIdentifier(column)).join(", ");
}
