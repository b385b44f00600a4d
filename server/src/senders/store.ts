// Statements of senders. Every one names the tenant although row-level security does too: either alone must
// hold.

import type { ProtectionSettings, TransportName } from "@waypost/contract";
import { freshStatement, statement, type Tx } from "../kernel/db.ts";
import type { Mode } from "../kernel/route.ts";

export type SenderRow = {
  tenant_id: string;
  id: string;
  name: string;
  transport: TransportName;
  mode: Mode;
  /** Null for a number that is linked later. */
  address: string | null;
  external_id: string | null;
  webhook_key: string | null;
  config: Record<string, unknown>;
  secrets: Buffer | null;
  shard: number;
  rate_per_second: number;
  burst: number;
  /** What was chosen; the rest follows the preset. */
  protection: ProtectionSettings;
  paused_at: Date | null;
  paused_until: Date | null;
  pause_reason: string | null;
  created_at: Date;
};

const columns = `tenant_id, id, name, transport, mode, address, external_id, webhook_key, config, secrets,
  shard, rate_per_second, burst, protection, paused_at, paused_until, pause_reason, created_at`;
const columnsOfS = columns.replaceAll(/\w+/g, "s.$&");

/**
 * Two creations for one tenant go one after the other, so that neither misses the other's number. Values:
 * [tenant].
 */
export const lockSenders = statement<never>(
  "lock_senders",
  "select pg_advisory_xact_lock(hashtextextended('senders ' || $1::text, 0))",
);

export type NewSender = Omit<SenderRow, "paused_at" | "paused_until" | "pause_reason" | "created_at">;

/**
 * No row when a sender of the same mode has the number already. Values: [the new sender as JSON, secrets].
 */
export const insertSender = statement<SenderRow>(
  "insert_sender",
  `with wanted as (
     select * from jsonb_to_record($1::jsonb) as w(
       tenant_id uuid, id uuid, name text, transport text, mode text, address text, external_id text,
       webhook_key text, config jsonb, shard smallint, rate_per_second real, burst integer,
       protection jsonb))
   insert into sender (tenant_id, id, name, transport, mode, address, external_id, webhook_key, config, shard,
                       rate_per_second, burst, protection, secrets)
   select w.*, $2::bytea from wanted w
   where not exists (
     select 1 from sender s
     where s.tenant_id = w.tenant_id and s.mode = w.mode and s.deleted_at is null
       and (s.address = w.address or s.external_id = w.external_id))
   returning ${columns}`,
);

/**
 * Whom the transports must hear of: the dispatcher of the shard looks at its senders anew. Values: [shard].
 */
export const notifySender = statement<never>("notify_sender", "select pg_notify('senders', $1)");

/** Oldest first; the page after an id. Values: [tenant, mode, id or null, limit]. */
export const listSenders = statement<SenderRow>(
  "list_senders",
  `select ${columns} from sender
   where tenant_id = $1 and mode = $2 and deleted_at is null and ($3::uuid is null or id > $3)
   order by id limit $4`,
);

/** Locked, because what follows decides on what it reads. Values: [tenant, mode, id]. */
export const readSenderForUpdate = statement<SenderRow>(
  "read_sender_for_update",
  `select ${columns} from sender
   where tenant_id = $1 and mode = $2 and id = $3 and deleted_at is null for update`,
);

/** Values: [tenant, mode, id]. */
export const readSender = statement<SenderRow>(
  "read_sender",
  `select ${columns} from sender where tenant_id = $1 and mode = $2 and id = $3 and deleted_at is null`,
);

/** In the order of the ids; who is gone is left out. Values: [tenant, mode, ids]. */
export const readSendersNamed = statement<SenderRow>(
  "read_senders_named",
  `select ${columns} from sender
   where tenant_id = $1 and mode = $2 and id = any ($3::uuid[]) and deleted_at is null
   order by array_position($3::uuid[], id)`,
);

