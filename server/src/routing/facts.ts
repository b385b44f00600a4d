// What a routing decision knows: the message, its person, and how the senders are doing. Values only.

import type { MessageCategory, MessageType } from "@waypost/contract";
import { classOf } from "../messaging/index.ts";

export type Facts = {
  message: MessageFacts;
  person: PersonFacts;
  /** By id; a sender that is missing is gone. */
  senders: ReadonlyMap<string, SenderFacts>;
  now: Date;
};

export type MessageFacts = {
  category: MessageCategory;
  type: MessageType;
  template: TemplateName | null;
  /** The recipient's. */
  country: string | null;
  /** Due so late that how the senders are doing now says nothing about it. */
  isForLater: boolean;
};

export type PersonFacts = {
  /** The sender this person is to be written to by, if somebody said so. */
  preferred: string | null;
  /** By sender id. */
  chats: ReadonlyMap<string, ChatTimes>;
  /** Senders whose latest try found nobody under the number. */
  notFoundBy: ReadonlySet<string>;
};

export type ChatTimes = { talkedAt: Date; heardAt: Date | null };

export type SenderFacts = {
  id: string;
  shard: number;
  messageTypes: ReadonlySet<MessageType>;
  /** What stops it as a whole, whatever the message. */
  stopped: Refusal | null;
  /** 0 to 100; null for numbers that nothing protects. */
  health: number | null;
  pace: Pace;
  /** Those of its account; null for a sender without templates. */
  templates: AccountTemplates | null;
};

/** A name alone means any of its languages. */
export type TemplateName = { name: string; language: string | null };

export type AccountTemplates = {
  /** All of them: what is missing is not there. Before an account was read in full, nobody knows. */
  isComplete: boolean;
  /** Meta's words, by name and language. */
  statuses: ReadonlyMap<string, ReadonlyMap<string, string>>;
};

/**
 * How fast its lane moves. `waiting` is how many messages of each class are due and wait, at least; whoever puts one
 * more there counts it in.
 */
export type Pace = {
  perSecond: number;
  waiting: [number, number, number];
  /** When the lane goes on after a rest; login codes do not rest. */
  restsUntil: Date | null;
};

export type Refusal = { code: RefusalCode; detail: string };

export type RefusalCode =
  | "sender_deleted"
  | "type_not_supported"
  | "window_closed"
  | "sender_paused"
  | "session_not_connected"
  | "sender_unhealthy"
  | "throttled"
  | "template_unavailable"
  | "not_on_whatsapp";

/** How long a message would wait in the lane before its turn: behind all of its own class or a more urgent one. */
export function waitSeconds(
  { perSecond, waiting, restsUntil }: Pace,
  category: MessageCategory,
  now: Date,
): number {
  const ahead = waiting.slice(0, classOf[category] + 1).reduce((sum, count) => sum + count, 0);
  const rest =
    category === "authentication" || restsUntil === null ? 0 : restsUntil.getTime() - now.getTime();
  return ahead / perSecond + Math.max(0, rest) / 1_000;
}
