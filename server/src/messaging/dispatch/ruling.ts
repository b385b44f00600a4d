// The sending rules of tenants that have any, asked about many messages at once: which may leave now, and with what
// was chosen in the same round.

import {
  type Intention,
  isRuled,
  judgeCaps,
  judgeHours,
  type RuleVerdict,
  type SendingRules,
  type Sent,
} from "../../audience/index.ts";
import { zonesOf } from "../../kernel/phone-zone.ts";
import type { AskedMessage, AskedPerson, RuleFacts, SentRow } from "../store/rule.ts";

export type RuleLook = {
  facts(asked: readonly AskedMessage[]): Promise<RuleFacts[]>;
  sent(asked: readonly AskedPerson[]): Promise<SentRow[]>;
};

export type Ruling = {
  /** What the rules say of it, after all that was chosen so far. */
  of(message: AskedMessage): RuleVerdict;
  /** It is going to leave: the next one to the same person is judged by that. */
  choose(message: AskedMessage): void;
};

export type Ruled = AskedMessage & { rules: SendingRules };

const go: RuleVerdict = { kind: "go" };

export async function rule(look: RuleLook, asked: readonly Ruled[], now: Date): Promise<Ruling> {
  const facts = byMessage(await look.facts(asked));
  const hours = new Map(asked.map((each) => [each.id, hoursOf(each, facts.get(each.id), now)]));
  // Only about those that may leave by the hour, and for tenants that count at all.
  const counted = asked.flatMap((each) => personOf(each, facts.get(each.id), hours.get(each.id)));
  const sent = Map.groupBy(await look.sent(counted), ({ id }) => id);
  const rules = new Map(asked.map((each) => [each.id, each.rules]));
  const chosen = new Map<string, Sent[]>();
  return {
    of: ({ id }) => {
      const known = facts.get(id);
      const own = rules.get(id);
      const verdict = hours.get(id) ?? go;
      if (verdict.kind !== "go" || known === undefined || own === undefined) return verdict;
      const had = [...(sent.get(id) ?? []), ...(chosen.get(nameOfPerson(known)) ?? [])];
      return judgeCaps(own, intentionOf(known), had, now);
    },
    choose: ({ id }) => {
      const known = facts.get(id);
      if (known === undefined) return;
      const person = nameOfPerson(known);
      chosen.set(person, [...(chosen.get(person) ?? []), { category: known.category, at: now }]);
    },
  };
}

function byMessage(facts: readonly RuleFacts[]): Map<string, RuleFacts> {
  return new Map(facts.map((each) => [each.id, each]));
}

function hoursOf({ rules }: Ruled, facts: RuleFacts | undefined, now: Date): RuleVerdict {
  return facts === undefined ? go : judgeHours(rules, intentionOf(facts), now);
}

function personOf(
  { rules }: Ruled,
  facts: RuleFacts | undefined,
  hours: RuleVerdict | undefined,
): AskedPerson[] {
  if (facts === undefined || hours?.kind !== "go" || !isRuled(facts.category)) return [];
  const { tenant_id, id, recipient, contact_id, category } = facts;
  const periods = rules.caps
    .filter(({ categories }) => categories.includes(category))
    .map(({ days }) => days);
  return periods.length === 0 ? [] : [{ tenant_id, id, recipient, contact_id, days: Math.max(...periods) }];
}

function nameOfPerson({ tenant_id, contact_id, recipient }: RuleFacts): string {
  return `${tenant_id} ${contact_id ?? recipient}`;
}

function intentionOf(facts: RuleFacts): Intention {
  const { category, recipient, expires_at: expiresAt, time_zone: zone, quiet_hours: own } = facts;
  const zones = zone === null ? zonesOf(recipient) : [zone];
  return { category, zones, expiresAt, ownHours: ownHoursOf(own) };
}

function ownHoursOf(own: RuleFacts["quiet_hours"]): Intention["ownHours"] {
  if (own === null) return null;
  const { from, to } = own;
  return from === undefined || to === undefined ? "none" : { from, to };
}
