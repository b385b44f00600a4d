// The life of a message as pure rules: which status evidence proves, what an outcome leads to, when to try again.

import type { Outcome, Scope, StatusEvent, TransportError } from "../transports/transport.ts";

export const statuses = [
  "scheduled",
  "queued",
  "sending",
  "sent",
  "delivered",
  "read",
  "played",
  "failed",
  "expired",
  "canceled",
  "skipped",
  "unknown",
] as const;
export type Status = (typeof statuses)[number];

/** What a provider can prove. */
export type Proof = "sent" | "failed" | "delivered" | "read" | "played";

/**
 * The status is the maximum over all evidence, so any order and any repetition of it ends in the same place.
 * `failed` stands between `sent` and `delivered`: it may follow an acceptance, but a receipt from the person's own
 * phone contradicts it and wins (Meta reports both for people with several devices). States of ours that no
 * evidence has touched rank 0.
 */
const rank: Record<Status, number> = {
  scheduled: 0,
  queued: 0,
  sending: 0,
  skipped: 0,
  expired: 0,
  canceled: 0,
  unknown: 0,
  sent: 1,
  failed: 2,
  delivered: 3,
  read: 4,
  played: 5,
};

/** The status after one more proof; the same status when the proof adds nothing. */
export function statusAfter(status: Status, proof: Proof): Status {
  return rank[proof] > rank[status] ? proof : status;
}

/** The state a message is in while it waits in its lane. */
export type LaneState = 0 | 1 | null;

export type Attention = "dead" | "unknown" | null;

/** What evidence may change about a message. */
export type MessageState = {
  status: Status;
  lane_state: LaneState;
  attention: Attention;
  /** Milliseconds from when it is written; the database reckons the time itself. Meaningful with lane state 0. */
  due_in_ms: number | null;
  error: TransportError | null;
};

/**
 * The state after one more piece of evidence about attempt number `attempt`, or null when it changes nothing.
 *
 * A failure speaks only of its own attempt: when a newer one is under way or due, it is history. So is `sent` for an
 * attempt already known to have failed. A receipt of the person's own phone always counts, and takes a message that
 * waits for another try out of its lane.
 */
export function stateAfter(
  message: Evidenced,
  event: Pick<StatusEvent, "status" | "error" | "retry">,
  random: number,
): MessageState | null {
  const waitsForRetry = message.status === "queued" && message.tries > 0;
  if (event.status === "failed") {
    if (message.attempt < message.tries || waitsForRetry) return null;
    return stateAfterFailure(message, event, random);
  }
  if (event.status === "sent" && waitsForRetry) return null;
  const status = statusAfter(message.status, event.status);
  if (status === message.status) return null;
  return { status, lane_state: null, attention: null, due_in_ms: null, error: null };
}

export type Evidenced = {
  status: Status;
  tries: number;
  attempts: number;
  /** The attempt the evidence speaks of. */
  attempt: number;
  /** On the database's clock, as everything here that is compared with a wait. */
  expires_in_ms: number | null;
};

/** A provider that takes a message and reports later that it failed: tried again where that may help. */
function stateAfterFailure(
  message: Evidenced,
  event: Pick<StatusEvent, "error" | "retry">,
  random: number,
): MessageState | null {
  if (statusAfter(message.status, "failed") !== "failed" || message.status === "failed") return null;
  const wait = Math.max(event.retry?.afterMs ?? 0, retryDelayMs(message.attempts, random));
  if (event.retry !== null && message.attempts < attemptsMax && isInTime(wait, message.expires_in_ms)) {
    return { status: "queued", lane_state: 0, attention: null, due_in_ms: wait, error: event.error };
  }
  return { status: "failed", lane_state: null, attention: "dead", due_in_ms: null, error: event.error };
}

function isInTime(waitMs: number, expiresInMs: number | null): boolean {
  return expiresInMs === null || waitMs < expiresInMs;
}

