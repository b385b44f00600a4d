-- People: who signs in, what they may do in which tenant, their sessions, and what keeps guessers out.

-- compatible-with: 0004
-- Older code knows keys only; nobody can sign in to it.

-- A person is one across all tenants. waypost_app has no right to any of this but memberships, roles and invitations of
-- its tenant.
create table person (
  id uuid primary key,                     -- UUIDv7
  -- Of one spelling, so that nobody has two accounts; what is before the @ is compared as small letters too.
  email text not null unique check (email = lower(email) and length(email) <= 254),
  name text not null,
  password_hash text not null,             -- PHC string: argon2id with its parameters
  platform boolean not null default false, -- staff of the platform
  locale text not null default 'en',
  -- Sealed. Asked for from totp_since on; before that it is being set up.
  totp_secret bytea,
  totp_since timestamptz,
  totp_step bigint,                        -- the last that was used: a code works once
  disabled_at timestamptz,
  created_at timestamptz not null default now(),
  constraint totp_has_a_secret check (totp_since is null or totp_secret is not null)
);

-- Ten codes for who has lost their phone. Hashed: each has 80 random bits.
create table recovery_code (
  person_id uuid not null references person on delete cascade,
  code_hash bytea not null,
  primary key (person_id, code_hash)
);

-- A tenant's own roles. Those it has from the start are in people/role.ts.
create table role (
  tenant_id uuid not null references tenant,
  id uuid not null,                        -- UUIDv7
  name text not null,
  scopes text[] not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (tenant_id, id),
  constraint role_name unique (tenant_id, name)
);

create table membership (
  tenant_id uuid not null references tenant,
  person_id uuid not null references person on delete cascade,
  role text check (role in ('owner', 'admin', 'marketer', 'agent', 'developer', 'auditor')),
  role_id uuid,
  created_at timestamptz not null default now(),
  primary key (tenant_id, person_id),
  foreign key (tenant_id, role_id) references role,
  constraint membership_has_one_role check (num_nonnulls(role, role_id) = 1)
);
create index membership_by_person on membership (person_id);

create table invitation (
  tenant_id uuid not null references tenant,
  id uuid not null,                        -- UUIDv7
  email text not null check (email = lower(email)),
  role text check (role in ('owner', 'admin', 'marketer', 'agent', 'developer', 'auditor')),
  role_id uuid,
  token_hash bytea not null,
  invited_by text not null,                -- key_… or usr_…, or operator
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  primary key (tenant_id, id),
  -- Inviting somebody again replaces the first invitation.
  constraint invitation_email unique (tenant_id, email),
  foreign key (tenant_id, role_id) references role,
  constraint invitation_has_one_role check (num_nonnulls(role, role_id) = 1)
);
create index invitation_by_token on invitation (token_hash);

-- A browser somebody has signed in from. (A `session` is a sender's link to a phone.) The id is shown; what the cookie
-- holds is known by its hash only, and changes with every proof and every change of rights.
create table sign_in (
  id uuid primary key,                     -- UUIDv7
  token_hash bytea not null unique,
  person_id uuid not null references person on delete cascade,
  acts_for uuid references tenant on delete set null,
  created_at timestamptz not null,
  seen_at timestamptz not null,            -- older than the last request by a minute at most
  ends_at timestamptz not null,
  proved_at timestamptz,
  ip text not null,
  user_agent text,
  -- Staff of the platform in a tenant's name.
  impersonates uuid references tenant on delete set null,
  impersonation_reason text,
  impersonation_since timestamptz,
  impersonation_ends_at timestamptz
) with (fillfactor = 80);
create index sign_in_by_person on sign_in (person_id);
create index sign_in_age on sign_in (ends_at);

-- Links by which a password is set anew.
create table password_reset (
  token_hash bytea primary key,
  person_id uuid not null unique references person on delete cascade,
  expires_at timestamptz not null
);
create index password_reset_age on password_reset (expires_at);

-- The link that makes the first administrator: one row, until there is one.
create table setup_link (
  one boolean primary key default true check (one),
  token_hash bytea not null,
  created_at timestamptz not null default now()
);

-- Tries that failed, by what was tried and from where, both under a keyed hash: whether there is such an account shows
-- nowhere.
create table sign_in_failure (
  subject bytea primary key,
  failures integer not null check (failures >= 0),
  last_at timestamptz not null,
  blocked_until timestamptz not null
) with (fillfactor = 70);
create index sign_in_failure_age on sign_in_failure (last_at);

do $$
declare name text;
begin
  foreach name in array array['membership', 'role', 'invitation'] loop
    execute format($p$create policy of_the_named_tenants on %I to waypost_app
      using (tenant_id = any ((select string_to_array(current_setting('app.tenants', true), ','))::uuid[]))
      with check (tenant_id = any ((select string_to_array(current_setting('app.tenants', true), ','))::uuid[]))$p$,
      name);
    execute format('grant select, insert, update, delete on %I to waypost_app', name);
  end loop;
  foreach name in array array['person', 'recovery_code', 'role', 'membership', 'invitation', 'sign_in',
                              'password_reset', 'setup_link', 'sign_in_failure'] loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format('create policy across_tenants on %I to waypost_engine using (true) with check (true)', name);
    execute format('grant select, insert, update, delete on %I to waypost_engine', name);
  end loop;
end $$;
