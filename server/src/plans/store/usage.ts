// Statements of metering: which hours have changed, what the ledger says of them, what is kept, and what is asked.

import { freshStatement, statement, type Tx } from "../../kernel/db.ts";
import type { Mode } from "../../kernel/route.ts";

/** An hour of a tenant's: what came to be in it is metered together. */
export type SlotRow = { tenant_id: string; slot: string };

/** Two that look for marks at the same time would take the same hours. */
export const lockMeter = statement<never>(
  "lock_meter",
  "select pg_advisory_xact_lock(hashtext('waypost meter'))",
);

/**
 * Takes the marks of some hours, all of each, and leaves one that says who counts them; who has not said so for a
 * minute is dead. Young hours are metered as they change, those with many messages more seldom: to count one takes some
 * 50 µs, and a millisecond passes for each before an hour is counted again. Of older hours, in which a receipt comes
 * now and then, changes are gathered. Values: [hours at most, whether to gather and to leave others what they count,
 * round].
 */
export const takeMarks = statement<SlotRow>(
  "take_usage_marks",
  `with marked as (
     select tenant_id, slot, min(marked_at) filter (where counting is null) as changed_at,
            max(marked_at) filter (where counting is not null) as counted_at
     from usage_mark group by tenant_id, slot
   ), chosen as materialized (
     select tenant_id, slot from marked m
     where not $2 or case
       when counted_at is not null then counted_at < now() - interval '1 minute'
       else changed_at < now() - interval '15 minutes'
         or slot > now() - interval '3 hours' and changed_at <= now() - interval '1 ms' * (
           select coalesce(sum(u.accepted + u.received), 0)::float8 from usage_day u
           where u.tenant_id = m.tenant_id and u.slot = m.slot) end
     order by least(changed_at, counted_at) limit $1
   ), taken as (
     delete from usage_mark m using chosen c where m.tenant_id = c.tenant_id and m.slot = c.slot
     returning m.tenant_id, m.slot
   )
   insert into usage_mark (tenant_id, slot, counting) select distinct tenant_id, slot, $3::uuid from taken
   returning tenant_id, slot::text as slot`,
);

/** Takes these hours, marked or not, and leaves their marks. Values: [hours, round]. */
export const takeSlots = freshStatement<never>(
  `insert into usage_mark (tenant_id, slot, counting)
   select tenant_id, slot, $2::uuid from json_to_recordset($1) as w(tenant_id uuid, slot timestamptz)`,
);

/** Says that we still count. Values: [round]. */
export const holdTaken = freshStatement<never>(
  "update usage_mark set marked_at = now() where counting = $1::uuid",
);

/** Gives back what nobody has taken from us, and says what that was. Values: [round]. */
export const releaseTaken = freshStatement<SlotRow>(
  "delete from usage_mark where counting = $1::uuid returning tenant_id, slot::text as slot",
);

/** Those in which something has changed that is not counted. Values: [hours]. */
export const readMarked = freshStatement<SlotRow>(
  `select distinct m.tenant_id, m.slot::text as slot
   from json_to_recordset($1) as w(tenant_id uuid, slot timestamptz)
   join usage_mark m on m.tenant_id = w.tenant_id and m.slot = w.slot`,
);

/** Of an hour, the messages from one id to before another. */
export type Piece = SlotRow & { low: string; high: string; is_last: boolean };

/**
 * The next piece of each hour, with so many of its messages at most; `low` is where it begins, null for the hour's
 * beginning. Values: [hours, messages at most].
 */
export const cutPieces = freshStatement<Piece>(
  `select w.tenant_id, w.slot::text as slot, w.low, coalesce(next.id, w.high) as high, next.id is null as is_last
   from (
     select tenant_id, slot, coalesce(low, lowest_id(slot)) as low, lowest_id(slot + interval '1 hour') as high
     from json_to_recordset($1) as given(tenant_id uuid, slot timestamptz, low uuid)
   ) as w left join lateral (
     select id from message where tenant_id = w.tenant_id and id >= w.low and id < w.high
     order by id offset $2::int limit 1) as next on true`,
);

export type Kind = "template" | "service" | "uncharged";

