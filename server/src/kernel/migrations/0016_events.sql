-- Events: what changed, told in the transaction that changed it, for webhooks and for whoever follows the stream.

-- compatible-with: 0004
-- Older code knows no events; its changes are told all the same, by triggers.

-- One order for everything that is told. Taken while the row that changed is locked, so that of two changes of one
-- message the later one has the higher number, whatever clocks say; clocks step back, and numbers do not. Never with a
-- cache: each connection would hand out a block of its own.
create sequence event_sequence as bigint cache 1;
grant usage, select on sequence event_sequence to waypost_app, waypost_engine;

-- One row is one change of one thing: which, and what became of it. No words and no numbers of people: who may see
-- those asks for the thing itself. Narrow, because every message has four of these; one index, because what is looked
-- up by id finds its sequence in the id.
create table event (
  tenant_id uuid not null,
  sequence bigint not null default nextval('event_sequence'),
  -- UUIDv7 (RFC 9562 section 5.7): the milliseconds of `at`, then the sequence as its last 62 bits.
  id uuid not null generated always as (encode(
    int8send(floor(extract(epoch from at - timestamptz '1970-01-01 00:00:00+00') * 1000)::bigint << 16 | 28672)
      || int8send(sequence | (1::bigint << 63)), 'hex')::uuid) stored,
  at timestamptz not null default clock_timestamp(),
  mode text check (mode in ('live', 'test')),  -- null for what is of both: people and bills
  type text not null,                          -- message.sent
  status text,                                 -- what the thing's status is now, as its own resource says it
  -- What changed: by the type's first word a message, an inbound message, a template, a campaign, a suppression, an
  -- alert. A session and a sender's health are the sender's.
  subject_id uuid not null,
  sender_id uuid,
  contact_id uuid,
  code text,                                   -- why, as a code
  data jsonb,                                  -- what else there is to say of this type, mostly nothing
  primary key (tenant_id, sequence)
-- Rows are added and, when they are old, deleted, never changed.
) with (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_insert_scale_factor = 0.1);
alter table event enable row level security, force row level security;
create policy of_the_named_tenants on event to waypost_app
  using (tenant_id = any ((select string_to_array(current_setting('app.tenants', true), ','))::uuid[]))
  with check (tenant_id = any ((select string_to_array(current_setting('app.tenants', true), ','))::uuid[]));
create policy across_tenants on event to waypost_engine using (true) with check (true);
grant select, insert on event to waypost_app;
grant select, insert, delete on event to waypost_engine;

-- A reason is told where it is a code; words that people or providers wrote are not.
create function code_of(reason text) returns text language sql immutable parallel safe as $$
  select case when reason ~ '^[a-z][a-z0-9_]{0,63}$' then reason end
$$;

-- For triggers of later migrations that change one thing at a time; who changes many inserts into `event` itself.
create function tell_event(tenant uuid, mode text, type text, status text, subject uuid, sender uuid default null,
                           contact uuid default null, code text default null, data jsonb default null)
returns void language sql as $$
  insert into event (tenant_id, mode, type, status, subject_id, sender_id, contact_id, code, data)
  values (tenant, mode, type, status, subject, sender, contact, code, data)
$$;

-- How far the numbers have come, and who is still writing some. Transactions end in another order than the one in which
-- they took their numbers, so a reader that went by numbers alone would pass over what ends late. Whoever has taken one
-- holds the table's lock until their end: numbers up to `last` are final once none of these `writers` is left. Not by
-- pg_snapshot_xmin, which waits for everybody who writes anything at all, also in the cluster's other databases, and
-- would have to be stored, where a restored backup makes no sense of it. In this order: who takes a number after the
-- first statement has a higher one.
create function event_pulse(out last bigint, out writers text[]) language plpgsql as $$
begin
  select case when is_called then last_value else last_value - 1 end into last from event_sequence;
  select coalesce(array_agg(distinct virtualtransaction), '{}') into writers from pg_locks
  where locktype = 'relation' and relation = 'event'::regclass and mode = 'RowExclusiveLock'
    and database = (select oid from pg_database where datname = current_database());
