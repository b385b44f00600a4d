-- Campaigns: what is sent to whom and when, each of its people as a row, what holds it back, and its counts.

-- compatible-with: 0004
-- Older code claims messages of a paused campaign: replace transports before a campaign is paused.

create table campaign (
  tenant_id uuid not null references tenant,
  id uuid not null,                        -- UUIDv7
  mode text not null check (mode in ('live', 'test')),
  name text not null,
  status text not null default 'draft'
    check (status in ('draft', 'scheduled', 'running', 'paused', 'finished', 'canceled')),
  -- As it was asked for: {template, variables, category, …} or {message, …}; [{id, weight}]; lists, segments and whom
  -- to leave out; when; how fast; what makes it stop by itself; several contents and their shares.
  content jsonb not null,
  senders jsonb not null,
  audience jsonb not null,
  schedule jsonb not null,
  pace jsonb not null,
  stops jsonb not null default '{}',
  ab jsonb,
  -- Counts changes of what is above. A test and an approval are of one version.
  version integer not null default 1,
  tested_version integer,
  approved_version integer,
  approved_by text,                        -- usr_…
  created_by text not null,                -- key_… or usr_…
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  launched_at timestamptz,
  launched_by text,
  -- When the first of its people is due, in the earliest of their zones.
  starts_at timestamptz,
  -- How far the audience has been written down: the last contact, and when all were.
  frozen_to uuid,
  frozen_at timestamptz,
  -- Until when its rate is used up by what has been queued.
  paced_to timestamptz,
  paused_at timestamptz,
  paused_by text,                          -- null: it has paused itself
  pause jsonb,                             -- {code, detail}
  -- What it waited for when it was last looked at: {code, detail, until}.
  brake jsonb,
  -- What had been counted when somebody let it go on.
  heeded jsonb,
  -- What failed and is tried again: {codes, before, until, after}; and when failures of a daily cap are looked at.
  retry jsonb,
  retry_due_at timestamptz,
  finished_at timestamptz,
  -- A run of a recurring campaign, and the time it stands for.
  parent_id uuid,
  run_at timestamptz,
  primary key (tenant_id, id),
  constraint launched_or_draft check (status in ('draft', 'canceled') or launched_at is not null),
  constraint paused_for_a_reason check ((status = 'paused') = (pause is not null))
) with (fillfactor = 70);
-- However many processes look at a recurring campaign, each of its runs is made once.
create unique index campaign_run on campaign (tenant_id, parent_id, run_at) where parent_id is not null;
-- What there is to do.
create index campaign_under_way on campaign (starts_at) where status in ('scheduled', 'running');
create index campaign_retry on campaign (retry_due_at) where retry_due_at is not null;

-- One person of a campaign, as they were when the audience was written down. No foreign key to the campaign: the one
-- statement that inserts has it locked.
create table campaign_recipient (
  tenant_id uuid not null,
  campaign_id uuid not null,
  contact_id uuid not null,
  phone text,                              -- E.164 with "+"; null for who has none
  -- 'queued' has a message, which says what became of it.
  state text not null check (state in ('pending', 'queued', 'skipped', 'canceled')),
  reason text,                             -- why skipped or canceled
  sender_id uuid,
  -- The clock they live by (IANA), where the campaign goes by it; '' where it does not.
  zone text not null default '',
  variant smallint,
  language text,
  variables jsonb,                         -- {name: value}; null where there are none
  message_id uuid,
  retries smallint not null default 0,
  replied_at timestamptz,
  opted_out_at timestamptz,
  primary key (tenant_id, campaign_id, contact_id),
  constraint queued_has_a_message check (state <> 'queued' or message_id is not null),
  constraint pending_can_be_sent check (state <> 'pending' or (phone is not null and sender_id is not null))
) with (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.05);
-- One message for one number, whoever it belongs to.
create unique index campaign_recipient_phone on campaign_recipient (tenant_id, campaign_id, phone)
  where state <> 'skipped';
-- Who is next, by sender and by zone.
create index campaign_recipient_next on campaign_recipient (tenant_id, campaign_id, sender_id, zone, contact_id)
  where state = 'pending';
