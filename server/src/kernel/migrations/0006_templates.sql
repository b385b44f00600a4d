-- Templates: what people draft, what a provider has reviewed, what it says of them, and when each account was read.

-- compatible-with: 0004
-- Only new tables: code that does not know them sends as before.

create table template (
  tenant_id uuid not null references tenant,
  id uuid not null,
  mode text not null check (mode in ('live', 'test')),
  -- The provider's business account (Meta: WABA). All its senders share its templates, so no sender is named here.
  account text not null,
  name text not null,
  language text not null,
  parameter_format text not null check (parameter_format in ('NAMED', 'POSITIONAL')),
  category text not null,
  -- What the provider has; null before it has heard of the template.
  components jsonb,
  ttl_seconds integer,
  -- What people have written and not submitted: {category, components, ttl_seconds}.
  draft jsonb,
  provider_id text,
  -- Meta's words, which grow without notice; DRAFT and DELETED are how it begins and ends here.
  status text not null,
  -- When what the status says happened, on the teller's clock; null for what nobody has told.
  status_at timestamptz,
  rejection_reason text,
  paused_until timestamptz,
  quality text,
  quality_at timestamptz,
  previous_category text,
  correct_category text,
  category_at timestamptz,
  -- The status that messages which wait for it were held or released for, and until when they are held.
  applied_status text not null,
  held_until timestamptz,
  -- What the provider has still to be told, when it is tried next, and what it was refused for.
  intent text check (intent in ('submit', 'delete', 'unpause')),
  intent_at timestamptz,
  intent_due_at timestamptz,
  intent_tries smallint not null default 0,
  intent_error jsonb,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (tenant_id, id),
  constraint known_or_drafted check (components is not null or draft is not null),
  constraint intent_has_a_time check (intent is null or (intent_at is not null and intent_due_at is not null))
) with (fillfactor = 85);
-- A deleted one keeps its history; its name is free again.
create unique index template_by_name on template (tenant_id, mode, account, name, language)
  where status <> 'DELETED';
create index template_to_apply on template (tenant_id, id)
  where applied_status <> status or held_until is not null;
create index template_intent on template (intent_due_at) where intent is not null and intent_error is null;

-- Append-only: what was told of a template, by whom, and when it happened.
create table template_event (
  tenant_id uuid not null,
  template_id uuid not null,
  type text not null,
  -- Makes a repeated fact the same row.
  key text not null,
  source text not null,
  at timestamptz not null,
  recorded_at timestamptz not null default clock_timestamp(),
  detail jsonb not null,
  primary key (tenant_id, template_id, type, key),
  foreign key (tenant_id, template_id) references template on delete cascade
);

-- When an account's templates were read in full, and when they are read next.
create table template_account (
  tenant_id uuid not null references tenant,
  mode text not null check (mode in ('live', 'test')),
  account text not null,
  synced_at timestamptz,
  next_sync_at timestamptz not null default now(),
  -- A process reads it until then; one that died gives it back by the clock.
  busy_until timestamptz,
  failures smallint not null default 0,
  problem jsonb,
  primary key (tenant_id, mode, account)
) with (fillfactor = 70);
create index template_account_due on template_account (next_sync_at);

do $$
declare name text;
begin
  foreach name in array array['template', 'template_event', 'template_account'] loop
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
