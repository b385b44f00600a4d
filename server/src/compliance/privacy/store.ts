// Statements of privacy requests and of the erase journal.

import { freshStatement } from "../../kernel/db.ts";

export type RequestKind = "export" | "erase";
export type RequestState = "waiting" | "working" | "done" | "failed";

/** `step`: the next of the providers. `changed`: whether this pass over them has erased anything. */
export type Progress = { step: number; pass: number; changed: boolean };

export type RequestRow = {
  tenant_id: string;
  id: string;
  kind: RequestKind;
  reason: string;
  actor: string;
  subject: Buffer | null;
  /** In hex. */
  subject_hashes: string[];
  contact_id: string | null;
  state: RequestState;
  progress: Partial<Progress>;
  counts: Record<string, number>;
  waits_for: string | null;
  problem: string | null;
  claims: number;
  certificate: Record<string, unknown> | null;
  /** In hex. */
  archive_sha256: string | null;
  archive_ends_at: Date | null;
  created_at: Date;
  updated_at: Date;
  done_at: Date | null;
};

const columns = `r.tenant_id, r.id, r.kind, r.reason, r.actor, r.subject, r.contact_id, r.state, r.progress, r.counts,
  r.waits_for, r.problem, r.claims, r.certificate, encode(r.archive_sha256, 'hex') as archive_sha256,
  r.archive_ends_at, r.created_at, r.updated_at, r.done_at,
  array(select encode(hash, 'hex') from unnest(r.subject_hashes) as hash) as subject_hashes`;

const asHashes = (place: string): string =>
  `array(select decode(hash, 'hex') from unnest(${place}::text[]) as hash)`;

/** Values: [tenant, id, kind, reason, actor, sealed subject, hashes in hex, contact or null]. */
export const insertRequest = freshStatement<RequestRow>(
  `insert into privacy_request as r (tenant_id, id, kind, reason, actor, subject, subject_hashes, contact_id)
   values ($1, $2, $3, $4, $5, $6, ${asHashes("$7")}, $8) returning ${columns}`,
);

/** Values: [tenant, id]. */
export const readRequest = freshStatement<RequestRow>(
  `select ${columns} from privacy_request r where r.tenant_id = $1 and r.id = $2`,
);

/** Newest first. Values: [tenant, id or null, limit]. */
export const listRequests = freshStatement<RequestRow>(
  `select ${columns} from privacy_request r
   where r.tenant_id = $1 and ($2::uuid is null or r.id < $2) order by r.id desc limit $3`,
);

/**
 * The oldest that is open and nobody's, ours for two minutes under the number of this claim. Under the engine's role.
 * Values: [ids that this round has looked at].
 */
export const claimRequest = freshStatement<RequestRow & { data_key: Buffer }>(
  `update privacy_request r
   set state = 'working', claims = r.claims + 1, busy_until = now() + interval '2 minutes', updated_at = now()
   from (
     select o.tenant_id, o.id, t.data_key from privacy_request o join tenant t on t.id = o.tenant_id
     where o.state in ('waiting', 'working') and (o.busy_until is null or o.busy_until < now())
       and o.id <> all ($1::uuid[])
     order by o.created_at limit 1 for update of o skip locked) as open
   where r.tenant_id = open.tenant_id and r.id = open.id
   returning ${columns}, open.data_key`,
);

/** Answers nothing when somebody else has claimed it since. Values: [tenant, id, claim, progress, counts]. */
export const saveProgress = freshStatement<{ id: string }>(
  `update privacy_request
   set progress = $4, counts = $5, waits_for = null, problem = null, busy_until = now() + interval '2 minutes',
       updated_at = now()
   where tenant_id = $1 and id = $2 and claims = $3 and state = 'working' returning id`,
);

/** Whom it is about, as far as is known by now. Values: [tenant, id, claim, sealed subject, hashes in hex]. */
export const saveSubject = freshStatement<{ id: string }>(
  `update privacy_request set subject = $4, subject_hashes = ${asHashes("$5")}, updated_at = now()
   where tenant_id = $1 and id = $2 and claims = $3 returning id`,
);

/** Back for the next round. Values: [tenant, id, claim, what it waits for or null, problem or null]. */
export const releaseRequest = freshStatement<never>(
  `update privacy_request set busy_until = null, waits_for = $4, problem = $5, updated_at = now()
   where tenant_id = $1 and id = $2 and claims = $3 and state = 'working'`,
);

/** Said before the file is put into the store, so that none lies there unknown. Values: [tenant, id, claim, hash]. */
export const nameArchive = freshStatement<{ id: string }>(
  `update privacy_request set archive_sha256 = decode($4, 'hex'), updated_at = now()
   where tenant_id = $1 and id = $2 and claims = $3 and state = 'working' returning id`,
);

/** Who it was about is known by hashes only from now on. Values: [tenant, id, claim, certificate, archive's end]. */
export const finishRequest = freshStatement<{ id: string }>(
  `update privacy_request
   set state = 'done', subject = null, certificate = $4, archive_ends_at = $5, waits_for = null, problem = null,
       busy_until = null, updated_at = now(), done_at = now()
   where tenant_id = $1 and id = $2 and claims = $3 and state = 'working' returning id`,
);

export type ArchiveRow = { tenant_id: string; id: string; archive_sha256: string };