create index campaign_recipient_message on campaign_recipient (tenant_id, campaign_id, message_id)
  where message_id is not null;

-- The zones its people live in, and when it begins there.
create table campaign_zone (
  tenant_id uuid not null,
  campaign_id uuid not null,
  zone text not null,
  starts_at timestamptz,
  primary key (tenant_id, campaign_id, zone)
);

-- From this moment on no claim takes what waits for this campaign: it is paused or canceled, or its hours end then.
-- Apart from campaign because every claim asks, and these are few.
create table campaign_halt (
  tenant_id uuid not null,
  campaign_id uuid not null,
  from_at timestamptz not null,
  primary key (tenant_id, campaign_id)
) with (fillfactor = 50);

-- Counts as differences, told in the transaction that made them. Rows are only added, so that writers never wait for
-- one another; now and then many become one. No key, because a sum does not need any.
create table campaign_tally (
  tenant_id uuid not null,
  campaign_id uuid not null,
  sender_id uuid,
  -- 'recipient:<state>' with ':<reason>', 'message:<status>' with ':<error code>', 'replied', 'opted_out'.
  what text not null,
  count bigint not null
) with (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 2000);
create index campaign_tally_by_campaign on campaign_tally (tenant_id, campaign_id);

-- That somebody followed a link of a campaign's.
create table campaign_click (
  tenant_id uuid not null,
  campaign_id uuid not null,
  contact_id uuid not null,
  link_id uuid not null,
  clicked_at timestamptz not null,
  primary key (tenant_id, campaign_id, contact_id, link_id, clicked_at)
);

-- Which campaign a message is of. Not indexed: a campaign's messages are found by its recipients.
alter table message add column campaign_id uuid;
-- What a claim asks campaign_halt about.
alter table lane_entry add column campaign_id uuid;

do $$
declare name text;
begin
  foreach name in array array['campaign', 'campaign_recipient', 'campaign_zone', 'campaign_halt', 'campaign_tally',
                              'campaign_click'] loop
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

create function message_tally(status text, error jsonb) returns text language sql immutable parallel safe as $$
  select 'message:' || status || coalesce(':' || (error ->> 'code'), '')
$$;
create function recipient_tally(state text, reason text) returns text language sql immutable parallel safe as $$
  select 'recipient:' || state || coalesce(':' || reason, '')
$$;

-- As triggers, because many rooms write messages, and who forgets one would leave a count wrong for ever. Not for the
-- owner, who restores the counts with everything else.
create function tally_inserted_messages() returns trigger language plpgsql as $$
begin
  insert into campaign_tally (tenant_id, campaign_id, sender_id, what, count)
  select tenant_id, campaign_id, sender_id, message_tally(status, error), count(*) from touched
  where campaign_id is not null group by 1, 2, 3, 4;
  return null;
end $$;
create function tally_updated_messages() returns trigger language plpgsql as $$
begin
  insert into campaign_tally (tenant_id, campaign_id, sender_id, what, count)
  select tenant_id, campaign_id, sender_id, what, sum(step)
  from (select tenant_id, campaign_id, sender_id, message_tally(status, error) as what, 1 as step from touched
        where campaign_id is not null
        union all
        select tenant_id, campaign_id, sender_id, message_tally(status, error), -1 from former
        where campaign_id is not null) as each
  group by 1, 2, 3, 4 having sum(step) <> 0;
  return null;
end $$;
create trigger campaign_messages_inserted after insert on message referencing new table as touched
  for each statement when (current_user in ('waypost_app', 'waypost_engine'))
  execute function tally_inserted_messages();
create trigger campaign_messages_updated after update on message
  referencing old table as former new table as touched
  for each statement when (current_user in ('waypost_app', 'waypost_engine'))
  execute function tally_updated_messages();

create function tally_inserted_recipients() returns trigger language plpgsql as $$
begin
  insert into campaign_tally (tenant_id, campaign_id, sender_id, what, count)
  select tenant_id, campaign_id, null, recipient_tally(state, reason), count(*) from touched group by 1, 2, 4;
  return null;
