-- Number protection: what was chosen for a sender, what is remembered of its chats, days, texts and troubles,
-- and what it rests for.

-- The given settings only: what is left out follows the preset, also when a later version changes it.
alter table sender add column protection jsonb not null default '{}';

-- One person's chat with one number. Also what the Cloud API's 24-hour window is read from.
create table chat (
  tenant_id uuid not null,
  sender_id uuid not null,
  person text not null,                    -- E.164, or the provider's id of who has no number
  first_sent_at timestamptz,
  last_sent_at timestamptz,
  delivered_at timestamptz,                -- the latest proof that something of ours arrived
  last_heard_at timestamptz,
  answered_at timestamptz,                 -- the first word after a message of ours
  unanswered integer not null default 0,   -- messages of ours since the last word
  last_message_id uuid,
  primary key (tenant_id, sender_id, person),
  foreign key (tenant_id, sender_id) references sender
) with (fillfactor = 85, autovacuum_vacuum_scale_factor = 0.02);
-- Health looks at the chats written to in the last days.
create index chat_by_last_sent on chat (tenant_id, sender_id, last_sent_at) where last_sent_at is not null;

-- What happened on a sender's day: from six in the morning, in the number's zone.
create table sender_day (
  tenant_id uuid not null,
  sender_id uuid not null,
  day date not null,
  sent integer not null default 0,
  new_chats integer not null default 0,
  answered integer not null default 0,
  refused integer not null default 0,
  unreachable integer not null default 0,
  doubtful integer not null default 0,
  restricted integer not null default 0,
  disconnects integer not null default 0,
  bans integer not null default 0,
  primary key (tenant_id, sender_id, day),
  foreign key (tenant_id, sender_id) references sender
) with (fillfactor = 70);
create index sender_day_age on sender_day (day);

-- How many people got the same text on a day. The text itself is not kept.
create table sender_text (
  tenant_id uuid not null,
  sender_id uuid not null,
  day date not null,
  fingerprint bytea not null,
  people integer not null,
  primary key (tenant_id, sender_id, day, fingerprint),
  foreign key (tenant_id, sender_id) references sender
) with (fillfactor = 85);
create index sender_text_age on sender_text (day);

-- What stops a sender for a while; no row means nothing ever did.
create table sender_trouble (
  tenant_id uuid not null,
  sender_id uuid not null,
  failures_in_a_row integer not null default 0,
  failed_at timestamptz,
  new_chats_locked_at timestamptz,
  new_chats_locked_until timestamptz,
  primary key (tenant_id, sender_id),
  foreign key (tenant_id, sender_id) references sender
) with (fillfactor = 70);

-- Until when a sender's whole lane waits, and why: for people who ask about a message in it. Rewritten with every
-- pause, hence apart from everything else.
create table sender_rest (
  tenant_id uuid not null,
  sender_id uuid not null,
  until timestamptz not null,
  code text not null,
  text text not null,
  primary key (tenant_id, sender_id),
  foreign key (tenant_id, sender_id) references sender
) with (fillfactor = 50);

do $$
declare name text;
begin
  foreach name in array array['chat', 'sender_day', 'sender_text', 'sender_trouble', 'sender_rest'] loop
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
