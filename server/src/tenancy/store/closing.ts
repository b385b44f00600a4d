// Statements of the end of a tenant: the export that is asked for, its rows, their erasure, the tombstone. All under
// the engine's role. Names of tables and columns come from the catalogue, and are quoted as it quotes them.

import { freshStatement, statement, type Tx } from "../../kernel/db.ts";

export type ExportRow = {
  tenant_id: string;
  id: string;
  state: "waiting" | "done" | "failed";
  asked_at: Date;
  passphrase: Buffer | null;
  tries: number;
  done_at: Date | null;
  expires_at: Date | null;
  /** In hex. */
  sha256: string | null;
  size_bytes: number | null;
  problem: string | null;
};

const columns = `tenant_id, id, state, asked_at, passphrase, tries, done_at, expires_at,
  encode(sha256, 'hex') as sha256, size_bytes::float8 as size_bytes, problem`;

/** Values: [tenant, id, sealed passphrase, hash of the link's token]. */
export const insertExport = statement<never>(
  "insert_tenant_export",
  "insert into tenant_export (tenant_id, id, passphrase, token_hash) values ($1, $2, $3, $4)",
);

/** Values: [tenant]. */
export const readNewestExport = statement<ExportRow>(
  "read_newest_tenant_export",
  `select ${columns} from tenant_export where tenant_id = $1 order by id desc limit 1`,
);

/** For a while, and not more than a few times: one that ends its worker must not end every worker. */
export const claimExport = statement<ExportRow & { data_key: Buffer }>(
  "claim_tenant_export",
  `with one as materialized (
     select ctid as at from tenant_export
     where state = 'waiting' and (busy_until is null or busy_until < now()) and tries < 5
     order by asked_at limit 1 for update skip locked
   )
   update tenant_export e set busy_until = now() + interval '30 minutes', tries = tries + 1
   from one, tenant t where e.ctid = one.at and t.id = e.tenant_id
   returning ${columns.replaceAll(/\b(tenant_id|id|state)\b(?!')/g, "e.$1")}, t.data_key`,
);

/** Values: [tenant, id, hash of the file in hex, its size, days its link is good for]. */
export const finishExport = statement<never>(
  "finish_tenant_export",
  `update tenant_export
   set state = 'done', done_at = now(), passphrase = null, busy_until = null, problem = null,
     sha256 = decode($3, 'hex'), size_bytes = $4, expires_at = now() + $5 * interval '1 day'
   where tenant_id = $1 and id = $2`,
);

/** Tried again, unless it was for the last time. Values: [tenant, id, problem]. */
export const failExport = statement<never>(
  "fail_tenant_export",
  `update tenant_export
   set problem = $3, busy_until = now() + interval '1 minute',
     state = case when tries >= 5 then 'failed' else state end,
     passphrase = case when tries >= 5 then null else passphrase end
   where tenant_id = $1 and id = $2`,
);

/** Values: [hash of the token]. */
export const readExportByToken = freshStatement<ExportRow & { slug: string }>(
  `select ${columns.replaceAll(/\b(tenant_id|id|state)\b(?!')/g, "e.$1")}, t.slug
   from tenant_export e join tenant t on t.id = e.tenant_id
   where e.token_hash = $1 and e.state = 'done' and e.expires_at > now()`,
);

/** Whose link is over: the files go, and the rows say that they did. Values: [limit]. */
export const readEndedExports = statement<{ tenant_id: string; id: string; sha256: string }>(
  "read_ended_tenant_exports",
  `select tenant_id, id, encode(sha256, 'hex') as sha256 from tenant_export
   where expires_at <= now() and sha256 is not null limit $1`,
);

/** Values: [tenants, ids], pairwise. */
export const forgetExports = freshStatement<never>(
  `update tenant_export e set sha256 = null from unnest($1::uuid[], $2::uuid[]) as f(tenant_id, id)
   where e.tenant_id = f.tenant_id and e.id = f.id`,
);

