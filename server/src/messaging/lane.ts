// One sender's outgoing lane as its dispatcher sees it: how much it may take now, and when to look again.

import type { LaneAllowance } from "./store/dispatch.ts";
import { type Bucket, fullBucket, type Limit, refill, waitMs } from "./pacing.ts";

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
  /** True when the lane may have due messages: a nudge, a poll, or a claim that took all it was allowed. */
  hot: boolean;
};

export function openLane(
  sender: Pick<Lane, "tenantId" | "senderId" | "shard" | "limit" | "inFlightMax" | "pausedUntil">,
  now: number,
): Lane {
  return { ...sender, bucket: fullBucket(sender.limit, now), inFlight: 0, restUntil: 0, hot: true };
}

/** How far authentication codes may borrow: a handful waits for nothing, a flood still keeps the rate. */
const overdraft = 5;

/** Refills the bucket and says what the lane may claim now; null when it is cold, paused, out of tokens or full. */
export function allowance(lane: Lane, share: number, epoch: string, now: number): LaneAllowance | null {
  if (!lane.hot || now < standsUntil(lane)) return null;
  lane.bucket = refill(lane.bucket, lane.limit, now);
  const free = Math.min(lane.inFlightMax - lane.inFlight, share);
  const normal = Math.max(0, Math.min(Math.floor(lane.bucket.tokens), free));
  // A session that takes one message at a time takes one code at a time as well.
  const places = lane.inFlightMax > overdraft ? free + overdraft : free;
  const urgent = Math.max(0, Math.min(Math.floor(lane.bucket.tokens) + overdraft, places));
  if (urgent === 0) return null;
  return { tenant_id: lane.tenantId, sender_id: lane.senderId, shard: lane.shard, epoch, normal, urgent };
}

/** When a hot lane could claim its next ordinary message; Infinity when only an event can make it so. */
export function nextLook(lane: Lane, now: number): number {
  if (!lane.hot || lane.inFlight >= lane.inFlightMax) return Number.POSITIVE_INFINITY;
  const until = standsUntil(lane);
  if (now < until) return until;
  return now + waitMs(lane.bucket, lane.limit, 1);
}

function standsUntil(lane: Lane): number {
  return Math.max(lane.pausedUntil, lane.restUntil);
}