/** What happened to how many: `prefix` groups numbers of one country, of which `sample` is one. */
export type LedgerRow = SlotRow & {
  day: string;
  mode: Mode;
  direction: "out" | "in";
  sender_id: string;
  category: string;
  kind: Kind;
  sample: string | null;
  what: "accepted" | "sent" | "delivered" | "read" | "failed" | "received";
  count: number;
  bytes: number;
};

/** Calling codes that several countries share need more digits; of the others three are enough. */
const prefixOf = (phone: string): string => `case
       when ${phone} like 'erased:%' then left(${phone}, 9)
       when ${phone} ~ '^\\+(1|7|39|44|47|61|212|262|290|358|590|599)' then left(${phone}, 9)
       else left(${phone}, 4) end`;

const kindOf = `case when s.transport not in ('cloud_api', 'sandbox', 'dialog360') then 'uncharged'
                      when m.type = 'template' then 'template' else 'service' end`;

/**
 * Values: [pieces of hours]. Derived from the ledger alone, so that counting again finds the same. Sent is the first
 * proof of it, an answer or a receipt; delivered and read are the first receipts; failed is how it stands. Each counts
 * on its own day by the tenant's clock. A free-form message is a service message whatever it was called: that is how
 * Meta charges it.
 */
export const readLedger = freshStatement<LedgerRow>(
  `with wanted as materialized (
     select w.*, t.time_zone
     from json_to_recordset($1) as w(tenant_id uuid, slot timestamptz, low uuid, high uuid)
     join tenant t on t.id = w.tenant_id
   ), outgoing as (
     select w.tenant_id, w.slot, (v.at at time zone w.time_zone)::date as day, m.mode, 'out' as direction,
            m.sender_id, case when ${kindOf} = 'service' then 'service' else m.category end as category,
            ${kindOf} as kind, ${prefixOf("m.recipient")} as prefix, m.recipient as phone, v.what, 0 as bytes
     from wanted w
     join lateral (select * from message where tenant_id = w.tenant_id and id >= w.low and id < w.high) m on true
     join sender s on s.tenant_id = m.tenant_id and s.id = m.sender_id
     left join lateral (
       select min(ended_at) filter (where state = 'accepted') as sent_at, max(ended_at) as ended_at
       from attempt where tenant_id = m.tenant_id and message_id = m.id) a on true
     left join lateral (
       select min(at) filter (where type in ('sent', 'delivered', 'read', 'played')) as sent_at,
              min(at) filter (where type in ('delivered', 'read', 'played')) as delivered_at,
              min(at) filter (where type in ('read', 'played')) as read_at
       from evidence where tenant_id = m.tenant_id and message_id = m.id) e on true
     cross join lateral (values
       ('accepted', m.created_at), ('sent', least(a.sent_at, e.sent_at)), ('delivered', e.delivered_at),
       ('read', e.read_at),
       ('failed', case when m.status = 'failed' then coalesce(a.ended_at, m.created_at) end)) as v(what, at)
     where v.at is not null
   ), incoming as (
     select w.tenant_id, w.slot, (i.received_at at time zone w.time_zone)::date as day, s.mode, 'in' as direction,
            i.sender_id, 'service' as category, 'uncharged' as kind, ${prefixOf("i.sender_phone")} as prefix,
            i.sender_phone as phone, 'received' as what,
            case when i.media ->> 'size' ~ '^\\d{1,15}$' then (i.media ->> 'size')::bigint else 0 end as bytes
     from wanted w
     join lateral (
       select * from inbound_message where tenant_id = w.tenant_id and id >= w.low and id < w.high) i on true
     join sender s on s.tenant_id = i.tenant_id and s.id = i.sender_id
   )
   select tenant_id, slot::text as slot, day::text as day, mode, direction, sender_id, category, kind,
          min(phone) as sample, what, count(*)::float8 as count, sum(bytes)::float8 as bytes
   from (select * from outgoing union all select * from incoming) as happened
   group by tenant_id, slot, day, mode, direction, sender_id, category, kind, prefix, what`,
);

export type Counts = {
  accepted: number;
  sent: number;
  delivered: number;
  read: number;
  failed: number;
  received: number;
  media_bytes: number;
};

export type CellRow = SlotRow &
  Counts & {
    day: string;
    mode: Mode;
    direction: "out" | "in";
    sender_id: string;
    category: string;
    country: string;
    kind: Kind;
  };