/** Of everything or of one person: either must be kept. Values: [tenant]. */
export const readHold = statement<{ id: string }>(
  "read_legal_hold_of_tenant",
  "select id from legal_hold where tenant_id = $1 and lifted_at is null limit 1",
);

export type TenantTable = {
  name: string;
  columns: string[];
  keys: string[];
  needs: string[];
  /** Whether the engine may delete of it; what it may not has an owner who does. */
  erasable: boolean;
};

/**
 * Every table that has rows of tenants, with what finds a row of it. `columns`: those that are shown to a tenant; what
 * is sealed or hashed is stored as bytes, and opens nowhere else.
 */
export const readTenantTables = freshStatement<TenantTable>(
  `select c.relname::text as name,
          array(select quote_ident(a.attname) from pg_attribute a
                where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.atttypid <> 'bytea'::regtype
                order by a.attnum) as columns,
          array(select quote_ident(a.attname)
                from pg_index i, unnest(i.indkey) with ordinality as key(attnum, place)
                join pg_attribute a on a.attnum = key.attnum
                where i.indrelid = c.oid and i.indisprimary and a.attrelid = c.oid order by key.place) as keys,
          array(select f.confrelid::regclass::text from pg_constraint f
                where f.conrelid = c.oid and f.contype = 'f' and f.confrelid <> c.oid) as needs,
          has_table_privilege(c.oid, 'delete') as erasable
   from pg_class c
   where c.relkind in ('r', 'p') and not c.relispartition and c.relnamespace = 'public'::regnamespace
     and exists (select from pg_attribute a
                 where a.attrelid = c.oid and a.attname = 'tenant_id' and not a.attisdropped)
   order by c.relname`,
);

/** Reads in a cursor, so that a table of any size passes through. */
export async function openRows(
  tx: Tx,
  { name, columns: shown }: TenantTable,
  tenantId: string,
): Promise<void> {
  const row = `select to_jsonb(r)::text as line from (select ${shown.join(", ")} from ${quoted(name)}
    where tenant_id = '${uuid(tenantId)}') as r`;
  await tx.query(`declare rows_of_tenant no scroll cursor for ${row}`);
}

export async function fetchLines(tx: Tx, count: number): Promise<string[]> {
  const { rows } = await tx.query<{ line: string }>(`fetch ${Math.trunc(count)} from rows_of_tenant`);
  return rows.map(({ line }) => line);
}

export async function closeRows(tx: Tx): Promise<void> {
  await tx.query("close rows_of_tenant");
}

/** The tenant's own row; without its data keys. Values: [tenant]. */
export const readTenantLine = freshStatement<{ line: string }>(
  "select (to_jsonb(t) - 'data_key')::text as line from tenant t where id = $1",
);

/** The tenant's files, by what their bytes are. Values: [tenant]. */
export const readMediaLines = freshStatement<{ line: string }>(
  `select jsonb_build_object('id', id, 'filename', filename, 'mime_type', mime_type, 'kind', kind,
            'size_bytes', size_bytes, 'sha256', encode(sha256, 'hex'), 'origin', origin, 'mode', mode,
            'created_at', created_at)::text as line
   from media where tenant_id = $1 and deleted_at is null order by id`,
);

/** Everything a transaction reads is of one moment. */
export async function readOneMoment(tx: Tx): Promise<void> {
  await tx.query("set transaction isolation level repeatable read read only");
}

/** A bite of one table's rows; answers how many. The key finds them, so that no other row is looked at. */
export async function eraseRows(
  tx: Tx,
  { name, keys }: TenantTable,
  { tenantId, limit }: { tenantId: string; limit: number },
): Promise<number> {
  const key = keys.length === 0 ? ["tenant_id"] : keys;
  const { rowCount } = await tx.query(
    `with doomed as materialized (
       select ${key.join(", ")} from ${quoted(name)} where tenant_id = $1 limit $2
     )
     delete from ${quoted(name)} t using doomed
     where t.tenant_id = $1 and ${key.map((column) => `t.${column} = doomed.${column}`).join(" and ")}`,
    [tenantId, limit],
  );
  return rowCount ?? 0;
}

