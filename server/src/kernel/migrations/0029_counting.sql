-- Hours of usage that are being counted: a mark says by whom, so that nothing is locked while they are read.

-- compatible-with: 0028
-- Older code takes such a mark for one of its own and counts the hour again.

alter table usage_mark add column if not exists counting uuid;
