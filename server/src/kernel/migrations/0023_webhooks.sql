-- Webhooks out: a tenant's endpoints, and what is delivered to each of them.

-- compatible-with: 0004
-- Older code knows no endpoints; what happens under it is delivered by newer code, because triggers write it down.

create table webhook_endpoint (
  tenant_id uuid not null,
  id uuid not null,
  mode text not null check (mode in ('live', 'test')),
  -- Names the endpoint within its tenant in twelve bits, which is what a delivery's public id has room for.
  place smallint not null check (place between 1 and 4095),
  url text not null,
  description text,
  events text[] not null,                  -- message.read, message.*, *
  senders uuid[],                          -- null: of any, or none
  campaigns uuid[],
  payload text not null check (payload in ('thin', 'full')),
  ordered boolean not null,
  legacy_signature text check (legacy_signature in ('x-hub-signature-256', 'waha-sha512')),
  throttle integer check (throttle > 0),   -- deliveries a second
  header_names text[] not null,
  public_key text not null,
  -- {signing: [secrets, the newest first], seed, headers}, sealed under the tenant's data key.
  secrets bytea not null,
  former_secret_until timestamptz,
  state text not null default 'enabled' check (state in ('enabled', 'paused', 'disabled')),
  state_reason text,
  state_since timestamptz not null default now(),
  failing_since timestamptz,               -- the first failure after the last success
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  deleted_at timestamptz,                  -- gone with the last of its deliveries
  primary key (tenant_id, id),
  unique (tenant_id, place),
  foreign key (tenant_id) references tenant
);

-- One event for one endpoint. Narrow: what happened stands in `event`, which lives as long. No foreign keys, as each
-- delivery would lock its endpoint's row.
create table webhook_delivery (
  tenant_id uuid not null,
  endpoint_id uuid not null,
  event_id uuid not null,
  sequence bigint not null,
  type text not null,
  state text not null default 'waiting' check (state in ('waiting', 'delivered', 'failed')),
  -- When it may be tried: while somebody tries it, when somebody else may. Null once it is settled.
  due_at timestamptz,
  attempts smallint not null default 0,    -- of this round; a replay begins another
  cause text not null default 'event' check (cause in ('event', 'replay', 'test')),
  -- For ordered endpoints while it waits: who waits behind whom. A hash.
  conversation bigint,
  -- While a full payload is tried: the bytes of its first attempt. Gone when it is settled.
  body text,
  -- A person in it was erased: only ids are told from then on.
  without_record boolean not null default false,
  test jsonb,                              -- what a test tells, as no event stands behind it
  last_status smallint,
  last_error text,
  settled_at timestamptz,
  log jsonb not null default '[]',         -- attempts, the last thirty
  primary key (tenant_id, endpoint_id, event_id),
  constraint settled_is_not_due check ((state = 'waiting') = (due_at is not null))
) with (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_insert_scale_factor = 0.1);
create index webhook_delivery_due on webhook_delivery (tenant_id, endpoint_id, due_at) where due_at is not null;
create index webhook_delivery_turn on webhook_delivery (tenant_id, endpoint_id, conversation, sequence)
  where conversation is not null;
-- Whose words are kept for a while, for when somebody is erased.
create index webhook_delivery_words on webhook_delivery (tenant_id) where body is not null;

do $$
declare name text;
begin
  foreach name in array array['webhook_endpoint', 'webhook_delivery'] loop
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

create function matches_event_type(patterns text[], type text) returns boolean
language sql immutable parallel safe as $$
  select type = any (patterns) or split_part(type, '.', 1) || '.*' = any (patterns) or '*' = any (patterns)
$$;

-- What is about one person and one number is one conversation; of all else, each thing is its own. In PL/pgSQL, as
-- `case` must not look where it need not.
create function webhook_conversation(tenant uuid, type text, subject uuid, sender uuid) returns bigint
language plpgsql stable as $$
declare person text;
begin
  if type = 'message.received' then
    select coalesce(i.sender_phone, i.sender_lid, i.sender_user_id) into person
    from inbound_message i where i.tenant_id = tenant and i.id = subject;
  elsif type like 'message.%' then
    select m.recipient into person from message m where m.tenant_id = tenant and m.id = subject;
  end if;
  return hashtextextended(coalesce(sender::text, '') || ' ' || coalesce(person, subject::text), 0);
end $$;

create function is_of_campaign(tenant uuid, type text, subject uuid, campaigns uuid[]) returns boolean
language plpgsql stable as $$
begin
  if type like 'campaign.%' then return subject = any (campaigns); end if;
  return type like 'message.%' and exists (
    select from message m where m.tenant_id = tenant and m.id = subject and m.campaign_id = any (campaigns));
end $$;

create function is_wanted(w webhook_endpoint, tenant uuid, mode text, type text, subject uuid, sender uuid)
returns boolean language sql stable as $$
  select (mode is null or mode = w.mode) and matches_event_type(w.events, type)
    and (w.senders is null or sender = any (w.senders))
    and (w.campaigns is null or is_of_campaign(tenant, type, subject, w.campaigns))
$$;

-- Where a tenant's events of some time begin. Numbers and times rise together, but for what committed side by side: so
-- it is found by halving, and a minute is given. There is no index by time.
create function first_event_since(tenant uuid, since timestamptz) returns bigint language plpgsql stable as $$
declare
  low bigint := 0;
  high bigint;
  middle bigint;
  found_at timestamptz;
begin
  select max(sequence) + 1 into high from event where tenant_id = tenant;
  while low < high loop
    middle := (low + high) / 2;
    select at into found_at from event where tenant_id = tenant and sequence >= middle order by sequence limit 1;
    if found_at < since - interval '1 minute' then low := middle + 1; else high := middle; end if;
  end loop;
  return low;
end $$;

-- In the transaction of what happened, so that nothing that happened is forgotten. For a tenant without endpoints it is
-- one look into an index. A paused endpoint's wait for it; for a disabled one nothing is kept, and a replay makes them
-- from the events themselves.
create function make_webhook_deliveries() returns trigger language plpgsql as $$
begin
  if not exists (
    select from (select distinct tenant_id from told) t
    join webhook_endpoint w on w.tenant_id = t.tenant_id and w.deleted_at is null and w.state <> 'disabled')
  then return null; end if;
  insert into webhook_delivery (tenant_id, endpoint_id, event_id, sequence, type, due_at, conversation)
  select e.tenant_id, w.id, e.id, e.sequence, e.type, now(),
         case when w.ordered then webhook_conversation(e.tenant_id, e.type, e.subject_id, e.sender_id) end
  from told e
  join webhook_endpoint w on w.tenant_id = e.tenant_id and w.deleted_at is null and w.state <> 'disabled'
    and is_wanted(w, e.tenant_id, e.mode, e.type, e.subject_id, e.sender_id);
  return null;
end $$;
create trigger webhook_deliveries after insert on event referencing new table as told
  for each statement when (current_user in ('waypost_app', 'waypost_engine'))
  execute function make_webhook_deliveries();

-- Control processes remember endpoints, and look again when one has changed.
create function wake_webhook_lanes() returns trigger language plpgsql as $$
begin
  perform pg_notify('webhook_endpoints', '');
  return null;
end $$;
create trigger webhook_endpoint_changed after insert or update on webhook_endpoint
  for each statement execute function wake_webhook_lanes();
