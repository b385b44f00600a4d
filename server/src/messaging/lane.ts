// One sender's outgoing lane as its dispatcher sees it: how much it may take now, and when to look again.

import { type Breaker, closedBreaker, isOpen } from "./breaker.ts";
import type { LaneAllowance } from "./store/dispatch.ts";
import { type Bucket, type Limit, refill, waitMs } from "./pacing.ts";

export type Lane = {
  tenantId: string;
  senderId: string;
  shard: number;
  limit: Limit;
  bucket: Bucket;
  inFlight: number;
  inFlightMax: number;
  /** Milliseconds on the monotonic clock until when the lane stands still; Infinity until someone lifts it. */
  pausedUntil: number;
  /** The same for rests that pass by themselves: a provider's throttle, a person's gap. Settings do not end them. */
  restUntil: number;
  breaker: Breaker;
  /** True when the lane may have due messages: a nudge, a poll, or a claim that took all it was allowed. */
  hot: boolean;
  /** The same for login codes: without it, a lane out of tokens is not asked for them again and again. */
  nudged: boolean;
};

/** `since`: when its shard became ours. What the owner before spent is not known, so the bucket was empty then. */
export function openLane(
  sender: Pick<Lane, "tenantId" | "senderId" | "shard" | "limit" | "inFlightMax" | "pausedUntil">,
  since: number,
  now: number,
): Lane {
  const bucket = refill({ tokens: 0, at: since }, sender.limit, now);
  return { ...sender, bucket, inFlight: 0, restUntil: 0, breaker: closedBreaker, hot: true, nudged: true };
}

/** How far authentication codes may borrow: a handful waits for nothing, a flood still keeps the rate. */
const overdraft = 5;

/** Refills the bucket and says how many messages the lane could take now, were there places for all of them. */
export function appetite(lane: Lane, now: number): number {
  if (!lane.hot || now < standsUntil(lane)) return 0;
  lane.bucket = refill(lane.bucket, lane.limit, now);
  return Math.max(0, Math.min(Math.floor(lane.bucket.tokens), placesOf(lane)));
}

/** While its breaker is open it has one: whether the provider answers again is asked with a single message. */
function placesOf({ breaker, inFlight, inFlightMax }: Lane): number {
  return (isOpen(breaker) ? 1 : inFlightMax) - inFlight;
}

/** What the lane may claim when it is given so many places of its appetite; null when that is nothing. */
export function allowance(lane: Lane, normal: number, epoch: string, now: number): LaneAllowance | null {
  const asksForCodes = lane.nudged && lane.hot && now >= standsUntil(lane) && !isOpen(lane.breaker);
  const codes = asksForCodes ? codesOf(lane, normal) : 0;
  const urgent = Math.max(normal, codes);
  if (urgent === 0) return null;
  return { tenant_id: lane.tenantId, sender_id: lane.senderId, shard: lane.shard, epoch, normal, urgent };
}

/** Login codes wait for no place: not for their lane's, and not for their tenant's. */
function codesOf(lane: Lane, normal: number): number {
  const room = lane.inFlightMax - lane.inFlight;
  // A session that takes one message at a time takes one code at a time as well.
  const places = lane.inFlightMax > overdraft ? Math.min(room, normal) + overdraft : room;
  return Math.min(Math.floor(lane.bucket.tokens) + overdraft, places);
}

/** When a hot lane could claim its next ordinary message; Infinity when only an event can make it so. */
export function nextLook(lane: Lane, now: number): number {
  if (!lane.hot || placesOf(lane) <= 0) return Number.POSITIVE_INFINITY;
  const until = standsUntil(lane);
  if (now < until) return until;
  return now + waitMs(lane.bucket, lane.limit, 1);
}

function standsUntil(lane: Lane): number {
  return Math.max(lane.pausedUntil, lane.restUntil, lane.breaker.until);
}
