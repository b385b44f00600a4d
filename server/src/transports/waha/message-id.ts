// The name of a message at WhatsApp, made from its name here, and read back out of it.

import { createHash } from "node:crypto";

/**
 * WAHA passes on an id that its caller gives (changelog 2026.4.3, engines NOWEB and GOWS). A message's own UUID
 * has the 32 hexadecimal digits of an id from an Android phone. It is the same for every attempt: sent twice, it
 * reaches the phone as the same message, which shows it once.
 */
export function messageIdOf(correlation: string): string {
  const uuid = /^([0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12})\.\d+$/.exec(
    correlation,
  );
  if (uuid?.[1] !== undefined) return uuid[1].replaceAll("-", "").toUpperCase();
  const digest = createHash("sha256").update(`waha ${correlation}`).digest("hex");
  return `3EB0${digest.slice(0, 18).toUpperCase()}`;
}

/**
 * The name of the message's first attempt: which one it was is not in the id, and to a receipt it is the same.
 * Null for ids that are not of our making; one that only looks so names no message of the sender.
 */
export function correlationOf(id: string): string | null {
  const parts = /^([0-9A-F]{8})([0-9A-F]{4})(7[0-9A-F]{3})([89AB][0-9A-F]{3})([0-9A-F]{12})$/.exec(id);
  return parts === null ? null : `${parts.slice(1).join("-").toLowerCase()}.1`;
}

/** WAHA's name for a message is `<true if ours>_<chat>_<id>`, with the participant behind it in groups. */
export function bareIdOf(wahaId: string): string | null {
  const id = /^(?:true|false)_[^_]{1,128}_([A-Za-z0-9.-]{1,128})(?:_|$)/.exec(wahaId)?.[1];
  if (id !== undefined) return id;
  return /^[A-Za-z0-9.-]{1,128}$/.test(wahaId) ? wahaId : null;
}

/** For quotes and reactions: an id of our making is ours, any other is the person's. */
export function wahaIdOf(chatId: string, id: string): string {
  return `${correlationOf(id) !== null}_${chatId}_${id}`;
}
