// An endpoint's lane: how many deliveries may be under way to it at once, and when it rests. Pure: time is given.

import type { Endpoint } from "./endpoint.ts";

export type Lane = {
  endpoint: Endpoint;
  /** Deliveries under way. */
  flying: number;
  /** How many may be. */
  allowance: number;
  /** Attempts in a row that brought nothing. */
  failures: number;
  /** Milliseconds of the monotonic clock. */
  restUntil: number;
  /** Deliveries that the throttle lets through now, as of `fundedAt`. */
  funds: number;
  fundedAt: number;
  /** There may be something due: it was told of, or a claim took all it might. */
  awake: boolean;
};

/** One that has never answered is given few connections, so that a thousand that hang hold up nobody else. */
const allowanceFirst = 8;
const allowanceMax = 64;

/** So many failures in a row are the endpoint's, and not the deliveries'. */
const failuresPatient = 5;
const restFirstMs = 1_000;
const restMaxMs = 60_000;
/** However long a receiver asks to be left alone, it is asked again within this time. */
const restAskedMaxMs = 10 * 60_000;

export function createLane(endpoint: Endpoint, now: number): Lane {
  return {
    endpoint,
    flying: 0,
    allowance: allowanceFirst,
    failures: 0,
    restUntil: now,
    // A throttled one begins with one delivery: a burst of a second's worth would be twice the rate at first.
    funds: 1,
    fundedAt: now,
    awake: true,
  };
}

/** How many deliveries may leave for it now. */
export function slotsIn(lane: Lane, now: number): number {
  if (now < lane.restUntil) return 0;
  const free = lane.allowance - lane.flying;
  return Math.max(0, Math.min(free, Math.floor(fundsOf(lane, now))));
}

/** For one who answers, so many times what may leave is claimed: between two nobody waits for the database. */
const aheadFactor = 4;

/** How many more to claim, with so many claimed and waiting. */
export function claimsFor(lane: Lane, now: number, waiting: number): number {
  if (!lane.awake || now < lane.restUntil) return 0;
  const ahead = lane.failures === 0 ? lane.allowance * aheadFactor : lane.allowance;
  return Math.max(0, Math.min(ahead - lane.flying, Math.floor(fundsOf(lane, now))) - waiting);
}

function fundsOf({ endpoint: { throttle }, funds, fundedAt }: Lane, now: number): number {
  if (throttle === Infinity) return Infinity;
  return Math.min(Math.max(1, throttle), funds + ((now - fundedAt) / 1_000) * throttle);
}

/** Takes note of a delivery that has left. */
export function depart(lane: Lane, now: number): void {
  lane.flying += 1;
  if (lane.endpoint.throttle === Infinity) return;
  lane.funds = fundsOf(lane, now) - 1;
  lane.fundedAt = now;
}

/** What an attempt says of the endpoint. `overloaded`: it asked for less (429, 502, 504). */
export type Heard = { ok: boolean; overloaded: boolean; retryAfterMs: number | null };

/** More for who answers, half for who does not; who never does is asked once in a while, by one delivery. */
export function hear(lane: Lane, { ok, overloaded, retryAfterMs }: Heard, now: number): void {
  lane.flying -= 1;
  if (ok) {
    lane.failures = 0;
    lane.allowance = Math.min(allowanceMax, lane.allowance + 1);
    return;
  }
  lane.failures += 1;
  if (overloaded) {
    lane.allowance = Math.max(1, Math.floor(lane.allowance / 2));
    const asked = Math.min(retryAfterMs ?? restFirstMs, restAskedMaxMs);
    lane.restUntil = Math.max(lane.restUntil, now + asked);
  }
  if (lane.failures < failuresPatient) return;
  lane.allowance = Math.max(1, Math.floor(lane.allowance / 2));
  if (lane.allowance > 1) return;
  const over = Math.min(16, lane.failures - failuresPatient);
  lane.restUntil = Math.max(lane.restUntil, now + Math.min(restMaxMs, restFirstMs * 2 ** over));
}

/** A delivery that came to no attempt: it says nothing of the endpoint. */
export function giveBack(lane: Lane): void {
  lane.flying -= 1;
}
