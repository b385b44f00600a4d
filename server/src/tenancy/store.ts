// Statements of tenants and API keys. They cross tenants, so all of them run under the engine's role.

import { statement } from "../kernel/db.ts";
import type { Mode } from "../kernel/route.ts";

export type TenantRow = {
  id: string;
  slug: string;
  name: string;
  default_country: string | null;
  default_sender_id: string | null;
  data_key: Buffer;
  created_at: Date;
};

const tenantColumns = "id, slug, name, default_country, default_sender_id, data_key, created_at";

/** Values: [id, slug, name, default country, data keys]. No row when the slug is taken. */
export const insertTenant = statement<TenantRow>(
  "insert_tenant",
  `insert into tenant (id, slug, name, default_country, data_key) values ($1, $2, $3, $4, $5)
   on conflict (slug) do nothing returning ${tenantColumns}`,
);

/** Values: [slug]. */
export const readTenantBySlug = statement<TenantRow>(
  "read_tenant_by_slug",
  `select ${tenantColumns} from tenant where slug = $1`,
);

export const listTenants = statement<TenantRow>(
  "list_tenants",
  `select ${tenantColumns} from tenant order by id limit 10000`,
);

export type KeyRow = {
  id: string;
  tenant_id: string;
  name: string;
  mode: Mode;
  scopes: string[];
  secret_hash: Buffer;
  created_at: Date;
  expires_at: Date | null;
  revoked_at: Date | null;
};

const keyColumns = "id, tenant_id, name, mode, scopes, secret_hash, created_at, expires_at, revoked_at";

/** Values: [tenant, id, name, mode, scopes, hash, expiry]. */
export const insertKey = statement<KeyRow>(
  "insert_key",
  `insert into api_key (tenant_id, id, name, mode, scopes, secret_hash, expires_at)
   values ($1, $2, $3, $4, $5, $6, $7) returning ${keyColumns}`,
);

/**
 * For a key that is derived and therefore always the same; a revoked one stays revoked. Values as
 * `insertKey`.
 */
export const insertKeyOnce = statement<never>(
  "insert_key_once",
  `insert into api_key (tenant_id, id, name, mode, scopes, secret_hash, expires_at)
   values ($1, $2, $3, $4, $5, $6, $7)
   on conflict (tenant_id, id) do update set scopes = excluded.scopes, secret_hash = excluded.secret_hash`,
);

/** Expired keys too: expiry is judged at every use, by the asker's clock. Values: [ids]. */
export const readKeysById = statement<KeyRow>(
  "read_keys_by_id",
  `select ${keyColumns} from api_key where id = any($1::uuid[]) and revoked_at is null`,
);

/** Values: [tenant]. */
export const listKeys = statement<KeyRow>(
  "list_keys",
  `select ${keyColumns} from api_key where tenant_id = $1 order by id limit 10000`,
);

/** Values: [id]. No row when there is no such key or it was revoked before. */
export const revokeKey = statement<{ id: string }>(
  "revoke_key",
  `update api_key set revoked_at = now() where id = $1 and revoked_at is null returning id`,
);