/** Files that are over. Under the engine's role. Values: [now]. */
export const readEndedArchives = freshStatement<ArchiveRow>(
  `select tenant_id, id, encode(archive_sha256, 'hex') as archive_sha256 from privacy_request
   where archive_ends_at <= $1 and archive_sha256 is not null and state in ('done', 'failed') limit 100`,
);

/** Values: [tenant, id]. */
export const forgetArchive = freshStatement<never>(
  "update privacy_request set archive_sha256 = null where tenant_id = $1 and id = $2",
);

/**
 * What other requests about the same person still have: their names, and files. Values: [tenant, this request, hashes
 * in hex].
 */
export const endOtherRequests = freshStatement<{ id: string }>(
  `update privacy_request r
   set subject = null, archive_ends_at = now(),
       state = case when r.kind = 'export' and r.state in ('waiting', 'working') then 'failed' else r.state end,
       problem = case when r.kind = 'export' and r.state in ('waiting', 'working')
                      then 'the person was erased' else r.problem end,
       claims = r.claims + 1
   where r.tenant_id = $1 and r.id <> $2 and r.subject_hashes && ${asHashes("$3")}
     and (r.kind = 'export' or r.state = 'done') and (r.subject is not null or r.archive_ends_at > now())
   returning r.id`,
);

/** Values: [tenant, this request, hashes in hex]. */
export const countOtherArchives = freshStatement<{ count: number }>(
  `select count(*)::int as count from privacy_request r
   where r.tenant_id = $1 and r.id <> $2 and r.subject_hashes && ${asHashes("$3")} and r.archive_sha256 is not null`,
);

/** Whether these people must be kept for a court, or everybody. Values: [tenant, numbers]. */
export const readHolds = freshStatement<{ id: string }>(
  `select id from legal_hold
   where tenant_id = $1 and lifted_at is null and (phone is null or phone = any ($2::text[])) limit 1`,
);

/** Values: [tenant, names, their marks]. */
export const markLiftedHolds = freshStatement<{ id: string }>(
  `update legal_hold h set phone = name.mark from unnest($2::text[], $3::text[]) as name(value, mark)
   where h.tenant_id = $1 and h.phone = name.value and h.lifted_at is not null returning h.id`,
);

export type JournalRow = { tenant_id: string; id: string; hashes: string[]; at: Date };

/** Whether these very hashes are in the journal. Values: [tenant, request, hashes in hex]. */
export const readJournalRow = freshStatement<{ id: string }>(
  `select id from erase_journal where tenant_id = $1 and id = $2 and hashes = ${asHashes("$3")}`,
);

/** Values: [tenant, request, hashes in hex, when]. */
export const writeJournalRow = freshStatement<never>(
  `insert into erase_journal (tenant_id, id, hashes, at) values ($1, $2, ${asHashes("$3")}, $4)
   on conflict (tenant_id, id) do update set hashes = excluded.hashes`,
);

/** Values: [tenant, request]. */
export const applyJournalRow = freshStatement<never>(
  "update erase_journal set applied_at = now(), looked_at = now() where tenant_id = $1 and id = $2",
);

/**
 * Those that this database does not know of, of tenants it knows; it answers how many. Under the engine's role. Values:
 * [tenants, requests, hashes in hex (a comma-separated list each), times].
 */
export const adoptJournalRows = freshStatement<{ id: string }>(
  `insert into erase_journal (tenant_id, id, hashes, at)
   select given.tenant_id, given.id,
          array(select decode(hash, 'hex') from unnest(string_to_array(given.hashes, ',')) as hash), given.at
   from unnest($1::uuid[], $2::uuid[], $3::text[], $4::timestamptz[]) as given(tenant_id, id, hashes, at)
   join tenant on tenant.id = given.tenant_id
   on conflict do nothing returning id`,
);

/** Rows that nobody works on, because the request was made after the backup. Under the engine's role. */
export const readOrphanedJournal = freshStatement<JournalRow & { data_key: Buffer }>(
  `select j.tenant_id, j.id, array(select encode(hash, 'hex') from unnest(j.hashes) as hash) as hashes, j.at,
          t.data_key
   from erase_journal j join tenant t on t.id = j.tenant_id
   where j.applied_at is null
     and not exists (select from privacy_request r where r.tenant_id = j.tenant_id and r.id = j.id)
   order by j.at limit 100`,
);

/** Under the engine's role. */
export const countUnapplied = freshStatement<{ count: number }>(
  "select count(*)::int as count from erase_journal where applied_at is null",
);

export type Watched = { tenant_id: string; id: string; hashes: string[]; looked_at: Date };

/** Providers repeat themselves for a week: so long late webhooks are looked for. As the engine. Values: [now]. */
export const readWatched = freshStatement<Watched>(
  `select tenant_id, id, array(select encode(hash, 'hex') from unnest(hashes) as hash) as hashes, looked_at
   from erase_journal where applied_at > $1::timestamptz - interval '8 days' and looked_at < $1
   order by looked_at limit 1000`,
);

/** Under the engine's role. Values: [tenants, requests, until]. */
export const writeLooked = freshStatement<never>(
  `update erase_journal j set looked_at = $3 from unnest($1::uuid[], $2::uuid[]) as seen(tenant_id, id)
   where j.tenant_id = seen.tenant_id and j.id = seen.id and j.looked_at < $3`,
);

/** What seals a tenant's values. Values: [tenant]. */
export const readDataKeys = freshStatement<{ data_key: Buffer }>("select data_key from tenant where id = $1");