const countColumns = "accepted, sent, delivered, read, failed, received, media_bytes";
const cellColumns = `tenant_id, slot, day, mode, direction, sender_id, category, country, kind, ${countColumns}`;
const countsAsNumbers = countColumns
  .split(", ")
  .map((name) => `${name}::float8 as ${name}`)
  .join(", ");

export async function replaceCells(
  tx: Tx,
  slots: readonly SlotRow[],
  cells: readonly CellRow[],
): Promise<void> {
  await deleteCells(tx, [JSON.stringify(slots)]);
  if (cells.length > 0) await insertCells(tx, [JSON.stringify(cells)]);
}

const deleteCells = freshStatement<never>(
  `delete from usage_day u using json_to_recordset($1) as w(tenant_id uuid, slot timestamptz)
   where u.tenant_id = w.tenant_id and u.slot = w.slot`,
);

const insertCells = freshStatement<never>(
  `insert into usage_day (${cellColumns})
   select ${cellColumns} from json_to_recordset($1) as c(
     tenant_id uuid, slot timestamptz, day date, mode text, direction text, sender_id uuid, category text, country text,
     kind text, accepted bigint, sent bigint, delivered bigint, read bigint, failed bigint, received bigint,
     media_bytes bigint)`,
);

/** What is kept of these hours, as it would be written. */
export function readCells(tx: Tx, slots: readonly SlotRow[]): Promise<CellRow[]> {
  return readCellRows(tx, [JSON.stringify(slots)]);
}

const readCellRows = freshStatement<CellRow>(
  `select u.tenant_id, u.slot::text as slot, u.day::text as day, u.mode, u.direction, u.sender_id, u.category,
          u.country, u.kind, ${countsAsNumbers}
   from json_to_recordset($1) as w(tenant_id uuid, slot timestamptz)
   join usage_day u on u.tenant_id = w.tenant_id and u.slot = w.slot`,
);

/** A tenant's first hour from one on of which the ledger or the meter has something; null when there is none. */
const nextSlot = (tenant: string, from: string): string => `least(
       (select hour_of_id(id) from message
        where tenant_id = ${tenant} and id >= lowest_id(${from}) order by id limit 1),
       (select hour_of_id(id) from inbound_message
        where tenant_id = ${tenant} and id >= lowest_id(${from}) order by id limit 1),
       (select slot from usage_day where tenant_id = ${tenant} and slot >= ${from} order by slot limit 1))`;

/**
 * Hours of which the ledger or the meter has something, in order, from one to the next: a busy day has more messages
 * than one wants to read to know their hours. What the ledger has dropped with its month is not among them: the meter
 * outlives it. Values: [since].
 */
export const listSlots = statement<SlotRow>(
  "list_usage_slots",
  `with recursive walk as (
     select id as tenant_id, ${nextSlot("tenant.id", "$1::timestamptz")} as slot from tenant
     union all
     select tenant_id, ${nextSlot("walk.tenant_id", "walk.slot + interval '1 hour'")} from walk where slot is not null
   )
   select tenant_id, slot::text as slot from walk where slot is not null order by tenant_id, slot`,
);

export type UsageCell = Counts & {
  day: string;
  direction: "out" | "in";
  sender_id: string;
  category: string;
  country: string;
  kind: Kind;
};

/** By day, whatever hours it came from. Values: [tenant, mode, first day, last day]. */
export const readUsage = statement<UsageCell>(
  "read_usage",
  `select day::text as day, direction, sender_id, category, country, kind,
          ${countColumns
            .split(", ")
            .map((name) => `sum(${name})::float8 as ${name}`)
            .join(", ")}
   from usage_day where tenant_id = $1 and mode = $2 and day between $3 and $4
   group by day, direction, sender_id, category, country, kind
   order by day, direction, sender_id, category, country, kind`,
);

/** Of all tenants. Values: [first day, last day, mode]. */
export const readTenantsUsage = statement<Counts & { tenant_id: string; slug: string }>(
  "read_usage_of_tenants",
  `select u.tenant_id, t.slug,
          ${countColumns
            .split(", ")
            .map((name) => `sum(u.${name})::float8 as ${name}`)
            .join(", ")}
   from usage_day u join tenant t on t.id = u.tenant_id
   where u.day between $1 and $2 and u.mode = $3 group by u.tenant_id, t.slug order by t.slug`,
);
