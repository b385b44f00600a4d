-- What people do after any message; people by the week they were first written to; and days by each tenant's own clock.

-- compatible-with: 0004
-- Older code is counted too, by triggers. What it carries over of kinds goes by days in UTC.

-- Clocks a tenant has gone by before: `time_zone` was theirs `until` then. So an instant is in the same day and week
-- for ever, also once they have moved. Almost all tenants have none.
create table tenant_clock (
  tenant_id uuid not null,
  until timestamptz not null,
  time_zone text not null,                 -- IANA
  primary key (tenant_id, until)
);

-- Which of a tenant's messages somebody has answered, and when first: ids and times, and nobody's name. Apart from
-- message, which would be rewritten for it.
create table message_reply (
  tenant_id uuid not null,
  message_id uuid not null,
  at timestamptz not null,
  primary key (tenant_id, message_id)
);

-- People are counted from messages an hour old, all of a tenant's in their order: by then most has become of them, and
-- nobody who sends waits for it. Up to which one.
create table cohort_mark (
  tenant_id uuid primary key,
  counted_to uuid not null
);

-- Messages that came further later than that, or back, or were answered. Rows are only added, so that writers never
-- wait for one another; a job takes them out.
create table cohort_due (
  tenant_id uuid not null,
  message_id uuid not null,
  what text not null check (what in ('more', 'less', 'replied'))
) with (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 2000);

-- Somebody a tenant writes to, in three masks of a bit for each week: in which weeks they were sent something, and of
-- which weeks' messages they read or answered one. One row for a person and not one for each of their weeks, of which
-- ten million messages would make millions.
create table cohort_person (
  tenant_id uuid not null,
  mode text not null check (mode in ('live', 'test')),
  recipient text not null,                 -- E.164 with "+", or the mark of a number that was erased
  week integer not null,                   -- of the lowest bit; weeks are counted by week_of
  sent bigint not null,
  read bigint not null,
  replied bigint not null,
  last_week integer not null,              -- the last one they were sent something in
  primary key (tenant_id, mode, recipient)
) with (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.05);

-- How many of those first written to in the week `cohort` were sent, read or answered something so many weeks later.
create table cohort_week (
  tenant_id uuid not null,
  mode text not null,
  cohort integer not null,
  week smallint not null,                  -- 0 is the first
  stage text not null check (stage in ('sent', 'read', 'replied')),
  count bigint not null,
  primary key (tenant_id, mode, cohort, week, stage)
) with (fillfactor = 50);

-- For migrations: whoever works for tenants sees and writes these tenants' rows of a table only.
create function keep_tenants_apart(name text) returns void language plpgsql as $$
begin
  execute format('alter table %I enable row level security', name);
  execute format('alter table %I force row level security', name);
  execute format($p$create policy of_the_named_tenants on %I to waypost_app
    using (tenant_id = any ((select string_to_array(current_setting('app.tenants', true), ','))::uuid[]))
    with check (tenant_id = any ((select string_to_array(current_setting('app.tenants', true), ','))::uuid[]))$p$,
    name);
  execute format('create policy across_tenants on %I to waypost_engine using (true) with check (true)', name);
end $$;
revoke execute on function keep_tenants_apart from public;

do $$
declare name text;
begin
  foreach name in array array['tenant_clock', 'message_reply', 'cohort_mark', 'cohort_due', 'cohort_person',
                              'cohort_week'] loop
    perform keep_tenants_apart(name);
    execute format('grant select, insert, update, delete on %I to waypost_app, waypost_engine', name);
  end loop;
end $$;

-- A minute later than it is said, so that whoever counts before this transaction ends counts by the same clock.
create function keep_clock() returns trigger language plpgsql as $$
begin
  insert into tenant_clock (tenant_id, until, time_zone) values (new.id, now() + interval '1 minute', old.time_zone)
  on conflict do nothing;
  return null;
end $$;
create trigger clock_kept after update of time_zone on tenant for each row
  when (new.time_zone <> old.time_zone and current_user in ('waypost_app', 'waypost_engine'))
  execute function keep_clock();

-- The clock that a tenant went by at an instant.
create function clock_of(tenant uuid, at timestamptz) returns text language sql stable parallel safe as $$
  select coalesce(
    (select c.time_zone from tenant_clock c where c.tenant_id = tenant and c.until > at order by c.until limit 1),
    (select t.time_zone from tenant t where t.id = tenant), 'UTC')
$$;

