-- Routing: a tenant's policy, each version a row, and which waiting messages a policy may still move.

-- compatible-with: 0004
-- transaction: none
-- For the index, which is built beside what runs; each statement may be run again.

-- The highest version is in force; the others say what was in force when an older message was routed.
create table if not exists routing_policy (
  tenant_id uuid not null references tenant,
  mode text not null check (mode in ('live', 'test')),
  version integer not null check (version > 0),
  policy jsonb not null,
  created_at timestamptz not null default now(),
  primary key (tenant_id, mode, version)
);
alter table routing_policy enable row level security;
alter table routing_policy force row level security;
drop policy if exists of_the_named_tenants on routing_policy;
create policy of_the_named_tenants on routing_policy to waypost_app
  using (tenant_id = any ((select string_to_array(current_setting('app.tenants', true), ','))::uuid[]))
  with check (tenant_id = any ((select string_to_array(current_setting('app.tenants', true), ','))::uuid[]));
drop policy if exists across_tenants on routing_policy;
create policy across_tenants on routing_policy to waypost_engine using (true) with check (true);
grant select, insert, update, delete on routing_policy to waypost_app, waypost_engine;

-- True while a policy chose the sender and may choose another. False for a sender that a caller named, and for what is
-- sent again: those stay in their lane.
alter table lane_entry add column if not exists routed boolean not null default false;
-- What failover looks through: without it, a lane of a million messages to a sender that was named is read to find
-- nothing (200,000 took 0.2 s). It has no column that a claim changes, so claims stay heap-only updates. One that was
-- left half-built is made anew.
drop index concurrently if exists lane_entry_routed;
create index concurrently lane_entry_routed on lane_entry (tenant_id, sender_id, class, due_at, message_id)
  where routed;
