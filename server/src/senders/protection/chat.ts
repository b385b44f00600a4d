// What is known of one person's chat with one number, and whether it is a chat at all yet.

import { dayOf } from "./day.ts";

export type ChatFacts = {
  firstSentAt: Date | null;
  lastSentAt: Date | null;
  deliveredAt: Date | null;
  lastHeardAt: Date | null;
  /** Messages of ours since the person was last heard. */
  unanswered: number;
};

/** The person has written to us, or has received something of ours. */
export function isKnown(chat: ChatFacts | null): boolean {
  return chat !== null && (chat.lastHeardAt !== null || chat.deliveredAt !== null);
}

/**
 * Whether a message now would use up one of the day's new chats. Somebody who was written to before without
 * ever receiving it is a stranger still, and counts again on another day; twice on one day counts once.
 */
export function isNewChat(chat: ChatFacts | null, now: Date, zone: string): boolean {
  if (isKnown(chat)) return false;
  const last = chat?.lastSentAt ?? null;
  return last === null || dayOf(last, zone) !== dayOf(now, zone);
}
