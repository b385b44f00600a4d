// Statements over sealed values and the keys they are sealed under. They cross tenants: under the engine's role.

import { freshStatement, statement, type Tx } from "../kernel/db.ts";
import type { SealedColumn } from "./sealed-columns.ts";

export type Step = "published" | "promoted";

export type TenantKeys = {
  id: string;
  slug: string;
  data_key: Buffer;
  data_key_step: Step | null;
  /** Since that step, or since the last rotation ended; since the tenant was made, where there was none. */
  age_ms: number;
};

const tenantKeys = `id, slug, data_key, data_key_step,
  extract(epoch from clock_timestamp() - coalesce(data_key_at, created_at))::float8 * 1000 as age_ms`;

/** Those without a key were made by nobody who seals. Values: [ids, or null for all]. */
export const readTenantKeys = statement<TenantKeys>(
  "read_tenant_keys",
  `select ${tenantKeys} from tenant where ($1::uuid[] is null or id = any ($1)) and data_key <> '' order by id`,
);

export const readTenantsInRotation = statement<TenantKeys>(
  "read_tenants_in_rotation",
  `select ${tenantKeys} from tenant where data_key_step is not null order by id`,
);

/** Only of tenants whose keys are as they were read. Values: [ids, keys before, keys after, step after]. */
export const takeStep = freshStatement<{ id: string }>(
  `update tenant set data_key = changed.after, data_key_step = $4, data_key_at = clock_timestamp()
   from unnest($1::uuid[], $2::bytea[], $3::bytea[]) as changed(id, before, after)
   where tenant.id = changed.id and tenant.data_key = changed.before
   returning tenant.id`,
);

/** The same keys in another wrapping: no step of a rotation. Values: [ids, keys before, keys after]. */
export const rewrapTenants = freshStatement<{ id: string }>(
  `update tenant set data_key = changed.after
   from unnest($1::uuid[], $2::bytea[], $3::bytea[]) as changed(id, before, after)
   where tenant.id = changed.id and tenant.data_key = changed.before
   returning tenant.id`,
);

/** `at`: this very version of the row. */
export type SealedRow = { at: string; key: string[]; row_id: string; place: string; value: Buffer };

const fieldsOf = ({ column, key, rowId, placeColumn }: SealedColumn): string =>
  `ctid::text as at, array[${key.map(([name]) => `${name}::text`).join(", ")}] as key,
   (${rowId})::text as row_id, (${placeColumn})::text as place, ${column} as value`;

/** Names of ours, from the register. The key's id is the second to the ninth byte (kernel/sealing.ts). */
function readSql(column: SealedColumn, which: string): string {
  const names = column.key.map(([name]) => name).join(", ");
  const after = column.key.map(([, type], index) => `($2::text[])[${index + 1}]::${type}`).join(", ");
  return `select ${fieldsOf(column)} from ${column.table}
    where tenant_id = $1 and ${column.column} is not null and ($2::text[] is null or (${names}) > (${after}))
      and ${which}
    order by ${names} limit $3`;
}

/** A portion of a tenant's values, in the order of their keys. Values: [tenant, key to begin after or null, limit]. */
export function readSealed(tx: Tx, column: SealedColumn, values: readonly unknown[]): Promise<SealedRow[]> {
  return freshStatement<SealedRow>(readSql(column, "true"))(tx, values);
}

/** Those sealed under another key than this. Values: [tenant, key to begin after or null, limit, key's id]. */
export function readStale(tx: Tx, column: SealedColumn, values: readonly unknown[]): Promise<SealedRow[]> {
  return freshStatement<SealedRow>(readSql(column, `substr(${column.column}, 2, 8) <> $4`))(tx, values);
}

/** Values: [tenant, limit]. */
export function readSample(tx: Tx, column: SealedColumn, values: readonly unknown[]): Promise<SealedRow[]> {
  return freshStatement<SealedRow>(
    `select ${fieldsOf(column)} from ${column.table} where tenant_id = $1 and ${column.column} is not null
     order by random() limit $2`,
  )(tx, values);
}

/**
 * Whoever writes a row meanwhile wins: it is left alone when it is locked, or not as it was read. So this never waits
 * while it holds locks, and no session's write can end in a deadlock with it. Values: [versions, values before, after].
 */
export function writeResealed(
  tx: Tx,
  { table, column }: SealedColumn,
  values: readonly unknown[],
): Promise<{ at: string }[]> {
  return freshStatement<{ at: string }>(
    `with mine as materialized (
       select t.ctid as at, changed.after
       from unnest($1::tid[], $2::bytea[], $3::bytea[]) as changed(at, before, after)
       join ${table} t on t.ctid = changed.at and t.${column} = changed.before
       for no key update of t skip locked)
     update ${table} t set ${column} = mine.after from mine where t.ctid = mine.at returning mine.at::text as at`,
  )(tx, values);
}

/** Whom a change of rows concerns looks at all of them. Values: [channel]. */
export const notifyAll = statement<never>("notify_all", "select pg_notify($1, '')");

/** How many values are sealed under which key. Values: [tenants]. */
export function countByKey(
  tx: Tx,
  { table, column }: SealedColumn,
  tenantIds: readonly string[],
): Promise<{ tenant_id: string; key: Buffer; values: number }[]> {
  return freshStatement<{ tenant_id: string; key: Buffer; values: number }>(
    `select tenant_id, substr(${column}, 2, 8) as key, count(*)::int as values from ${table}
     where tenant_id = any ($1::uuid[]) and ${column} is not null group by 1, 2`,
  )(tx, [tenantIds]);
}

/** What the connections of running processes say of the keys they hold (`announcement`). */
export const readAnnouncements = statement<{ name: string }>(
  "read_announcements",
  `select distinct application_name as name from pg_stat_activity
   where datname = current_database() and application_name like 'waypost holds %'`,
);
