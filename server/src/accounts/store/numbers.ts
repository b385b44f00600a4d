// Statements of the senders that are numbers at Meta: found by Meta's names, stopped, lifted, paced, checked.

import { freshStatement, statement, type Tx } from "../../kernel/db.ts";
import type { Mode } from "../../kernel/route.ts";
import type { SenderWithKeys } from "../../senders/index.ts";
import type { ObjectKey } from "./facts.ts";

export type NumberRow = {
  tenant_id: string;
  id: string;
  mode: Mode;
  external_id: string;
  waba_id: string | null;
  shard: number;
  rate_per_second: number;
  burst: number;
  paused_at: Date | null;
  paused_until: Date | null;
  pause_reason: string | null;
};

const columns = `s.tenant_id, s.id, s.mode, s.external_id, s.config->>'waba_id' as waba_id, s.shard,
  s.rate_per_second, s.burst, s.paused_at, s.paused_until, s.pause_reason`;

/**
 * The senders on these numbers and accounts, locked in one order: whether a lane stands still is decided on what is
 * read, and a person may be deciding as well. Not as keys: whoever keeps what people wrote refers to senders, in the
 * same transaction and in others, and two of them would wait for each other.
 */
export function lockNumbersOf(tx: Tx, objects: readonly ObjectKey[]): Promise<NumberRow[]> {
  return lockNumberRows(tx, [JSON.stringify(objects)]);
}

const lockNumberRows = freshStatement<NumberRow>(
  `select ${columns} from sender s
   where s.deleted_at is null and s.external_id is not null and exists (
     select from json_to_recordset($1) as o(tenant_id uuid, mode text, object text)
     where o.tenant_id = s.tenant_id and o.mode = s.mode and o.object in (s.external_id, s.config->>'waba_id'))
   order by s.tenant_id, s.id for no key update`,
);

export type WantedNumber = {
  index: number;
  webhook_key: string;
  waba_id: string;
  phone_number_id: string | null;
  address: string | null;
};

export type FoundObject = ObjectKey & { index: number };

/**
 * Whom account webhooks speak of, admitted only under the secret that signed them: the number where one is named, else
 * the account. A number of an account nobody here has is nobody's. Under the engine's role.
 */
export function findObjects(tx: Tx, wanted: readonly WantedNumber[]): Promise<FoundObject[]> {
  return findObjectRows(tx, [JSON.stringify(wanted)]);
}

const findObjectRows = freshStatement<FoundObject>(
  `select distinct w.index, s.tenant_id, s.mode,
          case when w.phone_number_id is null and w.address is null then w.waba_id else s.external_id end as object
   from json_to_recordset($1) as w(
     index int, webhook_key text, waba_id text, phone_number_id text, address text)
   join sender s on s.webhook_key = w.webhook_key and s.deleted_at is null and s.external_id is not null
     and s.config->>'waba_id' = w.waba_id
     and (w.phone_number_id is null or s.external_id = w.phone_number_id)
     and (w.address is null or s.address = w.address)`,
);

export type StopRow = { tenant_id: string; id: string; at: string; until: string | null; reason: string };

/** Lanes stand still. The pause began with the first of the words that hold it, in whatever order they came. */
export async function stopLanes(tx: Tx, rows: readonly StopRow[]): Promise<void> {
  if (rows.length > 0) await stopRows(tx, [JSON.stringify(rows)]);
}

const stopRows = freshStatement<never>(
  `update sender s
   set paused_at = least(case when s.paused_until > now() or s.paused_until is null then s.paused_at end, stop.at),
       paused_until = stop.until, pause_reason = stop.reason
   from json_to_recordset($1) as stop(tenant_id uuid, id uuid, at timestamptz, until timestamptz, reason text)
   where s.tenant_id = stop.tenant_id and s.id = stop.id`,
);

/** Values: [tenants, sender ids], pairwise. */
export const liftLanes = freshStatement<never>(
  `update sender s set paused_at = null, paused_until = null, pause_reason = null
   from unnest($1::uuid[], $2::uuid[]) as lifted(tenant_id, id)
   where s.tenant_id = lifted.tenant_id and s.id = lifted.id`,
);

export type PaceRow = { tenant_id: string; id: string; rate_per_second: number; burst: number };

export async function setPaces(tx: Tx, rows: readonly PaceRow[]): Promise<void> {
  if (rows.length > 0) await setPaceRows(tx, [JSON.stringify(rows)]);
}

const setPaceRows = freshStatement<never>(
  `update sender s set rate_per_second = pace.rate_per_second, burst = pace.burst
   from json_to_recordset($1) as pace(tenant_id uuid, id uuid, rate_per_second real, burst integer)
   where s.tenant_id = pace.tenant_id and s.id = pace.id`,
);

/** Values: [tenant, sender, checked at, portfolio or null, problem as JSON or null]. */
export const writeCheck = statement<never>(
  "write_account_check",
  `insert into account_check as c (tenant_id, sender_id, checked_at, portfolio_id, problem)
   values ($1, $2, $3, $4, $5)
   on conflict (tenant_id, sender_id) do update
   set checked_at = excluded.checked_at, problem = excluded.problem,
       portfolio_id = coalesce(excluded.portfolio_id, c.portfolio_id)`,
);

export type CheckRow = {
  tenant_id: string;
  sender_id: string;
  checked_at: Date;
  portfolio_id: string | null;
  problem: { code: string; providerCode: string | null; detail: string } | null;
};

/** Values: [tenants, sender ids], pairwise. */
export const readChecks = freshStatement<CheckRow>(
  `select c.tenant_id, c.sender_id, c.checked_at, c.portfolio_id, c.problem
   from unnest($1::uuid[], $2::uuid[]) as wanted(tenant_id, sender_id)
   join account_check c using (tenant_id, sender_id)`,
);

/**
 * Numbers nobody has asked Meta about for so long, those never asked about first. Under the engine's role. Values:
 * [asked before, at most].
 */
export const readUnchecked = statement<SenderWithKeys>(
  "read_unchecked_numbers",
  `select s.tenant_id, s.id, s.name, s.transport, s.mode, s.address, s.external_id, s.webhook_key, s.config,
     s.secrets, s.shard, s.rate_per_second, s.burst, s.protection, s.paused_at, s.paused_until, s.pause_reason,
     s.created_at, s.xmin::text as version, t.data_key
   from sender s join tenant t on t.id = s.tenant_id
   left join account_check c on c.tenant_id = s.tenant_id and c.sender_id = s.id
   where s.transport in ('cloud_api', 'sandbox') and s.deleted_at is null
     and (c.checked_at is null or c.checked_at < $1)
   order by c.checked_at nulls first limit $2`,
);
