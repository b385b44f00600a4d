// Statements of API keys. Look-ups cross tenants and run under the engine's role; what routes do runs under the
// tenant's own, and names it all the same.

import { freshStatement, statement } from "../../kernel/db.ts";
import type { Mode } from "../../kernel/route.ts";
import type { TenantState } from "../tenant-life.ts";

export type KeyRow = {
  id: string;
  tenant_id: string;
  name: string;
  mode: Mode;
  scopes: string[];
  secret_hash: Buffer;
  /** Null for keys from before peppers had names. */
  pepper_version: string | null;
  hint: string | null;
  allowed_networks: string[] | null;
  requests_per_second: number | null;
  created_by: string | null;
  rotated_from: string | null;
  created_at: Date;
  expires_at: Date | null;
  revoked_at: Date | null;
  last_used_at: Date | null;
  last_used_ip: string | null;
};

const columns = `id, tenant_id, name, mode, scopes, secret_hash, pepper_version, hint, allowed_networks,
  requests_per_second, created_by, rotated_from, created_at, expires_at, revoked_at, last_used_at, last_used_ip`;

export type NewKeyRow = Pick<
  KeyRow,
  | "tenant_id"
  | "id"
  | "name"
  | "mode"
  | "scopes"
  | "expires_at"
  | "pepper_version"
  | "hint"
  | "allowed_networks"
  | "requests_per_second"
  | "created_by"
  | "rotated_from"
>;

const newColumns = `tenant_id, id, name, mode, scopes, expires_at, pepper_version, hint, allowed_networks,
  requests_per_second, created_by, rotated_from`;
const newRow = `select * from jsonb_to_record($1::jsonb) as k(
    tenant_id uuid, id uuid, name text, mode text, scopes text[], expires_at timestamptz, pepper_version text,
    hint text, allowed_networks text[], requests_per_second integer, created_by text, rotated_from uuid)`;

/** Values: [the new key as JSON, hash]. */
export const insertKey = statement<KeyRow>(
  "insert_key",
  `insert into api_key (${newColumns}, secret_hash) select k.*, $2::bytea from (${newRow}) k returning ${columns}`,
);

/**
 * For a key that is derived and therefore always the same; a revoked one stays revoked. Values as
 * `insertKey`.
 */
export const insertKeyOnce = statement<never>(
  "insert_key_once",
  `insert into api_key (${newColumns}, secret_hash) select k.*, $2::bytea from (${newRow}) k
   on conflict (tenant_id, id) do update
   set scopes = excluded.scopes, secret_hash = excluded.secret_hash, pepper_version = excluded.pepper_version`,
);

export type PresentedRow = KeyRow & { tenant_state: TenantState };

/**
 * With the state of their tenants, so that it costs no question of its own. Expired keys too: expiry is judged at every
 * use, by the asker's clock. Values: [ids].
 */
export const readKeysById = statement<PresentedRow>(
  "read_keys_by_id",
  `select ${columns.replaceAll(/\w+/g, "k.$&")}, t.state as tenant_state
   from api_key k join tenant t on t.id = k.tenant_id where k.id = any($1::uuid[]) and k.revoked_at is null`,
);

/** Values: [tenant]. */
export const listKeys = statement<KeyRow>(
  "list_keys",
  `select ${columns} from api_key where tenant_id = $1 order by id limit 10000`,
);

/** Oldest first; the page after an id. Values: [tenant, modes, id or null, limit]. */
export const pageKeys = statement<KeyRow>(
  "page_keys",
  `select ${columns} from api_key
   where tenant_id = $1 and mode = any($2::text[]) and ($3::uuid is null or id > $3) order by id limit $4`,
);

/** Values: [tenant, modes, id]. */
export const readKey = statement<KeyRow>(
  "read_key",
  `select ${columns} from api_key where tenant_id = $1 and mode = any($2::text[]) and id = $3`,
);

