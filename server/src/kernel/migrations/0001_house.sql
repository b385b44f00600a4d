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

-- Ids are UUIDv7: their first 48 bits are milliseconds (RFC 9562 §5.7), so a range of ids is a range of time.
create function lowest_id(at timestamptz) returns uuid language sql immutable strict as $$
  select (lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') || repeat('0', 20))::uuid
$$;

-- The truth about every message, by the month in which it was accepted. What waits or is in flight has a lane_entry as
-- well; what that says about status, due time, tries and attempts is newer than what stands here.
create table message (
  tenant_id uuid not null,
  id uuid not null,                        -- UUIDv7: acceptance order and partition key
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
  constraint sending_is_said_by_the_entry check (status <> 'sending')
) partition by range (id);
create index message_attention on message (tenant_id, attention, id) where attention is not null;
create index message_by_recipient on message (tenant_id, recipient, id);

-- What waits in a lane or is in flight, and nothing else: a row goes when its message leaves. Narrow, because every
-- message passes through here and rewrites it; apart from message, because a claim must not look into every month.
-- Locks are taken on messages first, then on their entries, each in the order of (tenant, id). A claim and a deferral
-- take entries only.
create table lane_entry (
  tenant_id uuid not null,
  sender_id uuid not null,
  recipient text not null,
  message_id uuid not null,
  shard smallint not null,
  class smallint not null check (class between 0 and 2),
  -- The message's status as long as the row is here. 'unknown': in doubt, and due to be sent once more.
  status text not null check (status in ('scheduled', 'queued', 'unknown', 'sending')),
  due_at timestamptz not null,
  expires_at timestamptz,
  claimed_at timestamptz,
  attempts smallint not null default 0,
  tries smallint not null default 0,
  possible_duplicate boolean not null default false,
  -- The pair: order is kept per (sender, recipient), so a claim asks who came before. Who has the message has its key.
  primary key (tenant_id, sender_id, recipient, message_id)
-- No index contains status, so that a claim is a heap-only update and finds room for it on the page. Vacuum comes
-- early and does not pause: the table is small, and claims walk over what it has not cleared away.
) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 2000,
        autovacuum_vacuum_insert_threshold = -1, autovacuum_analyze_scale_factor = 0.2,
        autovacuum_vacuum_cost_delay = 0);
-- The lane: claims read it per class, so they need no skip scan. What is in flight is passed over: a lane has few.
-- Class comes before sender, so that looking for one entry is not planned by this index instead of the key.
create index lane_entry_due on lane_entry (tenant_id, class, sender_id, due_at, message_id);
create index lane_entry_expiry on lane_entry (expires_at) where expires_at is not null;

-- One row per try, committed before a byte leaves. In its message's month.
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
) partition by range (message_id);
create index attempt_by_provider_id on attempt (tenant_id, provider_message_id) where provider_message_id is not null;
-- In flight: what a shard's next owner has to settle. Not by state, which outcomes ask for: they were planned by this
-- index, which looks empty to the planner and is full of what has just been closed (1.2 s for 1,000 outcomes).
create index attempt_open on attempt (shard) where ended_at is null;

-- Append-only: what providers and people told us about a message, and what made it wait. In its message's month.
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
) partition by range (message_id);

-- What is in no month's partition: nothing, unless ids lie outside the months that were made ahead. Housekeeping
-- looks, and says so.
create table message_default partition of message default;
create table attempt_default partition of attempt default;
create table evidence_default partition of evidence default;

-- Makes a month of messages with their attempts and evidence. Each table is made apart and attached, which lets reads
-- and writes of the other months go on. Nobody has rights on a month: who asks, asks the whole table and meets its
-- policies; forced row-level security without a policy says it twice. What the default partition has of that month
-- (from a backup, say) moves along.
create function create_month(month date) returns void language plpgsql as $$
declare
  first constant uuid := lowest_id(month::timestamp at time zone 'UTC');
  beyond constant uuid := lowest_id((month + interval '1 month') at time zone 'UTC');
  parent text;
  part text;
  settings text;
begin
  foreach parent in array array['message', 'attempt', 'evidence'] loop
    part := parent || to_char(month, '_YYYY_MM');
    continue when to_regclass(part) is not null;
    -- A message is inserted, then rewritten for each thing that happens to it: with room on its page, in no index.
    settings := case parent when 'message' then 'fillfactor = 50, ' when 'attempt' then 'fillfactor = 85, ' else '' end
      || 'autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_insert_scale_factor = 0.1';
    execute format('create table %I (like %I including all) with (%s)', part, parent, settings);
    execute format('alter table %I no force row level security', parent || '_default');
    execute format('with moved as (delete from %1$I where %2$I >= %3$L and %2$I < %4$L returning *)
                    insert into %5$I select * from moved', parent || '_default',
      case parent when 'message' then 'id' else 'message_id' end, first, beyond, part);
    execute format('alter table %I force row level security', parent || '_default');
    execute format('alter table %I attach partition %I for values from (%L) to (%L)', parent, part, first, beyond);
    execute format('alter table %I enable row level security, force row level security', part);
  end loop;
end $$;

-- Drops a month, and answers whether it did: not while anything in it waits, is in flight or needs a person. All of
-- message is locked while it looks, so that nothing in that month is sent again meanwhile; whoever calls sets a
-- lock_timeout below deadlock_timeout. Not "detach concurrently", which a table with a default partition refuses.
create function drop_month(month date) returns boolean language plpgsql as $$
declare
  first constant uuid := lowest_id(month::timestamp at time zone 'UTC');
  beyond constant uuid := lowest_id((month + interval '1 month') at time zone 'UTC');
  at_rest boolean;
begin
  lock table message, attempt, evidence in access exclusive mode;
  -- Not even the owner sees rows; the engine does.
  perform set_config('role', 'waypost_engine', true);
  at_rest := not exists (select from lane_entry where message_id >= first and message_id < beyond)
    and not exists (select from message where attention is not null and id >= first and id < beyond);
  perform set_config('role', 'none', true);
  if at_rest then
    execute format('drop table %I, %I, %I', 'message' || to_char(month, '_YYYY_MM'),
      'attempt' || to_char(month, '_YYYY_MM'), 'evidence' || to_char(month, '_YYYY_MM'));
  end if;
  return at_rest;
end $$;
-- The months of what lies in the default partition; null for ids that are no time (RFC 9562: version 7).
create function stray_months() returns setof date language sql stable as $$
  select distinct case when substr(id::text, 15, 1) = '7' then date_trunc('month', to_timestamp(
           ('x' || left(replace(id::text, '-', ''), 12))::bit(48)::bigint / 1000.0) at time zone 'UTC')::date end
  from (select id from message where tableoid = 'message_default'::regclass
        union all select message_id from attempt where tableoid = 'attempt_default'::regclass
        union all select message_id from evidence where tableoid = 'evidence_default'::regclass) as stray
$$;
revoke execute on function create_month, drop_month from public;
-- The month before, because the clock of who accepts may be behind; two ahead, and housekeeping keeps it so.
select create_month((date_trunc('month', now() at time zone 'UTC') + n * interval '1 month')::date)
from generate_series(-1, 2) n;

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

-- Apart from message because it never expires, and is unique over all months.
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
  foreach name in array array['api_key', 'sender', 'message', 'lane_entry', 'attempt', 'evidence', 'idempotency_key',
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
do $$
declare name text;
begin
  foreach name in array array['message_default', 'attempt_default', 'evidence_default'] loop
    execute format('alter table %I enable row level security, force row level security', name);
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