/** Where a message goes after an attempt; written by one set-based statement for many messages at once. */
export type Settlement = {
  attempt: "accepted" | "refused" | "later" | "unknown";
  providerMessageId: string | null;
  error: TransportError | null;
  status: Status;
  laneState: LaneState;
  /** How long until the message is due again; meaningful with laneState 0 only. */
  dueInMs: number | null;
  attention: Attention;
  /** False gives the attempt back: being throttled is not the message's fault. */
  counts: boolean;
};

export type UnknownPolicy = "once" | "otp" | "must";

export type Settling = {
  attempts: number;
  unknownPolicy: UnknownPolicy;
  /** True when it was re-sent after a doubt before: that happens once. */
  possibleDuplicate: boolean;
  /** As it was when the attempt began: who is put back too late for it expires in the lane. */
  expiresInMs: number | null;
  /** 0 ≤ random < 1. */
  random: number;
};

export function settle(outcome: Outcome, message: Settling): Settlement {
  switch (outcome.kind) {
    case "accepted":
      return {
        ...ended("accepted", null),
        status: "sent",
        attention: null,
        providerMessageId: outcome.providerMessageId,
      };
    case "refused":
      return outcome.error.code === "recipient_suppressed"
        ? settleUnwanted(outcome.error, message)
        : ended("refused", outcome.error);
    case "later":
      return settleLater(outcome, message);
    case "unknown":
      return settleUnknown(outcome.error, message);
  }
}

/** Attempts that count, the first included. After the last the message is a dead letter: about 20 minutes. */
export const attemptsMax = 6;

/** 5 s, 15 s, 45 s, … ±20 %, by the number of attempts made. */
export function retryDelayMs(attempts: number, random: number): number {
  return Math.round(5_000 * 3 ** Math.max(0, attempts - 1) * (0.8 + 0.4 * random));
}

/**
 * When the provider names no time. A paused sender's messages come back at once and wait in the paused lane; a paused
 * template is looked at again in a quarter of an hour.
 */
function unstatedWaitMs(scope: Scope): number {
  return scope === "template" ? 900_000 : 1_000;
}

function settleLater(outcome: Extract<Outcome, { kind: "later" }>, message: Settling): Settlement {
  if (outcome.counts && message.attempts >= attemptsMax) return ended("later", outcome.error);
  const wait = outcome.counts
    ? Math.max(outcome.afterMs ?? 0, retryDelayMs(message.attempts, message.random))
    : Math.round((outcome.afterMs ?? unstatedWaitMs(outcome.scope)) * (1 + 0.2 * message.random));
  return {
    attempt: "later",
    providerMessageId: null,
    error: outcome.error,
    status: "queued",
    laneState: 0,
    dueInMs: wait,
    attention: null,
    counts: outcome.counts,
  };
}

/**
 * What may happen after a doubt. `once`: nothing but evidence. `otp`: a second copy of a code is harmless, silence
 * is not, so after 20 s once more while it is still valid. `must`: once more after 5 minutes.
 */
const resendAfterMs: Record<UnknownPolicy, number | null> = { once: null, otp: 20_000, must: 300_000 };

function settleUnknown(error: TransportError, message: Settling): Settlement {
  const wait = resendAfterMs[message.unknownPolicy];
  const again = wait !== null && !message.possibleDuplicate && isInTime(wait, message.expiresInMs);
  return {
    attempt: "unknown",
    providerMessageId: null,
    error,
    status: "unknown",
    laneState: again ? 0 : null,
    dueInMs: again ? wait : null,
    attention: "unknown",
    counts: true,
  };
}

/** Kept back from somebody who wants no more; what may have reached them before stays a doubt. */
function settleUnwanted(error: TransportError, { possibleDuplicate }: Settling): Settlement {
  const end = ended("refused", error);
  return possibleDuplicate
    ? { ...end, status: "unknown", attention: "unknown" }
    : { ...end, status: "skipped", attention: null };
}

function ended(attempt: Settlement["attempt"], error: TransportError | null): Settlement {
  return {
    attempt,
    providerMessageId: null,
    error,
    status: "failed",
    laneState: null,
    dueInMs: null,
    attention: "dead",
    counts: true,
  };
}
