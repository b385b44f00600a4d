-- Audit: each tenant's append-only chain of who did what, the platform's own, and the signed seals on their heads.
-- Retention: how long what people wrote and what happened to it is kept, and what must be kept longer.

-- compatible-with: 0004

-- The end of each chain. Appending locks it until the transaction ends, so that numbers have no gap; whoever appends
-- does so last, and takes no other lock afterwards. The platform's own chain is that of the tenant with the lowest id.
create table audit_head (
  tenant_id uuid not null,
  number bigint not null default 0,
  hash bytea not null default decode(repeat('00', 32), 'hex') check (octet_length(hash) = 32),
  primary key (tenant_id)
) with (fillfactor = 50);

-- No foreign key to tenant: the chain outlives it until it is dropped with a word in the platform's.
create table audit_entry (
  tenant_id uuid not null,
  number bigint not null check (number > 0),
  at timestamptz not null,
  action text not null,
  actor_kind text not null check (actor_kind in ('key', 'person', 'operator', 'system', 'anybody')),
  actor_id text,
  -- Why staff of the platform acted for the tenant, in their own words.
  reason text,
  target_kind text,
  target_id text,
  changed text[] not null,                 -- names of fields, never values
  outcome text not null check (outcome in ('done', 'refused')),
  request_id text,
  ip_hash text,
  -- As it was written, letter by letter: jsonb would let a changed spelling of the same number pass.
  detail json not null,
  prev_hash bytea not null,
  hash bytea not null,                     -- SHA-256 of prev_hash and canonical JSON: [tenant, number, entry]
  primary key (tenant_id, number)
);
create index audit_entry_at on audit_entry (tenant_id, at);
create index audit_entry_by_actor on audit_entry (tenant_id, actor_id, number);
create index audit_entry_by_target on audit_entry (tenant_id, target_id, number);

-- What a chain's head was, signed: a chain that was rewritten from the first entry to the last does not fit it.
create table audit_seal (
  tenant_id uuid not null,
  number bigint not null,
  hash bytea not null,
  sealed_at timestamptz not null,
  key_id text not null,
  signature bytea not null,                -- ed25519 over canonical JSON: {hash, number, sealed_at, tenant}
  primary key (tenant_id, number)
);

-- Entries are canonical JSON of {action, actor, at, changed, detail, ip, outcome, reason, request_id, target}. Chains
-- are taken in the order of their tenants, so that two who append to several cannot wait for each other.
create function append_audit(tenants uuid[], entries text[]) returns void language plpgsql as $$
declare
  given record;
  head audit_head;
  previous bytea;
begin
  for given in
    select g.tenant_id, g.entry, g.entry::json as parts
    from unnest(tenants, entries) with ordinality as g(tenant_id, entry, place)
    order by g.tenant_id, g.place
  loop
    if head.tenant_id is distinct from given.tenant_id then
      insert into audit_head (tenant_id) values (given.tenant_id) on conflict do nothing;
      select * into strict head from audit_head where tenant_id = given.tenant_id for update;
    end if;
    previous := head.hash;
    head.number := head.number + 1;
    head.hash := sha256(previous
      || convert_to('["' || given.tenant_id || '",' || head.number || ',' || given.entry || ']', 'UTF8'));
    insert into audit_entry (tenant_id, number, at, action, actor_kind, actor_id, reason, target_kind, target_id,
                             changed, outcome, request_id, ip_hash, detail, prev_hash, hash)
    values (given.tenant_id, head.number, (given.parts ->> 'at')::timestamptz, given.parts ->> 'action',
            given.parts #>> '{actor,kind}', given.parts #>> '{actor,id}', given.parts ->> 'reason',
            given.parts #>> '{target,kind}', given.parts #>> '{target,id}',
            array(select json_array_elements_text(given.parts -> 'changed')), given.parts ->> 'outcome',
            given.parts ->> 'request_id', given.parts ->> 'ip', given.parts -> 'detail', previous, head.hash);
    update audit_head set number = head.number, hash = head.hash where tenant_id = given.tenant_id;
  end loop;
end $$;

