-- People: one contact for all addresses of a person, what they consented to, and whom nothing may be sent to.

-- compatible-with: 0004
-- transaction: none
-- Older code writes people's messages without a contact; they are read without one.

-- A person as one tenant knows them. The id stays for ever: what was merged still answers, by `merged_into`.
create table if not exists contact (
  tenant_id uuid not null references tenant,
  id uuid not null,                        -- UUIDv7
  name text,                               -- as the tenant calls them
  profile_name text,                       -- as they call themselves on WhatsApp
  attributes jsonb not null default '{}',
  -- The contact that stands for this one: never itself merged, so that one look is enough.
  merged_into uuid,
  merged_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  deleted_at timestamptz,
  primary key (tenant_id, id)
);
create index if not exists contact_merged on contact (tenant_id, merged_into) where merged_into is not null;

-- What a provider calls a person. Written under the tenant's lock (audience/store/contact.ts), so that an address is
-- never of two contacts.
create table if not exists contact_alias (
  tenant_id uuid not null,
  kind text not null check (kind in ('phone', 'lid', 'user_id')),
  -- Where the value holds: the business account for a user_id, which is another one for each business; '' for all.
  scope text not null,
  value text not null,                     -- E.164 with "+", <digits>@lid, or Meta's id
  contact_id uuid not null,
  -- The same under which consent and suppressions are kept.
  address_hash bytea not null,
  evidence text not null,
  seen_at timestamptz not null,
  -- The person has another number since then: who writes from this one later is somebody else.
  left_at timestamptz,
  primary key (tenant_id, kind, scope, value),
  foreign key (tenant_id, contact_id) references contact
);
create index if not exists contact_alias_by_contact on contact_alias (tenant_id, contact_id);

-- Append-only: who said what, when, where and in which words. Kept when the person is forgotten, without the number.
create table if not exists consent_event (
  tenant_id uuid not null references tenant,
  id uuid not null,                        -- UUIDv7
  address_hash bytea not null,
  contact_id uuid,
  phone text,
  purpose text not null check (purpose in ('marketing', 'all')),
  state text not null check (state in ('granted', 'withdrawn')),
  source text not null,
  -- SHA-256 of the words that were shown or said.
  wording_hash bytea,
  -- Where it can be looked up: a provider's message, an address of a form. Told twice, it is one event.
  proof text not null,
  at timestamptz not null,
  recorded_at timestamptz not null default now(),
  primary key (tenant_id, id),
  constraint consent_told_once unique (tenant_id, address_hash, proof, purpose, state)
);
create index if not exists consent_event_by_contact on consent_event (tenant_id, contact_id);

-- The last word about one address, purpose and lane; the latest counts, in whichever order words arrive. By a keyed
-- hash, so that it outlives the number itself: who was forgotten is still not written to.
create table if not exists suppression (
  tenant_id uuid not null references tenant,
  address_hash bytea not null,
  purpose text not null check (purpose in ('marketing', 'all')),
  -- 'own' is what people told us or the tenant; 'provider' what they told WhatsApp, which only they take back there.
  lane text not null check (lane in ('own', 'provider')),
  id uuid not null,
  kind text not null,
  phone text,
  reason text not null,
  source text not null,
  said_at timestamptz not null,
  -- Null while nothing may be sent.
  lifted_at timestamptz,
  primary key (tenant_id, address_hash, purpose, lane),
  constraint suppression_id unique (tenant_id, id)
);
-- What a claim asks, for each message it takes.
create index if not exists suppression_by_phone on suppression (tenant_id, phone) where lifted_at is null;

-- This file is run statement by statement, and one ends where a line does: inside the block none may.
do $$ declare name text; begin
  foreach name in array array['contact', 'contact_alias', 'consent_event', 'suppression'] loop
    execute format($s$
      alter table %1$I enable row level security, force row level security
      ; drop policy if exists of_the_named_tenants on %1$I
      ; create policy of_the_named_tenants on %1$I to waypost_app
        using (tenant_id = any ((select string_to_array(current_setting('app.tenants', true), ','))::uuid[]))
        with check (tenant_id = any ((select string_to_array(current_setting('app.tenants', true), ','))::uuid[]))
      ; drop policy if exists across_tenants on %1$I
      ; create policy across_tenants on %1$I to waypost_engine using (true) with check (true)$s$, name)
    ; end loop; end $$;

grant select, insert, update, delete on contact, contact_alias, suppression to waypost_app, waypost_engine;
grant select, insert, update (phone) on consent_event to waypost_app, waypost_engine;

-- Who wrote, in all the ways the provider named them.
alter table inbound_message add column if not exists contact_id uuid;
alter table inbound_message add column if not exists sender_lid text;
-- Where the file lies at the provider, and what it says of it: {source, mime_type, sha256, size, filename}.
alter table inbound_message add column if not exists media jsonb;
-- The version of the shape that `type` and `body` have; null for what was kept as its transport had it.
alter table inbound_message add column if not exists shape smallint;
drop index concurrently if exists inbound_message_by_id;
create index concurrently inbound_message_by_id on inbound_message (tenant_id, id);
drop index concurrently if exists inbound_message_by_contact;
create index concurrently inbound_message_by_contact on inbound_message (tenant_id, contact_id, id);
