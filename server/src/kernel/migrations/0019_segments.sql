-- Segments: rules with a name, and the few words that conditions are compiled to.

-- compatible-with: 0004
-- Only a new table and functions: code that does not know them works as before.

create table segment (
  tenant_id uuid not null references tenant,
  id uuid not null,                        -- UUIDv7
  name text not null,
  description text not null default '',
  rule jsonb not null,
  exclude jsonb,                           -- a rule: who matches it as well is left out
  -- What the two rules name, so that it is not deleted from under them.
  uses_segments uuid[] not null,
  uses_lists uuid[] not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (tenant_id, id),
  constraint segment_name_once unique (tenant_id, name),
  constraint segment_not_within_itself check (not id = any (uses_segments))
);
alter table segment enable row level security;
alter table segment force row level security;
create policy of_the_named_tenants on segment to waypost_app
  using (tenant_id = any ((select string_to_array(current_setting('app.tenants', true), ','))::uuid[]))
  with check (tenant_id = any ((select string_to_array(current_setting('app.tenants', true), ','))::uuid[]));
create policy across_tenants on segment to waypost_engine using (true) with check (true);
grant select, insert, update, delete on segment to waypost_app, waypost_engine;

-- Texts are compared without case. A database of ours has the locale C, in which lower() knows ASCII only, so the
-- collation is named: Postgres' own since 17, ICU's before that, and the database's where it was built without.
do $$
declare folding text := (
  select format('collate %I', collname) from pg_collation
  where collname in ('pg_c_utf8', 'und-x-icu') and collencoding in (-1, pg_char_to_encoding('UTF8'))
  order by collname limit 1);
begin
  execute format('create function folded(value text) returns text language sql immutable parallel safe
                  return lower(value %s)', coalesce(folding, ''));
end $$;

-- The day that a text of ISO 8601 names, or null: of an instant, the day it is then in `zone`. Never an error, whatever
-- stands in an attribute; a cast alone would fail for 30 February, and before Postgres 16 nothing tells beforehand.
create function calendar_day(value text, zone text) returns date language sql stable parallel safe
return case
  when value !~ '^(?!0000)\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])' then null
  when to_char((left(value, 8) || '01')::date + (substr(value, 9, 2)::int - 1), 'YYYY-MM-DD') <> left(value, 10)
    then null
  when length(value) = 10 then left(value, 10)::date
  when substr(value, 11) ~ '^[Tt]([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,9})?([Zz]|[+-](0\d|1[0-4]):[0-5]\d)$'
    then (value::timestamptz at time zone zone)::date
end;

-- A contact's place from 0 to 99 among all, another one for each seed, the same for ever. Not hashtext, which may
-- change with a version of Postgres; the seed as bytes, because only what is immutable is planned into the statement.
create function bucket_of(seed bytea, contact uuid) returns integer language sql immutable parallel safe
return (('x' || encode(substr(sha256(seed || uuid_send(contact)), 1, 4), 'hex'))::bit(32)::bigint % 100)::integer;
