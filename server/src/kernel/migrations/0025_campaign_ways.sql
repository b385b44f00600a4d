-- Campaigns that learn: their own links, conversions, variants with a winner, a second message; and tenants' figures.

-- compatible-with: 0004
-- Older code sends such campaigns without what is new about them; it never sends a second message.

-- How people are treated beyond the one message: {track_links, stop_on_reply, follow_up}.
alter table campaign add column ways jsonb not null default '{}';
-- When everybody of an A/B test had been queued; and who has won it: {variant, because, figures, released_to}.
alter table campaign add column trial_ended_at timestamptz;
alter table campaign add column winner jsonb;
-- Asks people of its parent again. How far it has looked through them: {after, low, from, at}.
alter table campaign add column is_follow_up boolean not null default false;
alter table campaign add column gathered jsonb;
-- Until when it has heard what people wrote, where a reply stops it.
alter table campaign add column heard_at timestamptz;

alter table campaign_recipient add column converted_at timestamptz;
-- 'held': waits for the winner of an A/B test, with the texts of each variant under its number.
alter table campaign_recipient drop constraint campaign_recipient_state_check;
alter table campaign_recipient add constraint campaign_recipient_state_check
  check (state in ('pending', 'held', 'queued', 'skipped', 'canceled')) not valid;
alter table campaign_recipient add constraint held_can_be_sent
  check (state <> 'held' or (phone is not null and sender_id is not null)) not valid;

-- A link in one person's message: who comes to /l/<token> is sent on to its target, and to nowhere else.
create table campaign_link (
  tenant_id uuid not null,
  campaign_id uuid not null,
  contact_id uuid not null,                -- all zeros: of a test, whose clicks are nobody's
  token text not null,                     -- 72 random bits
  -- The same for all of a campaign's people whose link leads to the same place.
  link_id uuid not null,
  target text not null,                    -- http or https
  previews integer not null default 0,     -- fetched by what shows links beforehand
  primary key (tenant_id, campaign_id, contact_id, token)
) with (fillfactor = 95);
-- Whose it is says the row. Not unique, because it could not be for each tenant apart; 72 random bits are.
create index campaign_link_token on campaign_link (token);

-- That somebody did what a campaign was for.
create table conversion (
  tenant_id uuid not null,
  id uuid not null,                        -- UUIDv7
  mode text not null check (mode in ('live', 'test')),
  name text not null,
  contact_id uuid,                         -- null once they were erased
  campaign_id uuid,                        -- null: no campaign led to it
  link_id uuid,
  -- The caller's name for it, under which it counts once.
  reference text,
  value numeric(18, 6),
  currency text,                           -- ISO 4217
  at timestamptz not null,
  primary key (tenant_id, id),
  constraint value_of_a_currency check ((value is null) = (currency is null))
);
create unique index conversion_reference on conversion (tenant_id, mode, name, reference) where reference is not null;
create index conversion_person on conversion (tenant_id, contact_id);

do $$
declare name text;
begin
  foreach name in array array['campaign_link', 'conversion'] loop
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

-- As before, and: people who were held out and did it all the same are what an A/B test is compared with.
create or replace function tally_updated_recipients() returns trigger language plpgsql as $$
begin
  insert into campaign_tally (tenant_id, campaign_id, sender_id, what, count)
  select tenant_id, campaign_id, null, what, sum(step)
  from (select tenant_id, campaign_id, recipient_tally(state, reason) as what, 1 as step from touched
        union all
        select tenant_id, campaign_id, recipient_tally(state, reason), -1 from former
        union all
        select tenant_id, campaign_id, 'replied', 1 from touched where replied_at is not null
        union all
        select tenant_id, campaign_id, 'replied', -1 from former where replied_at is not null
        union all
        select tenant_id, campaign_id, 'opted_out', 1 from touched where opted_out_at is not null
        union all
        select tenant_id, campaign_id, 'opted_out', -1 from former where opted_out_at is not null
        union all
        select tenant_id, campaign_id, 'hold_out_converted', 1 from touched
        where converted_at is not null and reason = 'hold_out'
        union all
        select tenant_id, campaign_id, 'hold_out_converted', -1 from former
        where converted_at is not null and reason = 'hold_out') as each
  group by 1, 2, 4 having sum(step) <> 0;
  return null;
end $$;

alter table campaign_progress drop constraint campaign_progress_stage_check;
alter table campaign_progress add constraint campaign_progress_stage_check
  check (stage in ('sent', 'delivered', 'read', 'replied', 'clicked', 'converted', 'opted_out', 'failed', 'unknown'))
  not valid;

