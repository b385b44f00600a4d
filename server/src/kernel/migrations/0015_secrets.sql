-- Rotation of keys: what the installation's long-lived keys come from, and how far a tenant's new data key has come.

-- compatible-with: 0004
-- Older code derives from the master key what `roots` keeps for an installation that it has worked on.

-- Sealed under the master key (kernel/roots.ts): outlives every master key, as hashes in tables cannot be made anew.
-- It also tells whether a master key is the right one.
alter table installation add column roots bytea;

-- Null while no rotation is under way. `published`: the new key opens and does not seal yet, until every process has
-- read it; `promoted`: it seals, and what older ones sealed is sealed anew.
alter table tenant add column data_key_step text check (data_key_step in ('published', 'promoted'));
-- When that step was taken, or the last rotation ended; null for a tenant that still has its first key.
alter table tenant add column data_key_at timestamptz;
