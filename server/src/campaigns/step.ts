// One step of one campaign's work, in one transaction that holds its row. Killed anywhere in it, nothing of the step
// has happened, and whoever comes next does it.

import type { Tx } from "../kernel/db.ts";
import { classOf } from "../messaging/index.ts";
import type { Brake, Retry, Standstill } from "./campaign.ts";
import type { WorkDeps } from "./deps.ts";
import { gatherStep, planFollowUp } from "./follow-up.ts";
import { freezeStep } from "./freeze-audience.ts";
import { answeredMeanwhile, heedReplies } from "./heed-replies.ts";
import { notOnWhatsApp } from "./not-found.ts";
import { openZones } from "./open-zones.ts";
import { queueStep } from "./queue-recipients.ts";
import { runAgain } from "./run-again.ts";
import { countsOf, stopFor, sumOf } from "./stops.ts";
import type { CampaignRow } from "./store/campaign.ts";
import { readZones } from "./store/freeze.ts";
import { finishRow, pauseRow, retryRow, startRow } from "./store/move.ts";
import {
  handOver,
  lockCampaign,
  noteStanding,
  readSenders,
  readWaiting,
  type SenderRow,
  setHalt,
  type WorkRow,
} from "./store/queue.ts";
import { planRetry } from "./store/sweep.ts";
import { type Count, foldTally, readCounts } from "./store/tally.ts";
import { retryStep, sweepStep, waiting } from "./tidy-up.ts";
import { trialStep } from "./trial.ts";
import { readWriters, type Writers } from "./writers.ts";

/** Answers whether there is more to do at once. */
export async function campaignStep(deps: WorkDeps, tx: Tx, work: WorkRow): Promise<boolean> {
  const [campaign] = await lockCampaign(tx, [work.tenant_id, work.id]);
  if (campaign === undefined) return false;
  switch (campaign.status) {
    case "scheduled":
      return scheduledStep(deps, tx, campaign);
    case "running":
      return campaign.frozen_at === null && !campaign.is_follow_up
        ? freeze(deps, tx, campaign)
        : runningStep(deps, tx, campaign);
    case "canceled":
      return sweepStep(tx, campaign, countsOf(await countsIn(tx, campaign)));
    case "finished":
      return retryCapped(deps, tx, campaign);
    default:
      return false;
  }
}

async function scheduledStep(deps: WorkDeps, tx: Tx, campaign: CampaignRow): Promise<boolean> {
  const isDue = campaign.starts_at !== null && campaign.starts_at <= deps.now();
  if (campaign.schedule.repeat !== undefined) {
    if (isDue) await runAgain(deps, tx, campaign);
    return false;
  }
  if (campaign.frozen_at === null && !campaign.is_follow_up) return freeze(deps, tx, campaign);
  return isDue && (await startRow(tx, [campaign.tenant_id, campaign.id])).length > 0;
}

async function freeze(deps: WorkDeps, tx: Tx, campaign: CampaignRow): Promise<boolean> {
  const senders = await readSenders(tx, [campaign.tenant_id, campaign.senders.map(({ id }) => id)]);
  const writers = await writersOf(tx, campaign, senders);
  const problem = problemIn(writers);
  if (problem !== null) return stop(tx, campaign, problem);
  const isLast = await freezeStep(tx, campaign, writers.asking, deps.pageRows);
  if (isLast) await planFollowUp(deps, tx, campaign);
  return !isLast || campaign.status === "running";
}

async function runningStep(deps: WorkDeps, tx: Tx, campaign: CampaignRow): Promise<boolean> {
  const { tenant_id, id, stops } = campaign;
  const rows = await countsIn(tx, campaign);
  const counts = countsOf(rows);
  const senders = await readSenders(tx, [tenant_id, campaign.senders.map((each) => each.id)]);
  const writers = await writersOf(tx, campaign, senders);
  const heeded = new Map(Object.entries(campaign.heeded ?? {}));
  const standstill = problemIn(writers) ?? senderProblem(senders) ?? stopFor(counts, heeded, stops);
  if (standstill !== null) return stop(tx, campaign, standstill);
  const gathering = campaign.is_follow_up ? await gatherStep(deps, tx, campaign, writers.asking) : "resting";
  if (gathering === "waiting") return tell(tx, campaign, parentPaused);
  if (gathering !== "resting") return gathering === "more";
  await heedReplies(tx, campaign, deps.now());
  const pending = sumOf(counts, "recipient:pending");
  const held = sumOf(counts, "recipient:held");
  const inLanes = sumOf(counts, ...waiting);
  if (campaign.retry !== null && inLanes < retryBelow) {
    return retryStep(tx, campaign, campaign.retry, deps.now());
  }
  if (await handOverFrom(tx, campaign, senders)) return true;
  const trial = await trialStep(tx, campaign, { pending, held, now: deps.now() });
  if (trial.again) return true;
  const isWhole = campaign.frozen_at !== null && held === 0;
  if (isWhole && pending === 0 && inLanes === 0)
    return finish(deps, tx, campaign, counts.size > 0 ? rows : []);
  const hours = openZones(campaign, await readZones(tx, [tenant_id, id]), deps.now());
  await setHalt(tx, campaign, hours.haltFrom);
  if (pending === 0)
    return tell(tx, campaign, trial.brake ?? (isWhole ? leaving(inLanes) : silence(campaign, inLanes)));
  if (hours.zones.length === 0) return tell(tx, campaign, hours.brake);
  return queueStep(deps, tx, {
    campaign,
    senders,
    waiting: await waitingBySender(tx, campaign),
    zones: hours.zones,
    write: (recipient) => {
      const writer = writers.of(recipient);
      if (writer === null) return { ok: false, reason: "sender_deleted" };
      const { contact_id: contactId, language, variables } = recipient;
      return writer.write({ contactId, language, variables });
    },
    answered: async (people) =>
      new Map([
        ...(await notOnWhatsApp(tx, tenant_id, senders, people)),
        ...(await answeredMeanwhile(tx, campaign, people)),
      ]),
  });
}