/** Whether anything is left of a tenant in a table. */
export async function hasRows(tx: Tx, { name }: TenantTable, tenantId: string): Promise<boolean> {
  const { rows } = await tx.query<{ is: boolean }>(
    `select exists (select from ${quoted(name)} where tenant_id = $1) as is`,
    [tenantId],
  );
  return rows[0]?.is === true;
}

/** What providers told of this tenant's numbers only, and that was not thrown away yet. Values: [tenant]. */
export const eraseWebhooks = statement<{ id: string }>(
  "erase_webhooks_of_tenant",
  `delete from webhook_in w
   where w.webhook_key in (select webhook_key from sender where tenant_id = $1)
     and w.webhook_key not in (
       select webhook_key from sender where tenant_id <> $1 and webhook_key is not null and deleted_at is null)
   returning id`,
);

/** Its numbers are nobody's from here on: no webhook finds them, and their holders let go. Values: [tenant]. */
export const deleteSendersOfTenant = statement<never>(
  "delete_senders_of_tenant",
  "update sender set deleted_at = now(), secrets = null where tenant_id = $1 and deleted_at is null",
);

/** Names of the tenant's files, as the store of bytes knows them. Values: [tenant, after, limit]. */
export const readBlobNames = statement<{ sha256: string }>(
  "read_blob_names_of_tenant",
  `select encode(sha256, 'hex') as sha256 from media_blob
   where tenant_id = $1 and ($2::text is null or sha256 > decode($2, 'hex')) order by media_blob.sha256 limit $3`,
);

/** Values: [tenant]. */
export const readExportNames = statement<{ sha256: string }>(
  "read_export_names_of_tenant",
  `select encode(sha256, 'hex') as sha256 from tenant_export where tenant_id = $1 and sha256 is not null`,
);

/** Values: [tenant]. */
export const eraseTenantRow = statement<{ id: string }>(
  "erase_tenant_row",
  "delete from tenant where id = $1 returning id",
);

/**
 * From the first row that goes; what was counted before is added to. Values: [id, hash of the slug, made at, closed at,
 * counts].
 */
export const countErased = statement<never>(
  "count_erased_of_tenant",
  `insert into tenant_tombstone as t (id, slug_hash, created_at, closed_at, counts) values ($1, $2, $3, $4, $5)
   on conflict (id) do update set counts = (
     select jsonb_object_agg(
       name, coalesce((t.counts ->> name)::bigint, 0) + coalesce((excluded.counts ->> name)::bigint, 0))
     from (select jsonb_object_keys(t.counts) union select jsonb_object_keys(excluded.counts)) as names(name))`,
);

/** Values: [id]. */
export const finishErasure = statement<never>(
  "finish_erasure_of_tenant",
  "update tenant_tombstone set erased_at = now() where id = $1",
);

/** Cut off when all but the last look was done. */
export const readUnfinished = statement<{ id: string }>(
  "read_unfinished_erasures",
  `select s.id from tenant_tombstone s
   where s.erased_at is null and not exists (select from tenant t where t.id = s.id) limit 100`,
);

export type TombstoneRow = {
  id: string;
  created_at: Date;
  closed_at: Date;
  erased_at: Date;
  counts: Record<string, number>;
};

/** Values: [id]. */
export const readTombstone = statement<TombstoneRow>(
  "read_tenant_tombstone",
  `select id, created_at, closed_at, erased_at, counts from tenant_tombstone
   where id = $1 and erased_at is not null`,
);

function quoted(name: string): string {
  if (!/^[a-z_0-9]+$/.test(name)) throw new Error(`not a table of ours: ${name}`);
  return `"${name}"`;
}

function uuid(text: string): string {
  if (!/^[0-9a-f-]{36}$/.test(text)) throw new Error(`not a tenant's id: ${text}`);
  return text;
}
