// The name of a message at WhatsApp, made from its name here, so that it is known before a byte leaves.

import { createHash } from "node:crypto";

/**
 * The same for every attempt: sent twice, it reaches the phone as the same message, which shows it once. The
 * shape is WhatsApp Web's own (3EB0 and 18 hex digits); others are treated as a stranger's client.
 */
export function messageIdOf(correlation: string): string {
  const message = correlation.replace(/\.\d+$/, "");
  const digest = createHash("sha256").update(`whatsapp_web ${message}`).digest("hex");
  return `3EB0${digest.slice(0, 18).toUpperCase()}`;
}
