-- Sessions: senders that are linked to a phone, what they must not forget, and what is asked of their holder.

-- A number linked later is not known before.
alter table sender alter column address drop not null;

create table session (
  tenant_id uuid not null,
  sender_id uuid not null,
  -- What people want; what is, is `state`. A holder brings the one to the other.
  wanted text not null check (wanted in ('running', 'stopped')),
  state text not null check (state in ('stopped', 'starting', 'pairing', 'connected', 'reconnecting', 'logged_out',
                                       'replaced', 'banned')),
  reason text,
  since timestamptz not null default now(),
  -- The QR code of the moment, sealed like every secret: who has it, has the account.
  qr bytea,
  qr_expires_at timestamptz,
  primary key (tenant_id, sender_id),
  foreign key (tenant_id, sender_id) references sender
);

-- Credentials, Signal keys, bytes of sent messages: one row each, sealed, so that one key's change is one row's.
create table session_memory (
  tenant_id uuid not null,
  sender_id uuid not null,
  type text not null,
  id text not null,
  value bytea not null,
  written_at timestamptz not null default now(),
  primary key (tenant_id, sender_id, type, id),
  foreign key (tenant_id, sender_id) references sender
) with (fillfactor = 80);
-- Ratchets are written with every message: no index but the key, and room left in each page, so that an update is a new
-- version beside the old one and no index hears of it. Sealed bytes do not become smaller by trying.
alter table session_memory alter column value set storage external;

-- What control processes ask the holder of a session, and its answer, sealed where it is a secret.
create table session_request (
  tenant_id uuid not null,
  id uuid not null,
  sender_id uuid not null,
  kind text not null check (kind in ('pairing_code', 'check_numbers', 'logout', 'restart')),
  body jsonb not null,
  asked_at timestamptz not null default now(),
  taken_at timestamptz,
  answered_at timestamptz,
  answer bytea,
  -- A code of the error dictionary, when it could not be done.
  error text,
  primary key (tenant_id, id),
  foreign key (tenant_id, sender_id) references sender
);
create index session_request_open on session_request (sender_id) where answered_at is null;

do $$
declare name text;
begin
  foreach name in array array['session', 'session_memory', 'session_request'] loop
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
