// Statements of sessions people have signed in to, and of tries that failed, under the engine's role.

import { statement } from "../../kernel/db.ts";
import type { BuiltInRole } from "../role.ts";
import type { TenantState } from "../../tenancy/index.ts";

export type SignInRow = {
  id: string;
  token_hash: Buffer;
  person_id: string;
  acts_for: string | null;
  created_at: Date;
  seen_at: Date;
  ends_at: Date;
  proved_at: Date | null;
  ip: string;
  user_agent: string | null;
  impersonates: string | null;
  impersonation_reason: string | null;
  impersonation_since: Date | null;
  impersonation_ends_at: Date | null;
};

const names = [
  "id",
  "token_hash",
  "person_id",
  "acts_for",
  "created_at",
  "seen_at",
  "ends_at",
  "proved_at",
  "ip",
  "user_agent",
  "impersonates",
  "impersonation_reason",
  "impersonation_since",
  "impersonation_ends_at",
];
const columns = names.join(", ");

/** Values: [id, hash, person, tenant or null, now, end, proof or null, ip, user agent or null]. */
export const insertSignIn = statement<SignInRow>(
  "insert_sign_in",
  `insert into sign_in (id, token_hash, person_id, acts_for, created_at, seen_at, ends_at, proved_at, ip, user_agent)
   values ($1, $2, $3, $4, $5, $5, $6, $7, $8, $9) returning ${columns}`,
);

/** A session with all that decides what it may do now. */
export type KnownSignIn = SignInRow & {
  platform: boolean;
  disabled_at: Date | null;
  role: BuiltInRole | null;
  role_scopes: string[] | null;
  /** Of the tenant it acts for, by membership. */
  state: TenantState | null;
  /** Of the one it acts for in its name. */
  impersonated_state: TenantState | null;
};

/** Values: [hashes]. */
export const readSignIns = statement<KnownSignIn>(
  "read_sign_ins",
  `select ${names.map((name) => `s.${name}`).join(", ")}, p.platform, p.disabled_at, m.role, r.scopes as role_scopes,
     t.state, i.state as impersonated_state
   from sign_in s
   join person p on p.id = s.person_id
   left join membership m on m.tenant_id = s.acts_for and m.person_id = s.person_id
   left join role r on r.tenant_id = m.tenant_id and r.id = m.role_id
   left join tenant t on t.id = m.tenant_id
   left join tenant i on i.id = s.impersonates
   where s.token_hash = any($1::bytea[])`,
);

/** Values: [ids, now]. */
export const touchSignIns = statement<never>(
  "touch_sign_ins",
  `update sign_in set seen_at = $2 where id = any($1::uuid[])`,
);

/** Values: [id]. */
export const readSignIn = statement<SignInRow>(
  "read_sign_in",
  `select ${columns} from sign_in where id = $1`,
);

/** Newest first. Values: [person, now]. */
export const listSignIns = statement<SignInRow>(
  "list_sign_ins",
  `select ${columns} from sign_in where person_id = $1 and ends_at > $2 order by id desc limit 200`,
);

/** What it was known by works no more. Values: [id, hash, tenant or null, proof or null]. */
export const renewSignIn = statement<SignInRow>(
  "renew_sign_in",
  `update sign_in set token_hash = $2, acts_for = $3, proved_at = $4 where id = $1 returning ${columns}`,
);

/** Values: [id, hash, tenant or null, reason, since, end]. */
export const writeImpersonation = statement<SignInRow>(
  "write_impersonation",
  `update sign_in set token_hash = $2, impersonates = $3, impersonation_reason = $4, impersonation_since = $5,
     impersonation_ends_at = $6
   where id = $1 returning ${columns}`,
);

/** Of this person only. Values: [id, person]. */
export const endSignIn = statement<{ token_hash: Buffer }>(
  "end_sign_in",
  `delete from sign_in where id = $1 and person_id = $2 returning token_hash`,
);

/** All of a person's, or all but one. Values: [person, id or null]. */
export const endSignInsOf = statement<{ token_hash: Buffer }>(
  "end_sign_ins_of",
  `delete from sign_in where person_id = $1 and ($2::uuid is null or id <> $2) returning token_hash`,
);

/** Values: [limit]. */
export const pruneSignIns = statement<never>(
  "prune_sign_ins",
  `delete from sign_in where id in (select id from sign_in where ends_at < now() limit $1) returning id`,
);

export type FailureRow = { subject: Buffer; failures: number; blocked_until: Date };

/**
 * Locked until the transaction ends, so that a hundred tries at once are counted one after the other. Values:
 * [subjects, forgotten before]. Subjects in order, or two who lock the same would wait for each other.
 */
export const lockFailures = statement<FailureRow>(
  "lock_sign_in_failures",
  `select subject, case when last_at < $2 then 0 else failures end as failures, blocked_until
   from sign_in_failure where subject = any($1::bytea[]) order by subject for update`,
);

/**
 * So that there is a row to lock. What blocks nobody is long past, and not `now`: whoever asks at the same time may
 * have a clock some milliseconds behind. Values: [subjects, now].
 */
export const ensureFailures = statement<never>(
  "ensure_sign_in_failures",
  `insert into sign_in_failure (subject, failures, last_at, blocked_until)
   select subject, 0, $2, 'epoch' from unnest($1::bytea[]) as subject order by subject
   on conflict (subject) do nothing`,
);

/** Values: [subjects, counts, blocked until, now], the first three of one length. */
export const writeFailures = statement<never>(
  "write_sign_in_failures",
  `update sign_in_failure f set failures = w.failures, blocked_until = w.blocked_until, last_at = $4
   from unnest($1::bytea[], $2::int[], $3::timestamptz[]) as w (subject, failures, blocked_until)
   where f.subject = w.subject`,
);

/** A try that was none: it takes one away, and what it blocked. Values: [subjects]. */
export const forgiveFailures = statement<never>(
  "forgive_sign_in_failures",
  `update sign_in_failure set failures = greatest(failures - 1, 0), blocked_until = 'epoch'
   where subject = any($1::bytea[])`,
);

/** Values: [subject]. */
export const clearFailures = statement<never>(
  "clear_sign_in_failures",
  `delete from sign_in_failure where subject = $1`,
);

/** Values: [limit]. */
export const pruneFailures = statement<never>(
  "prune_sign_in_failures",
  `delete from sign_in_failure where subject in
     (select subject from sign_in_failure where last_at < now() - interval '2 days' limit $1) returning subject`,
);
