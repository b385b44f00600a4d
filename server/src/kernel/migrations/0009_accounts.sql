-- What Meta says of business numbers and accounts, how their onboarding stands, and whom a portfolio has begun to
-- write to.

-- compatible-with: 0004
-- Older code neither reads nor writes any of this; it asks Meta nothing and keeps to the rate a sender was made with.

-- One fact about one of Meta's objects (a number, a business account), for as long as nothing else was said of it.
-- Current is what was said last, whatever order it came in; the rest is the history.
create table account_fact (
  tenant_id uuid not null,
  mode text not null check (mode in ('live', 'test')),
  object text not null,                    -- Meta's id: phone_number_id or waba_id
  fact text not null,
  at timestamptz not null,                 -- when it was said first
  seen_at timestamptz not null,            -- and last, without another word between
  value jsonb not null,
  source text not null check (source in ('webhook', 'refresh')),
  primary key (tenant_id, mode, object, fact, at),
  constraint seen_after_said check (seen_at >= at)
);
create index account_fact_age on account_fact (seen_at);

-- When a sender's facts were asked for, and what came of it.
create table account_check (
  tenant_id uuid not null,
  sender_id uuid not null,
  checked_at timestamptz not null,
  portfolio_id text,                       -- as far as Meta names it
  problem jsonb,                           -- {code, providerCode, detail}; null when all was well
  primary key (tenant_id, sender_id),
  foreign key (tenant_id, sender_id) references sender
);

-- How far a number's onboarding has come: each step with its state, as it was last looked at.
create table onboarding (
  tenant_id uuid not null,
  sender_id uuid not null,
  steps jsonb not null,
  test_message_id uuid,
  updated_at timestamptz not null,
  primary key (tenant_id, sender_id),
  foreign key (tenant_id, sender_id) references sender
);

-- Verify tokens that a provider's handshake has brought. Without a tenant: the handshake names none.
create table webhook_handshake (
  token_hash bytea primary key,            -- keyed, so that it tells nothing
  seen_at timestamptz not null
);

-- The Meta app people sign up through. Its secret is sealed under the tenant's data key.
create table meta_app (
  tenant_id uuid not null,
  mode text not null check (mode in ('live', 'test')),
  app_id text not null,
  config_id text,                          -- of the Embedded Signup dialog
  secrets bytea not null,
  updated_at timestamptz not null,
  primary key (tenant_id, mode),
  foreign key (tenant_id) references tenant
);

-- The people a portfolio has begun to write to outside their windows, and when last: Meta limits how many in 24 hours.
create table initiated_chat (
  tenant_id uuid not null,
  portfolio text not null,                 -- its id, or the business account's while that is all we know
  person text not null,
  at timestamptz not null,
  primary key (tenant_id, portfolio, person)
) with (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.05);
create index initiated_chat_recent on initiated_chat (tenant_id, portfolio, at);
create index initiated_chat_age on initiated_chat (at);

-- Until when a person is to get no marketing from a tenant, because Meta has withheld one for having had enough.
create table marketing_rest (
  tenant_id uuid not null,
  person text not null,
  withheld_at timestamptz not null,        -- the last time
  until timestamptz not null,
  primary key (tenant_id, person)
);
create index marketing_rest_age on marketing_rest (until);

-- People who wrote from a click-to-WhatsApp ad, and when last: for some days nothing they are sent is charged.
create table entry_point (
  tenant_id uuid not null,
  sender_id uuid not null,
  person text not null,
  at timestamptz not null,
  primary key (tenant_id, sender_id, person),
  foreign key (tenant_id, sender_id) references sender
);
create index entry_point_age on entry_point (at);

-- What Meta charges a tenant for a message, by its own rate card: prices differ by currency and change on quarter days.
create table message_rate (
  tenant_id uuid not null,
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  market text not null,                    -- ISO 3166 code of a country, or a region as the card calls it
  category text not null,
  valid_from date not null,
  volume_from bigint not null default 0,   -- messages a month from which the price holds
  amount_micros bigint not null check (amount_micros >= 0),
  source text not null,
  primary key (tenant_id, currency, market, category, valid_from, volume_from),
  foreign key (tenant_id) references tenant
);

grant select, insert, update, delete on webhook_handshake to waypost_engine;
do $$
declare name text;
begin
  foreach name in array array['account_fact', 'account_check', 'onboarding', 'meta_app', 'initiated_chat',
                              'marketing_rest', 'entry_point', 'message_rate'] loop
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
