// Statements about how tenants fare and what each takes of the house. Counting stops at a bound, so that the busiest
// tenant's answer costs no more than it has to. All under the engine's role.

import { freshStatement } from "../../kernel/db.ts";

/** Where counting stops. */
export const countMax = 100_000;

export type SenderCounts = { active: number; paused: number; disconnected: number };

/** `disconnected`: linked phones that are not. Values: [tenant]. */
export const countSenders = freshStatement<SenderCounts>(
  `select (count(*) filter (where not is_paused and not is_away))::int as active,
          (count(*) filter (where is_paused))::int as paused,
          (count(*) filter (where not is_paused and is_away))::int as disconnected
   from (
     select s.paused_at is not null and (s.paused_until is null or s.paused_until > now()) as is_paused,
            s.transport = 'whatsapp_web' and coalesce(w.state, 'stopped') <> 'connected' as is_away
     from sender s
     left join session w on w.tenant_id = s.tenant_id and w.sender_id = s.id
     where s.tenant_id = $1 and s.deleted_at is null
   ) each`,
);

/** The oldest by each sender's lane, which is where the index begins. Values: [tenant, bound]. */
export const measureQueue = freshStatement<{ queued: number; oldest_seconds: number | null }>(
  `select (select count(*)::int from (
             select from lane_entry where tenant_id = $1 and status <> 'sending' and due_at <= now() limit $2) q
          ) as queued,
          (select floor(extract(epoch from now() - min(first.due_at)))::int
           from sender s cross join generate_series(0, 2) as c(class)
           cross join lateral (
             select e.due_at from lane_entry e
             where e.tenant_id = s.tenant_id and e.class = c.class and e.sender_id = s.id
               and e.status <> 'sending' and e.due_at <= now()
             order by e.due_at limit 1) as first
           where s.tenant_id = $1) as oldest_seconds`,
);

export type OutcomeRow = {
  state: "accepted" | "refused" | "later" | "unknown";
  code: string | null;
  count: number;
};

/**
 * Of attempts that ended in the last five minutes, among messages of the last day: ids are times, so the key finds
 * those. Values: [tenant, bound].
 */
export const countOutcomes = freshStatement<OutcomeRow>(
  `select state, error ->> 'code' as code, count(*)::int as count
   from (
     select state, error from attempt
     where tenant_id = $1 and message_id >= lowest_id(now() - interval '1 day')
       and ended_at > now() - interval '5 minutes'
     order by message_id desc limit $2
   ) recent
   where state <> 'open' group by state, code order by count desc, code`,
);

export type NeighbourRow = { tenant_id: string; count: number };

/** Each tenant by itself along its key, and no further than the bound. */
const eachTenant = (from: string): string =>
  `select t.id as tenant_id, n.count from tenant t
   cross join lateral (select count(*)::int as count from (${from} limit $1) each) n where n.count > 0`;

/** Values: [bound, minutes]. */
export const countAccepted = freshStatement<NeighbourRow>(
  eachTenant(
    "select from message m where m.tenant_id = t.id and m.id >= lowest_id(now() - $2 * interval '1 minute')",
  ),
);

/** Values: [bound]. */
export const countLanes = freshStatement<NeighbourRow>(
  eachTenant("select from lane_entry e where e.tenant_id = t.id"),
);

/** Values: [bound]. */
export const countDeadLetters = freshStatement<NeighbourRow>(
  eachTenant("select from message m where m.tenant_id = t.id and m.attention = 'dead'"),
);

/** Values: [minutes]. */
export const countRecentRequests = freshStatement<NeighbourRow>(
  `select tenant_id, sum(requests)::float8 as count from request_minute
   where minute >= date_trunc('minute', now()) - $1 * interval '1 minute' group by tenant_id`,
);

/** Values: [ids]. */
export const readNames = freshStatement<{
  id: string;
  slug: string;
  state: "trial" | "active" | "suspended" | "closing";
}>("select id, slug, state from tenant where id = any($1::uuid[])");
