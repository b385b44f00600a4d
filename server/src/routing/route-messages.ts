// Finds the road of messages that name no sender: many at once, with what is known read once for all of them.

import type { MessageCategory, MessageObject, MessageType } from "@waypost/contract";
import { AppError } from "../kernel/errors.ts";
import { presentId } from "../kernel/ids.ts";
import { countryOf } from "../kernel/phone-country.ts";
import type { Caller } from "../kernel/route.ts";
import { type Addressed, classOf, type Road, type Routed } from "../messaging/index.ts";
import { chooseRoad, type Decision } from "./choose-road.ts";
import type { MessageFacts, SenderFacts, TemplateName } from "./facts.ts";
import { nothingKnown, type People, type PeopleReader } from "./person-facts.ts";
import type { PoliciesInForce } from "./policies-in-force.ts";
import { needsOf, type Policy, sendersOf } from "./policy.ts";

export type RouteDeps = { inForce: PoliciesInForce; people: PeopleReader; now(): Date };

/**
 * One answer for each: its road, why there is none, or null when no rule speaks of it and the default sender is to take
 * it. Null for a tenant without a policy, which costs one look at what is remembered.
 */
export async function routeMessages(
  { inForce, people, now }: RouteDeps,
  { tenantId, mode }: Caller,
  batch: readonly Addressed[],
): Promise<readonly (Road | AppError | null)[] | null> {
  const policy = await inForce.policy(tenantId, mode);
  if (policy === null) return null;
  const senders = await inForce.senders(tenantId, mode, policy);
  const known = await readKnown(
    people,
    tenantId,
    policy,
    batch.map(({ recipient }) => recipient),
  );
  const at = now();
  return batch.map(({ request, recipient }) => {
    const { message: body, category, send_at: sendAt } = request;
    const about = { category, type: body.type, template: templateOf(body), recipient, sendAt };
    const message = messageFacts(policy, about, at);
    const facts = { message, person: known.get(recipient) ?? nothingKnown, senders, now: at };
    const decision = chooseRoad(policy, facts, recipient);
    if (decision.rule === null) return null;
    return roadOf(decision, policy, senders, message) ?? noSender(decision);
  });
}

/** Nothing is asked that the policy does not want to know. */
export async function readKnown(
  people: PeopleReader,
  tenantId: string,
  policy: Policy,
  numbers: readonly string[],
): Promise<People> {
  const needs = needsOf(policy);
  if (!needs.chats && !needs.numbers) return new Map();
  return people.add({ tenantId, people: numbers, senders: [...sendersOf(policy)], needs });
}

export type About = {
  category: MessageCategory | undefined;
  type: MessageType;
  template: TemplateName | null;
  recipient: string;
  /** An instant of the contract's. */
  sendAt: string | undefined;
};

export function messageFacts(policy: Policy, about: About, now: Date): MessageFacts {
  const { category = "utility", type, template, recipient, sendAt } = about;
  return {
    category,
    type,
    template,
    country: needsOf(policy).countries ? countryOf(recipient) : null,
    isForLater: sendAt !== undefined && new Date(sendAt).getTime() - now.getTime() > laterMs,
  };
}

export function templateOf(body: MessageObject): TemplateName | null {
  if (body.type !== "template") return null;
  const { name, language } = body.template;
  return { name, language: typeof language === "string" ? language : language.code };
}

/** A minute from now, how the senders are doing at this moment still says something. */
const laterMs = 60_000;

function roadOf(
  decision: Decision,
  policy: Policy,
  senders: ReadonlyMap<string, SenderFacts>,
  { category, isForLater }: MessageFacts,
): Road | null {
  const sender = decision.chosen === null ? undefined : senders.get(decision.chosen);
  if (sender === undefined) return null;
  // The next message finds this one in the lane.
  if (!isForLater) sender.pace.waiting[classOf[category]] += 1;
  return {
    sender: { id: sender.id, shard: sender.shard, messageTypes: sender.messageTypes },
    routed: routedOf(decision, policy),
  };
}

/** What the timeline tells: the road, the rule, and who was asked before and why not. */
export function routedOf(decision: Decision, { version, rules }: Policy): Routed {
  const { rule, candidates, waits } = decision;
  const chosen = candidates.find(({ verdict }) => verdict === "chosen");
  const refused = candidates.filter(({ verdict }) => verdict === "refused");
  const name = rule === null ? null : rules[rule]?.name;
  return {
    ...(chosen === undefined ? {} : { sender: presentId("snd", chosen.sender), because: chosen.code }),
    ...(waits ? { waits } : {}),
    policy: version,
    rule,
    ...(name === null || name === undefined ? {} : { rule_name: name }),
    ...(refused.length === 0
      ? {}
      : {
          refused: refused.map(({ sender, code, detail }) => ({
            sender: presentId("snd", sender),
            code,
            detail,
          })),
        }),
  };
}

function noSender({ candidates }: Decision): AppError {
  const reasons = candidates.map(({ sender, code }) => `${presentId("snd", sender)}: ${code}`);
  const detail = `The policy's rule for this message leaves no sender (${reasons.join(", ")}).`;
  return new AppError("no_sender_available", detail, {
    errors: [{ path: "/from", message: "is not given, and the policy finds none" }],
  });
}
