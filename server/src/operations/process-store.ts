// Statements about processes and what they work: under the engine's role, across tenants, on the database's clock.

import { freshStatement, statement } from "../kernel/db.ts";

/** Whoever has been silent for an hour is forgotten on the way. Values: [id, role, host, pid, version, node]. */
export const beatProcess = statement<never>(
  "beat_process",
  `with gone as (
     delete from process where id in (
       select id from process where seen_at < now() - interval '1 hour' and id <> $1 for update skip locked)
   )
   insert into process (id, role, host, pid, version, node_id) values ($1, $2, $3, $4, $5, $6)
   on conflict (id) do update set seen_at = now(), node_id = excluded.node_id`,
);

/** Values: [id]. */
export const leaveProcess = statement<never>("leave_process", "delete from process where id = $1");

export type ProcessRow = {
  id: string;
  role: "control" | "transport";
  host: string;
  pid: number;
  version: string;
  started_at: Date;
  silent_seconds: number;
  shards: number;
  sessions: number;
};

/** A session belongs to whoever holds its number's shard. Few numbers are linked, so all of them are looked at. */
export const readProcesses = freshStatement<ProcessRow>(
  `with linked as materialized (
     select 'shard-' || d.shard as unit, count(*) as sessions
     from session s join sender d on d.tenant_id = s.tenant_id and d.id = s.sender_id
     where s.wanted = 'running' and d.deleted_at is null group by 1
   )
   select p.id, p.role, p.host, p.pid, p.version, p.started_at,
          greatest(0, floor(extract(epoch from clock_timestamp() - p.seen_at)))::int as silent_seconds,
          count(u.id)::int as shards, coalesce(sum(linked.sessions), 0)::int as sessions
   from process p
   left join unit u on u.owner = p.node_id
   left join linked on linked.unit = u.id
   group by p.id order by p.role, p.started_at, p.id`,
);

export type ShardRow = { shard: number; is_held: boolean };

/** Held by a node whose lease runs. */
export const readShards = statement<ShardRow>(
  "read_shard_owners",
  `select substr(u.id, length('shard-') + 1)::int as shard, n.until is not null as is_held
   from unit u left join node n on n.id = u.owner and n.until >= clock_timestamp()
   where u.kind = 'shard' order by 1`,
);

export const countSessions = statement<{ wanted: number; connected: number }>(
  "count_sessions",
  `select count(*)::int as wanted, (count(*) filter (where s.state = 'connected'))::int as connected
   from session s join sender d on d.tenant_id = s.tenant_id and d.id = s.sender_id
   where s.wanted = 'running' and d.deleted_at is null`,
);

export type QueueRow = { class: number; waiting: number; oldest_seconds: number | null };

/**
 * By class, of lanes that may move; counting stops at the bound. The oldest by each number's lane, which is where the
 * index begins. Values: [bound].
 */
export const measureLanes = freshStatement<QueueRow>(
  `with lane as materialized (
     select s.tenant_id, s.id as sender_id
     from sender s join tenant t on t.id = s.tenant_id and t.state in ('trial', 'active')
     where s.deleted_at is null and (s.paused_at is null or s.paused_until <= now())
   )
   select c.class, counted.waiting, floor(extract(epoch from now() - oldest.due_at))::int as oldest_seconds
   from generate_series(0, 2) as c(class)
   cross join lateral (
     select count(*)::int as waiting from (
       select from lane cross join lateral (
         select from lane_entry e
         where e.tenant_id = lane.tenant_id and e.class = c.class and e.sender_id = lane.sender_id
           and e.status <> 'sending' and e.due_at <= now() limit $1) as each
       limit $1) as bounded) as counted
   cross join lateral (
     select min(first.due_at) as due_at from lane cross join lateral (
       select e.due_at from lane_entry e
       where e.tenant_id = lane.tenant_id and e.class = c.class and e.sender_id = lane.sender_id
         and e.status <> 'sending' and e.due_at <= now()
       order by e.due_at limit 1) as first) as oldest
   order by c.class`,
);

/** What providers told us and nobody has read. Values: [bound]. */
export const measureIntake = freshStatement<Omit<QueueRow, "class">>(
  `select (select count(*)::int from (select from webhook_in where done_at is null limit $1) as each) as waiting,
          (select floor(extract(epoch from now() - min(received_at)))::int from webhook_in where done_at is null)
            as oldest_seconds`,
);
