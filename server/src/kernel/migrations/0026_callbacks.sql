-- Callbacks in Twilio's form, and tickets by which a page of another origin follows the stream.

-- compatible-with: 0004
-- Older code makes no callbacks and knows no tickets.

-- A form of Twilio's tells of what becomes of one message, and of nothing else.
alter table webhook_endpoint
  -- Ed25519 besides HMAC, which takes as long as all else of a delivery: for who asks for it.
  add column asymmetric_signature boolean not null default false,
  drop constraint webhook_endpoint_payload_check,
  add constraint webhook_endpoint_payload_check check (payload in ('thin', 'full', 'twilio'))
    not valid,
  -- The API key that sends messages with callbacks to this server, and signs them: such an endpoint hears of those
  -- messages only, each at the address that the message named.
  add column key_id uuid,
  add constraint webhook_endpoint_of_key check (key_id is null or payload = 'twilio') not valid;

-- Which changes Twilio tells of ("Outbound Message Status in Status Callbacks", twilio.com/docs/messaging/guides): none
-- of the status a message begins with, and of a doubt it knows nothing.
create function is_status_callback(type text) returns boolean language sql immutable parallel safe as $$
  select type in ('message.sent', 'message.delivered', 'message.read', 'message.failed', 'message.expired',
                  'message.canceled', 'message.skipped')
$$;

create or replace function is_wanted(w webhook_endpoint, tenant uuid, mode text, type text, subject uuid, sender uuid)
returns boolean language sql stable as $$
  select (mode is null or mode = w.mode) and matches_event_type(w.events, type)
    and (w.payload <> 'twilio' or is_status_callback(type))
    and (w.senders is null or sender = any (w.senders))
    and (w.campaigns is null or is_of_campaign(tenant, type, subject, w.campaigns))
$$;

-- What a message says of its callbacks, as the door wrote it: the endpoint, `whe_…`, and the address. Nowhere else, so
-- that it is gone when the person is erased. In PL/pgSQL, so that one month is looked into and not all. Whoever
-- writes the same by another way names an endpoint of their own.
create function status_callback_of(tenant uuid, subject uuid, out endpoint text, out address text)
language plpgsql stable as $$
begin
  select m.metadata ->> 'status_callback_endpoint', m.metadata ->> 'status_callback' into endpoint, address
  from message m where m.tenant_id = tenant and m.id = subject;
end $$;

create or replace function make_webhook_deliveries() returns trigger language plpgsql as $$
begin
  if not exists (
    select from (select distinct tenant_id from told) t
    join webhook_endpoint w on w.tenant_id = t.tenant_id and w.deleted_at is null and w.state <> 'disabled')
  then return null; end if;
  insert into webhook_delivery (tenant_id, endpoint_id, event_id, sequence, type, due_at, conversation)
  select e.tenant_id, w.id, e.id, e.sequence, e.type, now(),
         case when w.ordered then webhook_conversation(e.tenant_id, e.type, e.subject_id, e.sender_id) end
  from told e
  join webhook_endpoint w on w.tenant_id = e.tenant_id and w.deleted_at is null and w.state <> 'disabled'
    and is_wanted(w, e.tenant_id, e.mode, e.type, e.subject_id, e.sender_id);
  if not exists (
    select from (select distinct tenant_id from told where is_status_callback(type)) t
    join webhook_endpoint w on w.tenant_id = t.tenant_id and w.key_id is not null and w.deleted_at is null
      and w.state <> 'disabled')
  then return null; end if;
  insert into webhook_delivery (tenant_id, endpoint_id, event_id, sequence, type, due_at, conversation)
  select e.tenant_id, w.id, e.id, e.sequence, e.type, now(), hashtextextended(e.subject_id::text, 0)
  from told e
  cross join lateral status_callback_of(e.tenant_id, e.subject_id) c
  join webhook_endpoint w on w.tenant_id = e.tenant_id and w.key_id is not null and w.deleted_at is null
    and w.state <> 'disabled' and w.mode = e.mode and 'whe_' || replace(w.id::text, '-', '') = c.endpoint
    and starts_with(c.address, w.url)
  where is_status_callback(e.type);
  return null;
end $$;

-- Good once, and for a minute: whoever was given one follows what its key may hear.
create table stream_ticket (
  tenant_id uuid not null,
  token_hash bytea not null,
  key_id uuid not null,
  expires_at timestamptz not null,
  primary key (tenant_id, token_hash),
  foreign key (tenant_id, key_id) references api_key on delete cascade
);
-- A ticket names nobody; whose it is is what the look-up finds out.
create index stream_ticket_by_token on stream_ticket (token_hash);
alter table stream_ticket enable row level security, force row level security;
create policy of_the_named_tenants on stream_ticket to waypost_app
  using (tenant_id = any ((select string_to_array(current_setting('app.tenants', true), ','))::uuid[]))
  with check (tenant_id = any ((select string_to_array(current_setting('app.tenants', true), ','))::uuid[]));
create policy across_tenants on stream_ticket to waypost_engine using (true) with check (true);
grant select, insert, update, delete on stream_ticket to waypost_app, waypost_engine;
