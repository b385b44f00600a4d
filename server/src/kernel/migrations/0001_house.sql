-- The first schema: tenants, keys, senders, the message ledger, webhook intake, nodes and units.
--
-- Two roles, neither the owner. waypost_app serves people and API keys: row-level security shows it only the
-- tenants named in the transaction-local setting app.tenants (comma-separated ids; absent means none).
-- waypost_engine runs the set-based work that crosses tenants (claims, intake, key lookup) and nothing else.
-- Both are set by the connection (`-c role=…`), so one login of the operator's choice is enough.

do $$ begin
  if not exists (select from pg_roles where rolname = 'waypost_app') then create role waypost_app nologin; end if;
  if not exists (select from pg_roles where rolname = 'waypost_engine') then create role waypost_engine nologin; end if;
  execute format('grant waypost_app, waypost_engine to %I', current_user);
end $$;

create table tenant (
  id uuid primary key,
  slug text not null unique check (slug ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
  name text not null,
  default_country text check (default_country ~ '^[A-Z]{2}$'),
  default_sender_id uuid,
  -- The tenant's data key, wrapped by the master key (kernel/crypto).
  data_key bytea not null,
  created_at timestamptz not null default now()
);

create table api_key (
  tenant_id uuid not null references tenant,
  id uuid not null,
  name text not null,
  mode text not null check (mode in ('live', 'test')),
  scopes text[] not null,
  -- HMAC-SHA-256 of the whole key under a pepper derived from the master key; a 256-bit secret needs no slow hash.
  secret_hash bytea not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz,
  revoked_at timestamptz,
  primary key (tenant_id, id)
);
-- A request names only the key's id; the tenant is what the look-up finds out.
create index api_key_by_id on api_key (id);

create table sender (
  tenant_id uuid not null references tenant,
  id uuid not null,
  name text not null,
  transport text not null,
  mode text not null check (mode in ('live', 'test')),
  -- E.164 with "+".
  address text not null,
  -- The provider's name of the number (Meta: phone_number_id); webhooks find their sender by it.
  external_id text,
  -- Fingerprint of the secret that signs this sender's webhooks: one tenant's app cannot speak for another's number.
  webhook_key text,
  config jsonb not null default '{}',
  -- AES-256-GCM under the tenant's data key, bound to (sender, tenant, id).
  secrets bytea,
  shard smallint not null check (shard between 0 and 63),
  rate_per_second real not null check (rate_per_second > 0),
  burst integer not null check (burst >= 1),
  -- Set when the lane must stand still: by a person (until null) or by the provider's answer.
  paused_at timestamptz,
  paused_until timestamptz,
  pause_reason text,
  created_at timestamptz not null default now(),
  deleted_at timestamptz,
  primary key (tenant_id, id)
);
create index sender_by_shard on sender (shard) where deleted_at is null;
create index sender_by_external_id on sender (external_id) where deleted_at is null;

-- The truth about every message. What is queued is a query on this table.
create table message (
  tenant_id uuid not null,
  id uuid not null,                        -- UUIDv7: acceptance order, and the future partition key
  mode text not null check (mode in ('live', 'test')),
  sender_id uuid not null,
  shard smallint not null,
  recipient text not null,                 -- E.164 with "+"
  class smallint not null check (class between 0 and 2),   -- 0 authentication, 1 utility and service, 2 marketing
  category text not null check (category in ('authentication', 'utility', 'marketing', 'service')),
  type text not null,
  body jsonb not null,                     -- Meta's message object
  status text not null check (status in ('scheduled', 'queued', 'sending', 'sent', 'delivered', 'read', 'played',
                                         'failed', 'expired', 'canceled', 'skipped', 'unknown')),
  -- 0 waits in its lane, 1 is in flight, null has left the lane. Kept apart from status so that sent, delivered and
  -- read touch no indexed column (heap-only updates).
  lane_state smallint check (lane_state in (0, 1)),
  due_at timestamptz not null,
  expires_at timestamptz,
  unknown_policy text not null check (unknown_policy in ('once', 'otp', 'must')),
  attempts smallint not null default 0,    -- attempts that counted; throttled ones do not
  tries smallint not null default 0,       -- all attempts: the number of the newest attempt row
  provider_message_id text,
  -- True once it was sent again after a doubt; the person may have two copies.
  possible_duplicate boolean not null default false,
  error jsonb,                             -- {code, providerCode, detail}
  -- Why it needs a person: 'dead' is the dead-letter queue, 'unknown' an open doubt. Null for all others.
  attention text check (attention in ('dead', 'unknown')),
  client_reference text,
  metadata jsonb,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  -- No foreign key to sender: the one statement that inserts joins it, which is the same check for a whole batch
  -- (messaging/store/accept.ts). Senders are never deleted.
  primary key (tenant_id, id),
  constraint in_flight_is_sending check (lane_state is distinct from 1 or status = 'sending'),
  constraint waiting_is_open check (lane_state is distinct from 0 or status in ('scheduled', 'queued', 'unknown'))
) with (fillfactor = 85, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_insert_scale_factor = 0.1);
-- The lane: claims read it per class, so they need no skip scan.
create index message_lane on message (tenant_id, sender_id, class, due_at, id) where lane_state = 0;
-- The pair: order is kept per (sender, recipient), so a claim asks who came before.
create index message_pair on message (tenant_id, sender_id, recipient, id) where lane_state is not null;
create index message_in_flight on message (shard) where lane_state = 1;
create index message_attention on message (tenant_id, attention, id) where attention is not null;
create index message_expiry on message (expires_at) where lane_state = 0 and expires_at is not null;
create index message_by_recipient on message (tenant_id, recipient, id);

-- One row per try, committed before a byte leaves.
create table attempt (
  tenant_id uuid not null,
  message_id uuid not null,
  number smallint not null,
  shard smallint not null,
  epoch bigint not null,                   -- the shard's epoch the claim was made under
  state text not null check (state in ('open', 'accepted', 'refused', 'later', 'unknown')),
  provider_message_id text,
  error jsonb,
  started_at timestamptz not null,
  ended_at timestamptz,
  -- What its sender's protection made it wait for: {code, text}. Null for most.
  waited jsonb,
  primary key (tenant_id, message_id, number)
) with (fillfactor = 85, autovacuum_vacuum_scale_factor = 0.02);
create index attempt_by_provider_id on attempt (tenant_id, provider_message_id) where provider_message_id is not null;

-- Append-only: what providers and people told us about a message, and what made it wait.
create table evidence (
  tenant_id uuid not null,
  message_id uuid not null,
  type text not null,
  -- Makes a repeated fact the same row: the provider's id for receipts, a counter for waits.
  key text not null,
  source text not null,
  at timestamptz not null,
  recorded_at timestamptz not null default now(),
  detail jsonb,
  primary key (tenant_id, message_id, type, key)
);

create table idempotency_key (
  tenant_id uuid not null references tenant,
  mode text not null,
  route text not null,
  key text not null,
  fingerprint bytea not null,
  status smallint not null,
  response jsonb not null,
  created_at timestamptz not null default now(),
  primary key (tenant_id, mode, route, key)
);
create index idempotency_key_age on idempotency_key (created_at);

-- Apart from message because it never expires and must stay unique when messages are partitioned by time.
create table client_reference (
  tenant_id uuid not null references tenant,
  reference text not null,
  message_id uuid not null,
  primary key (tenant_id, reference)
);

-- A provider's webhook exactly as it came, stored before it is answered. Belongs to no tenant until it is read.
create table webhook_in (
  id uuid primary key,
  source text not null,
  webhook_key text not null,               -- whose secret verified it
  body bytea not null,
  received_at timestamptz not null default now(),
  -- Counted before work starts, so that a body that kills the worker is set aside after three tries.
  tries smallint not null default 0,
  -- A worker has it until then; a worker that died gives it back by the clock. Applying twice changes nothing.
  busy_until timestamptz,
  done_at timestamptz,
  problem text
) with (autovacuum_vacuum_scale_factor = 0.02);
create index webhook_in_open on webhook_in (received_at) where done_at is null;
create index webhook_in_age on webhook_in (received_at);

-- Evidence that came before the message it speaks of was known; kept 7 days (Meta retries that long).
create table parked_status (
  tenant_id uuid not null references tenant,
  id uuid not null,
  sender_id uuid not null,
  provider_message_id text not null,
  event jsonb not null,
  parked_at timestamptz not null default now(),
  primary key (tenant_id, id)
);
create index parked_status_by_provider_id on parked_status (tenant_id, provider_message_id);

create table inbound_message (
  tenant_id uuid not null,
  sender_id uuid not null,
  provider_message_id text not null,
  id uuid not null,
  sender_phone text,                       -- null for people known by a business-scoped id only
  sender_user_id text,
  name text,
  type text not null,
  body jsonb not null,
  at timestamptz not null,
  received_at timestamptz not null default now(),
  primary key (tenant_id, sender_id, provider_message_id),
  foreign key (tenant_id, sender_id) references sender
);

-- Who works: one row per process life, renewed on the database's clock.
create table node (
  id uuid primary key,
  host text not null,
  until timestamptz not null
);
-- What is worked: 64 shards (sessions join later). Deleting a node frees its units at once.
create table unit (
  id text primary key,
  kind text not null check (kind in ('shard', 'session')),
  epoch bigint not null default 0,
  owner uuid references node on delete set null
) with (fillfactor = 50);
create index unit_by_owner on unit (owner);
insert into unit (id, kind) select 'shard-' || n, 'shard' from generate_series(0, 63) n;

-- Row-level security: forced, so that not even the owner's own queries pass by accident.
do $$
declare name text;
begin
  foreach name in array array['api_key', 'sender', 'message', 'attempt', 'evidence', 'idempotency_key',
                              'client_reference', 'parked_status', 'inbound_message'] loop
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
alter table tenant enable row level security;
alter table tenant force row level security;
create policy of_the_named_tenants on tenant to waypost_app
  using (id = any ((select string_to_array(current_setting('app.tenants', true), ','))::uuid[]));
create policy across_tenants on tenant to waypost_engine using (true) with check (true);
grant select, update (name, default_country, default_sender_id) on tenant to waypost_app;
grant select, insert, update on tenant to waypost_engine;
grant select, insert, update, delete on webhook_in, node, unit to waypost_engine;