end $$;
create function tally_updated_recipients() returns trigger language plpgsql as $$
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
        select tenant_id, campaign_id, 'opted_out', -1 from former where opted_out_at is not null) as each
  group by 1, 2, 4 having sum(step) <> 0;
  return null;
end $$;
create trigger recipients_inserted after insert on campaign_recipient referencing new table as touched
  for each statement when (current_user in ('waypost_app', 'waypost_engine'))
  execute function tally_inserted_recipients();
create trigger recipients_updated after update on campaign_recipient
  referencing old table as former new table as touched
  for each statement when (current_user in ('waypost_app', 'waypost_engine'))
  execute function tally_updated_recipients();

-- What somebody does within three days of a campaign's message is put down to the last one they were sent.
create function campaign_before(tenant uuid, person text, at timestamptz, out campaign uuid, out message uuid)
language sql stable as $$
  select m.campaign_id, m.id from message m
  where m.tenant_id = tenant and m.recipient = person and m.id >= lowest_id(at - interval '72 hours')
    and m.campaign_id is not null and m.status in ('sent', 'delivered', 'read', 'played', 'failed', 'unknown')
  order by m.id desc limit 1
$$;
create function note_replies() returns trigger language plpgsql as $$
begin
  with replied as materialized (
    select r.tenant_id, r.campaign_id, r.contact_id, max(t.received_at) as at
    from touched t
    cross join lateral campaign_before(t.tenant_id, t.sender_phone, t.received_at) as last
    join campaign_recipient r on r.tenant_id = t.tenant_id and r.campaign_id = last.campaign
      and r.message_id = last.message
    where t.sender_phone is not null and r.replied_at is null
    group by 1, 2, 3
  ), locked as materialized (
    select r.tenant_id, r.campaign_id, r.contact_id, replied.at
    from replied join campaign_recipient r using (tenant_id, campaign_id, contact_id)
    order by 1, 2, 3 for no key update of r
  )
  update campaign_recipient r set replied_at = locked.at from locked
  where r.tenant_id = locked.tenant_id and r.campaign_id = locked.campaign_id
    and r.contact_id = locked.contact_id and r.replied_at is null;
  return null;
end $$;
create function note_opt_outs() returns trigger language plpgsql as $$
begin
  with withdrawn as materialized (
    select r.tenant_id, r.campaign_id, r.contact_id, max(t.recorded_at) as at
    from touched t
    cross join lateral campaign_before(t.tenant_id, t.phone, t.recorded_at) as last
    join campaign_recipient r on r.tenant_id = t.tenant_id and r.campaign_id = last.campaign
      and r.message_id = last.message
    where t.phone is not null and t.state = 'withdrawn' and r.opted_out_at is null
    group by 1, 2, 3
  ), locked as materialized (
    select r.tenant_id, r.campaign_id, r.contact_id, withdrawn.at
    from withdrawn join campaign_recipient r using (tenant_id, campaign_id, contact_id)
    order by 1, 2, 3 for no key update of r
  )
  update campaign_recipient r set opted_out_at = locked.at from locked
  where r.tenant_id = locked.tenant_id and r.campaign_id = locked.campaign_id
    and r.contact_id = locked.contact_id and r.opted_out_at is null;
  return null;
end $$;
create trigger replies_noted after insert on inbound_message referencing new table as touched
  for each statement when (current_user in ('waypost_app', 'waypost_engine')) execute function note_replies();
create trigger opt_outs_noted after insert on consent_event referencing new table as touched
  for each statement when (current_user in ('waypost_app', 'waypost_engine')) execute function note_opt_outs();

create function tell_campaign() returns trigger language plpgsql as $$
begin
  perform tell_event(new.tenant_id, new.mode, 'campaign.' || new.status, new.status, new.id,
                     code => new.pause ->> 'code');
  return null;
end $$;
create trigger campaign_told after insert on campaign for each row
  when (current_user in ('waypost_app', 'waypost_engine')) execute function tell_campaign();
create trigger campaign_moved after update of status on campaign for each row
  when (new.status <> old.status and current_user in ('waypost_app', 'waypost_engine'))
  execute function tell_campaign();