-- Weeks begin on Monday (ISO 8601) and are counted from the one of 3 January 2000.
create function week_of(at timestamptz, zone text) returns integer language sql immutable strict parallel safe as $$
  select (date_trunc('week', at at time zone zone)::date - date '2000-01-03') / 7
$$;
create function monday_of(week integer) returns date language sql immutable strict parallel safe as $$
  select date '2000-01-03' + 7 * week
$$;

-- Bits of a mask, which has places for 63 weeks: its lowest and its highest, null of none; and all of them some weeks
-- up, where those that have no place are left out.
create function highest_bit(mask bigint) returns integer language sql immutable strict parallel safe as $$
  select case when mask <> 0 then 64 - position('1' in mask::bit(64)::text) end
$$;
create function lowest_bit(mask bigint) returns integer language sql immutable strict parallel safe as $$
  select highest_bit(mask & -mask)
$$;
create function bits_up(mask bigint, weeks integer) returns bigint language sql immutable strict parallel safe as $$
  select case when weeks between 0 and 62 then (mask << weeks) & 9223372036854775807 else 0 end
$$;

-- How far a message came: 1 was sent, 2 was read.
create function message_depth(status text) returns integer language sql immutable parallel safe as $$
  select case when status in ('sent', 'delivered') then 1 when status in ('read', 'played') then 2 else 0 end
$$;

alter table message_progress drop constraint message_progress_stage_check;
alter table message_progress add constraint message_progress_stage_check
  check (stage in ('sent', 'delivered', 'read', 'replied', 'clicked', 'converted', 'failed', 'unknown', 'received'))
  not valid;

-- As before; and who is to be counted anew, because their message was counted before. Ten minutes earlier than it can
-- have been: no transaction that began before that is still under way.
create or replace function note_message_progress() returns trigger language plpgsql as $$
declare
  counted constant uuid := lowest_id(now() - interval '50 minutes');
  is_late boolean;
  is_erased boolean;
begin
  insert into message_progress (tenant_id, mode, at, sender_id, beginning, template, stage, count)
  select tenant_id, mode, at, sender_id, beginning, template, stage, sum(step)
  from (
    select tenant_id, mode, quarter_of(created_at) as at, sender_id, number_beginning(recipient) as beginning,
           coalesce(template_used ->> 'name', '') as template, status, sum(step) as step
    from (select tenant_id, mode, created_at, sender_id, recipient, template_used, status, 1 as step from touched
          union all
          select tenant_id, mode, created_at, sender_id, recipient, template_used, status, -1 from former) as each
    group by 1, 2, 3, 4, 5, 6, 7 having sum(step) <> 0) as moved
  cross join lateral unnest(stages_of(status)) as stage
  group by 1, 2, 3, 4, 5, 6, 7 having sum(step) <> 0;
  select bool_or(id < counted), bool_or(starts_with(recipient, 'erased:')) into is_late, is_erased from touched;
  if is_late then
    insert into cohort_due (tenant_id, message_id, what)
    select tenant_id, id, case when sum(depth) > 0 then 'more' else 'less' end
    from (select tenant_id, id, message_depth(status) as depth from touched where id < counted
          union all
          select tenant_id, id, -message_depth(status) from former where id < counted) as each
    group by 1, 2 having sum(depth) <> 0;
  end if;
  if is_erased is not true then return null; end if;
  -- The mark of a number keeps its country: what was done moves there with what was sent.
  insert into message_progress (tenant_id, mode, at, sender_id, beginning, template, stage, count)
  with each as materialized (
    select tenant_id, id, mode, created_at, sender_id, campaign_id, recipient, template_used, 1 as step from touched
    union all
    select tenant_id, id, mode, created_at, sender_id, campaign_id, recipient, template_used, -1 from former
  ), did as (
    select each.*, 'replied' as stage from each cross join lateral (
      select from message_reply where tenant_id = each.tenant_id and message_id = each.id limit 1) as reply
    union all
    select each.*, what.stage from each
    cross join lateral (
      select clicked_at, converted_at from campaign_recipient
      where tenant_id = each.tenant_id and campaign_id = each.campaign_id and message_id = each.id limit 1) as person
    cross join lateral (
      values ('clicked', person.clicked_at), ('converted', person.converted_at)) as what(stage, at)
    where what.at is not null
  )
  select tenant_id, mode, quarter_of(created_at), sender_id, number_beginning(recipient),
         coalesce(template_used ->> 'name', ''), stage, sum(step)
  from did group by 1, 2, 3, 4, 5, 6, 7 having sum(step) <> 0;
  return null;
