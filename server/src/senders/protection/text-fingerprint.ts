// Tells whether two messages say the same, without keeping what they say.

import type { MessageObject } from "@waypost/contract";
import { fingerprint } from "../../kernel/fingerprint.ts";

/** Hex. Spaces and capitals do not make another text; a name or a number in it does. */
export function textFingerprint(message: MessageObject): string {
  return fingerprint(plain(message)).slice(0, 32);
}

/** How much there is to type. */
export function textLength(message: MessageObject): number {
  return message.type === "text" ? message.text.body.length : 0;
}

function plain(value: unknown): unknown {
  if (typeof value === "string") return value.normalize("NFKC").toLowerCase().replaceAll(/\s+/g, " ").trim();
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  // What a message answers to is not what it says.
  const members = Object.entries(value).filter(([key]) => key !== "context");
  return Object.fromEntries(members.map(([key, member]) => [key, plain(member)]));
}
