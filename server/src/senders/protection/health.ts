// How a number is doing, from 100 down: what went wrong lately costs points, and comes back as it grows old.

import { beginningOf, type Day, daysBetween } from "./day.ts";
import type { Count, NumberFacts } from "./facts.ts";

export type Health = { score: number; effect: Effect; reasons: readonly HealthReason[] };

/**
 * What the score does: nothing; half the pace; no strangers either; nothing at all until the next morning.
 */
export type Effect = "full" | "slower" | "no_new_chats" | "rest";

export type HealthReason = {
  code: ReasonCode;
  points: number;
  text: string;
  since: Date;
  /** When it will have passed, if nothing is added. */
  until: Date;
};

export type ReasonCode =
  | "banned"
  | "restricted"
  | "failures"
  | "undelivered"
  | "few_answers"
  | "not_on_whatsapp"
  | "disconnects";

/** Pure in whole days: within a day of the number nothing but new facts changes it. */
export function healthOf(facts: NumberFacts, today: Day, zone: string): Health {
  const context: Context = { facts, today, zone };
  const reasons = rules.flatMap((rule) => rule(context)).filter(({ points }) => points > 0);
  const score = Math.max(0, 100 - reasons.reduce((total, { points }) => total + points, 0));
  return { score, effect: effectOf(score), reasons: reasons.toSorted((a, b) => b.points - a.points) };
}

function effectOf(score: number): Effect {
  if (score >= 70) return "full";
  if (score >= 45) return "slower";
  return score >= 20 ? "no_new_chats" : "rest";
}

type Context = { facts: NumberFacts; today: Day; zone: string };
type Rule = (context: Context) => HealthReason[];

/**
 * Told by WhatsApp, so it weighs most: once it costs all but a rest of the day, and is felt for two weeks.
 */
const banned: Rule = (context) =>
  fading(context, "bans", { code: "banned", each: 85, most: 100, windowDays: 14 });

const restricted: Rule = (context) =>
  fading(context, "restricted", { code: "restricted", each: 35, most: 70, windowDays: 7 });

const disconnects: Rule = (context) => {
  const { facts, today } = context;
  const storms = facts.days.filter((each) => isWithin(each.day, today, 2) && each.disconnects >= 10);
  const worst = Math.max(0, ...storms.map((each) => each.disconnects));
  const text = `${worst} disconnects in a day`;
  return reason(context, { code: "disconnects", points: Math.min(30, worst), text, windowDays: 2 }, storms);
};

/** The breaker stops the number at once; this keeps it slow for the rest of the day. */
const failures: Rule = (context) => {
  const { facts, today } = context;
  const day = facts.days.filter(
    (each) => each.day === today && each.refused + each.doubtful + each.restricted > 0,
  );
  const points = Math.min(30, 5 * (facts.failuresInARow - 2));
  const text = `${facts.failuresInARow} failures in a row`;
  return reason(context, { code: "failures", points, text, windowDays: 1 }, day);
};

/** Nothing arrives at who has blocked the number, or left WhatsApp. A tenth is normal for an old list. */
const undelivered: Rule = (context) => {
  const { chats, undelivered: missing } = context.facts.older;
  const share = chats < 20 ? 0 : missing / chats;
  const points = Math.min(40, Math.round((share - 0.1) * 100));
  const text = `${missing} of ${chats} chats never received the last message`;
  return reason(context, { code: "undelivered", points, text, windowDays: 8 }, [{ day: context.today }]);
};

const fewAnswers: Rule = (context) => {
  const days = context.facts.days.filter((each) => isWithin(each.day, context.today, 7));
  // Whoever was written to today may still answer.
  const before = days.filter(({ day }) => day !== context.today);
  const [started, answered] = [sum(before, "new_chats"), sum(days, "answered")];
  const share = started < 20 ? 1 : answered / started;
  const text = `${answered} answers to ${started} new chats in a week`;
  const points = Math.round(25 * (1 - share / 0.1));
  return reason(context, { code: "few_answers", points, text, windowDays: 7 }, days);
};

const notOnWhatsapp: Rule = (context) => {
  const days = context.facts.days.filter((each) => isWithin(each.day, context.today, 7));
  const [missing, reached] = [sum(days, "unreachable"), sum(days, "sent")];
  const share = missing < 5 ? 0 : missing / (missing + reached);
  const text = `${missing} numbers in a week were not on WhatsApp`;
  const points = Math.min(30, Math.round((share - 0.05) * 150));
  return reason(context, { code: "not_on_whatsapp", points, text, windowDays: 7 }, days);
};

const rules: readonly Rule[] = [
  banned,
  restricted,
  failures,
  undelivered,
  fewAnswers,
  notOnWhatsapp,
  disconnects,
];

type Penalty = { code: ReasonCode; points: number; text: string; windowDays: number };

/** Lasts from the first of these days to the end of the window that begins with the last. */
function reason(
  { today, zone }: Context,
  { code, points, text, windowDays }: Penalty,
  days: readonly { day: Day }[],
): HealthReason[] {
  const sorted = days.map(({ day }) => day).toSorted();
  const [first, last] = [sorted.at(0) ?? today, sorted.at(-1) ?? today];
  if (points <= 0 || days.length === 0) return [];
  return [
    { code, points, text, since: beginningOf(first, zone), until: beginningOf(last, zone, windowDays) },
  ];
}

type Fading = { code: "banned" | "restricted"; each: number; most: number; windowDays: number };

/** Full weight on its day, and a little less with every day since. */
function fading(context: Context, count: Count, { code, each, most, windowDays }: Fading): HealthReason[] {
  const { facts, today } = context;
  const days = facts.days.filter(({ day, [count]: times }) => times > 0 && isWithin(day, today, windowDays));
  const points = days
    .map((day) => (day[count] * each * (windowDays - daysBetween(day.day, today))) / windowDays)
    .reduce((total, part) => total + part, 0);
  const times = sum(days, count);
  const what = code === "banned" ? "banned by WhatsApp" : "refused new chats by WhatsApp";
  const text = `${what} ${times === 1 ? "once" : `${times} times`} in ${windowDays} days`;
  return reason(context, { code, points: Math.min(most, Math.round(points)), text, windowDays }, days);
}

/** Days after today do not count: a number whose zone was changed may have one. */
function isWithin(day: Day, today: Day, windowDays: number): boolean {
  const age = daysBetween(day, today);
  return age >= 0 && age < windowDays;
}

function sum(days: NumberFacts["days"], count: Count): number {
  return days.reduce((total, day) => total + day[count], 0);
}
