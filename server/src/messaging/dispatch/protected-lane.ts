// A protected number's lane in memory: its rules, what is remembered of it, and what it rests for. Pure.

import { zonesOf } from "../../kernel/phone-zone.ts";
import {
  cadenceReason,
  type Candidate,
  dayOf,
  type Go,
  type Protection,
  reachesThePerson,
  type Remembered,
  restAfter,
  type SendRow,
  sendKind,
  textFingerprint,
  textLength,
  type WaitReason,
  withSend,
} from "../../senders/index.ts";
import type { Outcome } from "../../transports/transport.ts";
import type { Claimed } from "../store/dispatch.ts";
import type { CandidateRow } from "../store/review.ts";

export type LaneProtection = { protection: Protection; remembered: Remembered };

export type ProtectedLane = LaneProtection & {
  /** How many more messages before the next long pause; null before the first. */
  left: number | null;
  /** What everything but login codes waits for, until then. */
  held: Hold | null;
  /** The last pause between two messages. */
  pause: { from: Date; hold: Hold } | null;
  /** Changes with every attempt, so that facts read meanwhile are known to be older. */
  version: number;
};

export type Hold = { until: Date; reason: WaitReason };

export function protectLane(given: LaneProtection): ProtectedLane {
  return { ...given, left: null, held: null, pause: null, version: 0 };
}

export function candidateOf(lane: ProtectedLane, row: CandidateRow): Candidate {
  return {
    category: row.category,
    zones: zonesOf(row.recipient),
    chat: {
      firstSentAt: row.first_sent_at,
      lastSentAt: row.last_sent_at,
      deliveredAt: row.delivered_at,
      lastHeardAt: row.last_heard_at,
      unanswered: row.unanswered,
    },
    sameTextToday: lane.remembered.texts.get(textFingerprint(row.body)) ?? 0,
    textLength: textLength(row.body),
  };
}

/** What the message waited for in its lane, when that was its sender's rhythm. */
export function waitedFor(lane: ProtectedLane, row: CandidateRow): WaitReason | null {
  const { pause } = lane;
  if (pause === null || row.due_at >= pause.hold.until) return null;
  return cadenceReason(pause.hold.until, row.due_at > pause.from ? row.due_at : pause.from);
}

/** After an attempt, whatever came of it: the lane rests as a person would. Answers for how long. */
export function pauseAfter(lane: ProtectedLane, go: Go, from: Date, dice: () => number): number {
  const { ms, left } = restAfter(lane.protection.rhythm, lane.left, go.gapFactor, dice);
  const until = new Date(from.getTime() + ms);
  lane.left = left;
  lane.pause = { from, hold: { until, reason: cadenceReason(until, from) } };
  return ms;
}

/** The attempt as it is counted; null when it says nothing about the number. */
export function sendOf(
  { protection: { zone } }: ProtectedLane,
  message: Claimed,
  { outcome, go, at }: { outcome: Outcome; go: Go; at: Date },
): SendRow | null {
  const kind = sendKind(outcome.kind, outcome.kind === "accepted" ? null : outcome.error.code);
  if (kind === null) return null;
  return {
    tenant_id: message.tenant_id,
    sender_id: message.sender_id,
    person: message.recipient,
    message_id: message.id,
    day: dayOf(at, zone),
    at: at.toISOString(),
    kind,
    new_chat: go.newChat,
    fingerprint: textFingerprint(message.body),
  };
}

/** Takes the attempt into what is remembered, so that the next decision knows of it. */
export function remember(lane: ProtectedLane, send: SendRow): void {
  const { facts, texts } = lane.remembered;
  const { kind, new_chat: newChat } = send;
  lane.version += 1;
  const next = withSend(facts, { kind, newChat, at: new Date(send.at), zone: lane.protection.zone });
  if (send.fingerprint !== null && reachesThePerson(kind))
    texts.set(send.fingerprint, (texts.get(send.fingerprint) ?? 0) + 1);
  lane.remembered = { facts: next, texts };
}
