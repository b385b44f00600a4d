-- Privacy: what people ask for (their data, or its end), the journal by which a restored backup forgets them again, and
-- what makes consent evidence.

-- compatible-with: 0004
-- Older code records consent without saying on what ground; it shows erased people under the marks that stand for them.

-- One request of one person. The row stays as the proof that it was met.
create table privacy_request (
  tenant_id uuid not null references tenant,
  id uuid not null,                        -- UUIDv7
  kind text not null check (kind in ('export', 'erase')),
  reason text not null,
  actor text not null,                     -- key_… or usr_…, or what else began it
  -- Every name of the person, sealed under the tenant's data key. Null once nobody needs it any more.
  subject bytea,
  -- The same names under the keyed hash of consent and suppressions.
  subject_hashes bytea[] not null,
  contact_id uuid,
  state text not null default 'waiting' check (state in ('waiting', 'working', 'done', 'failed')),
  -- How far it is: {step, pass, changed}; which tables, how many rows; and what it waits for, where it does.
  progress jsonb not null default '{}',
  counts jsonb not null default '{}',
  waits_for text,
  problem text,
  -- A worker has it until then, under the number of its claim; one that died gives it back by the clock.
  claims integer not null default 0,
  busy_until timestamptz,
  certificate jsonb,
  -- The sealed file of an export, by its name in the media store, until it is thrown away.
  archive_sha256 bytea,
  archive_ends_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  done_at timestamptz,
  primary key (tenant_id, id)
);
create index privacy_request_open on privacy_request (created_at) where state in ('waiting', 'working');
create index privacy_request_archive on privacy_request (archive_ends_at) where archive_sha256 is not null;

-- Whom this database has to have forgotten. Every row is in the data directory's journal as well, so that a backup of
-- before learns of it; `applied_at` is null until nothing is left of the person.
create table erase_journal (
  tenant_id uuid not null references tenant,
  id uuid not null,                        -- of the request
  hashes bytea[] not null,
  at timestamptz not null,
  applied_at timestamptz,
  -- Webhooks received until then have been searched for what came late.
  looked_at timestamptz not null default now(),
  primary key (tenant_id, id)
);
create index erase_journal_open on erase_journal (at) where applied_at is null;

do $$
declare name text;
begin
  foreach name in array array['privacy_request', 'erase_journal'] loop
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

-- What stands where a provider's id stood. The same id has the same mark, so that what is told of it once more is
-- recognised. No key is needed: an id that has a number in it has more random digits than anybody can try.
create function erased_mark(tenant uuid, given text) returns text language sql immutable strict parallel safe as $$
  select case when given like 'erased:%' then given
    else 'erased:' || left(encode(sha256(convert_to(tenant::text || ' ' || given, 'UTF8')), 'hex'), 40) end
$$;

-- On what ground, told by which notice in which language, and by whom it was recorded.
alter table consent_event
  add column legal_basis text,
  add column language text,
  add column notice_version text,
  add column actor text;

-- Consent is evidence: nobody rewrites it, not even the owner. A person who is erased takes their number and the proof
-- along (GDPR art. 17(3)(e) lets the rest stay); a tenant that closes takes all of it.
create function keep_consent() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' and exists (select from tenant where id = old.tenant_id and state = 'closing') then
    return old;
  end if;
  if tg_op = 'UPDATE' and (new.phone is null or new.phone = old.phone)
     and (new.proof = old.proof or (new.proof like 'erased:%' and old.proof not like 'erased:%'))
     and (to_jsonb(new) - 'phone' - 'proof') = (to_jsonb(old) - 'phone' - 'proof') then
    return new;
  end if;
  raise exception 'consent is append-only: % is refused', tg_op using errcode = 'insufficient_privilege';
end $$;
create trigger append_only before update or delete on consent_event for each row execute function keep_consent();
grant update (phone, proof) on consent_event to waypost_app, waypost_engine;
grant delete on consent_event to waypost_engine;

-- A hold that was lifted keeps its history, and not the number of who was erased since.
grant update (phone) on legal_hold to waypost_app, waypost_engine;