/** Values: [tenant, id, name, address, external id, webhook key, config, secrets]. */
export const updateSender = statement<never>(
  "update_sender",
  `update sender set name = $3, address = $4, external_id = $5, webhook_key = $6, config = $7, secrets = $8
   where tenant_id = $1 and id = $2`,
);

/** Values: [tenant, id, settings]. */
export const writeProtection = statement<never>(
  "write_protection",
  "update sender set protection = $3 where tenant_id = $1 and id = $2",
);

/** By a person: until a person lifts it. Values: [tenant, id, reason]. */
export const pauseSender = statement<{ shard: number }>(
  "pause_sender",
  `update sender set paused_at = now(), paused_until = null, pause_reason = $3
   where tenant_id = $1 and id = $2 and deleted_at is null returning shard`,
);

/**
 * By who read it as it was at that version: a person who has changed it meanwhile knows better. Answers whom it has
 * stopped. Values: [tenant, id, reason, version].
 */
export const pauseUnchangedSender = statement<{ id: string }>(
  "pause_unchanged_sender",
  `update sender set paused_at = now(), paused_until = null, pause_reason = $3
   where tenant_id = $1 and id = $2 and xmin = $4::text::xid and deleted_at is null returning id`,
);

export type StopRow = {
  tenant_id: string;
  sender_id: string;
  reason: string;
  /** Null until somebody lifts it. */
  after_ms: number | null;
  /** When the provider said so. */
  at: string;
};

/**
 * By a provider's late word about the whole number. Who is paused already stays so, for the reason they have; and what
 * was said more than ten minutes ago may be what a person has mended since.
 */
export async function stopSenders(tx: Tx, rows: readonly StopRow[]): Promise<void> {
  if (rows.length > 0) await stopRows(tx, [JSON.stringify(rows)]);
}

/** In id order, as two webhooks may stop the same ones; the transports hear of it. */
const stopRows = freshStatement<never>(
  `with stop as materialized (
     select distinct on (s.tenant_id, s.id) s.ctid as at, r.reason, r.after_ms
     from json_to_recordset($1) as r(
       tenant_id uuid, sender_id uuid, reason text, after_ms float8, at timestamptz)
     join sender s on s.tenant_id = r.tenant_id and s.id = r.sender_id
     where r.at > now() - interval '10 minutes' and s.deleted_at is null
       and (s.paused_at is null or s.paused_until <= now())
     order by s.tenant_id, s.id, r.after_ms desc nulls first
   ), stopped as (
     update sender s
     set paused_at = now(), paused_until = now() + stop.after_ms * interval '1 ms', pause_reason = stop.reason
     from stop where s.ctid = stop.at and (s.paused_at is null or s.paused_until <= now())
     returning s.shard
   )
   select pg_notify('senders', shard::text) from (select distinct shard from stopped) as each`,
);

/** Who was paused for another reason stays so, unless that is null. Values: [tenant, id, reason]. */
export const resumeSender = statement<never>(
  "resume_sender",
  `update sender set paused_at = null, paused_until = null, pause_reason = null
   where tenant_id = $1 and id = $2 and ($3::text is null or pause_reason = $3)`,
);

/** What stood still because its keys were refused has others now. */
export async function resumeWithNewKeys(tx: Tx, tenantId: string, id: string): Promise<void> {
  await resumeSender(tx, [tenantId, id, "provider_auth_failed"]);
}

/** The row stays: messages refer to it, and their history outlives the number. Values: [tenant, mode, id]. */
export const deleteSender = statement<{ shard: number }>(
  "delete_sender",
  `update sender set deleted_at = now(), secrets = null
   where tenant_id = $1 and mode = $2 and id = $3 and deleted_at is null returning shard`,
);

export type TenantOfSenders = {
  data_key: Buffer;
  default_sender_id: string | null;
  default_country: string | null;
};

/** Values: [tenant]. */
export const readTenant = statement<TenantOfSenders>(
  "read_tenant_of_senders",
  "select data_key, default_sender_id, default_country from tenant where id = $1",
);

