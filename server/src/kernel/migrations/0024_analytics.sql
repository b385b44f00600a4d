-- Campaign analytics: when and with whom messages came how far, and what had been reckoned before the launch.

-- compatible-with: 0004
-- What older code does is counted too: it is triggers that count.

-- What was reckoned the last time, of which version of the campaign. Figures only, and nobody's name.
create table campaign_preflight (
  tenant_id uuid not null,
  campaign_id uuid not null,
  version integer not null,
  at timestamptz not null,
  report jsonb not null,
  primary key (tenant_id, campaign_id),
  foreign key (tenant_id, campaign_id) references campaign on delete cascade
);

-- When somebody first followed a link of the campaign's.
alter table campaign_recipient add column clicked_at timestamptz;

-- Differences as they happen. Rows are only added, so that writers never wait for one another; a job carries them over
-- into the two tables below, whose size goes by minutes and by kinds of people, and not by messages.
create table campaign_progress (
  tenant_id uuid not null,
  campaign_id uuid not null,
  at timestamptz not null,                 -- the minute
  sender_id uuid not null,
  beginning text not null,                 -- of the number, which tells its country
  language text not null,                  -- of the template; '' where there is none
  variant smallint not null,               -- 0 where there are none
  stage text not null
    check (stage in ('sent', 'delivered', 'read', 'replied', 'clicked', 'opted_out', 'failed', 'unknown')),
  count bigint not null
) with (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 2000);
create index campaign_progress_by_campaign on campaign_progress (tenant_id, campaign_id);

create table campaign_minute (
  tenant_id uuid not null,
  campaign_id uuid not null,
  at timestamptz not null,
  stage text not null,
  count bigint not null,
  primary key (tenant_id, campaign_id, at, stage)
) with (fillfactor = 80);

create table campaign_group (
  tenant_id uuid not null,
  campaign_id uuid not null,
  sender_id uuid not null,
  beginning text not null,
  language text not null,
  variant smallint not null,
  stage text not null,
  count bigint not null,
  primary key (tenant_id, campaign_id, sender_id, beginning, language, variant, stage)
) with (fillfactor = 50);

do $$
declare name text;
begin
  foreach name in array array['campaign_preflight', 'campaign_progress', 'campaign_minute', 'campaign_group'] loop
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

-- The stages of the funnel that a message in this status has come through.
create function stages_of(status text) returns text[] language sql immutable parallel safe as $$
  select case status when 'sent' then '{sent}' when 'delivered' then '{sent,delivered}'
                     when 'read' then '{sent,delivered,read}' when 'played' then '{sent,delivered,read}'
                     when 'failed' then '{failed}' when 'expired' then '{failed}' when 'unknown' then '{unknown}'
                     else '{}' end::text[]
$$;

-- Enough of a number to tell the country by, and so few that a batch of messages makes a handful of rows: of '+1' no
-- more, because only area codes would say more. The mark of a number that was erased keeps its country.
create function number_beginning(phone text) returns text language sql immutable parallel safe as $$
  select case when phone like '+1%' then '+1' when phone like '+%' then left(phone, 4)
              else left(coalesce(phone, ''), 9) end
$$;

create function note_progress_of_messages() returns trigger language plpgsql as $$
begin
  if not exists (select from touched where campaign_id is not null) then return null; end if;
  insert into campaign_progress (tenant_id, campaign_id, at, sender_id, beginning, language, variant, stage, count)
  with each as materialized (
    select tenant_id, campaign_id, id, sender_id, recipient, template_used, status, 1 as step from touched
    where campaign_id is not null
    union all
    select tenant_id, campaign_id, id, sender_id, recipient, template_used, status, -1 from former
    where campaign_id is not null
  )
  select e.tenant_id, e.campaign_id, date_trunc('minute', now()), e.sender_id, number_beginning(e.recipient),
         coalesce(e.template_used ->> 'language', ''), coalesce(v.variant, 0), stage, sum(e.step)
  from each e
  cross join lateral unnest(stages_of(e.status)) as stage
  left join lateral (
    select r.variant from campaign_recipient r
    where r.tenant_id = e.tenant_id and r.campaign_id = e.campaign_id and r.message_id = e.id
      and exists (select from campaign c where c.tenant_id = e.tenant_id and c.id = e.campaign_id and c.ab is not null)
    limit 1) v on true
  group by 1, 2, 4, 5, 6, 7, 8 having sum(e.step) <> 0;
  return null;
end $$;
create trigger campaign_messages_progress after update on message
  referencing old table as former new table as touched
  for each statement when (current_user in ('waypost_app', 'waypost_engine'))
  execute function note_progress_of_messages();

-- What people did is told of the message it answers: its sender, its language.
create function note_progress_of_recipients() returns trigger language plpgsql as $$
begin
  if not exists (select from touched
                 where coalesce(replied_at, clicked_at, opted_out_at) is not null) then return null; end if;
  insert into campaign_progress (tenant_id, campaign_id, at, sender_id, beginning, language, variant, stage, count)
  with each as materialized (
    select *, 1 as step from touched where coalesce(replied_at, clicked_at, opted_out_at) is not null
    union all
    select *, -1 from former where coalesce(replied_at, clicked_at, opted_out_at) is not null
  ), told as materialized (
    select tenant_id, campaign_id, message_id, phone, variant, 'replied' as stage, step from each
    where replied_at is not null
    union all
    select tenant_id, campaign_id, message_id, phone, variant, 'clicked', step from each where clicked_at is not null
    union all
    select tenant_id, campaign_id, message_id, phone, variant, 'opted_out', step from each
    where opted_out_at is not null
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
create trigger recipients_progress after update on campaign_recipient
  referencing old table as former new table as touched
  for each statement when (current_user in ('waypost_app', 'waypost_engine'))
  execute function note_progress_of_recipients();

create function note_clicks() returns trigger language plpgsql as $$
begin
  with clicked as materialized (
    select tenant_id, campaign_id, contact_id, min(clicked_at) as at from touched group by 1, 2, 3
  ), locked as materialized (
    select r.tenant_id, r.campaign_id, r.contact_id, clicked.at
    from clicked join campaign_recipient r using (tenant_id, campaign_id, contact_id)
    where r.clicked_at is null
    order by 1, 2, 3 for no key update of r
  )
  update campaign_recipient r set clicked_at = locked.at from locked
  where r.tenant_id = locked.tenant_id and r.campaign_id = locked.campaign_id
    and r.contact_id = locked.contact_id and r.clicked_at is null;
  return null;
end $$;
create trigger clicks_noted after insert on campaign_click referencing new table as touched
  for each statement when (current_user in ('waypost_app', 'waypost_engine')) execute function note_clicks();