-- Nobody changes what is in a chain, not even the owner. A whole chain goes once the platform's own says so.
create function keep_audit() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' and exists (
    select from audit_entry
    where tenant_id = '00000000-0000-0000-0000-000000000000'
      and target_id = 'ten_' || replace(old.tenant_id::text, '-', '') and action = 'audit.chain_dropped'
      and old.tenant_id <> '00000000-0000-0000-0000-000000000000'
  ) then
    return old;
  end if;
  raise exception 'the audit log is append-only: % on % is refused', tg_op, tg_table_name
    using errcode = 'insufficient_privilege';
end $$;
create trigger append_only before update or delete on audit_entry for each row execute function keep_audit();
create trigger never_emptied before truncate on audit_entry for each statement execute function keep_audit();
create trigger append_only before update or delete on audit_seal for each row execute function keep_audit();
create trigger never_emptied before truncate on audit_seal for each statement execute function keep_audit();
create trigger goes_with_its_chain before delete on audit_head for each row execute function keep_audit();
create trigger never_emptied before truncate on audit_head for each statement execute function keep_audit();
create trigger never_goes_back before update on audit_head for each row
  when (new.number <= old.number or new.tenant_id <> old.tenant_id) execute function keep_audit();

-- Days to keep each kind, as a tenant chose; what it did not choose is the operator's word.
create table retention_policy (
  tenant_id uuid not null references tenant,
  kind text not null,
  days integer not null check (days > 0),
  updated_at timestamptz not null default now(),
  primary key (tenant_id, kind)
);

-- The operator's word, where it differs from what Waypost comes with.
create table retention_bound (
  kind text primary key,
  min_days integer not null check (min_days > 0),
  max_days integer not null,
  default_days integer not null,
  updated_at timestamptz not null default now(),
  check (default_days between min_days and max_days)
);

-- What must be kept whatever the policy says: of one number, or (null) of everybody.
create table legal_hold (
  tenant_id uuid not null references tenant,
  id uuid not null,
  phone text,
  reason text not null,
  placed_by text not null,
  placed_at timestamptz not null default now(),
  lifted_at timestamptz,
  lifted_by text,
  primary key (tenant_id, id)
);

-- How far bodies have been scrubbed: what was accepted before has none, but for what is listed beside it.
create table retention_mark (
  tenant_id uuid not null references tenant,
  kind text not null,
  until timestamptz not null,
  primary key (tenant_id, kind)
);
-- Passed over because it waited, had just been sent or was on hold; looked at again by each run.
create table retention_left (
  tenant_id uuid not null references tenant,
  kind text not null,
  id uuid not null,
  primary key (tenant_id, kind, id)
);

do $$
declare name text;
begin
  foreach name in array array['audit_head', 'audit_entry', 'audit_seal', 'retention_policy',
                              'legal_hold', 'retention_mark', 'retention_left'] loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format($p$create policy of_the_named_tenants on %I to waypost_app
      using (tenant_id = any ((select string_to_array(current_setting('app.tenants', true), ','))::uuid[]))
      with check (tenant_id = any ((select string_to_array(current_setting('app.tenants', true), ','))::uuid[]))$p$,
      name);
    execute format('create policy across_tenants on %I to waypost_engine using (true) with check (true)', name);
  end loop;
end $$;
grant select, insert, update on audit_head to waypost_app, waypost_engine;
grant select, insert on audit_entry to waypost_app, waypost_engine;
grant select on audit_seal to waypost_app;
grant select, insert on audit_seal to waypost_engine;
grant select, insert, update, delete on retention_policy to waypost_app, waypost_engine;
grant select, insert, update (lifted_at, lifted_by) on legal_hold to waypost_app, waypost_engine;
grant delete on legal_hold to waypost_engine;
grant select, insert, update, delete on retention_mark, retention_left, retention_bound to waypost_engine;

-- The chain of a tenant that is erased, once the platform's chain tells its end. As the owner, because nobody else
-- may delete, and the owner sees entries for this alone.
create function drop_audit_chain(tenant uuid) returns void language sql security definer
set search_path = public, pg_temp as $$
  delete from audit_seal where tenant_id = tenant;
  delete from audit_entry where tenant_id = tenant;
  delete from audit_head where tenant_id = tenant;
$$;
revoke execute on function drop_audit_chain from public;
grant execute on function drop_audit_chain to waypost_engine;
do $$
declare name text;
begin
  foreach name in array array['audit_head', 'audit_entry', 'audit_seal'] loop
    execute format('create policy to_drop_chains on %I to %I using (true)', name, current_user);
  end loop;
end $$;