/** Values: [tenant, sender or null]. */
export const setDefaultSender = statement<never>(
  "set_default_sender",
  "update tenant set default_sender_id = $2 where id = $1",
);

/** All of a tenant's senders, for the cached look-up; more than this is beyond any plan. Values: [tenant]. */
export const readAllSenders = statement<SenderRow>(
  "read_all_senders",
  `select ${columns} from sender where tenant_id = $1 and deleted_at is null order by id limit 10000`,
);

/** `version`: which transaction has written the row, so that every change of it is seen. */
export type SenderWithKeys = SenderRow & { data_key: Buffer; version: string };

/** Values: [tenant, mode, id]. */
export const readSenderWithKeys = statement<SenderWithKeys>(
  "read_sender_with_keys",
  `select ${columnsOfS}, s.xmin::text as version, t.data_key from sender s join tenant t on t.id = s.tenant_id
   where s.tenant_id = $1 and s.mode = $2 and s.id = $3 and s.deleted_at is null`,
);

/**
 * Who is halted with all of a tenant is paused to those who work the lanes, until the tenant is not: its own pause, if
 * it has one, is as it was then.
 */
const columnsOfLane = columnsOfS
  .replace("s.paused_at", "case when halted then t.state_since else s.paused_at end as paused_at")
  .replace("s.paused_until", "case when halted then null else s.paused_until end as paused_until")
  .replace(
    "s.pause_reason",
    "case when halted then 'tenant_suspended' else s.pause_reason end as pause_reason",
  );

/** Under the engine's role, across tenants, as their lanes are worked. Values: [shards]. */
export const readSendersOfShards = statement<SenderWithKeys>(
  "read_senders_of_shards",
  `select ${columnsOfLane}, s.xmin::text as version, t.data_key
   from sender s
   join tenant t on t.id = s.tenant_id
   cross join lateral (select t.state in ('suspended', 'closing') as halted) as tenant_state
   where s.shard = any($1::smallint[]) and s.deleted_at is null`,
);

/** Under the engine's role. Senders whose provider signs webhooks. */
export const readSendersWithWebhooks = statement<SenderWithKeys>(
  "read_senders_with_webhooks",
  `select ${columnsOfS}, s.xmin::text as version, t.data_key from sender s join tenant t on t.id = s.tenant_id
   where s.webhook_key is not null and s.deleted_at is null`,
);

export type SenderOfWebhook = {
  webhook_key: string;
  external_id: string;
  tenant_id: string;
  sender_id: string;
};

/** Under the engine's role. Values: [webhook keys, external ids], pairwise. */
export const findByExternalIds = statement<SenderOfWebhook>(
  "find_senders_by_external_ids",
  `select s.webhook_key, s.external_id, s.tenant_id, s.id as sender_id
   from unnest($1::text[], $2::text[]) as wanted(webhook_key, external_id)
   join sender s on s.external_id = wanted.external_id and s.webhook_key = wanted.webhook_key
   where s.deleted_at is null
   order by s.created_at`,
);

/** Under the engine's role. Values: [sender ids]. */
export const findSendersByIds = statement<{ tenant_id: string; sender_id: string }>(
  "find_senders_by_ids",
  `select tenant_id, id as sender_id from sender where id = any ($1::uuid[]) and deleted_at is null`,
);

/** Under the engine's role: whether another tenant tries something out over this number. Values: [address, tenant]. */
export const readTestSenderElsewhere = statement<{ id: string }>(
  "read_test_sender_elsewhere",
  `select id from sender
   where address = $1 and mode = 'test' and tenant_id <> $2 and deleted_at is null limit 1`,
);

/** Under the engine's role: the numbers of the simulator that have a sender, of all tenants. */
export const readSandboxNumbers = statement<{ external_id: string }>(
  "read_sandbox_numbers",
  `select external_id from sender
   where transport = 'sandbox' and deleted_at is null and external_id is not null`,
);