end $$;

-- Wakes who follows the stream, once for each statement; what a transaction says twice is said once. Tenants by name
-- as long as they fit (8,000 bytes), and nobody by name where they do not: then everybody looks.
create function wake_event_readers() returns trigger language plpgsql as $$
begin
  perform pg_notify('events', (
    select case when count(*) <= 200 then string_agg(tenant_id::text, ',') else '' end
    from (select distinct tenant_id from told limit 201) as tenants
  )) where exists (select from told);
  return null;
end $$;
create trigger event_told after insert on event referencing new table as told
  for each statement execute function wake_event_readers();

-- All of what follows is for each statement, however many rows it touched, and as triggers, because many rooms change
-- these tables, and who forgets to tell would lose an event. Not for the owner, who restores events with everything.

-- What is due later waits like everything else.
create function message_event(status text) returns text language sql immutable parallel safe as $$
  select 'message.' || case status when 'scheduled' then 'queued' else status end
$$;
create function tell_messages_accepted() returns trigger language plpgsql as $$
begin
  insert into event (tenant_id, mode, type, status, subject_id, sender_id, code)
  select tenant_id, mode, message_event(status), status, id, sender_id, error ->> 'code' from fresh order by id;
  return null;
end $$;
create trigger message_accepted after insert on message referencing new table as fresh
  for each statement when (current_user in ('waypost_app', 'waypost_engine'))
  execute function tell_messages_accepted();

-- Before and after are grouped and not joined: of a transition table the planner knows no size, and a plan that was
-- kept from a single row compares each of a thousand with each.
create function tell_messages_moved() returns trigger language plpgsql as $$
begin
  insert into event (tenant_id, mode, type, status, subject_id, sender_id, code)
  select tenant_id, any_value(mode), message_event(any_value(status)), any_value(status), id, any_value(sender_id),
         any_value(error) ->> 'code'
  from (
    select tenant_id, id, mode, status, sender_id, error, null as before from fresh
    union all
    select tenant_id, id, null, null, null, null, status from stale
  ) as both_sides
  group by tenant_id, id
  having any_value(status) <> any_value(before)
  order by id;
  return null;
end $$;
create trigger message_moved after update on message referencing old table as stale new table as fresh
  for each statement when (current_user in ('waypost_app', 'waypost_engine'))
  execute function tell_messages_moved();

create function tell_inbound() returns trigger language plpgsql as $$
begin
  insert into event (tenant_id, mode, type, status, subject_id, sender_id, contact_id)
  select f.tenant_id, s.mode, 'message.received', f.type, f.id, f.sender_id, f.contact_id
  from fresh f join sender s on s.tenant_id = f.tenant_id and s.id = f.sender_id
  order by f.id;
  return null;
end $$;
create trigger inbound_received after insert on inbound_message referencing new table as fresh
  for each statement when (current_user in ('waypost_app', 'waypost_engine'))
  execute function tell_inbound();

create function tell_sessions() returns trigger language plpgsql as $$
begin
  insert into event (tenant_id, mode, type, status, subject_id, sender_id, code)
  select f.tenant_id, s.mode, 'session.' || f.state, f.state, f.sender_id, f.sender_id, code_of(f.reason)
  from fresh f join stale b using (tenant_id, sender_id)
  join sender s on s.tenant_id = f.tenant_id and s.id = f.sender_id
  where f.state <> b.state;
  return null;
end $$;
create trigger session_moved after update on session referencing old table as stale new table as fresh
  for each statement when (current_user in ('waypost_app', 'waypost_engine'))
  execute function tell_sessions();

