// Statements of tenants. What a tenant reads and writes of itself runs under its own role; the rest crosses tenants and
// runs under the engine's.

import { statement } from "../../kernel/db.ts";
import type { TenantState } from "../tenant-life.ts";

export type TenantRow = {
  id: string;
  slug: string;
  name: string;
  default_country: string | null;
  default_sender_id: string | null;
  data_key: Buffer;
  created_at: Date;
  state: Exclude<TenantState, "erased">;
  state_reason: string | null;
  state_since: Date;
  trial_ends_at: Date | null;
  erase_after: Date | null;
  time_zone: string;
  locale: string;
  brand: Record<string, unknown>;
  settings: Record<string, unknown>;
};

const columns = `id, slug, name, default_country, default_sender_id, data_key, created_at, state, state_reason,
  state_since, trial_ends_at, erase_after, time_zone, locale, brand, settings`;

/** Values: [id, slug, name, default country, data keys]. No row when the slug is taken. */
export const insertTenant = statement<TenantRow>(
  "insert_tenant",
  `insert into tenant (id, slug, name, default_country, data_key) values ($1, $2, $3, $4, $5)
   on conflict (slug) do nothing returning ${columns}`,
);

/** Values: [slug]. */
export const readTenantBySlug = statement<TenantRow>(
  "read_tenant_by_slug",
  `select ${columns} from tenant where slug = $1`,
);

/** Values: [id]. */
export const readTenantById = statement<TenantRow>(
  "read_tenant_by_id",
  `select ${columns} from tenant where id = $1`,
);

/** Locked, because what follows decides on what it reads. Values: [id]. */
export const readTenantForUpdate = statement<TenantRow>(
  "read_tenant_for_update",
  `select ${columns} from tenant where id = $1 for update`,
);

export const listTenants = statement<TenantRow>(
  "list_tenants",
  `select ${columns} from tenant order by id limit 10000`,
);

/** Oldest first; the page after an id. Values: [state or null, part of name or slug or null, id or null, limit]. */
export const pageTenants = statement<TenantRow>(
  "page_tenants",
  `select ${columns} from tenant
   where ($1::text is null or state = $1)
     and ($2::text is null or strpos(lower(name), lower($2)) > 0 or strpos(slug, lower($2)) > 0)
     and ($3::uuid is null or id > $3)
   order by id limit $4`,
);

/** Nothing a tenant says of itself is its state. Values: [id, name, country, zone, locale, brand, settings]. */
export const updateTenant = statement<TenantRow>(
  "update_tenant",
  `update tenant set name = $2, default_country = $3, time_zone = $4, locale = $5, brand = $6, settings = $7
   where id = $1 returning ${columns}`,
);

/** Values: [id, state, reason, trial's end or null, erasure or null]. */
export const writeState = statement<TenantRow>(
  "write_tenant_state",
  `update tenant set state = $2, state_reason = $3, trial_ends_at = $4, erase_after = $5,
     state_since = case when state = $2 then state_since else now() end
   where id = $1 returning ${columns}`,
);

/** The transports hear of every shard that has a sender of the tenant's. Values: [tenant]. */
export const notifySendersOfTenant = statement<never>(
  "notify_senders_of_tenant",
  `select pg_notify('senders', shard::text) from (
     select distinct shard from sender where tenant_id = $1 and deleted_at is null) as each`,
);

/** Whose trial is over, or who is to be erased. Values: [state, limit]. */
export const readTenantsDue = statement<{ id: string }>(
  "read_tenants_due",
  `select id from tenant
   where state = $1 and case state when 'trial' then trial_ends_at when 'closing' then erase_after end <= now()
   order by id limit $2`,
);

/** Values: [tenant, media id]. */
export const readOwnImage = statement<{ id: string }>(
  "read_own_image",
  `select id from media
   where tenant_id = $1 and id = $2 and kind in ('image', 'sticker') and deleted_at is null and expires_at > now()`,
);
