// Checks X-Webhook-Hmac: WAHA signs the raw body with SHA-512 (how-to/events, "HMAC authentication").

import { createHmac, timingSafeEqual } from "node:crypto";

/**
 * The time it was sent is not under the signature, so a body can be replayed; told twice, a fact stays one fact.
 */
export function verifyHmac(rawBody: Buffer, header: string | undefined, key: string): boolean {
  if (key === "" || header === undefined || !/^[0-9a-f]{128}$/i.test(header)) return false;
  const expected = createHmac("sha512", key).update(rawBody).digest();
  return timingSafeEqual(expected, Buffer.from(header, "hex"));
}
