-- The installation: which Postgres it lives in, and whether it stands still until a person says that it may send.

-- compatible-with: 0004
-- Older code would send from a restored database, because it does not know that it must not.

create table installation (
  one boolean primary key default true check (one),
  id uuid not null default gen_random_uuid(),
  -- Where it was seen last: the Postgres cluster's own identifier, its timeline, this database's oid. Null before the
  -- first start. A restored copy finds itself elsewhere.
  cluster text,
  timeline integer,
  database bigint,
  -- A failover moves to a new timeline like a restore to a point in time does; nothing in Postgres tells them apart.
  trusts_new_timelines boolean not null default false,
  quarantined_at timestamptz,
  quarantine_reason text check (quarantine_reason in ('restored', 'other_cluster', 'other_timeline', 'asked')),
  constraint quarantine_has_a_reason check ((quarantined_at is null) = (quarantine_reason is null))
);
insert into installation default values;
grant select, update on installation to waypost_engine;
