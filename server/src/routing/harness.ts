// What routing's tests decide about: policies and facts made of a few words.

import { presentId } from "../kernel/ids.ts";
import type { Facts, MessageFacts, PersonFacts, SenderFacts } from "./facts.ts";
import { type Policy, readPolicy } from "./policy.ts";
import type { RoutingPolicy } from "@waypost/contract";

/** The n-th sender, as rows and as callers name it. */
export function senderId(n: number): string {
  return `00000000-0000-7000-8000-${String(n).padStart(12, "0")}`;
}

export function named(n: number): string {
  return presentId("snd", senderId(n));
}

export function policyOf(policy: Omit<RoutingPolicy, "rules"> & { rules?: RoutingPolicy["rules"] }): Policy {
  return readPolicy(1, { rules: [{ use: { pool: "all" } }], ...policy });
}

/** All senders in one pool, by their weights. */
export function poolOf(...weights: number[]): NonNullable<RoutingPolicy["pools"]> {
  return [{ name: "all", senders: weights.map((weight, n) => ({ sender: named(n + 1), weight })) }];
}

export function healthy(n: number, more: Partial<SenderFacts> = {}): SenderFacts {
  return {
    id: senderId(n),
    shard: n,
    messageTypes: new Set(["text", "template"]),
    stopped: null,
    health: null,
    pace: { perSecond: 10, waiting: [0, 0, 0], restsUntil: null },
    templates: null,
    ...more,
  };
}

export const paused: Partial<SenderFacts> = { stopped: { code: "sender_paused", detail: "It is paused." } };

export const now = new Date("2026-12-01T09:00:00Z");

export function hoursAgo(hours: number): Date {
  return new Date(now.getTime() - hours * 3_600_000);
}

export function factsOf(
  senders: readonly SenderFacts[],
  message: Partial<MessageFacts> = {},
  person: Partial<PersonFacts> = {},
): Facts {
  return {
    message: {
      category: "utility",
      type: "text",
      template: null,
      country: "IN",
      isForLater: false,
      ...message,
    },
    person: { preferred: null, chats: new Map(), notFoundBy: new Set(), ...person },
    senders: new Map(senders.map((sender) => [sender.id, sender])),
    now,
  };
}