-- As before, and conversions with it.
create or replace function note_progress_of_recipients() returns trigger language plpgsql as $$
begin
  if not exists (select from touched
                 where coalesce(replied_at, clicked_at, converted_at, opted_out_at) is not null) then
    return null;
  end if;
  insert into campaign_progress (tenant_id, campaign_id, at, sender_id, beginning, language, variant, stage, count)
  with each as materialized (
    select *, 1 as step from touched where coalesce(replied_at, clicked_at, converted_at, opted_out_at) is not null
    union all
    select *, -1 from former where coalesce(replied_at, clicked_at, converted_at, opted_out_at) is not null
  ), told as materialized (
    select e.tenant_id, e.campaign_id, e.message_id, e.phone, e.variant, did.stage, e.step
    from each e cross join lateral (
      values ('replied', e.replied_at), ('clicked', e.clicked_at), ('converted', e.converted_at),
             ('opted_out', e.opted_out_at)) as did(stage, at)
    where did.at is not null
  )
  select t.tenant_id, t.campaign_id, date_trunc('minute', now()), m.sender_id, number_beginning(t.phone), m.language,
         case when c.ab is null then 0 else coalesce(t.variant, 0) end, t.stage, sum(t.step)
  from told t
  join campaign c on c.tenant_id = t.tenant_id and c.id = t.campaign_id
  cross join lateral (
    select sender_id, coalesce(template_used ->> 'language', '') as language from message
    where tenant_id = t.tenant_id and id = t.message_id limit 1) m
  group by 1, 2, 4, 5, 6, 7, 8 having sum(t.step) <> 0;
  return null;
end $$;

-- What somebody does within seven days of a campaign's message is put down to it; values in millionths.
create function note_conversions() returns trigger language plpgsql as $$
begin
  insert into campaign_tally (tenant_id, campaign_id, sender_id, what, count)
  select tenant_id, campaign_id, null, what, sum(count)
  from (select tenant_id, campaign_id, 'conversion:' || name as what, 1 as count from touched
        union all
        select tenant_id, campaign_id, 'value:' || currency, (value * 1000000)::bigint from touched
        where value is not null) as each
  where campaign_id is not null
  group by 1, 2, 4;
  with did as materialized (
    select tenant_id, campaign_id, contact_id, min(at) as at from touched
    where campaign_id is not null and contact_id is not null group by 1, 2, 3
  ), locked as materialized (
    select r.tenant_id, r.campaign_id, r.contact_id, did.at
    from did join campaign_recipient r using (tenant_id, campaign_id, contact_id)
    where r.converted_at is null
    order by 1, 2, 3 for no key update of r
  )
  update campaign_recipient r set converted_at = locked.at from locked
  where r.tenant_id = locked.tenant_id and r.campaign_id = locked.campaign_id
    and r.contact_id = locked.contact_id and r.converted_at is null;
  return null;
end $$;
create trigger conversions_noted after insert on conversion referencing new table as touched
  for each statement when (current_user in ('waypost_app', 'waypost_engine')) execute function note_conversions();

-- What became of all of a tenant's messages, by the quarter of an hour they were accepted in: fine enough for every
-- time zone's days. Differences first, as those of campaigns; then what they are carried over into.
create table message_progress (
  tenant_id uuid not null,
  mode text not null,
  at timestamptz not null,
  sender_id uuid not null,
  beginning text not null,                 -- of the number, which tells its country
  template text not null,                  -- its name; '' where there is none
  -- 'received': what people wrote, by when it came.
  stage text not null check (stage in ('sent', 'delivered', 'read', 'failed', 'unknown', 'received')),
  count bigint not null
) with (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 2000);
create index message_progress_by_tenant on message_progress (tenant_id, mode, at);
create table message_quarter (
  tenant_id uuid not null,
  mode text not null,
  at timestamptz not null,
  stage text not null,
  count bigint not null,
  primary key (tenant_id, mode, at, stage)
) with (fillfactor = 80);
create table message_kind (
  tenant_id uuid not null,
  mode text not null,
  day date not null,                       -- UTC
  sender_id uuid not null,
  beginning text not null,
  template text not null,
  stage text not null,
  count bigint not null,
  primary key (tenant_id, mode, day, sender_id, beginning, template, stage)
) with (fillfactor = 80);

do $$
declare name text;
begin
  foreach name in array array['message_progress', 'message_quarter', 'message_kind'] loop
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

create function quarter_of(at timestamptz) returns timestamptz language sql immutable parallel safe as $$
  select date_bin('15 minutes', at, timestamptz '2000-01-01 00:00:00+00')
$$;
-- Rows of one status are put together before its stages are looked at: of a batch, a handful are left by then.
create function note_message_progress() returns trigger language plpgsql as $$
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
  return null;
end $$;
create trigger messages_progress after update on message
  referencing old table as former new table as touched
  for each statement when (current_user in ('waypost_app', 'waypost_engine'))
  execute function note_message_progress();

create function note_received_progress() returns trigger language plpgsql as $$
begin
  insert into message_progress (tenant_id, mode, at, sender_id, beginning, template, stage, count)
  select t.tenant_id, s.mode, quarter_of(t.received_at), t.sender_id, number_beginning(t.sender_phone), '', 'received',
         count(*)
  from touched t join sender s on s.tenant_id = t.tenant_id and s.id = t.sender_id
  group by 1, 2, 3, 4, 5;
  return null;
end $$;
create trigger received_progress after insert on inbound_message referencing new table as touched
  for each statement when (current_user in ('waypost_app', 'waypost_engine'))
  execute function note_received_progress();
