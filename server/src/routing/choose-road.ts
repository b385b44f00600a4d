// The decision: which sender a message goes through, and what spoke against the others. Pure.

import type { ChatTimes, Facts, Refusal } from "./facts.ts";
import type { Leg, Policy, Rule, Weighted } from "./policy.ts";
import { isCoveredBy, isPermanent, refusalOf } from "./refusal.ts";
import { byWeight } from "./weigh.ts";

export type Decision = {
  /** Its place in the policy; null when none holds, and then nothing is chosen. */
  rule: number | null;
  chosen: string | null;
  /** Chosen although it cannot take the message now: nobody can, and it waits there. */
  waits: boolean;
  /** In the order in which they were asked. */
  candidates: readonly Candidate[];
};

export type Candidate = {
  sender: string;
  verdict: "chosen" | "refused" | "not_needed";
  code: string;
  detail: string | null;
};

/**
 * The same arguments choose the same sender. `seed` stands for the person, so that people keep their sender as long as
 * nothing speaks against it. A sender that is refused for something that passes is chosen only when every other is
 * refused as well: what is accepted waits, and is not lost.
 */
export function chooseRoad(policy: Policy, facts: Facts, seed: string): Decision {
  const index = policy.rules.findIndex((rule) => holds(rule, facts));
  const rule = policy.rules[index];
  if (rule === undefined) return { rule: null, chosen: null, waits: false, candidates: [] };
  const asked: Asked[] = [];
  for (const leg of rule.legs) askLeg(asked, { policy, facts, seed, rule, leg });
  const chosen = asked.find(({ refusal, isAsked }) => isAsked && refusal === null) ?? leastRefused(asked);
  return {
    rule: index,
    chosen: chosen?.sender ?? null,
    waits: (chosen?.refusal ?? null) !== null,
    candidates: asked.map((each) => candidateOf(each, each === chosen)),
  };
}

type Asked = { sender: string; isAsked: boolean; refusal: Refusal | null; because: Because };

type Because = "preferred" | "known" | "weighted" | "only" | "not_reached" | "condition_not_met";

type Question = { policy: Policy; facts: Facts; seed: string; rule: Rule; leg: Leg };

/** Appends the leg's senders; they are asked until one takes it. */
function askLeg(asked: Asked[], { policy, facts, seed, rule, leg }: Question): void {
  const { on } = leg;
  const before = asked.filter(({ isAsked }) => isAsked);
  const isMet = on === null || before.every(({ refusal }) => refusal === null || isCoveredBy(refusal, on));
  let isTaken = before.some(({ refusal }) => refusal === null);
  for (const { sender, because } of inOrder(leg.senders, policy, facts, seed)) {
    if (asked.some((each) => each.sender === sender)) continue;
    if (isTaken || !isMet) {
      const why = isTaken ? "not_reached" : "condition_not_met";
      asked.push({ sender, isAsked: false, refusal: null, because: why });
      continue;
    }
    const refusal =
      refusalOf(policy, facts, sender) ?? (on === null ? windowRefusal(rule, facts, sender) : null);
    asked.push({ sender, isAsked: true, refusal, because });
    isTaken = refusal === null;
  }
}

/** The preferred one, the one the person knows, then by weight. */
function inOrder(
  senders: readonly Weighted[],
  { sticksToKnown }: Policy,
  { person }: Facts,
  seed: string,
): { sender: string; because: Because }[] {
  const known = sticksToKnown ? lastTalkedWith(senders, person.chats) : null;
  const first = [
    { sender: person.preferred, because: "preferred" as const },
    { sender: known, because: "known" as const },
  ];
  const early = first.flatMap(({ sender, because }) =>
    senders.some(({ id }) => id === sender) && sender !== null ? [{ sender, because }] : [],
  );
  const because = senders.length === 1 ? "only" : "weighted";
  const rest = byWeight(senders, seed).map(({ id }) => ({ sender: id, because }) as const);
  return [...early, ...rest];
}

function lastTalkedWith(senders: readonly Weighted[], chats: ReadonlyMap<string, ChatTimes>): string | null {
  let last: { id: string; at: number } | null = null;
  for (const { id } of senders) {
    const at = chats.get(id)?.talkedAt.getTime();
    if (at !== undefined && (last === null || at > last.at || (at === last.at && id < last.id)))
      last = { id, at };
  }
  return last?.id ?? null;
}

/** A lane that only takes long moves on its own; what else passes may need a person. */
function leastRefused(asked: readonly Asked[]): Asked | undefined {
  const passing = asked.filter(({ refusal }) => refusal !== null && !isPermanent(refusal));
  return passing.find(({ refusal }) => refusal?.code === "throttled") ?? passing.at(0);
}

function candidateOf({ sender, refusal, because }: Asked, isChosen: boolean): Candidate {
  if (refusal === null) {
    return { sender, verdict: isChosen ? "chosen" : "not_needed", code: because, detail: null };
  }
  const { code, detail } = refusal;
  return isChosen
    ? { sender, verdict: "chosen", code, detail: `${detail} No other can take it now, so it waits here.` }
    : { sender, verdict: "refused", code, detail };
}

/** Meta's customer service window: 24 hours from the person's last word, for the number they wrote to. */
const windowMs = 24 * 3_600_000;

function holds({ when, legs }: Rule, facts: Facts): boolean {
  const { category, type, template, country } = facts.message;
  const isAmong = (list: readonly string[] | undefined, value: string | null): boolean =>
    list === undefined || (value !== null && list.includes(value));
  if (!isAmong(when.category, category) || !isAmong(when.type, type)) return false;
  if (!isAmong(when.template, template?.name ?? null) || !isAmong(when.country, country)) return false;
  if (when.window === undefined) return true;
  const isOpen = legs[0]?.senders.some(({ id }) => hasOpenWindow(facts, id)) === true;
  return isOpen === (when.window === "open");
}

function hasOpenWindow({ person, now }: Facts, senderId: string): boolean {
  const heardAt = person.chats.get(senderId)?.heardAt ?? null;
  return heardAt !== null && now.getTime() - heardAt.getTime() < windowMs;
}

/** A rule for open windows means senders whose window is open, not any of their pool. */
function windowRefusal({ when }: Rule, facts: Facts, senderId: string): Refusal | null {
  if (when.window !== "open" || hasOpenWindow(facts, senderId)) return null;
  return { code: "window_closed", detail: "The person has not written to it within 24 hours." };
}
