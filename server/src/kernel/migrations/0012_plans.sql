-- Plans with caps, what of them is used up, what was sent and received, and alerts about it.

-- compatible-with: 0004
-- Older code knows no plans and holds to none; what it sends is metered all the same, by triggers.

-- A version of a plan never changes, but for being archived: another version is another row.
create table plan (
  id uuid primary key,
  name text not null,
  version integer not null check (version > 0),
  caps jsonb not null,                     -- {messages_per_minute, …}: what is not named is not capped
  archived_at timestamptz,
  created_at timestamptz not null default now(),
  unique (name, version)
);

-- Which plan a tenant is on, from when; the latest that has begun is in force. Null ends it.
create table tenant_plan (
  tenant_id uuid not null references tenant,
  since timestamptz not null,
  plan_id uuid references plan,
  overrides jsonb not null default '{}',   -- caps of this tenant instead of the plan's; null lifts one
  -- What the plan is called, and both together: a version does not change, and a tenant sees nobody else's plans.
  plan_name text,
  plan_version integer,
  caps jsonb not null,
  primary key (tenant_id, since)
);

-- How much of one window's allowance has been given out, to all processes together.
create table plan_window (
  tenant_id uuid not null,
  mode text not null check (mode in ('live', 'test')),
  use text not null check (use in ('accept', 'dispatch')),
  kind text not null check (kind in ('minute', 'day', 'month')),
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  taken bigint not null check (taken >= 0),
  primary key (tenant_id, mode, use, kind, starts_at)
) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.05);
create index plan_window_age on plan_window (ends_at);

-- What of it one process has: given to it, and spent as far as it has said.
create table plan_lease (
  tenant_id uuid not null,
  mode text not null,
  use text not null,
  kind text not null,
  starts_at timestamptz not null,
  holder uuid not null,                    -- one life of a process
  granted bigint not null,
  spent bigint not null default 0,
  renewed_at timestamptz not null default now(),
  primary key (tenant_id, mode, use, kind, starts_at, holder),
  foreign key (tenant_id, mode, use, kind, starts_at) references plan_window on delete cascade
) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.05);

-- What is metered belongs to the hour in which its message came to be: that is a range of the ledger's keys.
create function hour_of_id(id uuid) returns timestamptz language sql immutable strict as $$
  select to_timestamp((('x' || left(replace(id::text, '-', ''), 12))::bit(48)::bigint / 3600000) * 3600.0)
$$;

-- That something in this hour of a tenant's has changed, told in the transaction that changed it. Rows are only added
-- and taken away: a mark that comes to be seen late is taken late, so that none is skipped, and writers never wait for
-- one another. No key, because there is nothing to look up.
create table usage_mark (
  tenant_id uuid not null,
  slot timestamptz not null,
  marked_at timestamptz not null default now()
) with (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 2000);

-- Counts of one day, of what came to be in one hour: a message of Monday that is read on Tuesday is in Tuesday's row.
create table usage_day (
  tenant_id uuid not null,
  slot timestamptz not null,
  day date not null,                       -- when it happened, by the tenant's clock
  mode text not null,
  direction text not null check (direction in ('out', 'in')),
  sender_id uuid not null,
  category text not null,
  country text not null,                   -- ISO 3166-1, or ZZ
  kind text not null check (kind in ('template', 'service', 'uncharged')),
  accepted bigint not null default 0,
  sent bigint not null default 0,
  delivered bigint not null default 0,
  read bigint not null default 0,
  failed bigint not null default 0,
  received bigint not null default 0,
  media_bytes bigint not null default 0,
  primary key (tenant_id, slot, day, mode, direction, sender_id, category, country, kind)
);
create index usage_day_by_day on usage_day (tenant_id, day);

create table usage_alert_rule (
  tenant_id uuid not null references tenant,
  id uuid not null,
  rule jsonb not null,
  created_at timestamptz not null default now(),
  primary key (tenant_id, id)
);

-- Raised once for each rule and window. `type` and `data` are those of an event.
create table usage_alert (
  tenant_id uuid not null,
  rule_id uuid not null,
  window_start date not null,
  id uuid not null,
  type text not null default 'usage.alert',
  data jsonb not null,
  at timestamptz not null default now(),
  primary key (tenant_id, rule_id, window_start),
  foreign key (tenant_id, rule_id) references usage_alert_rule on delete cascade
);

do $$
declare name text;
begin
  foreach name in array array['tenant_plan', 'plan_window', 'plan_lease', 'usage_mark', 'usage_day', 'usage_alert_rule',
                              'usage_alert'] loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format($p$create policy of_the_named_tenants on %I to waypost_app
      using (tenant_id = any ((select string_to_array(current_setting('app.tenants', true), ','))::uuid[]))
      with check (tenant_id = any ((select string_to_array(current_setting('app.tenants', true), ','))::uuid[]))$p$,
      name);
    execute format('create policy across_tenants on %I to waypost_engine using (true) with check (true)', name);
    execute format('grant select, insert, update, delete on %I to waypost_engine', name);
  end loop;
end $$;
grant select, insert, update, delete on plan to waypost_engine;
-- A tenant reads what it may and what it used; it writes that something has changed, and its own rules.
grant select on tenant_plan, plan_window, plan_lease, usage_day, usage_alert to waypost_app;
grant insert on usage_mark to waypost_app;
grant select, insert, update, delete on usage_alert_rule to waypost_app;

-- One mark per tenant and hour for each statement, however many rows it touched. As triggers, because many rooms write
-- messages, and who forgets one would falsify bills. Not for the owner, who restores marks with everything else.
create function mark_messages() returns trigger language plpgsql as $$
begin
  insert into usage_mark (tenant_id, slot) select distinct tenant_id, hour_of_id(id) from touched;
  return null;
end $$;
create function mark_evidence() returns trigger language plpgsql as $$
begin
  insert into usage_mark (tenant_id, slot)
  select distinct tenant_id, hour_of_id(message_id) from touched
  where type in ('sent', 'delivered', 'read', 'played');
  return null;
end $$;
create trigger message_inserted after insert on message referencing new table as touched
  for each statement when (current_user in ('waypost_app', 'waypost_engine')) execute function mark_messages();
create trigger message_updated after update on message referencing new table as touched
  for each statement when (current_user in ('waypost_app', 'waypost_engine')) execute function mark_messages();
create trigger evidence_inserted after insert on evidence referencing new table as touched
  for each statement when (current_user in ('waypost_app', 'waypost_engine')) execute function mark_evidence();
create trigger inbound_inserted after insert on inbound_message referencing new table as touched
  for each statement when (current_user in ('waypost_app', 'waypost_engine')) execute function mark_messages();
