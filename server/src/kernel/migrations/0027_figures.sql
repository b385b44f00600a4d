-- Figures: how fast numbers send, what happened to a number itself, and which processes there are.

-- compatible-with: 0004
-- transaction: none
-- For the index, which is built beside what runs; each statement may be run again. What older code sends is not in the
-- counts, and older processes are not on the list.

-- What a number's provider took of it, by minute, for a day.
create table if not exists sender_minute (
  tenant_id uuid not null,
  sender_id uuid not null,
  minute timestamptz not null,
  sent integer not null,
  primary key (tenant_id, sender_id, minute)
) with (fillfactor = 50);
alter table sender_minute enable row level security;
alter table sender_minute force row level security;
drop policy if exists of_the_named_tenants on sender_minute;
create policy of_the_named_tenants on sender_minute to waypost_app
  using (tenant_id = any ((select string_to_array(current_setting('app.tenants', true), ','))::uuid[]))
  with check (tenant_id = any ((select string_to_array(current_setting('app.tenants', true), ','))::uuid[]));
drop policy if exists across_tenants on sender_minute;
create policy across_tenants on sender_minute to waypost_engine using (true) with check (true);
grant select on sender_minute to waypost_app;
grant select, insert, update, delete on sender_minute to waypost_engine;

-- Processes as they tell of themselves; who has not for an hour is forgotten. Not in `node`: those have a lease, and
-- shares of the work are reckoned by their number.
create table if not exists process (
  id uuid primary key,
  role text not null check (role in ('control', 'transport')),
  host text not null,
  pid integer not null,
  version text not null,
  started_at timestamptz not null default now(),
  seen_at timestamptz not null default now(),
  node_id uuid                             -- under which it has its shards at the moment
) with (fillfactor = 50);
grant select, insert, update, delete on process to waypost_engine;

-- What happens to a number's link, health and quality stands between its messages, a thousand to one: without this, its
-- last events are found by reading all of its tenant's. No row of a message is in it. One left half-built is made anew.
drop index concurrently if exists event_of_sender;
create index concurrently event_of_sender on event (tenant_id, sender_id, sequence) where type not like 'message.%';
