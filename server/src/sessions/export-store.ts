// Statements of sessions on the move: what an export reads and marks, what an import writes. All under the tenant.

import { statement } from "../kernel/db.ts";
import type { SessionState } from "../transports/transport.ts";

export type SessionOnTheMove = {
  wanted: "running" | "stopped";
  state: SessionState;
  reason: string | null;
};

/**
 * Locked, and made where there is none: a start that comes now waits for what is decided here. Values: [tenant,
 * sender].
 */
export const lockSession = statement<SessionOnTheMove>(
  "lock_session",
  `insert into session (tenant_id, sender_id, wanted, state) values ($1, $2, 'stopped', 'stopped')
   on conflict (tenant_id, sender_id) do update set wanted = session.wanted
   returning wanted, state, reason`,
);

export type SealedRow = { type: string; id: string; value: Buffer };

/** Values: [tenant, sender, types left behind, type of sent messages, their age in ms]. */
export const readWholeMemory = statement<SealedRow>(
  "read_whole_session_memory",
  `select type, id, value from session_memory
   where tenant_id = $1 and sender_id = $2 and type <> all ($3::text[])
     and (type <> $4 or written_at > now() - $5::bigint * interval '1 ms')
   order by type, id`,
);

/** Values: [tenant, sender]. */
export const clearWholeMemory = statement<never>(
  "clear_whole_session_memory",
  "delete from session_memory where tenant_id = $1 and sender_id = $2",
);

/** Values: [tenant, sender, types, ids, values]. */
export const insertMemory = statement<never>(
  "insert_session_memory",
  `insert into session_memory (tenant_id, sender_id, type, id, value)
   select $1, $2, * from unnest($3::text[], $4::text[], $5::bytea[])`,
);

/** At rest, so that nothing starts it but a person. Values: [tenant, sender, reason]. */
export const restSession = statement<never>(
  "rest_session",
  `update session
   set wanted = 'stopped', state = 'stopped', reason = $3, since = now(), qr = null, qr_expires_at = null
   where tenant_id = $1 and sender_id = $2`,
);

/** Values: [tenant, sender, mode, address]. */
export const findSenderWithAddress = statement<{ id: string }>(
  "find_sender_with_address",
  `select id from sender
   where tenant_id = $1 and id <> $2 and mode = $3 and address = $4 and deleted_at is null limit 1`,
);

/** Under the engine's role: whether a living process holds the shard. Values: [shard]. */
export const readShardHolder = statement<{ held: boolean }>(
  "read_shard_holder",
  `select exists (
     select from unit join node on node.id = unit.owner
     where unit.id = 'shard-' || $1::text and node.until > clock_timestamp()) as held`,
);
