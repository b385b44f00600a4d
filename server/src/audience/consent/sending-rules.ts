// When a tenant's rules let a message leave: quiet hours on the person's clock, and so many messages in so many days.
// Pure.

import type { MessageCategory, RuledCategory } from "@waypost/contract";
import { quietInAnyUntil, spoken } from "../../senders/index.ts";

export type Hours = { from: string; to: string };

/** `zone`: for people whose own is not known. */
export type QuietRule = Hours & { categories: readonly RuledCategory[]; zone: string };

export type FrequencyCap = {
  categories: readonly RuledCategory[];
  most: number;
  days: number;
  over: "defer" | "skip";
};

export type SendingRules = { quietHours: QuietRule | null; caps: readonly FrequencyCap[] };

/** A message that could leave now. */
export type Intention = {
  category: MessageCategory;
  /** Where the person may be: the contact's zone, or the number's; empty when nothing says. */
  zones: readonly string[];
  expiresAt: Date | null;
  /** Its own; null for its tenant's, "none" for none. */
  ownHours: Hours | "none" | null;
};

/** A message that left to the same person before, or may have. */
export type Sent = { category: MessageCategory; at: Date };

export type RuleVerdict =
  | { kind: "go" }
  /** `code` and `text` say to people why. */
  | { kind: "wait" | "skip"; until: Date; code: "quiet_hours" | "frequency_cap"; text: string };

const go: RuleVerdict = { kind: "go" };
const dayMs = 24 * 3_600_000;

/** It is looked at again when it has waited: one rule's end may lie within another's time. */
export function judgeHours(rules: SendingRules, intention: Intention, now: Date): RuleVerdict {
  const hours = hoursOf(rules, intention);
  if (hours === null) return go;
  const zone = rules.quietHours?.zone ?? "UTC";
  const zones = intention.zones.length === 0 ? [zone] : intention.zones;
  const until = quietInAnyUntil(now, zones, hours, zone);
  if (until === null) return go;
  const [clock = zone] = zones;
  const text = `quiet hours where the person is: until ${spoken(until, now, clock)} ${clock}`;
  return putOff(intention, { until, code: "quiet_hours", text });
}

/** `sent`: in any order; what lies outside the caps' periods does no harm. */
export function judgeCaps(
  rules: SendingRules,
  intention: Intention,
  sent: readonly Sent[],
  now: Date,
): RuleVerdict {
  const reached = rules.caps.flatMap((cap) => {
    const until = fullUntil(cap, intention, sent, now);
    return until === null ? [] : [{ cap, until }];
  });
  const longest = reached.toSorted((a, b) => b.until.getTime() - a.until.getTime()).at(0);
  if (longest === undefined) return go;
  const { until } = longest;
  const skipping = reached.find(({ cap }) => cap.over === "skip");
  const { cap } = skipping ?? longest;
  const text = `the person had ${cap.most} in ${cap.days === 1 ? "a day" : `${cap.days} days`}`;
  const told = { until, code: "frequency_cap", text } as const;
  return skipping === undefined ? putOff(intention, told) : { kind: "skip", ...told };
}

/** The categories that may have to wait or be counted; everything else is never asked about. */
export function isRuled(category: MessageCategory): category is RuledCategory {
  return category === "marketing" || category === "utility";
}

function hoursOf({ quietHours }: SendingRules, { category, ownHours }: Intention): Hours | null {
  if (!isRuled(category) || ownHours === "none") return null;
  if (ownHours !== null) return ownHours;
  return quietHours?.categories.includes(category) ? quietHours : null;
}

/** When the oldest of those that fill the cap has left its period. */
function fullUntil(
  cap: FrequencyCap,
  { category }: Intention,
  sent: readonly Sent[],
  now: Date,
): Date | null {
  const counts = (each: MessageCategory): boolean => isRuled(each) && cap.categories.includes(each);
  if (!counts(category)) return null;
  const periodMs = cap.days * dayMs;
  const within = sent
    .filter((each) => counts(each.category) && now.getTime() - each.at.getTime() < periodMs)
    .toSorted((a, b) => b.at.getTime() - a.at.getTime());
  const oldest = within[cap.most - 1];
  return oldest === undefined ? null : new Date(oldest.at.getTime() + periodMs);
}

type Told = { until: Date; code: "quiet_hours" | "frequency_cap"; text: string };

/** What would be too late by then is ended at once, with the reason, and not in silence hours later. */
function putOff({ expiresAt }: Intention, told: Told): RuleVerdict {
  if (expiresAt === null || told.until < expiresAt) return { kind: "wait", ...told };
  return { kind: "skip", ...told, text: `${told.text}, and its time to live ends before that` };
}