/** Locked, because what follows decides on what it reads. Values as `readKey`. */
export const readKeyForUpdate = statement<KeyRow>(
  "read_key_for_update",
  `select ${columns} from api_key where tenant_id = $1 and mode = any($2::text[]) and id = $3 for update`,
);

/** Values: [tenant, id, name, scopes, networks, requests per second, expiry]. */
export const updateKey = statement<KeyRow>(
  "update_key",
  `update api_key
   set name = $3, scopes = $4, allowed_networks = $5, requests_per_second = $6, expires_at = $7
   where tenant_id = $1 and id = $2 returning ${columns}`,
);

/** Of what is replaced: it ends then, unless it ends before. Values: [tenant, id, end]. */
export const endKey = statement<never>(
  "end_key",
  `update api_key set expires_at = least(expires_at, $3::timestamptz) where tenant_id = $1 and id = $2`,
);

/** Values: [id]. No row when there is no such key or it was revoked before. */
export const revokeKey = statement<{ tenant_id: string; id: string }>(
  "revoke_key",
  `update api_key set revoked_at = now(), revoke_reason = 'asked'
   where id = $1 and revoked_at is null returning tenant_id, id`,
);

/** Values: [tenant, modes, id]. */
export const revokeKeyOfTenant = statement<{ id: string }>(
  "revoke_key_of_tenant",
  `update api_key set revoked_at = coalesce(revoked_at, now()), revoke_reason = coalesce(revoke_reason, 'asked')
   where tenant_id = $1 and mode = any($2::text[]) and id = $3 returning id`,
);

/** By whoever holds its text. Values: [id, what it may be hashed to]. */
export const revokeLeakedKey = statement<{ tenant_id: string; id: string }>(
  "revoke_leaked_key",
  `update api_key set revoked_at = now(), revoke_reason = 'leaked'
   where id = $1 and secret_hash = any($2::bytea[]) and revoked_at is null returning tenant_id, id`,
);

export type KeyUse = { tenantId: string; id: string; at: Date; ip: string | null };

/**
 * What another process writes at this moment is passed over: it knows as much. Values: [tenants, keys, times,
 * addresses], pairwise.
 */
export const writeUses = freshStatement<never>(
  `with used as materialized (
     select k.ctid as at_row, u.at, u.ip
     from unnest($1::uuid[], $2::uuid[], $3::timestamptz[], $4::text[]) as u(tenant_id, id, at, ip)
     join api_key k on k.tenant_id = u.tenant_id and k.id = u.id
     where k.last_used_at is null or k.last_used_at < u.at - interval '55 s'
     for update of k skip locked
   )
   update api_key k set last_used_at = used.at, last_used_ip = used.ip from used where k.ctid = used.at_row`,
);

/** Only where it is still hashed as it was read. Values: [tenants, keys, former hashes, hashes], pairwise; pepper. */
export const rehashKeys = freshStatement<never>(
  `with older as materialized (
     select k.ctid as at_row, r.hash
     from unnest($1::uuid[], $2::uuid[], $3::bytea[], $4::bytea[]) as r(tenant_id, id, former, hash)
     join api_key k on k.tenant_id = r.tenant_id and k.id = r.id and k.secret_hash = r.former
     for update of k skip locked
   )
   update api_key k set secret_hash = older.hash, pepper_version = $5 from older where k.ctid = older.at_row`,
);

/** Values: [tenants, minutes, requests], pairwise. */
export const countRequests = freshStatement<never>(
  `insert into request_minute (tenant_id, minute, requests)
   select * from unnest($1::uuid[], $2::timestamptz[], $3::bigint[]) order by 1, 2
   on conflict (tenant_id, minute) do update set requests = request_minute.requests + excluded.requests`,
);

/** Values: [limit]. */
export const pruneRequestMinutes = statement<{ tenant_id: string }>(
  "prune_request_minutes",
  `delete from request_minute where ctid = any (array(
     select ctid from request_minute where minute < now() - interval '3 hours' limit $1)) returning tenant_id`,
);