-- A lane that stands still, or moves again because somebody or something said so. One that only had to wait until a
-- time moves by itself, and nothing is told then: the time was.
create function tell_pauses() returns trigger language plpgsql as $$
begin
  insert into event (tenant_id, mode, type, status, subject_id, sender_id, code, data)
  select f.tenant_id, f.mode, 'sender.health', case when f.paused_at is null then 'healthy' else 'paused' end, f.id,
         f.id, code_of(f.pause_reason),
         case when f.paused_until is not null then jsonb_build_object('until', f.paused_until) end
  from fresh f join stale b using (tenant_id, id)
  where f.deleted_at is null and (
    (f.paused_at is null) <> (b.paused_at is null) or f.pause_reason is distinct from b.pause_reason);
  return null;
end $$;
create trigger sender_paused after update on sender referencing old table as stale new table as fresh
  for each statement when (current_user in ('waypost_app', 'waypost_engine'))
  execute function tell_pauses();

-- WhatsApp lets a number write to nobody new for a while.
create function tell_locks() returns trigger language plpgsql as $$
begin
  insert into event (tenant_id, mode, type, status, subject_id, sender_id, code, data)
  select f.tenant_id, s.mode, 'sender.health', 'degraded', f.sender_id, f.sender_id, 'new_chats_locked',
         jsonb_build_object('until', f.new_chats_locked_until)
  from fresh f join sender s on s.tenant_id = f.tenant_id and s.id = f.sender_id
  where f.new_chats_locked_until > now();
  return null;
end $$;
create trigger sender_locked_first after insert on sender_trouble referencing new table as fresh
  for each statement when (current_user in ('waypost_app', 'waypost_engine')) execute function tell_locks();
create function tell_other_locks() returns trigger language plpgsql as $$
begin
  insert into event (tenant_id, mode, type, status, subject_id, sender_id, code, data)
  select f.tenant_id, s.mode, 'sender.health', 'degraded', f.sender_id, f.sender_id, 'new_chats_locked',
         jsonb_build_object('until', f.new_chats_locked_until)
  from fresh f join stale b using (tenant_id, sender_id)
  join sender s on s.tenant_id = f.tenant_id and s.id = f.sender_id
  where f.new_chats_locked_until > now() and f.new_chats_locked_until is distinct from b.new_chats_locked_until;
  return null;
end $$;
create trigger sender_locked after update on sender_trouble referencing old table as stale new table as fresh
  for each statement when (current_user in ('waypost_app', 'waypost_engine')) execute function tell_other_locks();

