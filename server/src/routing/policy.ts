// A routing policy as decisions read it: senders by their ids, roads as lists of weighted senders.

import {
  type RoutingCondition,
  type RoutingPolicy,
  type RoutingReason,
  routingReasons,
  type RoutingRoad,
} from "@waypost/contract";
import { parseId } from "../kernel/ids.ts";

export type Policy = {
  version: number;
  rules: readonly Rule[];
  sticksToKnown: boolean;
  /** Null: any score will do. */
  healthFloor: number | null;
  /** Null: however long the lane is. */
  throttledAfterSeconds: number | null;
};

/** The first leg is the rule's own road, the others its fallbacks. */
export type Rule = { name: string | null; when: RoutingCondition; legs: readonly Leg[] };

/** `on`: for what everything before has to be refused; null for the first leg. */
export type Leg = { senders: readonly Weighted[]; on: ReadonlySet<RoutingReason> | null };

export type Weighted = { id: string; weight: number };

export function readPolicy(version: number, stored: RoutingPolicy): Policy {
  const pools = new Map((stored.pools ?? []).map((pool) => [pool.name, pool.senders.map(weighted)]));
  const sendersOn = ({ pool, sender }: RoutingRoad): readonly Weighted[] =>
    sender === undefined ? (pools.get(pool ?? "") ?? []) : [weighted({ sender })];
  return {
    version,
    rules: stored.rules.map(({ name = null, when = {}, use, fallbacks = [] }) => ({
      name,
      when,
      legs: [
        { senders: sendersOn(use), on: null },
        ...fallbacks.map((each) => ({
          senders: sendersOn(each.use),
          on: new Set(each.on ?? routingReasons),
        })),
      ],
    })),
    sticksToKnown: stored.stick_to_known ?? true,
    healthFloor: stored.health_floor ?? null,
    throttledAfterSeconds: stored.throttled_after_seconds ?? null,
  };
}

function weighted({ sender, weight = 1 }: { sender: string; weight?: number }): Weighted {
  const id = parseId("snd", sender);
  if (id === null) throw new Error("a stored policy names senders by their ids");
  return { id, weight };
}

/** All senders the policy may use. */
export function sendersOf({ rules }: Policy): Set<string> {
  return new Set(rules.flatMap(({ legs }) => legs.flatMap(({ senders }) => senders.map(({ id }) => id))));
}

/** What has to be known of them, and how long a lane may be before it makes a difference. */
export function wantedOf<Owner extends object>(
  policy: Policy,
  owner: Owner,
): (Owner & { sender_id: string; within_s: number })[] {
  const within = policy.throttledAfterSeconds ?? 0;
  return [...sendersOf(policy)].map((id) => ({ ...owner, sender_id: id, within_s: within }));
}

/** What has to be known of people before the policy can decide about their messages. */
export type Needs = { chats: boolean; numbers: boolean; countries: boolean };

export function needsOf({ rules, sticksToKnown }: Policy): Needs {
  return {
    chats: sticksToKnown || rules.some(({ when }) => when.window !== undefined),
    numbers: rules.some(({ legs }) => legs.some(({ on }) => on?.has("not_on_whatsapp") === true)),
    countries: rules.some(({ when }) => when.country !== undefined),
  };
}