/** People of a sender that was deleted go to the others; answers whether there may be more of them. */
async function handOverFrom(
  tx: Tx,
  { tenant_id, id }: CampaignRow,
  senders: readonly SenderRow[],
): Promise<boolean> {
  const heir = senders.find(({ deleted_at }) => deleted_at === null);
  const gone = senders.filter(({ deleted_at }) => deleted_at !== null);
  let moved = 0;
  for (const sender of gone) {
    // oxlint-disable-next-line no-await-in-loop -- one, if any
    moved += (await handOver(tx, [tenant_id, id, sender.id, heir?.id, handOverMax])).length;
  }
  return moved > 0;
}

const handOverMax = 5_000;

/** Failures are tried again as long as fewer than these wait already. */
const retryBelow = 5_000;

async function tell(tx: Tx, campaign: CampaignRow, brake: Brake | null): Promise<false> {
  await noteStanding(tx, campaign, campaign.paced_to, brake);
  return false;
}

function leaving(count: number): Brake {
  return { code: "in_lanes", detail: `The last ${count} wait in their senders' lanes.`, until: null };
}

const parentPaused: Brake = { code: "parent_paused", detail: "What it follows up is paused.", until: null };

/** Of a second message, whose people are found as their time comes. */
function silence({ gathered }: CampaignRow, inLanes: number): Brake {
  if (inLanes > 0) return leaving(inLanes);
  const detail = "Waiting for those who have not answered by then.";
  return { code: "follow_up", detail, until: gathered?.at ?? null };
}

async function stop(tx: Tx, { tenant_id, id }: CampaignRow, why: Standstill): Promise<false> {
  await pauseRow(tx, [tenant_id, id, null, JSON.stringify(why)]);
  return false;
}

async function countsIn(tx: Tx, { tenant_id, id }: CampaignRow): Promise<Count[]> {
  await foldTally(tx, tenant_id, id);
  return readCounts(tx, [tenant_id, id]);
}

async function waitingBySender(
  tx: Tx,
  { tenant_id, id, senders, content }: CampaignRow,
): Promise<Map<string, number>> {
  const named = [tenant_id, id, senders.map((sender) => sender.id), classOf[content.category]];
  return new Map((await readWaiting(tx, named)).map(({ sender_id, count }) => [sender_id, count]));
}

function writersOf(tx: Tx, campaign: CampaignRow, senders: readonly SenderRow[]): Promise<Writers> {
  const there = senders.filter(({ deleted_at }) => deleted_at === null);
  return readWriters(
    tx,
    campaign,
    there.map(({ id }) => id),
  );
}

function problemIn({ all }: Writers): Standstill | null {
  for (const { problem } of all) if (problem !== null) return problem;
  return null;
}

function senderProblem(senders: readonly SenderRow[]): Standstill | null {
  return senders.some(({ deleted_at }) => deleted_at === null)
    ? null
    : { code: "sender_deleted", detail: "None of its senders is there any more." };
}

const dayMs = 24 * 3_600_000;
/** WhatsApp's cap on marketing is looked at once a day, for a week. */
const cappedForMs = 7 * dayMs;
const capped = "marketing_capped";

async function finish(deps: WorkDeps, tx: Tx, campaign: CampaignRow, rows: readonly Count[]): Promise<false> {
  const { tenant_id, id, starts_at } = campaign;
  await finishRow(tx, [tenant_id, id]);
  const now = deps.now().getTime();
  const isInTime = now < (starts_at?.getTime() ?? 0) + cappedForMs;
  if (isInTime && sumOf(countsOf(rows), `message:failed:${capped}`) > 0)
    await planRetry(tx, [tenant_id, id, new Date(now + dayMs)]);
  return false;
}

/** Whom WhatsApp spared another offer that day may have it now (Meta's 131049: not before 24 hours). */
async function retryCapped(deps: WorkDeps, tx: Tx, campaign: CampaignRow): Promise<boolean> {
  const { tenant_id, id, mode, retry_due_at } = campaign;
  await planRetry(tx, [tenant_id, id, null]);
  const now = deps.now();
  if (retry_due_at === null || retry_due_at > now) return false;
  const before = new Date(now.getTime() - dayMs).toISOString();
  const retry: Retry = { codes: [capped], before, until: null, after: null };
  return (await retryRow(tx, [tenant_id, mode, id, JSON.stringify(retry)])).length > 0;
}
