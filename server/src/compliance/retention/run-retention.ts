// The retention run: for each tenant, in small bites, takes away what its policy keeps no longer, and says how much.

import { type AuditEntry, auditEntry, platformChain, system } from "../../kernel/audit.ts";
import type { Database } from "../../kernel/db.ts";
import type { ScheduledJob } from "../../kernel/jobs.ts";
import { uploadKeptMs } from "../../media/index.ts";
import { appendAudit } from "../audit/append.ts";
import { daysBefore } from "./policy.ts";
import { type Rules, readRules, type TenantRule } from "./rules.ts";
import {
  type Bite,
  deleteMessages,
  deleteReceived,
  deleteWebhooks,
  endMedia,
  readWork,
  scrubLeftMessages,
  scrubLeftReceived,
  scrubMessages,
  scrubReceived,
  type WorkRow,
  writeMark,
} from "./scrub-store.ts";

export type RetentionDeps = {
  /** Under the engine's role, across tenants. */
  db: Database;
  now(): Date;
};

export function retentionJob(deps: RetentionDeps): ScheduledJob {
  return { name: "retention", everyMs: 6 * 3_600_000, run: () => runRetention(deps) };
}

/** What went, by kind; a file's row and bytes go with the next prune of media. */
type Counts = {
  bodies: number;
  received_bodies: number;
  messages: number;
  received: number;
  media: number;
};

export async function runRetention(deps: RetentionDeps): Promise<void> {
  const now = deps.now();
  const rules = await readRules(deps.db);
  const works = await worksOf(deps, rules, now);
  for (const work of works) {
    const counts = await runTenant(deps, work, now);
    if (Object.values(counts).some((count) => count > 0)) await record(deps, work.rule.tenantId, counts);
  }
  const webhooks = await pruneWebhooks(deps, rules);
  const held = rules.tenants.filter((rule) => rule.anyHeld).length;
  await record(deps, platformChain, { webhooks, tenants: rules.tenants.length, on_hold: held });
}

async function record(
  { db, now }: RetentionDeps,
  tenantId: string,
  detail: AuditEntry["detail"],
): Promise<void> {
  await appendAudit(db, [
    auditEntry({ tenantId, at: now(), action: "retention.run", actor: system, detail }),
  ]);
}

type Work = { rule: TenantRule; row: WorkRow };

/** Months go as a whole and cost nothing, so that only what a month would keep too long goes row by row. */
async function worksOf({ db }: RetentionDeps, { tenants, monthsDays }: Rules, now: Date): Promise<Work[]> {
  const rows = await readWork(db, [
    tenants.map(({ tenantId }) => tenantId),
    tenants.map(({ days }) => daysBefore(now, days.message_body)),
    tenants.map(({ days }) => daysBefore(now, days.metadata)),
  ]);
  const byTenant = new Map(rows.map((row) => [row.tenant_id, row]));
  return tenants.flatMap((rule) => {
    const row = byTenant.get(rule.tenantId);
    if (row === undefined) return [];
    const byRow = monthsDays === null || rule.days.metadata < monthsDays;
    return [{ rule, row: { ...row, deletes_messages: row.deletes_messages && byRow } }];
  });
}

/** What a phone may ask for again, and what somebody is just working on, was touched more recently. */
const untouchedDays = 2;

async function runTenant(deps: RetentionDeps, { rule, row }: Work, now: Date): Promise<Counts> {
  const { db } = deps;
  const { tenantId, days, held } = rule;
  const ending = [tenantId, days.media, held] as const;
  const media = row.has_media
    ? await bites((after) => endMedia(db, [...ending, after, bite, uploadKeptMs]))
    : 0;
  const counts: Counts = { bodies: 0, received_bodies: 0, messages: 0, received: 0, media };
  if (held) return counts;
  const [to, untouched] = [daysBefore(now, days.message_body), daysBefore(now, untouchedDays)];
  const gone = [tenantId, daysBefore(now, days.metadata), untouched] as const;
  if (row.scrubs_messages) {
    counts.bodies = await scrub(db, "message", [tenantId, row.message_from, to, untouched]);
  }
  if (row.scrubs_received) {
    counts.received_bodies = await scrub(db, "received", [tenantId, row.received_from, to, untouched]);
  }
  if (row.deletes_received) {
    counts.received = await bites((after) => deleteReceived(db, [...gone, after, bite]));
  }
  if (row.deletes_messages) {
    counts.messages = await bites((after) => deleteMessages(db, [...gone, after, bite]));
  }
  return counts;
}

const scrubs = {
  message: { all: scrubMessages, left: scrubLeftMessages },
  received: { all: scrubReceived, left: scrubLeftReceived },
};

/** What earlier runs had to pass over, and from where the last one came to. */
async function scrub(
  db: Database,
  kind: keyof typeof scrubs,
  window: readonly [tenantId: string, from: Date, to: Date, untouched: Date],
): Promise<number> {
  const [tenantId, , to] = window;
  const left = await bites((after) => scrubs[kind].left(db, [...window, after, bite]));
  const done = await bites((after) => scrubs[kind].all(db, [...window, after, bite]));
  await writeMark(db, [tenantId, kind, to]);
  return left + done;
}

/** Rows at once: each bite is a transaction, holds its locks for some milliseconds and lets others in between. */
const bite = 1_000;
const lowestId = "00000000-0000-0000-0000-000000000000";

async function bites(take: (after: string) => Promise<Bite[]>): Promise<number> {
  let done = 0;
  for (let after = lowestId; ;) {
    const [taken] = await take(after);
    if (taken === undefined || taken.last === null) return done;
    done += taken.done;
    if (taken.looked < bite) return done;
    after = taken.last;
  }
}

async function pruneWebhooks({ db }: RetentionDeps, { tenants, bounds }: Rules): Promise<number> {
  const rules = [
    tenants.map(({ tenantId }) => tenantId),
    tenants.map(({ days }) => days.webhooks),
    tenants.map(({ anyHeld }) => anyHeld),
    bounds.webhooks.default_days,
  ];
  for (let done = 0; ;) {
    const gone = await deleteWebhooks(db, [...rules, bite]);
    done += gone.length;
    if (gone.length < bite) return done;
  }
}
