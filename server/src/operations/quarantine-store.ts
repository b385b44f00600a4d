// The statements behind quarantine: the installation's one row, and what to do with messages that may have been sent.

import { statement } from "../kernel/db.ts";

/**
 * Any role may ask. The name of the current log file begins with the timeline; the control file's own word for it comes
 * only with the next checkpoint.
 */
export const readHome = statement<{ cluster: string; timeline: number; database: string }>(
  "read_home",
  `select (select system_identifier::text from pg_control_system()) as cluster,
          ('x' || left(pg_walfile_name(pg_current_wal_lsn()), 8))::bit(32)::int as timeline,
          (select oid::text from pg_database where datname = current_database()) as database`,
);

type InstallationRow = {
  cluster: string | null;
  timeline: number | null;
  database: string | null;
  trusts_new_timelines: boolean;
  quarantined_at: Date | null;
  quarantine_reason: string | null;
};

/** Locked, because several processes look at once and the first decides. */
export const lockInstallation = statement<InstallationRow>(
  "lock_installation",
  `select cluster, timeline, database::text as database, trusts_new_timelines, quarantined_at, quarantine_reason
   from installation for update`,
);

export const readInstallation = statement<InstallationRow>(
  "read_installation",
  `select cluster, timeline, database::text as database, trusts_new_timelines, quarantined_at, quarantine_reason
   from installation`,
);

/** Values: [cluster, timeline, database]. */
export const writeHome = statement<never>(
  "write_home",
  "update installation set cluster = $1, timeline = $2, database = $3::bigint",
);

/** What waits or is in flight. */
const waiting = "lane_entry e join message m on m.tenant_id = e.tenant_id and m.id = e.message_id";

/**
 * Not before any message that waits was accepted, whatever the clocks of the processes that accepted them said: what is
 * younger than this was accepted in quarantine, and only that is known not to have been sent. Values: [reason].
 */
export const enterQuarantine = statement<{ quarantined_at: Date; quarantine_reason: string }>(
  "enter_quarantine",
  `update installation
   set quarantined_at = greatest(now(), (select max(m.created_at) from ${waiting})),
       quarantine_reason = $1
   where quarantined_at is null
   returning quarantined_at, quarantine_reason`,
);

/** Values: [whether new timelines are trusted from now on; null leaves it as it is]. */
export const leaveQuarantine = statement<never>(
  "leave_quarantine",
  `with left_it as (
     update installation
     set quarantined_at = null, quarantine_reason = null,
         trusts_new_timelines = coalesce($1, trusts_new_timelines)
     returning 1)
   select pg_notify('quarantine', '') from left_it`,
);

/**
 * What may have left elsewhere: in flight, in doubt, tried before, or due when the quarantine began. What was due later
 * has certainly not been sent by an installation that had ended by then.
 */
const mayHaveLeft = `m.created_at <= $1
  and (e.status in ('sending', 'unknown') or e.tries > 0 or e.due_at <= $1)`;

/** Values: [quarantined at, due before; what was due earlier is skipped]. */
export const countWaiting = statement<{
  held: number;
  skipped: number;
  waiting: number;
  oldest: Date | null;
}>(
  "count_waiting",
  `select count(*) filter (where ${mayHaveLeft})::int as held,
          count(*) filter (where not (${mayHaveLeft}) and e.due_at < $2)::int as skipped,
          count(*) filter (where not (${mayHaveLeft}) and (e.due_at >= $2 or $2::timestamptz is null))::int as waiting,
          min(e.due_at) filter (where not (${mayHaveLeft})) as oldest
   from ${waiting}`,
);

/** Messages first, then their entries, each in id order: as everybody locks them. */
const goneFromLanes = (which: string): string => `chosen as materialized (
     select m.tenant_id, m.sender_id, m.recipient, m.id as message_id from ${waiting} where ${which}
     order by m.tenant_id, m.id for no key update of m
   ), gone as (
     delete from lane_entry e using chosen c
     where e.tenant_id = c.tenant_id and e.sender_id = c.sender_id and e.recipient = c.recipient
       and e.message_id = c.message_id
     returning e.*
   )`;

const whatTheEntryKnew = `tries = gone.tries, attempts = gone.attempts, due_at = gone.due_at,
         possible_duplicate = gone.possible_duplicate, updated_at = now()`;

/** A doubt each, for a person or for late evidence to settle. Values: [quarantined at]. */
export const holdDoubtful = statement<{ count: number }>(
  "hold_doubtful",
  `with ${goneFromLanes(mayHaveLeft)}, held as (
     update message m
     set status = 'unknown', attention = 'unknown', ${whatTheEntryKnew},
         error = '{"code": "outcome_unknown", "providerCode": null,
                   "detail": "It waited in a database that was restored; it may have left before."}'
     from gone where m.tenant_id = gone.tenant_id and m.id = gone.message_id
     returning m.tenant_id, m.id
   ), closed as (
     update attempt a set state = 'unknown', ended_at = now()
     from held where a.tenant_id = held.tenant_id and a.message_id = held.id and a.state = 'open'
   )
   select count(*)::int as count from held`,
);

/** Yesterday's reminder helps nobody. An open doubt stays a doubt. Values: [due before]. */
export const skipOverdue = statement<{ count: number }>(
  "skip_overdue",
  `with ${goneFromLanes("e.status in ('queued', 'scheduled') and e.due_at < $1")}, skipped as (
     update message m
     set status = 'expired', ${whatTheEntryKnew},
         error = '{"code": "expired", "providerCode": null,
                   "detail": "It was due too long before sending was allowed again."}'
     from gone where m.tenant_id = gone.tenant_id and m.id = gone.message_id
     returning 1
   )
   select count(*)::int as count from skipped`,
);
