// How an endpoint fared in the last day, counted from its deliveries and what is kept of their attempts.

import { freshStatement } from "../../kernel/db.ts";

export type FiguresRow = {
  counted: number;
  delivered: number;
  failed: number;
  waiting: number;
  retried: number;
  attempts: number;
  p50_ms: number | null;
  p95_ms: number | null;
};

/**
 * Its newest deliveries of the last day, up to a bound: ids are times, so the key finds them. Times are of attempts
 * that were answered, whatever the answer. Values: [tenant, endpoint, bound].
 */
export const readFigures = freshStatement<FiguresRow>(
  `with recent as materialized (
     select d.state, d.log from webhook_delivery d
     where d.tenant_id = $1 and d.endpoint_id = $2 and d.event_id >= lowest_id(now() - interval '1 day')
     order by d.event_id desc limit $3
   ), answered as (
     select (attempt ->> 'duration_ms')::float8 as ms
     from recent cross join lateral jsonb_array_elements(recent.log) as attempt
     where attempt ->> 'status' is not null
   )
   select count(*)::int as counted,
          (count(*) filter (where state = 'delivered'))::int as delivered,
          (count(*) filter (where state = 'failed'))::int as failed,
          (count(*) filter (where state = 'waiting'))::int as waiting,
          (count(*) filter (where jsonb_array_length(log) > 1))::int as retried,
          coalesce(sum(jsonb_array_length(log)), 0)::int as attempts,
          (select percentile_disc(0.5) within group (order by ms) from answered) as p50_ms,
          (select percentile_disc(0.95) within group (order by ms) from answered) as p95_ms
   from recent`,
);
