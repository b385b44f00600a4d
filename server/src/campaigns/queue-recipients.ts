// Turns the next people of a campaign into messages, as many as their senders' lanes should hold now, and says what the
// rest waits for.

import type { Tx } from "../kernel/db.ts";
import type { AppError } from "../kernel/errors.ts";
import { queueMessages } from "../messaging/index.ts";
import { allowance, type Brake, type Pacing, windowOf } from "./campaign.ts";
import type { Written } from "./content.ts";
import type { WorkDeps } from "./deps.ts";
import type { CampaignRow } from "./store/campaign.ts";
import { insertLinks } from "./store/links.ts";
import { markQueued, type NextRecipient, noteStanding, readNext, type SenderRow } from "./store/queue.ts";
import { writeMessages } from "./write-messages.ts";

/** What of the campaign is known when its step begins. */
export type Standing = {
  campaign: CampaignRow;
  senders: readonly SenderRow[];
  /** How many messages of each sender wait in its lane. */
  waiting: ReadonlyMap<string, number>;
  /** Where it is time, and the hours allow it. */
  zones: readonly string[];
  write(recipient: NextRecipient): Written;
  /** Who of these is not to be sent anything any more, and why: by contact. */
  answered(people: readonly NextRecipient[]): Promise<ReadonlyMap<string, string>>;
};

/** So many in one transaction: about a quarter of a second, which whoever presses "pause" may have to wait. */
const stepMax = 2_000;

/** Answers whether there may be more to do at once. */
export async function queueStep(deps: WorkDeps, tx: Tx, standing: Standing): Promise<boolean> {
  const { campaign, zones } = standing;
  const now = deps.now();
  const pacing = allowance(campaign.pace.rate, campaign.paced_to, now);
  const most = Math.min(stepMax, pacing.count);
  const free = roomIn(standing, most, now);
  const next =
    free.length === 0 || most === 0 ? [] : (await readNext(tx, campaign, free, zones)).slice(0, most);
  const { tenant_id: tenantId, mode } = campaign;
  const reserved =
    next.length === 0 ? null : ((await deps.plan?.reserve({ tenantId, mode }, next.length, now)) ?? null);
  const people = reserved === null ? next : next.slice(0, reserved.fits);
  try {
    const answered = people.length === 0 ? none : await standing.answered(people);
    const writing = { ...standing, pacing, now, answered };
    const { rows, queued, links } = await writeMessages(deps, writing, people);
    await queueMessages(tx, rows);
    await insertLinks(tx, campaign, links);
    if (queued.length > 0) await markQueued(tx, campaign, queued);
    const refusal = reserved?.refusal ?? null;
    const brake = refusal === null ? brakeOf(standing, { free, pacing, now }) : planBrake(refusal);
    await noteStanding(tx, campaign, pacedTo(campaign, pacing, rows.length), brake);
    // Should the commit fail, they count as used until the ledger is counted.
    reserved?.settle(rows.length);
    return refusal === null && next.length === stepMax;
  } catch (error) {
    reserved?.settle(0);
    throw error;
  }
}

const none: ReadonlyMap<string, string> = new Map();

type Free = { id: string; free: number };

/** How many more each sender's lane may hold; nobody is queued for a number that stands still. */
function roomIn({ senders, waiting }: Standing, most: number, now: Date): Free[] {
  return senders
    .filter((sender) => sender.deleted_at === null && !isPaused(sender, now))
    .map(({ id, rate_per_second }) => ({ id, free: windowOf(rate_per_second) - (waiting.get(id) ?? 0) }))
    .filter(({ free }) => free > 0)
    .map(({ id, free }) => ({ id, free: Math.min(free, most) }));
}

function pacedTo({ pace, paced_to }: CampaignRow, { fromMs, spacingMs }: Pacing, count: number): Date | null {
  if (pace.rate === null) return null;
  return count === 0 ? paced_to : new Date(fromMs + count * spacingMs);
}

function isPaused({ paused_at, paused_until }: SenderRow, now: Date): boolean {
  return paused_at !== null && (paused_until === null || paused_until > now);
}

type Room = { free: readonly Free[]; pacing: Pacing; now: Date };

/** What those who are left wait for; the first that is true. */
function brakeOf({ campaign, senders }: Standing, { free, pacing, now }: Room): Brake | null {
  const there = senders.filter((sender) => sender.deleted_at === null);
  const [paused, ...others] = there.toSorted((a, b) => Number(isPaused(a, now)) - Number(isPaused(b, now)));
  if (paused !== undefined && isPaused(paused, now) && others.every((each) => isPaused(each, now))) {
    const detail = `Its sender is paused: ${paused.pause_reason ?? "no reason given"}.`;
    return { code: "sender_paused", detail, until: paused.paused_until?.toISOString() ?? null };
  }
  const { rate } = campaign.pace;
  if (rate !== null && (pacing.count < stepMax || free.length > 0)) {
    const detail = `Holding to ${rate.count} a ${rate.per}, its own rate.`;
    return { code: "rate", detail, until: null };
  }
  if (free.length > 0) return null;
  const perSecond = there.reduce((sum, { rate_per_second }) => sum + rate_per_second, 0);
  const detail = `Holding to ${Math.round(perSecond * 10) / 10} a second, what its senders' numbers may send.`;
  return { code: "sender_rate", detail, until: null };
}

function planBrake(refusal: AppError): Brake {
  return { code: refusal.code, detail: refusal.message, until: null };
}
