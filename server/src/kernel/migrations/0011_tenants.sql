-- Tenants' life from trial to erasure, what they set for themselves, and what is known of each of their keys.

-- compatible-with: 0004
-- Older code knows no states: it serves a suspended tenant until it is replaced. Its keys carry no pepper's name, which
-- newer code takes for "any of those it has".

alter table tenant
  -- There is no "erased": the row is gone then, and a tombstone says so.
  add column state text not null default 'active' check (state in ('trial', 'active', 'suspended', 'closing')),
  add column state_reason text,
  add column state_since timestamptz not null default now(),
  add column trial_ends_at timestamptz,
  add column erase_after timestamptz,
  add column time_zone text not null default 'UTC',
  add column locale text not null default 'en',
  add column brand jsonb not null default '{}',
  add column settings jsonb not null default '{}';
-- State is not among what a tenant writes of itself.
grant update (time_zone, locale, brand, settings) on tenant to waypost_app;
grant delete on tenant to waypost_engine;

alter table api_key
  -- Which pepper it was hashed under: a fingerprint of it. Null for keys from before.
  add column pepper_version text,
  add column hint text,                    -- its last characters, to tell keys apart
  add column allowed_networks text[],      -- CIDR, canonical; null for anywhere
  add column requests_per_second integer check (requests_per_second > 0),
  add column created_by text,              -- key_… or usr_…; null for the command line
  add column rotated_from uuid,
  -- Newer than the last request by a minute at most.
  add column last_used_at timestamptz,
  add column last_used_ip text,
  add column revoke_reason text;

-- A tenant's requests, minute by minute, kept for some hours: who takes how much of the house.
create table request_minute (
  tenant_id uuid not null,
  minute timestamptz not null,
  requests bigint not null,
  primary key (tenant_id, minute)
) with (fillfactor = 70);
create index request_minute_age on request_minute (minute);

-- Everything of a tenant in one sealed file, as it was asked for when it closed.
create table tenant_export (
  tenant_id uuid not null,
  id uuid not null,
  state text not null default 'waiting' check (state in ('waiting', 'done', 'failed')),
  asked_at timestamptz not null default now(),
  -- What the file opens with, sealed under the tenant's data key; gone when the file is written.
  passphrase bytea,
  -- Hash of the token in its link.
  token_hash bytea not null,
  tries integer not null default 0,
  -- A worker has it until then; one that died gives it back by the clock.
  busy_until timestamptz,
  done_at timestamptz,
  expires_at timestamptz,
  sha256 bytea,
  size_bytes bigint,
  problem text,
  primary key (tenant_id, id),
  foreign key (tenant_id) references tenant
);

-- That there was a tenant, and that nothing of it is left. It names no table's rows, so it has no tenant_id.
create table tenant_tombstone (
  id uuid primary key,
  slug_hash bytea not null,                -- keyed: whoever has the slug can find it, and nobody can read it
  created_at timestamptz not null,
  closed_at timestamptz not null,
  erased_at timestamptz,                   -- null while it goes on
  counts jsonb not null                    -- rows by table, and files
);
grant select, insert, update on tenant_tombstone to waypost_engine;

do $$
declare name text;
begin
  foreach name in array array['request_minute', 'tenant_export'] loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format($p$create policy of_the_named_tenants on %I to waypost_app
      using (tenant_id = any ((select string_to_array(current_setting('app.tenants', true), ','))::uuid[]))
      with check (tenant_id = any ((select string_to_array(current_setting('app.tenants', true), ','))::uuid[]))$p$,
      name);
    execute format('create policy across_tenants on %I to waypost_engine using (true) with check (true)', name);
    execute format('grant select, insert, update, delete on %I to waypost_app, waypost_engine', name);
  end loop;
end $$;