-- Meta's word on a number's quality, unless something later is known already.
create function tell_quality() returns trigger language plpgsql as $$
begin
  insert into event (tenant_id, mode, type, status, subject_id, sender_id, data)
  select f.tenant_id, f.mode, 'sender.health', 'rated', s.id, s.id,
         jsonb_build_object('quality', lower(f.value #>> '{}'))
  from fresh f join sender s on s.tenant_id = f.tenant_id and s.mode = f.mode and s.external_id = f.object
  where f.fact = 'quality' and s.deleted_at is null and not exists (
    select from account_fact later
    where later.tenant_id = f.tenant_id and later.mode = f.mode and later.object = f.object
      and later.fact = f.fact and later.at > f.at);
  return null;
end $$;
create trigger sender_rated after insert on account_fact referencing new table as fresh
  for each statement when (current_user in ('waypost_app', 'waypost_engine')) execute function tell_quality();

-- Meta's words for what becomes of a template grow without notice, so its types do.
create function tell_new_templates() returns trigger language plpgsql as $$
begin
  insert into event (tenant_id, mode, type, status, subject_id)
  select tenant_id, mode, 'template.' || lower(status), lower(status), id from fresh order by id;
  return null;
end $$;
create trigger template_made after insert on template referencing new table as fresh
  for each statement when (current_user in ('waypost_app', 'waypost_engine')) execute function tell_new_templates();
create function tell_templates() returns trigger language plpgsql as $$
begin
  insert into event (tenant_id, mode, type, status, subject_id, code, data)
  select f.tenant_id, f.mode, 'template.' || told.word, lower(f.status), f.id, told.code, told.data
  from fresh f join stale b using (tenant_id, id)
  cross join lateral (values
    (f.status <> b.status, lower(f.status), code_of(lower(f.rejection_reason)), null::jsonb),
    (f.category <> b.category, 'category', null,
     jsonb_build_object('category', lower(f.category), 'previous_category', lower(b.category))),
    (f.quality is distinct from b.quality and f.quality is not null, 'quality', null,
     jsonb_build_object('quality', lower(f.quality)))
  ) as told(has_changed, word, code, data)
  where told.has_changed;
  return null;
end $$;
create trigger template_moved after update on template referencing old table as stale new table as fresh
  for each statement when (current_user in ('waypost_app', 'waypost_engine')) execute function tell_templates();

-- What a person says counts for each of their addresses, and is told once of the person, where they are known: by
-- their number, or by the words they said under this address.
-- Step by step: a condition that asks another table is kept behind the row-level policy, and reads all contacts.
create function contact_of(tenant uuid, kind text, phone text, hash bytea) returns uuid language plpgsql stable as $$
declare who uuid;
begin
  if kind = 'phone' then
    select a.contact_id into who from contact_alias a
    where a.tenant_id = tenant and a.kind = 'phone' and a.scope = '' and a.value = phone;
  end if;
  if who is null then
    select e.contact_id into who from consent_event e
    where e.tenant_id = tenant and e.address_hash = hash and e.contact_id is not null
    order by e.recorded_at desc limit 1;
  end if;
  return (select coalesce(c.merged_into, c.id) from contact c where c.tenant_id = tenant and c.id = who);
end $$;
create function tell_words(tenants uuid[], ids uuid[]) returns void language sql as $$
  insert into event (tenant_id, type, status, subject_id, contact_id, code, data)
  select distinct on (s.tenant_id, coalesce(person.id, s.id), s.purpose, s.lane, word.told)
         s.tenant_id, 'contact.' || word.told, word.told, s.id, person.id, code_of(s.reason),
         jsonb_build_object('purpose', s.purpose, 'lane', s.lane)
  from unnest(tenants, ids) as given(tenant_id, id)
  join suppression s using (tenant_id, id)
  cross join lateral (select case when s.lifted_at is null then 'opted_out' else 'opted_in' end as told) as word
  cross join lateral (select contact_of(s.tenant_id, s.kind, s.phone, s.address_hash) as id) as person
  order by s.tenant_id, coalesce(person.id, s.id), s.purpose, s.lane, word.told, s.id
$$;
create function tell_first_words() returns trigger language plpgsql as $$
begin
  perform tell_words(array_agg(tenant_id), array_agg(id)) from fresh;
  return null;
end $$;
create trigger suppression_said after insert on suppression referencing new table as fresh
  for each statement when (current_user in ('waypost_app', 'waypost_engine')) execute function tell_first_words();
create function tell_last_words() returns trigger language plpgsql as $$
begin
  perform tell_words(array_agg(f.tenant_id), array_agg(f.id)) from fresh f join stale b using (tenant_id, id)
  where (f.lifted_at is null) <> (b.lifted_at is null);
  return null;
end $$;
create trigger suppression_changed after update on suppression referencing old table as stale new table as fresh
  for each statement when (current_user in ('waypost_app', 'waypost_engine')) execute function tell_last_words();

create function tell_alerts() returns trigger language plpgsql as $$
begin
  insert into event (tenant_id, type, status, subject_id, data)
  select tenant_id, type, 'raised', id, data from fresh order by id;
  return null;
end $$;
create trigger alert_raised after insert on usage_alert referencing new table as fresh
  for each statement when (current_user in ('waypost_app', 'waypost_engine')) execute function tell_alerts();
