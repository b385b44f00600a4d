-- Templates: local ones, versions that stay, values for what is missing, languages that stand in for each other, and
-- a second person's word.

-- compatible-with: 0004
-- Older code reads and changes Meta's templates as before; what it changes is numbered by the trigger all the same.

alter table template
  -- `local`: rendered here, for every transport; it has no account, and `account` is ''.
  add column kind text not null default 'cloud_api',
  -- What stands in for values that a message does not give: {name: {sample, fallback}}. Of what is sent.
  add column variables jsonb not null default '{}',
  -- Which version is sent, and which one people have written last; null when there is none.
  add column live_version integer,
  add column draft_version integer,
  -- Who wrote the draft (usr_… or key_…), and what a second person said of it: {state, by, at, note}.
  add column draft_author text,
  add column review jsonb;
alter table template add constraint known_kind check (kind in ('cloud_api', 'local')) not valid;
alter table template add constraint local_has_no_account check ((kind = 'local') = (account = '')) not valid;

-- Append-only but for the review: what each version said. Messages name the version they used.
create table template_version (
  tenant_id uuid not null,
  template_id uuid not null,
  version integer not null,
  category text not null,
  parameter_format text not null,
  components jsonb not null,
  ttl_seconds integer,
  variables jsonb not null,
  -- Who wrote it: usr_…, key_…, or `provider` for what was changed at Meta.
  author text not null,
  review jsonb,
  created_at timestamptz not null default clock_timestamp(),
  primary key (tenant_id, template_id, version),
  foreign key (tenant_id, template_id) references template on delete cascade
);

-- What there is becomes versions: what is sent, and after it what is drafted. The owner sees all rows for the moment.
alter table template no force row level security;
update template set live_version = version where components is not null;
update template set draft_version = case when live_version is null then version else version + 1 end,
                    version = case when live_version is null then version else version + 1 end
where draft is not null;
insert into template_version (tenant_id, template_id, version, category, parameter_format, components, ttl_seconds,
                              variables, author)
select tenant_id, id, live_version, category, parameter_format, components, ttl_seconds, '{}'::jsonb, 'provider'
from template where live_version is not null
union all
select tenant_id, id, draft_version, coalesce(draft ->> 'category', category), parameter_format,
       draft -> 'components', (draft ->> 'ttl_seconds')::integer, '{}'::jsonb, 'provider'
from template where draft_version is not null;
alter table template force row level security;

-- Whoever changes what a template says makes a version: drafting, submitting, and reading the provider's list are
-- statements of their own. Inserts number themselves, so that a restored row is left as it was.
create function number_template() returns trigger language plpgsql as $$
declare
  drafted boolean := new.draft is not null and new.draft is distinct from old.draft;
  -- What was drafted is what is sent from now on.
  taken boolean := old.draft is not null and new.draft is null and new.components = old.draft -> 'components'
                   and new.variables = coalesce(old.draft -> 'variables', '{}');
  known integer;
begin
  if drafted then
    new.version := old.version + 1;
    new.draft_version := new.version;
    new.review := null;
    insert into template_version (tenant_id, template_id, version, category, parameter_format, components,
                                  ttl_seconds, variables, author)
    values (new.tenant_id, new.id, new.version, coalesce(new.draft ->> 'category', new.category),
            new.parameter_format, new.draft -> 'components', (new.draft ->> 'ttl_seconds')::integer,
            coalesce(new.draft -> 'variables', '{}'), coalesce(new.draft_author, 'provider'));
  elsif new.draft is null then
    new.draft_version := null;
    new.draft_author := null;
    new.review := null;
  end if;
  if taken then
    new.live_version := old.draft_version;
  elsif new.components is not null
     and (old.components, old.variables, old.ttl_seconds) is distinct from
         (new.components, new.variables, new.ttl_seconds) then
    -- What was submitted comes back from the provider: the same content is the same version.
    select max(version) into known from template_version
    where tenant_id = new.tenant_id and template_id = new.id and components = new.components
      and variables = new.variables;
    if known is null then
      known := greatest(new.version, old.version) + 1;
      new.version := known;
      insert into template_version (tenant_id, template_id, version, category, parameter_format, components,
                                    ttl_seconds, variables, author)
      values (new.tenant_id, new.id, known, new.category, new.parameter_format, new.components, new.ttl_seconds,
              new.variables, 'provider');
    end if;
    new.live_version := known;
  end if;
  return new;
end $$;
create trigger numbered before update on template for each row
  when (old.draft is distinct from new.draft or old.components is distinct from new.components
        or old.variables is distinct from new.variables or old.ttl_seconds is distinct from new.ttl_seconds)
  execute function number_template();

-- All languages of one name, and which of them stand in, in order, for one that may not be sent. Without a row, only
-- the language itself, its relatives and the tenant's own are asked.
create table template_group (
  tenant_id uuid not null references tenant,
  mode text not null check (mode in ('live', 'test')),
  account text not null,
  name text not null,
  fallback text[] not null,
  updated_at timestamptz not null default now(),
  primary key (tenant_id, mode, account, name)
);

-- The template a message used: {id, name, language, version, asked}; `asked` is the language when it was another.
alter table message add column template_used jsonb;

do $$
declare name text;
begin
  foreach name in array array['template_version', 'template_group'] loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format($p$create policy of_the_named_tenants on %I to waypost_app
      using (tenant_id = any ((select string_to_array(current_setting('app.tenants', true), ','))::uuid[]))
      with check (tenant_id = any ((select string_to_array(current_setting('app.tenants', true), ','))::uuid[]))$p$,
      name);
    execute format('create policy across_tenants on %I to waypost_engine using (true) with check (true)', name);
    execute format('grant select, insert, delete on %I to waypost_app, waypost_engine', name);
  end loop;
end $$;
grant update (review) on template_version to waypost_app, waypost_engine;
grant update on template_group to waypost_app, waypost_engine;
