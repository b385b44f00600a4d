// Checks X-Webhook-Signature: WasenderApi sends the session's webhook secret itself, not a signature of the body.
//
// api-docs, "Webhook Setup", and its own SDKs, which compare header and secret. It proves who speaks and not what
// was said on the way, so the address has to be HTTPS.

import { createHash, timingSafeEqual } from "node:crypto";

export function provesWasender(header: string | undefined, secret: string): boolean {
  if (header === undefined || secret === "") return false;
  // Hashed first, because the comparison wants equal lengths and must not tell the length either.
  const digest = (text: string): Buffer => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(header), digest(secret));
}
