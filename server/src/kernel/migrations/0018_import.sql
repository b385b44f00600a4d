-- Imports: files of people that a tenant brings along, how far each is read, what was refused, and what to put back.

-- compatible-with: 0004

-- One file and what became of it. The row stays as the record; the file and what undoing needs are thrown away.
create table contact_import (
  tenant_id uuid not null references tenant,
  id uuid not null,                        -- UUIDv7
  kind text not null check (kind in ('contacts', 'suppressions')),
  dry_run boolean not null,
  actor text not null,                     -- key_… or usr_…
  filename text,
  -- As it was asked for: rules of this import, its columns and its evidence.
  settings jsonb not null,
  list_id uuid,
  size_bytes bigint not null default 0,
  -- What the bytes told as they came: {utf8, highPairs, highBesideLetter}.
  byte_facts jsonb not null default '{}',
  state text not null default 'receiving' check (state in (
    'receiving', 'waiting', 'running', 'done', 'failed', 'canceled', 'undoing', 'undone')),
  -- What was found in the file: {format, encoding, separator, columns}.
  layout jsonb,
  -- {code, detail}: why it failed.
  problem jsonb,
  -- Every row up to here has been counted, and is where its count says, all in one transaction.
  row_cursor integer not null default 0,
  -- Of the first look, which writes nothing, and of the second, which does.
  bytes_looked bigint not null default 0,
  rows_total integer,
  rows_done integer not null default 0,
  created integer not null default 0,
  updated integer not null default 0,
  unchanged integer not null default 0,
  duplicates integer not null default 0,
  rejected integer not null default 0,
  consents integer not null default 0,
  -- Of an undoing: contacts that went, that were put back, and that somebody had changed since.
  undone_removed integer not null default 0,
  undone_restored integer not null default 0,
  undone_kept integer not null default 0,
  -- A worker has it until then, under the number of its claim; one that died gives it back by the clock.
  claims integer not null default 0,
  busy_until timestamptz,
  worked_at timestamptz,
  -- Attempts since the last batch that stood: one that always fails ends some time.
  failures integer not null default 0,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  done_at timestamptz,
  primary key (tenant_id, id)
);
create index contact_import_open on contact_import (worked_at nulls first, created_at)
  where state in ('waiting', 'running', 'undoing');
create index contact_import_received on contact_import (created_at) where state = 'receiving';

-- The file, piece by piece: here and not on a disk, so that whichever process goes on with it has it. Gone when the
-- import has ended.
create table contact_import_piece (
  tenant_id uuid not null,
  import_id uuid not null,
  place integer not null,
  bytes bytea not null,
  primary key (tenant_id, import_id, place),
  foreign key (tenant_id, import_id) references contact_import on delete cascade
);
-- Read once or twice and thrown away: compressing it costs more than it saves.
alter table contact_import_piece alter column bytes set storage external;

-- The rows of a batch that were refused, as lines of the file that is handed out.
create table contact_import_reject (
  tenant_id uuid not null,
  import_id uuid not null,
  place integer not null,                  -- the first of these rows
  lines text not null,
  primary key (tenant_id, import_id, place),
  foreign key (tenant_id, import_id) references contact_import on delete cascade
);

-- What a batch did, for who wants it undone within a day.
create table contact_import_change (
  tenant_id uuid not null,
  import_id uuid not null,
  place integer not null,                  -- the first row of the batch
  -- When the batch's transaction began: whoever was changed later was changed by somebody else.
  at timestamptz not null default now(),
  created uuid[] not null,
  -- [{id, name, language, time_zone, tags, attributes}] as they were before.
  changed jsonb not null,
  -- All whom the batch was about: the list's members that it added have its time.
  listed uuid[] not null,
  -- The words of consent that it was the first to say.
  granted uuid[] not null,
  primary key (tenant_id, import_id, place),
  foreign key (tenant_id, import_id) references contact_import on delete cascade
);
create index contact_import_change_at on contact_import_change (at);

do $$
declare name text;
begin
  foreach name in array array['contact_import', 'contact_import_piece', 'contact_import_reject',
                              'contact_import_change'] loop
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
