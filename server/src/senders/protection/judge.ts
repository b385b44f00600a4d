// The one decision about a message of a protected number: now, or not before when, and why.

import type { MessageCategory } from "@waypost/contract";
import { type ChatFacts, isKnown, isNewChat } from "./chat.ts";
import { quietInAnyUntil, spoken } from "./day.ts";
import { type Dice, typingMs } from "./rhythm.ts";
import { paceFactor, type Standing } from "./standing.ts";

export type Candidate = {
  category: MessageCategory;
  /** Where the recipient may be; empty when their number does not say. */
  zones: readonly string[];
  chat: ChatFacts | null;
  /** People who got the same text from this number today. */
  sameTextToday: number;
  textLength: number;
};

export type Verdict = Go | Wait;

/** `gapFactor` stretches the gap that follows. `newChat` is what the attempt has to be counted as. */
export type Go = { kind: "go"; typingMs: number; gapFactor: number; newChat: boolean };

/**
 * `scope` says what else would wait for the same reason: nothing, what goes to strangers, everything. Login
 * codes are judged by themselves, always: they are exempt from most of it.
 */
export type Wait = { kind: "wait"; until: Date; reason: WaitReason; scope: WaitScope };

export type WaitReason = { code: WaitCode; text: string };

export type WaitScope = "message" | "new_chats" | "number";

export type WaitCode =
  | "cadence"
  | "warm_up_cap"
  | "daily_cap"
  | "new_chat_budget"
  | "quiet_hours"
  | "recipient_gap"
  | "unanswered"
  | "same_text"
  | "health"
  | "breaker"
  | "new_chats_locked"
  | "plan_limit";

/** Of several reasons the one that lasts longest is told: nothing goes before every rule allows it. */
export function judge(candidate: Candidate, standing: Standing, now: Date, dice: Dice): Verdict {
  const question: Question = { candidate, standing, now };
  const applying = candidate.category === "authentication" ? always : [...always, ...exceptLoginCodes];
  const waits = applying.map((rule) => rule(question)).filter((each) => each !== null);
  const longest = waits.toSorted((a, b) => b.until.getTime() - a.until.getTime()).at(0);
  if (longest !== undefined) return longest;
  const { protection } = standing;
  const { slowAbove, slowFactor } = protection.sameText;
  return {
    kind: "go",
    typingMs: typingMs(protection.rhythm.typing, candidate.textLength, dice),
    gapFactor: paceFactor(standing) * (candidate.sameTextToday >= slowAbove ? slowFactor : 1),
    newChat: isNewChat(candidate.chat, now, protection.zone),
  };
}

/** Why a lane whose last message has just gone stands still for a moment. */
export function cadenceReason(until: Date, now: Date): WaitReason {
  return { code: "cadence", text: `${soon(until, now)}: cadence` };
}

type Question = { candidate: Candidate; standing: Standing; now: Date };
type Rule = (question: Question) => Wait | null;

const breaker: Rule = ({ standing, now }) => {
  const { breaker: open, failures } = standing.locks;
  if (open === null) return null;
  return wait(standing, now, {
    until: open.until,
    code: "breaker",
    why: `${failures} failures in a row`,
    scope: "number",
  });
};

const rest: Rule = ({ standing, now }) => {
  if (standing.health.effect !== "rest") return null;
  const why = `health is ${standing.health.score} of 100`;
  return wait(standing, now, { until: standing.tomorrow, code: "health", why, scope: "number" });
};

const newChatsLocked: Rule = ({ candidate, standing, now }) => {
  const { newChats: lock } = standing.locks;
  if (lock === null || isKnown(candidate.chat)) return null;
  const why = "WhatsApp lets this number begin no new chats";
  return wait(standing, now, { until: lock.until, code: "new_chats_locked", why, scope: "new_chats" });
};

