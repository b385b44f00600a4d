// The second message of a campaign: a campaign of its own that finds its people among those who did not answer.

import type { Tx } from "../kernel/db.ts";
import { instantOf } from "../kernel/ids.ts";
import type { Gathered, Schedule, Ways } from "./campaign.ts";
import type { WorkDeps } from "./deps.ts";
import { freezeAs } from "./freeze-audience.ts";
import { contentWith } from "./split.ts";
import type { CampaignRow } from "./store/campaign.ts";
import type { Asking } from "./store/freeze.ts";
import { gatherPage, insertFollowUp, noteGathered, readParent } from "./store/follow-up.ts";
import { cancelRow } from "./store/move.ts";

/** In the transaction that has written the first one's people down. */
export async function planFollowUp(deps: WorkDeps, tx: Tx, parent: CampaignRow): Promise<void> {
  const wish = parent.ways.follow_up ?? null;
  if (wish === null) return;
  const { tenant_id, id, schedule, ways } = parent;
  const content = contentWith(parent.content, wish);
  const name = `${parent.name} (follow-up)`.slice(-200);
  const { time_zone, windows, recipient_local } = schedule;
  const hours: Schedule = {
    time_zone,
    ...(windows === undefined ? {} : { windows }),
    ...(recipient_local === undefined ? {} : { recipient_local }),
  };
  const own: Ways = {
    stop_on_reply: true,
    ...(ways.track_links === undefined ? {} : { track_links: ways.track_links }),
  };
  const parts = [content, hours, own].map((part) => JSON.stringify(part));
  await insertFollowUp(tx, [tenant_id, id, deps.newId(), name, ...parts, wish.after_minutes]);
}

/** What has become of its people's gathering. */
export type Gathering =
  /** Some were looked at: there may be more, and some are to be queued. */
  | "more"
  /** Nobody's time has come. */
  | "resting"
  /** The first one stands still, and so does this. */
  | "waiting"
  /** Nobody is asked again: the first one was canceled. */
  | "ended";

const usualRows = 5_000;
const dayMs = 86_400_000;

/** One page, in the transaction that holds the campaign. */
export async function gatherStep(
  deps: WorkDeps,
  tx: Tx,
  campaign: CampaignRow,
  asking: readonly Asking[],
): Promise<Gathering> {
  const { tenant_id, mode, id, parent_id, gathered } = campaign;
  const [parent] = await readParent(tx, [tenant_id, parent_id]);
  const wish = parent?.ways.follow_up ?? null;
  if (parent === undefined || wish === null || parent_id === null || parent.status === "canceled") {
    await cancelRow(tx, [tenant_id, mode, id]);
    return "ended";
  }
  if (parent.status === "paused") return "waiting";
  const now = deps.now();
  if (campaign.frozen_at !== null) return "resting";
  if (gathered !== null && gathered.at !== null && new Date(gathered.at) > now) return "resting";
  const waitMs = wish.after_minutes * 60_000;
  const leftBefore = new Date(now.getTime() - waitMs);
  const limit = deps.pageRows ?? usualRows;
  const looked = await gatherPage(
    tx,
    freezeAs(campaign, asking),
    { parentId: parent_id, when: wish.when, leftBefore, upTo: lowestId(leftBefore) },
    { after: gathered?.after ?? null, limit },
  );
  const low = earlier(gathered?.low ?? null, looked.low);
  const after = looked.last ?? gathered?.after ?? null;
  if (looked.seen === limit) {
    await noteGathered(tx, [tenant_id, id, textOf({ after, low, at: null }), false]);
    return "more";
  }
  const ended = parent.status === "finished" ? parent.finished_at : null;
  const isOver = ended !== null && ended < leftBefore && (low === null || isStale(low, now, waitMs));
  // Whom it was too soon to ask are looked at again, and everybody after them.
  const next: Gathered = {
    after: low === null ? after : justBefore(low),
    low: null,
    at: nextRound(now, waitMs),
  };
  await noteGathered(tx, [tenant_id, id, textOf(next), isOver]);
  return looked.seen > 0 ? "more" : "resting";
}

/** What has not left by then is not waited for. */
function isStale(messageId: string, now: Date, waitMs: number): boolean {
  return now.getTime() - instantOf(messageId).getTime() > waitMs + 7 * dayMs;
}

/** A twentieth of the wait is late enough, and often enough for those who wait for minutes. */
function nextRound(now: Date, waitMs: number): string {
  return new Date(now.getTime() + Math.min(600_000, Math.max(5_000, waitMs / 20))).toISOString();
}

function textOf(gathered: Gathered): string {
  return JSON.stringify(gathered);
}

function earlier(one: string | null, other: string | null): string | null {
  if (one === null || other === null) return one ?? other;
  return one < other ? one : other;
}

/** The lowest id of that moment: as SQL's lowest_id. */
function lowestId(at: Date): string {
  return uuidOf(BigInt(at.getTime()) << 80n);
}

function justBefore(uuid: string): string {
  return uuidOf(BigInt(`0x${uuid.replaceAll("-", "")}`) - 1n);
}

function uuidOf(number: bigint): string {
  return number
    .toString(16)
    .padStart(32, "0")
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
