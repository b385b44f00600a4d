-- Media: files of a tenant, the bytes behind them, what providers call them, and people's files to be fetched.

-- compatible-with: 0004

-- The bytes, once for each tenant: shared across tenants, they would tell one what another has.
create table media_blob (
  tenant_id uuid not null,
  sha256 bytea not null check (octet_length(sha256) = 32),
  size_bytes bigint not null,
  -- When to look whether anybody still refers to them; null while nobody has let go. Who is about to refer to them
  -- pushes it ahead, and until then they are not deleted. This row outlives the bytes: it goes when they are gone.
  look_at timestamptz,
  primary key (tenant_id, sha256)
);
create index media_blob_to_look_at on media_blob (look_at) where look_at is not null;

create table media (
  tenant_id uuid not null,
  id uuid not null,
  mode text not null check (mode in ('live', 'test')),
  sha256 bytea not null,
  mime_type text not null,                 -- what the bytes are
  declared_type text,                      -- what somebody said they are
  size_bytes bigint not null,
  kind text not null check (kind in ('image', 'video', 'audio', 'document', 'sticker')),
  filename text,
  origin text not null check (origin in ('upload', 'inbound', 'fetched')),
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  -- From then on it is absent to everybody; the row goes with its bytes.
  deleted_at timestamptz,
  primary key (tenant_id, id),
  foreign key (tenant_id, sha256) references media_blob
);
create index media_by_blob on media (tenant_id, sha256);
create index media_by_expiry on media (expires_at) where deleted_at is null;

-- A file that was handed to a provider, under the name it has there.
create table media_at_provider (
  tenant_id uuid not null,
  sender_id uuid not null,
  media_id uuid not null,
  provider_id text not null,
  expires_at timestamptz not null,
  primary key (tenant_id, sender_id, media_id),
  foreign key (tenant_id, sender_id) references sender,
  foreign key (tenant_id, media_id) references media on delete cascade
);
create index media_at_provider_by_media on media_at_provider (tenant_id, media_id);

-- A file that came with a person's message: to be fetched, or the link to what was.
create table inbound_file (
  tenant_id uuid not null,
  sender_id uuid not null,
  provider_message_id text not null,
  provider_media_id text not null,
  kind text not null check (kind in ('image', 'video', 'audio', 'document', 'sticker')),
  declared_type text,
  filename text,
  state text not null default 'waiting' check (state in ('waiting', 'stored', 'gone', 'refused')),
  -- Why it was refused, a code of the error dictionary.
  problem text,
  attempts integer not null default 0,
  due_at timestamptz not null default now(),
  -- Providers keep a file for some days from then.
  heard_at timestamptz not null default now(),
  -- Null again when the file has been deleted.
  media_id uuid,
  primary key (tenant_id, sender_id, provider_message_id),
  foreign key (tenant_id, sender_id) references sender,
  foreign key (tenant_id, media_id) references media on delete set null (media_id)
) with (fillfactor = 80);
create index inbound_file_due on inbound_file (due_at) where state = 'waiting';
create index inbound_file_by_media on inbound_file (tenant_id, media_id) where media_id is not null;

do $$
declare name text;
begin
  foreach name in array array['media_blob', 'media', 'media_at_provider', 'inbound_file'] loop
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