const noStrangers: Rule = ({ candidate, standing, now }) => {
  if (standing.health.effect !== "no_new_chats" || isKnown(candidate.chat)) return null;
  const why = `health is ${standing.health.score} of 100, no new chats`;
  return wait(standing, now, { until: standing.tomorrow, code: "health", why, scope: "new_chats" });
};

const dailyCap: Rule = ({ standing, now }) => {
  const { sent, warmUp, tomorrow } = standing;
  if (sent.count < sent.most) return null;
  const [code, name] =
    warmUp === null ? (["daily_cap", "daily"] as const) : (["warm_up_cap", "warm-up"] as const);
  return wait(standing, now, {
    until: tomorrow,
    code,
    why: `${name} cap of ${sent.most} reached`,
    scope: "number",
  });
};

const newChatBudget: Rule = ({ candidate, standing, now }) => {
  const { newChats, tomorrow, protection } = standing;
  if (newChats.count < newChats.most || !isNewChat(candidate.chat, now, protection.zone)) return null;
  const why = `${newChats.most} new chats a day reached`;
  return wait(standing, now, { until: tomorrow, code: "new_chat_budget", why, scope: "new_chats" });
};

/** By the recipient's clock. What a person waits for may come at night; offers and strangers may not. */
const quietHours: Rule = ({ candidate, standing, now }) => {
  const { quietHours: hours, zone } = standing.protection;
  if (hours === null || (candidate.category !== "marketing" && isKnown(candidate.chat))) return null;
  const zones = candidate.zones.length === 0 ? [zone] : candidate.zones;
  const until = quietInAnyUntil(now, zones, hours, zone);
  if (until === null) return null;
  return wait(standing, now, { until, code: "quiet_hours", why: "it is night there", scope: "message" });
};

const recipientGap: Rule = ({ candidate, standing, now }) => {
  const lastSentAt = candidate.chat?.lastSentAt ?? null;
  if (lastSentAt === null) return null;
  const until = new Date(lastSentAt.getTime() + standing.protection.recipient.gapMs);
  if (until <= now) return null;
  return wait(standing, now, {
    until,
    code: "recipient_gap",
    why: "wrote to this person just now",
    scope: "message",
  });
};

const unanswered: Rule = ({ candidate, standing, now }) => {
  const { lastSentAt = null, unanswered: count = 0 } = candidate.chat ?? {};
  if (lastSentAt === null || count < standing.protection.recipient.unansweredMax) return null;
  const until = new Date(lastSentAt.getTime() + dayMs);
  if (until <= now) return null;
  const why = `${count} messages without an answer`;
  return wait(standing, now, { until, code: "unanswered", why, scope: "message" });
};

const dayMs = 24 * 3_600_000;

const sameText: Rule = ({ candidate, standing, now }) => {
  if (candidate.sameTextToday < standing.protection.sameText.peoplePerDay) return null;
  const why = `${candidate.sameTextToday} people got this text today`;
  return wait(standing, now, { until: standing.tomorrow, code: "same_text", why, scope: "message" });
};

/** Whoever breaks these risks the number itself, and a login code from a banned number arrives nowhere. */
const always: readonly Rule[] = [breaker, rest, newChatsLocked];

/**
 * A login code was asked for by the person a moment ago and is worthless later: holding it back protects
 * nobody.
 */
const exceptLoginCodes: readonly Rule[] = [
  noStrangers,
  dailyCap,
  newChatBudget,
  quietHours,
  recipientGap,
  unanswered,
  sameText,
];

type Because = { until: Date; code: WaitCode; why: string; scope: WaitScope };

function wait({ protection }: Standing, now: Date, { until, code, why, scope }: Because): Wait {
  const isSoon = until.getTime() - now.getTime() < 120_000;
  const when = isSoon ? soon(until, now) : `until ${spoken(until, now, protection.zone)}`;
  return { kind: "wait", until, reason: { code, text: `${when}: ${why}` }, scope };
}

function soon(until: Date, now: Date): string {
  return `waits ${Math.max(1, Math.ceil((until.getTime() - now.getTime()) / 1_000))} s`;
}