end $$;

-- The message that what a person writes answers: the last one they had from this number, of the last three days. In
-- PL/pgSQL, so that the months before are not looked into.
create function message_before(tenant uuid, sender uuid, person text, at timestamptz) returns uuid
language plpgsql stable as $$
begin
  return (select m.id from message m
          where m.tenant_id = tenant and m.recipient = person and m.id >= lowest_id(at - interval '72 hours')
            and m.sender_id = sender and m.created_at <= at
            and m.status in ('sent', 'delivered', 'read', 'played', 'unknown')
          order by m.id desc limit 1);
end $$;

-- As before; and which message it answers. A message counts once, however much is written after it.
create or replace function note_received_progress() returns trigger language plpgsql as $$
begin
  insert into message_progress (tenant_id, mode, at, sender_id, beginning, template, stage, count)
  select t.tenant_id, s.mode, quarter_of(t.received_at), t.sender_id, number_beginning(t.sender_phone), '', 'received',
         count(*)
  from touched t join sender s on s.tenant_id = t.tenant_id and s.id = t.sender_id
  group by 1, 2, 3, 4, 5;
  with answered as materialized (
    select tenant_id, message_before(tenant_id, sender_id, sender_phone, received_at) as id, received_at as at
    from touched where sender_phone is not null
  ), fresh as (
    insert into message_reply (tenant_id, message_id, at)
    select tenant_id, id, min(at) from answered where id is not null group by 1, 2 order by 1, 2
    on conflict do nothing returning tenant_id, message_id
  ), due as (
    insert into cohort_due (tenant_id, message_id, what) select tenant_id, message_id, 'replied' from fresh
  )
  insert into message_progress (tenant_id, mode, at, sender_id, beginning, template, stage, count)
  select f.tenant_id, m.mode, quarter_of(m.created_at), m.sender_id, number_beginning(m.recipient), m.template,
         'replied', count(*)
  from fresh f cross join lateral (
    select mode, created_at, sender_id, recipient, coalesce(template_used ->> 'name', '') as template from message
    where tenant_id = f.tenant_id and id = f.message_id limit 1) m
  group by 1, 2, 3, 4, 5, 6;
  return null;
end $$;

-- As before; and clicks and conversions among what became of all messages, by when theirs was accepted.
create or replace function note_progress_of_recipients() returns trigger language plpgsql as $$
begin
  if not exists (select from touched
                 where coalesce(replied_at, clicked_at, converted_at, opted_out_at) is not null) then
    return null;
  end if;
  with each as materialized (
    select *, 1 as step from touched where coalesce(replied_at, clicked_at, converted_at, opted_out_at) is not null
    union all
    select *, -1 from former where coalesce(replied_at, clicked_at, converted_at, opted_out_at) is not null
  ), told as materialized (
    select e.tenant_id, e.campaign_id, e.phone, e.variant, did.stage, e.step, m.mode, m.created_at, m.sender_id,
           m.recipient, coalesce(m.template_used ->> 'language', '') as language,
           coalesce(m.template_used ->> 'name', '') as template
    from each e
    cross join lateral (
      values ('replied', e.replied_at), ('clicked', e.clicked_at), ('converted', e.converted_at),
             ('opted_out', e.opted_out_at)) as did(stage, at)
    cross join lateral (
      select mode, created_at, sender_id, recipient, template_used from message
      where tenant_id = e.tenant_id and id = e.message_id limit 1) m
    where did.at is not null
  ), of_campaigns as (
    insert into campaign_progress (tenant_id, campaign_id, at, sender_id, beginning, language, variant, stage, count)
    select t.tenant_id, t.campaign_id, date_trunc('minute', now()), t.sender_id, number_beginning(t.phone), t.language,
           case when c.ab is null then 0 else coalesce(t.variant, 0) end, t.stage, sum(t.step)
    from told t join campaign c on c.tenant_id = t.tenant_id and c.id = t.campaign_id
    group by 1, 2, 4, 5, 6, 7, 8 having sum(t.step) <> 0
  )
  insert into message_progress (tenant_id, mode, at, sender_id, beginning, template, stage, count)
  select tenant_id, mode, quarter_of(created_at), sender_id, number_beginning(recipient), template, stage, sum(step)
  from told where stage in ('clicked', 'converted')
  group by 1, 2, 3, 4, 5, 6, 7 having sum(step) <> 0;
  return null;
end $$;
