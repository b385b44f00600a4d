// A tenant's routing policy: which sender a message goes through when it names none, and what may replace it.

import Type from "typebox";
import { closed, instant, nullable, phone, text, words } from "../json-schema.ts";
import { messageTypes } from "../message.ts";
import type { MessageType } from "../message.ts";
import { messageCategory } from "../send-message.ts";

const senderId = Type.String({ pattern: "^snd_[0-9a-f]{32}$", examples: [`snd_${"0".repeat(32)}`] });

/** One sender, or a pool that shares the work. */
const routingRoad = closed(
  { pool: Type.Optional(text(64)), sender: Type.Optional(senderId) },
  { title: "RoutingRoad", minProperties: 1, maxProperties: 1 },
);
export type RoutingRoad = Type.Static<typeof routingRoad>;

export const routingReasons = [
  "throttled",
  "template_unavailable",
  "not_on_whatsapp",
  "sender_unavailable",
] as const;
const routingReason = words(...routingReasons);
export type RoutingReason = Type.Static<typeof routingReason>;

const some = <Item extends Type.TSchema>(item: Item) =>
  Type.Optional(Type.Array(item, { minItems: 1, maxItems: 50 }));

/** All that is named must hold; of a list, one. Nothing named holds always. */
const routingCondition = closed(
  {
    category: some(messageCategory),
    country: some(Type.String({ pattern: "^[A-Z]{2}$", description: "ISO 3166-1, by the number." })),
    window: Type.Optional({
      ...words("open", "closed"),
      description: "Whether the person has written to a sender of this road within 24 hours.",
    }),
    template: some({ ...text(512), description: "A template's name." }),
    type: some(Type.Unsafe<MessageType>({ type: "string", enum: [...messageTypes] })),
  },
  { title: "RoutingCondition" },
);
export type RoutingCondition = Type.Static<typeof routingCondition>;

const routingFallback = closed({
  use: routingRoad,
  on: Type.Optional(
    Type.Array(routingReason, {
      minItems: 1,
      description: "It takes over when everything before it is refused for one of these; by default for any.",
    }),
  ),
});

const routingRule = closed(
  {
    name: Type.Optional(text(100)),
    when: Type.Optional(routingCondition),
    use: routingRoad,
    fallbacks: Type.Optional(Type.Array(routingFallback, { maxItems: 10 })),
  },
  { title: "RoutingRule" },
);
export type RoutingRule = Type.Static<typeof routingRule>;

const routingPool = closed(
  {
    name: text(64),
    senders: Type.Array(
      closed({
        sender: senderId,
        weight: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000, description: "1 by default." })),
      }),
      { minItems: 1, maxItems: 100 },
    ),
  },
  { title: "RoutingPool" },
);

const policyFields = {
  pools: Type.Optional(Type.Array(routingPool, { maxItems: 50 })),
  rules: Type.Array(routingRule, {
    maxItems: 100,
    description: "The first that holds decides; without one, the default sender does.",
  }),
  stick_to_known: Type.Optional(
    Type.Boolean({ description: "Whether people keep the sender they last talked with; true by default." }),
  ),
  health_floor: Type.Optional(
    Type.Integer({ minimum: 0, maximum: 100, description: "A sender below this score is passed over." }),
  ),
  throttled_after_seconds: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: 600,
      description: "A sender whose lane would keep a message waiting longer is passed over.",
    }),
  ),
};

export const routingPolicy = closed(policyFields, { title: "RoutingPolicy" });
export type RoutingPolicy = Type.Static<typeof routingPolicy>;

/** `version` is the one that was read, 0 before the first: of two who change it at once, one is told. */
export const putRouting = closed(
  { version: Type.Integer({ minimum: 0 }), ...policyFields },
  { title: "PutRouting" },
);
export type PutRouting = Type.Static<typeof putRouting>;

export const routingResource = closed(
  { version: Type.Integer(), updated_at: nullable(instant), ...policyFields },
  { title: "Routing" },
);
export type RoutingResource = Type.Static<typeof routingResource>;

/** A message that is asked about and not sent. */
export const explainRouting = closed(
  {
    to: phone,
    from: Type.Optional(text(64)),
    category: Type.Optional(messageCategory),
    type: Type.Optional(Type.Unsafe<MessageType>({ type: "string", enum: [...messageTypes] })),
    template: Type.Optional(closed({ name: text(512), language: Type.Optional(text(16)) })),
    send_at: Type.Optional(instant),
  },
  { title: "ExplainRouting" },
);
export type ExplainRouting = Type.Static<typeof explainRouting>;

const routingCandidate = closed({
  sender: Type.String(),
  verdict: words("chosen", "refused", "not_needed"),
  code: Type.String({ examples: ["weighted", "known", "sender_paused", "throttled"] }),
  detail: nullable(Type.String()),
});
export type RoutingCandidate = Type.Static<typeof routingCandidate>;

export const routingExplanation = closed(
  {
    sender: nullable(Type.String({ description: "The sender it would go through; null when none can." })),
    decided_by: words("request", "policy", "default"),
    policy_version: nullable(Type.Integer()),
    rule: nullable(closed({ index: Type.Integer(), name: nullable(Type.String()) })),
    waits: Type.Boolean({ description: "True when it would wait there, because no sender can take it now." }),
    candidates: Type.Array(routingCandidate),
  },
  { title: "RoutingExplanation" },
);
export type RoutingExplanation = Type.Static<typeof routingExplanation>;
