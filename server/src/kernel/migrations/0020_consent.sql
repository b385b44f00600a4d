-- Consent settings: a tenant's own words, what confirms them, how often and at which hours its marketing may leave.

-- compatible-with: 0004
-- Older code sends without looking at the rules until it is replaced, and confirms nothing.

-- One row per tenant that has set anything; without one the defaults hold, and its lanes look at nothing.
create table consent_setting (
  tenant_id uuid primary key references tenant,
  -- Changes with what people read and write; who writes names the one they have read.
  version integer not null default 0,
  words jsonb not null default '{}',
  confirmations jsonb not null default '{}',
  quiet_hours jsonb,                       -- {from, to, categories, time_zone}; null for none
  frequency_caps jsonb not null default '[]',
  -- Some of its messages carry quiet hours of their own.
  own_quiet_hours boolean not null default false,
  -- Changes with all that a claim heeds. A claim names the one it knows, and takes nothing under another: what is set
  -- is in force when its request is answered, whatever becomes of the notice.
  rules_version integer not null default 0,
  -- Under which of them what had been held back was last looked at again.
  released_version integer not null default 0,
  updated_at timestamptz not null default now()
);
alter table consent_setting enable row level security;
alter table consent_setting force row level security;
create policy of_the_named_tenants on consent_setting to waypost_app
  using (tenant_id = any ((select string_to_array(current_setting('app.tenants', true), ','))::uuid[]))
  with check (tenant_id = any ((select string_to_array(current_setting('app.tenants', true), ','))::uuid[]));
create policy across_tenants on consent_setting to waypost_engine using (true) with check (true);
grant select, insert, update, delete on consent_setting to waypost_app, waypost_engine;

alter table message
  -- Its own quiet hours: null for its tenant's, {} for none, {from, to} for these.
  add column quiet_hours jsonb,
  -- 'granted' or 'withdrawn': the word that it confirms. What confirms a refusal is not stopped by it.
  add column confirms text;
